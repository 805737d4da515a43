"""What else ``excess-male-deaths`` answers: by region, up to a day, and from external causes."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from scipy import stats

from absentia.errors import UsageProblem
from absentia.estimate.ages import WAR_AGES, parse_ages, ranges
from absentia.estimate.apportion import (
    CENTRAL,
    INVASION,
    TABLE,
    WEIGHTINGS,
    Weeks,
    confirmed_weeks,
    list_factor,
    outside,
    shares,
)
from absentia.estimate.excess import LEVEL, NAME, REFERENCE, Excess, compute
from absentia.estimate.excess_checks import CAVEATS, EXTERNAL, check_excess
from absentia.estimate.excess_report import (
    UNIT,
    deaths_from,
    method_text,
    parse_variant,
    parse_years,
    refusals,
)
from absentia.estimate.external import BEFORE, external_deaths, residual
from absentia.estimate.grid import parse_day
from absentia.estimate.regions.report import REGION, Regions, chosen_variant, run_regions
from absentia.figures import Catalogue
from absentia.model.estimate import Assumption, Estimate, Interval, Refusal
from absentia.model.period import Period
from absentia.model.texts import N_, Said, joined, said

UNTIL = f"{NAME}:until"
EXTERNAL_NAME = f"{NAME}:external-causes"
EXTERNAL_METHOD = N_("ratio of men's to women's deaths from external causes, all ages, linear trend over {years}")
_BEND = 0.05


def _no(options: Mapping[str, str], *names: str) -> None:
    for name in names:
        if options.get(name):
            raise UsageProblem(
                said("--{option} cannot be combined with this", option=name.replace("_", "-")),
                next_step=said("leave it out; this answer rests on bundled tables"),
            )


def by_region(catalogue: Catalogue, options: Mapping[str, str]) -> list[Estimate | Refusal]:
    """Every region (``regions``), or one (``region``)."""
    found = regions(catalogue, options)
    return [found] if isinstance(found, Refusal) else found[1]


def regions(catalogue: Catalogue, options: Mapping[str, str]) -> tuple[Regions, list[Estimate | Refusal]] | Refusal:
    """The regions as rows for a table, and as estimates.

    Raises:
        UsageProblem: an unknown region, ages outside the table, the user's own tables.
    """
    _no(options, "deaths", "hiv_deaths")
    variant = chosen_variant(parse_variant(options.get("variant")), given=bool(options.get("variant")))
    if isinstance(variant, Refusal):
        return variant
    bands = parse_ages(options["ages"]) if options.get("ages") else WAR_AGES
    years = parse_years(options.get("years") or "2022")
    national = compute(deaths_from(catalogue, options), variant, years, bands)
    if not isinstance(national, Excess):
        return Refusal(REGION, joined(national))
    return run_regions(catalogue, national, ranges(bands), options.get("region"))


def up_to(catalogue: Catalogue, options: Mapping[str, str]) -> list[Estimate | Refusal]:
    """The excess from the invasion up to a day (``until``), with the choices that had to be made."""
    _no(options, "years")
    day = parse_day(options["until"], "--until")
    weeks = confirmed_weeks(catalogue)
    against = outside(weeks, day)
    if against is not None:
        return [Refusal(UNTIL, against, inputs={TABLE: catalogue.resources[TABLE].sources[0].title})]
    deaths = deaths_from(catalogue, options)
    variant = parse_variant(options.get("variant"))
    bands = parse_ages(options["ages"]) if options.get("ages") else WAR_AGES
    years = tuple(year for year in (2022, 2023) if year <= day.year)
    computed = compute(deaths, variant, years, bands)
    if not isinstance(computed, Excess):
        return [dataclasses.replace(one, name=UNTIL) for one in refusals(computed, deaths) if isinstance(one, Refusal)]
    return [_apportioned(catalogue, computed, weeks, day)]


def _apportioned(catalogue: Catalogue, excess: Excess, weeks: Weeks, day: dt.date) -> Estimate:
    weighed = {name: [by_year[year] for year in excess.years] for name, by_year in shares(weeks, day).items()}
    factor = list_factor(weeks, day)
    weighed.pop("list")
    if factor is not None:
        weighed["list"] = [1 + factor, *([0.0] * (len(excess.years) - 1))]
    results = {name: _weighted(excess, np.array(weights)) for name, weights in weighed.items()}
    value, error, interval = results[CENTRAL]
    ends = [one[2] for one in results.values()]
    if interval is not None:
        interval = Interval(
            min(one.low for one in ends if one), max(one.high for one in ends if one), LEVEL, "all weightings"
        )
    inputs = {**excess.deaths.inputs, TABLE: catalogue.resources[TABLE].sources[0].title}
    return Estimate(
        name=UNTIL,
        value=value,
        interval=interval,
        unit=said(UNIT),
        method=joined([method_text(excess.variant), said(WEIGHTINGS[CENTRAL])]),
        period=Period(INVASION, day),
        standard_error=error,
        inputs=inputs,
        assumptions=[*_weekly_checks(weeks, results), *check_excess(excess, catalogue)],
        sensitivity={said(WEIGHTINGS[name]): one[0] for name, one in results.items() if name != CENTRAL},
        caveats=[
            said(
                "The tables give calendar years; this cuts them at a day by an assumption. The interval spans every "
                "way of cutting, each with the error of its excess; ± is the error of the excess alone."
            ),
            *(caveat for caveat in CAVEATS),
        ],
        reference=REFERENCE,
        ages=ranges(excess.band_names),
        variant=excess.variant.name,
        degrees_of_freedom=excess.total().degrees_of_freedom,
    )


def _weighted(
    excess: Excess, weights: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> tuple[float, float | None, Interval | None]:
    """A weighted sum over years with the error that the shared lines give it."""
    value = float(sum(band.values @ weights for band in excess.bands))
    blocks = [band.covariance for band in excess.bands if band.covariance is not None]
    degrees = excess.variant.window - 2
    if len(blocks) != len(excess.bands):
        return value, None, None
    error = float(np.sqrt(sum(weights @ block @ weights for block in blocks)))
    half = float(stats.t.ppf(0.5 + LEVEL / 2, degrees)) * error
    return value, error, Interval(value - half, value + half, LEVEL, "prediction")


def _weekly_checks(
    weeks: Weeks, results: Mapping[str, tuple[float, float | None, Interval | None]]
) -> list[Assumption]:
    values = [one[0] for one in results.values()]
    named = sum(weeks.read.values())
    return [
        Assumption(
            said("the dead of every week are equally likely to be named"),
            None,
            said(
                "cannot be tested; other ways of cutting the year give {low} to {high}",
                low=round(min(values)),
                high=round(max(values)),
            ),
        ),
        Assumption(
            said("the weeks are read correctly off the chart"),
            abs(results["bars"][0] - results[CENTRAL][0]) <= 0.01 * abs(results[CENTRAL][0]),  # bars are read to 1 %
            said(
                "with bar heights alone it would be {value}; {named} named dead have a known date",
                value=round(results["bars"][0]),
                named=round(named),
            ),
        ),
        Assumption(
            said("deaths are registered in the year they happened"),
            None,
            said("cannot be tested; a death of December registered in January falls behind the turn of the year"),
        ),
    ]


def external(catalogue: Catalogue, options: Mapping[str, str]) -> list[Estimate | Refusal]:
    """The residual of external causes for each year asked for and their sum."""
    _no(options, "deaths", "hiv_deaths", "ages", "variant")
    years = parse_years(options.get("years"))
    deaths = external_deaths(catalogue)
    inputs = {EXTERNAL: catalogue.resources[EXTERNAL].sources[0].title}
    last = max(year for year, _sex in deaths)
    bad = [year for year in years if not BEFORE < year <= last]
    if bad:
        return [
            Refusal(
                EXTERNAL_NAME,
                said(
                    "external causes can be compared for {first} to {last}; {year} is not among them",
                    first=str(BEFORE + 1),
                    last=str(last),
                    year=str(bad[0]),
                ),
                inputs=inputs,
            )
        ]
    return [_residual(deaths, stretch, inputs) for stretch in _stretches(years)]


def _stretches(years: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    yield from ((year,) for year in years)
    if len(years) > 1:
        yield years


def _residual(deaths: Mapping[tuple[int, str], float], years: Sequence[int], inputs: Mapping[str, str]) -> Estimate:
    found = residual(deaths, years)
    women = [deaths[year, "f"] for year in years]
    return Estimate(
        name=EXTERNAL_NAME,
        value=found.value,
        interval=found.interval,
        unit=said("deaths of men from external causes"),
        method=said(EXTERNAL_METHOD, years="2015–2019"),
        period=Period.years(years[0], years[-1]),
        standard_error=found.standard_error,
        inputs=inputs,
        assumptions=[
            Assumption(
                said("the ratio of men's to women's deaths from external causes moved along its trend"),
                found.curvature is None or found.curvature >= _BEND,
                said(
                    "quadratic term, p {p}; in 2020 and 2021 the same line missed by {first} and {second} deaths",
                    p=found.curvature or 1.0,
                    first=round(found.placebo[0]),
                    second=round(found.placebo[1]),
                ),
            ),
            Assumption(
                said("women's deaths from external causes did not rise"),
                max(women) <= deaths[BEFORE, "f"],
                said(
                    "{then} against {before} in 2021, all ages",
                    then=joined([Said("{n}", {"n": value}) for value in women], ", "),
                    before=deaths[BEFORE, "f"],
                ),
            ),
            Assumption(
                said("the dead of the war are registered as external deaths"),
                None,
                said("cannot be tested; Rosstat stopped publishing the detailed causes"),
            ),
        ],
        sensitivity={
            said("men's deaths of 2021 moved as women's moved"): found.by_women,
            said("both sexes, less those of 2021"): found.difference,
        },
        caveats=[
            said(
                "It bounds only what was registered as external, at all ages together: a war death registered under "
                "another cause, elsewhere or not at all is missing, and a change in civilian violence, drink or roads "
                "that touches one sex more is in it."
            ),
            *(caveat for caveat in CAVEATS[:1]),
        ],
        reference=f"{REFERENCE}; iStories, 2023-07-06 (death_estimates-021); To Be Precise, 2023-06-24 "
        "(death_estimates-022)",
        degrees_of_freedom=found.degrees_of_freedom,
    )
