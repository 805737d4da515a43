"""Do the months vary more than chance allows, and do neighbours resemble each other?

They are held against one mean rate per period; where a period's counts plainly grew or fell steadily, against a rate
that does. Growth inside a period is part of what its total counted, and no chance.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Self

SIGNIFICANCE = 0.05
"""Below this p-value of Pearson's chi-square the series counts as overdispersed."""
ALIKE = 0.67
"""Above so many standard errors the correlation of neighbouring months counts: chance exceeds it one time in four."""
STEEP, SURE, FEWEST = 3.0, 0.01, 4
"""A rate that changes at least so many times over inside a period, by a trend at least so sure (p of the F-test), in at
least so many cells, is taken to change steadily. Less steep trends are what counts that hang together look like."""
_MARGIN, _MOST = 0.5, 0.9
"""Standard errors that are added to a correlation, because so few months tell it badly; and the most it is taken as."""
_STEPS = 60


@dataclass(frozen=True, slots=True)
class Series:
    """Counts of consecutive months (or other cells) with the exposure of each."""

    counts: tuple[int, ...]
    exposures: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.counts) != len(self.exposures) or not self.counts:
            msg = f"{len(self.counts)} counts with {len(self.exposures)} exposures"
            raise ValueError(msg)
        if min(self.counts) < 0 or min(self.exposures) <= 0:
            msg = "a series has counts of at least zero over positive exposures"
            raise ValueError(msg)

    @classmethod
    def even(cls, counts: Sequence[int], exposure: float) -> Self:
        """Counts over equal shares of one exposure."""
        return cls(tuple(counts), (exposure / max(len(counts), 1),) * len(counts))

    def expected(self) -> tuple[float, ...]:
        """What each cell would hold at the period's mean rate."""
        rate = sum(self.counts) / sum(self.exposures)
        return tuple(rate * exposure for exposure in self.exposures)

    def along_a_trend(self) -> tuple[tuple[float, ...], float]:
        """What each cell would hold at a rate that changes by the same factor each month, and the whole change.

        Poisson regression on the middle of each cell by Newton's steps (McCullagh and Nelder, Generalized Linear
        Models, 1989, chapter 6); the cells of a series follow each other.
        """
        ends = tuple(accumulate(self.exposures))
        middles = [end - exposure / 2 for end, exposure in zip(ends, self.exposures, strict=True)]
        slope, means = 0.0, self.expected()
        for _step in range(_STEPS):
            total = sum(means)
            centre = sum(mean * at for mean, at in zip(means, middles, strict=True)) / total
            spread = sum(mean * (at - centre) ** 2 for mean, at in zip(means, middles, strict=True))
            score = sum(
                (count - mean) * (at - centre)
                for count, mean, at in zip(self.counts, means, middles, strict=True)
            )  # fmt: skip
            step = max(-1.0, min(1.0, score / max(spread, 1e-9)))
            slope += step
            weights = [
                exposure * math.exp(slope * (at - ends[-1] / 2))
                for at, exposure in zip(middles, self.exposures, strict=True)
            ]
            means = tuple(sum(self.counts) * weight / sum(weights) for weight in weights)
            if abs(step) < 1e-9:  # converged
                break
        return means, math.exp(slope * (middles[-1] - middles[0]))


@dataclass(frozen=True, slots=True)
class Dispersion:
    """How much more the cells vary than Poisson counts would.

    ``ratio`` is Pearson's chi-square over its degrees of freedom (1: Poisson); ``alpha`` the negative binomial's extra
    variance per squared mean, by moments; ``concentration`` the sum over both periods of Σμ²/(Σμ)², which turns alpha
    into the variance of the log ratio. ``correlation`` is that of neighbouring cells' residuals, corrected for the bias
    of fitted means (Kendall, Biometrika 41, 1954).
    """

    ratio: float
    degrees_of_freedom: int
    p_value: float
    alpha: float
    concentration: float
    correlation: float = 0.0
    cells: int = 0
    change: float = 1.0
    """Of the rate inside a period, where it changed steadily: the last month's over the first's, of the steepest."""

    @property
    def overdispersed(self) -> bool:
        """More variation than chance allows, at :data:`SIGNIFICANCE`."""
        return self.p_value < SIGNIFICANCE

    @property
    def alike(self) -> bool:
        """Neighbouring cells resemble each other more than chance makes likely; Poisson's own noise never does."""
        return self.ratio > 1 and self.correlation * math.sqrt(self.cells) > ALIKE

    @property
    def stretch(self) -> float:
        """How many times as uncertain a mean is as of independent cells: (1 + ρ) / (1 − ρ), ρ with a margin."""
        if not self.cells:
            return 1.0
        kept = min(max(self.correlation + _MARGIN / math.sqrt(self.cells), 0.0), _MOST)
        return (1 + kept) / (1 - kept)


def dispersion_of(*series: Series | None) -> Dispersion | None:
    """Dispersion over the series given, one rate each; ``None`` where none has two cells and an event.

    A series without events says nothing about variation and is left out.
    """
    from scipy.stats import chi2

    usable = [one for one in series if one is not None and len(one.counts) > 1 and sum(one.counts) > 0]
    fits = [_fit(one) for one in usable]
    cells = [pair for fit in fits for pair in fit.cells]
    degrees = len(cells) - sum(fit.coefficients for fit in fits)
    if degrees < 1:
        return None
    statistic = _pearson(cells, 0.0)
    means = [[mean for _count, mean in fit.cells] for fit in fits]
    return Dispersion(
        ratio=statistic / degrees,
        degrees_of_freedom=degrees,
        p_value=float(chi2.sf(statistic, degrees)),
        alpha=_moment_alpha(cells, degrees),
        concentration=sum(sum(mean**2 for mean in one) / sum(one) ** 2 for one in means),
        correlation=_correlation(fits),
        cells=len(cells),
        change=max((fit.change for fit in fits), key=lambda change: abs(math.log(change))),
    )


@dataclass(frozen=True, slots=True)
class _Fit:
    """Counts of a series with what is expected of them, and how many coefficients that took."""

    cells: tuple[tuple[int, float], ...]
    coefficients: int
    change: float


def _fit(series: Series) -> _Fit:
    """At one mean rate, or along a trend that is steep and sure."""
    from scipy.stats import f

    flat = tuple(zip(series.counts, series.expected(), strict=True))
    if len(flat) >= FEWEST:
        means, change = series.along_a_trend()
        steady, left = tuple(zip(series.counts, means, strict=True)), len(flat) - 2
        around = _pearson(steady, 0.0)
        gain = (_pearson(flat, 0.0) - around) / max(around / left, 1.0)
        if max(change, 1 / change) >= STEEP and gain > 0 and float(f.sf(gain, 1, left)) < SURE:
            return _Fit(steady, 2, change)
    return _Fit(flat, 1, 1.0)


def _correlation(fits: Sequence[_Fit]) -> float:
    """Of neighbouring residuals in Poisson's standard deviations, within each period, both together."""
    residuals = [[(count - mean) / math.sqrt(mean) for count, mean in fit.cells] for fit in fits]
    whole = sum(each**2 for one in residuals for each in one)
    if not whole:
        return 0.0
    found = sum(before * after for one in residuals for before, after in pairwise(one)) / whole
    return found + (1 + 4 * found) * sum(fit.coefficients for fit in fits) / sum(map(len, residuals))


def _pearson(cells: Sequence[tuple[int, float]], alpha: float) -> float:
    return sum((count - mean) ** 2 / (mean + alpha * mean**2) for count, mean in cells)


def _moment_alpha(cells: Sequence[tuple[int, float]], degrees: int) -> float:
    """The alpha at which Pearson's statistic equals its degrees of freedom (Breslow 1984); 0 without excess."""
    from scipy.optimize import brentq

    def excess(alpha: float) -> float:
        return _pearson(cells, alpha) - degrees

    if not max(excess(0.0), 0.0):
        return 0.0
    # without the Poisson part of the variance the statistic is larger, and this alpha makes it the degrees of freedom
    most = sum((count - mean) ** 2 / mean**2 for count, mean in cells) / degrees
    return float(brentq(excess, 0.0, most))
