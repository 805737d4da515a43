"""Which small counts the shown ones give away, by the linear programmes that withhold."""

from __future__ import annotations

import numpy as np

from absentia.disclosure.apart import Apart, pieces
from absentia.disclosure.attack import extreme, witness
from absentia.disclosure.part import Mask, Part, Places
from absentia.disclosure.problem import System


def exposed(system: System, small: Mask, shown: Mask, threshold: int) -> Places:
    """The small cells that the shown ones give away.

    Args:
        system: the equations.
        small: cells to be protected, none of them shown.
        shown: cells a reader has; of all others it is known whether they are at least one.
        threshold: how far apart the possible numbers of a protected cell must be.
    """
    apart = Apart(system, small, shown, np.zeros_like(shown), np.zeros(system.bounds.shape[0], dtype=bool))
    return all_like(apart, _given_away(apart, threshold))


def exposed_between(system: System, between: Mask, shown: Mask, threshold: int) -> Places:
    """Those of the bounds ``between`` of whose small differences the shown cells tell too much."""
    apart = Apart(system, np.zeros_like(shown), shown, np.zeros_like(shown), between)
    rows = _given_away(apart, threshold)
    first = len(apart.small) + apart._others[0]
    found: Places = rows[rows >= first] - first
    return found


def all_like(apart: Apart, rows: Places) -> Places:
    """These small cells with all that are the same in every world, since nobody came to them or went."""
    return np.flatnonzero(apart.small & np.isin(apart._as_before, rows))


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
