"""The rows of a claim's chart, from the same quantities its verdict rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scipy import stats

from absentia.check.quantities import Quantity
from absentia.check.schema import Chart, ChartRow
from absentia.model.checked import ChartData

LEVEL = 0.95


def chart_data(chart: Chart, quantities: Mapping[str, Quantity]) -> ChartData | None:
    """The chart with every row that has a number; ``None`` where none has."""
    makers = {
        "rate_per_month": _rate,
        "estimate_intervals": _estimate,
        "share_by_age": _share,
        "series": _point,
        "bars": _bar,
    }
    made = [makers[chart.spec](row, quantities[row.operand]) for row in chart.rows if quantities[row.operand].plain]
    rows = [row for row in made if row is not None]
    if not rows:
        return None
    return ChartData(
        spec=chart.spec,
        rows=rows,
        title=chart.title.both(),
        description=chart.description.both(),
        unit=chart.unit.both(),
    )


def _labels(row: ChartRow, quantity: Quantity) -> dict[str, str]:
    label = row.label.both() if row.label else quantity.label
    return {"label_en": label["en"], "label_ru": label["ru"]}


def _rate(row: ChartRow, quantity: Quantity) -> dict[str, Any] | None:
    """Per month, with the exact Poisson interval of the count (Garwood, Biometrika 28, 1936)."""
    if quantity.value is None or quantity.period is None:
        return None
    count, months = quantity.value, quantity.period.months
    tail = (1 - LEVEL) / 2
    low = float(stats.chi2.ppf(tail, 2 * count)) / 2 if count else 0.0
    high = float(stats.chi2.ppf(1 - tail, 2 * (count + 1))) / 2
    return {**_labels(row, quantity), "value": count / months, "low": low / months, "high": high / months}


def _ends(quantity: Quantity) -> dict[str, float | None]:
    interval = quantity.interval
    return {"low": interval.low if interval else None, "high": interval.high if interval else None}


def _estimate(row: ChartRow, quantity: Quantity) -> dict[str, Any] | None:
    if quantity.value is None:
        return None
    return {**_labels(row, quantity), "value": quantity.value, **_ends(quantity), "standing": quantity.standing}


def _share(row: ChartRow, quantity: Quantity) -> dict[str, Any] | None:
    if quantity.value is None:
        return None
    age = row.age_group or quantity.label["en"]
    return {"age_group": age, "share": quantity.value, **_ends(quantity)}


def _point(row: ChartRow, quantity: Quantity) -> dict[str, Any] | None:
    day = row.date or (quantity.period.start if quantity.period else None)
    if quantity.value is None or day is None:
        return None
    qualifier = quantity.figures[0].qualifier if len(quantity.figures) == 1 else quantity.bound
    return {"date": day.isoformat(), "value": quantity.value, **_labels(row, quantity), "qualifier": qualifier}


def _bar(row: ChartRow, quantity: Quantity) -> dict[str, Any] | None:
    if quantity.value is None:
        return None
    made: dict[str, Any] = {**_labels(row, quantity), "value": quantity.value}
    if row.group:
        group = row.group.both()
        made |= {"group_en": group["en"], "group_ru": group["ru"]}
    return made
