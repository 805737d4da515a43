"""The portals of the Russian courts (sudrf.ru), both templates."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from absentia.model import PageRecord
from absentia.model.asked import Asked
from absentia.sources.lexicon import Addresses, Lexicon
from absentia.sources.ru_sudrf.asked import asked
from absentia.sources.ru_sudrf.canonical import content_digest
from absentia.sources.ru_sudrf.lexicon import ADDRESSES, lexicon
from absentia.sources.ru_sudrf.links import same_page
from absentia.sources.ru_sudrf.reader import read


@dataclass(frozen=True, slots=True)
class RuSudrf:
    """The source; see ``source.yml`` for publisher, terms, coverage and the policy of its assertions."""

    id: str = "ru_sudrf"
    title: str = "ГАС «Правосудие»: сайты судов общей юрисдикции и военных судов (sudrf.ru)"

    def read(self, data: bytes, *, url: str | None = None) -> PageRecord:
        """Classify and read one response of a court's site. Never raises, whatever the bytes."""
        return read(data, url)

    def asked(self, url: str) -> Asked | None:
        """What the address of a search asks; ``None`` where it is none."""
        return asked(url)

    def same_page(self, url: str) -> Hashable | None:
        """The search, the card or the act an address leads to, however it is spelled."""
        return same_page(url)

    @property
    def lexicon(self) -> Lexicon:
        """The words of the vocabulary, of law, of courts and places."""
        return lexicon()

    @property
    def addresses(self) -> Addresses:
        """Searches, cards, hearing lists and acts, without what somebody typed into a form."""
        return ADDRESSES

    def content_digest(self, data: bytes) -> str:
        """SHA-256 of what a page says, free of what its shell changes at every visit."""
        return content_digest(data)


SOURCE = RuSudrf()
