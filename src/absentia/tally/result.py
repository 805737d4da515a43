"""A tally: counts with everything they rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from absentia.model import Period

Row = Mapping[str, Any]
LONGEST_CASE = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Window:
    """Receipt dates of one register that complete listings show from end to end."""

    period: Period
    captured: dt.date
    """When the first page of it was fetched: what was decided later it does not show."""
    article: str | None = None
    part: str | None = None

    def covers(self, article: str | None, part: str | None) -> bool:
        """The listing holds every case under the provision asked for (``None``: under any)."""
        if self.article is None:
            return True
        return self.article == article and (self.part is None or self.part == part)


@dataclass(frozen=True, slots=True)
class CourtCoverage:
    """What was seen of one court."""

    court: str
    name: str | None
    pages: Mapping[str, int]
    """Pages read, by kind."""
    reason: str | None
    """Why its register counts as not looked at; ``None`` where it was looked at."""
    windows: tuple[Window, ...] = ()
    incomplete: int = 0
    """Searches whose pages do not add up to their own counter."""

    @property
    def looked_at(self) -> bool:
        """At least one page of its register shows records."""
        return self.reason is None

    def covers(
        self, period: Period, article: str | None = None, part: str | None = None, *, decisions: bool = False
    ) -> bool:
        """Complete listings show every receipt of the period; or every decision.

        For ``decisions`` the listings must have been fetched after the period, and show what was received from a
        year before it: :data:`LONGEST_CASE` is our assumption of how long a case may wait.
        """
        usable = [window for window in self.windows if window.covers(article, part)]
        day = period.start
        if decisions:
            usable = [window for window in usable if window.captured > period.end]
            day -= LONGEST_CASE
        for window in sorted(window.period for window in usable):
            if window.start > day:
                return False
            day = max(day, window.end + dt.timedelta(days=1))
            if day > period.end:
                return True
        return False


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the count rests on."""

    courts: tuple[CourtCoverage, ...]
    first_captured: str | None
    last_captured: str | None
    pages_of_no_court: int = 0
    """Pages that name no court: they count for none."""

    @property
    def looked_at(self) -> tuple[CourtCoverage, ...]:
        """Courts of which records were seen."""
        return tuple(court for court in self.courts if court.looked_at)

    @property
    def not_looked_at(self) -> tuple[CourtCoverage, ...]:
        """Courts that only answered with a captcha, a refusal or nothing."""
        return tuple(court for court in self.courts if not court.looked_at)

    @property
    def pages(self) -> int:
        """Pages read, of every kind."""
        return sum(sum(court.pages.values()) for court in self.courts)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "pages": self.pages,
            "pages_of_no_court": self.pages_of_no_court,
            "first_captured": self.first_captured,
            "last_captured": self.last_captured,
            "courts_looked_at": len(self.looked_at),
            "courts_not_looked_at": len(self.not_looked_at),
            "courts": [
                {
                    "court": court.court,
                    "name": court.name,
                    "looked_at": court.looked_at,
                    "reason": court.reason,
                    "pages": dict(court.pages),
                    "complete_windows": [
                        {
                            "since": str(window.period.start),
                            "until": str(window.period.end),
                            "provision": ".".join(filter(None, (window.article, window.part))) or None,
                        }
                        for window in court.windows
                    ],
                    "incomplete_searches": court.incomplete,
                }
                for court in self.courts
            ],
        }


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one measure.

    ``rows`` have one key per dimension of ``by`` and ``count``; ``count`` is ``None`` (never 0) where nobody looked,
    and then ``reason`` says why. Where the only dimensions are court and period, ``complete`` says whether complete
    listings show the whole cell; a count of an incomplete cell is a lower bound. A unit stands in every cell it
    belongs to, so ``total`` is counted, not summed.
    """

    measure: str
    unit: Mapping[str, str]
    about: Mapping[str, str]
    by: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int | None
    complete: bool
    """Complete listings of every court looked at show the whole period; otherwise the total is a lower bound."""
    coverage: Mapping[str, Any]
    unreadable: Mapping[str, int | None]
    """Units in scope that could not be placed: ``undated``, ``charges_unreadable``, ``charges_not_shown``,
    ``instance_unknown``, ``known_only_from_above``; ``None`` where the number was withheld as too small."""
    synthetic: bool
    filters: Mapping[str, Any] = field(default_factory=dict)
    since: str | None = None
    until: str | None = None
    suppressed: int | None = None
    """The threshold below which counts were withheld, where they were."""
    command: str = ""
    """What recomputes it."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "measure": self.measure,
            "unit": dict(self.unit),
            "about": dict(self.about),
            "synthetic": self.synthetic,
            "period": {"since": self.since, "until": self.until},
            "provision": self.filters.get("provision"),
            "by": list(self.by),
            "filters": dict(self.filters),
            "rows": [dict(row) for row in self.rows],
            "total": self.total,
            "complete": self.complete,
            "unreadable": dict(self.unreadable),
            "coverage": dict(self.coverage),
            "suppressed_below": self.suppressed,
            "query": self.command,
        }
