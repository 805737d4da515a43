"""The excess cut at a day: from the invasion up to it, with the choices that had to be made."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping

from absentia.estimate.ages import ranges
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
from absentia.estimate.excess import LEVEL, Excess, Result, compute
from absentia.estimate.excess_checks import CAVEATS, check_excess
from absentia.estimate.excess_report import UNIT, chart, deaths_from, method_text, refusals
from absentia.estimate.method import Answer, Context
from absentia.estimate.options.deaths import EXCESS_REFERENCE as REFERENCE
from absentia.estimate.options.deaths import UNTIL, UntilOptions
from absentia.estimate.variants import Variant
from absentia.figures import Catalogue
from absentia.model.estimate import Assumption, Estimate, Interval, Refusal
from absentia.model.period import Period
from absentia.model.texts import joined, said


def run(context: Context, options: UntilOptions) -> Answer:
    """The number, behind it the same with deaths from HIV treated the other way; or the reason why there is none."""
    variant = options.chosen
    asked = _number(context.catalogue, options, variant)
    other = None if isinstance(asked, Refusal) else _number(context.catalogue, options, variant.other_hiv)
    numbers = [one for one in (other, asked) if one is asked or isinstance(one, Estimate)]
    found = [one for one in numbers if one is not None]
    return Answer(found, chart(found))


def _number(catalogue: Catalogue, options: UntilOptions, variant: Variant) -> Estimate | Refusal:
    day, weeks = options.until, confirmed_weeks(catalogue)
    against = outside(weeks, day)
    if against is not None:
        return Refusal(UNTIL, against, inputs={TABLE: catalogue.resources[TABLE].sources[0].title})
    deaths = deaths_from(catalogue, options.deaths, options.hiv_deaths)
    years = tuple(year for year in (2022, 2023) if year <= day.year)
    computed = compute(deaths, variant, years, options.bands)
    if not isinstance(computed, Excess):
        return dataclasses.replace(refusals(computed, deaths)[0], name=UNTIL)
    return _apportioned(catalogue, computed, weeks, day)


def _apportioned(catalogue: Catalogue, excess: Excess, weeks: Weeks, day: dt.date) -> Estimate:
    weighed = {name: [by_year[year] for year in excess.years] for name, by_year in shares(weeks, day).items()}
    factor = list_factor(weeks, day)
    weighed.pop("list")
    if factor is not None:
        weighed["list"] = [1 + factor, *([0.0] * (len(excess.years) - 1))]
    results = {name: excess.weighted(weights) for name, weights in weighed.items()}
    central = results[CENTRAL]
    ends = [one.interval for one in results.values() if one.interval is not None]
    interval = None
    if ends:
        interval = Interval(min(one.low for one in ends), max(one.high for one in ends), LEVEL, "all weightings")
    inputs = {**excess.deaths.inputs, TABLE: catalogue.resources[TABLE].sources[0].title}
    return Estimate(
        name=UNTIL,
        value=central.value,
        interval=interval,
        unit=said(UNIT),
        method=joined([method_text(excess.variant), said(WEIGHTINGS[CENTRAL])]),
        period=Period(INVASION, day),
        standard_error=central.standard_error,
        inputs=inputs,
        assumptions=[*_weekly_checks(weeks, results), *check_excess(excess, catalogue)],
        sensitivity={said(WEIGHTINGS[name]): one.value for name, one in results.items() if name != CENTRAL},
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
        degrees_of_freedom=central.degrees_of_freedom,
    )


def _weekly_checks(weeks: Weeks, results: Mapping[str, Result]) -> list[Assumption]:
    values = [one.value for one in results.values()]
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
            # bars are read to 1 %
            abs(results["bars"].value - results[CENTRAL].value) <= 0.01 * abs(results[CENTRAL].value),
            said(
                "with bar heights alone it would be {value}; {named} named dead have a known date",
                value=round(results["bars"].value),
                named=round(named),
            ),
        ),
        Assumption(
            said("deaths are registered in the year they happened"),
            None,
            said("cannot be tested; a death of December registered in January falls behind the turn of the year"),
        ),
    ]
