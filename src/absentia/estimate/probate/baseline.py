"""What men's registrations would be without the war: women's of the same age, times the ratio before it.

The ratio r[x] is men over women in the baseline weeks. Weekly counts vary more than Poisson (φ, Pearson's statistic
over its degrees of freedom, given each week's total), and the ratio itself moves slowly (τ, the standard deviation of
its logarithm between blocks of 13 weeks beyond chance, by the moments of DerSimonian and Laird, Controlled Clinical
Trials 7(3), 1986). Both enter the error of what is expected in wartime; the slow part is taken as common to all ages,
the cautious choice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

BLOCK = 13
"""Weeks of a block: a quarter."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Men and women by age over the baseline, and how the ratio varies."""

    men: Counts
    women: Counts
    weeks: int
    dispersion: float
    slow: float
    """τ, standard deviation of the log ratio between blocks."""
    blocks: int
    trend: float
    """Slope of the log ratio a block, pooled over ages."""
    trend_error: float

    @property
    def ratio(self) -> Floats:
        """Men per woman by age."""
        found: Floats = (self.men + 0.5) / (self.women + 0.5)
        return found

    @property
    def trend_p(self) -> float:
        """Two-sided p-value of no trend."""
        return float(2 * stats.norm.sf(abs(self.trend) / self.trend_error)) if self.trend_error > 0 else 1.0


def learn(men: Counts, women: Counts) -> Baseline:
    """From the baseline weeks' counts, ages × weeks."""
    dispersion = _dispersion(men, women)
    blocks = men.shape[1] // BLOCK
    slow = trend = error = 0.0
    if blocks >= 2:  # noqa: PLR2004  two to compare
        slow, trend, error = _slow(men, women, blocks, dispersion)
    return Baseline(men.sum(axis=1), women.sum(axis=1), int(men.shape[1]), dispersion, slow, blocks, trend, error)


def _dispersion(men: Counts, women: Counts) -> float:
    total = men + women
    share = (men.sum(axis=1) / np.maximum(total.sum(axis=1), 1))[:, None]
    variance = total * share * (1 - share)
    used = variance > 0
    degrees = int(used.sum()) - int(used.any(axis=1).sum())
    if degrees < 1:
        return 1.0
    statistic = ((men - total * share)[used] ** 2 / variance[used]).sum()
    return max(1.0, float(statistic) / degrees)


def _slow(men: Counts, women: Counts, blocks: int, dispersion: float) -> tuple[float, float, float]:
    """τ, and the trend of the log ratio with its error."""
    length = blocks * BLOCK
    first, second = (
        part[:, -length:].reshape(len(part), blocks, BLOCK).sum(axis=2).astype(np.float64) for part in (men, women)
    )
    log_ratio = np.log((first + 0.5) / (second + 0.5))
    weight = 1 / (dispersion * (1 / (first + 0.5) + 1 / (second + 0.5)))
    centre = (weight * log_ratio).sum(axis=1, keepdims=True) / weight.sum(axis=1, keepdims=True)
    excess = float((weight * (log_ratio - centre) ** 2).sum()) - len(men) * (blocks - 1)
    scale = float((weight.sum(axis=1) - (weight**2).sum(axis=1) / weight.sum(axis=1)).sum())
    variance = max(0.0, excess / scale) if scale > 0 else 0.0
    common = (weight * (log_ratio - centre)).sum(axis=0) / weight.sum(axis=0)
    time = np.arange(blocks) - (blocks - 1) / 2
    each = variance + 1 / weight.sum(axis=0)
    trend = float((common * time).sum() / (time**2).sum())
    error = math.sqrt(float((each * time**2).sum())) / float((time**2).sum())
    return math.sqrt(variance), trend, error


def draw_excess(
    baseline: Baseline,
    men: Counts,
    women: Counts,
    weeks: int,
    draws: int,
    random: np.random.Generator,
    civil: float = 1.0,
) -> Floats:
    """Draws of the registered excess (draws × ages × periods) of wartime counts ``men``, ``women`` (ages × periods).

    ``civil`` is how many times as often as before men would be registered without the war; ``weeks`` is the length of
    the wartime, for the share of τ that averages out in it. An excess may be negative in a cell: cutting it there would
    bend the sum.
    """
    spread = baseline.dispersion
    share = random.beta(baseline.men / spread + 0.5, baseline.women / spread + 0.5, size=(draws, len(baseline.men)))
    ratio = share / (1 - share)
    if baseline.slow > 0:
        averaged = 1 / max(1, baseline.blocks) + 1 / max(1.0, weeks / BLOCK)
        ratio = ratio * np.exp(baseline.slow * math.sqrt(averaged) * random.standard_normal((draws, 1)))
    # no half count added here: it would add up over the cells and bend their sum
    level = spread * random.gamma(np.maximum(women / spread, 1e-6), size=(draws, *women.shape))
    expected = civil * ratio[:, :, None] * level
    registered = random.normal(expected, np.sqrt(spread * expected))
    found: Floats = men - registered
    return found
