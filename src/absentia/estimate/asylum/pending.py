"""Persons who wait for a decision at the end of a year or month, by country and together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from absentia.estimate.asylum.series import country_of, tabled
from absentia.estimate.method import Answer, Context, Table, drawn
from absentia.estimate.options.courts import PENDING, UNHCR_REFERENCE, PendingOptions
from absentia.estimate.options.deaths import parse_years
from absentia.figures.asylum.bundled import STOCK
from absentia.figures.asylum.cells import ALL, PERSONS, Cell, added, is_total, place_name
from absentia.model.checked import ChartData
from absentia.model.estimate import Estimate, Interval, Refusal
from absentia.model.period import Period
from absentia.model.texts import N_, Said, Words, said

UNIT = N_("persons waiting for a decision")
METHOD = N_("as published, with what rounding leaves possible")
CAVEATS = (
    said("A stock: persons who wait at the end of a period. It is never added over periods, nor to applications."),
    said("The newest year of UNHCR's tables may be a count of the middle of that year."),
    said("How many wait says as much of how fast a country decides as of how many came."),
)


def run(context: Context, options: PendingOptions) -> Answer:
    """Each country by period, and the countries that have a number in every period together."""
    cells, inputs = tabled(context, options.tables, STOCK)
    years = parse_years(options.years)
    waiting = [
        one for one in cells
        if (one.kind.measure, one.kind.counted, one.kind.sex, one.kind.age) == ("pending", PERSONS, ALL, ALL)
        and one.period.start.year in years
    ]  # fmt: skip
    place = country_of(options.country, waiting)
    periods = sorted({one.period for one in waiting}, key=lambda one: one.start)
    numbers: list[Estimate | Refusal] = list(_of_place(place, waiting, periods, inputs) if place else [])
    if place is None:
        numbers = [*_together(waiting, periods, inputs), *_each(waiting, inputs)]
    if not periods:
        numbers = [
            Refusal(PENDING, said("no number for {years}: not known, and not zero", years=options.years), (), inputs)
        ]
    found = [one for one in numbers if isinstance(one, Estimate)]
    return Answer(numbers, _chart(found), _table(found), listed=())


def _together(waiting: Sequence[Cell], periods: Sequence[Period], inputs: Mapping[str, Words]) -> Iterator[Estimate]:
    """The countries with a number in every period: the same in each, so that the sums can be compared."""
    by_place = {one.place: {other.period for other in waiting if other.place == one.place} for one in waiting}
    places = [place for place, has in sorted(by_place.items()) if not is_total(place) and has == set(periods)]
    for period in periods if places else ():
        summed = added([one for one in waiting if one.period == period and one.place in places])
        yield _estimate(summed, said("countries together: {n}", n=len(places)), inputs)


def _each(waiting: Sequence[Cell], inputs: Mapping[str, Words]) -> Iterator[Estimate]:
    for one in sorted(waiting, key=lambda one: (one.period.start, -one.high, one.place)):
        yield _estimate(one, place_name(one.place), inputs)


def _of_place(
    place: str, waiting: Sequence[Cell], periods: Sequence[Period], inputs: Mapping[str, Words]
) -> Iterator[Estimate | Refusal]:
    there = {one.period: one for one in waiting if one.place == place}
    for period in periods:
        if period in there:
            yield _estimate(there[period], place_name(place), inputs)
        else:
            why = said("no number: not known, and not zero")
            reason = Said("{place}, {period}: {why}", {"place": place_name(place), "period": period, "why": why})
            yield Refusal(PENDING, reason, (), inputs, place=place_name(place))


def _estimate(cell: Cell, name: Words, inputs: Mapping[str, Words]) -> Estimate:
    middle = (cell.low + cell.high) / 2
    return Estimate(
        name=PENDING,
        value=middle if cell.shown is None else float(cell.shown),
        interval=Interval(cell.low, cell.high, 1.0, "bounds"),
        unit=said(UNIT),
        method=said(METHOD),
        period=cell.period,
        inputs=inputs,
        caveats=CAVEATS,
        reference=UNHCR_REFERENCE,
        place=name,
    )


def _table(found: Sequence[Estimate]) -> Table | None:
    rows = [{"place": one.place, "period": one.period, "value": one.measured, "ends": one.ends} for one in found]
    headings: Mapping[str, Words] = {
        "place": said("country"), "period": said("at the end of"), "value": said("waiting"),
        "ends": said("by rounding"),
    }  # fmt: skip
    return Table(rows, headings, right=("ends",)) if rows else None


def _chart(found: Sequence[Estimate]) -> ChartData | None:
    """The first place by period; a period without a number is a gap."""
    first = found[0].place if found else None
    rows = [
        {"date": one.period.name if isinstance(one.period, Period) else "", "value": one.value,
         "label": said("waiting"), "qualifier": None}
        for one in found if one.place == first
    ]  # fmt: skip
    title = said("Russian citizens waiting for a decision on asylum, {place}", place=first or "")
    return drawn(rows, title, said("Persons waiting at the end of each period."), said(UNIT), "series")
