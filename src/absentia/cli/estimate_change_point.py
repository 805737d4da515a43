"""``absentia estimate change-point FILE``, or ``--measure MEASURE`` over the observatory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from absentia.cli.base import Settings, TranslatedCommand, format_option
from absentia.cli.estimate_output import chart_option, draw_chart, write
from absentia.errors import UsageProblem
from absentia.estimate.change_point.detecting import MODELS, NAME
from absentia.estimate.change_point.report import chart, run, run_on
from absentia.messages import N_, _
from absentia.model.period import Grain


@click.command(
    NAME,
    cls=TranslatedCommand,
    help=N_(
        "When the rate of a series changed, by how much, and whether it changed at all.\n\n"
        "FILE is a CSV table with columns date (a day or a period), count and, if wanted, exposure. A period that was "
        "not looked at has no date of a change around it: gaps are refused, never read as zero."
    ),
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--measure", metavar="MEASURE", help=N_("A measure of the observatory instead of a file."))
@click.option(
    "--by",
    type=click.Choice([grain.value for grain in Grain]),
    help=N_("With --measure: length of a period (month)."),
)
@click.option("--since", metavar="DATE", help=N_("With --measure: first day or period counted."))
@click.option("--until", metavar="DATE", help=N_("With --measure: last day or period counted."))
@click.option("--provision", metavar="PROVISION", help=N_("With --measure: only this article or part, such as 337.5."))
@click.option("--court", metavar="HOST", help=N_("With --measure: only this court."))
@click.option("--model", type=click.Choice(MODELS), help=N_("Distribution of the counts; auto takes the likelier one."))
@click.option(
    "--prior",
    metavar="EVENTS[,EXPOSURE]",
    help=N_("Gamma prior of both rates: so many events in so much exposure (0.5 at the overall rate)."),
)
@click.option("--level", type=float, metavar="SHARE", help=N_("Level of the intervals (0.95)."))
@click.option("--seed", type=int, metavar="N", help=N_("Seed of the simulations."))
@chart_option
@format_option()
@click.pass_obj
def command(settings: Settings, /, output_format: str, chart_path: Path | None, **given: Any) -> int:
    options = {key: str(value) for key, value in given.items() if value is not None}
    if "measure" not in options:
        answers = run(options)
    elif "file" in options:
        raise UsageProblem(_("a file and --measure exclude each other"), next_step=_("give one of them"))
    else:
        answers = run_on(settings.observatory(), options)
    draw_chart(chart(answers), chart_path)
    return write(answers, output_format)
