"""Draws of what is still to be reported, from the whole posterior of the delay model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack

from absentia.estimate.delay.laplace import Component
from absentia.estimate.delay.model import Floats, Problem

Draws = NDArray[np.int64]
_LARGEST = 1e15
"""Rates are cut here before counts are drawn; far beyond any count of events."""


def allot(weights: Sequence[float], draws: int) -> NDArray[np.int64]:
    """How many of ``draws`` each weight gets: largest remainders, so nothing random."""
    exact = np.asarray(weights) * draws
    whole: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: draws - int(whole.sum())]] += 1
    return whole


def field(component: Component, first: int, number: int, random: np.random.Generator) -> Floats:
    """``number`` draws of the latent field from entry ``first`` on (number × rest), from its Gaussian approximation."""
    size = component.fit.mode.size
    noise = random.standard_normal((size, (number + 1) // 2))
    both = np.concatenate([noise, -noise], axis=1)[:, :number]  # antithetic pairs: less noise in the median
    inverse, _failed = lapack.dtrtri(component.fit.factor, lower=1)
    # einsum, not a triangular solve: some builds wake every core for one, which takes longer than the work itself
    drawn: Floats = component.fit.mode[first:] + np.einsum("sf,sn->nf", inverse[:, first:], both)
    return drawn


def unreported(components: Sequence[Component], first: int, draws: int, random: np.random.Generator) -> Draws:
    """Draws (draws × periods from ``first`` on) of the events of each period not yet seen.

    Given the latent field, the unseen cells of a period are independent negative binomials; each is a gamma mixture
    of Poissons, so their sum is one Poisson draw.
    """
    problem = components[0].problem  # all have the same cells
    periods = problem.periods
    missing = ~problem.seen[first:]
    rows, columns = np.nonzero(missing)
    starts = np.searchsorted(rows, np.arange(periods - first))
    whole = ~missing.any(axis=1)
    out = np.zeros((draws, periods - first), dtype=np.int64)
    position = 0
    for component, number in zip(components, allot([one.weight for one in components], draws), strict=True):
        if not number:
            continue
        latent = field(component, first, int(number), random)
        rates = _cell_means(component.problem, latent, first, rows, columns)
        rates *= random.standard_gamma(component.size, size=rates.shape) / component.size
        sums = np.add.reduceat(rates, np.minimum(starts, rates.shape[1] - 1), axis=1)
        sums[:, whole] = 0.0  # reduceat gives an empty stretch its first cell
        sums += _held_back(component, latent, first, random)
        out[position : position + number] = random.poisson(np.minimum(sums, _LARGEST))
        position += int(number)
    return out


def _held_back(component: Component, latent: Floats, first: int, random: np.random.Generator) -> Floats:
    """Rates of what was due in a cell and is still held back, for every draw and period; zero where nothing is.

    What a cell has shown tells of the rest of it: of a gamma mixture of Poissons with size r and mean m, of which the
    share s was shown as y, the mixing factor is gamma with shape r + y and rate r + s m.
    """
    problem = component.problem
    if problem.held is None:
        return np.zeros((len(latent), problem.periods - first))
    rows, columns = np.nonzero(problem.held[first:])
    means = _cell_means(problem, latent, first, rows, columns)
    shown = np.minimum(np.exp(latent[:, -1:]), 1.0)
    shape = component.size + problem.counts[first:][rows, columns]
    factor = random.standard_gamma(shape, size=means.shape) / (component.size + shown * means)
    rates: Floats = (means * (1 - shown) * factor) @ (rows[:, None] == np.arange(problem.periods - first))
    return rates


def _cell_means(
    problem: Problem, latent: Floats, first: int, rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> Floats:
    """λ[t] π[t, d] of every draw in some cells, rows counted from ``first`` on (draws × cells)."""
    periods, delays = problem.periods, problem.delays
    level, rest = latent[:, : periods - first], latent[:, periods - first :]
    gamma = rest[:, :delays]
    predictor = gamma[:, None, :]
    if problem.altered:
        effects = np.einsum("tdh,nh->ntd", problem.holiday[first:], rest[:, delays : delays + problem.holidays])
        predictor = predictor + problem.offset[first:] + effects
    exponent = np.exp(np.clip(predictor, -30.0, 5.0))
    shares = np.zeros((*exponent.shape[:2], delays + 1))
    np.cumsum(-exponent, axis=2, out=shares[:, :, 1:])
    shares[:, :, :-1] += np.log(-np.expm1(-exponent))
    by_row = rows if shares.shape[1] > 1 else np.zeros_like(rows)
    means: Floats = np.exp(np.clip(level[:, rows] + shares[:, by_row, columns], -40.0, 34.0))
    return means
