"""``absentia estimate excess-male-deaths``."""

from __future__ import annotations

from typing import Any

import click

from absentia.cli.base import TranslatedCommand, format_option
from absentia.cli.estimate_output import write
from absentia.cli.estimate_ratio import options_of, ratio_options
from absentia.estimate import METHODS, VARIANTS
from absentia.estimate.ages import WAR_AGES, parse_ages, spoken
from absentia.estimate.excess import NAME
from absentia.figures import Catalogue
from absentia.messages import N_
from absentia.model.estimate import Estimate, Refusal


@click.command(
    NAME,
    cls=TranslatedCommand,
    help=N_("Registered deaths of men above what women's deaths and the pre-war ratio would give."),
)
@ratio_options
@click.option("--all-variants", is_flag=True, help=N_("All twelve variants side by side."))
@format_option()
def command(all_variants: bool, output_format: str, **given: Any) -> int:
    options, catalogue, run = options_of(given, "years"), Catalogue(), METHODS[NAME].run
    if not all_variants:
        return write(run(catalogue, options), output_format)
    answers = [
        answer
        for variant in VARIANTS
        for answer in run(catalogue, {**options, "variant": variant.name})
        if isinstance(answer, Refusal) or _is_whole(answer, options)
    ]
    return write(answers, output_format)


def _is_whole(answer: Estimate, options: dict[str, str]) -> bool:
    """Whether it is the sum over all ages asked for: tables of twelve variants show no single bands."""
    return answer.ages == spoken(parse_ages(options["ages"]) if "ages" in options else WAR_AGES)
