"""Intervals of the total by profile likelihood, and the average over models, for all lists and without each of them.

For a total N the multinomial likelihood is maximised over everything else by fitting the complete table with N − n in
the unseen cell (Cormack, Biometrics 48, 1992). The signed root r of twice the drop of the log likelihood is close to
standard normal; one model's 95 % interval is where |r| ≤ 1.96. Over models the tail areas are averaged with their
weights, Σ wₘ Φ(rₘ(N)) = 2.5 % and 97.5 % (Fletcher and Turek, J. Agric. Biol. Environ. Stat. 17, 2012), so that the
interval includes the choice of the model. The parametric bootstrap repeats that choice instead (Buckland and
Garthwaite, Biometrics 47, 1991): tables are drawn from the averaged model (N̂ units over all 2^k cells, the unseen cell
then hidden) and in each the models are fitted and averaged by BIC again; the interval is from the percentiles of these
totals.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from absentia.estimate.lists.checks import models_check, stopped
from absentia.estimate.lists.fitting import Floats, fit_batch, identified, reduce_terms
from absentia.estimate.lists.hierarchy import MOST_EXHAUSTIVE
from absentia.estimate.lists.models import ModelSet, fit_all
from absentia.estimate.lists.table import OverlapTable
from absentia.model import Interval
from absentia.model.texts import Words, said

POINTS = 41
"""Of a model's curve."""
_SMALLEST = 1e-6
_LARGEST_FACTOR = 1e7


def profile_log_likelihood(models: ModelSet, rows: np.ndarray, unseen: Floats) -> Floats:
    """The profile log likelihood of models at a number of unseen units each (rows and ``unseen`` of equal length)."""
    from scipy.special import gammaln

    counts = np.broadcast_to(models.table.counts.astype(float), (len(rows), len(models.table.counts))).copy()
    counts[:, 0] = unseen
    kept = np.column_stack([np.ones(len(rows), dtype=bool), models.kept[rows]])
    fits = fit_batch(counts, models.terms[rows], kept, unseen=True)
    total = counts.sum(axis=1)
    # at the maximum the means sum to the total, so log L of the multinomial is that of the Poisson, plus constants
    likelihood = fits.log_likelihood + total - total * np.log(total)
    profiled: Floats = likelihood + gammaln(total + 1.0) - gammaln(unseen + 1.0)
    return profiled


class SignedRoots:
    """rₘ(f₀) for some models of a set: how far a number of unseen units is from each model's best, in normal units."""

    def __init__(self, models: ModelSet, rows: np.ndarray) -> None:
        self._models = models
        self._rows = rows
        self._best, self._top = self._maximise()

    def _maximise(self) -> tuple[Floats, Floats]:
        """Each model's best log f₀ by parabolas of shrinking width, from the Poisson estimate."""
        centre = np.log(np.maximum(self._models.totals[self._rows] - self._models.table.observed, 0.05))
        width = np.full(len(centre), 0.3)
        value = self._at(centre)
        for _step in range(14):
            below, above = self._at(centre - width), self._at(centre + width)
            curvature = below - 2 * value + above
            step = np.where(curvature < 0, 0.5 * width * (below - above) / np.where(curvature < 0, curvature, 1), 0.0)
            uphill = np.where(above > below, width, -width)
            step = np.where(curvature < 0, np.clip(step, -2 * width, 2 * width), uphill)
            moved = np.maximum(centre + step, np.log(_SMALLEST))
            there = self._at(moved)
            better = there >= value
            centre, value = np.where(better, moved, centre), np.where(better, there, value)
            width = np.where(better & (np.abs(step) >= width), width * 1.5, width * 0.4)
            if width.max() < 1e-3:  # ll is flat to 1e-7 there
                break
        return centre, value

    def _at(self, log_unseen: Floats) -> Floats:
        return profile_log_likelihood(self._models, self._rows, np.exp(log_unseen))

    def __call__(self, unseen: float) -> Floats:
        """The signed roots at one number of unseen units."""
        logarithm = np.log(max(unseen, _SMALLEST))
        drop = np.maximum(self._top - self._at(np.full(len(self._rows), logarithm)), 0.0)
        roots: Floats = np.sign(logarithm - self._best) * np.sqrt(2.0 * drop)
        return roots


def averaged_interval(models: ModelSet, rows: np.ndarray, level: float = 0.95) -> Interval | None:
    """The interval of the total over the models of ``rows`` with their weights; for one row its profile interval.

    ``None`` where the likelihood does not fall off above: no upper bound exists.
    """
    from scipy.stats import norm

    weights = models.relative_weights(rows)
    roots = SignedRoots(models, rows)
    observed = models.table.observed

    def tail(log_unseen: float) -> float:
        return float(weights @ norm.cdf(roots(np.exp(log_unseen))))

    start = float(np.log(max(weights @ (models.totals[rows] - observed), 1e-3)))
    ends = (float(np.log(_SMALLEST)), float(np.log(observed * _LARGEST_FACTOR)))
    low = _crossing(tail, (1 - level) / 2, start, ends)
    high = _crossing(tail, (1 + level) / 2, start, ends)
    if not low < high < np.inf:
        return None
    return Interval(low=float(observed + np.exp(low)), high=float(observed + np.exp(high)), level=level)


@dataclass(frozen=True, slots=True)
class ProfilePoint:
    """How well a total fits by one model: log likelihood at its best for that total, less the model's maximum."""

    model: str
    total: float
    drop: float


def profiles(models: ModelSet, rows: np.ndarray) -> tuple[ProfilePoint, ...]:
    """The curves of some models between the ends of their 99 % intervals; none of a model without an upper end."""
    found = []
    for row in rows:
        ends = averaged_interval(models, np.array([row]), level=0.99)
        if ends is None:
            continue
        observed = models.table.observed
        unseen = np.geomspace(max(ends.low - observed, 0.5), max(ends.high - observed, 0.5), POINTS)
        roots = SignedRoots(models, np.array([row]))
        found += [
            ProfilePoint(models.name(int(row)), observed + float(number), -(float(roots(number)[0]) ** 2) / 2)
            for number in unseen
        ]
    return tuple(found)


def _crossing(tail: Callable[[float], float], target: float, start: float, ends: tuple[float, float]) -> float:
    """Where the rising averaged tail area passes its target, in growing steps from ``start``; ±∞ beyond the ends."""
    from scipy.optimize import brentq

    here = min(max(start, ends[0]), ends[1])
    rising = tail(here) < target
    end = ends[1] if rising else ends[0]
    step = 0.5 if rising else -0.5
    while here != end:
        there = min(here + step, end) if rising else max(here + step, end)
        value = tail(there)
        if (value >= target) if rising else (value < target):
            return float(brentq(lambda x: tail(x) - target, min(here, there), max(here, there), xtol=1e-7))
        here, step = there, step * 1.5
    return np.inf if rising else -np.inf


@dataclass(frozen=True, eq=False)
class Average:
    """The average over the models within the window of the best (``rows`` of the set)."""

    rows: NDArray[np.intp]
    value: float
    standard_error: float
    interval: Interval


def average_of(models: ModelSet) -> Average | Words:
    """The average, or why there is none."""
    rows = models.within_window()
    if not len(rows):
        return models_check(models).outcome
    interval = averaged_interval(models, rows)
    if interval is None:
        return said("the likelihood does not fall off for large totals: it has no upper bound")
    # those outside the window weigh next to nothing, but nobody checked that they have a maximum: a total of millions
    # of times the observed would still pull the mean out of its own interval
    weights, totals = models.relative_weights(rows), models.totals[rows]
    value = float(weights @ totals)
    error = float(weights @ np.sqrt(models.errors[rows] ** 2 + (totals - value) ** 2))
    return Average(rows, value, error, interval)


@dataclass(frozen=True, slots=True)
class Without:
    """The log-linear average of the other lists, or why they give none; ``observed`` are the units on these."""

    without: str
    observed: int
    value: float | None = None
    interval: Interval | None = None
    refused: Words | None = None


def without_each(table: OverlapTable) -> tuple[Without, ...]:
    """One answer for each list left out, of three to five lists: with more, each would be a search of its own."""
    if not 2 < table.size <= MOST_EXHAUSTIVE or stopped(table) is not None:  # one of two leaves none
        return ()
    return tuple(_without(table, place) for place in range(table.size))


def _without(table: OverlapTable, place: int) -> Without:
    name, others = table.lists[place], table.without(place)
    why = stopped(others)
    found = average_of(fit_all(others)) if why is None else why
    if isinstance(found, Average):
        return Without(name, others.observed, found.value, found.interval)
    return Without(name, others.observed, refused=found)


MOST_CANDIDATES = 150
"""Each replicate chooses among so many of the best models of the data (all of them for three and four lists)."""


def bootstrap_totals(models: ModelSet, replicates: int, seed: int) -> tuple[Floats, Floats]:
    """Totals of replicates: (averaged by BIC, by the best model alone); deterministic under the seed."""
    rng = np.random.default_rng(seed)
    table = models.table
    averaged, best = np.empty(replicates), np.empty(replicates)
    candidates = models.masks[:MOST_CANDIDATES]
    rows = models.within_window()
    weights = models.relative_weights(rows)
    probabilities = _probabilities(models, rows, weights)
    size = round(float(weights @ models.totals[rows]))
    for replicate in range(replicates):
        counts = rng.multinomial(size, probabilities)
        counts[0] = 0
        if counts.sum() == 0:
            averaged[replicate] = best[replicate] = 0.0
            continue
        averaged[replicate], best[replicate] = _refit(OverlapTable(table.lists, counts), candidates)
    return averaged, best


def _probabilities(models: ModelSet, rows: np.ndarray, weights: Floats) -> Floats:
    """Cell probabilities of the average: each model's fitted cells and its unseen one."""
    means = models.means[rows]
    unseen = models.totals[rows] - models.table.observed
    complete = np.column_stack([unseen, means])
    complete /= complete.sum(axis=1, keepdims=True)
    averaged: Floats = weights @ complete
    averaged /= averaged.sum()
    return averaged


def _refit(table: OverlapTable, masks: np.ndarray) -> tuple[float, float]:
    terms, kept = reduce_terms(masks, table.margins)
    sound = identified(terms, kept)
    if not sound.any():
        return float("inf"), float("inf")
    fits = fit_batch(table.counts[1:].astype(float), terms[sound], kept[sound][:, 1:])
    bic = -2.0 * fits.log_likelihood + masks[sound].sum(axis=1) * np.log(table.observed)
    weights = np.exp(-(bic - bic.min()) / 2)
    totals = table.observed + np.exp(np.minimum(fits.coefficients[:, 0], 60.0))
    return float(weights @ totals / weights.sum()), float(totals[np.argmin(bic)])
