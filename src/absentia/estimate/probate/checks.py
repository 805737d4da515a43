"""What the registry method needs to be true, and what the tables say about it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from absentia.estimate.probate.baseline import Baseline, drift, learn, misfit
from absentia.model.estimate import Assumption
from absentia.model.texts import counted, joined, said

Counts = NDArray[np.int64]

FEWEST_WEEKS = 26
"""Baseline weeks below which the ratio is not known."""
FEWEST_WOMEN, FEWEST_LISTED, FEWEST_FOUND = 30, 20, 5
"""Wartime women, named dead and found ones an age needs, if it matters."""
MATTERS = 0.05
"""An age matters that holds at least this share of the excess."""
SURE = 0.01
"""Chance excluded at this level."""
CONTROL_CHANGE = 0.03
"""Change of the ratio where nobody fights that is too much, if beyond chance."""
TREND_SHARE = 0.2
"""A trend of the ratio that would move the excess by more than this is too much, if beyond chance."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Counts as used: war ages × periods (one period where time of death of the listed is unknown)."""

    ages: tuple[str, ...]
    men: Counts
    women: Counts
    listed: Counts
    found: Counts
    baseline: Baseline
    war_weeks: int
    timed: bool
    left_out: int
    """Weeks before the extract that were left out as not yet registered."""
    late_weeks: int
    control_before: tuple[Counts, Counts] | None
    control_war: tuple[int, int] | None

    @property
    def excess(self) -> NDArray[np.float64]:
        """Registered excess by age, point values."""
        found: NDArray[np.float64] = self.men.sum(axis=1) - self.baseline.ratio * self.women.sum(axis=1)
        return found


def check(setting: Setting) -> tuple[Assumption, ...]:
    """All checks; ``holds`` false means that no number can be given."""
    return (
        _enough_weeks(setting),
        _excess_seen(setting),
        _enough_in_ages(setting),
        _steady_ratio(setting),
        _control(setting),
        _drift(setting),
        _registered_late(setting),
        Assumption(
            said("a dead soldier on the named list is as likely to be in the registry as one who is not"),
            None,
            said(
                "no data tell; a list drawn from obituaries and a registry drawn from heirs may both favour the settled"
            ),
        ),
        Assumption(
            said("women's deaths and registrations went on as before, and men's would have"),
            None,
            said("only the ratio can be checked; losses among women or men's emigration would bend it"),
        ),
    )


def _enough_weeks(setting: Setting) -> Assumption:
    outcome = counted(
        "{weeks} week before the war, {war} in it (needed: {least} before, 1 in it)",
        "{weeks} weeks before the war, {war} in it (needed: {least} before, 1 in it)",
        weeks=setting.baseline.weeks,
        war=setting.war_weeks,
        least=FEWEST_WEEKS,
    )
    holds = setting.baseline.weeks >= FEWEST_WEEKS and setting.war_weeks >= 1
    return Assumption(said("there are weeks enough before the war to know the ratio of men to women"), holds, outcome)


def _error(setting: Setting) -> float:
    """Standard error of the summed excess: counts, ratio and its slow movement."""
    base, women = setting.baseline, setting.women.sum(axis=1)
    expected = base.ratio * women
    own = base.dispersion * (expected + base.ratio**2 * women)
    ratio = expected**2 * base.dispersion * (1 / (base.men + 0.5) + 1 / (base.women + 0.5))
    averaged = 1 / max(1, base.blocks) + 1 / max(1.0, setting.war_weeks / 13)
    slow = base.slow * math.sqrt(averaged) * float(expected.sum())
    return math.sqrt(float(own.sum() + ratio.sum()) + slow**2)


def _excess_seen(setting: Setting) -> Assumption:
    total, error = float(setting.excess.sum()), _error(setting)
    outcome = counted(
        "{excess} registered man above what women's numbers give, standard error {error:.0f}",
        "{excess} registered men above what women's numbers give, standard error {error:.0f}",
        excess=round(total),
        error=error,
    )
    # a weak excess gets its wide interval; giving only the strong ones would bend the answers upward
    return Assumption(said("men are not registered less often than before the war"), total > -2 * error, outcome)


def _enough_in_ages(setting: Setting) -> Assumption:
    total = max(1.0, float(np.maximum(setting.excess, 0).sum()))
    poor = [
        age
        for at, age in enumerate(setting.ages)
        if setting.excess[at] > MATTERS * total
        and (
            setting.women[at].sum() < FEWEST_WOMEN
            or setting.listed[at].sum() < FEWEST_LISTED
            or setting.found[at].sum() < FEWEST_FOUND
        )
    ]
    statement = said("every age that matters has women, named dead and found ones enough")
    outcome = said(
        "too few in {ages} (needed: women {women}, listed {listed}, found {found})",
        ages=", ".join(poor),
        women=FEWEST_WOMEN,
        listed=FEWEST_LISTED,
        found=FEWEST_FOUND,
    )
    return Assumption(statement, not poor, outcome if poor else said("enough in every age with 5 % of the excess"))


def _steady_ratio(setting: Setting) -> Assumption:
    base = setting.baseline
    statement = said("the ratio of men to women had no trend before the war")
    if base.blocks < 4:  # a slope needs them
        return Assumption(statement, None, said("the time before the war is too short to tell"))
    ahead = base.trend * (base.blocks + setting.war_weeks / 13) / 2
    moved = abs(math.expm1(ahead)) * float((base.ratio * setting.women.sum(axis=1)).sum())
    share = moved / max(1.0, float(setting.excess.sum()))
    outcome = said(
        "{trend:+.2%} a quarter, p = {p_value:.2g}; continued, it would move the excess by {share:.0%} "
        "(limit {limit:.0%})",
        trend=base.trend,
        p_value=base.trend_p,
        share=share,
        limit=TREND_SHARE,
    )
    return Assumption(statement, not (base.trend_p < SURE and share > TREND_SHARE), outcome)


def _control(setting: Setting) -> Assumption:
    statement = said("where nobody fights (ages from 65) men's registrations kept step with women's")
    if setting.control_before is None or setting.control_war is None:
        return Assumption(statement, None, said("the table has no ages from 65"))
    before = learn(*setting.control_before)
    men, women = setting.control_war
    if not (before.men.sum() and before.women.sum() and men + women):
        return Assumption(statement, None, said("hardly anyone of these ages is in the table"))
    change = math.log((men + 0.5) / (women + 0.5)) - math.log(before.men.sum() / before.women.sum())
    variance = before.dispersion * (
        1 / (men + 0.5) + 1 / (women + 0.5) + 1 / (before.men.sum() + 0.5) + 1 / (before.women.sum() + 0.5)
    )
    variance += before.slow**2 * (1 / max(1, before.blocks) + 1 / max(1.0, setting.war_weeks / 13))
    p_value = float(2 * stats.norm.sf(abs(change) / math.sqrt(variance)))
    outcome = said(
        "their ratio changed by {change:+.1%}, p = {p_value:.2g} (limit {limit:.0%} and beyond chance)",
        change=math.expm1(change),
        p_value=p_value,
        limit=CONTROL_CHANGE,
    )
    return Assumption(statement, not (p_value < SURE and abs(change) > CONTROL_CHANGE), outcome)


def _drift(setting: Setting) -> Assumption:
    statement = said("the share of the dead who get into the registry is known for the time they died")
    found = drift(setting.listed, setting.found)
    if found is None:
        outcome = said(
            "the matches have no time of death: a drift of the share cannot be seen, and would bend the number"
        )
        return Assumption(statement, None, outcome)
    p_value, early, late = found
    wrong = misfit(setting.listed, setting.found)
    outcome = said(
        "from {early:.1%} to {late:.1%}, p = {p_value:.2g} of no change; the estimate follows it",
        early=early,
        late=late,
        p_value=p_value,
    )
    if wrong < SURE / 10:
        apart = said("but ages changed differently (p = {wrong:.2g}), which it cannot follow", wrong=wrong)
        return Assumption(statement, False, joined([outcome, apart]))
    return Assumption(statement, True, outcome)


def _registered_late(setting: Setting) -> Assumption:
    statement = said("the dead of the weeks counted had time to be registered, or their share is known")
    if setting.timed:
        outcome = said(
            "the share found among the named dead of each period, as of the extract, includes late registration"
        )
        return Assumption(statement, True, outcome)
    outcome = counted(
        "{weeks} week before the extract was left out ({limit} are needed for a case to be opened)",
        "{weeks} weeks before the extract were left out ({limit} are needed for a case to be opened)",
        weeks=setting.left_out,
        limit=setting.late_weeks,
    )
    return Assumption(statement, setting.left_out >= setting.late_weeks or setting.late_weeks == 0, outcome)
