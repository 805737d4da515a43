"""Have the chains met? Rank-normalised split R-hat and effective sample sizes.

A. Vehtari, A. Gelman, D. Simpson, B. Carpenter, P.-C. Bürkner, "Rank-normalization, folding, and localization: an
improved R-hat for assessing convergence of MCMC", Bayesian Analysis 16 (2021); autocorrelation sums after Geyer,
Statistical Science 7 (1992).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Draws = NDArray[np.float64]
"""Chains × draws."""

R_HAT_GATE = 1.01
EFFECTIVE_GATE = 400.0


def split(draws: Draws) -> Draws:
    """Each chain as two halves, so that a drift within a chain shows as a difference between chains."""
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, -half:]])


def rank_normalised(draws: Draws) -> Draws:
    """Normal scores of the pooled ranks: the diagnostics then hold for heavy tails too."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    ranks = rankdata(draws, method="average").reshape(draws.shape)
    scores: Draws = ndtri((ranks - 0.375) / (draws.size + 0.25))
    return scores


def basic_r_hat(chains: Draws) -> float:
    """√(pooled variance / mean variance within chains); infinite where chains stand still apart."""
    count = chains.shape[1]
    within = float(chains.var(axis=1, ddof=1).mean())
    between = count * float(chains.mean(axis=1).var(ddof=1))
    if within == 0:
        return 1.0 if between == 0 else float("inf")
    return float(np.sqrt((count - 1) / count + between / (count * within)))


def r_hat(draws: Draws) -> float:
    """The larger of the split R-hat of the ranks (location) and of the ranks folded at the median (spread)."""
    halves = split(draws)
    folded = np.abs(halves - np.median(halves))
    return max(basic_r_hat(rank_normalised(halves)), basic_r_hat(rank_normalised(folded)))


def effective_size(chains: Draws) -> float:
    """Effective number of independent draws over several chains, by Geyer's initial monotone sequence."""
    number, count = chains.shape
    within = float(chains.var(axis=1, ddof=1).mean())
    if within == 0:
        return 0.0
    spectrum = np.fft.rfft(chains - chains.mean(axis=1, keepdims=True), 2 * count, axis=1)
    autocovariance = np.fft.irfft(np.abs(spectrum) ** 2, axis=1)[:, :count].mean(axis=0) / count
    pooled = within * (count - 1) / count + float(chains.mean(axis=1).var(ddof=1))
    correlation = 1.0 - (within - autocovariance * count / (count - 1)) / pooled
    correlation[0] = 1.0
    pairs = correlation[: count // 2 * 2].reshape(-1, 2).sum(axis=1)
    negative = np.flatnonzero(pairs < 0)
    usable = np.minimum.accumulate(pairs[: negative[0]] if len(negative) else pairs)
    time = max(2.0 * float(usable.sum()) - 1.0, 1.0 / np.log10(number * count))
    return float(number * count / time)


def bulk_size(draws: Draws) -> float:
    """Effective size for the middle of the distribution."""
    return effective_size(rank_normalised(split(draws)))


def tail_size(draws: Draws) -> float:
    """Effective size for its 5 % and 95 % quantiles, the smaller of the two."""
    halves = split(draws)
    return min(effective_size((halves <= np.quantile(halves, q)).astype(float)) for q in (0.05, 0.95))
