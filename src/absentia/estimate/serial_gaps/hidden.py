"""How many filings are hidden, and how many of them are of the article: bounds without an assumption, a prediction.

If every filing of a register and year is hidden with the same chance whatever it is about, the hidden ones are further
draws from the population the shown ones were drawn from. With a beta prior for the article's share, H hidden ones hold
a beta-binomial number of it, given K of n shown: the conjugate prior of the hypergeometric (Dyer and Pierce, *On the
choice of the prior distribution in hypergeometric sampling*, Communications in Statistics, Theory and Methods 22(8),
1993; Gelman et al., *Bayesian Data Analysis*, 3rd ed., chapter 5, for the prior learnt from many groups). The prior is
learnt from the registers of the year together (a hierarchical model): a flat one of its own for each of a hundred
courts would add half a filing to the numerator a hundred times.

How many were given out when the highest number seen is m is the German-tank problem. Of N numbers 1 … N, k different
ones are seen, each set equally likely; m is the highest. The unbiased estimator with the smallest variance is
m(1 + 1/k) − 1 (Goodman, *Serial Number Analysis*, Journal of the American Statistical Association 47(260), 1952). The
upper limit at level 1 − a is the largest N with P(highest ≤ m | N) = C(m, k) / C(N, k) ≥ a. With a flat prior,
P(N | m, k) = (k − 1)/k · C(m − 1, k − 1) / C(N, k) for N ≥ m (Höhle and Held, *Bayesian Estimation of the Size of a
Population*, University of Munich, Discussion Paper 499, 2006; a tutorial: Simon, The Mathematical Intelligencer, 2023,
https://doi.org/10.1007/s00283-023-10274-6).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, gammaln, logit
from scipy.stats import betabinom

from absentia.estimate.serial_gaps.counting import Counted

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


FEWEST_REGISTERS = 5
"""Below this the strength of the prior cannot be learnt; it then weighs as much as one filing."""
_STRENGTHS = np.geomspace(0.5, 500, 30)
_MEANS = 41
_NEAREST = 20
TIMES = (0.25, 0.5, 1.0, 2.0, 4.0)
"""How many times as often as others the article's filings are hidden, in the tipping-point curve."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the article's share is learnt from, and what it is applied to, in one register and year."""

    shown: int
    """Due filings of the year that are shown with their date of receipt, whatever they are about."""
    article: int
    """Of these and of those between them without a date, with the article."""
    unreadable: int
    """Of the same, with charges nobody can read."""
    listed: int
    """Seen by a complete look at the whole register, with readable charges: n."""
    listed_article: int
    """Of these, with the article: K."""
    missing: int
    """Between the first and the last shown."""
    before: int
    """Before the first, at most."""
    after: int
    """After the last, at most: to the next one shown, or the upper limit of the German-tank problem."""
    after_open: bool
    """Nothing is shown after the last: how many there are is the German-tank problem."""
    size: int
    """The highest ordinal shown."""
    expected_size: float
    largest_size: int
    nearby: float | None
    """The article's share among the shown neighbours of each missing ordinal."""

    @property
    def unknown(self) -> float:
        """How many filings are hidden or unreadable, on average over where the register's ends may be."""
        beyond = self.expected_size - self.size if self.after_open else self.after / 2
        return self.missing + self.unreadable + self.before / 2 + beyond

    @property
    def low(self) -> int:
        """If none of the hidden filings is of the article."""
        return self.article

    @property
    def high(self) -> int:
        """If all of them are."""
        return self.article + self.unreadable + self.missing + self.before + self.after


def sample(counted: Counted, level: float) -> Sample:
    """The numbers of one register and year."""
    own = counted.own
    listed = [one for one in own if one.listed and one.article is not None]
    within, seen = counted.last - counted.floor, len(own)
    largest = upper_limit(within, seen, level)
    return Sample(
        shown=seen,
        article=sum(one.article is True for one in (*own, *counted.undated)),
        unreadable=sum(one.article is None for one in (*own, *counted.undated)),
        listed=len(listed),
        listed_article=sum(one.article is True for one in listed),
        missing=len(counted.missing),
        before=counted.before,
        after=largest - within if counted.after is None else counted.after,
        after_open=counted.after is None,
        size=counted.highest,
        expected_size=counted.floor + unbiased(within, seen) if counted.after is None else counted.highest,
        largest_size=counted.floor + largest if counted.after is None else counted.highest,
        nearby=_nearby(counted),
    )


def _nearby(counted: Counted) -> float | None:
    """Sensitivity: the share among the shown filings around each gap, where hidden ones bunch in time."""
    known = [one for one in counted.own if one.listed and one.article is not None]
    if len(known) < _NEAREST or not counted.missing:
        return None
    ordinals = np.array([one.ordinal for one in known])
    article = np.concatenate([[0], np.cumsum([one.article is True for one in known])])
    start = np.clip(np.searchsorted(ordinals, counted.missing) - _NEAREST // 2, 0, len(known) - _NEAREST)
    return float(((article[start + _NEAREST] - article[start]) / _NEAREST).mean())


@dataclass(frozen=True, slots=True)
class Prior:
    """What one year's registers together say of the article's share: draws of the mean and strength of a beta prior."""

    mean: NDArray[np.float64]
    strength: NDArray[np.float64]
    """How many filings the prior weighs as much as."""


def learn(samples: Sequence[Sample], draws: int, rng: np.random.Generator) -> Prior:
    """The posterior of the prior's mean and strength (flat and log-flat before), on a grid around the pooled share."""
    shown = np.array([one.listed for one in samples])[:, None]
    article = np.array([one.listed_article for one in samples])[:, None]
    pooled = float((article.sum() + 0.5) / (shown.sum() + 1))
    if len(samples) < FEWEST_REGISTERS:
        return Prior(np.full(draws, pooled), np.ones(draws))

    def fit(mean: NDArray[np.float64], strength: NDArray[np.float64]) -> NDArray[np.float64]:
        found: NDArray[np.float64] = betabinom.logpmf(article, shown, strength * mean, strength * (1 - mean)).sum(
            axis=0
        )
        return found

    likely = _STRENGTHS[int(np.argmax(fit(np.full(len(_STRENGTHS), pooled), _STRENGTHS)))]
    typical = float((shown**2).sum() / shown.sum())
    # where no filing or every filing is of the article, the share is within a few log odds of the end all the same
    spread = min(1.0, math.sqrt((1 + typical / likely) / (shown.sum() * pooled * (1 - pooled))))
    means = expit(logit(pooled) + 4 * spread * np.linspace(-1, 1, _MEANS))
    mean, strength = (axis.ravel() for axis in np.meshgrid(means, _STRENGTHS))
    weight = fit(mean, strength)
    # flat in the share, evenly spaced in its log odds
    weight = np.exp(weight - weight.max()) * mean * (1 - mean)
    chosen = rng.choice(len(weight), draws, p=weight / weight.sum())
    return Prior(mean[chosen], strength[chosen])


def predict(counted: Counted, one: Sample, prior: Prior, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draws of the filings with the article, shown and hidden, if the hidden ones are hidden at random."""
    draws = len(prior.mean)
    # the place of the boundary between carried over and received, due and not due, is equally likely anywhere
    before = rng.integers(0, one.before, draws, endpoint=True)
    if counted.after is None:
        after = beyond(counted.last - counted.floor, one.shown, draws, rng)
    else:
        after = rng.integers(0, counted.after, draws, endpoint=True)
    unknown = one.missing + one.unreadable + before + after
    share = rng.beta(
        prior.mean * prior.strength + one.listed_article,
        (1 - prior.mean) * prior.strength + one.listed - one.listed_article,
    )
    total: NDArray[np.int64] = one.article + rng.binomial(unknown, share)
    return total


def tipped(one: Sample, hidden_at_random: float, times: float) -> float:
    """The article's filings if they are hidden ``times`` as often as others; no data can tell how often.

    With A shown of the article, B others and H hidden, X of them of the article: X / (A + X) is ``times`` as large as
    (H − X) / (B + H − X), a quadratic equation. A is the share that ``hidden_at_random`` filings of H imply, so that
    at 1 the answer is the number at random.
    """
    unknown = one.unknown
    if unknown <= 0:
        return float(one.article)
    share = min(1.0, hidden_at_random / unknown)
    article, others = share * one.shown, (1 - share) * one.shown
    middle = others + unknown - times * unknown + times * article
    product = times * unknown * article
    found = 2 * product / (middle + math.sqrt(middle**2 + 4 * (times - 1) * product)) if product else 0.0
    return one.article + found


def interval(values: NDArray[np.int64], level: float) -> tuple[float, float]:
    """Equal tails, with whole ends that hold at least the level."""
    tail = (1 - level) / 2
    low = np.quantile(values, tail, method="lower")
    high = np.quantile(values, 1 - tail, method="higher")
    return float(low), float(high)
