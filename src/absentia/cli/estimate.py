"""``absentia estimate NAME``."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from absentia.cli.base import TranslatedCommand, format_option
from absentia.cli.output import say, write_csv, write_json, write_table
from absentia.errors import UsageProblem
from absentia.estimate import METHODS, VARIANTS, method
from absentia.estimate.excess import NAME as EXCESS
from absentia.estimate.excess_report import parse_variant
from absentia.figures import Catalogue
from absentia.messages import N_, _
from absentia.model.estimate import Estimate, Refusal
from absentia.model.texts import number

COLUMNS = (
    "estimate", "variant", "period", "ages", "value", "standard_error", "low", "high", "level", "unit", "refused",
)  # fmt: skip


@click.command(
    "estimate",
    cls=TranslatedCommand,
    help=N_(
        "Estimate what the records do not show: `absentia estimate excess-male-deaths`, `absentia estimate "
        "leading-cause`.\n\n"
        "Every number comes with its interval, the assumptions that were checked and their outcome, or is refused with "
        "the reason."
    ),
)
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--list", "listing", is_flag=True, help=N_("List the methods."))
@click.option("--years", "--year", "years", metavar="YEARS", help=N_("Years: 2022, 2022,2023 or 2022-2023."))
@click.option("--ages", metavar="AGES", help=N_("Ages in five-year bands: 15-49, 20-29 or 20-24,35-39."))
@click.option("--variant", metavar="NAME", help=N_("A variant by its name, such as 5-linear-hiv-removed, or paper."))
@click.option("--window", type=click.Choice(("1", "5", "10")), help=N_("Years the trend is drawn through, to 2019."))
@click.option("--trend", type=click.Choice(("linear", "exponential")), help=N_("Form of the trend of the ratio."))
@click.option("--hiv", type=click.Choice(("removed", "kept")), help=N_("What is done with deaths from HIV."))
@click.option("--all-variants", is_flag=True, help=N_("All twelve variants side by side."))
@click.option("--deaths", type=click.Path(path_type=Path), metavar="FILE", help=N_("Your own table of deaths (CSV)."))
@click.option("--hiv-deaths", type=click.Path(path_type=Path), metavar="FILE", help=N_("Your own table of HIV deaths."))
@click.option("--causes", type=click.Path(path_type=Path), metavar="FILE", help=N_("Your table of causes of death."))
@click.option("--draws", type=click.IntRange(min=1), help=N_("Number of simulations."))
@click.option("--seed", type=click.IntRange(min=1), help=N_("Seed of the simulations."))
@format_option()
def command(name: str | None, listing: bool, all_variants: bool, output_format: str, **given: Any) -> int:
    if listing or name is None:
        _list(output_format)
        return 0
    chosen = method(name)
    if all_variants and name != EXCESS:
        raise UsageProblem(_("--all-variants belongs to excess-male-deaths"), next_step=_("leave it out"))
    options = _options(given, "years" if name == EXCESS else "year")
    catalogue = Catalogue()
    unknown = [key for key in options if key not in chosen.options]
    if unknown:
        raise UsageProblem(
            _("the estimate {name} takes no --{option}").format(name=name, option=unknown[0].replace("_", "-")),
            next_step=_("it takes: {options}").format(
                options=", ".join("--" + key.replace("_", "-") for key in chosen.options)
            ),
        )
    if all_variants:
        answers = [
            answer
            for variant in VARIANTS
            for answer in chosen.run(catalogue, {**options, "variant": variant.name})
            if isinstance(answer, Refusal) or _is_whole(answer, options)
        ]
    else:
        answers = chosen.run(catalogue, options)
    _write(answers, output_format)
    return 0 if any(isinstance(answer, Estimate) for answer in answers) else 1


def _options(given: dict[str, Any], year_option: str) -> dict[str, str]:
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


def _is_whole(answer: Estimate, options: dict[str, str]) -> bool:
    """Whether it is the sum over all ages asked for: tables of twelve variants show no single bands."""
    from absentia.estimate.ages import WAR_AGES, parse_ages, spoken

    return answer.ages == spoken(parse_ages(options["ages"]) if "ages" in options else WAR_AGES)


def _list(output_format: str) -> None:
    rows = [
        {"name": one.name, "title": _(one.title), "summary": _(one.summary), "reference": one.reference}
        for one in METHODS.values()
    ]
    if output_format == "json":
        write_json(rows)
    elif output_format == "csv":
        write_csv(rows, ["name", "title", "summary", "reference"])
    else:
        write_table(rows, {"name": _("name"), "summary": _("what it answers"), "reference": _("reference")})


def _row(answer: Estimate | Refusal) -> dict[str, Any]:
    if isinstance(answer, Refusal):
        return {"estimate": answer.name, "refused": answer.reason}
    interval = answer.interval
    return {
        "estimate": answer.name,
        "variant": answer.variant,
        "period": answer.period,
        "ages": answer.ages,
        "value": round(answer.value, 6),
        "standard_error": None if answer.standard_error is None else round(answer.standard_error, 6),
        "low": None if interval is None else round(interval.low, 6),
        "high": None if interval is None else round(interval.high, 6),
        "level": None if interval is None else interval.level,
        "unit": answer.unit,
    }


def _write(answers: Sequence[Estimate | Refusal], output_format: str) -> None:
    if output_format == "json":
        estimates = [dataclasses.asdict(answer) for answer in answers if isinstance(answer, Estimate)]
        refusals = [dataclasses.asdict(answer) for answer in answers if isinstance(answer, Refusal)]
        write_json({"estimates": estimates, "refusals": refusals})
    elif output_format == "csv":
        write_csv([_row(answer) for answer in answers], COLUMNS)
    else:
        _table(answers)


def _table(answers: Sequence[Estimate | Refusal]) -> None:
    estimates = [answer for answer in answers if isinstance(answer, Estimate)]
    names = {
        "variant": _("variant"), "period": _("period"), "ages": _("ages"), "value": _("value"),
        "error": _("± (1 s.e.)"), "interval": _("95 % interval"), "unit": _("unit"),
    }  # fmt: skip
    if estimates:
        write_table([_shown(answer) for answer in estimates], names)
    for answer in answers:
        if isinstance(answer, Refusal):
            click.echo(_("No number for {name}: {reason}").format(name=answer.name, reason=answer.reason))
    if estimates:
        _explain(estimates)


def _shown(answer: Estimate) -> dict[str, Any]:
    interval = answer.interval
    # deaths are whole; shares and probabilities read best in percent
    say_number = (lambda value: number(round(value))) if answer.name == EXCESS else _percent
    return {
        "variant": answer.variant,
        "period": answer.period,
        "ages": answer.ages,
        "value": say_number(answer.value),
        "error": _("none") if answer.standard_error is None else say_number(answer.standard_error),
        "interval": _("none") if interval is None else f"{say_number(interval.low)} … {say_number(interval.high)}",
        "unit": answer.unit,
    }


def _percent(share: float) -> str:
    return f"{number(round(100 * share, 1))} %"


def _explain(estimates: Sequence[Estimate]) -> None:
    last = estimates[-1]
    click.echo()
    for text in dict.fromkeys(one.method for one in estimates):
        click.echo(_("Method: {method}").format(method=text))
    degrees = sorted({one.degrees_of_freedom for one in estimates if one.degrees_of_freedom})
    if degrees:
        click.echo(
            _("Intervals: Student's t with {degrees} degrees of freedom; ± is one standard error.").format(
                degrees=", ".join(f"{n:g}" for n in degrees)
            )
        )
    checked = next((one for one in reversed(estimates) if one.assumptions), last)
    if checked.assumptions:
        click.echo(_("Assumptions ({period}, {ages}):").format(period=checked.period, ages=checked.ages))
    for assumption in checked.assumptions:
        mark = {True: _("holds"), False: _("FAILS"), None: _("not testable")}[assumption.holds]
        click.echo(f"  [{mark}] {assumption.statement}: {assumption.outcome}")
    if checked.sensitivity:
        values = [*checked.sensitivity.values(), checked.value]
        click.echo(
            _("Other variants for the same: {low} to {high} (--all-variants shows each)").format(
                low=number(min(values)), high=number(max(values))
            )
        )
    for caveat in dict.fromkeys(caveat for one in estimates for caveat in one.caveats):
        click.echo(f"  ! {caveat}")
    for key, title in {key: title for one in estimates for key, title in one.inputs.items()}.items():
        click.echo(_("Input: {key} ({title})").format(key=key, title=title))
    click.echo(_("Reference: {reference}").format(reference=last.reference))
    seeds = {one.seed for one in estimates if one.seed is not None}
    if seeds:
        say(_("seed {seed}").format(seed=", ".join(map(str, sorted(seeds)))))
