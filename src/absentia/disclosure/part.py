"""Counts that have to do with each other, and the worlds that agree with what is shown of them.

A world is told by how far each unknown is from the truth, which agrees with everything: so what is shown changes by
nothing, and whoever leaves some unknowns as they are has a world all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

CLOSE = 1e-6
INFEASIBLE = 2
"""The solver's word for conditions no world meets."""
Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass
class Part:
    """Rows (cells, margins that are equal, bounds) and unknowns that have to do with each other."""

    rows: Places
    """Their numbers in what it is a part of."""
    matrix: sparse.csr_matrix
    room: Numbers
    """How far each row may fall where it is not shown."""
    price: Numbers
    """What it costs to withhold it."""
    shown: Mask
    free: Mask
    """Which rows may be withheld yet."""
    floor: Numbers
    """How far each unknown may fall."""
    asked: Places
    """The small ones among the rows."""
    lowest: Numbers = field(init=False)
    """How far each of these changes in the world that gives it least, of those that were looked at."""
    highest: Numbers = field(init=False)

    def __post_init__(self) -> None:
        self.lowest, self.highest = np.zeros(len(self.asked)), np.zeros(len(self.asked))

    def waiting(self, threshold: int) -> Places:
        """Places of those whose known numbers are not far enough apart."""
        return np.flatnonzero(self.highest - self.lowest < threshold - CLOSE)

    def see(self, world: Numbers) -> None:
        """Look at a world that agrees with everything shown."""
        found = self.matrix[self.asked] @ world
        np.minimum(self.lowest, found, out=self.lowest)
        np.maximum(self.highest, found, out=self.highest)

    def within(self, unknowns: Places) -> Part:
        """The worlds in which all other unknowns are as they are; its rows are numbered by places here.

        What reaches beyond it is not withheld for its sake.
        """
        matrix = self.matrix[:, unknowns]
        many = matrix.getnnz(axis=1)
        own = np.flatnonzero(many)
        known = np.isin(self.asked, own)
        found = Part(
            own,
            matrix[own],
            self.room[own],
            self.price[own],
            self.shown[own],
            self.free[own] & (many == self.matrix.getnnz(axis=1))[own],
            self.floor[unknowns],
            np.searchsorted(own, self.asked[known]),
        )
        found.lowest, found.highest = self.lowest[known], self.highest[known]
        return found

    def learn(self, some: Part) -> None:
        """Take over what was seen, and withheld, in a part of this one."""
        known = np.searchsorted(self.asked, some.rows[some.asked])
        self.lowest[known], self.highest[known] = some.lowest, some.highest
        self.shown[some.rows] = some.shown


def solve(
    part: Part,
    cost: Numbers,
    ends: Numbers,
    more: sparse.csr_matrix,
    limits: Numbers,
    moves: sparse.csr_matrix | None = None,
) -> Any:
    """Look for the world of least cost among those that agree with everything shown.

    Args:
        part: what is known.
        cost: of the unknowns, then of further variables.
        ends: lower and upper ends of the further variables.
        more: further conditions, ``more @ variables ≤ limits``.
        limits: of these.
        moves: what the further variables add to each row; by default nothing.

    Raises:
        ArithmeticError: the solver gave up.
    """
    unknowns = part.matrix.shape[1]
    extra = sparse.csr_matrix((part.matrix.shape[0], len(cost) - unknowns)) if moves is None else moves
    least = np.concatenate([np.where(part.shown, 0.0, -part.room), np.full(len(limits), -np.inf)])
    most = np.concatenate([np.where(part.shown, 0.0, np.inf), limits])
    bounds = np.vstack([np.column_stack([-part.floor, np.full(unknowns, np.inf)]), ends])
    solved = milp(
        cost,
        constraints=LinearConstraint(
            sparse.vstack([sparse.hstack([part.matrix, extra]), more], format="csc"), least, most
        ),
        bounds=Bounds(bounds[:, 0], bounds[:, 1]),
    )
    if solved.status not in (0, INFEASIBLE):
        raise ArithmeticError(solved.message)
    return solved
