"""A tally's recent periods with what is still to be reported about them: counted and expected, always apart.

The nowcast is added beside the rows of a tally, never into its counts or its total. A quarter, half-year or year is
put together from its months: their draws are joint, so the sum has the right interval.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from absentia.errors import UsageProblem
from absentia.estimate.delay.method import METHOD
from absentia.estimate.delay.nowcasting import Nowcast, nowcast
from absentia.estimate.delay.observatory import NAMED, Observed, triangle_of
from absentia.estimate.delay.triangle import Triangle
from absentia.estimate.grid import index_of, label, last_day
from absentia.estimate.options.series import DELAY, DELAY_REFERENCE, DELAY_SEED
from absentia.model.count import WITHHELD as SUPPRESSED
from absentia.model.count import Count
from absentia.model.estimate import Refusal, uncounted
from absentia.model.period import Grain, Period
from absentia.model.texts import Said, counted, first_few, said
from absentia.observatory import Observatory
from absentia.tally.asked import ALL, PERIODS
from absentia.tally.catalogue import measure
from absentia.tally.counting import Counted
from absentia.tally.grid import NOT_COVERED, PERHAPS_REFILED
from absentia.tally.prepare import prepared
from absentia.tally.query import Scope
from absentia.tally.result import Row, Tally

LEVEL = 0.95
WHOLE, SETTLED, REFUSED, NOT_OVER, CUT, WITHHELD, NO_COUNT = (
    "whole", "settled", "refused", "not_over", "cut", SUPPRESSED, "not_looked_at",
)  # fmt: skip
"""Why a row has no nowcast: everything about it is in; nothing more is expected, but not all was looked at long enough
afterwards; the method refuses; it is not over; the dates asked for cut it;
its count is withheld; nobody looked."""
Draws = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Source:
    """What the nowcast of one court, or of all (``None``), rests on."""

    court: str | None
    found: Nowcast | Refusal
    triangle: Triangle | None = None
    left_out: tuple[str, ...] = ()
    """Courts that did not answer, and of which nothing is counted."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        found = self.found
        given: dict[str, Any] = {"refused": None, "reported_until": None, "window": None, "max_delay": None}
        if isinstance(found, Refusal):
            given["refused"] = found.reason
        elif self.triangle is not None:
            given["reported_until"] = self.triangle.name(self.triangle.now)
            given |= {"window": found.window, "max_delay": found.max_delay}
        given["left_out"] = list(self.left_out)
        return {"court": self.court} | given | {"assumptions": list(found.assumptions)}

    def without_counts(self) -> Source:
        """The same beside a tally in which small counts are withheld: reasons and findings count units, too."""
        found = self.found
        if isinstance(found, Refusal):
            return replace(self, found=found.without_counts())
        return replace(self, found=replace(found, assumptions=uncounted(found.assumptions)))


@dataclass(frozen=True, slots=True)
class Expected:
    """A row of a tally with what is still expected of it: ``nowcast`` (value, low, high, level, until), or why none."""

    row: Row
    nowcast: Mapping[str, Any] | None = None
    reason: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return self.row.as_dict() | {"nowcast": self.nowcast, "nowcast_reason": self.reason}


@dataclass(frozen=True, slots=True)
class Tallied:
    """A tally with what is expected beside each row.

    Rows of periods about which nothing was reported yet are added, without a count. ``tally`` is as it was: its total
    holds nothing expected.
    """

    tally: Tally
    rows: tuple[Expected, ...]
    sources: tuple[Source, ...]
    grain: Grain
    """Of the delays: weeks, or months for all that is longer than a week."""

    @property
    def given(self) -> bool:
        """At least one of the periods shown has a nowcast."""
        return any(one.nowcast for one in self.rows)

    @property
    def method(self) -> Said | None:
        """In words; nothing where all was refused."""
        for source in self.sources:
            if isinstance(source.found, Nowcast):
                return said(METHOD, window=source.found.window, delay=source.found.max_delay)
        return None

    def as_dict(self) -> dict[str, Any]:
        """For JSON: the tally, its rows with their nowcasts, and what these rest on."""
        return self.tally.as_dict() | {
            "rows": [one.as_dict() for one in self.rows],
            "nowcast": {
                "standing": "estimated",
                "level": LEVEL,
                "grain": self.grain.value,
                "method": self.method,
                "reference": DELAY_REFERENCE,
                "seed": DELAY_SEED,
                "sources": [source.as_dict() for source in self.sources],
            },
        }


def fits(by: tuple[str, ...], scope: Scope) -> bool:
    """A tally can have a nowcast: counted by one period, and by court at most, in one instance and procedure."""
    grains = [dimension for dimension in by if dimension in PERIODS]
    return len(grains) == 1 and set(by) <= {"court", *grains} and ALL not in {scope.instance, scope.procedure}


def with_nowcast(observatory: Observatory, counted: Counted) -> Tallied:
    """The nowcast beside the rows of a tally (counts may have been withheld in it since it was counted).

    Raises:
        UsageProblem: the tally is not by period, or by more than period and court.
    """
    tally, scope = counted.tally, counted.scope
    if not fits(tally.by, scope):
        raise UsageProblem(
            said("a nowcast is of counts by period, in one instance and procedure"),
            where="--nowcast",
            next_step=said(
                "count by week, month, quarter, half-year or year, with at most the court beside; filter by the rest"
            ),
        )
    asked = next(PERIODS[dimension] for dimension in tally.by if dimension in PERIODS)
    grain = Grain.WEEK if asked is Grain.WEEK else Grain.MONTH
    courts = [court.court for court in counted.coverage.looked_at] if "court" in tally.by else [None]
    chosen = measure(tally.measure)
    with prepared(observatory) as connection:
        found = [
            triangle_of(connection, chosen, scope.in_court(court) if court else scope, grain, str(observatory.path))
            for court in courts
        ]
    sources = tuple(_nowcast(court, one) for court, one in zip(courts, found, strict=True))
    if tally.suppressed:
        sources = tuple(one.without_counts() for one in sources)
    view = _View(tally, scope, asked, {source.court: source for source in sources})
    return Tallied(tally, tuple(view.rows()), sources, grain)


def _nowcast(court: str | None, found: Observed | Refusal) -> Source:
    if isinstance(found, Refusal):
        return Source(court, found)
    if found.seen_there:
        reason = counted(
            "{count} unit counted here is of courts that were not looked at up to the last period ({courts}), and "
            "nothing can be said of what these still had to report; count by court",
            "{count} units counted here are of courts that were not looked at up to the last period ({courts}), and "
            "nothing can be said of what these still had to report; count by court",
            count=found.seen_there,
            courts=first_few(found.left_out, NAMED),
        )
        return Source(court, Refusal(DELAY, reason))
    return Source(court, nowcast(found.triangle, holidays=found.closed, level=LEVEL), found.triangle, found.left_out)


@dataclass(frozen=True, slots=True)
class _View:
    """Puts nowcasts to the rows they belong to."""

    tally: Tally
    scope: Scope
    asked: Grain
    sources: Mapping[str | None, Source]

    def rows(self) -> Iterator[Expected]:
        """Every row with its nowcast or the reason; then, per court, the periods nobody reported about yet."""
        name = self.asked.value
        shown: dict[str | None, list[Row]] = {}
        for row in self.tally.rows:
            shown.setdefault(row.cell.get("court"), []).append(row)
        for court, rows in shown.items():
            yield from map(self._beside, rows)
            known = {row.cell[name] for row in rows}
            for period in self._empty(court, known):
                place: dict[str, Any] = {"court": court} if "court" in self.tally.by else {}
                yield self._beside(Row(place | {name: period}, Count.unknown(NOT_COVERED)))

    def _empty(self, court: str | None, known: set[str | None]) -> Iterator[str]:
        source = self.sources.get(court)
        if source is None or not isinstance(source.found, Nowcast) or not any(known):
            return
        labels = dict.fromkeys(
            label(index_of(_start(one.name), self.asked), self.asked) for one in source.found.periods
        )
        newest = max((period for period in known if period), key=_start)
        yield from (one for one in labels if _start(one) > _start(newest) and not self._cut(one))

    def _beside(self, row: Row) -> Expected:
        source = self.sources.get(row.cell.get("court"))
        period = row.cell[self.asked.value]
        reason = None
        if row.count.reason == SUPPRESSED or 0 < row.seen < (self.tally.suppressed or 0):
            reason = WITHHELD  # what is expected is no less than what was seen
        elif source is None or period is None or row.count.reason not in (None, NOT_COVERED, PERHAPS_REFILED):
            reason = NO_COUNT
        elif self._cut(period):
            reason = CUT
        elif isinstance(source.found, Refusal):
            reason = REFUSED
        if reason or source is None or source.triangle is None or not isinstance(source.found, Nowcast):
            return Expected(row, None, reason or REFUSED)
        found, reason = _put(period, self.asked, row.seen, source.found, source.triangle)
        return Expected(row, found, SETTLED if reason == WHOLE and not row.count.exact else reason)

    def _cut(self, period: str) -> bool:
        """The dates asked for leave out a part of this period."""
        start = _start(period)
        end = last_day(index_of(start, self.asked), self.asked)
        since, until = self.scope.since, self.scope.until
        return bool((since and start < since) or (until and end > until))


def _start(period: str) -> dt.date:
    return Period.parse(period).start


def _put(
    period: str, asked: Grain, count: int, found: Nowcast, triangle: Triangle
) -> tuple[Mapping[str, Any] | None, str | None]:
    """One period: what was counted, and what is still expected about those of its parts that are over."""
    start = _start(period)
    end = last_day(index_of(start, asked), asked)
    first, last = index_of(start, triangle.grain), index_of(end, triangle.grain)
    if first > triangle.now:
        return None, NOT_OVER
    parts = [one for one in found.periods if first <= one.index <= last]
    if not parts and last <= triangle.now:
        return None, WHOLE
    coming: Draws = np.sum([one.draws - one.observed for one in parts], axis=0, dtype=np.int64)
    # what was reported after the last whole report period is counted already
    after = sum(_later(triangle, one.index, found.max_delay) for one in parts)
    draws = count + np.maximum(coming - after, 0)
    value, low, high = found.newest.mixture.of(draws, LEVEL)
    until = min(end, last_day(triangle.now, triangle.grain))
    return {"value": value, "low": low, "high": high, "level": LEVEL, "until": str(until)}, None


def _later(triangle: Triangle, period: int, longest: int) -> int:
    """Units of a period, within the longest delay, that were reported after the last whole report period."""
    if not triangle.first <= period <= triangle.last:
        return 0
    return int(triangle.counts[period - triangle.first, max(0, triangle.now - period + 1) : longest + 1].sum())
