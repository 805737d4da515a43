"""``absentia estimate undercount``."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from absentia.cli.base import Settings, TranslatedCommand, format_option
from absentia.cli.estimate_output import chart_option, draw_chart, explain, write
from absentia.cli.output import write_table
from absentia.errors import ObservatoryProblem
from absentia.estimate.undercount import COVERS, NAME, chart, run
from absentia.figures import Catalogue
from absentia.messages import N_, _, language
from absentia.model.estimate import Estimate, Refusal
from absentia.model.numbers import measured


@click.command(
    NAME,
    cls=TranslatedCommand,
    help=N_(
        "What courts do not show: court filings against leaked lists, serial gaps, nowcast and overlapping lists, side "
        "by side.\n\n"
        "Every row has its own unit, period and population and says what it covers; rows are never added. Published "
        "figures suffice for the first; the others take the observatory around here (or -C DIR) or your files, and are "
        "refused with the reason where they have none."
    ),
)
@click.option("--lists", type=click.Path(path_type=Path), metavar="FILE", help=N_("Your table of overlapping lists."))
@click.option("--triangle", type=click.Path(path_type=Path), metavar="FILE", help=N_("Your table of reporting delays."))
@click.option("--measure", metavar="MEASURE", help=N_("The measure to nowcast (filings_received)."))
@click.option("--article", metavar="ARTICLE", help=N_("The article of the Criminal Code (337)."))
@click.option("--seed", type=click.IntRange(min=0), help=N_("Seed of the simulations."))
@chart_option
@format_option()
@click.pass_obj
def command(settings: Settings, /, output_format: str, chart_path: Path | None, **given: Any) -> int:
    options = {key: str(value) for key, value in given.items() if value is not None}
    path = _observatory(settings)
    if path is not None:
        options["observatory"] = str(path)
    answers = run(Catalogue(), options)
    draw_chart(chart(answers), chart_path)
    if output_format != "table":
        return write(answers, output_format)
    _table(answers)
    return 0


def _observatory(settings: Settings) -> Path | None:
    """The one named with -C, which must exist; else the one around here, if there is one."""
    try:
        return settings.observatory().path
    except ObservatoryProblem:
        if settings.directory is not None:
            raise
        return None


def _table(answers: list[Estimate | Refusal]) -> None:
    estimates = [one for one in answers if isinstance(one, Estimate)]
    headings = {
        "name": _("way"), "value": _("value"), "interval": _("interval"), "observed": _("counted so far"),
        "unit": _("unit"), "period": _("period"),
    }  # fmt: skip
    write_table([_row(one) for one in estimates], headings, right=["value", "interval", "observed"])
    for one in answers:
        if isinstance(one, Refusal):
            click.echo(_("No number for {name}: {reason}").format(name=one.name, reason=one.reason))
    click.echo(_("What each covers:"))
    for name, covers in COVERS.items():
        click.echo(f"  {name}: {_(covers)}")
    click.echo(_("Units and populations differ: the rows are never added, multiplied or averaged."))
    for one in {one.name: one for one in estimates}.values():
        click.echo(f"\n{one.name}")
        explain([one])


def _row(one: Estimate) -> dict[str, Any]:
    interval, say = one.interval, partial(measured, quantity=one.quantity, code=language())
    return {
        "name": one.name + (f" ({one.variant})" if one.variant else ""),
        "value": say(one.value),
        "interval": _("none") if interval is None else f"{say(interval.low)} … {say(interval.high)}",
        "observed": None if one.observed is None else say(one.observed),
        "unit": one.counts,
        "period": one.period,
    }
