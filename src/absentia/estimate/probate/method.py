"""The registry method as estimates: deaths by age, and in all."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from absentia.errors import UsageProblem
from absentia.estimate.grid import first_day
from absentia.estimate.method import Answer, Context, bar, drawn, path_of
from absentia.estimate.options.deaths import PROBATE as NAME
from absentia.estimate.options.deaths import PROBATE_REFERENCE as REFERENCE
from absentia.estimate.options.deaths import ProbateOptions
from absentia.estimate.probate.estimating import AgeDeaths, ProbateDeaths, inputs_of, probate
from absentia.estimate.probate.reading import Matches, Registry, is_registry, named_ages, read_matches, read_registry
from absentia.model.checked import ChartData
from absentia.model.estimate import Estimate, Refusal
from absentia.model.period import Grain
from absentia.model.texts import N_, Words, counted, said, times

UNIT = N_("deaths of men")
METHOD = N_(
    "registered excess of men over women of the same age, divided by the share of the dead found in the registry"
)
ODDS = (0.8, 1.25)
"""Sensitivity: the listed dead are registered with so many times the odds of the others."""
CIVIL = (-5, -3, -1, 1, 3, 5)
"""Sensitivity: by so many percent civil men's registrations move against women's while the war lasts."""


def run(context: Context, options: ProbateOptions) -> Answer:
    """Estimates from a user's two tables: every age, then all; or one refusal."""
    del context  # the two tables are all it draws on
    registry, matches = _tables(path_of(options.registry), path_of(options.matches))
    end = first_day(registry.first + registry.weeks - 1, Grain.WEEK)
    if options.extracted is not None and options.extracted < end:
        raise UsageProblem(
            said("the registry holds the week of {week}, after the day it was read", week=end),
            where="--extracted",
            next_step=said("give the day of the extract, or cut the table at it"),
        )
    chosen = {name: getattr(options, name) for name in ("war", "until", "extracted", "level", "draws", "seed")}

    def again(table: Matches, **more: Any) -> ProbateDeaths | Refusal:
        return probate(registry, table, **{**chosen, "late_weeks": options.late_weeks, **more})

    found = again(matches)
    if isinstance(found, Refusal):
        return Answer([found])
    named = inputs_of(registry, matches)
    numbers = [_age(found, part, named) for part in found.ages]
    numbers.append(_total(found, named, _sensitivity(found, matches, again, options.late_weeks)))
    return Answer(numbers, chart(numbers))


def _tables(*files: Path) -> tuple[Registry, Matches]:
    """Which of two files is the registry and which the matches, by their columns, in whatever order they were given."""
    registries = [file for file in files if is_registry(file)]
    others = [file for file in files if file not in registries]
    if len(registries) != 1 or len(others) != 1:
        raise UsageProblem(
            said("the registry method needs two tables: registry cases and matches of a named list"),
            where=", ".join(str(file) for file in files),
            next_step=said("write `absentia estimate probate REGISTRY MATCHES`; the registry has a column sex"),
        )
    return read_registry(registries[0]), read_matches(others[0])


def _base(found: ProbateDeaths, inputs: Mapping[str, Words]) -> Estimate:
    return Estimate(
        name=NAME,
        value=found.value,
        interval=found.interval,
        unit=said(UNIT),
        method=said(METHOD),
        period=found.period,
        inputs=inputs,
        reference=REFERENCE,
        seed=found.seed,
    )


def _age(found: ProbateDeaths, part: AgeDeaths, inputs: Mapping[str, Words]) -> Estimate:
    floor = float(part.listed) if found.observed is not None else 0.0
    value, interval = found.summary(part.draws, floor)
    return dataclasses.replace(
        _base(found, inputs),
        value=value,
        interval=interval,
        standard_error=float(part.draws.std()),
        ages=part.age,
        observed=floor if found.observed is not None else None,
        detail=({"age": part.age, "registered_excess": part.excess, "share_registered": part.share},),
    )


def _total(found: ProbateDeaths, inputs: Mapping[str, Words], sensitivity: Mapping[Words, float]) -> Estimate:
    rows: list[Mapping[str, Any]] = []
    for part in found.ages:
        value, interval = found.summary(part.draws)
        rows.append(
            {
                "age": part.age,
                "registered_excess": part.excess,
                "share_registered": part.share,
                "deaths": value,
                "low": interval.low,
                "high": interval.high,
            }
        )
    return dataclasses.replace(
        _base(found, inputs),
        standard_error=float(found.draws.std()),
        ages=named_ages(part.age for part in found.ages),
        assumptions=found.assumptions,
        sensitivity=sensitivity,
        caveats=(
            said("only ages that both tables have are in it, and only men whose heirs could open a case in Russia"),
            said("the missing, and the dead whom nobody has declared dead, are not in it"),
            said(
                "weekly counts vary {times} as much as chance, the ratio by {slow:.1%} between quarters",
                times=times(round(found.dispersion, 1)),
                slow=found.slow,
            ),
        ),
        observed=float(found.observed) if found.observed is not None else None,
        detail=tuple(rows),
    )


def chart(answers: Sequence[Estimate | Refusal]) -> ChartData | None:
    """Deaths by age with their intervals, for the chart ``estimate_intervals``."""
    found = [one for one in answers if isinstance(one, Estimate)]
    if not found:
        return None
    total = found[-1]
    return drawn(
        [bar(one.ages or "", one.value, one.interval) for one in found],
        said("Deaths by age, from inheritance cases"),
        counted("{period}: {value} death", "{period}: {value} deaths", value=round(total.value), period=total.period),
        total.unit,
    )


def _sensitivity(
    found: ProbateDeaths, matches: Matches, again: Callable[..., ProbateDeaths | Refusal], late: int
) -> dict[Words, float]:
    """If the listed, or civil men, are registered more or less often; without times of death; with more late weeks."""
    named: dict[Words, float] = {}
    for odds in ODDS:
        total = sum(float(_at_other_odds(part, odds)) for part in found.ages)
        named[
            counted(
                "listed dead registered with {odds} time the odds of others",
                "listed dead registered with {odds} times the odds of others",
                odds=odds,
            )
        ] = total
    for percent in CIVIL:
        moved = again(matches, civil=1 + percent / 100)
        if not isinstance(moved, Refusal):
            template = (
                N_("civil men registered {percent} % more often")
                if percent > 0
                else N_("civil men registered {percent} % less often")
            )
            named[said(template, percent=abs(percent))] = moved.value
    if matches.periods:
        pooled = dataclasses.replace(
            matches,
            listed=matches.listed.sum(axis=1, keepdims=True),
            found=matches.found.sum(axis=1, keepdims=True),
            periods=(),
        )
        without = again(pooled, late_weeks=0, until=found.period.end)
        if not isinstance(without, Refusal):
            named[said("one share for the whole time")] = without.value
    else:
        more = again(matches, late_weeks=late + 13)
        if not isinstance(more, Refusal):
            named[counted("{weeks} week left out", "{weeks} weeks left out", weeks=late + 13)] = more.value
    return named


def _at_other_odds(part: AgeDeaths, odds: float) -> float:
    """Deaths of an age if the listed have ``odds`` times the odds to be registered that the others have.

    The listed are taken as they are; those registered but not listed are divided by the others' own share.
    """
    share = min(max(part.share, 1e-6), 1 - 1e-6)
    other = share / (1 - share) / odds
    other_share = other / (1 + other)
    unlisted = max(0.0, part.excess - part.listed * share)
    return part.listed + unlisted / other_share
