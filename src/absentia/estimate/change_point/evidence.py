"""How probable a series of counts is with no change, one change or two, exactly.

Poisson: y[i] ~ Poisson(e[i] λ), λ ~ Gamma(a, b) in each segment, so a segment's probability is a ratio of gamma
functions (Raftery and Akman, Biometrika 73(1), 1986; Carlin, Gelfand and Smith, Applied Statistics 41(2), 1992).

Negative binomial: y[i] ~ NB(size r e[i], p), so that events come in clusters and the mean is e[i] λ with
λ = r (1 - p) / p; p ~ Beta(b r + 1, a) in each segment is conjugate, keeps the prior mean of λ at a / b whatever r, and
turns into the Gamma-Poisson model as r grows. The size r is summed over a grid, uniform in the share of the variance
that is Poisson's, r / (r + m) with m the overall rate.

By default ``a`` is 1/2 (the shape of Jeffreys' prior) and ``b = a / m``: half an event's worth of information, centred
where the data are, whatever their scale. Another :class:`Prior` can be given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, gammaln, logsumexp

Floats = NDArray[np.float64]

POISSON_SHARES = tuple((number + 0.5) / 40 for number in range(40))
"""The grid of r / (r + m)."""


@dataclass(frozen=True, slots=True)
class Prior:
    """The Gamma prior of a rate: ``shape`` events in ``exposure`` units of exposure (``None``: at the overall rate)."""

    shape: float = 0.5
    exposure: float | None = None

    def rate(self, counts: NDArray[np.int64], exposures: Floats, unit: float = 1.0) -> float:
        """Its ``b``, in exposures of which ``unit`` of the user's make one."""
        if self.exposure is not None:
            return self.exposure / unit
        return float(self.shape * exposures.sum() / max(float(counts.sum()), 1.0))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Log probabilities of the whole series under one model.

    ``by_change[k - 1]`` is of a change after ``k`` periods, k = 1 … n - 1. For the negative binomial, ``sizes`` and
    ``by_size`` (sizes × changes) hold the grid it was summed over; both are empty for Poisson counts.
    """

    no_change: float
    by_change: Floats
    sizes: Floats
    by_size: Floats

    @property
    def one_change(self) -> float:
        """With every date equally probable beforehand."""
        return float(logsumexp(self.by_change) - np.log(len(self.by_change)))

    @property
    def posterior(self) -> Floats:
        """Probability of each date, given that there was one change."""
        shares: Floats = np.exp(self.by_change - logsumexp(self.by_change))
        return shares


def _sums(counts: NDArray[np.int64], exposures: Floats) -> tuple[Floats, Floats]:
    """Events and exposure up to each period."""
    return counts.cumsum().astype(np.float64), exposures.cumsum()


def _gamma_segment(events: Floats, exposure: Floats, shape: float, rate: float) -> Floats:
    """Log probability of a segment's counts but for factors that do not depend on where it is cut."""
    found: Floats = (
        shape * np.log(rate) - gammaln(shape) + gammaln(shape + events) - (shape + events) * np.log(rate + exposure)
    )
    return found


def poisson_evidence(counts: NDArray[np.int64], exposures: Floats, prior: Prior) -> Evidence:
    """The Gamma-Poisson model."""
    shape, rate = prior.shape, prior.rate(counts, exposures)
    events, exposure = _sums(counts, exposures)
    common = float((counts * np.log(exposures) - gammaln(counts + 1.0)).sum())
    whole = float(_gamma_segment(events[-1:], exposure[-1:], shape, rate)[0])
    before = _gamma_segment(events[:-1], exposure[:-1], shape, rate)
    after = _gamma_segment(events[-1] - events[:-1], exposure[-1] - exposure[:-1], shape, rate)
    empty = np.empty((0, len(before)))
    return Evidence(whole + common, before + after + common, np.empty(0), empty)


def _beta_segment(events: Floats, exposure: Floats, size: float, shape: float, rate: float) -> Floats:
    alpha = rate * size + 1
    found: Floats = betaln(alpha + size * exposure, shape + events) - betaln(alpha, shape)
    return found


def sizes_for(counts: NDArray[np.int64]) -> Floats:
    """The grid of r."""
    mean = max(float(counts.mean()), 1e-9)
    shares = np.array(POISSON_SHARES)
    found: Floats = mean * shares / (1 - shares)
    return found


def negative_binomial_evidence(counts: NDArray[np.int64], exposures: Floats, prior: Prior) -> Evidence:
    """The negative binomial model, r summed out; exposures in units of their mean: r is an average period's."""
    scaled = exposures / exposures.mean()
    shape, rate = prior.shape, prior.rate(counts, scaled, float(exposures.mean()))
    events, exposure = _sums(counts, scaled)
    sizes = sizes_for(counts)
    no_change, by_size = np.empty(len(sizes)), np.empty((len(sizes), len(counts) - 1))
    factorial = float(gammaln(counts + 1.0).sum())
    for row, size in enumerate(sizes):
        common = float((gammaln(counts + size * scaled) - gammaln(size * scaled)).sum()) - factorial
        no_change[row] = common + float(_beta_segment(events[-1:], exposure[-1:], size, shape, rate)[0])
        before = _beta_segment(events[:-1], exposure[:-1], size, shape, rate)
        after = _beta_segment(events[-1] - events[:-1], exposure[-1] - exposure[:-1], size, shape, rate)
        by_size[row] = common + before + after
    spread = np.log(len(sizes))
    by_change: Floats = logsumexp(by_size, axis=0) - spread
    return Evidence(float(logsumexp(no_change) - spread), by_change, sizes, by_size)


def two_changes(counts: NDArray[np.int64], exposures: Floats, size: float | None, prior: Prior) -> float:
    """Log evidence of two changes over that of one, all pairs equally probable; at one ``size``, or Poisson."""
    unit = 1.0 if size is None else float(exposures.mean())
    scaled = exposures / unit
    shape, rate = prior.shape, prior.rate(counts, scaled, unit)
    events, exposure = _sums(counts, scaled)

    def segment(some: Floats, time: Floats) -> Floats:
        return _gamma_segment(some, time, shape, rate) if size is None else _beta_segment(some, time, size, shape, rate)

    first = segment(events[:-1], exposure[:-1])
    rest = segment(events[-1] - events[:-1], exposure[-1] - exposure[:-1])
    one = float(logsumexp(first + rest) - np.log(len(first)))
    pairs = []
    for cut in range(len(counts) - 2):
        middle = segment(events[cut + 1 : -1] - events[cut], exposure[cut + 1 : -1] - exposure[cut])
        pairs.append(float(first[cut] + logsumexp(middle + rest[cut + 1 :])))
    number = len(counts) - 1
    two = float(logsumexp(pairs) - np.log(number * (number - 1) / 2))
    return two - one
