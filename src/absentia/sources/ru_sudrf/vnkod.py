"""The VNKOD template: ``#search_results``, ``#resultTable``, ``#case_bookmarks``.

Every table stands two or three times: for the screen, for telephones (``block-mobile``, ``#resultMob``) and for the
printer (``printVersion…``). Only the first counts.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from absentia.sources.ru_sudrf.layout import first_line
from absentia.sources.ru_sudrf.tables import enclosing
from absentia.sources.ru_sudrf.template import Template
from absentia.sources.ru_sudrf.text import folded

MARKS = (b"search_results", b"law-case-table", b"resultTable", b"sud_delo/css/v4/")
"""Any of these in the region means this template."""

_TAB = "tab_id_"
_CONTAINER = "tab_content_"
_DOCUMENT = re.compile(r"^(?:doc)?tab_id_Document(\d{1,4})$")  # tab_id_Document1, doctab_id_Document2


def _never(_identifier: str) -> bool:
    return False


class Vnkod:
    """See :class:`~absentia.sources.ru_sudrf.layout.Layout`."""

    template = Template.VNKOD

    def title(self, root: LexborNode) -> str | None:
        """``.name-instanse`` (the portal's own spelling)."""
        return first_line(root.css_first(".name-instanse"))

    def card_number(self, root: LexborNode) -> str | None:
        """``.case-num``."""
        node = root.css_first("div.case-num")
        return folded(node.text()) if node is not None else None

    def tabs(self, root: LexborNode) -> dict[str, str]:
        """``li#tab_id_EventList`` names ``div#tab_content_EventList``."""
        return {
            _CONTAINER + identifier[len(_TAB) :]: folded(item.text())
            for item in root.css("#case_bookmarks > li")
            if (identifier := item.id or "").startswith(_TAB) and not _DOCUMENT.match(identifier)
        }

    def act_titles(self, root: LexborNode) -> dict[int, str]:
        """``li#tab_id_Document1`` says «Судебный акт #1 (Определение)»."""
        return {
            int(match[1]): folded(item.text())
            for item in root.css("#case_bookmarks > li, #doc_bookmarks > li")
            if (match := _DOCUMENT.match(item.id or ""))
        }

    def is_container(self, identifier: str) -> bool:
        """``tab_content_PersonList``."""
        return identifier.startswith(_CONTAINER)

    def result_tables(self, root: LexborNode) -> list[LexborNode]:
        """Tables in ``#resultTable``; where there is none (hearing lists), those in ``#search_results``."""
        tables = root.css("#resultTable table, table#resultTable")
        if tables:
            return tables
        return [table for table in root.css("#search_results table") if not enclosing(table, _never)[1]]

    def copies(self, root: LexborNode) -> int | None:
        """Cards in ``#resultMob``."""
        if root.css_first("#resultMob") is None:
            return None
        return len(root.css("#resultMob .mobile-lawcase-card"))

    def form(self, root: LexborNode) -> LexborNode | None:
        """``form#search-form``."""
        return root.css_first("form#search-form")


VNKOD = Vnkod()
