"""What a total says of two lists among the units on no other one, and what would halve or double it.

Among these units the 2 × 2 table of two lists is n_ab, n_a, n_b and the unseen: every total stands for one odds ratio
there, unseen · n_ab / (n_a n_b), and no data can tell it from another, because the unseen are not seen. For two lists
the odds ratio is that of Lincoln and Petersen times ξ. The correlation is that of the 2 × 2 table.

K. Gerritse, P. van der Heijden, B. Bakker, "Sensitivity of population size estimation for violating parametric
assumptions in log-linear models", Journal of Official Statistics 31 (2015), for odds ratios fixed from outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from absentia.estimate.lists.table import OverlapTable


@dataclass(frozen=True, slots=True)
class Point:
    """A total, and the dependence of two lists it stands for among the units on no other list."""

    total: float
    odds_ratio: float
    correlation: float


@dataclass(frozen=True, slots=True)
class Dependence:
    """Of two lists, at the total given and at twice that; ``halved`` is none where more than half are seen already."""

    first: str
    second: str
    now: Point
    halved: Point | None
    doubled: Point


def dependences(table: OverlapTable, total: float) -> tuple[Dependence, ...]:
    """Every pair of lists with units on both alone and on each alone."""
    found = []
    for one, other in combinations(range(table.size), 2):
        alone = [int(table.counts[cell]) for cell in (1 << one, 1 << other, 1 << one | 1 << other)]
        if min(alone) == 0 or total <= table.observed:
            continue

        def at(value: float, cells: list[int] = alone) -> Point:
            unseen = value - table.observed
            first, second, both = cells
            sizes = (first + both) * (second + both) * (first + unseen) * (second + unseen)
            ratio = unseen * both / (first * second)
            return Point(value, ratio, (unseen * both - first * second) / sizes**0.5)

        halved = at(total / 2) if total / 2 > table.observed else None
        found.append(Dependence(table.lists[one], table.lists[other], at(total), halved, at(2 * total)))
    return tuple(found)
