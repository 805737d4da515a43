"""Past nowcasts scored against what was reported since: coverage, error and interval score, beside the chain ladder.

Each of so many past report periods is taken as today; only what was reported by then is used, and the truth is what
the period had within the longest delay. The weighted interval score is that of Bracher, Ray, Gneiting and Reich
(*Evaluating epidemic forecasts in an interval format*, PLoS Computational Biology 17(2), 2021): the absolute error
where there is no width, in the unit of the counts; smaller is better. The chain ladder with its error is Mack's (ASTIN
Bulletin 23(2), 1993): development factors are volume-weighted over the rows that have reached the next delay; the error
of a row's end value adds process and parameter variance.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from absentia.estimate.delay.nowcasting import Nowcast
from absentia.estimate.delay.triangle import Triangle
from absentia.model.estimate import Refusal


@dataclass(frozen=True, slots=True)
class Ladder:
    """End value of a row, and Mack's standard error."""

    value: float
    standard_error: float

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


def chain_ladder(counts: NDArray[np.int64], *, row: int = -1) -> Ladder:
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
    return Ladder(value, value * math.sqrt(squares))


TAILS = (0.01, 0.025, *(step / 20 for step in range(1, 10)))
"""Probability below the lower end of each interval of the score, and above its upper end."""
_OUTER, _HALF = 0.025, 0.25


@dataclass(frozen=True, slots=True)
class Quantiles:
    """A predictive distribution by its median and the ends of its central intervals, one for each of the tails."""

    median: float
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @classmethod
    def of(cls, median: float, quantile: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> Quantiles:
        """From the value quoted and a quantile function."""
        tails = np.array(TAILS)
        return cls(median, quantile(tails), quantile(1 - tails))

    def score(self, truth: float) -> float:
        """The weighted interval score."""
        tails = np.array(TAILS)
        outside = np.maximum(self.low - truth, 0) + np.maximum(truth - self.high, 0)
        intervals = tails * (self.high - self.low) + outside
        return float((abs(truth - self.median) / 2 + intervals.sum()) / (len(tails) + 0.5))

    def covers(self, truth: float, tail: float) -> bool:
        """Whether the interval that leaves so much on either side holds the truth."""
        at = TAILS.index(tail)
        return bool(self.low[at] <= truth <= self.high[at])


@dataclass(frozen=True, slots=True)
class Scores:
    """How the nowcasts of periods of one age did, and how the chain ladder did on the same."""

    age: int
    """Report periods after the event period: 0 for the newest."""
    scored: int
    coverage: float
    """Of the 95 % interval, and of the 50 % interval."""
    coverage_of_half: float
    error: float
    """Mean absolute error of the median."""
    score: float
    """Mean weighted interval score."""
    ladder_coverage: float
    ladder_error: float
    ladder_score: float


@dataclass(frozen=True, slots=True)
class Past:
    """What a past nowcast said of a period, and what the period has by now."""

    vintage: str
    """The newest report period that was known then."""
    period: str
    value: float
    low: float
    high: float
    truth: float


@dataclass(frozen=True, slots=True)
class Backtest:
    """Scores by age, newest first, of so many past nowcasts, and the reasons of those that were refused."""

    ages: tuple[Scores, ...]
    vintages: int
    refused: tuple[Refusal, ...]
    past: tuple[Past, ...]


def backtest(triangle: Triangle, again: Callable[[Triangle], Nowcast | Refusal], vintages: int, delay: int) -> Backtest:
    """Score the nowcasts of the last ``vintages`` report periods all of whose periods are whole by now.

    ``again`` is how to nowcast a triangle; by the longest ``delay`` a period is whole.
    """
    newest = min(triangle.now - delay, triangle.last)
    then = [triangle.at(now) for now in range(newest - vintages + 1, newest + 1)]
    found = [again(one) for one in then]
    refused = tuple(one for one in found if isinstance(one, Refusal))
    scored = [one for pair in zip(then, found, strict=True) for one in _scored(triangle, *pair)]
    ages = sorted({age for age, *_rest in scored})
    return Backtest(
        tuple(_together(age, [one[1:] for one in scored if one[0] == age]) for age in ages),
        vintages,
        refused,
        tuple(one for pair in zip(then, found, strict=True) for one in _past(triangle, *pair)),
    )


def _past(now: Triangle, then: Triangle, found: Nowcast | Refusal) -> Iterator[Past]:
    if isinstance(found, Refusal):
        return
    for one in found.periods:
        truth = float(now.counts[one.index - now.first, : found.max_delay + 1].sum())
        ends = one.interval
        yield Past(then.name(then.now), one.name, one.value, ends.low, ends.high, truth)


_Case = tuple[float, Quantiles, Quantiles]


def _scored(
    now: Triangle, then: Triangle, found: Nowcast | Refusal
) -> Iterator[tuple[int, float, Quantiles, Quantiles]]:
    """Age, truth, nowcast and chain ladder of each period of one past nowcast."""
    if isinstance(found, Refusal):
        return
    counts, _seen = then.shape_of(found.window, found.max_delay)
    for period in found.periods:
        age = then.now - period.index
        truth = float(now.counts[period.index - now.first, : found.max_delay + 1].sum())
        ladder = chain_ladder(counts, row=-age - 1)
        yield (
            age,
            truth,
            Quantiles.of(period.value, partial(period.mixture.quantile, period.draws)),
            Quantiles.of(float(ladder.quantile(np.array([0.5]))[0]), ladder.quantile),
        )


def _together(age: int, cases: Sequence[_Case]) -> Scores:
    def mean(each: Callable[[_Case], float]) -> float:
        return float(np.mean([each(one) for one in cases]))

    return Scores(
        age=age,
        scored=len(cases),
        coverage=mean(lambda one: one[1].covers(one[0], _OUTER)),
        coverage_of_half=mean(lambda one: one[1].covers(one[0], _HALF)),
        error=mean(lambda one: abs(one[1].median - one[0])),
        score=mean(lambda one: one[1].score(one[0])),
        ladder_coverage=mean(lambda one: one[2].covers(one[0], _OUTER)),
        ladder_error=mean(lambda one: abs(one[2].median - one[0])),
        ladder_score=mean(lambda one: one[2].score(one[0])),
    )
