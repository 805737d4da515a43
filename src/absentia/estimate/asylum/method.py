"""Excess men among first-time applicants as estimates: all countries together, and each that allows a number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from absentia.errors import UsageProblem
from absentia.estimate.asylum.checks import CAVEATS, checks, panel_note, sensitivity
from absentia.estimate.asylum.excess import ExcessMen, YearOfMen, excess_men, ratio_ends
from absentia.estimate.asylum.series import Key, by_key, cannot, country_of, own_table, reporting, series_of
from absentia.estimate.method import Answer, Context, Table, bar, drawn
from absentia.estimate.options.courts import ASYLUM, ASYLUM_REFERENCE, FEWEST_YEARS, AsylumOptions
from absentia.estimate.options.deaths import parse_years
from absentia.figures.asylum.bundled import BY_SEX, first_time_applicants
from absentia.figures.asylum.cells import EU27, Cell, place_name
from absentia.model.checked import ChartData
from absentia.model.estimate import Estimate, Interval, Refusal
from absentia.model.numbers import Quantity
from absentia.model.period import Period
from absentia.model.texts import N_, Measured, Said, Words, said

UNIT = N_("men among first-time applicants")
METHOD = N_(
    "men per woman among first-time applicants, line through {first}–{last} carried on, times the women of the year"
)


def run(context: Context, options: AsylumOptions) -> Answer:
    """Eurostat's total, the countries that allow a number together, and each of them where asked."""
    cells, inputs = _cells(context, options)
    baseline, years = options.line_years, parse_years(options.years)
    _check_years(cells, (*baseline, *years))
    places, refused = _allowed(cells, (*baseline, *years))
    asked = _asked(cells, options, places)
    numbers: list[Estimate | Refusal] = []
    shown: list[tuple[Words, ExcessMen]] = []
    for name, of in asked:
        why = refused.get(of[0]) if len(of) == 1 else None
        found = None if why else excess_men(series_of(cells, of, (*baseline, *years)), baseline, years)
        why = why or (None if found is None else _stepped(found))
        if found is None or why is not None:
            numbers.append(Refusal(ASYLUM, Said("{place}: {why}", {"place": name, "why": why}), (), inputs, place=name))
            continue
        shown.append((name, found))
        numbers += _estimates(cells, name, found, inputs)
    rows = [
        row for n, (name, found) in enumerate(shown) for row in _rows(name, found, briefly=options.countries and n > 1)
    ]
    return Answer(
        numbers,
        _ratios(shown[:1]),
        Table(rows, _HEADINGS, right=("ends", "ratio_ends")) if rows else None,
        listed=(),
        explained=[_first_last([one for one in numbers if isinstance(one, Estimate)])],
        notes=[panel_note(places, refused)] if options.country is None else (),
        more_charts=_bars(numbers),
    )


def _first_last(found: Sequence[Estimate]) -> list[Estimate]:
    """The numbers with those of the first place behind the others: what it assumes is told, as of the last."""
    return sorted(found, key=lambda one: one.place == found[0].place)


def _cells(context: Context, options: AsylumOptions) -> tuple[Mapping[Key, Cell], Mapping[str, Words]]:
    if options.tables is None:
        title = context.catalogue.resources[BY_SEX].sources[0].title
        return by_key(first_time_applicants(context.catalogue)), {BY_SEX: title}
    cells, inputs = own_table(options.tables)
    return by_key(cells), inputs


def _check_years(cells: Mapping[Key, Cell], years: Sequence[int]) -> None:
    known = sorted({year for _place, year, _sex in cells})
    absent = [year for year in years if year not in known]
    if absent:
        raise UsageProblem(
            said("the table has no number for {years}", years=", ".join(map(str, absent))),
            next_step=said("it has: {known}", known=", ".join(map(str, known)))
            if known
            else said("first-time applicants by sex and year are wanted: Eurostat's migr_asyappctza"),
        )


def _allowed(cells: Mapping[Key, Cell], years: Sequence[int]) -> tuple[tuple[str, ...], Mapping[str, Said]]:
    """The countries whose numbers allow a ratio in every year, and of all others why not."""
    whole = set(reporting(cells, years))
    every = {place for place, _year, _sex in cells}
    reasons = {place: why for place in sorted(every) if (why := cannot(cells, place, years)) is not None}
    return tuple(sorted(whole - set(reasons))), reasons


def _asked(
    cells: Mapping[Key, Cell], options: AsylumOptions, allowed: Sequence[str]
) -> Iterator[tuple[Words, tuple[str, ...]]]:
    every = frozenset(place for place, _year, _sex in cells)
    if options.country is not None:
        place = country_of(options.country, cells.values())
        assert place is not None  # one was named
        yield place_name(place), (place,)
        return
    if EU27 in every:
        yield place_name(EU27), (EU27,)
    if allowed:
        yield said("countries together: {n}", n=len(allowed)), tuple(allowed)
    if options.countries:
        for place in sorted(every - {EU27}):
            yield place_name(place), (place,)


def _stepped(found: ExcessMen) -> Said | None:
    """A step within the baseline of a country: somebody changed who is registered, and the level is unknown."""
    if found.jump is None:
        return None
    why = said(
        "the ratio of men to women left its line by a step in {year}, within the baseline: a change of rules or of who "
        "came",
        year=str(found.jump),
    )
    later = [year for year in found.baseline if year >= found.jump]
    if len(later) < FEWEST_YEARS:
        return why
    years = f"{later[0]}-{later[-1]}"
    return said("{why}; a line through later years can be asked for: --baseline {years}", why=why, years=years)


def _estimates(
    cells: Mapping[Key, Cell], name: Words, found: ExcessMen, inputs: Mapping[str, Words]
) -> Iterator[Estimate]:
    checked = checks(cells, found)
    for one in found.years:
        yield Estimate(
            name=ASYLUM,
            value=one.value,
            interval=one.interval,
            unit=said(UNIT),
            method=said(METHOD, first=str(found.baseline[0]), last=str(found.baseline[-1])),
            period=Period.years(one.year),
            standard_error=one.standard_error,
            inputs=inputs,
            assumptions=checked,
            sensitivity=sensitivity(cells, found, one),
            caveats=CAVEATS,
            reference=ASYLUM_REFERENCE,
            place=name,
            degrees_of_freedom=one.calibration.degrees_of_freedom,
            detail=(_detail(one),),
        )


def _detail(one: YearOfMen) -> dict[str, Any]:
    return {
        "men": one.men, "women": one.women, "expected_men": one.expected, "by_line": one.by_line,
        "rounding_low": one.rounding[0], "rounding_high": one.rounding[1], "factor": one.calibration.factor,
    }  # fmt: skip


_HEADINGS: Mapping[str, Words] = {
    "place": said("country"), "year": said("year"), "men": said("men"), "women": said("women"),
    "ratio": said("men per woman"), "ratio_ends": said("by rounding"), "expected": said("men expected"),
    "placebo": said("left in a placebo year"), "excess": said("excess men"), "ends": said("95 % prediction interval"),
}  # fmt: skip


def _rows(name: Words, found: ExcessMen, *, briefly: bool) -> Iterator[dict[str, Any]]:
    """A row for each year; those of the baseline have no excess, only what the line through the others leaves.

    Briefly: the years asked for alone.
    """
    low, high = ratio_ends(found.series)
    asked = {one.year: one for one in found.years}
    for n, year in enumerate(found.series.years):
        men, women = float(found.series.men.shown[n]), float(found.series.women.shown[n])
        one = asked.get(year)
        if briefly and one is None:
            continue
        yield {
            "place": name,
            "year": str(year),
            "men": Measured(men, Quantity.COUNT),
            "women": Measured(women, Quantity.COUNT),
            "ratio": Said("{r:.3f}", {"r": men / women}),
            "ratio_ends": Said("{low:.3f} … {high:.3f}", {"low": float(low[n]), "high": float(high[n])}),
            "expected": None if one is None else Measured(round(one.expected), Quantity.COUNT),
            "placebo": None if one else Measured(round(found.left[n]), Quantity.COUNT),
            "excess": None if one is None else Measured(round(one.value), Quantity.COUNT),
            "ends": None if one is None else _rounded(one.interval),
        }


def _rounded(interval: Interval) -> Said:
    return Said("{low} … {high}", {"low": round(interval.low), "high": round(interval.high)})


def _ratios(shown: Sequence[tuple[Words, ExcessMen]]) -> ChartData | None:
    """Men per woman of the first place by year, and what the line gives for the years asked for."""
    rows = [
        {"date": str(year), "value": round(float(ratio), 4), "label": said(label), "qualifier": qualifier}
        for _name, found in shown
        for label, qualifier, ratios in (
            (
                N_("as registered"),
                None,
                zip(found.series.years, found.series.men.shown / found.series.women.shown, strict=True),
            ),
            (N_("by the line"), "derived", ((one.year, one.expected / one.women) for one in found.years)),
        )
        for year, ratio in ratios
    ]
    name = shown[0][0] if shown else ""
    return drawn(
        rows,
        said("Men per woman among first-time applicants of Russian citizenship, {place}", place=name),
        said("The ratio of each year as registered, and as the line of the baseline carries it on."),
        said("men per woman"),
        "series",
    )


def _bars(numbers: Sequence[Estimate | Refusal]) -> dict[str, ChartData]:
    found = [one for one in numbers if isinstance(one, Estimate)]
    chart = drawn(
        [
            bar(Said("{place}, {period}", {"place": one.place, "period": one.period}), one.value, one.interval)
            for one in found
        ],
        said("Men among first-time applicants above the ratio before the war"),
        said("Each number with its 95 % prediction interval, by place and year."),
        said(UNIT),
    )
    return {} if chart is None else {"excess": chart}
