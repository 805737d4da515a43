"""What dating one change needs to be true, and what the series says about it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from absentia.estimate.change_point.evidence import Floats, Prior, two_changes
from absentia.estimate.change_point.series import Series
from absentia.model.estimate import Assumption
from absentia.model.texts import Said, joined, said

FEWEST_PERIODS, MOST_PERIODS, FEWEST_EVENTS = 10, 5_000, 10
ENOUGH = 3.0
"""Bayes factor below which a change is "not worth more than a bare mention" (Kass and Raftery, JASA 90(430), 1995)."""
STRONG = 20.0
"""Bayes factor from which two changes instead of one are strong evidence, ibid."""
TREND_BIC = 6.0
"""A steady trend with a BIC lower by so much than a step's is strong evidence, ibid."""
ECHO, ECHO_Z = 0.3, 3.29
"""Correlation of neighbouring residuals, and its size in standard errors (p = 0.001), from which counts are not
independent given the two rates."""


def check_before(series: Series) -> tuple[Assumption, ...]:
    """What can be seen without a model."""
    whole = said("every period was looked at, once, in order of time, without a gap")
    first = Assumption(
        whole, not series.defects, joined(series.defects) if series.defects else said("no gap and no repetition")
    )
    periods, events = len(series), int(series.counts.sum())
    statement = said("the series is long enough")
    outcome = said(
        "{periods} periods with {events} events (needed: {least} to {most} periods, {fewest} events)",
        periods=periods,
        events=events,
        least=FEWEST_PERIODS,
        most=MOST_PERIODS,
        fewest=FEWEST_EVENTS,
    )
    enough = FEWEST_PERIODS <= periods <= MOST_PERIODS and events >= FEWEST_EVENTS
    return first, Assumption(statement, enough, outcome)


def check_fit(
    series: Series, last_before: int, log_bayes_factor: float, size: float | None, prior: Prior
) -> tuple[Assumption, ...]:
    """What the fitted model shows; ``size`` is the negative binomial's, ``None`` for Poisson counts."""
    return (
        _changed(log_bayes_factor),
        _only_once(series, size, prior),
        _sudden(series, last_before, size),
        _independent(series, last_before),
        Assumption(
            said("what is counted, and how, stayed the same"),
            None,
            said("a new way of publishing or counting looks the same as a change of what happened; data cannot tell"),
        ),
    )


def _factor(log_value: float) -> Said:
    """A Bayes factor in words: large and small ones by their power of ten."""
    if abs(log_value) < 20:  # noqa: PLR2004  readable digits
        return Said("{factor:.3g}", {"factor": math.exp(log_value)})
    return Said("10^{power:.0f}", {"power": log_value / math.log(10)})


def _changed(log_bayes_factor: float) -> Assumption:
    outcome = said(
        "one change against none: Bayes factor {factor} (needed: {limit:g})",
        factor=_factor(log_bayes_factor),
        limit=ENOUGH,
    )
    return Assumption(said("the rate changed at all"), log_bayes_factor >= math.log(ENOUGH), outcome)


def _only_once(series: Series, size: float | None, prior: Prior) -> Assumption:
    found = two_changes(series.counts, series.exposures, size, prior)
    outcome = said(
        "two changes against one: Bayes factor {factor} (limit: {limit:g})", factor=_factor(found), limit=STRONG
    )
    return Assumption(said("the rate changed once, not several times"), found < math.log(STRONG), outcome)


def _step_means(series: Series, last_before: int) -> Floats:
    """Expected counts under the two rates of a step after period ``last_before``."""
    means = np.empty(len(series))
    for part in (slice(0, last_before + 1), slice(last_before + 1, None)):
        means[part] = series.exposures[part] * series.counts[part].sum() / series.exposures[part].sum()
    return np.maximum(means, 1e-9)


def _deviance(counts: NDArray[np.int64], means: Floats) -> float:
    ratio = np.where(counts > 0, counts / means, 1.0)
    return float(2 * (counts * np.log(ratio) - counts + means).sum())


def _trend_means(series: Series) -> Floats:
    """Expected counts under a steady log-linear trend, by iteratively reweighted least squares."""
    time = np.linspace(-1, 1, len(series))
    design = np.stack([np.ones(len(series)), time], axis=1)
    coefficients = np.array([math.log(max(series.counts.sum(), 1) / series.exposures.sum()), 0.0])
    means: Floats = series.exposures * math.exp(coefficients[0])
    for _iteration in range(50):
        score = design.T @ (series.counts - means)
        step = np.linalg.solve(design.T @ (means[:, None] * design), score)
        coefficients = coefficients + np.clip(step, -2, 2)
        means = series.exposures * np.exp(np.clip(design @ coefficients, -30, 30))
        if float(np.abs(step).max()) < 1e-8:  # noqa: PLR2004  converged
            break
    return np.maximum(means, 1e-9)


def _sudden(series: Series, last_before: int, size: float | None) -> Assumption:
    """A steady trend has two numbers to fit, a step three."""
    step, trend = _step_means(series, last_before), _trend_means(series)
    dispersion = 1.0
    if size is not None:
        residual = (series.counts - step) ** 2 / step
        dispersion = max(1.0, float(residual.sum()) / max(1, len(series) - 3))
    less = (_deviance(series.counts, step) - _deviance(series.counts, trend)) / dispersion + math.log(len(series))
    outcome = said(
        "BIC of a step minus that of a steady trend: {difference:.1f} (limit: {limit:g})",
        difference=less,
        limit=TREND_BIC,
    )
    return Assumption(said("the change was sudden, not gradual"), less < TREND_BIC, outcome)


def _independent(series: Series, last_before: int) -> Assumption:
    means = _step_means(series, last_before)
    residual = (series.counts - means) / np.sqrt(means)
    spread = float((residual**2).sum())
    echo = float((residual[1:] * residual[:-1]).sum()) / spread if spread > 0 else 0.0
    strong = echo > ECHO and echo * math.sqrt(len(series)) > ECHO_Z
    outcome = said(
        "correlation of neighbouring periods {echo:.2f} (limit: {limit} and beyond chance)", echo=echo, limit=ECHO
    )
    statement = said("apart from the change, each period's count is independent of its neighbours'")
    return Assumption(statement, not strong, outcome)
