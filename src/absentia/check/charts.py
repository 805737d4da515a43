"""The rows of a claim's chart, from the same quantities its verdict rests on.

A row is drawn only where there is a number, and says by its ``qualifier`` that it is one end of a range, or about.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from absentia.check.chance import by_chance
from absentia.check.quantity import Quantity, named
from absentia.check.schema import Chart, ChartRow
from absentia.model.checked import ChartData
from absentia.model.estimate import Interval
from absentia.model.texts import Said


def chart_data(chart: Chart, quantities: Mapping[str, Quantity]) -> ChartData | None:
    """The chart with every row that has a number; ``None`` where none has."""
    makers = {
        "rate_per_month": _rate,
        "estimate_intervals": _estimate,
        "share_by_age": _share,
        "series": _point,
        "bars": _bar,
    }
    known = [(row, quantities[row.operand]) for row in chart.rows if quantities[row.operand].value is not None]
    made = [(one, makers[chart.spec](row, one)) for row, one in known if one.allowed.single]
    rows = [row | {"qualifier": one.qualifier} for one, row in made if row is not None]
    if not rows:
        return None
    return ChartData(
        spec=chart.spec,
        rows=rows,
        title=chart.title.words,
        description=chart.description.words,
        unit=chart.unit.words,
    )


def _labels(row: ChartRow, quantity: Quantity) -> dict[str, Said]:
    return {"label": named(row.label, quantity.label)}


def _rate(row: ChartRow, quantity: Quantity) -> dict[str, Any] | None:
    """Per month, with the interval of its own or by the chance of a count; without a period there is no rate."""
    if quantity.period is None:
        return None
    months = quantity.period.months
    ends = _ends(quantity.interval or by_chance(quantity), months)
    return {**_labels(row, quantity), "value": quantity.number / months, **ends}


def _ends(interval: Interval | None, over: float = 1) -> dict[str, float | None]:
    if interval is None:
        return {"low": None, "high": None}
    return {"low": interval.low / over, "high": interval.high / over}


def _estimate(row: ChartRow, quantity: Quantity) -> dict[str, Any]:
    ends = _ends(quantity.interval)
    return {**_labels(row, quantity), "value": quantity.number, **ends, "standing": quantity.standing}


def _share(row: ChartRow, quantity: Quantity) -> dict[str, Any]:
    age = row.age_group or str(quantity.label)
    return {"age_group": age, "share": quantity.number, **_ends(quantity.interval)}


def _point(row: ChartRow, quantity: Quantity) -> dict[str, Any] | None:
    day = row.date or (quantity.period.start if quantity.period is not None else None)
    if day is None:
        return None
    return {"date": day.isoformat(), "value": quantity.number, **_labels(row, quantity)}


def _bar(row: ChartRow, quantity: Quantity) -> dict[str, Any]:
    made = {**_labels(row, quantity), "value": quantity.number}
    return made if row.group is None else made | {"group": row.group.words}
