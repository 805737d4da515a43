"""What a table of counts by period shows before anything is computed from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from absentia.estimate.change_point.method import estimates as change_of
from absentia.estimate.change_point.series import counted_by
from absentia.estimate.method import Answer, Context, Table, drawn, of_observatory, path_of
from absentia.estimate.options.series import BUNDLED, MEASURES, REQUESTS, ChangePointOptions, RequestsOptions
from absentia.estimate.requests.comparing import NAME as RATIO
from absentia.estimate.requests.comparing import ratio
from absentia.estimate.requests.lead import Lead, lag_of, lead
from absentia.estimate.requests.reading import (
    FEWEST_SHOWN,
    ROUNDED,
    WITHHELD_AS,
    Counts,
    published,
    published_cases,
    read_cases,
    read_counts,
)
from absentia.model.checked import ChartData
from absentia.model.estimate import Assumption, Estimate, Refusal, failed
from absentia.model.numbers import Quantity
from absentia.model.period import Grain, Period
from absentia.model.texts import Measured, Words, counted, first_few, said, said_of

NEVER_FALLS, WHOLE = 10, 6
"""Periods in a row without a fall that are taken for a running total, and those of a table that never falls at all.

Of tables that grow fourfold in two years from 20 a month, 4 in 1,000 have ten such months in a row by chance.
"""
BUSY = 10
"""Beside so many, a period of none was not counted: of ten that are expected none comes once in 22,000 times."""


def check_counts(counts: Counts) -> tuple[Assumption, ...]:
    """Numbers of each period, not totals so far; and no zero where nobody counted.

    What holds tells nothing of the counts, which may be an organisation's own.
    """
    return _by_period(counts), _looked_at(counts)


def _by_period(counts: Counts) -> Assumption:
    longest = run = 1
    for (_one, before), (_other, after) in pairwise(counts.known):
        run = run + 1 if after >= before else 1
        longest = max(longest, run)
    total = longest >= (WHOLE if longest == len(counts.known) else NEVER_FALLS)
    return Assumption(
        said("{unit}: each number is of its own period, and no total so far", unit=counts.unit),
        not total,
        counted("{n} period in a row without a fall", "{n} periods in a row without a fall", n=longest)
        if total
        else said("they fall as often as numbers of periods do"),
    )


def _looked_at(counts: Counts) -> Assumption:
    known = counts.known
    suspect = []
    for at, (period, count) in enumerate(known):
        before = next((other for _one, other in reversed(known[:at]) if other), None)
        after = next((other for _one, other in known[at + 1 :] if other), None)
        beside = [one for one in (before, after) if one is not None]
        if count == 0 and beside and min(beside) >= BUSY:
            suspect.append(period.name)
    found = said("none beside {limit} and more", limit=BUSY)
    if suspect:
        found = said(
            "none in {periods}, beside {limit} and more: leave the cell empty where nobody counted",
            periods=first_few(suspect),
            limit=BUSY,
        )
    return Assumption(said("{unit}: no zero is written where nobody counted", unit=counts.unit), not suspect, found)


CHANGE = f"{REQUESTS}:change-point"
PUBLISHED_PERIODS = Period.parse("2023-06..2023-08"), Period.parse("2023-09..2023-11")
"""Two quarters of requests that were published whole, with months."""
Numbers = list[Estimate | Refusal]


def run(context: Context, options: RequestsOptions) -> Answer:
    """The ratio, the change and the lead, in this order, each as a number or a refusal."""
    bundled = options.file is None or str(options.file) == BUNDLED
    checks: tuple[Assumption, ...] = ()
    if bundled:
        measure = options.of or MEASURES[0]
        counts = published(context.catalogue, measure)
    else:
        assert options.file is not None
        given, measure = read_counts(path_of(options.file), options.of)
        counts, checks = given.shown(), check_counts(given)
        if reason := failed(checks):
            why = said("the counts cannot be used: {reason}", reason=reason)
            return Answer([Refusal(REQUESTS, why, checks, {given.source: given.about})], notes=[_about(given)])
    found, of_cases = _cases(context, options)
    ahead = lead(counts, found, options.seed, of_cases)
    numbers = [
        *_with([_ratio(counts, options, measure, bundled=bundled)], checks),
        *_with(_change(counts, options), checks),
        *_with([ahead.answer], checks),
    ]
    return Answer(
        numbers,
        _chart(counts),
        _table(ahead),
        notes=[
            _about(counts),
            *_by_lag(ahead),
            *_own(counts),
            *(_bears() if bundled and measure == MEASURES[0] else ()),
        ],
        listed=[one for one in numbers if isinstance(one, Estimate)],
        more_charts=_lags(ahead),
        more={
            "measure": measure,
            "counts": _rows(counts),
            "lags": [dict(zip(("lag", "correlation"), one, strict=True)) for one in ahead.by_lag],
        },
    )


def _cases(context: Context, options: RequestsOptions) -> tuple[Counts, Sequence[Assumption]]:
    """The cases that requests are set against, and what their table showed."""
    if options.cases is not None:
        cases = read_cases(path_of(options.cases))
        return cases, check_counts(cases)
    if options.measure is None:
        return published_cases(context.catalogue), ()
    observatory = context.needed()
    counts, unit, synthetic = counted_by(observatory, options.measure, by=Grain.MONTH, provision=options.provision)
    source = str(Path(observatory.path).name)
    months, numbers = tuple(counts), tuple(counts.values())
    about = of_observatory(synthetic=synthetic)
    return Counts(months, numbers, unit, source, about, synthetic=synthetic), ()


def _with(numbers: Sequence[Estimate | Refusal], checks: Sequence[Assumption]) -> Numbers:
    """Each with what the table showed before its own assumptions."""
    return [replace(one, assumptions=(*checks, *one.assumptions)) for one in numbers]


def _ratio(counts: Counts, options: RequestsOptions, measure: str, *, bundled: bool) -> Estimate | Refusal:
    asked = options.compared()
    if asked is None and bundled and measure == MEASURES[0]:
        asked = PUBLISHED_PERIODS
    if asked is None:
        why = said("no two periods were named to compare; give --earlier and --later")
        return Refusal(RATIO, why, inputs={counts.source: counts.about})
    return ratio(counts, *asked, options.level)


def _change(counts: Counts, options: RequestsOptions) -> Numbers:
    """The one change of the rate, by the method that dates it for any series."""
    inputs = {counts.source: counts.about}
    if not counts.periods:
        return [Refusal(CHANGE, said("nothing was published of it by month"), inputs=inputs)]
    found = change_of(counts.dated(), ChangePointOptions(level=options.level, seed=options.seed))
    return [replace(one, name=CHANGE, inputs=inputs) for one in found]


def _about(counts: Counts) -> Words:
    return said("Counted: {unit} ({about}). {measures}", unit=counts.unit, about=counts.about, measures=said(
        "Requests, people counselled, people helped and people abroad are four measures, and none replaces another."
    ))  # fmt: skip


def _own(counts: Counts) -> list[Words]:
    """How an organisation's own numbers were made coarser before anything was computed."""
    if not counts.own:
        return []
    return [
        said(
            "Privacy: counts under {few} are withheld and enter as {instead}, all others are rounded to {step}; every "
            "number here is computed from these, and nothing else of the table is shown.",
            few=FEWEST_SHOWN,
            instead=WITHHELD_AS,
            step=ROUNDED,
        )
    ]


def _bears() -> list[Words]:
    """What the published figures can bear."""
    return [
        said(
            "What these figures can bear: two quarters of one organisation, compared. Six single months of thirteen "
            "were published, some because they were the highest or the lowest; so neither the date of a change nor a "
            "lead over cases can be computed, and that says nothing of whether there was one."
        )
    ]


def _table(found: Lead) -> Table | None:
    """Every lag that was looked at, whatever the verdict."""
    rows = [
        {"lag": lag_of(lag), "correlation": Measured(round(value, 2), Quantity.RATIO)} for lag, value in found.by_lag
    ]
    headings: dict[str, Words] = {"lag": said("lag"), "correlation": said("correlation")}
    return Table(rows, headings) if rows else None


def _by_lag(found: Lead) -> list[Words]:
    if not found.by_lag:
        return []
    return [
        counted(
            "By lag: correlations of {n} month, freed of trend, season and memory; where requests are ahead, chance "
            "keeps the largest below {limit:.2f} in 95 of 100 cases.",
            "By lag: correlations of {n} months, freed of trend, season and memory; where requests are ahead, chance "
            "keeps the largest below {limit:.2f} in 95 of 100 cases.",
            n=found.months,
            limit=found.limit,
        )
    ]


def _rows(counts: Counts) -> list[dict[str, Any]]:
    """The counts as they may be seen; a withheld one has no number."""
    return [
        {"period": period.name, "count": None if period in counts.withheld else count,
         "state": "withheld" if period in counts.withheld else "not counted" if count is None else "counted"}
        for period, count in zip(counts.periods, counts.counts, strict=True)
    ]  # fmt: skip


def _chart(counts: Counts) -> ChartData | None:
    rows = [
        {
            "date": period.start.isoformat()[:7],
            "value": float(count),
            "label": said_of(counts.unit),
            "qualifier": "approx" if counts.own else counts.qualifiers.get(period),
        }
        for period, count in counts.by_month.items()
        if period not in counts.withheld
    ]
    return drawn(
        rows,
        said("Counted by the organisation, by month"),
        said(
            "{unit}, by month where there is a number. A month without one was not counted or is withheld; it is "
            "not zero.",
            unit=counts.unit,
        ),
        said("{unit} per month", unit=counts.unit),
        "series",
    )


def _lags(found: Lead) -> dict[str, ChartData]:
    """The chart of the lags, where there were months enough to look."""
    rows = [
        {"lag": lag, "correlation": value, "limit": found.limit if lag > 0 else None} for lag, value in found.by_lag
    ]
    chart = drawn(
        rows,
        said("Requests and cases, by lag"),
        said(
            "Correlation of requests with cases so many months later, {farthest}; right of zero requests are ahead. "
            "The line is what chance keeps the largest of these below in 95 of 100 cases: {limit:.2f}.",
            farthest=said("all lags to {n} either way", n=found.by_lag[-1][0] if found.by_lag else 0),
            limit=found.limit,
        ),
        said("correlation, freed of trend, season and memory"),
        "lags",
    )
    return {} if chart is None else {"lags": chart}
