"""Partial pooling: each region's rate drawn towards what all regions say, the more the less its own number is worth.

Normal–normal empirical Bayes on the excess per man: yᵣ ~ N(θᵣ, sᵣ²), θᵣ ~ N(μ, A). A by the estimator of Paule and
Mandel (J. Res. Natl. Bur. Stand. 87(5), 1982), whose weighted sum of squares equals its degrees of freedom; shrinkage
and its error, with the part that comes from estimating μ and A, after Morris (Parametric Empirical Bayes Inference, J.
Am. Stat. Assoc. 78(381), 1983, https://doi.org/10.1080/01621459.1983.10477920).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize

from absentia.estimate.trend import Vector

FEWEST = 5
"""Regions below which nothing is said of their spread."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """Rates after pooling, in the order given."""

    mean: float
    spread: float
    """Standard deviation of the true rates between regions, √A."""
    values: Vector
    variances: Vector
    shrinkage: Vector
    """Share of each rate that comes from the common mean: 0 keeps it, 1 replaces it."""


def pool(rates: Sequence[float], variances: Sequence[float]) -> Pooled | None:
    """Pool rates with known error variances; ``None`` with fewer than :data:`FEWEST`."""
    y, s2 = np.asarray(rates, dtype=float), np.asarray(variances, dtype=float)
    if len(y) < FEWEST:
        return None
    between = _between(y, s2)
    weights = 1 / (s2 + between)
    mean = float(weights @ y / weights.sum())
    shrinkage = s2 * weights * (len(y) - 3) / (len(y) - 1) if between > 0 else np.ones(len(y))
    values = mean + (1 - shrinkage) * (y - mean)
    of_mean = shrinkage**2 / float(weights.sum())
    mean_s2 = float(weights @ s2 / weights.sum())
    of_spread = (
        2 / (len(y) - 3) * shrinkage**2 * (mean_s2 + between) / (s2 + between) * (y - mean) ** 2 if between > 0 else 0
    )
    return Pooled(mean, float(np.sqrt(between)), values, (1 - shrinkage) * s2 + of_mean + of_spread, shrinkage)


def _between(y: Vector, s2: Vector) -> float:
    def excess(a: float) -> float:
        weights = 1 / (s2 + a)
        return float(weights @ (y - weights @ y / weights.sum()) ** 2) - (len(y) - 1)

    if excess(0.0) <= 0:
        return 0.0
    high = float(np.var(y)) + 1e-30
    while excess(high) > 0:
        high *= 2
    root: float = optimize.brentq(excess, 0.0, high, xtol=high * 1e-12)
    return root
