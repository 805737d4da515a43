"""Counts that have to do with each other, and the worlds that agree with what is shown of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse.csgraph import connected_components

from absentia.disclosure.problem import System

CLOSE = 1e-6
INFEASIBLE, UNBOUNDED = 2, 3
"""The solver's words for conditions no world meets, and for a goal that nothing limits."""
Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass
class Part:
    """Cells and unknowns that have to do with each other, and with no others; rows that must balance among them."""

    rows: Places
    """Their numbers in the whole system."""
    matrix: sparse.csr_matrix
    values: Numbers
    shown: Mask
    asked: Places
    """The small ones among the rows."""
    lowest: Numbers = field(init=False)
    """What each of these is in the world that gives it least, of those that were looked at."""
    highest: Numbers = field(init=False)

    def __post_init__(self) -> None:
        self.lowest, self.highest = self.values[self.asked].copy(), self.values[self.asked].copy()

    def waiting(self, threshold: int) -> Places:
        """Places of those whose known numbers are not far enough apart."""
        return np.flatnonzero(self.highest - self.lowest < threshold - CLOSE)

    def see(self, world: Numbers) -> None:
        """Look at a world that agrees with everything shown."""
        found = self.matrix[self.asked] @ world
        np.minimum(self.lowest, found, out=self.lowest)
        np.maximum(self.highest, found, out=self.highest)

    def settle(self, place: int, threshold: int) -> None:
        """Look at the worlds in which one small cell is as small, then as large, as it can be, until it is enough."""
        for sign in (1.0, -1.0):
            if self.highest[place] - self.lowest[place] < threshold - CLOSE:
                solved = solve(self, sign * self.matrix[self.asked[place]].toarray().ravel())
                if solved.status == UNBOUNDED:
                    self.highest[place] = np.inf
                else:
                    self.see(solved.x)


def parts(system: System, small: Mask, shown: Mask, kept: Mask | None = None) -> Iterator[Part]:
    """The system without what is known to be nothing, taken apart; only parts with a small cell in them.

    ``kept``: cells that stay in it though they are nothing, since they may be withheld.
    """
    others = np.arange(system.cells, system.matrix.shape[0])
    small = np.concatenate([small, np.zeros(len(others), dtype=bool)])
    shown = np.concatenate([shown, others < system.matrix.shape[0] - system.bounds])
    nothing = (system.values == 0) & shown & (np.arange(len(shown)) < system.cells)
    if kept is not None:
        nothing[: system.cells] &= ~kept
    free = np.asarray(abs(system.matrix[nothing]).sum(axis=0)).ravel() == 0
    rows = np.flatnonzero(~nothing)
    matrix = system.matrix[rows][:, free]
    filled = matrix.getnnz(axis=1) > 0
    rows, matrix = rows[filled], matrix[filled]
    count, label = connected_components(sparse.bmat([[None, abs(matrix)], [abs(matrix).T, None]]), directed=False)
    of_row, of_unknown = label[: len(rows)], label[len(rows) :]
    order = np.argsort(of_unknown, kind="stable")
    starts = np.searchsorted(of_unknown[order], np.arange(count + 1))
    for one in np.unique(of_row[small[rows]]):
        own = np.flatnonzero(of_row == one)
        chosen = rows[own]
        yield Part(
            chosen,
            _alike_as_one(matrix[own][:, order[starts[one] : starts[one + 1]]]),
            system.values[chosen].astype(float),
            shown[chosen],
            np.flatnonzero(small[chosen]),
        )


def _alike_as_one(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Unknowns that stand in the same cells are one unknown."""
    columns = matrix.tocsc()
    columns.sort_indices()
    first: dict[bytes, int] = {}
    for column in range(columns.shape[1]):
        own = slice(columns.indptr[column], columns.indptr[column + 1])
        first.setdefault(columns.indices[own].tobytes() + columns.data[own].tobytes(), column)
    return columns[:, sorted(first.values())].tocsr()


def solve(
    part: Part,
    cost: Numbers,
    ends: Numbers | None = None,
    more: sparse.csr_matrix | None = None,
    limits: Numbers | None = None,
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
    least = np.where(part.shown, part.values, np.minimum(part.values, 1.0))
    most = np.where(part.shown, least, np.inf)
    conditions = [sparse.hstack([part.matrix, extra])]
    if more is not None and limits is not None:
        conditions.append(more)
        least, most = np.concatenate([least, np.full(len(limits), -np.inf)]), np.concatenate([most, limits])
    bounds = np.vstack([np.tile([0.0, np.inf], (unknowns, 1)), *([] if ends is None else [ends])])
    solved = milp(
        cost,
        constraints=LinearConstraint(sparse.vstack(conditions, format="csc"), least, most),
        bounds=Bounds(bounds[:, 0], bounds[:, 1]),
    )
    if solved.status not in (0, INFEASIBLE, UNBOUNDED):
        raise ArithmeticError(solved.message)
    return solved
