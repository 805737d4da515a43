"""The charts of estimates: values with their intervals (``estimate_intervals``), or another spec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from absentia.model.checked import ChartData
from absentia.model.estimate import Interval
from absentia.model.texts import Words, said_of


def bar(label: Words, value: float, interval: Interval | None = None, standing: str = "estimated") -> dict[str, Any]:
    """One line of ``estimate_intervals``."""
    return {
        "label": said_of(label),
        "value": value,
        "low": None if interval is None else interval.low,
        "high": None if interval is None else interval.high,
        "standing": standing,
    }


def drawn(
    rows: Sequence[Mapping[str, Any]], title: Words, description: Words, unit: Words, spec: str = "estimate_intervals"
) -> ChartData | None:
    """The rows with what is written around them; nothing where there is no row."""
    if not rows:
        return None
    return ChartData(spec=spec, rows=rows, title=said_of(title), description=said_of(description), unit=said_of(unit))
