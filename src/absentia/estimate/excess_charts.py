"""The charts of excess deaths: by year, by region (``estimate_intervals``); as a share by age (``share_by_age``)."""

from __future__ import annotations

from collections.abc import Sequence

from absentia.estimate.charts import bar, drawn
from absentia.estimate.leading import SHARE
from absentia.model.checked import ChartData
from absentia.model.estimate import Estimate, Refusal
from absentia.model.period import Period
from absentia.model.texts import said

MOST_REGIONS = 20


def chart(answers: Sequence[Estimate | Refusal]) -> ChartData | None:
    """Every estimate as a line; nothing where all was refused."""
    found = [one for one in answers if isinstance(one, Estimate)]
    variants = len({one.variant for one in found}) > 1
    rows = []
    for one in found:
        period = one.period.name if isinstance(one.period, Period) else one.period
        parts = (one.variant if variants else None, period, one.ages)
        rows.append(bar(", ".join(part for part in parts if part), one.value, one.interval))
    return drawn(
        rows,
        said("Excess male deaths"),
        said("Each number with its 95 % interval, by age and year."),
        found[0].unit if found else "",
    )


def chart_of_shares(answers: Sequence[Estimate | Refusal]) -> ChartData | None:
    """The shares of a leading cause, by age; nothing where none was given."""
    found = [one for one in answers if isinstance(one, Estimate) and one.name == SHARE]
    rows = [
        {
            "age_group": one.ages,
            "share": one.value,
            "low": None if one.interval is None else one.interval.low,
            "high": None if one.interval is None else one.interval.high,
        }
        for one in found
    ]
    return drawn(
        rows,
        said("The war's share of men's deaths by age"),
        said("Part of all registered deaths of men of these ages, with its 95 % interval. Ages may overlap."),
        found[0].unit if found else "",
        "share_by_age",
    )


def chart_of_regions(answers: Sequence[Estimate | Refusal]) -> ChartData | None:
    """The highest pooled rates; with one region asked for, all its numbers that are rates."""
    from absentia.estimate.regions.report import RATE_POOLED

    found = [one for one in answers if isinstance(one, Estimate) and one.name == RATE_POOLED]
    highest = sorted(found, key=lambda one: -one.value)[:MOST_REGIONS]
    return drawn(
        [bar(one.place or "", one.value, one.interval) for one in highest],
        said("Excess male deaths by region, per 100,000 men"),
        said("The regions with the highest numbers after partial pooling, with their 95 % intervals."),
        found[0].unit if found else "",
    )
