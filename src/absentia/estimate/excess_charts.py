"""The charts of excess deaths: by year, by region (``estimate_intervals``); as a share by age (``share_by_age``)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from absentia.estimate.leading import SHARE
from absentia.messages import LANGUAGES, N_, translate
from absentia.model.checked import ChartData
from absentia.model.estimate import Estimate, Refusal

TITLE = N_("Excess male deaths")
DESCRIPTION = N_("Each number with its 95 % interval, by age and year.")
REGIONS_TITLE = N_("Excess male deaths by region, per 100,000 men")
REGIONS_DESCRIPTION = N_("The regions with the highest numbers after partial pooling, with their 95 % intervals.")
MOST_REGIONS = 20
SHARES_TITLE = N_("The war's share of men's deaths by age")
SHARES_DESCRIPTION = N_("Part of all registered deaths of men of these ages, with its 95 % interval. Ages may overlap.")


def row(
    labels: Mapping[str, str], value: float, low: float | None, high: float | None, standing: str = "estimated"
) -> dict[str, Any]:
    """One line of the chart."""
    return {
        "label_en": labels["en"],
        "label_ru": labels["ru"],
        "value": value,
        "low": low,
        "high": high,
        "standing": standing,
    }


def _row(one: Estimate, label: str) -> dict[str, Any]:
    interval = one.interval
    ends = (None, None) if interval is None else (interval.low, interval.high)
    return row(dict.fromkeys(LANGUAGES, label), one.value, *ends)


def _data(rows: Sequence[Mapping[str, Any]], title: str, description: str, unit: str) -> ChartData | None:
    if not rows:
        return None
    return ChartData(
        spec="estimate_intervals",
        rows=rows,
        title={code: translate(title, code) for code in LANGUAGES},
        description={code: translate(description, code) for code in LANGUAGES},
        unit=dict.fromkeys(LANGUAGES, unit),
    )


def chart(answers: Sequence[Estimate | Refusal]) -> ChartData | None:
    """Every estimate as a line; nothing where all was refused."""
    found = [one for one in answers if isinstance(one, Estimate)]
    variants = len({one.variant for one in found}) > 1
    rows = [
        _row(one, ", ".join(part for part in (one.variant if variants else None, one.period, one.ages) if part))
        for one in found
    ]
    return _data(rows, TITLE, DESCRIPTION, found[0].unit if found else "")


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
    made = _data(rows, SHARES_TITLE, SHARES_DESCRIPTION, found[0].unit if found else "")
    return None if made is None else dataclasses.replace(made, spec="share_by_age")


def chart_of_regions(answers: Sequence[Estimate | Refusal]) -> ChartData | None:
    """The highest pooled rates; with one region asked for, all its numbers that are rates."""
    from absentia.estimate.regions.report import RATE_POOLED

    found = [one for one in answers if isinstance(one, Estimate) and one.name == RATE_POOLED]
    highest = sorted(found, key=lambda one: -one.value)[:MOST_REGIONS]
    rows = [_row(one, one.place or "") for one in highest]
    return _data(rows, REGIONS_TITLE, REGIONS_DESCRIPTION, found[0].unit if found else "")
