"""Partial pooling: each region's rate drawn towards what all regions say, the more the less its own number is worth.

Normal–normal hierarchical model on the excess per man: yᵣ ~ N(θᵣ, sᵣ²), θᵣ ~ N(μ, A + cᵣ), with flat priors on μ and on
√A, integrated over √A on a grid (Gelman et al., Bayesian Data Analysis, 3rd ed., 2013, section 5.4; the prior: Gelman,
Bayesian Analysis 1(3), 2006, https://doi.org/10.1214/06-BA117A). cᵣ is the chance by which the number who died differs
from what the region's rate would give. A single best A, as in Morris's empirical Bayes (J. Am. Stat. Assoc. 78(381),
1983), is often zero here and its intervals then too narrow: the calibration study shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from absentia.estimate.trend import Vector

FEWEST = 5
"""Regions below which nothing is said of their spread."""
_POINTS = 400
_REACH = 3.0
"""The grid of √A ends at so many standard deviations of what was observed."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """Rates after pooling, in the order given."""

    mean: float
    spread: float
    """Posterior mean of the standard deviation of the true rates between regions, √A."""
    values: Vector
    variances: Vector
    shrinkage: Vector
    """Share of each rate that comes from the common mean: 0 keeps it, 1 replaces it."""


def pool(rates: Sequence[float], variances: Sequence[float], exposures: Sequence[float] | None = None) -> Pooled | None:
    """Pool rates with known error variances; ``None`` with fewer than :data:`FEWEST`.

    With ``exposures`` the rates are counts over them, and what is estimated is the count that happened: around its rate
    it has a Poisson's variance.
    """
    y, s2 = np.asarray(rates, dtype=float), np.asarray(variances, dtype=float)
    if len(y) < FEWEST:
        return None
    top = _REACH * float(np.sqrt(np.var(y) + np.mean(s2)))
    spreads = (np.arange(_POINTS) + 0.5) * top / _POINTS
    common = max(float((y / s2).sum() / (1 / s2).sum()), 0.0)
    chance = np.zeros(len(y)) if exposures is None else common / np.asarray(exposures, dtype=float)
    total = s2 + chance + spreads[:, None] ** 2
    weights = 1 / total
    of_mean = 1 / weights.sum(axis=1)
    means = of_mean * (weights @ y)
    log_posterior = 0.5 * np.log(of_mean) - 0.5 * (np.log(total) + (y - means[:, None]) ** 2 / total).sum(axis=1)
    posterior = np.exp(log_posterior - log_posterior.max())
    posterior /= posterior.sum()
    towards = s2 / total
    values = towards * means[:, None] + (1 - towards) * y
    within = (1 - towards) * s2 + towards**2 * of_mean[:, None]
    value = posterior @ values
    return Pooled(
        mean=float(posterior @ means),
        spread=float(posterior @ spreads),
        values=value,
        variances=posterior @ (within + (values - value) ** 2),
        shrinkage=posterior @ towards,
    )
