"""Invented applicants: whole persons by country, year and sex, and the cells that Eurostat would show of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from absentia.estimate.asylum.series import Key
from absentia.figures.asylum.cells import EUROSTAT, Cell, Kind, rounded_to_five
from absentia.model.period import Period

Persons = Mapping[Key, int]


def shown(persons: Persons) -> dict[Key, Cell]:
    """Each number rounded to the nearest 5 by itself; what rounds to 0 is shown as 0."""
    return {key: cell(key, 5 * ((count + 2) // 5)) for key, count in persons.items()}


def exact(persons: Persons) -> dict[Key, Cell]:
    """The same as if nothing were rounded."""
    kind = Kind(EUROSTAT, "first_time_applicants")
    return {key: Cell(_of(kind, key), key[0], Period.years(key[1]), count, count, count)
            for key, count in persons.items()}  # fmt: skip


def cell(key: Key, number: int) -> Cell:
    """One published number."""
    low, high = rounded_to_five(number)
    return Cell(_of(Kind(EUROSTAT, "first_time_applicants"), key), key[0], Period.years(key[1]), low, high, number)


def _of(kind: Kind, key: Key) -> Kind:
    return Kind(kind.publisher, kind.measure, sex=key[2])


def straight(places: Sequence[str], years: Sequence[int], women: int = 500, ratio: float = 1.2) -> Persons:
    """Every place with as many women and men each year."""
    return {
        (place, year, sex): women if sex == "women" else round(women * ratio)
        for place in places
        for year in years
        for sex in ("men", "women")
    }
