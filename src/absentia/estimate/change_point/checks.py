"""What dating one change needs to be true; and did the rate step, or would something gradual do as well?

A growing rate, a season or neighbours that resemble each other may look like a step. Log-linear models of the counts,
all fitted at once: no change; a step after each period; a ramp from one rate to another between any two periods (the
steady trend is the longest); a line that breaks once. Each may have a yearly wave. A kind of model counts by its mean
quasi-likelihood over all its dates, so that a kind with many dates has no advantage, with BIC's penalty for
coefficients (Kass and Raftery, JASA 90(430), 1995). Ramps over a good part of the series are a kind by themselves, too:
among all ramps, most of which are as good as a step, they would hardly count. Quasi-likelihoods are those of counts
whose variance is the dispersion times the mean (McCullagh and Nelder, Generalized Linear Models, 1989, chapter 9).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from absentia.estimate.change_point.evidence import Prior, two_changes
from absentia.estimate.change_point.series import Series
from absentia.model.estimate import Assumption
from absentia.model.texts import Said, counted, joined, said

Floats = NDArray[np.float64]
SHORTEST_RAMP = 3, 1 / 8
"""A ramp takes so many periods, and such a share of the series; a shorter one is as good as a step."""
SLOW, ODDS = 2 / 7, 1.18
"""A ramp over more than this share of the series is a change that nobody should give a date, and is taken as so many
times as likely beforehand as a step. Both are set by simulation: ramps over a third of 24 months are dated in one of
ten at most, and few steps are lost (see the methodology page)."""
_KNOTS, _DATES = 40, 400
"""Dates at which ramps and breaks may begin or end, and steps may stand, at most, evenly spaced."""
_SMALLEST_WAVE = 4
"""Periods a year from which a yearly wave can be told from a date."""
_STEPS = 30


@dataclass(frozen=True, slots=True)
class Weighed:
    """Log Bayes factors of a step, and what they rest on."""

    against_none: float
    """Against no change."""
    against_gradual: float
    """Against a ramp, a trend or a line that breaks, or against the slow ramps alone, whichever does better."""
    correlation: float
    """Of neighbouring residuals of the best step, corrected for its bias."""
    season: bool
    """A yearly wave is in all models."""


@dataclass(frozen=True, slots=True)
class _Fitted:
    """Deviances of some designs, their number of coefficients, and the means of the best."""

    deviances: Floats
    coefficients: int
    best: Floats


def weigh(series: Series) -> Weighed:
    """Compare a step with its competitors.

    Against no change, a correlation of the step's residuals counts as so much more dispersion.
    """
    shapes = _shapes(len(series))
    wave = _wave(series)
    fits = _fit_all(series, shapes, None)
    season = False
    if wave is not None:
        waved = _fit_all(series, shapes, wave)
        season = _least(waved) + 2 * math.log(len(series)) * _spread(series, waved) < _least(fits)
        fits = waved if season else fits
    dispersion = _spread(series, fits)
    correlation = _correlation(series, fits["step"])
    kept = max(0.0, min(correlation, 0.95))
    clustered = dispersion * (1 + kept) / (1 - kept)
    step, none = (_evidence([fits[kind]], clustered, len(series)) for kind in ("step", "none"))
    sudden = _evidence([fits["step"]], dispersion, len(series))
    gradual = _evidence([fits["ramp"], fits["bend"]], dispersion, len(series))
    slow = _evidence([fits["slow"]], dispersion, len(series)) + math.log(ODDS)
    return Weighed(step - none, sudden - max(gradual, slow), correlation, season)


def _shapes(periods: int) -> dict[str, Floats]:
    """Columns of each kind of model beside the constant: kinds × designs × periods × columns."""
    time = np.arange(periods, dtype=np.float64)
    last_before = np.unique(np.round(np.linspace(0, periods - 2, min(periods - 1, _DATES))))
    knots = np.unique(np.round(np.linspace(0, periods - 1, min(periods, _KNOTS))))
    shortest = max(SHORTEST_RAMP[0], SHORTEST_RAMP[1] * periods)
    ends = np.array([(one, other) for one in knots for other in knots if other - one >= shortest])
    ramps = np.clip((time - ends[:, :1]) / (ends[:, 1:] - ends[:, :1]), 0, 1)[:, :, None]
    slow = ends[:, 1] - ends[:, 0] > SLOW * periods
    inner = knots[(knots >= 2) & (knots <= periods - 3)]  # a line needs three points
    return {
        "none": np.zeros((1, periods, 0)),
        "step": np.stack([time > last for last in last_before]).astype(np.float64)[:, :, None],
        "ramp": ramps,
        "slow": ramps[slow],
        "bend": np.stack([np.stack([np.minimum(time - knot, 0), np.maximum(time - knot, 0)], axis=1) for knot in inner])
        / periods,
    }


def _wave(series: Series) -> Floats | None:
    """A yearly wave, periods × 2, of a series of at least two years whose periods are parts of one."""
    years = np.array(series.decimal_years)
    a_year = (len(years) - 1) / max(float(years[-1] - years[0]), 1e-9)
    if a_year < _SMALLEST_WAVE or len(years) < math.floor(2 * a_year):  # years differ by a day: a year has 12.01 months
        return None
    return np.stack([np.sin(2 * np.pi * years), np.cos(2 * np.pi * years)], axis=1)


def _fit_all(series: Series, shapes: dict[str, Floats], wave: Floats | None) -> dict[str, _Fitted]:
    return {kind: _fit(series, columns, wave) for kind, columns in shapes.items()}


def _fit(series: Series, columns: Floats, wave: Floats | None) -> _Fitted:
    """Poisson regressions of all designs at once, by iteratively reweighted least squares."""
    designs, periods, _width = columns.shape
    parts = [np.ones((designs, periods, 1)), columns]
    if wave is not None:
        parts.append(np.broadcast_to(wave, (designs, *wave.shape)))
    x = np.concatenate(parts, axis=2)
    counts, log_exposure = series.counts.astype(np.float64), np.log(series.exposures)
    coefficients = np.zeros((designs, x.shape[2]))
    coefficients[:, 0] = math.log(max(counts.sum(), 0.5) / series.exposures.sum())
    ridge = 1e-6 * np.eye(x.shape[2])  # a stretch without events has no finite rate
    turned = x.swapaxes(1, 2)

    def expected() -> Floats:
        means: Floats = np.exp(np.clip(log_exposure + (x @ coefficients[:, :, None])[:, :, 0], -12, 30))
        return means

    for _step in range(_STEPS):
        means = expected()
        score = turned @ (counts - means)[:, :, None]
        information = turned @ (x * means[:, :, None]) + ridge
        change = np.clip(np.linalg.solve(information, score)[:, :, 0], -2, 2)
        coefficients += change
        if float(np.abs(change).max()) < 1e-5:  # converged
            break
    means = expected()
    ratio = np.where(counts > 0, counts / means, 1.0)
    deviances: Floats = 2 * (counts * np.log(ratio) - counts + means).sum(axis=1)
    return _Fitted(deviances, x.shape[2], means[int(deviances.argmin())])


def _least(fits: dict[str, _Fitted]) -> float:
    return min(float(one.deviances.min()) for one in fits.values())


def _spread(series: Series, fits: dict[str, _Fitted]) -> float:
    """Pearson's dispersion of the best of all models, at least Poisson's."""
    best = min(fits.values(), key=lambda one: float(one.deviances.min()))
    residual = (series.counts - best.best) ** 2 / best.best
    # a date is a parameter, too
    return max(1.0, float(residual.sum()) / max(1, len(series) - best.coefficients - 1))


def _correlation(series: Series, step: _Fitted) -> float:
    """First autocorrelation of the residuals, less the bias of fitted means (Kendall, Biometrika 41, 1954)."""
    residual = (series.counts - step.best) / np.sqrt(step.best)
    whole = float((residual**2).sum())
    if not whole:
        return 0.0
    found = float((residual[1:] * residual[:-1]).sum()) / whole
    return found + (1 + 4 * found) * step.coefficients / len(series)


def _evidence(fits: Sequence[_Fitted], dispersion: float, periods: int) -> float:
    """Log of the mean over kinds and dates, a factor common to all kinds left out."""
    kinds = [
        float(logsumexp(-one.deviances / (2 * dispersion)))
        - math.log(len(one.deviances))
        - one.coefficients / 2 * math.log(periods)
        for one in fits
    ]
    return float(logsumexp(kinds)) - math.log(len(kinds))


FEWEST_PERIODS, MOST_PERIODS, FEWEST_EVENTS = 10, 5_000, 10
ENOUGH = 3.0
"""Bayes factor below which a change is "not worth more than a bare mention" (Kass and Raftery, JASA 90(430), 1995)."""
LIKELIER = 1.0
"""Bayes factor of a step against a gradual change below which none is dated: the likelier of the two is believed."""
STRONG = 20.0
"""Bayes factor from which two changes instead of one are strong evidence, ibid."""


def check_before(series: Series) -> tuple[Assumption, ...]:
    """What can be seen without a model."""
    whole = said("every period was looked at, once, in order of time, without a gap")
    first = Assumption(
        whole, not series.defects, joined(series.defects) if series.defects else said("no gap and no repetition")
    )
    periods, events = len(series), int(series.counts.sum())
    statement = said("the series is long enough")
    outcome = said(
        "{periods} with {events} (needed: {least} to {most} periods; events: {fewest})",
        periods=counted("{n} period", "{n} periods", n=periods),
        events=counted("{n} event", "{n} events", n=events),
        least=FEWEST_PERIODS,
        most=MOST_PERIODS,
        fewest=FEWEST_EVENTS,
    )
    enough = FEWEST_PERIODS <= periods <= MOST_PERIODS and events >= FEWEST_EVENTS
    return first, Assumption(statement, enough, outcome)


def check_fit(series: Series, log_bayes_factor: float, size: float | None, prior: Prior) -> tuple[Assumption, ...]:
    """What the fitted model shows; ``size`` is the negative binomial's, ``None`` for Poisson counts."""
    weighed = weigh(series)
    return (
        _changed(log_bayes_factor),
        _only_once(series, size, prior),
        _sudden(weighed),
        _stands_out(weighed),
        Assumption(
            said("what is counted, and how, stayed the same"),
            None,
            said("a new way of publishing or counting looks the same as a change of what happened; data cannot tell"),
        ),
    )


def _factor(log_value: float) -> Said:
    """A Bayes factor in words: large and small ones by their power of ten."""
    if abs(log_value) < 20:  # readable digits
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


def _stands_out(weighed: Weighed) -> Assumption:
    """Neighbours that resemble each other make stretches that look like steps."""
    outcome = said(
        "one change against none, allowing for a correlation of {correlation:.2f} between neighbours: Bayes factor "
        "{factor} (needed: {limit:g})",
        correlation=weighed.correlation,
        factor=_factor(weighed.against_none),
        limit=ENOUGH,
    )
    statement = said("the change stands out from how neighbouring periods resemble each other")
    return Assumption(statement, weighed.against_none >= math.log(ENOUGH), outcome)


def _sudden(weighed: Weighed) -> Assumption:
    outcome = said(
        "a step against a ramp, a trend or a line that breaks: Bayes factor {factor} (needed: {limit:g})",
        factor=_factor(weighed.against_gradual),
        limit=LIKELIER,
    )
    if weighed.season:
        outcome = joined([outcome, said("all with a yearly wave")])
    return Assumption(
        said("the change was sudden, not gradual"), weighed.against_gradual >= math.log(LIKELIER), outcome
    )
