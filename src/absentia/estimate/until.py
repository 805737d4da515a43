"""The excess cut at a day: from the invasion up to it, by the weeks in which the named dead died.

Registered deaths come by calendar year; published estimates end on a day. The dead confirmed by name with a known date
(by week, as read off a chart of November 2023) say how a year's deaths spread over its weeks, if the list finds the
dead of all weeks equally well. Where a printed label gives a week's number it is used, else the height of its bar; a
week is never counted twice. The chart ends on 1 November 2023 and its last weeks were not yet complete, so how much of
2023 lies behind it must be assumed: the choices stand side by side, and the interval spans them all.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from absentia.estimate.excess import LEVEL, Excess, Result, compute
from absentia.estimate.excess_checks import CAVEATS, check_excess
from absentia.estimate.excess_report import chart, deaths_from, method_text, of_excess, refusals
from absentia.estimate.method import Answer, Context
from absentia.estimate.options.deaths import UNTIL, UntilOptions
from absentia.estimate.variants import Variant
from absentia.figures import Catalogue
from absentia.model.estimate import Assumption, Estimate, Interval, Refusal
from absentia.model.period import Period
from absentia.model.texts import N_, Said, joined, said

TABLE = "confirmed_deaths_weekly"
INVASION = dt.date(2022, 2, 24)
CENTRAL = "filled"
"""The weighting whose number is shown; the others are its sensitivity."""
WEIGHTINGS: Mapping[str, str] = {
    "filled": N_("by week of death; weeks behind the chart's end as the year's other weeks on average"),
    "covered": N_("by week of death; nobody dies behind the chart's end (too many fall before the day)"),
    "days": N_("evenly over the days of the year"),
    "list": N_("the named list finds the same share of the dead in both years"),
    "bars": N_("as the first, with bar heights only"),
}


@dataclass(frozen=True, slots=True)
class Weeks:
    """Confirmed deaths by day (a week's evenly over its days), from labels where printed, and from bars alone."""

    read: Mapping[dt.date, float]
    bars: Mapping[dt.date, float]

    @property
    def first(self) -> dt.date:
        """The first day covered."""
        return min(self.read)

    @property
    def last(self) -> dt.date:
        """The last day covered."""
        return max(self.read)


def confirmed_weeks(catalogue: Catalogue) -> Weeks:
    """The bundled weekly series."""
    read: dict[tuple[str, str], float] = {}
    bars: dict[tuple[str, str], float] = {}
    for row in catalogue.rows(TABLE):
        week, value = (str(row["period_start"]), str(row["period_end"])), float(str(row["value"]))
        if row["qualifier"] == "exact":
            read[week] = value
        else:
            bars[week] = value
            read.setdefault(week, value)
    return Weeks(_by_day(read), _by_day(bars))


def _by_day(weeks: Mapping[tuple[str, str], float]) -> dict[dt.date, float]:
    found: dict[dt.date, float] = {}
    for (start, end), value in weeks.items():
        first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
        length = (last - first).days + 1
        found |= {first + dt.timedelta(days=n): value / length for n in range(length)}
    return found


def outside(weeks: Weeks, day: dt.date) -> Said | None:
    """Why nothing can be apportioned to this day, if so."""
    if weeks.first <= day <= weeks.last:
        return None
    return said(
        "the weeks of death known by name run from {first} to {last}; {day} is not among them",
        first=str(weeks.first), last=str(weeks.last), day=str(day),
    )  # fmt: skip


def shares(weeks: Weeks, day: dt.date) -> dict[str, dict[int, float]]:
    """By weighting: the share of each year's excess that falls on or before the day."""
    found: dict[str, dict[int, float]] = {}
    for name in WEIGHTINGS:
        days = weeks.bars if name == "bars" else weeks.read
        found[name] = {year: _share(days, weeks, year, day, name) for year in (2022, 2023) if year <= day.year}
    return found


def _between(days: Mapping[dt.date, float], first: dt.date, last: dt.date) -> float:
    return sum(value for one, value in days.items() if first <= one <= last)


def _share(days: Mapping[dt.date, float], weeks: Weeks, year: int, day: dt.date, name: str) -> float:
    start, end = max(dt.date(year, 1, 1), INVASION), dt.date(year, 12, 31)
    if day >= end:
        return 1.0
    if name == "days":
        return ((day - start).days + 1) / ((end - start).days + 1)
    before, covered = _between(days, start, day), _between(days, start, min(end, weeks.last))
    known = (min(end, weeks.last) - start).days + 1
    if name == "covered":
        return before / covered
    return before / (covered * ((end - start).days + 1) / known)


def list_factor(weeks: Weeks, day: dt.date) -> float | None:
    """Named dead of 2023 up to the day as a multiple of those of 2022; ``None`` for a day in 2022."""
    if day.year < 2023:  # the second year of the war
        return None
    before = _between(weeks.read, INVASION, dt.date(2022, 12, 31))
    return _between(weeks.read, dt.date(2023, 1, 1), day) / before


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
    return of_excess(
        excess,
        UNTIL,
        central.value,
        excess.band_names,
        interval=interval,
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
            *CAVEATS,
        ],
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
