"""Read a reporting triangle from a CSV table: a line list, counts by delay, or one row per period.

=============  =====================================================================================================
shape          columns (any of the names, in any case)
=============  =====================================================================================================
line list      ``event`` and ``report`` dates, one row per event; a ``count`` column if a row stands for several
counts         ``event`` period, ``delay`` in periods, ``count``
wide           ``event`` period, then columns ``0``, ``1``, ``2`` … of counts by delay; an empty cell is not looked at
=============  =====================================================================================================
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from absentia.errors import UnreadableInput
from absentia.estimate.delay.triangle import LONGEST, Triangle
from absentia.estimate.grid import Row, find_column, first_day, index_of, last_day, need_column, no_rows, read_csv
from absentia.model.period import Grain
from absentia.model.texts import counted, said

EVENT = (
    "event",
    "event_date",
    "event_week",
    "event_month",
    "onset",
    "onset_date",
    "onset_week",
    "week",
    "month",
    "date",
    "period",
)
REPORT = ("report", "report_date", "reported", "posted", "first_seen", "seen")
DELAY = ("delay", "delay_weeks", "delay_months", "lag")
COUNT = ("count", "counts", "freq", "n", "number", "cases", "events")
# a column of a wide table: "0", "d0", "delay_0"
_WIDE = re.compile(r"^(?:d|delay[_ ]?)?(\d{1,3})$")
_NEAR_THE_END = {Grain.WEEK: 2, Grain.MONTH: 4}
"""A last report this many days before a period's end still counts the period as over (weekends, end of month)."""
FEWEST_DELAYS, FEWEST_RISING = 3, 5
"""Counts that rise from delay to delay in so many whole periods, at so many delays, are no chance."""
_IMPLIED = {"delay_weeks": Grain.WEEK, "delay_months": Grain.MONTH}


def read_triangle(path: Path, *, grain: Grain | None = None, now: dt.date | None = None) -> Triangle:
    """Read a table of one of the three shapes.

    Args:
        path: CSV, UTF-8; commas, semicolons or tabs.
        grain: length of a period; by default what the table's periods say, else weeks.
        now: a day in the last report period, which is taken as over. By default the last one with a report; of a line
            list, the one before it where reports end clearly before the period does.

    Raises:
        UnreadableInput: a file, column or cell that cannot be used, with its line.
    """
    header, rows = read_csv(path)
    event = need_column(path, header, EVENT)
    report, delay = find_column(header, REPORT), find_column(header, DELAY)
    if delay is not None and report is None:
        count = need_column(path, header, COUNT)
        return _apart(path, _from_counts(path, rows, (event, delay, count), grain or _IMPLIED.get(delay), now))
    if report is not None:
        return _from_line_list(path, rows, (event, report, find_column(header, COUNT)), grain, now)
    wide = sorted((int(found[1]), name) for name in header if (found := _WIDE.match(name)))
    if wide and [number for number, _name in wide] == list(range(len(wide))):
        return _apart(path, _from_wide(path, rows, (event, [name for _number, name in wide]), grain, now))
    raise UnreadableInput(
        said("neither a date of report, nor a delay, nor columns 0, 1, 2 … of counts by delay"),
        where=str(path),
        next_step=said("the page “Reporting delay” of the methodology shows the three shapes a table may have"),
    )


def _apart(path: Path, found: Triangle) -> Triangle:
    """The triangle, unless its counts look like running totals: each report would be counted again at later delays."""
    whole = found.counts[found.observable().all(axis=1)]
    if whole.shape[1] < FEWEST_DELAYS or (whole.sum(axis=1) > 0).sum() < FEWEST_RISING or (np.diff(whole) < 0).any():
        return found
    raise UnreadableInput(
        said("no count falls from one delay to the next in any whole period: these look like running totals"),
        where=str(path),
        next_step=said("give what was reported at each delay, not all that was reported up to it"),
    )


def _delay(row: Row, column: str, value: int) -> int:
    if value < 0:
        raise row.wrong(said("reported before it happened"), column)
    if value > LONGEST:
        raise row.wrong(
            counted(
                "a delay of {delay} period; the longest allowed is {limit}",
                "a delay of {delay} periods; the longest allowed is {limit}",
                delay=value,
                limit=LONGEST,
            ),
            column,
        )
    return value


def _from_counts(
    path: Path, rows: Iterable[Row], columns: tuple[str, str, str], grain: Grain | None, now: dt.date | None
) -> Triangle:
    event_column, delay_column, count_column = columns
    cells: dict[tuple[int, int], int] = {}
    zeros = False
    for row in rows:
        grain = grain or row.period(event_column).grain or Grain.WEEK
        key = (row.number_of(event_column, grain), _delay(row, delay_column, row.count(delay_column)))
        if key in cells:
            raise row.wrong(said("this period and delay are in the table twice"), event_column)
        cells[key] = row.count(count_column)
        zeros = zeros or not cells[key]
    if not cells or grain is None:
        raise no_rows(path, said("give a table with events"))
    events = max(event for event, _lag in cells)
    last = max([events, *(sum(cell) for cell, number in cells.items() if number)])
    last = last if now is None else index_of(now, grain)
    # of periods after the last one with a row nobody says that they were without events
    found = Triangle.from_pairs(cells, grain=grain, now=last, source=path.name, until=events if now is None else None)
    present = {event for event, _lag in cells}
    absent = tuple(period for period in range(found.first, found.last + 1) if period not in present)
    if zeros:  # who writes zeros means that what is not written was not looked at
        for event, lag in np.ndindex(found.counts.shape):
            found.looked[event, lag] = (found.first + event, lag) in cells
    keys = list(cells)
    ordered = keys == sorted(keys) or keys == sorted(keys, key=lambda key: (key[1], key[0]))
    return replace(found, missing=absent if zeros else (), unsorted=not ordered)


def _from_line_list(
    path: Path, rows: Iterable[Row], columns: tuple[str, str, str | None], grain: Grain | None, now: dt.date | None
) -> Triangle:
    event_column, report_column, count_column = columns
    grain = grain or Grain.WEEK
    cells: Counter[tuple[int, int]] = Counter()
    known: dict[str, tuple[int, dt.date]] = {}

    def place(row: Row, column: str) -> tuple[int, dt.date]:
        text = row.cells[column]
        if text not in known:
            known[text] = (row.inside(column, grain), row.period(column).start)
        return known[text]

    newest = dt.date.min
    for row in rows:
        (event, happened), (reported, day) = place(row, event_column), place(row, report_column)
        if day < happened:
            raise row.wrong(said("reported before it happened"), report_column)
        cells[event, _delay(row, report_column, reported - event)] += row.count(count_column) if count_column else 1
        newest = max(newest, day)
    if not cells:
        raise no_rows(path, said("give a table with events"))
    last = _last_whole_period(newest, grain) if now is None else index_of(now, grain)
    return Triangle.from_pairs(cells, grain=grain, now=last, source=path.name)


def _last_whole_period(newest: dt.date, grain: Grain) -> int:
    """The period of the latest report if reports reach near its end, else the one before."""
    index = index_of(newest, grain)
    return index if (last_day(index, grain) - newest).days <= _NEAR_THE_END.get(grain, 7) else index - 1


def _from_wide(
    path: Path, rows: Iterable[Row], columns: tuple[str, Sequence[str]], grain: Grain | None, now: dt.date | None
) -> Triangle:
    event_column, delay_columns = columns
    periods: list[int] = []
    lines: list[list[int]] = []
    for row in rows:
        grain = grain or row.period(event_column).grain or Grain.WEEK
        periods.append(row.number_of(event_column, grain))
        lines.append([row.count(name) if row.text(name) else -1 for name in delay_columns])
    if not lines or grain is None:
        raise no_rows(path, said("give a table with events"))
    if len(set(periods)) != len(periods):
        twice = next(period for period, number in Counter(periods).items() if number > 1)
        raise UnreadableInput(
            said("a period is in the table twice"), where=f"{path}: {first_day(twice, grain)}", next_step=None
        )
    first, last = min(periods), max(periods)
    counts = np.zeros((last - first + 1, len(delay_columns)), dtype=np.int64)
    looked = np.zeros(counts.shape, dtype=bool)
    for period, line in zip(periods, lines, strict=True):
        looked[period - first] = np.array(line) >= 0
        counts[period - first] = np.maximum(line, 0)
    absent = tuple(period for period in range(first, last + 1) if period not in set(periods))
    rows, delays = np.nonzero(counts)
    reported = max([last, *(int(one) for one in first + rows + delays)])
    return Triangle(
        counts=counts,
        first=first,
        now=reported if now is None else index_of(now, grain),
        grain=grain,
        looked=looked,
        source=path.name,
        missing=absent,
        unsorted=periods != sorted(periods),
    )
