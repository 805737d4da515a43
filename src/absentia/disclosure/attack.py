"""The attacker's problem, which small counts a reader could work out to be small, and what to withhold for it.

The reader knows every shown count of every version, of each withheld one whether it is at least one, and the rule. A
small count is protected where the worlds that agree with all of this give it numbers at least the threshold apart
(Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 4). A linear programme looks for worlds in which
as many counts as possible are as large, or as small, as they need to be: each world is a witness for all of them; what
no common world shows is asked by itself, so that the answer is exact for the linear programme.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy import sparse

from absentia.disclosure.apart import Apart, pieces
from absentia.disclosure.part import CLOSE, INFEASIBLE, Numbers, Part, Places, solve
from absentia.disclosure.problem import Problem
from absentia.disclosure.tables import Key, Publication, Table
from absentia.errors import DataProblem
from absentia.model.texts import said

_IDLE = 2
"""So many worlds that serve nobody are enough."""


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


_FAR = 1e4
"""What one more is worth to a small count, against the price of other counts."""
_SOON = 6000
"""So many unknowns at most are looked at for witnesses before anything is withheld."""
_APART = 32
"""Of what waits, every so-manieth is served at once."""


def withhold(publication: Publication, threshold: int) -> Mapping[Table, frozenset[Key]]:
    """As :func:`withhold_together`, of one publication alone."""
    return withhold_together(Problem({"": publication}), threshold)[""]


def withhold_together(problem: Problem, threshold: int) -> Mapping[str, Mapping[Table, frozenset[Key]]]:
    """The keys to withhold in the new version, by publication and table.

    Small counts first, with what the version before withheld; then, for each small one that the shown counts give away,
    those whose change by as little as possible makes room for it: they are withheld, and the world in which they
    changed is the witness that nobody can know better. A zero is withheld only where the version before withheld that
    cell, or where nothing else helps: an earlier version counted what is gone now. A small difference of two measures
    that earlier versions give away, whatever is withheld now, is left as it is: it stood in no version as a count.

    Raises:
        DataProblem: earlier versions give a small count away, whatever is withheld now.
    """
    system, new = problem.system, problem.new
    small = (system.values > 0) & (system.values < threshold)
    # what the last version withheld would give its neighbours away there if it were shown now
    shown = problem.shown_before | (new & ~small & ~problem.withheld_anyway)
    for free, needed in ((new & (system.values > 0), np.inf), (new, len(small))):
        apart = Apart(system, small, shown, free, system.few_between(threshold))
        if (apart.known < needed).any():
            continue
        try:
            added = [_complements(part, threshold, needed) for part in apart.parts]
        except NoRoom:
            continue
        shown[np.concatenate([*added, np.empty(0, dtype=np.int64)])] = False
        return problem.withheld(~shown)
    raise DataProblem(
        said("what was published before gives a small count away, whatever is withheld now"),
        next_step=said("take the earlier versions down before this one is published"),
    )


class NoRoom(Exception):
    """No change of the cells that may be withheld makes a small count large enough."""


def _complements(part: Part, threshold: int, needed: float) -> Places:
    """The cells of a part to withhold beside its small ones; rows from ``needed`` on are protected if they can be."""
    before = part.shown.copy()
    for piece in pieces(part, threshold):
        if piece.matrix.shape[1] <= _SOON:
            witness(piece, threshold)
            part.learn(piece)
    for piece in pieces(part, threshold):
        left = _make_room(piece, threshold)
        if piece.matrix.shape == part.matrix.shape:
            for place in left:
                row = part.rows[piece.rows[piece.asked[place]]]
                if not _as_far_as_can_be(piece, place, threshold) and row < needed:
                    raise NoRoom
        part.learn(piece)
    return part.rows[before & ~part.shown]


def _make_room(part: Part, threshold: int) -> list[int]:
    """Withhold what it takes, for some that wait at a time: each finds its own way, and the worlds serve others, too.

    Returns those that cannot be large enough, whatever is withheld here.
    """
    left: list[int] = []
    witness(part, threshold)
    while len(waiting := np.setdiff1d(part.waiting(threshold), left)):
        chosen = spread(waiting, max(len(waiting) // _APART, 1))
        extreme(part, chosen[part.lowest[chosen] > CLOSE - part.room[part.asked[chosen]]], threshold, upward=False)
        left += _room_for(part, np.intersect1d(chosen, part.waiting(threshold)), threshold)
        extreme(part, part.waiting(threshold), threshold, upward=True)
    return left


def _room_for(part: Part, chosen: Places, threshold: int) -> list[int]:
    """Withhold of the free cells those that must change for some small cells to be large enough; the cheapest such."""
    if len(chosen) == 0:
        return []
    small = part.matrix[part.asked[chosen]]
    goal = part.lowest[chosen] + threshold
    if _changed(part, np.zeros(part.matrix.shape[1]), -small, -goal):
        return []
    # what one sum holds cannot all be large at once
    if len(chosen) == 1:
        return [int(chosen[0])]
    return [one for half in (chosen[::2], chosen[1::2]) for one in _room_for(part, half, threshold)]


def _as_far_as_can_be(part: Part, place: int, threshold: int) -> bool:
    """One that cannot be large enough is as large as it can be, and as small as it needs to be, if it can be."""
    row = part.matrix[part.asked[place]]
    for sign in (1.0, -1.0):
        goal = part.lowest[place] + threshold if sign > 0 else part.highest[place] - threshold
        far = -sign * _FAR * row.toarray().ravel()
        if place not in part.waiting(threshold) or (
            _changed(part, far, sign * row, np.array([sign * goal])) and place not in part.waiting(threshold)
        ):
            return True
    return False


def _changed(part: Part, cost: Numbers, more: sparse.csr_matrix, limits: Numbers) -> bool:
    """The cheapest world that meets these conditions, if there is any: withhold the free cells that it changes."""
    free = np.flatnonzero(part.shown & part.free)
    unknowns, many = part.matrix.shape[1], len(free)
    # each free cell may grow (first half) or shrink (second), to one at the least, at a price
    moves = sparse.csr_matrix(
        (np.concatenate([-np.ones(many), np.ones(many)]), (np.tile(free, 2), np.arange(2 * many))),
        shape=(part.matrix.shape[0], 2 * many),
    )
    price = part.price[free]
    ends = np.column_stack([np.zeros(2 * many), np.concatenate([np.full(many, np.inf), part.room[free]])])
    wide = sparse.hstack([more, sparse.csr_matrix((more.shape[0], 2 * many))], format="csr")
    solved = solve(part, np.concatenate([cost, price, price]), ends, wide, limits, moves)
    if solved.status == INFEASIBLE:
        return False
    moved = solved.x[unknowns : unknowns + many] + solved.x[unknowns + many :] > CLOSE
    part.shown[free[moved]] = False
    part.see(solved.x[:unknowns])
    return True
