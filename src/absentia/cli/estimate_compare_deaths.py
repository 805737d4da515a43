"""``absentia estimate compare-deaths``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from absentia.cli.base import TranslatedCommand, format_option
from absentia.cli.estimate_output import chart_option, draw_chart
from absentia.cli.output import write_csv, write_json, write_table
from absentia.estimate.published import NAME, Compared, Row, chart, compare
from absentia.figures import Catalogue
from absentia.messages import N_, _
from absentia.model.texts import number

COLUMNS = (
    "estimate", "vintage", "publisher", "figure", "standing", "qualifier", "period", "value", "low", "high", "ends",
    "unit", "ours", "ours_low", "ours_high",
)  # fmt: skip


@click.command(
    NAME,
    cls=TranslatedCommand,
    help=N_("Every published estimate of deaths, by vintage, beside ours for the same period; nothing is averaged."),
)
@click.option("--variant", metavar="NAME", help=N_("A variant by its name, such as 5-linear-hiv-removed, or paper."))
@click.option("--ages", metavar="AGES", help=N_("Ages in five-year bands: 15-49, 20-29 or 20-24,35-39."))
@chart_option
@format_option()
def command(output_format: str, chart_path: Path | None, **given: Any) -> int:
    found = compare(Catalogue(), {key: str(value) for key, value in given.items() if value is not None})
    draw_chart(chart(found), chart_path)
    if output_format == "json":
        write_json(_document(found))
    elif output_format == "csv":
        write_csv([_row(row) for row in found.rows], COLUMNS)
    else:
        _table(found)
    return 0


def _row(row: Row) -> dict[str, Any]:
    ours = row.ours
    interval = None if ours is None else ours.interval
    return {
        "estimate": row.answer.name,
        "vintage": row.vintage or None,
        "publisher": row.publisher or None,
        "figure": row.figure,
        "standing": row.standing,
        "qualifier": row.qualifier,
        "period": row.answer.period,
        "value": round(row.answer.value, 6),
        "low": row.low,
        "high": row.high,
        "ends": row.ends,
        "unit": row.answer.counts,
        "ours": None if ours is None else round(ours.value, 6),
        "ours_low": None if interval is None else round(interval.low, 6),
        "ours_high": None if interval is None else round(interval.high, 6),
    }


def _document(found: Compared) -> dict[str, Any]:
    return {
        "rows": [_row(row) for row in found.rows],
        "estimates": [row.answer for row in found.rows],
        "refusals": found.refusals,
    }


def _table(found: Compared) -> None:
    headings = {
        "vintage": _("published"), "period": _("period"), "value": _("value"), "ends": _("ends"), "kind": _("kind"),
        "publisher": _("publisher"), "ours": _("ours, same period"),
    }  # fmt: skip
    write_table([_shown(row) for row in found.rows], headings, right=["value", "ends", "ours"])
    for text in dict.fromkeys(one.reason for one in found.refusals):
        click.echo(_("No number of ours: {reason}").format(reason=text))
    click.echo(
        "  ! "
        + _(
            "Methods, ages and coverage differ (`--format json` has each definition); numbers are set side by side and "
            "never averaged. A later vintage of the same period replaces an earlier one of the same authors."
        )
    )


def _shown(row: Row) -> dict[str, Any]:
    kinds = {
        "compare-deaths:published": _("published estimate"),
        "compare-deaths:named": _("named, a minimum"),
        "excess-male-deaths": _("ours: excess"),
        "excess-male-deaths:until": _("ours: excess, cut at a day"),
        "excess-male-deaths:external-causes": _("ours: external causes"),
    }
    sign = {"at_least": "≥ ", "at_most": "≤ ", "approx": "≈ "}.get(row.qualifier, "")
    ends = None
    if row.low is not None and row.high is not None:
        ends = f"{number(round(row.low))} … {number(round(row.high))}"
        if row.ends != "95%" and row.standing == "published":
            ends += " (" + _("no 95 % interval") + ")"
    ours, interval = row.ours, row.ours.interval if row.ours else None
    same = None if ours is None else number(round(ours.value))
    if same is not None and interval is not None:
        same += f" ({number(round(interval.low))} … {number(round(interval.high))})"
    return {
        "vintage": row.vintage,
        "period": row.answer.period,
        "value": sign + number(round(row.answer.value)),
        "ends": ends,
        "kind": kinds.get(row.answer.name, row.answer.name),
        "publisher": row.publisher,
        "ours": same,
    }
