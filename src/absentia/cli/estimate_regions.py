"""How the excess by region is written: a line for each region, its own number beside the pooled one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from absentia.cli.estimate_output import draw_chart, explain, write
from absentia.cli.output import write_table
from absentia.estimate.excess_charts import chart_of_regions
from absentia.estimate.regions.report import POOLED, RATE, RATE_POOLED, REGION, SUM
from absentia.messages import _
from absentia.model.estimate import Estimate, Refusal
from absentia.model.texts import Words, number


def write_regions(answers: Sequence[Estimate | Refusal], output_format: str, chart_path: Path | None) -> int:
    """Write the answers; the exit code as :func:`absentia.cli.estimate_output.write` gives it."""
    draw_chart(chart_of_regions(answers), chart_path)
    if output_format != "table":
        return write(answers, output_format)
    estimates = [one for one in answers if isinstance(one, Estimate)]
    rows = _rows(estimates)
    headings = {
        "place": _("region"), "own": _("excess"), "own_interval": _("95 % interval"), "pooled": _("pooled"),
        "pooled_interval": _("95 % interval, pooled"), "rate": _("per 100,000 men"),
        "rate_pooled": _("per 100,000 men, pooled"),
    }  # fmt: skip
    if rows:
        write_table(rows, headings, right=[key for key in headings if key != "place"])
    for one in answers:
        if isinstance(one, Refusal):
            click.echo(_("No number for {name}: {reason}").format(name=one.name, reason=one.reason))
    _sum(estimates)
    if estimates:
        explain(estimates)
    return 0 if estimates else 1


def _rows(estimates: Sequence[Estimate]) -> list[dict[str, Any]]:
    by_place: dict[Words, dict[str, Estimate]] = {}
    for one in estimates:
        if one.place:
            by_place.setdefault(one.place, {})[one.name] = one
    return [_row(place, by_place[place]) for place in sorted(by_place, key=lambda place: _rank(by_place[place]))]


def _rank(found: dict[str, Estimate]) -> float:
    """Highest pooled rate first; a region without one last."""
    return -found[RATE_POOLED].value if RATE_POOLED in found else float("inf")


def _row(place: Words, found: dict[str, Estimate]) -> dict[str, Any]:
    row: dict[str, Any] = {"place": place}
    for key, name in (("own", REGION), ("pooled", POOLED)):
        one = found.get(name)
        if one is not None and one.interval is not None:
            row[key] = number(round(one.value))
            row[f"{key}_interval"] = f"{number(round(one.interval.low))} … {number(round(one.interval.high))}"
    for key, name in (("rate", RATE), ("rate_pooled", RATE_POOLED)):
        row[key] = number(round(found[name].value, 1)) if name in found else None
    return row


def _sum(estimates: Sequence[Estimate]) -> None:
    total = next((one for one in estimates if one.name == SUM), None)
    if total is not None:
        nation = next(iter(total.sensitivity.values()))
        click.echo(
            _("Sum of the regions: {sum}; the nation as one: {nation}").format(
                sum=number(round(total.value)), nation=number(round(nation))
            )
        )
