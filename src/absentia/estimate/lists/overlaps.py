"""What the lists show of each other before any model is fitted: overlaps, sizes, and lists drawn from others.

Reference: D. S. Robson, H. A. Regier, "Sample size in Petersen mark–recapture experiments", Trans. Am. Fish. Soc. 93
(1964): with seven units on both lists the bias of a total is negligible at 95 %; G. A. F. Seber, "The Estimation of
Animal Abundance" (1982), section 3.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np

from absentia.estimate.lists.table import OverlapTable

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
