"""What a nowcast is compared with: counts as reported, and the chain ladder.

The chain ladder with its error is Mack's (ASTIN Bulletin 23(2), 1993): development factors are volume-weighted over
the rows that have reached the next delay; the error of a row's end value adds process and parameter variance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm


@dataclass(frozen=True, slots=True)
class Ladder:
    """End value of a row, Mack's standard error, and a lognormal interval."""

    value: float
    standard_error: float
    low: float
    high: float

    def quantile(self, at: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of the lognormal with this value as its mean and this standard error."""
        if self.value <= 0:
            return np.zeros(len(at))
        spread = math.sqrt(math.log1p((self.standard_error / self.value) ** 2))
        found: NDArray[np.float64] = np.exp(math.log(self.value) - spread**2 / 2 + spread * norm.ppf(at))
        return found


def _factors(cumulative: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Development factors, their variances σ², and the volume each rests on."""
    rows, width = cumulative.shape
    factors, variances, volumes = np.ones(width - 1), np.zeros(width - 1), np.zeros(width - 1)
    for delay in range(width - 1):
        known = slice(0, rows - 1 - delay)
        before, after = cumulative[known, delay], cumulative[known, delay + 1]
        volumes[delay] = before.sum()
        if volumes[delay] <= 0:
            continue
        factors[delay] = after.sum() / volumes[delay]
        used = before > 0
        if used.sum() > 1:
            each = after[used] / before[used]
            variances[delay] = float((before[used] * (each - factors[delay]) ** 2).sum() / (used.sum() - 1))
        elif delay > 1 and variances[delay - 2] > 0:  # one row only: Mack's extrapolation
            ahead = variances[delay - 1] ** 2 / variances[delay - 2]
            variances[delay] = min(ahead, variances[delay - 2], variances[delay - 1])
    return factors, variances, volumes


def chain_ladder(counts: NDArray[np.int64], *, row: int = -1, level: float = 0.95) -> Ladder:
    """The chain ladder's end value of one row of a window (rows × delays, the last row seen at delay 0 only).

    ``row`` counts from the end: -1 the newest. A row with nothing reported yet ends at nothing: that is the method's
    known weakness, not an error.
    """
    cumulative = counts.astype(np.float64).cumsum(axis=1)
    width = cumulative.shape[1]
    factors, variances, volumes = _factors(cumulative)
    age = min(-row - 1, width - 1)
    value = float(cumulative[row, age])
    squares = 0.0
    for delay in range(age, width - 1):
        if value > 0 and volumes[delay] > 0 and factors[delay] > 0:
            squares += variances[delay] / factors[delay] ** 2 * (1 / value + 1 / volumes[delay])
        value *= float(factors[delay])
    error = value * math.sqrt(squares)
    if value <= 0:
        return Ladder(0.0, 0.0, 0.0, 0.0)
    spread = math.sqrt(math.log1p((error / value) ** 2))
    quantile = float(norm.ppf((1 + level) / 2))
    middle = math.log(value) - spread**2 / 2
    return Ladder(value, error, math.exp(middle - quantile * spread), math.exp(middle + quantile * spread))
