"""The panels: who counts what, in which unit, what it covers; and the numbers there are, none where nobody counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from absentia.estimate.change_point.series import counted_by
from absentia.estimate.delay import method as delay
from absentia.estimate.method import Answer, Context, Table, drawn, marked, of_observatory
from absentia.estimate.options.series import SIGNALS, DelayOptions, SignalsOptions
from absentia.estimate.requests.reading import published
from absentia.figures import Catalogue, Figure
from absentia.model.checked import ChartData
from absentia.model.estimate import Estimate, Interval, Refusal
from absentia.model.numbers import Quantity
from absentia.model.period import Grain, Period
from absentia.model.texts import Measured, Said, Words, joined, said, said_of
from absentia.observatory import Observatory

COURTS, REQUESTS, LISTS = f"{SIGNALS}:courts", f"{SIGNALS}:requests", f"{SIGNALS}:leaked-lists"
ASYLUM, SEEN, NOWCAST = f"{SIGNALS}:asylum", f"{SIGNALS}:seen", f"{SIGNALS}:nowcast"
FIRST_YEAR, LAST_YEAR = 2021, 2024
"""Years shown; of asylum the last is the last that is whole."""
FILINGS = (
    "court_cases-003",
    "court_cases-004",
    "court_cases-001",
    "court_cases-006",
    "court_cases-038",
    "court_cases-049",
)
"""Cases under Article 337 received by courts, by one counter: two years, a half-year and its year, two months."""
LISTED = "hidden_desertion-001"
NEW_APPLICATIONS: Mapping[str, str] = {"procedure_type": "G", "app_type": "N", "dec_level": "FI", "app_pc": "P"}
"""First applications, to governments, counted in persons: no other kind may be added to them."""
MEASURE = "filings_received"


@dataclass(frozen=True, slots=True)
class Mark:
    """One number of a panel, over its period or, of a total, on its last day."""

    period: Period
    value: float
    interval: Interval | None = None
    qualifier: str = "exact"
    figure: str = ""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One source in its own unit."""

    name: str
    title: Words
    unit: Words
    covers: Words
    source: Words
    marks: Sequence[Mark]
    total: bool = False
    """The numbers are totals so far, each on its day."""
    synthetic: bool = False


def courts(figures: Catalogue) -> Panel:
    """Cases under Article 337 that reached a court, a month."""
    return Panel(
        COURTS,
        said("Cases of absence received by courts"),
        said("cases a month, average of the period"),
        said("Article 337; only courts that show their cases"),
        said("Mediazona's counts, some as others cite them"),
        [_mark(one, one.period.months) for one in map(figures.figure, FILINGS) if one.period is not None],
    )


def requests(figures: Catalogue) -> Panel:
    """Requests to the one organisation that published some."""
    counts = published(figures, "requests")
    return Panel(
        REQUESTS,
        said("Requests for help to desert"),
        said("requests a month, where one was published"),
        said("one organisation's own count; a request is no deserter"),
        said("Idite Lesom, as newspapers cite it"),
        [
            Mark(month, float(count), qualifier=counts.qualifiers.get(month, "exact"), figure=counts.source)
            for month, count in counts.by_month.items()
        ],
    )


def leaked_lists(figures: Catalogue) -> Panel:
    """Servicemen on leaked lists by a day."""
    return Panel(
        LISTS,
        said("Servicemen on leaked lists"),
        said("persons in all by that day, at least"),
        said("lists of the wanted and absent, which are not public"),
        said("iStories, as others cite it"),
        [_mark(figures.figure(LISTED), 1.0)],
        total=True,
    )


def asylum(figures: Catalogue) -> Panel:
    """First applications of Russian citizens, all countries that count persons."""
    by_year: dict[int, float] = {}
    for row in figures.rows("unhcr_asylum_applications"):
        year, value = int(row["year"] or 0), row["value"]
        wanted = all(row[name] == code for name, code in NEW_APPLICATIONS.items())
        if wanted and isinstance(value, int | float) and FIRST_YEAR <= year <= LAST_YEAR:
            by_year[year] = by_year.get(year, 0.0) + value
    return Panel(
        ASYLUM,
        said("Asylum applications of Russian citizens"),
        said("first applications a year, persons"),
        said("all citizens, not soldiers; without countries counting cases"),
        said("UNHCR, CC BY 4.0; the smallest number given is 5"),
        [
            Mark(Period.years(year), value, figure="unhcr_asylum_applications")
            for year, value in sorted(by_year.items())
        ],
    )


def seen(observatory: Observatory, provision: str) -> Panel:
    """Filings this observatory has seen, by month; a month without a complete look has none."""
    counts, _unit, synthetic = counted_by(observatory, MEASURE, by=Grain.MONTH, provision=provision)
    return Panel(
        SEEN,
        said("Seen by this observatory"),
        said("filings a month, each counted once"),
        said("Article {provision}; months looked at from end to end", provision=provision),
        of_observatory(synthetic=synthetic),
        [Mark(month, float(count)) for month, count in counts.items() if count is not None],
        synthetic=synthetic,
    )


def nowcast(context: Context, provision: str) -> Panel | Refusal:
    """What recent months will show when everything about them is posted."""
    asked = DelayOptions(measure=MEASURE, provision=provision, grain="month")
    answers = delay.run(context, asked).numbers
    found = [one for one in answers if isinstance(one, Estimate) and isinstance(one.period, Period)]
    months = [one for one in found[:-1] if isinstance(one.period, Period)]  # the last is their sum
    if not months:
        refused = next(one for one in answers if isinstance(one, Refusal))
        return replace(refused, name=NOWCAST)
    kind = next((one.interval.named for one in months if one.interval), said("interval"))
    return Panel(
        NOWCAST,
        said("Expected when everything is posted"),
        said("filings a month, Article {provision}", provision=provision),
        said("a line is a {kind}; without what is never posted", kind=kind),
        said("nowcast of the observatory, synthetic pages")
        if months[0].synthetic
        else said("nowcast of the observatory"),
        [Mark(one.period, one.value, one.interval) for one in months if isinstance(one.period, Period)],
        synthetic=months[0].synthetic,
    )


def _mark(figure: Figure, months: float) -> Mark:
    assert figure.period is not None
    value = (figure.value or 0.0) / months
    return Mark(
        _named(figure.period), value, None, figure.qualifier, figure.id, f"{figure.publisher}, {figure.source_date}"
    )


def _named(period: Period) -> Period:
    """The same, called by the year, half-year or month it is, where it is one."""
    wholes = (Period.of(period.start, grain) for grain in (Grain.YEAR, Grain.HALF_YEAR, Grain.MONTH))
    return next((one for one in wholes if one == period), period)


_LONG = 5
"""Months from which a bar has room for its number, and as far apart numbers of months stand."""


def run(context: Context, options: SignalsOptions) -> Answer:
    """Every panel that has numbers; the others are refused with the reason."""
    figures = context.catalogue
    panels = [courts(figures), requests(figures), leaked_lists(figures), asylum(figures)]
    numbers: list[Estimate | Refusal] = [one for panel in panels for one in _numbers(panel)]
    if context.observatory is None:
        why = said("no observatory was named: it needs court pages of your own (-C DIR)")
        numbers.append(Refusal(NOWCAST, why))
    else:
        panels.append(seen(context.observatory, options.provision))
        expected = nowcast(context, options.provision)
        numbers += _numbers(panels[-1])
        numbers += _numbers(expected) if isinstance(expected, Panel) else [expected]
        panels += [expected] if isinstance(expected, Panel) else []
    return Answer(
        numbers,
        chart(panels),
        _table(panels),
        notes=[
            said("What each covers:"),
            *(Said("  {title}: {covers}", {"title": one.title, "covers": one.covers}) for one in panels),
            said("Units differ: no number is compared with, added to or divided by one of another panel."),
        ],
        explained=[found for one in panels if (found := _numbers(one)[-1:])],
    )


def _numbers(panel: Panel) -> list[Estimate]:
    return [
        Estimate(
            name=panel.name,
            value=one.value,
            interval=one.interval,
            unit=panel.unit,
            method=said(
                "as its source counts it; computed are only averages a month and, of asylum, the sum over countries"
            ),
            period=one.period,
            inputs={one.figure: panel.source} if one.figure else {},
            caveats=(said("{title}: {covers}", title=panel.title, covers=panel.covers),),
            reference=one.publisher or "docs/methodology/signals.md",
            variant=one.publisher or None,
            quantity=Quantity.COUNT,
            synthetic=panel.synthetic,
        )
        for one in panel.marks
    ]


def _table(panels: Sequence[Panel]) -> Table:
    rows = [
        {
            "panel": panel.title,
            "period": one.period,
            "value": Said(
                "{sign}{value}",
                {"sign": _SIGNS.get(one.qualifier, ""), "value": Measured(round(one.value), Quantity.COUNT)},
            ),
            "unit": marked(panel.unit, synthetic=panel.synthetic),
            "source": panel.source,
        }
        for panel in panels
        for one in panel.marks
    ]
    headings: dict[str, Words] = {
        "panel": said("what"),
        "period": said("period"),
        "value": said("value"),
        "unit": said("unit"),
        "source": said("source"),
    }
    return Table(rows, headings, right=("value",))


_SIGNS: Mapping[str, str] = {"at_least": "≥ ", "at_most": "≤ ", "approx": "≈ ", "approx_date": ""}


def chart(panels: Sequence[Panel]) -> ChartData | None:
    """The rows of the chart ``signals``: one below the other, each with an axis of its own."""
    rows = [row for order, panel in enumerate(panels) for row in _rows(order, panel)]
    names = [panel.title for panel in panels if panel.marks]
    return drawn(
        rows,
        said("Signals of desertion, each in its own unit"),
        said(
            "One below the other on one axis of time, {first} to {last}: {panels}. A bar stands over the period it was "
            "counted for; where there is none nobody published a number, which is not zero. There is no common unit.",
            first=str(FIRST_YEAR),
            last=str(LAST_YEAR),
            panels=joined(names, "; "),
        ),
        said("each panel has its own unit and axis"),
        "signals",
    )


def _rows(order: int, panel: Panel) -> Iterator[dict[str, Any]]:
    labelled = _labelled(panel)
    for at, one in enumerate(panel.marks):
        start = one.period.end if panel.total else one.period.start
        yield {
            "group": said_of(panel.title),
            "date": one.period.name,
            "value": round(one.value, 1),
            "low": one.interval and round(one.interval.low, 1),
            "high": one.interval and round(one.interval.high, 1),
            "unit": said_of(marked(panel.unit, synthetic=panel.synthetic)),
            "covers": said_of(panel.covers),
            "source": said_of(panel.source),
            "order": order,
            "kind": "total" if panel.total else "period",
            "start": start.isoformat(),
            "end": (one.period.end + dt.timedelta(days=1)).isoformat(),
            "qualifier": one.qualifier,
            "labelled": at in labelled,
        }


def _labelled(panel: Panel) -> set[int]:
    """Which numbers of a panel are written out: the longer periods and the higher months first, with room between."""
    chosen: set[int] = set()
    marks = panel.marks
    for at in sorted(range(len(marks)), key=lambda at: (-round(marks[at].period.months), -marks[at].value)):
        if all(abs(_middle(marks[at]) - _middle(marks[other])) >= _LONG for other in chosen):
            chosen.add(at)
    return chosen


def _middle(mark: Mark) -> float:
    """In months."""
    return (mark.period.start.toordinal() + mark.period.end.toordinal()) / 2 / 30.44
