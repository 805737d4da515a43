"""Poisson log-linear models fitted by the thousand: iteratively reweighted least squares, all models at once.

Every model shares one design over the 2^k cells (column S is 1 where the cell contains the combination S), so a model
is a mask of columns and a batch of models one array. The unseen cell is the constant: f₀ = exp(θ₀), whose standard
error comes from the inverse information (Fienberg 1972; Cormack, Biometrics 45, 1989: var N̂ = f₀ + f₀² var θ₀).

Empty cells: a term whose margin is zero has its estimate at −∞; the cells it covers are then fitted as zero and leave
the table (Chan, Silverman, Vincent, JASA 116, 2021; Fienberg and Rinaldo, Annals of Statistics 40, 2012).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from absentia.estimate.lists.hierarchy import Masks

Floats = NDArray[np.float64]
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
    found: NDArray[np.bool_] = (np.abs(along) > 0.5) & kept[:, 1:]  # noqa: PLR2004  whole numbers
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
