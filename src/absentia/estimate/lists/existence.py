"""Where a log-linear model's maximum lies: inside, or on a face where some cells are fitted as zero (extended MLE).

A finite maximum exists exactly when the sufficient statistics lie inside the marginal cone: when a table with every
kept cell positive has the same margins as the observed one. Where they lie on a face of it, the supremum is reached as
some cells go to zero. The model is then fitted on the other cells, the facial set, which one linear programme finds;
its total exists where these still determine the unseen cell.

References: S. Fienberg, A. Rinaldo, "Maximum likelihood estimation in log-linear models", Annals of Statistics 40
(2012); L. Chan, B. Silverman, K. Vincent, "Multiple systems estimation for sparse capture data: inferential challenges
when there are nonoverlapping lists", JASA 116 (2021).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from absentia.estimate.lists.fitting import Fits, design

SUSPICIOUS = 1e-3
"""A fitted mean below this in an empty cell may be on its way to zero; the programme then decides."""
_RANK_TOLERANCE = 1e-9


def facial_cells(counts: NDArray[np.int64], terms: NDArray[np.bool_], kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The cells on the face of the marginal cone where the maximum lies: all of ``kept`` where it lies inside.

    A cell is on it where some table with a multiple of the observed margins has a unit there; one programme with a
    slack of at most one for each empty cell finds them all, because such tables may be added.

    Args:
        counts: the 2^k − 1 observed cells.
        terms: the 2^k terms to fit.
        kept: the 2^k − 1 cells still in the table.
    """
    from scipy.optimize import linprog

    lists = len(terms).bit_length() - 1
    matrix = design(lists)[1:][kept][:, terms]
    table = counts[kept].astype(float)
    empty = np.flatnonzero(table == 0)
    # x − what the empty cells have anyway; their first unit is counted in the objective, more of it is free
    columns = [matrix, matrix[empty], -(matrix.T @ (table / table.sum()))[None, :]]
    equal = np.vstack(columns).T
    free = len(table)
    cost = np.zeros(equal.shape[1])
    cost[free : free + len(empty)] = -1.0
    bounds = [(0, None)] * free + [(0, 1)] * len(empty) + [(0, None)]
    answer = linprog(cost, A_eq=equal, b_eq=np.zeros(len(equal)), bounds=bounds, method="highs")
    if answer.status != 0:
        raise ArithmeticError(answer.message)
    facial = kept.copy()
    facial[np.flatnonzero(kept)[empty]] = answer.x[free : free + len(empty)] > 0.5  # noqa: PLR2004  it is 0 or 1
    return facial


def on_face(terms: NDArray[np.bool_], facial: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    """The terms to fit on the facial cells, or ``None`` where these do not determine the unseen cell.

    Terms that the others already determine there are dropped; the constant, which is the unseen cell, must not be one.
    """
    lists = len(terms).bit_length() - 1
    places = np.flatnonzero(terms)
    matrix = design(lists)[1:][facial][:, places]
    rank = np.linalg.matrix_rank
    if len(matrix) < 1 or rank(matrix[:, 1:]) == rank(matrix):
        return None
    # a column that those before it determine has nothing left on the diagonal
    diagonal = np.abs(np.diag(np.linalg.qr(np.vstack([matrix, np.zeros((len(places), len(places)))]), mode="r")))
    kept = np.zeros_like(terms)
    kept[places[diagonal > _RANK_TOLERANCE]] = True
    return kept


def doubtful(fits: Fits, counts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which models of a batch have an empty cell fitted so close to zero that its maximum may lie on a face."""
    empty = (counts == 0)[None, :] & fits.kept
    lowest: NDArray[np.bool_] = ((fits.means < SUSPICIOUS) & empty).any(axis=1)
    return lowest
