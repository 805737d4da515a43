"""What of a period was looked at: receipt dates that complete looks show from end to end, court by court.

A period is covered only if every database of every register concerned was, and long enough afterwards: courts post
late, and a court that went dark may have posted since. Nothing here is inferred from pages; looks say it all.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from absentia.law import written
from absentia.model import Period, Provision

POSTED_WITHIN = dt.timedelta(days=90)
"""Our assumption of the longest delay between a receipt or decision and its appearance in the register; a look before
it has passed does not show all. The table of looks is reckoned with it (:mod:`absentia.looks.standing`); with another
value it is asked to be parsed again (:mod:`absentia.parse.versions`)."""
LONGEST_CASE = dt.timedelta(days=365)
"""Our assumption of how long a case may wait between receipt and decision."""
FIRST_DAY = dt.date(1990, 1, 1)
"""Before any register of the portals begins: the start of a question without one."""


@dataclass(frozen=True, slots=True)
class Window:
    """Receipt dates of one register of one database that a complete look shows from end to end."""

    period: Period
    captured: dt.date
    """When the first page of it was fetched: what was posted later it does not show."""
    article: str | None = None
    part: str | None = None
    register: str = "criminal-first"
    building: int = 1
    jurisdiction: str = ""
    """Whose law the provision is of."""

    def covers(self, article: str | None, part: str | None) -> bool:
        """The look shows every case under the provision asked for (``None``: under any)."""
        if self.article is None:
            return True
        return self.article == article and (self.part is None or self.part == part)


@dataclass(frozen=True)
class CourtCoverage:
    """What was seen of one court."""

    court: str
    name: str | None
    pages: Mapping[str, int]
    """Pages read, by kind."""
    reason: str | None
    """Why its register counts as not looked at; ``None`` where it was looked at."""
    windows: Sequence[Window] = ()
    incomplete: int = 0
    """Questions whose newest look is neither complete nor empty."""
    places: tuple[tuple[str, int], ...] = (("criminal-first", 1),)
    """Register and database of everything that must be looked at; none: nobody knows what there is."""
    since: dt.date | None = None
    """From which receipts on the settings ask for; ``None``: they do not."""
    outcomes: Mapping[str, int] = field(default_factory=dict)
    """How each question was answered last."""
    joined: Sequence[Window] | None = None
    """The same as they lie side by side, each as far as nothing can have been posted after it: what they show whenever
    they were taken. ``None``: nobody has joined them."""

    @property
    def looked_at(self) -> bool:
        """A listing of its register was read, at least in part."""
        return self.reason is None

    @property
    def not_asked(self) -> tuple[tuple[str, int], ...]:
        """Registers and databases of which no look knows anything."""
        known = {(window.register, window.building) for window in self.windows}
        return tuple(place for place in self.places if place not in known)

    def covers(
        self, period: Period, article: str | None = None, part: str | None = None, *, decisions: bool = False
    ) -> bool:
        """Complete looks show every receipt of the period; or every decision.

        For ``decisions`` the looks must show what was received from :data:`LONGEST_CASE` before the period. Either
        way they must have been taken :data:`POSTED_WITHIN` after.
        """
        wanted, after = period, None
        if decisions:
            wanted, after = Period(period.start - LONGEST_CASE, period.end), period.end + POSTED_WITHIN
        start, end = wanted.start, wanted.end
        return any(one.start <= start and end <= one.end for one in self.shown(article, part, after=after))

    def shown(
        self, article: str | None = None, part: str | None = None, *, after: dt.date | None = None
    ) -> tuple[Period, ...]:
        """The stretches of receipt dates that complete looks show, in every database of every register concerned.

        Each look counts as far as nothing can have been posted after it. ``after``: only looks from this day on.
        """
        asked = (article, part, after)
        if asked not in self._shown:
            taken = self.joined if self.joined is not None and after is None else self.windows
            usable = [one for one in taken if one.covers(article, part) and (not after or one.captured >= after)]
            stretches: tuple[Period, ...] | None = None
            for place in self.places:
                here = _stretches(one for one in usable if (one.register, one.building) == place)
                stretches = here if stretches is None else overlap(stretches, here)
            self._shown[asked] = stretches or ()
        return self._shown[asked]

    @cached_property
    def _shown(self) -> dict[tuple[str | None, str | None, dt.date | None], tuple[Period, ...]]:
        """What was answered: a table asks for every cell."""
        return {}

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "court": self.court,
            "name": self.name,
            "looked_at": self.looked_at,
            "reason": self.reason,
            "pages": dict(self.pages),
            "complete_windows": [
                {
                    "register": window.register,
                    "building": window.building,
                    "since": str(window.period.start),
                    "until": str(window.period.end),
                    "provision": window.article
                    and written(Provision(window.jurisdiction, window.article, window.part)),
                    "captured": str(window.captured),
                }
                for window in self.windows
            ],
            "incomplete_searches": self.incomplete,
            "looks": dict(self.outcomes),
            "not_asked": [{"register": register, "building": building} for register, building in self.not_asked],
        }


def _stretches(windows: Iterable[Window]) -> tuple[Period, ...]:
    """The days the windows show, each as far as nothing can have been posted after it; neighbours are joined."""
    ends = [(one.period.start, min(one.period.end, one.captured - POSTED_WITHIN)) for one in windows]
    found: list[Period] = []
    for start, end in sorted(pair for pair in ends if pair[0] <= pair[1]):
        if found and start <= found[-1].end + dt.timedelta(days=1):
            found[-1] = Period(found[-1].start, max(found[-1].end, end))
        else:
            found.append(Period(start, end))
    return tuple(found)


def overlap(some: Iterable[Period], others: Sequence[Period]) -> tuple[Period, ...]:
    """The days that lie in a stretch of both."""
    pairs = ((max(a.start, b.start), min(a.end, b.end)) for a in some for b in others)
    return tuple(Period(start, end) for start, end in pairs if start <= end)


@dataclass(frozen=True)
class Coverage:
    """What a count rests on."""

    courts: tuple[CourtCoverage, ...]
    first_captured: str | None
    last_captured: str | None
    pages_of_no_court: int = 0
    """Pages that name no court: they count for none."""
    newest: dt.date | None = None
    """The day of the newest look at any court."""
    in_all: int | None = None
    """Pages of all courts, where these do not say how many each has."""

    def without_pages(self) -> Coverage:
        """The same for a reader who is not to learn how many cards a court has: pages only in all."""
        courts = tuple(dataclasses.replace(court, pages={}) for court in self.courts)
        return dataclasses.replace(self, courts=courts, in_all=self.pages)

    @cached_property
    def _by_court(self) -> Mapping[str, CourtCoverage]:
        return {court.court: court for court in self.courts}

    def court(self, key: str) -> CourtCoverage | None:
        """What was seen of one court."""
        return self._by_court.get(key)

    @property
    def courts_known(self) -> bool:
        """The settings say which courts there are; without, others may exist of which there is no page."""
        return any(court.since is not None for court in self.courts)

    @property
    def looked_at(self) -> tuple[CourtCoverage, ...]:
        """Courts of which a listing was read."""
        return tuple(court for court in self.courts if court.looked_at)

    @property
    def not_looked_at(self) -> tuple[CourtCoverage, ...]:
        """Courts of which none was."""
        return tuple(court for court in self.courts if not court.looked_at)

    @property
    def last_day(self) -> dt.date | None:
        """The day of the newest look; without looks, of the last capture. Of later days nobody knows anything."""
        if self.newest is None and self.last_captured is not None:
            return dt.datetime.fromisoformat(self.last_captured).date()
        return self.newest

    @property
    def pages(self) -> int:
        """Pages read, of every kind."""
        return sum(sum(court.pages.values()) for court in self.courts) if self.in_all is None else self.in_all

    def period(self, court: CourtCoverage, since: dt.date | None, until: dt.date | None) -> Period | None:
        """What a question with open ends means for a court: from the settings' beginning to the newest look at any.

        ``None``: nobody knows where it begins or ends, and nothing can be said to cover it.
        """
        start, end = since or court.since, until or self.newest
        return Period(start, end) if start is not None and end is not None and start <= end else None

    @cached_property
    def told(self) -> Mapping[str, Any]:
        """For JSON."""
        return {
            "pages": self.pages,
            "pages_of_no_court": self.pages_of_no_court,
            "first_captured": self.first_captured,
            "last_captured": self.last_captured,
            "courts_looked_at": len(self.looked_at),
            "courts_not_looked_at": len(self.not_looked_at),
            "posted_within_days": POSTED_WITHIN.days,
            "courts": [court.as_dict() for court in self.courts],
        }
