"""Ukraine's Unified State Register of Court Decisions (ЄДРСР) as its yearly open-data packages.

It is handed over as tables of all documents and not asked: no page of it is read, so the names of the protocol that
are about pages say that there is none. What counts is :data:`register_layout`; ``absentia.dumps`` reads by it. Phrases
of charges are read where a person types them; texts are not.

What is said here of the packages was read in programs of others who saw them, and in stored pages; nobody here has seen
a real one. ``absentia sources check`` holds one against it.
"""

from __future__ import annotations

import hashlib

from absentia.model import Issue, PageKind, PageRecord
from absentia.model.asked import Asked
from absentia.sources.lexicon import Addresses, Lexicon
from absentia.sources.plain import Directory, Register, content_digest, fold_name, origin
from absentia.sources.protocol import Ending, Place
from absentia.sources.ua_edrsr.charges import read_articles, read_cell, vocabulary
from absentia.sources.ua_edrsr.packages import register_layout

__all__ = [
    "addresses", "asked", "content_digest", "court", "court_named", "courts", "ending", "fold_host", "fold_name", "id",
    "jurisdiction", "lexicon", "number_key", "origin", "place", "read", "read_articles", "read_cell",
    "register_layout", "registers", "same_page", "title",
]  # fmt: skip
id = "ua_edrsr"  # noqa: A001  a name of the protocol
title, jurisdiction = "Unified State Register of Court Decisions (Ukraine), open-data packages", "ua"
addresses = Addresses(paths=frozenset(), parameters={})
registers: dict[str, Register] = {}
_directory = Directory(())  # courts are told by each package's own dictionary
courts, court, court_named = _directory.courts, _directory.court, _directory.court_named
fold_host = _directory.fold_host


def read(data: bytes, url: str | None = None) -> PageRecord:
    """No page of the register is read."""
    unknown = (Issue("unknown_page", "page"),)
    return PageRecord(capture=hashlib.sha256(data).hexdigest(), page=PageKind.UNKNOWN, url=url, issues=unknown)


def asked(url: str) -> Asked | None:
    """No address is a search."""
    del url
    return None


def same_page(address: str) -> None:
    """No address is a page that is read."""
    del address


def lexicon() -> Lexicon:
    """No words of pages, but those of charges as a person types them."""
    return Lexicon((), (), (), (), vocabulary(), (), (), (), ())


def ending(result: str) -> Ending:
    """No results are shown: a document has a form, and no more."""
    del result
    return Ending.OTHER


def number_key(number: str) -> str | None:
    """Case numbers are not matched with other lists."""
    del number
    return None


def place(number: str) -> Place | None:
    """The number of a case is a serial over all kinds of cases: a gap in it says nothing of one kind."""
    del number
    return None
