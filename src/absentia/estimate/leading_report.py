"""The leading cause of death as estimates: the war's share, and its probability of being first or why there is none."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from absentia.estimate.deaths import Deaths
from absentia.estimate.excess import Excess, compute
from absentia.estimate.excess_checks import EXTERNAL, caveats, check_excess
from absentia.estimate.excess_report import alternatives, deaths_from, of_excess
from absentia.estimate.external import external_deaths, residual
from absentia.estimate.leading import (
    HALF,
    SHARE,
    Causes,
    Share,
    bound,
    checks_of,
    objections,
    rank,
    read_causes,
    share_of,
)
from absentia.estimate.method import Answer, Context, drawn, path_of
from absentia.estimate.options.deaths import LEADING as NAME
from absentia.estimate.options.deaths import LEADING_REFERENCE as REFERENCE
from absentia.estimate.options.deaths import LeadingOptions, parse_years
from absentia.estimate.variants import WAR_AGES, Variant, ranges
from absentia.figures import Catalogue
from absentia.model.checked import ChartData
from absentia.model.estimate import Estimate, Refusal
from absentia.model.numbers import Quantity
from absentia.model.period import Period
from absentia.model.texts import N_, Said, Words, counted, joined, said

SHARE_UNIT = N_("share of all registered deaths of men of these ages")
AT_LEAST_UNIT = N_("probability of being the first cause of death, at least")
FIRST_UNITS = {
    "cause": N_("probability of being the first cause of death among the causes of the table"),
    "group": N_("probability of being the first cause of death among the groups of causes of the table"),
}
"""What is first depends on how causes are pooled: each level has a name of its own."""
HALF_UNIT = N_("probability of more than half of all deaths of men of these ages")
EXTERNAL_UNIT = N_("probability of more deaths of men than all other external causes together, all ages")
AT_LOW_END = N_("with the excess at the low end of its 95 % prediction interval")
AT_HIGH_END = N_("with the excess at the high end of its 95 % prediction interval")
UPPER_END = N_("upper bound: probability that there is an excess at all")
SURELY = 0.975
_POOLING = N_(
    "Ranks depend on how causes are pooled: against all other injuries taken together the war may be second where it "
    "is first among single causes."
)
_NO_TABLE = said(
    "no table of causes by age is bundled (licences forbid it): a rank needs one; give yours with --causes FILE"
)


def run(context: Context, options: LeadingOptions) -> Answer:
    """For each age band and for all together: the share, then the probability of being first or a refusal of it."""
    catalogue = context.catalogue
    deaths, variant = deaths_from(catalogue, options.deaths, options.hiv_deaths), options.chosen
    (year,), bands = parse_years(options.year), options.bands
    computed = compute(deaths, variant, [year], bands)
    if not isinstance(computed, Excess):
        return Answer([Refusal(NAME, reason, inputs=deaths.inputs) for reason in computed])
    answers: list[Estimate | Refusal] = []
    for group in (*((band,) for band in bands), bands) if len(bands) > 1 else (bands,):
        answers += _answers(_Case(computed, catalogue, year, group), options)
    if deaths.bundled and options.causes is None:
        answers += _against_external(catalogue, deaths, variant, year)
    return Answer(answers, _chart(answers))


@dataclass(frozen=True)
class _Case:
    """The men of some ages in a year, and the excess their share is of."""

    excess: Excess
    catalogue: Catalogue
    year: int
    bands: tuple[str, ...]

    @cached_property
    def share(self) -> Share:
        """The war's part of their deaths."""
        return share_of(self.excess, self.year, self.bands)

    @cached_property
    def otherwise(self) -> dict[str, Share]:
        """The share by every other variant."""
        return {name: share_of(one, self.year, self.bands) for name, one in alternatives(self.excess).items()}

    def estimate(self, name: str, value: float, **more: Any) -> Estimate:
        """An estimate with what all of this method have in common; ``more`` is its own, and goes before."""
        shared = {
            "quantity": Quantity.SHARE,
            "period": Period.years(self.year),
            "assumptions": check_excess(self.excess, self.catalogue),
            "reference": REFERENCE,
        }
        return of_excess(self.excess, name, value, self.bands, **(shared | more))

    def refusal(self, reason: Words, **more: Any) -> Refusal:
        """Why these ages have no number."""
        return Refusal(NAME, Said("{ages}: {reason}", {"ages": ranges(self.bands), "reason": reason}), **more)


def _chart(answers: Sequence[Estimate | Refusal]) -> ChartData | None:
    """The shares by age, of the variant asked for; nothing where none was given."""
    shares = [one for one in answers if isinstance(one, Estimate) and one.name == SHARE]
    found = [one for one in shares if one.variant == shares[-1].variant]
    rows = [
        {
            "age_group": one.ages,
            "share": one.value,
            "low": None if one.interval is None else one.interval.low,
            "high": None if one.interval is None else one.interval.high,
        }
        for one in found
    ]
    return drawn(
        rows,
        said("The war's share of men's deaths by age"),
        said("Part of all deaths of men of these ages, with its 95 % prediction interval. Ages may overlap."),
        found[0].unit if found else "",
        "share_by_age",
    )


def _answers(case: _Case, options: LeadingOptions) -> list[Estimate | Refusal]:
    excess, share = case.excess, case.share
    other = compute(excess.deaths, excess.variant.other_hiv, [case.year], excess.band_names)
    both = [dataclasses.replace(case, excess=other), case] if isinstance(other, Excess) else [case]
    answers: list[Estimate | Refusal] = [_share_estimate(one) for one in both]
    if options.causes is None:
        return [*answers, *_bounds(case)]
    path = path_of(options.causes)
    causes = read_causes(path, case.year, case.bands)
    against = objections(causes, share)
    if share.excess.standard_error is None:
        against.append(said("this variant has no standard error, so no probability can be given"))
    if against:
        return [*answers, *map(case.refusal, against)]
    return [*answers, *(_ranked(case, causes, level, path, options) for level in causes.levels)]


def _share_estimate(case: _Case) -> Estimate:
    share, error = case.share, case.share.excess.standard_error
    return case.estimate(
        SHARE,
        share.value,
        interval=share.interval,
        unit=said(SHARE_UNIT),
        standard_error=None if error is None else error / share.male_deaths,
        sensitivity={name: other.value for name, other in case.otherwise.items()},
        caveats=[*caveats(case.excess), said(_POOLING)],
        degrees_of_freedom=share.excess.degrees_of_freedom,
    )


def _bounds(case: _Case) -> list[Estimate | Refusal]:
    probability = case.share.probability_above_half
    half = [] if probability is None else [_above_half(case, probability)]
    if probability is not None and probability > SURELY:
        first = case.estimate(
            f"{NAME}:first",
            probability,
            unit=said(AT_LEAST_UNIT),
            method=said("the probability that the war took more than half of the deaths"),
            caveats=[bound(case.share), said("a lower bound: first with less than half is possible too")],
        )
        return [*half, first]
    reasons = joined([_NO_TABLE, bound(case.share), *_external(case)])
    return [*half, case.refusal(reasons, inputs=case.excess.deaths.inputs)]


def _above_half(case: _Case, probability: float) -> Estimate:
    """What the share alone gives: a lower bound of the probability of being first, and the upper bound beside it."""
    upper = case.share.probability_above_zero
    return case.estimate(
        f"{NAME}:above-half",
        probability,
        unit=said(HALF_UNIT),
        method=said("Student's t of the excess: the probability that it is more than half of all deaths"),
        sensitivity={} if upper is None else {said(UPPER_END): upper},
        caveats=[
            said(
                "A lower bound of the probability of being first, whatever the other causes and however they are "
                "pooled: with less than half first is possible too. The upper bound is the probability that there is "
                "an excess at all. Between them only a table of causes decides (--causes FILE)."
            ),
            *caveats(case.excess),
        ],
        degrees_of_freedom=case.share.excess.degrees_of_freedom,
    )


def _against_external(catalogue: Catalogue, deaths: Deaths, variant: Variant, year: int) -> Iterator[Estimate]:
    """At all ages together, the only level at which external causes are published: the war against all the others."""
    computed = compute(deaths, variant, [year], WAR_AGES)
    men = external_deaths(catalogue).get((year, "m"))
    if not isinstance(computed, Excess) or men is None:
        return
    case = _Case(computed, catalogue, year, WAR_AGES)
    probability = case.share.probability_of_more_than(HALF * men)
    if probability is None:
        return
    rest = residual(external_deaths(catalogue), [year])
    yield case.estimate(
        f"{NAME}:above-other-external",
        probability,
        unit=said(EXTERNAL_UNIT),
        method=said("the excess of ages 15-49 against the other registered external deaths of men of all ages"),
        inputs={**deaths.inputs, EXTERNAL: catalogue.resources[EXTERNAL].sources[0].title},
        ages=None,
        caveats=[
            counted(
                "{men} man of all ages died of external causes in {year}. The war took {war} by the excess of all "
                "causes at 15-49, {residual} by the excess of external causes at all ages; more than all the others "
                "together would be more than half of {men}. At single ages the tables do not say.",
                "{men} men of all ages died of external causes in {year}. The war took {war} by the excess of all "
                "causes at 15-49, {residual} by the excess of external causes at all ages; more than all the others "
                "together would be more than half of {men}. At single ages the tables do not say.",
                men=men,
                year=str(year),
                war=round(case.share.excess.value),
                residual=round(rest.value),
            )
        ],
        degrees_of_freedom=case.share.excess.degrees_of_freedom,
    )


def _external(case: _Case) -> Iterator[Said]:
    """Why the bundled totals of external causes do not help."""
    men = external_deaths(case.catalogue).get((case.year, "m"))
    if case.excess.deaths.bundled and men is not None:
        yield counted(
            "external causes are published for all ages together ({men} man in {year}), which bounds no single age",
            "external causes are published for all ages together ({men} men in {year}), which bounds no single age",
            men=round(men),
            year=str(case.year),
        )


def _ranked(case: _Case, causes: Causes, level: str, path: Path, options: LeadingOptions) -> Estimate:
    """The probability of being first among the groups of one level.

    With the excess at either end of its interval it is two cases, and no interval of a probability.
    """
    groups, draws, seed = causes.levels[level], options.draws, options.seed
    ranking = rank(case.share.excess, groups, draws=draws, seed=seed)
    others: dict[Words, float] = dict(zip((said(AT_LOW_END), said(AT_HIGH_END)), ranking.at_ends or (), strict=False))
    others |= {
        name: rank(other.excess, groups, draws=draws, seed=seed).probability_first
        for name, other in case.otherwise.items()
        if other.excess.standard_error is not None
    }
    notes = [
        counted(
            "Level of pooling: {level}; {groups} other group; the strongest is {name} with {deaths}.",
            "Level of pooling: {level}; {groups} other groups; the strongest is {name} with {deaths}.",
            groups=ranking.groups,
            level=level,
            name=ranking.strongest,
            deaths=counted("{n} death", "{n} deaths", n=ranking.strongest_deaths),
        ),
        said(_POOLING),
    ]
    if causes.removed:
        notes.append(
            counted(
                "{n} death on rows marked as the war's own was replaced by the excess.",
                "{n} deaths on rows marked as the war's own were replaced by the excess.",
                n=round(causes.removed),
            )
        )
    return case.estimate(
        f"{NAME}:first:{level}",
        ranking.probability_first,
        unit=said(FIRST_UNITS[level]),
        method=counted(
            "{draws} simulation: the excess with its error, other causes with Poisson noise",
            "{draws} simulations: the excess with its error, other causes with Poisson noise",
            draws=draws,
        ),
        assumptions=[*check_excess(case.excess, case.catalogue), *checks_of(causes, case.share)],
        inputs={**case.excess.deaths.inputs, path.name: said("the user's own table")},
        sensitivity=others,
        caveats=notes,
        seed=seed,
    )
