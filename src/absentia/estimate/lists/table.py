"""The table of overlap counts: for every combination of lists, how many units are on exactly those."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
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
        where = self.stratum
        if len(self.lists) < 2:  # noqa: PLR2004  overlap needs two
            raise DataProblem(
                said("there is only one list: overlap needs at least two"),
                where=where,
                next_step=said("add another source of the same units, or name the list columns with --lists"),
            )
        if len(self.lists) > MOST_LISTS:
            raise DataProblem(
                said("lists: {found}, more than the {most} that can be used", found=len(self.lists), most=MOST_LISTS),
                where=where,
                next_step=said("choose some with --lists, or join similar ones"),
            )
        _check_counts(np.asarray(self.counts), len(self.lists), where)
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
        return list_counts(self.size)

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
        """The table of the other lists; units on that one alone leave it.

        Raises:
            DataProblem: one list or no unit would be left.
        """
        counts = self.counts.reshape(-1, 2, 1 << place).sum(axis=1).reshape(-1)
        counts[0] = 0
        return OverlapTable((*self.lists[:place], *self.lists[place + 1 :]), counts, self.stratum)


def list_counts(size: int) -> Counts:
    """Number of lists in each of the 2^size combinations."""
    return np.array([cell.bit_count() for cell in range(1 << size)], dtype=np.int64)


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
