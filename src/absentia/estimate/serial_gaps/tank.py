"""How many were given out when the highest number seen is m: the German-tank problem.

Of N numbers 1 … N, k different ones are seen, each set equally likely; m is the highest. The unbiased estimator with
the smallest variance is m(1 + 1/k) − 1 (Goodman, *Serial Number Analysis*, Journal of the American Statistical
Association 47(260), 1952). The upper limit at level 1 − a is the largest N with P(highest ≤ m | N) =
C(m, k) / C(N, k) ≥ a. With a flat prior, P(N | m, k) = (k − 1)/k · C(m − 1, k − 1) / C(N, k) for N ≥ m (Höhle and Held,
*Bayesian Estimation of the Size of a Population*, University of Munich, Discussion Paper 499, 2006; a tutorial: Simon,
The Mathematical Intelligencer, 2023, https://doi.org/10.1007/s00283-023-10274-6).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

_FURTHEST = 1e-9
"""Tail probability at which the posterior is cut off."""


def unbiased(highest: int, seen: int) -> float:
    """The unbiased estimate of the largest number given out."""
    return highest * (1 + 1 / seen) - 1


def upper_limit(highest: int, seen: int, level: float = 0.95) -> int:
    """The largest number that is not too large to have left ``highest`` as the highest of ``seen``."""
    if seen >= highest:
        return highest
    alpha = 1 - level

    def chance(size: int) -> float:
        return math.exp(_log_choose(highest, seen) - _log_choose(size, seen))

    low, high = highest, highest + 1
    while chance(high) >= alpha:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if chance(middle) >= alpha else (low, middle)
    return low


def beyond(highest: int, seen: int, draws: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draws of how many numbers were given out after the highest seen, from the posterior; ``seen`` is at least 3.

    The posterior's upper tail is C(m − 1, k − 1) / C(m + t − 1, k − 1), by which it is inverted.
    """
    if seen >= highest:
        return np.zeros(draws, dtype=np.int64)
    length = upper_limit(highest, seen - 1, 1 - _FURTHEST) - highest + 2
    tail_from = np.arange(1, min(length, 10_000_000) + 1)
    # P(more than t − 1 beyond) for t = 1, 2, …: falls from just below 1 to nothing
    log_tail = _log_choose(highest - 1, seen - 1) - _log_choose_many(highest + tail_from - 1, seen - 1)
    return np.searchsorted(-np.exp(log_tail), -rng.random(draws), side="left").astype(np.int64)


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _log_choose_many(n: NDArray[np.int64], k: int) -> NDArray[np.float64]:
    found: NDArray[np.float64] = gammaln(n + 1) - math.lgamma(k + 1) - gammaln(n - k + 1)
    return found
