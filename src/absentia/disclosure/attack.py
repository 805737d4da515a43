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

from absentia.disclosure.apart import Apart, pieces
from absentia.disclosure.part import Mask, Numbers, Part, Places, solve
from absentia.disclosure.problem import System

_IDLE = 2
"""So many worlds that serve nobody are enough."""


def exposed(system: System, small: Mask, shown: Mask, threshold: int) -> Places:
    """The small cells that the shown ones give away.

    Args:
        system: the equations.
        small: cells to be protected, none of them shown.
        shown: cells a reader has; of all others it is known whether they are at least one.
        threshold: how far apart the possible numbers of a protected cell must be.
    """
    apart = Apart(system, small, shown, np.zeros_like(shown), np.zeros(system.bounds.shape[0], dtype=bool))
    return apart.all_like(_given_away(apart, threshold))


def exposed_between(system: System, between: Mask, shown: Mask, threshold: int) -> Places:
    """The bounds of whose small differences the shown cells tell too much.

    Args:
        system: the equations.
        between: bounds of which the difference is to be protected.
        shown: cells a reader has.
        threshold: as in :func:`exposed`.
    """
    apart = Apart(system, np.zeros_like(shown), shown, np.zeros_like(shown), between)
    return apart.bounds_of(_given_away(apart, threshold))


def _given_away(apart: Apart, threshold: int) -> Places:
    found = [_of_part(part, threshold) for part in apart.parts]
    return np.sort(np.concatenate([*found, apart.known]))


def _of_part(part: Part, threshold: int) -> Places:
    for piece in pieces(part, threshold):
        witness(piece, threshold)
        part.learn(piece)
    for place in part.waiting(threshold):
        for upward in (False, True):
            extreme(part, np.array([place]), threshold, upward=upward)
    return part.rows[part.asked[part.waiting(threshold)]]


def witness(part: Part, threshold: int) -> None:
    """Look at worlds in which many small cells at once are as small, or as large, as they can be.

    Cells of one sum cannot all be large. So some weigh more than others, each time others; until it helps none.
    """
    extreme(part, part.waiting(threshold), threshold, upward=False)
    chance, idle = np.random.default_rng(0), 0
    while idle < _IDLE and len(waiting := part.waiting(threshold)):
        extreme(part, waiting, threshold, upward=True, weights=0.1 + chance.random(len(waiting)) ** 3)
        idle = idle + 1 if len(part.waiting(threshold)) == len(waiting) else 0


def spread(places: Places, many: int) -> Places:
    """So many of them at most, far from each other."""
    return places[:: -(-len(places) // many)]


def extreme(part: Part, chosen: Places, threshold: int, *, upward: bool, weights: Numbers | float = 1.0) -> None:
    """A world in which these cells together are as near their goals as can be."""
    if len(chosen) == 0:
        return
    many, sign = len(chosen), 1.0 if upward else -1.0
    goal = part.lowest[chosen] + threshold if upward else -part.room[part.asked[chosen]]
    rows = part.matrix[part.asked[chosen]]
    # y ≤ change and y ≤ goal, as large as can be; or change ≤ y and goal ≤ y, as small
    more = sparse.hstack([-sign * rows, sign * sparse.identity(many)], format="csr")
    cost = np.concatenate([np.zeros(part.matrix.shape[1]), np.full(many, -sign) * weights])
    far = np.full(many, np.inf)
    ends = np.column_stack([-far, goal] if upward else [goal, far])
    solved = solve(part, cost, ends, more, np.zeros(many))
    part.see(solved.x[: part.matrix.shape[1]])
