"""``absentia estimate serial-gaps``: ordinals of court registers that no page shows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from absentia.cli.base import Settings, TranslatedCommand, format_option
from absentia.cli.estimate_output import chart_option, draw_chart, write
from absentia.cli.output import write_csv, write_json, write_table
from absentia.estimate.serial_gaps import NAME, SerialGaps
from absentia.estimate.serial_gaps.chart import chart
from absentia.estimate.serial_gaps.report import answers, gaps_from
from absentia.estimate.serial_gaps.rows import row
from absentia.messages import N_, _
from absentia.model import Estimate, Refusal
from absentia.model.texts import number

COLUMNS = (
    "court", "court_name", "register", "year", "until", "size", "shown", "carried_over", "missing", "removed",
    "not_yet_due", "left_out", "unclear_before", "unclear_after", "article_shown", "at_least", "at_most", "value",
    "low", "high", "refused",
)  # fmt: skip


@click.command(
    NAME,
    cls=TranslatedCommand,
    help=N_(
        "Filings of an article that no page shows, from the gaps in the numbers of court registers.\n\n"
        "Acts on the observatory. Courts number their registers from 1 each year; ordinals nobody shows are filings "
        "that exist. Each court, register and year is checked first, and refused with the reason where its numbers do "
        "not allow it."
    ),
)
@click.option("--article", metavar="PROVISION", help=N_("An article or exact part, such as 337.5 (337)."))
@click.option("--court", metavar="HOST", help=N_("Only this court."))
@click.option("--register", metavar="INDEX", help=N_("Only this register: the index of its numbers, such as 1 or 1-1."))
@click.option("--years", metavar="YEARS", help=N_("Only these: 2022, or 2021-2023."))
@click.option(
    "--posting-delay",
    type=int,
    metavar="DAYS",
    help=N_("Days until a filing is due to be shown; by default what holds 95 % of the cards, at least 14."),
)
@click.option("--level", type=float, metavar="SHARE", help=N_("Level of the intervals (0.95)."))
@click.option("--draws", type=int, metavar="N", help=N_("Number of simulations."))
@click.option("--seed", type=int, metavar="N", help=N_("Seed of the simulations."))
@chart_option
@format_option()
@click.pass_obj
def command(settings: Settings, /, output_format: str, chart_path: Path | None, **given: Any) -> int:
    options = {key: str(value) for key, value in given.items() if value is not None}
    gaps = gaps_from(settings.observatory(), options)
    found = answers(gaps)
    if chart_path is not None:
        draw_chart(chart(gaps), chart_path)
    if output_format == "json":
        _json(gaps, found)
    elif output_format == "csv":
        write_csv([row(gaps, one) for one in gaps.registers], COLUMNS)
    else:
        _table(gaps)
        return write([one for one in found if one.name == NAME], "table")
    return 0 if gaps.passed else 1


def _json(gaps: SerialGaps, found: Sequence[Estimate | Refusal]) -> None:
    write_json(
        {
            "synthetic": gaps.synthetic,
            "article": gaps.article,
            "posting_delay": gaps.posting_delay,
            "estimates": [one for one in found if isinstance(one, Estimate)],
            "refusals": [one for one in found if isinstance(one, Refusal)],
            "registers": [row(gaps, one) for one in gaps.registers],
            "refused_share_of_filings": gaps.held_by_refused(),
        }
    )


def _table(gaps: SerialGaps) -> None:
    """One line for each register and year with a number, then the reasons of the others."""
    columns = {
        "court": _("court"), "register": _("register index"), "year": _("year"), "size": _("highest"),
        "shown": _("shown"), "missing": _("missing"), "removed": _("removed since"), "not_yet_due": _("not yet due"),
        "article_shown": _("of the article"), "bounds": _("with none … all hidden"), "random": _("hidden at random"),
    }  # fmt: skip
    if gaps.synthetic:
        click.echo(_("synthetic pages"))
    rows = [_shown(row(gaps, one)) for one in gaps.passed]
    if rows:
        write_table(rows, columns, right=("bounds", "random"))
        click.echo()
    for one in gaps.refused:
        place = f"{one.register.court} {one.register.register}/{one.register.year}"
        click.echo(_("No number for {name}: {reason}").format(name=place, reason=row(gaps, one)["refused"]))
    if gaps.refused:
        click.echo()


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    ends = {key: number(round(found[key])) for key in ("at_least", "at_most", "value", "low", "high")}
    return {
        **found,
        # a year is no number to group
        "year": str(found["year"]),
        "bounds": f"{ends['at_least']} … {ends['at_most']}",
        "random": f"{ends['value']} ({ends['low']} … {ends['high']})",
    }
