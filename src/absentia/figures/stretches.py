"""Which stretches of time a published series counts: each figure's own, and those of figures that follow each other.

A number that is right of one stretch is printed of another every week: without the first two months, or as the year
after. What the series itself says of the stretch, and of the number, tells which.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from absentia.figures.figure import Figure
from absentia.model.period import Period

# desertion_requests_quarter and desertion_requests_month count the same, in other stretches of time
_STRETCH = re.compile(r"_(?:week|month|quarter|half_year|year|ytd|cumulative)$")
_EXACT = frozenset(("exact", "derived"))
_MOST = 500
"""Sums that are followed from one day; a series with more accounts of one stretch says nothing for sure."""
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time without gaps, and what figures that follow each other count in it."""

    period: Period
    value: float
    figures: tuple[Figure, ...]
    """One, or several in order of time that sum to the value."""


def stem(measure: str) -> str:
    """What is counted, in whatever periods."""
    return _STRETCH.sub("", measure)


def same_counter(one: str, other: str) -> bool:
    """The same people counted: a publisher, and whoever cites it."""
    first, second = (name.partition(" (")[0] for name in (one, other))
    return first in other or second in one


def same_series(one: Figure, other: Figure) -> bool:
    """Whether two figures count the same thing in the same place, by the same counter, in whatever periods."""
    return (
        stem(one.measure) == stem(other.measure)
        and (one.unit, one.geography, one.jurisdiction) == (other.unit, other.geography, other.jurisdiction)
        and same_counter(one.publisher, other.publisher)
    )


def stretches(like: Figure, among: Iterable[Figure]) -> list[Stretch]:
    """Every stretch that exact figures of the series of ``like`` count, with every sum they give it.

    Of equal sums of a stretch the one of the fewest figures.
    """
    parts = sorted(
        (
            (one.period, one.value, one)
            for one in among
            if one.qualifier in _EXACT and one.value is not None and one.period is not None and same_series(like, one)
        ),
        key=lambda part: (part[0].start, part[0].end, part[2].id),
    )
    starts = dict.fromkeys(period.start for period, _value, _one in parts)
    return [found for start in starts for found in _from(start, parts)]


_Part = tuple[Period, float, Figure]


def _from(start: dt.date, parts: Sequence[_Part]) -> list[Stretch]:
    """The stretches that begin on a day: figures are put one behind the other, by the day each begins."""
    reached: dict[dt.date, dict[float, tuple[Figure, ...]]] = {start: {0.0: ()}}
    for period, value, one in parts:
        for total, chain in tuple(reached.get(period.start, {}).items()):
            sums = reached.setdefault(period.end + _DAY, {})
            known = sums.get(total + value)
            if known is None or len(chain) + 1 < len(known):
                sums[total + value] = (*chain, one)
            if len(sums) > _MOST:
                return []
    return [
        Stretch(Period(start, end - _DAY), total, chain)
        for end, sums in reached.items()
        for total, chain in sums.items()
        if chain
    ]
