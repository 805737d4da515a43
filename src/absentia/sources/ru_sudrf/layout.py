"""What a template must tell: where it keeps the title, the number, the tabs, the tables. Two modules answer."""

from __future__ import annotations

from typing import Protocol

from selectolax.lexbor import LexborNode

from absentia.sources.ru_sudrf.template import Template
from absentia.sources.ru_sudrf.text import BREAK, folded


class Layout(Protocol):
    """One of the portal's two templates."""

    @property
    def template(self) -> Template:
        """Its name in the record."""

    def title(self, root: LexborNode) -> str | None:
        """The heading of the page: register and instance, or the day of a hearing list."""

    def card_number(self, root: LexborNode) -> str | None:
        """«ДЕЛО № …», where the page is a card."""

    def tabs(self, root: LexborNode) -> dict[str, str]:
        """Names of a card's tabs by the id of what they show; without those of single acts."""

    def act_titles(self, root: LexborNode) -> dict[int, str]:
        """Titles of a card's acts by their number."""

    def is_container(self, identifier: str) -> bool:
        """Whether an element with this id is what a tab shows."""

    def result_tables(self, root: LexborNode) -> list[LexborNode]:
        """Tables that may hold the rows of a listing or hearing list, copies for telephones left out."""

    def copies(self, root: LexborNode) -> int | None:
        """How many rows of a listing stand again for telephones; ``None`` where the template makes no copies."""

    def form(self, root: LexborNode) -> LexborNode | None:
        """The search form, where the page shows one."""


def first_line(node: LexborNode | None) -> str | None:
    """The first line of a node that says anything: titles carry a legal note below them."""
    if node is None:
        return None
    return next((text for line in node.text().split(BREAK) if (text := folded(line))), None)
