"""Poisson log-linear models fitted by the thousand: iteratively reweighted least squares, all models at once.

Every model shares one design over the 2^k cells (column S is 1 where the cell contains the combination S), so a model
is a mask of columns and a batch of models one array. The unseen cell is the constant: f₀ = exp(θ₀), whose standard
error comes from the inverse information (Fienberg 1972; Cormack, Biometrics 45, 1989: var N̂ = f₀ + f₀² var θ₀).

Empty cells: a term whose margin is zero has its estimate at −∞; the cells it covers are then fitted as zero and leave
the table (Chan, Silverman, Vincent, JASA 116, 2021; Fienberg and Rinaldo, Annals of Statistics 40, 2012). A finite
maximum exists exactly when the sufficient statistics lie inside the marginal cone: when a table with every kept cell
positive has the same margins as the observed one. Where they lie on a face of it, the supremum is reached as some cells
go to zero (extended MLE). The model is then fitted on the other cells, the facial set, which one linear programme
finds; its total exists where these still determine the unseen cell.

How well a method foresees each cell is told by what it expects there and how unlikely what was seen is; for latent
classes by posterior predictive draws (A. Gelman, X.-L. Meng, H. Stern, Statistica Sinica 6, 1996).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from absentia.estimate.lists.table import Counts

Floats = NDArray[np.float64]
Masks = NDArray[np.bool_]
"""Models × 2^k: which terms each model has. Column 0 is the constant, the last (highest-order) is always false."""

MOST_STEPS = 60
TOLERANCE = 1e-10
"""Newton stops when no model's log likelihood moves by more than this times its size."""
LARGEST_PREDICTOR = 60.0
CHUNK_VALUES = 4_000_000
"""A batch is cut so that its information matrices hold about so many numbers (32 MB)."""
_RIDGE = 1e-13


@lru_cache(maxsize=16)
def design(lists: int) -> Floats:
    """2^k × 2^k: entry (cell, term) is 1 where the cell contains the term; row 0 is the unseen cell."""
    cells = np.arange(1 << lists)
    matrix: Floats = ((cells[:, None] & cells[None, :]) == cells[None, :]).astype(float)
    matrix.setflags(write=False)
    return matrix


@lru_cache(maxsize=4)
def _products(lists: int, unseen: bool) -> Floats:
    matrix = design(lists) if unseen else design(lists)[1:]
    cells, terms = matrix.shape
    products: Floats = (matrix[:, :, None] * matrix[:, None, :]).reshape(cells, terms * terms)
    return products


@dataclass(frozen=True, slots=True)
class Fits:
    """A batch of fitted models, one per row.

    ``coefficients`` and ``constant_variance`` are on the log scale; ``means`` are the fitted cells (cells of
    the fit only); ``log_likelihood`` is without the constant that depends on the counts alone; ``kept`` says which
    cells the fit used.
    """

    coefficients: Floats
    means: Floats
    log_likelihood: Floats
    constant_variance: Floats
    kept: NDArray[np.bool_]


def reduce_terms(masks: Masks, margins: NDArray[Any]) -> tuple[Masks, NDArray[np.bool_]]:
    """Terms still to be fitted and cells still in the table, once terms with a zero margin are at −∞.

    ``margins`` has 2^k entries. Returns (models × terms, models × cells, the unseen cell first).
    """
    fitted = masks & (margins > 0)[None, :]
    vanished = (masks & ~fitted).astype(float)
    lists = len(margins).bit_length() - 1
    kept = (vanished @ design(lists).T) == 0
    return fitted, kept


def identified(masks: Masks, kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether each model's constant, the unseen cell, is determined by the cells kept.

    The surviving terms and their own cells form a triangular system, so the design has at most one null direction,
    v_S = (−1)^|S|; the constant is free exactly where every kept cell is orthogonal to it.
    """
    size = masks.shape[1]
    signs = np.array([(-1.0) ** cell.bit_count() for cell in range(size)])
    lists = size.bit_length() - 1
    along = (masks * signs) @ design(lists)[1:].T
    found: NDArray[np.bool_] = (np.abs(along) > 0.5) & kept[:, 1:]  # whole numbers
    determined: NDArray[np.bool_] = np.any(found, axis=1)
    return determined


def fit_batch(counts: Floats, masks: Masks, kept: NDArray[np.bool_], *, unseen: bool = False) -> Fits:
    """Fit many log-linear models.

    Args:
        counts: cells, or models × cells, without the unseen cell unless ``unseen``.
        masks: models × 2^k terms to fit (reduced, see :func:`reduce_terms`).
        kept: models × the same cells: which cells are in the table.
        unseen: the unseen cell is part of the table, its count given (for profile likelihoods).
    """
    models, terms = masks.shape
    rows = np.broadcast_to(counts, (models, counts.shape[-1]))
    chunk = max(1, CHUNK_VALUES // (terms * terms))
    parts = [
        _fit_chunk(rows[start : start + chunk], masks[start : start + chunk], kept[start : start + chunk], unseen)
        for start in range(0, max(models, 1), chunk)
    ]
    if len(parts) == 1:
        return parts[0]
    return Fits(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("coefficients", "means", "log_likelihood", "constant_variance", "kept")
        )
    )


def _fit_chunk(counts: Floats, masks: Masks, kept: NDArray[np.bool_], unseen: bool) -> Fits:
    models, every = masks.shape
    if not models:
        empty = np.zeros((0, every))
        return Fits(empty, counts * kept, empty[:, 0], empty[:, 0], kept)
    lists = every.bit_length() - 1
    used = np.flatnonzero(masks.any(axis=0))
    terms = len(used)
    matrix = (design(lists) if unseen else design(lists)[1:])[:, used]
    pairs = _products(lists, unseen).reshape(-1, every, every)[:, used][:, :, used].reshape(-1, terms * terms)
    chosen = masks[:, used].astype(float)
    absent = np.where(masks[:, used], 0.0, 1.0)
    inside = chosen[:, :, None] * chosen[:, None, :]
    weights = kept.astype(float)
    observed = counts * weights
    means = (counts + 0.5) * weights
    predictor = np.log(counts + 0.5)
    diagonal = np.arange(terms)
    before = np.full(models, -np.inf)
    for step in range(MOST_STEPS):
        information = (means @ pairs).reshape(models, terms, terms) * inside
        largest = information[:, diagonal, diagonal].max(axis=1, keepdims=True)
        information[:, diagonal, diagonal] += absent + _RIDGE * largest
        working = (means * predictor + (observed - means)) @ matrix * chosen
        coefficients = np.linalg.solve(information, working[:, :, None])[:, :, 0]
        predictor = np.clip(coefficients @ matrix.T, -LARGEST_PREDICTOR, LARGEST_PREDICTOR)
        means = np.exp(predictor) * weights
        now = (observed * predictor - means).sum(axis=1)
        if step and np.all(np.abs(now - before) <= TOLERANCE * (1.0 + np.abs(now))):
            break
        before = now
    information = (means @ pairs).reshape(models, terms, terms) * inside
    information[:, diagonal, diagonal] += absent + _RIDGE * information[:, diagonal, diagonal].max(
        axis=1, keepdims=True
    )
    first = np.zeros((models, terms, 1))
    first[:, 0, 0] = 1.0
    variance = np.linalg.solve(information, first)[:, 0, 0]
    spread = np.zeros((models, every))
    spread[:, used] = coefficients * chosen
    return Fits(spread, means, now, variance, kept)


SUSPICIOUS = 1e-3
"""A fitted mean below this in an empty cell may be on its way to zero; the programme then decides."""
_RANK_TOLERANCE = 1e-9


def facial_cells(counts: NDArray[np.int64], terms: NDArray[np.bool_], kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The cells on the face of the marginal cone where the maximum lies: all of ``kept`` where it lies inside.

    A cell is on it where some table with a multiple of the observed margins has a unit there; one programme with a
    slack of at most one for each empty cell finds them all, because such tables may be added. ``kept`` are the cells
    still in the table.
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
    facial[np.flatnonzero(kept)[empty]] = answer.x[free : free + len(empty)] > 0.5  # it is 0 or 1
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


@dataclass(frozen=True, eq=False)
class CellFit:
    """Over the 2^k − 1 observed cells: expected units, and how likely a count as far off as that seen is."""

    expected: Floats
    tail: Floats


def poisson_fit(counts: Counts, expected: Floats) -> CellFit:
    """Against independent Poisson counts with given means; ``counts`` and ``expected`` are the observed cells."""
    from scipy.stats import poisson

    below, above = poisson.cdf(counts, expected), poisson.sf(counts - 1, expected)
    return CellFit(expected, np.minimum(1.0, 2 * np.minimum(below, above)))


def predictive_fit(counts: Counts, probabilities: Floats, rng: np.random.Generator) -> tuple[CellFit, float]:
    """Against tables drawn anew from the posterior, and the share of these that fit worse than the one seen.

    ``probabilities`` (posterior draws × 2^k − 1) are the chance of each cell for a unit on at least one list.
    """
    total = int(counts.sum())
    means = total * probabilities
    again = rng.multinomial(total, probabilities)
    misfit = [((one - means) ** 2 / np.maximum(means, 1e-12)).sum(axis=1) for one in (counts[None, :], again)]
    below, above = (again <= counts).mean(axis=0), (again >= counts).mean(axis=0)
    fit = CellFit(means.mean(axis=0), np.minimum(1.0, 2 * np.minimum(below, above)))
    return fit, float((misfit[1] >= misfit[0]).mean())
