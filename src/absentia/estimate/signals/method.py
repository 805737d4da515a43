"""What courts, a help organisation, leaked lists and asylum offices count, on one axis of time and in no common unit.

Each panel has its own unit and its own axis; nothing is added, and no line is drawn across a month that has no number.
A count of a longer period stands as a bar over that period at its monthly average; a total stands on its day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from absentia.estimate.charts import drawn
from absentia.estimate.method import Answer, Context, Table
from absentia.estimate.options.series import SignalsOptions
from absentia.estimate.signals.panels import (
    FIRST_YEAR,
    LAST_YEAR,
    NOWCAST,
    Mark,
    Panel,
    asylum,
    courts,
    leaked_lists,
    nowcast,
    requests,
    seen,
)
from absentia.model.checked import ChartData
from absentia.model.estimate import Estimate, Refusal
from absentia.model.numbers import Quantity
from absentia.model.texts import Measured, Said, Words, said, said_of

_LONG = 5
"""Months from which a bar has room for its number, and as far apart numbers of months stand."""


def run(context: Context, options: SignalsOptions) -> Answer:
    """Every panel that has numbers; the others are refused with the reason.

    Raises:
        ObservatoryProblem: an observatory was named, and nothing has been parsed yet.
    """
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
            "unit": said("{unit} · synthetic pages", unit=panel.unit) if panel.synthetic else panel.unit,
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
            panels=_listed(names),
        ),
        said("each panel has its own unit and axis"),
        "signals",
    )


def _listed(names: Sequence[Words]) -> Said:
    values = {f"name{number}": name for number, name in enumerate(names)}
    return Said("; ".join(f"{{{key}}}" for key in values), values)


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
            "unit": said_of(said("{unit} · synthetic pages", unit=panel.unit) if panel.synthetic else panel.unit),
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
