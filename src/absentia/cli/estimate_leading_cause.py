"""``absentia estimate leading-cause``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from absentia.cli.base import TranslatedCommand, format_option
from absentia.cli.estimate_output import chart_option, draw_chart, write
from absentia.cli.estimate_ratio import options_of, ratio_options
from absentia.estimate import METHODS
from absentia.estimate.excess_charts import chart_of_shares
from absentia.estimate.leading import NAME
from absentia.figures import Catalogue
from absentia.messages import N_


@click.command(
    NAME,
    cls=TranslatedCommand,
    help=N_("The war's share of men's deaths by age, and the probability that it was the first cause."),
)
@ratio_options
@click.option("--causes", type=click.Path(path_type=Path), metavar="FILE", help=N_("Your table of causes of death."))
@click.option("--draws", type=click.IntRange(min=1), help=N_("Number of simulations."))
@click.option("--seed", type=click.IntRange(min=0), help=N_("Seed of the simulations."))
@chart_option
@format_option()
def command(chart_path: Path | None, output_format: str, **given: Any) -> int:
    answers = METHODS[NAME].run(Catalogue(), options_of(given, "year"))
    draw_chart(chart_of_shares(answers), chart_path)
    return write(answers, output_format)
