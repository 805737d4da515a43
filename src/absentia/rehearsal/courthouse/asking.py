"""One question to a court and one answer, as the courthouse and its faults hand them on."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from absentia.rehearsal.courthouse.grammar import Wanted
from absentia.rehearsal.courthouse.shown import Shown
from absentia.rehearsal.courthouse.sites import Site
from absentia.rehearsal.courts import SyntheticCourt

HTML = "text/html; charset=windows-1251"


class Wire(enum.StrEnum):
    """How an answer travels."""

    WHOLE = "whole"
    CUT = "cut"
    """The connection ends in the middle of what was announced."""
    RESET = "reset"
    """The connection is reset before a byte of the answer."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A request, once it is known which court it is for and when it comes."""

    site: Site
    court: SyntheticCourt
    """In the template of the day."""
    path: str
    query: str
    given: Mapping[str, str]
    now: dt.datetime
    day: dt.date
    """Of the register."""
    headers: Mapping[str, str] = field(default_factory=dict)
    host: str = ""
    """As asked: a court whose site moved answers at its new one."""

    @property
    def operation(self) -> str:
        """``name_op``; a hearing list is ``hearings``."""
        return "hearings" if "h_date" in self.given else self.given.get("name_op", "")

    @property
    def target(self) -> str:
        """Path and query."""
        return f"{self.path}?{self.query}" if self.query else self.path


@dataclass(slots=True)
class Answer:
    """What is sent back."""

    body: bytes
    status: int = 200
    content_type: str = HTML
    headers: dict[str, str] = field(default_factory=dict)
    wire: Wire = Wire.WHOLE
    seconds: float = 0.0
    """How long the court takes, in virtual seconds."""
    faults: list[str] = field(default_factory=list)
    """Which faults had a hand in it."""


@dataclass(slots=True)
class Page:
    """A page of a listing before it is written."""

    wanted: Wanted
    rows: list[Shown]
    """All rows that fit, of which the page shows some."""
    size: int
    page: int
    counter: int
    overlap: int = 0
    """How many rows of the page before are shown again."""
    faults: list[str] = field(default_factory=list)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-len(self.rows) // self.size)

    @property
    def here(self) -> list[Shown]:
        """The rows of this page."""
        first = (self.page - 1) * self.size
        if self.overlap == 0 or self.page == 1:
            return self.rows[first : first + self.size]
        # everything one or more rows late, and the last ones never
        return self.rows[first - self.overlap : min(first + self.size, len(self.rows)) - self.overlap]
