"""What a publisher's folder offers: the one door through which every stage comes to it.

A source is a module ``absentia.sources.<id>`` whose names are those of :class:`Source`: how its pages are read, what
its registers, courts, numbers and endings are. One that can be asked is a :class:`Portal`: it also knows the addresses
of questions. One that is handed over as files is a :class:`Dump`; one whose files are tables of all documents of a
register, millions of rows, a :class:`RegisterDump`. A stage calls the source; nothing stands between.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeGuard

from absentia.model import Charge, Instance, Issue, ListingRow, PageRecord, Procedure
from absentia.model.page import CellReading
from absentia.model.provision import Asked
from absentia.sources.content import Addresses, Layout, Lexicon


class Ending(enum.StrEnum):
    """What a result means for the case."""

    VERDICT = "verdict"
    """A verdict was given, conviction or acquittal."""
    RETURNED = "returned"
    """Back to the prosecutor: the same court may get it once more."""
    TRANSFERRED = "transferred"
    """To another court, which has the jurisdiction."""
    JOINED = "joined"
    """Joined to another case."""
    OTHER = "other"
    """Any other end."""


class Register(Protocol):
    """One register of a court: which proceedings in which instance."""

    @property
    def key(self) -> str:
        """``criminal-first`` and the like: procedure and instance."""

    @property
    def procedure(self) -> Procedure:
        """The kind of proceedings."""

    @property
    def instance(self) -> Instance:
        """The instance."""

    @property
    def databases(self) -> tuple[int, ...]:
        """The databases a court may keep it in; where there are several, the first alone may be incomplete."""


@dataclass(frozen=True, slots=True)
class Court:
    """A court of a source's directory; its host is its key."""

    host: str | None
    """``None``: it has no site, or publishes nothing of its own."""
    name: str
    code: str | None
    level: str
    """What kind of court it is, in the source's words: a key of its ``levels``."""
    region: str | None = None
    above: str | None = None
    """Host of the court above it that regions are counted by; its own where it is such a court."""
    template: str = ""
    """Which of the source's templates its site was last known to use."""
    captcha_group: str | None = None
    """Courts of one group take the same captcha answer; ``None``: it shares with nobody."""
    active: bool = True
    """False for courts that only older lists have."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number stands: the index of its register, the register (index with its series), ordinal and year."""

    index: str
    register: str
    ordinal: int
    year: int


@dataclass(frozen=True, slots=True)
class Captcha:
    """A person's answer to a captcha: what was typed, and the id of the picture it was read from."""

    answer: str
    captcha_id: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A captcha as a page shows it."""

    captcha_id: str
    image: bytes
    extension: str


class Source(Protocol):
    """What every stage may ask of a publisher, whether it is asked or its files are taken in."""

    @property
    def id(self) -> str:
        """The folder's name."""

    @property
    def title(self) -> str:
        """The publisher's name for people."""

    @property
    def jurisdiction(self) -> str:
        """Whose law its charges are read under: ``ru`` for ``ru:337``; :mod:`absentia.law` has its codes."""

    # pages

    def read(self, data: bytes, url: str | None = None, *, capture: str | None = None, acts: bool = True) -> PageRecord:
        """Classify and read one response. Never raises on any bytes: what cannot be read is an issue of the record.

        Args:
            data: the page.
            url: the address the bytes came from, where known: it may carry the court and the record.
            capture: the record's id; without it, the SHA-256 of the bytes, which who loaded them may have already.
            acts: whether the record tells of the acts on the page; no table holds them, and their words are many.
        """

    def asked(self, url: str) -> Asked | None:
        """What the address of a search asks, and for which page of the answer; ``None`` where it is no search."""

    def same_page(self, address: str) -> Hashable | None:
        """What an address leads to, equal for all its spellings; ``None`` where it is none of the source's pages."""

    def content_digest(self, data: bytes) -> str:
        """SHA-256 of what a page says, free of what its shell changes at every visit: clocks, counters, captchas."""

    def lexicon(self) -> Lexicon:
        """The words of its pages that are nobody's name."""

    @property
    def addresses(self) -> Addresses:
        """What its addresses are made of that names nobody."""

    # cells, numbers, endings

    def read_cell(self, text: str, *, where: str = "") -> CellReading:
        """Read a cell of persons with their charges."""

    def read_articles(self, text: str, *, where: str = "") -> tuple[tuple[Charge, ...], tuple[Issue, ...]]:
        """Read a cell of one person's charges."""

    def ending(self, result: str) -> Ending:
        """What a result means."""

    def number_key(self, number: str) -> str | None:
        """The form in which case numbers are compared; ``None`` for one that is unique in no register."""

    def place(self, number: str) -> Place | None:
        """The place a case number names in its register; ``None`` where it is no register number."""

    @property
    def origin(self) -> str:
        """A regular expression of the identifiers that follow a case from court to court, as RE2 reads it.

        Its two groups are the code of the court and the year in which the case began; empty where there are none.
        """

    # registers and courts

    @property
    def registers(self) -> Mapping[str, Register]:
        """Its registers by key."""

    def courts(self) -> tuple[Court, ...]:
        """Its directory."""

    def court(self, *, host: str | None = None, code: str | None = None) -> Court | None:
        """The court with a host, in any spelling, or a code."""

    def court_named(self, name: str) -> Court | None:
        """The court a page names; ``None`` where no court, or more than one, is written so."""

    def fold_host(self, host: str) -> str | None:
        """The one spelling hosts are compared by; ``None`` for a host of somebody else."""

    def fold_name(self, name: str) -> str:
        """A court's name with the usual abbreviations written one way; other names as they are."""


class Portal(Source, Protocol):
    """A source that is asked."""

    @property
    def templates(self) -> tuple[str, ...]:
        """The templates its courts' sites use; a court may change from one to another."""

    @property
    def levels(self) -> Mapping[str, tuple[str, ...]]:
        """Which registers are worth asking for, by the level of a court."""

    def search_url(
        self,
        host: str,
        register: str,
        since: dt.date,
        until: dt.date,
        *,
        provision: str | None,
        building: int,
        page: int,
        template: str,
        court_code: str | None,
        captcha: Captcha | None,
    ) -> str | None:
        """The address that asks for the cases received in a window; ``None``: too little is known of the court."""

    def card_url(
        self, host: str, register: str, guid: str, case_id: str | None, *, building: int, template: str
    ) -> str:
        """The address of a case's card."""

    def form_url(self, host: str, register: str) -> str:
        """The address of a page that every site of the portal has, however it is searched: its search form."""

    def hearing_list_url(self, host: str, day: dt.date) -> str | None:
        """The address of the cases heard on a day; ``None`` where the portal shows no such lists."""

    def act_urls(
        self,
        host: str,
        register: str,
        guid: str,
        case_id: str | None,
        link: str | None,
        *,
        building: int,
        template: str,
    ) -> Iterator[str]:
        """The addresses of a case's texts, in order, without end where only the answers tell which is the last.

        ``link`` is the :attr:`~absentia.model.ListingRow.act_link` of a row, as it was read.
        """

    def shows(self, row: ListingRow, provision: str) -> bool:
        """Whether the portal's own filter would find this row under a provision."""

    def picture_in(self, page: bytes) -> Picture | None:
        """The captcha a page asks for; ``None`` where it shows none whole."""


class Dump(Source, Protocol):
    """A source that is taken in file by file; what each file holds is said by its name, and nobody is asked."""

    def member_url(self, name: str) -> str | None:
        """The address a file of the dump is kept under, which :meth:`Source.asked` reads; ``None``: not one of its."""


class RegisterDump(Source, Protocol):
    """A source that comes as packages of all documents of a register: :mod:`absentia.dumps` reads them by its layout.

    No page of it is read, so what the protocol asks of pages is answered with none.
    """

    @property
    def register_layout(self) -> Layout:
        """The files, columns and codes of its packages."""


def is_portal(source: Source) -> TypeGuard[Portal]:
    """Whether a source can be asked."""
    return hasattr(source, "search_url")


def is_dump(source: Source) -> TypeGuard[Dump]:
    """Whether a source comes as files."""
    return hasattr(source, "member_url")


def is_register_dump(source: Source) -> TypeGuard[RegisterDump]:
    """Whether a source comes as packages of all documents of a register."""
    return hasattr(source, "register_layout")
