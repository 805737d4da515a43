"""Which stretches of time a published series counts, and the days after which it no longer counts the same thing.

A number that is right of one stretch is printed of another every week: without the first two months, or as the year
after. What the series itself says of the stretch, and of the number, tells which: each figure's own stretch, and those
of figures that follow each other.
"""

from __future__ import annotations

import datetime as dt
import fnmatch
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from absentia.figures.figure import Figure
from absentia.figures.reading import load_package, read_table
from absentia.model.period import Period


@dataclass(frozen=True, slots=True)
class Break:
    """What happened, when, to which measures, and the figures that show it."""

    id: str
    start: dt.date
    end: dt.date
    what: Mapping[str, str]
    tables: tuple[str, ...]
    measures: tuple[str, ...]
    figures: tuple[str, ...]
    verified: bool

    def concerns(self, figure: Figure) -> bool:
        """Whether the figure belongs to a series that breaks here."""
        return figure.table in self.tables and any(fnmatch.fnmatchcase(figure.measure, p) for p in self.measures)


@cache
def load_breaks() -> tuple[Break, ...]:
    """The bundled breaks, in order of time."""
    resource = load_package()["series_breaks"]
    rows = read_table(resource.path, resource.columns, resource.primary_key)
    breaks = [
        Break(
            id=str(row["id"]),
            start=dt.date.fromisoformat(str(row["start"])),
            end=dt.date.fromisoformat(str(row["end"])),
            what={"en": str(row["what_en"]), "ru": str(row["what_ru"])},
            tables=tuple(str(row["tables"]).split()),
            measures=tuple(str(row["measures"]).split()),
            figures=tuple(str(row["figures"] or "").split()),
            verified=bool(row["verified"]),
        )
        for row in rows
    ]
    return tuple(sorted(breaks, key=lambda entry: entry.start))


def breaks_crossed(figures: Iterable[Figure]) -> tuple[Break, ...]:
    """The breaks that lie inside the stretch of time these figures span, each judged on the series it concerns."""
    given = list(figures)
    crossed = []
    for entry in load_breaks():
        spans = [(figure.period, figure) for figure in given if entry.concerns(figure)]
        days = [period for period, _figure in spans if period is not None]
        if days and min(day.start for day in days) < entry.start and max(day.end for day in days) >= entry.start:
            crossed.append(entry)
    return tuple(crossed)


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


def stretches(like: Figure, among: Iterable[Figure], start: dt.date | None = None) -> list[Stretch]:
    """Every stretch that exact figures of the series of ``like`` count, with every sum they give it.

    Of equal sums of a stretch the one of the fewest figures; with ``start``, of those that begin on that day.
    """
    parts = sorted(
        (
            (one.period, one.value, one)
            for one in among
            if one.qualifier in _EXACT and one.value is not None and one.period is not None and same_series(like, one)
        ),
        key=lambda part: (part[0].start, part[0].end, part[2].id),
    )
    starts = [start] if start else dict.fromkeys(period.start for period, _value, _one in parts)
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
