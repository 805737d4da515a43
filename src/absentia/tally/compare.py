"""Two periods of one measure as rates per month, refused where one of them was not looked at from end to end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from absentia.messages import _
from absentia.model import Grain, Period, Refusal
from absentia.model.period import label
from absentia.observatory import Observatory
from absentia.tally.counting import Counted, count, period_of
from absentia.tally.dispersion import Series
from absentia.tally.rates import RateComparison, compare_rates
from absentia.tally.result import Tally

_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two tallies by month and what can be said of their rates. The ratio is ``first`` against ``second``."""

    first: Tally
    second: Tally
    periods: tuple[Period, Period]
    rates: RateComparison | Refusal


def compare(observatory: Observatory, name: str, first: str, second: str, **filters: Any) -> Comparison:
    """Compare the monthly rates of two periods of a measure.

    Args:
        observatory: with tables.
        name: of the measure.
        first: a period as people write it: ``2023-H1``, ``2022``, ``2021-01-01..2021-12-31``.
        second: likewise.
        filters: ``provision``, ``sole``, ``instance``, ``procedure``, ``court`` of :func:`~absentia.tally.tally`.

    Raises:
        UsageProblem: a text is no period, or anything :func:`~absentia.tally.tally` raises.
    """
    periods = (period_of(first, "--compare"), period_of(second, "--compare"))
    counted = [
        count(observatory, name, by=("month",), since=period.start, until=period.end, **filters) for period in periods
    ]
    missing = [text for one, period in zip(counted, periods, strict=True) for text in _missing(one, period)]
    a, b = (_series(one.tally, period) for one, period in zip(counted, periods, strict=True))
    rates = compare_rates(
        sum(a.counts),
        periods[0].months,
        sum(b.counts),
        periods[1].months,
        series_a=a,
        series_b=b,
        missing=missing if len(missing) <= _SHOWN else [*missing[:_SHOWN], "…"],
    )
    return Comparison(counted[0].tally, counted[1].tally, periods, rates)


def _months(period: Period) -> Iterator[Period]:
    for month in period.split(Grain.MONTH):
        yield Period(max(month.start, period.start), min(month.end, period.end))


def _series(tally: Tally, period: Period) -> Series:
    counts = {row["month"]: row["count"] or 0 for row in tally.rows}
    months = list(_months(period))
    # the half-open way of Period.months makes the exposures add up to those of the whole period
    return Series(
        tuple(counts.get(label(month.start, Grain.MONTH), 0) for month in months),
        tuple(month.months for month in months),
    )


def _missing(counted: Counted, period: Period) -> list[str]:
    """Courts and months of which nobody can say that all was seen."""
    if not counted.coverage.looked_at:
        return [_("no court was looked at")]
    scope = counted.scope
    missing = []
    for court in counted.coverage.looked_at:
        months = [
            label(month.start, Grain.MONTH)
            for month in _months(period)
            if not court.covers(month, scope.article, scope.part)
        ]
        if months:
            span = months[0] if len(months) == 1 else f"{months[0]} … {months[-1]}"
            missing.append(f"{court.court} {span}")
    return missing
