"""The attacker's problem: of which small counts could a reader work out that they are small?

The reader knows every shown count of every version, of each withheld one whether it is at least one, and the rule. A
small count is protected where the worlds that agree with all of this give it numbers at least the threshold apart
(Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 4). A linear programme looks for worlds in which
as many counts as possible are as large, or as small, as they need to be: each world is a witness for all of them; what
no common world shows is asked by itself, so that the answer is exact for the linear programme.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from absentia.disclosure.part import Mask, Part, Places, parts, solve
from absentia.disclosure.problem import System


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


def _of_part(part: Part, threshold: int) -> Places:
    witness(part, threshold)
    for place in part.waiting(threshold):
        part.settle(int(place), threshold)
    return part.rows[part.asked[part.waiting(threshold)]]


def witness(part: Part, threshold: int) -> None:
    """Look at worlds in which many small cells at once are as small, or as large, as they can be.

    Cells of one sum cannot all be large. So fewer are asked for where a world showed less than half of what it was
    asked for, and more where it showed all; until one that was asked for alone was not shown.
    """
    extreme(part, part.waiting(threshold), threshold, upward=False)
    many = len(part.asked)
    while len(before := part.waiting(threshold)):
        chosen = spread(before, many)
        extreme(part, chosen, threshold, upward=True)
        served = len(before) - len(part.waiting(threshold))
        if served == 0 and len(chosen) == 1:
            return
        if served >= len(chosen):
            many = 2 * len(chosen)
        elif 2 * served <= len(chosen):
            many = max(len(chosen) // 4, 1)
        else:
            many = len(chosen)


def spread(places: Places, many: int) -> Places:
    """So many of them at most, far from each other."""
    return places[:: -(-len(places) // many)]


def extreme(part: Part, chosen: Places, threshold: int, *, upward: bool) -> None:
    """A world in which these cells together are as near their goals as can be."""
    if len(chosen) == 0:
        return
    many, sign = len(chosen), 1.0 if upward else -1.0
    goal = part.lowest[chosen] + threshold if upward else np.ones(many)
    rows = part.matrix[part.asked[chosen]]
    # y ≤ cell and y ≤ goal, as large as can be; or cell ≤ y and goal ≤ y, as small
    more = sparse.hstack([-sign * rows, sign * sparse.identity(many)], format="csr")
    cost = np.concatenate([np.zeros(part.matrix.shape[1]), np.full(many, -sign)])
    ends = np.column_stack([np.zeros(many), goal] if upward else [goal, np.full(many, np.inf)])
    solved = solve(part, cost, ends, more, np.zeros(many))
    if solved.status == 0:
        part.see(solved.x[: part.matrix.shape[1]])
