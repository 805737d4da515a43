"""The table of overlap counts, and what the lists show of each other before any model is fitted.

Reference: D. S. Robson, H. A. Regier, "Sample size in Petersen mark–recapture experiments", Trans. Am. Fish. Soc. 93
(1964): with seven units on both lists the bias of a total is negligible at 95 %; G. A. F. Seber, "The Estimation of
Animal Abundance" (1982), section 3.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from absentia.errors import DataProblem
from absentia.model.texts import Words, said

MOST_LISTS = 12
"""More lists than this make a table of more than 4,095 cells, nearly all empty."""
MOST_UNITS = 10**12
"""Counts above this are a mistake; they would also exceed what the sampler's integers hold."""

Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class OverlapTable:
    """How many units are on exactly each combination of the lists.

    ``counts`` has 2^k entries; entry ``c`` counts the units on the lists whose bit is set in ``c`` (bit 0 is the first
    list). Entry 0, the units on no list, is unknown and stands as 0.

    Raises:
        DataProblem: fewer than two lists, too many, a negative or fractional count, no unit at all.
    """

    lists: tuple[str, ...]
    counts: Counts
    stratum: str | None = None

    def __post_init__(self) -> None:
        check_number(self.lists, self.stratum)
        _check_counts(np.asarray(self.counts), len(self.lists), self.stratum)
        object.__setattr__(self, "counts", np.asarray(self.counts, dtype=np.int64))

    @property
    def size(self) -> int:
        """How many lists."""
        return len(self.lists)

    @cached_property
    def observed(self) -> int:
        """Units on at least one list."""
        return int(self.counts.sum())

    @cached_property
    def sums(self) -> Counts:
        """How many lists each cell is on, for all 2^k cells."""
        return np.array([cell.bit_count() for cell in range(1 << self.size)], dtype=np.int64)

    def seen_exactly(self, times: int) -> int:
        """Units on exactly so many lists (f₁, f₂ … of the capture–recapture literature)."""
        return int(self.counts[self.sums == times].sum())

    @cached_property
    def margins(self) -> Counts:
        """For every combination of lists, the units on all of those at least; entry 0 is all observed units."""
        totals = self.counts.copy()
        for bit in range(self.size):
            pairs = totals.reshape(-1, 2, 1 << bit)
            pairs[:, 0, :] += pairs[:, 1, :]
        return totals

    def without(self, place: int) -> OverlapTable:
        """The table of the other lists; units on that one alone leave it."""
        counts = self.counts.reshape(-1, 2, 1 << place).sum(axis=1).reshape(-1)
        counts[0] = 0
        return OverlapTable((*self.lists[:place], *self.lists[place + 1 :]), counts, self.stratum)


def check_number(lists: Sequence[str], where: str | None) -> None:
    """Two lists at least, and not too many.

    Raises:
        DataProblem: fewer, or more.
    """
    if len(lists) < 2:  # overlap needs two
        raise DataProblem(
            said("there is only one list: overlap needs at least two"),
            where=where,
            next_step=said("add another source of the same units, or name the list columns with --lists"),
        )
    if len(lists) > MOST_LISTS:
        raise DataProblem(
            said("lists: {found}, more than the {most} that can be used", found=len(lists), most=MOST_LISTS),
            where=where,
            next_step=said("choose some with --lists, or join similar ones"),
        )


def _check_counts(counts: NDArray[Any], lists: int, where: str | None) -> None:
    def refuse(what: Words, next_step: Words) -> None:
        raise DataProblem(what, where=where, next_step=next_step)

    if counts.shape != (1 << lists,):
        refuse(
            said(
                "number of lists: {lists}; cells needed: {cells}, given: {found}",
                lists=lists,
                cells=1 << lists,
                found=counts.size,
            ),
            said("give one count for each combination of lists"),
        )
    if not np.all(np.isfinite(counts)) or np.any(counts != np.floor(counts)):
        refuse(said("a count is not a whole number"), said("counts are numbers of units: give whole numbers"))
    if np.any(counts < 0):
        refuse(said("a count is negative"), said("counts are numbers of units: none can be below zero"))
    if counts[0] != 0:
        refuse(
            said("the cell of units on no list has a count of {count}", count=int(counts[0])),
            said("that cell is what is to be estimated: remove its row"),
        )
    if counts.sum() == 0:
        refuse(said("the table counts no unit"), said("check the count column and the filter the table was made with"))
    if counts.sum() > MOST_UNITS:
        refuse(said("the table counts more than 10¹² units"), said("check the count column"))


LEAST = 7
"""Fewer units on two lists than this, or fewer that a list misses, leave the total to chance."""
NEARLY_ALL = 0.9
"""A list with this share of its units on another one may have been drawn from it."""
BY_CHANCE = 0.01
"""What is less likely than this is not put down to chance."""


def connected(table: OverlapTable) -> bool:
    """Whether overlaps join all lists, directly or through others; lists apart from the rest say nothing together."""
    reached = 1
    for _step in range(table.size):
        for one, other in combinations(range(table.size), 2):
            if table.margins[1 << one | 1 << other] and (reached >> one | reached >> other) & 1:
                reached |= 1 << one | 1 << other
    return reached == (1 << table.size) - 1


@dataclass(frozen=True, slots=True)
class Apart:
    """Two lists without a unit on both, and how many independent lists of their sizes would share."""

    first: str
    second: str
    expected: float

    @property
    def by_chance(self) -> bool:
        """Whether independent lists would miss each other often enough: e to the minus ``expected``."""
        return float(np.exp(-self.expected)) >= BY_CHANCE


def never_overlapping(table: OverlapTable) -> list[Apart]:
    """Pairs of lists without a unit on both; what to expect is taken from the overlaps of all other pairs."""
    pairs = list(combinations(range(table.size), 2))
    both = np.array([table.margins[1 << a | 1 << b] for a, b in pairs], dtype=float)
    sizes = np.array([float(table.margins[1 << a]) * float(table.margins[1 << b]) for a, b in pairs])
    share = both.sum() / sizes[both > 0].sum() if both.any() else 1.0
    return [
        Apart(table.lists[a], table.lists[b], float(share * product))
        for (a, b), shared_units, product in zip(pairs, both, sizes, strict=True)
        if not shared_units
    ]


def shared(table: OverlapTable) -> int:
    """Units on two lists or more: all that any method learns from."""
    return table.observed - table.seen_exactly(1)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A list nearly all of whose units are on another one, far more often than the other lists' units are."""

    inner: int
    outer: int
    units: int
    """Units of the inner list."""
    both: int
    elsewhere: float
    """The share of the other lists' units, not on the inner one, that is on the outer one."""

    @property
    def wholly(self) -> bool:
        """No unit of it is off the other list: it may be an extract, and adds nothing to what the other shows."""
        return self.both == self.units


def drawn_lists(table: OverlapTable) -> Iterator[Drawn]:
    """Lists that look drawn from another, or copied; two lists alone leave nothing to compare with.

    The share of the inner list's units on the outer one is set against that of the units of all other lists, by
    Fisher's exact test: where the outer list is nearly complete, theirs is as high, and nothing is suspected.
    """
    from scipy.stats import hypergeom

    cells = np.arange(1 << table.size)
    for inner, outer in permutations(reversed(range(table.size)), 2):
        both, units = (int(table.margins[one]) for one in (1 << inner | 1 << outer, 1 << inner))
        others = ((cells >> inner & 1) == 0) & ((cells & ~(1 << outer)) > 0)
        there = int(table.counts[others].sum())
        on_outer = int(table.counts[others & ((cells >> outer & 1) == 1)].sum())
        if units < LEAST or not there or both < NEARLY_ALL * units:
            continue
        if hypergeom.sf(both - 1, units + there, both + on_outer, units) < BY_CHANCE:
            yield Drawn(inner, outer, units, both, on_outer / there)


def without_extracts(table: OverlapTable) -> tuple[OverlapTable, list[tuple[str, str, int]]]:
    """The table without lists wholly inside another one, and what was left out: list, the other one, units.

    No unit is lost: each stands on the other list. Of two equal lists the later one is left out.
    """
    left_out = []
    while extract := next((one for one in drawn_lists(table) if one.wholly), None):
        left_out.append((table.lists[extract.inner], table.lists[extract.outer], extract.units))
        table = table.without(extract.inner)
    return table, left_out
