"""What dating one change needs to be true, and what the series says about it."""

from __future__ import annotations

import math

from absentia.estimate.change_point.competitors import Weighed, weigh
from absentia.estimate.change_point.evidence import Prior, two_changes
from absentia.estimate.change_point.series import Series
from absentia.model.estimate import Assumption
from absentia.model.texts import Said, counted, joined, said

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
