"""Profile-likelihood intervals for the total, and their average over models.

For a total N the multinomial likelihood is maximised over everything else by fitting the complete table with N − n in
the unseen cell (Cormack, Biometrics 48, 1992). The signed root r of twice the drop of the log likelihood is close to
standard normal; one model's 95 % interval is where |r| ≤ 1.96. Over models the tail areas are averaged with their
weights, Σ wₘ Φ(rₘ(N)) = 2.5 % and 97.5 % (Fletcher and Turek, J. Agric. Biol. Environ. Stat. 17, 2012), so that the
interval includes the choice of the model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from absentia.estimate.lists.fitting import Floats, fit_batch
from absentia.estimate.lists.models import ModelSet
from absentia.model import Interval

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
            if width.max() < 1e-3:  # noqa: PLR2004  ll is flat to 1e-7 there
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
