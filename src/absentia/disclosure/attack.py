"""The attacker's problem: of which small counts could a reader work out that they are small?

The reader knows every shown count of every version, of each withheld one whether it is at least one, and the rule. A
small count is protected where the worlds that agree with all of this give it numbers at least the threshold apart
(Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 4). A linear programme looks for worlds in which
as many counts as possible are as large, or as small, as they need to be: each world is a witness for all of them; what
no common world shows is asked by itself, so that the answer is exact for the linear programme.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import connected_components

from absentia.disclosure.problem import System

CLOSE = 1e-6
INFEASIBLE, UNBOUNDED = 2, 3
"""The solver's words for conditions no world meets, and for a goal that nothing limits."""
_GROUPS, _PROGRESS = 8, 0.9
"""So many groups at once; a round that leaves a larger share of what it began with was the last."""
Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]
Places = NDArray[np.int64]


def exposed(system: System, small: Mask, shown: Mask, threshold: int) -> Places:
    """The small cells that the shown ones give away.

    Args:
        system: the equations.
        small: cells to be protected, none of them shown.
        shown: cells a reader has; of all others it is known whether they are at least one.
        threshold: how far apart the possible numbers of a protected cell must be.
    """
    found = [_of_part(part, threshold) for part in parts(system, small, shown)]
    return np.sort(np.concatenate([*found, np.empty(0, dtype=np.int64)]))


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

    def witness(self, threshold: int) -> None:
        """Look at worlds in which many small cells at once are as small, or as large, as they can be.

        First all together, then in ever smaller groups, since cells of one sum cannot all be large: until a whole round
        of groups has shown nothing new.
        """
        self._extreme(self.waiting(threshold), threshold, upward=False)
        groups = 1
        while len(before := self.waiting(threshold)):
            for turn in range(groups):
                self._extreme(self.waiting(threshold)[turn::groups], threshold, upward=True)
            left = len(self.waiting(threshold))
            if left > _PROGRESS * len(before) and groups == min(_GROUPS, left):
                return
            groups = min(_GROUPS, left)

    def settle(self, place: int, threshold: int) -> None:
        """Look at the worlds in which one small cell is as small, then as large, as it can be, until it is enough."""
        for sign in (1.0, -1.0):
            if self.highest[place] - self.lowest[place] < threshold - CLOSE:
                solved = solve(self, sign * self.matrix[self.asked[place]].toarray().ravel())
                if solved.status == UNBOUNDED:
                    self.highest[place] = np.inf
                else:
                    self.see(solved.x)

    def _extreme(self, chosen: Places, threshold: int, *, upward: bool) -> None:
        """A world in which these cells together are as near their goals as can be."""
        if len(chosen) == 0:
            return
        many, sign = len(chosen), 1.0 if upward else -1.0
        goal = self.lowest[chosen] + threshold if upward else np.ones(many)
        rows = self.matrix[self.asked[chosen]]
        # y ≤ cell and y ≤ goal, as large as can be; or cell ≤ y and goal ≤ y, as small
        more = sparse.hstack([-sign * rows, sign * sparse.identity(many)], format="csr")
        cost = np.concatenate([np.zeros(self.matrix.shape[1]), np.full(many, -sign)])
        ends = np.column_stack([np.zeros(many), goal] if upward else [goal, np.full(many, np.inf)])
        solved = solve(self, cost, ends, more, np.zeros(many))
        if solved.status == 0:
            self.see(solved.x[: self.matrix.shape[1]])


def parts(system: System, small: Mask, shown: Mask) -> Iterator[Part]:
    """The system without what is known to be nothing, taken apart; only parts with a small cell in them."""
    others = np.arange(system.cells, system.matrix.shape[0])
    small = np.concatenate([small, np.zeros(len(others), dtype=bool)])
    shown = np.concatenate([shown, others < system.matrix.shape[0] - system.bounds])
    nothing = (system.values == 0) & shown & (np.arange(len(shown)) < system.cells)
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
    return matrix[:, sorted(first.values())]


def _of_part(part: Part, threshold: int) -> Places:
    part.witness(threshold)
    for place in part.waiting(threshold):
        part.settle(int(place), threshold)
    return part.rows[part.asked[part.waiting(threshold)]]


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
    wide = sparse.hstack([part.matrix, extra], format="csr")
    hidden = ~part.shown
    above = [-wide[hidden], *([] if more is None else [more])]
    below = [-np.minimum(part.values[hidden], 1.0), *([] if limits is None else [limits])]
    bounds = np.vstack([np.tile([0.0, np.inf], (unknowns, 1)), *([] if ends is None else [ends])])
    solved = linprog(
        cost,
        A_ub=sparse.vstack(above, format="csr"),
        b_ub=np.concatenate(below),
        A_eq=wide[part.shown],
        b_eq=part.values[part.shown],
        bounds=bounds,
        method="highs",
    )
    if solved.status not in (0, INFEASIBLE, UNBOUNDED):
        raise ArithmeticError(solved.message)
    return solved
