"""What the two methods on deaths by age share: the options of the trend, and how they become a variant."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from absentia.errors import UsageProblem
from absentia.estimate.excess_report import parse_variant
from absentia.messages import N_, _

OPTIONS = (
    click.option("--years", "--year", "years", metavar="YEARS", help=N_("Years: 2022, 2022,2023 or 2022-2023.")),
    click.option("--ages", metavar="AGES", help=N_("Ages in five-year bands: 15-49, 20-29 or 20-24,35-39.")),
    click.option(
        "--variant", metavar="NAME", help=N_("A variant by its name, such as 5-linear-hiv-removed, or paper.")
    ),
    click.option(
        "--window", type=click.Choice(("1", "5", "10")), help=N_("Years the trend is drawn through, to 2019.")
    ),
    click.option("--trend", type=click.Choice(("linear", "exponential")), help=N_("Form of the trend of the ratio.")),
    click.option("--hiv", type=click.Choice(("removed", "kept")), help=N_("What is done with deaths from HIV.")),
    click.option(
        "--deaths", type=click.Path(path_type=Path), metavar="FILE", help=N_("Your own table of deaths (CSV).")
    ),
    click.option(
        "--hiv-deaths", type=click.Path(path_type=Path), metavar="FILE", help=N_("Your own table of HIV deaths.")
    ),
)


def ratio_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options both methods take, in their order."""
    for option in reversed(OPTIONS):
        function = option(function)
    return function


def options_of(given: dict[str, Any], year_option: str) -> dict[str, str]:
    """The options as the registry takes them; window, trend and HIV become a variant."""
    parts = {key: given.pop(key) for key in ("window", "trend", "hiv")}
    options = {key: str(value) for key, value in given.items() if value is not None}
    if "years" in options:
        options[year_option] = options.pop("years")
    if any(parts.values()):
        if "variant" in options:
            raise UsageProblem(
                _("--variant already says window, trend and hiv"), next_step=_("give --variant, or the single parts")
            )
        base = parse_variant("paper" if year_option == "years" else "5-linear-hiv-kept")
        changed = dataclasses.replace(
            base,
            window=int(parts["window"] or base.window),
            trend=parts["trend"] or base.trend,
            hiv=parts["hiv"] or base.hiv,
        )
        options["variant"] = changed.name
    return options
