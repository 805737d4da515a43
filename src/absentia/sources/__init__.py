"""Publishers' portals: one folder each, content only; the framework never names a court.

A source is a module ``absentia.sources.<id>`` that offers ``SOURCE``, a :class:`Source`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Hashable
from typing import Protocol

from absentia.errors import UsageProblem
from absentia.model import PageRecord
from absentia.model.asked import Asked
from absentia.model.texts import said
from absentia.sources.lexicon import Addresses, Lexicon


class Source(Protocol):
    """What the framework needs of a publisher's portal."""

    @property
    def id(self) -> str:
        """The folder's name, e.g. ``ru_sudrf``."""

    @property
    def title(self) -> str:
        """The portal's name for people."""

    def read(self, data: bytes, *, url: str | None = None) -> PageRecord:
        """Classify and read one response. Never raises on any bytes: what cannot be read is an issue of the record.

        ``url`` is the address the bytes came from, where known: it may carry the court and the GUID.
        """

    def asked(self, url: str) -> Asked | None:
        """What the address of a search asks, and for which page of the answer; ``None`` where it is no search."""

    def same_page(self, url: str) -> Hashable | None:
        """What an address leads to, equal for all its spellings; ``None`` where it is none of the portal's pages."""

    @property
    def lexicon(self) -> Lexicon:
        """The words of its pages that are nobody's name."""

    @property
    def addresses(self) -> Addresses:
        """What its addresses are made of that names nobody."""

    def content_digest(self, data: bytes) -> str:
        """SHA-256 of what a page says, free of what its shell changes at every visit: clocks, counters, captchas."""


def known_sources() -> list[str]:
    """The ids of all sources, sorted."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)


def get_source(source_id: str) -> Source:
    """The source with this id.

    Raises:
        UsageProblem: there is none.
    """
    if source_id not in known_sources():
        raise UsageProblem(
            said("there is no source “{source}”", source=source_id),
            next_step=said("use one of: {known}", known=", ".join(known_sources())),
        )
    source: Source = importlib.import_module(f"{__name__}.{source_id}").SOURCE
    return source
