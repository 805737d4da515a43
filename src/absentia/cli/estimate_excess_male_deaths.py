"""``absentia estimate excess-male-deaths``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from absentia.cli.base import TranslatedCommand, format_option
from absentia.cli.estimate_output import chart_option, draw_chart, write
from absentia.cli.estimate_ratio import options_of, ratio_options
from absentia.cli.estimate_regions import write_regions
from absentia.errors import UsageProblem
from absentia.estimate import METHODS, VARIANTS
from absentia.estimate.ages import WAR_AGES, parse_ages, ranges
from absentia.estimate.excess import NAME
from absentia.estimate.excess_charts import chart
from absentia.figures import Catalogue
from absentia.messages import N_, _
from absentia.model.estimate import Estimate, Refusal

MORE = ("regions", "region", "until", "external_causes")


@click.command(
    NAME,
    cls=TranslatedCommand,
    help=N_("Registered deaths of men above what women's deaths and the pre-war ratio would give."),
)
@ratio_options
@click.option("--all-variants", is_flag=True, help=N_("All twelve variants side by side."))
@click.option("--regions", is_flag=True, help=N_("By region, each beside its partially pooled number (2022)."))
@click.option("--region", metavar="NAME", help=N_("One region by its Russian or English name or code."))
@click.option("--until", metavar="DATE", help=N_("From the invasion to this day, cut by the weeks of named deaths."))
@click.option("--external-causes", is_flag=True, help=N_("From deaths by external causes instead: a cross-check."))
@chart_option
@format_option()
def command(
    all_variants: bool, regions: bool, external_causes: bool, chart_path: Path | None, output_format: str, **given: Any
) -> int:
    options, catalogue, run = options_of(given, "years"), Catalogue(), METHODS[NAME].run
    options |= {key: "yes" for key, on in (("regions", regions), ("external_causes", external_causes)) if on}
    if all_variants and any(options.get(key) for key in MORE):
        raise UsageProblem(_("--all-variants is for the nation by year"), next_step=_("leave one of the options out"))
    if options.get("regions") or options.get("region"):
        return write_regions(run(catalogue, options), output_format, chart_path)
    if not all_variants:
        answers = run(catalogue, options)
    else:
        answers = [
            answer
            for variant in VARIANTS
            for answer in run(catalogue, {**options, "variant": variant.name})
            if isinstance(answer, Refusal) or _is_whole(answer, options)
        ]
    draw_chart(chart(answers), chart_path)
    return write(answers, output_format)


def _is_whole(answer: Estimate, options: dict[str, str]) -> bool:
    """Whether it is the sum over all ages asked for: tables of twelve variants show no single bands."""
    return answer.ages == ranges(parse_ages(options["ages"]) if "ages" in options else WAR_AGES)
