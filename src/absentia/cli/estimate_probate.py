"""``absentia estimate probate REGISTRY MATCHES``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from absentia.cli.base import TranslatedCommand, format_option
from absentia.cli.estimate_output import chart_option, draw_chart, write
from absentia.estimate.probate.estimating import NAME
from absentia.estimate.probate.report import chart, run, sort_files
from absentia.messages import N_


@click.command(
    NAME,
    cls=TranslatedCommand,
    help=N_(
        "Deaths at war from inheritance cases: men's above what women's of the same age would give, over the share of "
        "the dead who have one.\n\n"
        "FILE…: two CSV tables in any order. Registry cases: week, age, sex, cases (every week, age and sex, also with "
        "0). Matches of a named list: age, listed, found and, if known, the period of death."
    ),
)
@click.argument("files", nargs=-1, metavar="FILE…", type=click.Path(path_type=Path))
@click.option("--war", metavar="DATE", help=N_("First day of the war; the weeks before are the baseline (2022-02-24)."))
@click.option("--until", metavar="DATE", help=N_("Last day to cover."))
@click.option(
    "--extracted", metavar="DATE", help=N_("When the registry was read; by default the end of its last week.")
)
@click.option(
    "--late-weeks",
    type=int,
    metavar="N",
    help=N_("Weeks before the extract in which cases are not opened yet (26); left out where matches have no period."),
)
@click.option("--level", type=float, metavar="SHARE", help=N_("Level of the intervals (0.95)."))
@click.option("--draws", type=int, metavar="N", help=N_("Number of simulations."))
@click.option("--seed", type=int, metavar="N", help=N_("Seed of the simulations."))
@chart_option
@format_option()
def command(files: tuple[Path, ...], output_format: str, chart_path: Path | None, **given: Any) -> int:
    options = {key: str(value) for key, value in given.items() if value is not None}
    answers = run({**options, **sort_files(files)})
    draw_chart(chart(answers), chart_path)
    return write(answers, output_format)
