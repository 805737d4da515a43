"""Does a maximum exist? The linear programme of Fienberg and Rinaldo, in the form of Chan, Silverman and Vincent.

A log-linear model has a finite maximum-likelihood estimate exactly when its sufficient statistics lie inside the
marginal cone: when a table with every kept cell positive has the same margins as the observed one. Where they lie on
its face the likelihood only has a supremum, the estimate of the unseen cell may be anything, and the model is left out.

References: S. Fienberg, A. Rinaldo, "Maximum likelihood estimation in log-linear models", Annals of Statistics 40
(2012); L. Chan, B. Silverman, K. Vincent, "Multiple systems estimation for sparse capture data: inferential challenges
when there are nonoverlapping lists", JASA 116 (2021).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from absentia.estimate.lists.fitting import Fits, design
from absentia.estimate.lists.hierarchy import Masks

SUSPICIOUS = 1e-3
"""A fitted mean below this in an empty cell may be on its way to zero; the programme then decides."""
_MARGIN = 1e-4
"""In units of the table: the programme's own tolerance is 1e-7, an interior point of whole numbers lies far above."""


def maximum_exists(counts: NDArray[np.int64], terms: NDArray[np.bool_], kept: NDArray[np.bool_]) -> bool:
    """Whether the model's maximum exists, by a linear programme.

    Args:
        counts: the 2^k − 1 observed cells.
        terms: the 2^k terms to fit.
        kept: the 2^k − 1 cells still in the table.
    """
    from scipy.optimize import linprog

    lists = len(terms).bit_length() - 1
    matrix = design(lists)[1:][kept][:, terms]
    table = counts[kept].astype(float)
    cells = len(table)
    # largest s with x ≥ s and the margins of x those of the table
    equal = np.hstack([matrix.T, np.zeros((matrix.shape[1], 1))])
    above = np.hstack([-np.eye(cells), np.ones((cells, 1))])
    answer = linprog(
        np.r_[np.zeros(cells), -1.0],
        A_ub=above,
        b_ub=np.zeros(cells),
        A_eq=equal,
        b_eq=matrix.T @ table,
        bounds=[(0, None)] * (cells + 1),
        method="highs",
    )
    return bool(answer.status == 0 and -answer.fun > _MARGIN)


def doubtful(fits: Fits, counts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which models of a batch have an empty cell fitted so close to zero that existence must be checked."""
    empty = (counts == 0)[None, :] & fits.kept
    lowest: NDArray[np.bool_] = ((fits.means < SUSPICIOUS) & empty).any(axis=1)
    return lowest


def existing(
    counts: NDArray[np.int64], masks: Masks, kept: NDArray[np.bool_], fits: Fits, wanted: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which models of the batch have a maximum; only those ``wanted`` and doubtful are put to the programme."""
    found = np.ones(len(masks), dtype=bool)
    for row in np.flatnonzero(doubtful(fits, counts) & wanted):
        found[row] = maximum_exists(counts, masks[row], kept[row])
    return found
