"""A series of counts over consecutive periods, from a table or a measure of an observatory; gaps are left open."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from absentia.estimate.grid import find_column, index_of, need_column, no_rows, read_csv
from absentia.model.period import Grain, Period
from absentia.model.texts import Said, Words, first_few, said
from absentia.observatory import Observatory
from absentia.tally import tally

DATE = ("date", "period", "start", "week", "month", "quarter", "year", "event", "received")
COUNT = ("count", "counts", "value", "n", "number", "freq", "cases", "events")
EXPOSURE = ("exposure", "population", "days", "person_years")


@dataclass(frozen=True, slots=True)
class Series:
    """Counts of consecutive periods with the exposure of each (1 where none is given) and the period's name.

    ``decimal_years`` places each period's first day on a number line. ``defects`` are reasons why no single date can
    be looked for: a gap, a wrong order, a period that was not looked at. They are found on reading and make a refusal.
    """

    labels: tuple[str, ...]
    counts: NDArray[np.int64]
    exposures: NDArray[np.float64]
    decimal_years: tuple[float, ...]
    source: str = ""
    defects: tuple[Words, ...] = field(default=())

    @classmethod
    def of(
        cls,
        dates: Sequence[dt.date],
        counts: Sequence[int | None],
        *,
        labels: Sequence[str] | None = None,
        exposures: Sequence[float] | None = None,
        source: str = "",
    ) -> Series:
        """From first days and counts; ``None`` is a period that was not looked at, which makes a refusal.

        Raises:
            ValueError: lengths differ, a count is negative or not whole, or an exposure is not positive.
        """
        if len(dates) != len(counts) or (exposures is not None and len(exposures) != len(counts)):
            msg = f"{len(dates)} dates, {len(counts)} counts, {len(exposures or counts)} exposures"
            raise ValueError(msg)
        if any(count is not None and (count < 0 or count != int(count)) for count in counts):
            msg = "counts are whole numbers of at least zero"
            raise ValueError(msg)
        if exposures is not None and not all(0 < exposure < float("inf") for exposure in exposures):
            msg = "exposures are above zero"
            raise ValueError(msg)
        names = tuple(labels) if labels is not None else tuple(day.isoformat() for day in dates)
        unseen = [name for name, count in zip(names, counts, strict=True) if count is None]
        defects: list[Words] = list(_defects_of_dates(dates, names))
        if unseen:
            defects.append(said("not looked at: {periods}; that is not zero", periods=first_few(unseen)))
        return cls(
            labels=names,
            counts=np.array([count or 0 for count in counts], dtype=np.int64),
            exposures=np.ones(len(counts)) if exposures is None else np.array(exposures, dtype=np.float64),
            decimal_years=tuple(_decimal_year(day) for day in dates),
            source=source,
            defects=tuple(defects),
        )

    def __len__(self) -> int:
        return len(self.counts)


def _decimal_year(day: dt.date) -> float:
    start = dt.date(day.year, 1, 1).toordinal()
    length = dt.date(day.year, 12, 31).toordinal() - start + 1
    return day.year + (day.toordinal() - start) / length


def _positions(dates: Sequence[dt.date]) -> list[int]:
    """Each date as a number: months where all stand on the same day of the month, else days."""
    if len({day.day for day in dates}) == 1:
        return [index_of(day, Grain.MONTH) for day in dates]
    return [day.toordinal() for day in dates]


def _defects_of_dates(dates: Sequence[dt.date], names: Sequence[str]) -> tuple[Words, ...]:
    positions = _positions(dates)
    steps = [after - before for before, after in pairwise(positions)]
    if not steps:
        return ()
    if 0 in steps:
        return (said("{period} is in the series twice", period=names[steps.index(0) + 1]),)
    if min(steps) < 0:
        at = next(number for number, step in enumerate(steps) if step < 0)
        return (said("not in order of time: {later} comes after {earlier}", later=names[at + 1], earlier=names[at]),)
    usual = Counter(steps).most_common(1)[0][0]
    gaps = [number for number, step in enumerate(steps) if step != usual]
    if gaps:
        between = first_few(f"{names[at]} – {names[at + 1]}" for at in gaps)
        return (
            said(
                "the periods do not follow each other evenly: {gaps}; what was not looked at is not zero",
                gaps=between,
            ),
        )
    return ()


def _length(period: Period) -> tuple[Grain | None, int]:
    """What is alike of periods of one length: months are, of 28 days and of 31, and days are."""
    grain = period.grain
    return grain, period.days if grain is None else index_of(period.end, grain) - index_of(period.start, grain)


def read_series(path: Path) -> Series:
    """Read a CSV table with columns ``date`` (a day or a period), ``count`` and, if wanted, ``exposure``.

    A table of two columns may call its count as it likes. An empty count is a period that was not looked at.

    Raises:
        UnreadableInput: a file, column or cell that cannot be used, with its line.
    """
    header, rows = read_csv(path)
    date = need_column(path, header, DATE)
    count = find_column(header, COUNT)
    if count is None and len(header) == 2:  # the date and the count
        count = next(name for name in header if name != date)
    if count is None:
        count = need_column(path, header, COUNT)
    exposure = find_column(header, EXPOSURE)
    periods: list[Period] = []
    labels: list[str] = []
    counts: list[int | None] = []
    exposures: list[float] = []
    for row in rows:
        periods.append(row.period(date))
        labels.append(row.text(date))
        if _length(periods[-1]) != _length(periods[0]):
            raise row.of_unlike_length(date, labels[0])
        counts.append(row.count(count) if row.text(count) else None)
        if exposure is not None:
            exposures.append(row.positive(exposure))
    if not periods:
        raise no_rows(path, said("give one row for each period, with its count"))
    return Series.of(
        [one.start for one in periods], counts, labels=labels, exposures=exposures or None, source=path.name
    )


def counted_by(
    observatory: Observatory,
    measure: str,
    *,
    by: Grain = Grain.MONTH,
    since: dt.date | None = None,
    until: dt.date | None = None,
    provision: str | None = None,
    court: str | None = None,
) -> tuple[dict[Period, int | None], Words, bool]:
    """Counts by period in order of time, the measure's unit, and whether the pages are synthetic.

    A period that no complete listing shows has no count, also where some cases of it happen to be known: a part is not
    the whole.
    """
    found = tally(observatory, measure, by=(by.value,), since=since, until=until, provision=provision, court=court)
    counts = {
        Period.parse(name): row.count.low if row.count.exact else None
        for row in found.rows
        if (name := row.cell[by.value]) is not None
    }
    return counts, Said("{unit}", {"unit": found.unit}), found.synthetic


def series_of(observatory: Observatory, measure: str, **chosen: Any) -> tuple[Series, Words, bool]:
    """What :func:`counted_by` gives, as a series; a period without a count makes the change point a refusal."""
    counts, unit, synthetic = counted_by(observatory, measure, **chosen)
    series = Series.of(
        [one.start for one in counts],
        list(counts.values()),
        labels=[one.name for one in counts],
        source=str(observatory.path),
    )
    return series, unit, synthetic
