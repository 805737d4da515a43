"""The cells a question is asked of; men and women of a place by year, and what whole numbers rounding leaves them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from absentia.errors import UsageProblem
from absentia.estimate.method import Context, path_of
from absentia.estimate.options.base import File
from absentia.estimate.sex_ratio import Vector
from absentia.figures.asylum.bundled import read_cells, unhcr_cells
from absentia.figures.asylum.cells import (
    ALL,
    MEMBERS,
    MEN,
    UNKNOWN,
    WOMEN,
    Cell,
    added,
    find_place,
    is_total,
    rounded_to_five,
)
from absentia.model.texts import N_, Said, Words, said


def own_table(file: File) -> tuple[Sequence[Cell], Mapping[str, Words]]:
    """The user's own table and how it is named."""
    path = path_of(file)
    return read_cells(path), {path.name: said("your own table")}


def tabled(context: Context, file: File | None, table: str) -> tuple[Sequence[Cell], Mapping[str, Words]]:
    """UNHCR's bundled tables, of which ``table`` is asked, or the user's own."""
    if file is not None:
        return own_table(file)
    return unhcr_cells(context.catalogue), {table: context.catalogue.resources[table].sources[0].title}


def country_of(name: str | None, cells: Iterable[Cell]) -> str | None:
    """The place of that name or code; nothing where none is named.

    Raises:
        UsageProblem: the table has no such country.
    """
    if name is None:
        return None
    known = frozenset(one.place for one in cells)
    place = find_place(name, known)
    if place is None:
        raise UsageProblem(
            said("the table has no country {name}", name=name),
            where="--country",
            next_step=said("it has: {known}", known=", ".join(sorted(known))),
        )
    return place


FEWEST_WOMEN = 20
"""In any year: with fewer a ratio is of a few persons and rounding alone moves it by a tenth."""
Key = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one sex by year: what was shown, and the least and most it may stand for."""

    shown: Vector
    low: Vector
    high: Vector


@dataclass(frozen=True, slots=True)
class Series:
    """A place, or places together, over the years of a line and those asked for."""

    places: tuple[str, ...]
    years: tuple[int, ...]
    men: Counts
    women: Counts

    def at(self, years: Sequence[int]) -> Series:
        """Some of its years."""
        where = [self.years.index(year) for year in years]
        men, women = (Counts(one.shown[where], one.low[where], one.high[where]) for one in (self.men, self.women))
        return Series(self.places, tuple(years), men, women)


def by_key(cells: Iterable[Cell]) -> dict[Key, Cell]:
    """First-time applicants of all ages by place, year and sex; periods that are no calendar year are left alone."""
    return {
        (one.place, one.period.start.year, one.kind.sex): one
        for one in cells
        if one.kind.measure == "first_time_applicants" and one.kind.age == "all" and _is_year(one)
    }


def _is_year(cell: Cell) -> bool:
    start, end = cell.period.start, cell.period.end
    return (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year


def series_of(cells: Mapping[Key, Cell], places: Sequence[str], years: Sequence[int]) -> Series:
    """Men and women of these places together; whose sex is not known may be either.

    Raises:
        FigureProblem: a place is counted twice, or holds another.
    """

    def total(year: int, sex: str) -> tuple[float, float, float]:
        summed = added([cells[place, year, sex] for place in places])
        unknown = sum(cells[place, year, UNKNOWN].high for place in places if (place, year, UNKNOWN) in cells)
        assert summed.shown is not None  # Eurostat masks nothing
        return summed.shown, summed.low, summed.high + unknown

    men, women = ([total(year, sex) for year in years] for sex in (MEN, WOMEN))
    return Series(tuple(places), tuple(years), *(Counts(*np.array(one, dtype=float).T) for one in (men, women)))


def cannot(cells: Mapping[Key, Cell], place: str, years: Sequence[int]) -> Said | None:
    """Why a place has no series over these years, if it has none: a number that is not there is not zero."""
    absent = [year for year in years if any((place, year, sex) not in cells for sex in (MEN, WOMEN))]
    if absent:
        one = N_("no number of men or of women for {years}: rounded to 0 or not reported, the table does not say which")
        return said(one, years=", ".join(map(str, absent)))
    fewest = min(years, key=lambda year: cells[place, year, WOMEN].shown or 0)
    women = cells[place, fewest, WOMEN].shown or 0
    if women < FEWEST_WOMEN:
        return said(
            "too few women for a ratio: {women} in {year}; needed are {needed} in every year",
            women=women, year=str(fewest), needed=FEWEST_WOMEN,
        )  # fmt: skip
    return None


def reporting(cells: Mapping[Key, Cell], years: Sequence[int]) -> tuple[str, ...]:
    """The countries that showed men and women in every one of these years: the same on both sides of the line."""
    places = sorted({place for place, _year, _sex in cells if not is_total(place)})
    return tuple(
        place for place in places if all((place, year, sex) in cells for year in years for sex in (MEN, WOMEN))
    )


def everybody(cells: Mapping[Key, Cell], years: Sequence[int]) -> Series:
    """All countries together, whoever reported in a year: the set changes, so that it is for comparison only."""

    def total(sex: str) -> Counts:
        found = [[one for (place, y, s), one in cells.items() if (y, s) == (year, sex) and not is_total(place)]
                 for year in years]  # fmt: skip
        ends = [[sum(getattr(one, end) or 0 for one in of) for of in found] for end in ("shown", "low", "high")]
        return Counts(*np.array(ends, dtype=float))

    return Series((), tuple(years), total(MEN), total(WOMEN))


def sexes_beyond(cells: Mapping[Key, Cell], places: Sequence[str], years: Sequence[int]) -> list[int] | None:
    """Years in which the row of all is not what men, women and persons of unknown sex may add up to.

    ``None``: the table has no row of all.
    """
    wholes = [(place, year) for place in places for year in years if (place, year, ALL) in cells]
    wrong = []
    for place, year in wholes:
        parts = [cells[place, year, sex] for sex in (MEN, WOMEN, UNKNOWN) if (place, year, sex) in cells]
        own, most = cells[place, year, ALL], rounded_to_five(0)[1] * (3 - len(parts))
        if not (sum(one.low for one in parts) <= own.high and own.low <= sum(one.high for one in parts) + most):
            wrong.append(year)
    return sorted(set(wrong)) if wholes else None


def total_beyond(cells: Mapping[Key, Cell], total: str, years: Sequence[int]) -> list[int]:
    """Years in which a published total is not what its members may add up to, those without a row at 0 to 2 persons."""
    members, most = MEMBERS[total], rounded_to_five(0)[1]
    wrong = []
    for year, sex in ((year, sex) for year in years for sex in (MEN, WOMEN)):
        there = [cells[place, year, sex] for place in members if (place, year, sex) in cells]
        low = sum(one.low for one in there)
        high = sum(one.high for one in there) + most * (len(members) - len(there))
        own = cells[total, year, sex]
        if not (low <= own.high and own.low <= high):
            wrong.append(year)
    return sorted(set(wrong))
