"""``absentia estimate delay FILE``, or ``--measure MEASURE`` over the observatory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from absentia.cli.base import Settings, TranslatedCommand, format_option
from absentia.cli.estimate_output import chart_option, draw_chart, write
from absentia.errors import UsageProblem
from absentia.estimate.delay.nowcasting import NAME
from absentia.estimate.delay.report import chart, run, run_on
from absentia.messages import N_, _


@click.command(
    NAME,
    cls=TranslatedCommand,
    help=N_(
        "Nowcast: what recent weeks or months will show when everything about them has been reported.\n\n"
        "FILE is a CSV table: a line list (columns event and report), counts (event, delay, count), or one row per "
        "period with columns 0, 1, 2 … of counts by delay. With --measure, the delays are the observatory's own: "
        "receipt to first seen, or decision to posted."
    ),
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--measure", metavar="MEASURE", help=N_("A measure of the observatory instead of a file."))
@click.option("--provision", metavar="PROVISION", help=N_("With --measure: only this article or part, such as 337.5."))
@click.option("--court", metavar="HOST", help=N_("With --measure: only this court."))
@click.option(
    "--grain", type=click.Choice(("week", "month")), help=N_("Length of a period; by default as in the file.")
)
@click.option(
    "--now", metavar="DATE", help=N_("A day in the last period whose reports are in; later ones are not used.")
)
@click.option("--window", type=int, metavar="N", help=N_("Look back over so many periods (27 weeks or 24 months)."))
@click.option("--max-delay", type=int, metavar="N", help=N_("Longest delay in periods; by default what holds 99.5 %."))
@click.option(
    "--holidays",
    metavar="DATES",
    help=N_("Periods of altered reporting: 2024-01-01,2024-05-06=0.2; the share of the usual, if known, after =."),
)
@click.option("--level", type=float, metavar="SHARE", help=N_("Level of the intervals (0.95)."))
@click.option("--draws", type=int, metavar="N", help=N_("Number of simulations."))
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
