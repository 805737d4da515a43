"""One question to a court and one answer, as the courthouse hands them on, and what a fault may do between the two."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from absentia.rehearsal.courthouse.grammar import Wanted
from absentia.rehearsal.courthouse.life import Life, Site
from absentia.rehearsal.courthouse.shown import Shown
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


_WHOLE = 2**64


@dataclass(frozen=True, slots=True)
class Move:
    """A court's site goes to another host: same court, same code, same records."""

    old: str
    new: str
    day: dt.date
    """From this day on it is there, and no longer here."""


class Fault:
    """A way to go wrong. Every method does nothing unless a fault overrides it."""

    name: ClassVar[str]
    days: ClassVar[float] = 0.03
    """Share of days on which a court has it."""
    share: ClassVar[float] = 0.5
    """Share of answers that suffer on such a day."""

    def __init__(self, life: Life, seed: int, intensity: float) -> None:
        self.life = life
        self._seed = seed
        self._intensity = intensity
        self.owed = False
        """It is to strike as soon as it can: somebody asked for it by name, and it has not struck yet."""
        self._sure: set[tuple[object, ...]] = set()

    def chance(self, *parts: object) -> float:
        """A number from 0 to 1 that follows from the seed, the fault and the parts."""
        text = "/".join(str(part) for part in (self._seed, self.name, *parts))
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) / _WHOLE

    def happens(self, rate: float, *parts: object) -> bool:
        """Whether it is there for these parts: by chance, at a rate; and where it was owed, there it stays."""
        if self.owed:
            self._sure.add(parts)
        return parts in self._sure or self.chance(*parts) < rate * self._intensity

    def spell(self, ask: Ask) -> bool:
        """Whether the court has the fault on this day."""
        return self.happens(self.days, ask.court.host, ask.now.date())

    def strikes(self, ask: Ask) -> bool:
        """Whether this very answer suffers; the same question a minute later may not."""
        if not self.spell(ask):
            return False
        minute = int(ask.now.timestamp() // 60)
        return self.owed or self.chance(ask.court.host, ask.target, minute) < self.share * self._intensity

    def instead(self, ask: Ask) -> Answer | None:
        """An answer in place of the court's."""
        del ask
        return None

    def heard(self, ask: Ask, day: dt.date) -> dt.date:
        """The day whose hearings are listed."""
        del ask
        return day

    def relist(self, ask: Ask, page: Page) -> None:
        """Change a page of a listing before it is written."""

    def spoil(self, ask: Ask, answer: Answer) -> None:
        """Change an answer before it is sent."""

    def moves(self) -> tuple[Move, ...]:
        """Courts whose sites move to another host, as is known beforehand."""
        return ()

    def outages(self) -> tuple[tuple[str, dt.date, dt.date], ...]:
        """Host, first and last day of what is known beforehand to be closed."""
        return ()


def is_search(ask: Ask) -> bool:
    """Whether a listing was asked for."""
    return ask.operation == "r"
