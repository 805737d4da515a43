"""The two tables the method needs: weekly registry cases by age and sex, and the named list's matches.

==========  ==========================================================================================================
table       columns
==========  ==========================================================================================================
registry    ``week`` (2022-W09, or its Monday), ``age`` (20-24), ``sex`` (male, female), ``cases``: registry cases of
            people who died in that week; every week, age and sex has its row, also with 0
matches     ``age``, ``listed`` (named dead of that age), ``found`` (of those, found in the registry); with a
            ``period`` (month, quarter … of death) the share may change through time, and recent weeks can be used
==========  ==========================================================================================================
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from absentia.errors import UnreadableInput
from absentia.estimate.grid import (
    Row,
    find_column,
    label,
    need_column,
    no_rows,
    read_csv,
)
from absentia.model.period import Grain, Period
from absentia.model.texts import said

Counts = NDArray[np.int64]

CASES = ("cases", "count", "n", "number")
_SEX = {"m": 0, "male": 0, "men": 0, "м": 0, "муж": 0, "f": 1, "female": 1, "women": 1, "ж": 1, "жен": 1}
# 20-24 · 20–24 · 65+
_BAND = re.compile(r"^(\d{1,3})(?:[-–](\d{1,3})|\+)?$")


@dataclass(frozen=True, slots=True)
class Registry:
    """Registry cases by age band and week of death: ``men`` and ``women`` are ages × weeks from week ``first`` on."""

    ages: tuple[str, ...]
    first: int
    men: Counts
    women: Counts
    source: str = ""

    @property
    def weeks(self) -> int:
        """How many weeks."""
        return int(self.men.shape[1])


@dataclass(frozen=True, slots=True)
class Matches:
    """Named dead and those found in the registry, ages × periods; one period that is everything where time is unknown.

    ``periods`` is empty where the table has no time of death.
    """

    ages: tuple[str, ...]
    listed: Counts
    found: Counts
    periods: tuple[Period, ...] = ()
    source: str = ""


def age_start(band: str) -> int:
    """First age of a band.

    Raises:
        ValueError: it is no band.
    """
    return _ends(band)[0]


def _ends(band: str) -> tuple[int, int | None]:
    """First age and last, which ``65+`` has not."""
    found = _BAND.match(band)
    last = None if not found or band.endswith("+") else int(found[2] or found[1])
    if not found or (last is not None and last < int(found[1])):
        raise ValueError(band)
    return int(found[1]), last


def named_ages(bands: Iterable[str]) -> str:
    """Bands in the order of age as few ranges as they make: ``18-29, 35-49``; an age that is in none is in no range."""
    told: list[list[int | None]] = []
    for first, last in map(_ends, bands):
        if told and told[-1][1] == first - 1:
            told[-1][1] = last
        else:
            told.append([first, last])
    return ", ".join(f"{first}+" if last is None else f"{first}-{last}" for first, last in told)


def _sorted_ages(path: Path, bands: Iterable[str]) -> tuple[str, ...]:
    """In the order of age, none within another: who is in two would be counted twice."""
    ordered = tuple(sorted(set(bands), key=age_start))
    for younger, older in pairwise(ordered):
        last = _ends(younger)[1]
        if last is None or last >= age_start(older):
            raise UnreadableInput(
                said("the age bands {one} and {other} overlap", one=younger, other=older),
                where=str(path),
                next_step=said("give bands that have no age in common, and no total of several"),
            )
    return ordered


def _band(row: Row) -> str:
    text = row.text("age").replace("–", "-")
    try:
        age_start(text)
    except ValueError:
        raise row.wrong(said("not an age band: “{text}”", text=text[:20]), "age") from None
    return text


def is_registry(path: Path) -> bool:
    """Whether a table has weeks and sexes, as the registry has, or is the other one."""
    header, _rows = read_csv(path)
    return "sex" in header


def read_registry(path: Path) -> Registry:
    """Read the weekly registry cases.

    Raises:
        UnreadableInput: a cell that cannot be used, a row twice, or a week, age or sex without its row: a missing row
            is not zero.
    """
    header, rows = read_csv(path)
    week, cases = need_column(path, header, ("week", "date", "period")), need_column(path, header, CASES)
    for column in ("age", "sex"):
        need_column(path, header, (column,))
    cells: dict[tuple[int, str, int], int] = {}
    last = -(10**9)
    for row in rows:
        sex = _SEX.get(row.text("sex").lower().rstrip("."))
        if sex is None:
            raise row.wrong(said("not a sex: “{text}”; write male or female", text=row.text("sex")[:20]), "sex")
        index = row.number_of(week, Grain.WEEK)
        key = (index, _band(row), sex)
        if key in cells:
            raise row.wrong(said("this week, age and sex are in the table twice"), week)
        cells[key] = row.count(cases)
        last = max(last, index)
    if not cells:
        raise no_rows(path, said("give the weekly cases"))
    ages = _sorted_ages(path, (age for _week, age, _sex in cells))
    first = min(index for index, _age, _sex in cells)
    both = np.full((2, len(ages), last - first + 1), -1, dtype=np.int64)
    for (index, age, sex), number in cells.items():
        both[sex, ages.index(age), index - first] = number
    if (both < 0).any():
        sex, age_at, week_at = (int(number[0]) for number in np.nonzero(both < 0))
        raise UnreadableInput(
            said(
                "no row for {week}, age {age}, {sex}; rows missing in all: {number}",
                week=label(first + week_at, Grain.WEEK),
                age=ages[age_at],
                sex=(said("men"), said("women"))[sex],
                number=int((both < 0).sum()),
            ),
            where=str(path),
            next_step=said("write 0 where the registry has no case; a week that was not read must be read first"),
        )
    return Registry(ages, first, both[0], both[1], path.name)


def _period(row: Row, column: str) -> Period:
    """A period of death; a day stands for its month."""
    found = row.period(column)
    return found if found.days > 1 else Period.of(found.start, Grain.MONTH)


def read_matches(path: Path) -> Matches:
    """Read the named list's matches.

    Raises:
        UnreadableInput: a cell that cannot be used, a row twice, more found than listed, or periods that overlap.
    """
    header, rows = read_csv(path)
    for column in ("age", "listed", "found"):
        need_column(path, header, (column,))
    period = find_column(header, ("period", "month", "quarter", "week", "died"))
    cells: dict[tuple[str, Period | None], tuple[int, int]] = {}
    for row in rows:
        key = (_band(row), _period(row, period) if period else None)
        listed, found = row.count("listed"), row.count("found")
        if found > listed:
            raise row.wrong(
                said("more found in the registry ({found}) than listed ({listed})", found=found, listed=listed),
                "found",
            )
        if key in cells:
            raise row.wrong(said("this age and period are in the table twice"), "age")
        cells[key] = (listed, found)
    if not cells:
        raise no_rows(path, said("give the matches by age"))
    ages = _sorted_ages(path, (age for age, _when in cells))
    periods = _apart(path, {when for _age, when in cells if when is not None})
    listed_found = np.zeros((2, len(ages), max(1, len(periods))), dtype=np.int64)
    for (age, when), pair in cells.items():
        listed_found[:, ages.index(age), periods.index(when) if when else 0] = pair
    return Matches(ages, listed_found[0], listed_found[1], periods, path.name)


def _apart(path: Path, periods: Iterable[Period]) -> tuple[Period, ...]:
    """Sorted, none overlapping and none missing between."""
    ordered = tuple(sorted(periods))
    for earlier, later in pairwise(ordered):
        if later.start != earlier.end + dt.timedelta(days=1):
            raise UnreadableInput(
                said(
                    "the periods of the matches do not follow each other: {earlier}, then {later}",
                    earlier=earlier.end,
                    later=later.start,
                ),
                where=str(path),
                next_step=said("give every period of death once, also one in which nobody was listed"),
            )
    return ordered
