"""The primary template: ``div#modSdpContent``, ``table#tablcont``, tabs ``#tabN`` over ``#contN``.

Several tables of a page carry the same id, the hearing list's ``div`` too, and the tabs of every card are numbered
anew: nothing here goes by position.
"""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from absentia.sources.ru_sudrf.layout import first_line
from absentia.sources.ru_sudrf.template import Template
from absentia.sources.ru_sudrf.text import folded

_LEGAL_NOTE = "В соответствии с Федеральным законом"


class Primary:
    """See :class:`~absentia.sources.ru_sudrf.layout.Layout`."""

    template = Template.PRIMARY

    def title(self, root: LexborNode) -> str | None:
        """The first ``.title`` (in hearing lists, the day in ``#HH``) that is more than the note on Law 262-ФЗ."""
        for node in root.css("div.title"):
            text = first_line(node)
            if text and not text.startswith(_LEGAL_NOTE):
                return text
        return first_line(root.css_first("#case_type > div"))

    def card_number(self, root: LexborNode) -> str | None:
        """``.casenumber``."""
        node = root.css_first("div.casenumber")
        return folded(node.text()) if node is not None else None

    def tabs(self, root: LexborNode) -> dict[str, str]:
        """``li#tab3`` names ``div#cont3``."""
        found = {}
        for item in root.css("ul.tabs > li"):
            identifier = item.id or ""
            if identifier.startswith("tab") and identifier[3:].isdigit():
                found[f"cont{identifier[3:]}"] = folded(item.text())
        return found

    def act_titles(self, root: LexborNode) -> dict[int, str]:
        """``li#tab_doc1`` says «Судебный акт #1 (Приговор)»."""
        return {
            int(identifier[7:]): folded(item.text())
            for item in root.css("ul.tabs > li")
            if (identifier := item.id or "").startswith("tab_doc") and identifier[7:].isdigit()
        }

    def is_container(self, identifier: str) -> bool:
        """``cont3``, but not ``content``."""
        return identifier.startswith("cont") and identifier[4:].isdigit()

    def result_tables(self, root: LexborNode) -> list[LexborNode]:
        """``table#tablcont``; the ``div`` of the same id around a hearing list does not count."""
        return root.css("table#tablcont")

    def copies(self, root: LexborNode) -> int | None:  # noqa: ARG002  the protocol asks
        """This template makes no copies."""
        return None

    def form(self, root: LexborNode) -> LexborNode | None:
        """``form#calform``; ``#calformH`` above every page is only the calendar."""
        return root.css_first("form#calform")


PRIMARY = Primary()
