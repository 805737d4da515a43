"""What the stage finds: disappearances, and what only looked like one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from absentia.disappearances.episodes import SPAN, AbsenceState
from absentia.model import Grain
from absentia.model.alarm import Alarm
from absentia.model.period import label


@dataclass(frozen=True, slots=True)
class Disappearance:
    """One episode in which a record that had been seen was missed. Times are UTC; captures are ids of the tables."""

    filing_id: str
    """As in the table ``filings``."""
    court: str
    register: str
    guid: str
    episode: int
    """1 for the first time the record went missing."""
    state: AbsenceState
    reason: str | None
    provisions: tuple[str, ...]
    """As it last showed them: exact where its pages were parsed, else those it was listed under."""
    building: int
    received: dt.date | None
    last_seen: dt.datetime | None
    last_seen_capture: str | None
    first_missed: dt.datetime
    first_missed_capture: str | None
    confirmed: dt.datetime | None
    confirmed_capture: str | None
    evidence: tuple[str, ...]
    """Captures of all looks that prove the absence."""
    days: int
    """Different days of these looks."""
    returned: dt.datetime | None
    returned_capture: str | None
    judged: str | None
    """What a person who looked says of it: ``gone``, ``not_gone``; the latter excludes it."""
    synthetic: bool

    @property
    def week(self) -> str:
        """ISO week in which it was first missed: 2023-W45."""
        return label(self.first_missed.date(), Grain.WEEK)

    @property
    def disappeared(self) -> bool:
        """Certain, whether it returned or not."""
        return self.state in (AbsenceState.CONFIRMED, AbsenceState.RETURNED)

    def as_row(self) -> dict[str, Any]:
        """The row of ``tables/disappearances.parquet``."""
        row: dict[str, Any] = {name: getattr(self, name) for name in self.__dataclass_fields__}
        for name in ("last_seen", "first_missed", "confirmed", "returned"):
            row[name] = None if row[name] is None else row[name].astimezone(dt.UTC).replace(tzinfo=None)
        lists = {name: list(row[name]) for name in ("provisions", "evidence")}
        return row | lists | {"state": str(self.state)}


@dataclass(frozen=True, slots=True)
class CourtLook:
    """How far a court could be looked at."""

    court: str
    known: int
    """Records it was ever seen to show."""
    last_answer: dt.datetime | None
    """When it last showed a record."""
    unknown: Mapping[str, int]
    """Windows of which nobody knows, by the outcome of their latest sweep: captcha, blocked, unreachable…"""
    days: int = SPAN.days
    """From the first look that saw a register whole to the last one; in fewer than six nothing can be confirmed."""

    @property
    def complete(self) -> bool:
        """Whether every window could be looked at, for long enough: only then is “none” a number."""
        return self.last_answer is not None and not self.unknown and self.days >= SPAN.days


@dataclass(frozen=True, slots=True)
class Disappearances:
    """All the ledger and the tables tell of disappearances."""

    episodes: tuple[Disappearance, ...]
    """Every episode, excluded ones too, in order of court, register, GUID and time."""
    courts: tuple[CourtLook, ...]
    weeks: Mapping[str, int]
    """ISO weeks since the first look: courts of which a listing was read to its end."""
    alarms: tuple[Alarm, ...]
    until: dt.datetime | None
    """The last moment the ledger knows of; ``None``: nobody looked yet."""
    jurisdictions: tuple[str, ...] = ()
    """Whose law its provisions are of; none: not known."""

    @property
    def found(self) -> tuple[Disappearance, ...]:
        """The certain ones, returned ones too."""
        return tuple(one for one in self.episodes if one.disappeared)

    @property
    def suspected(self) -> tuple[Disappearance, ...]:
        """Missed, and not yet certain."""
        return tuple(one for one in self.episodes if one.state is AbsenceState.SUSPECTED)

    @property
    def excluded(self) -> tuple[Disappearance, ...]:
        """What looked like a disappearance and is none."""
        return tuple(one for one in self.episodes if one.state is AbsenceState.EXCLUDED)

    @property
    def synthetic(self) -> bool:
        """Whether any of it is of synthetic pages."""
        return any(one.synthetic for one in self.episodes) or any(
            look.court.endswith("synthetic.example") for look in self.courts
        )
