"""How estimates and refusals are written: table, JSON, CSV."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from absentia.cli.output import say, write_csv, write_json, write_table
from absentia.errors import UsageProblem
from absentia.estimate.excess import NAME as EXCESS
from absentia.messages import N_, _, language
from absentia.model.checked import ChartData
from absentia.model.estimate import Estimate, Refusal
from absentia.model.numbers import Quantity, measured
from absentia.model.texts import spoken
from absentia.observatory import write_atomically

COLUMNS = (
    "estimate", "variant", "place", "period", "ages", "observed", "value", "standard_error", "low", "high", "level",
    "unit", "refused",
)  # fmt: skip


def _row(answer: Estimate | Refusal) -> dict[str, Any]:
    if isinstance(answer, Refusal):
        return {"estimate": answer.name, "place": answer.place, "refused": answer.reason}
    interval = answer.interval
    return {
        "estimate": answer.name,
        "variant": answer.variant,
        "place": answer.place,
        "period": answer.period,
        "ages": answer.ages,
        "observed": answer.observed,
        "value": round(answer.value, 6),
        "standard_error": None if answer.standard_error is None else round(answer.standard_error, 6),
        "low": None if interval is None else round(interval.low, 6),
        "high": None if interval is None else round(interval.high, 6),
        "level": None if interval is None else interval.level,
        "unit": answer.counts,
    }


def chart_file(_context: click.Context, _option: click.Parameter, path: Path | None) -> Path | None:
    """The path of a chart, if its ending says what to write; asked before anything is computed."""
    if path is not None and path.suffix not in {".svg", ".json"}:
        raise UsageProblem(
            _("{path} is neither an .svg nor a .json file").format(path=path),
            where="--chart",
            next_step=_("end the name in .svg for a picture, or in .json for the Vega-Lite spec"),
        )
    return path


def chart_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option ``--chart FILE``, the same for every estimate that draws one."""
    return click.option(
        "--chart",
        "chart_path",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        callback=chart_file,
        help=N_("Also draw the chart: .svg, or .json for the Vega-Lite spec."),
    )(function)


def draw_chart(data: ChartData | None, path: Path | None) -> None:
    """Write the chart, if one was asked for and there is something to draw."""
    if path is None:
        return
    if data is None:
        say(_("no chart: there is no number to draw"))
        return
    from absentia.publish.charts import draw, filled, titled

    spec = titled(filled(data, language()), data, language())
    text = json.dumps(spec, ensure_ascii=False, indent=1) + "\n" if path.suffix == ".json" else draw(spec)
    write_atomically(path, text.encode())
    say(_("chart written to {path}").format(path=path))


def write(answers: Sequence[Estimate | Refusal], output_format: str) -> int:
    """Write the answers; the exit code: 0 where there is a number, 1 where all was refused."""
    if output_format == "json":
        estimates = [answer for answer in answers if isinstance(answer, Estimate)]
        refusals = [answer for answer in answers if isinstance(answer, Refusal)]
        write_json({"estimates": estimates, "refusals": refusals})
    elif output_format == "csv":
        write_csv([_row(answer) for answer in answers], COLUMNS)
    else:
        _table(answers)
    return 0 if any(isinstance(answer, Estimate) for answer in answers) else 1


def _table(answers: Sequence[Estimate | Refusal]) -> None:
    estimates = [answer for answer in answers if isinstance(answer, Estimate)]
    names = {
        "variant": _("variant"), "period": _("period"), "ages": _("ages"), "observed": _("counted so far"),
        "value": _("value"), "error": _("± (1 s.e.)"), "interval": _interval_heading(estimates), "unit": _("unit"),
    }  # fmt: skip
    unused = [key for key in ("variant", "ages", "observed") if all(getattr(one, key) is None for one in estimates)]
    if estimates:
        shown = {key: text for key, text in names.items() if key not in unused}
        write_table([_shown(answer) for answer in estimates], shown)
    for answer in answers:
        if isinstance(answer, Refusal):
            click.echo(_("No number for {name}: {reason}").format(name=answer.name, reason=answer.reason))
    if estimates:
        explain(estimates)


def _interval_heading(estimates: Sequence[Estimate]) -> str:
    levels = {one.interval.level for one in estimates if one.interval is not None} or {0.95}
    level = max(levels)
    return _("95 % interval") if level == 0.95 else _("{level:g} % interval").format(level=100 * level)  # noqa: PLR2004  the usual


def _shown(answer: Estimate) -> dict[str, Any]:
    interval, error, written = answer.interval, answer.standard_error, answer.written
    say_number = partial(measured, quantity=answer.quantity, code=language())
    none = _("none")
    low = "" if interval is None else written.get("low") or say_number(interval.low)
    high = "" if interval is None else written.get("high") or say_number(interval.high)
    return {
        "variant": answer.variant,
        "period": answer.period,
        "ages": answer.ages,
        "observed": None if answer.observed is None else say_number(answer.observed),
        "value": written.get("value") or say_number(answer.value),
        "error": none if error is None else say_number(error),
        "interval": none if interval is None else f"{low} … {high}",
        "unit": answer.counts,
    }


def explain(estimates: Sequence[Estimate]) -> None:
    """Write what estimates rest on: methods, assumptions and their outcome, sensitivity, caveats, inputs, reference."""
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
        about = ", ".join(spoken(text, language()) for text in (checked.period, checked.ages) if text)
        click.echo(_("Assumptions ({about}):").format(about=about))
    for assumption in checked.assumptions:
        mark = {True: _("holds"), False: _("FAILS"), None: _("not testable")}[assumption.holds]
        click.echo(f"  [{mark}] {assumption.finding}")
    _sensitivity(next((one for one in reversed(estimates) if one.sensitivity), None))
    for caveat in dict.fromkeys(caveat for one in estimates for caveat in one.caveats):
        click.echo(f"  ! {caveat}")
    for key, title in {key: title for one in estimates for key, title in one.inputs.items()}.items():
        click.echo(_("Input: {key} ({title})").format(key=key, title=title))
    click.echo(_("Reference: {reference}").format(reference=last.reference))
    seeds = {one.seed for one in estimates if one.seed is not None}
    if seeds:
        say(_("seed {seed}").format(seed=", ".join(map(str, sorted(seeds)))))


def _sensitivity(checked: Estimate | None) -> None:
    if checked is None:
        return
    if checked.name == EXCESS:
        values = [*checked.sensitivity.values(), checked.value]
        click.echo(
            _("Other variants for the same: {low} to {high} (--all-variants shows each)").format(
                low=measured(min(values), Quantity.COUNT, language()),
                high=measured(max(values), Quantity.COUNT, language()),
            )
        )
        return
    about = spoken(checked.period if checked.observed is not None else checked.counts, language())
    click.echo(_("The same number otherwise ({about}):").format(about=about))
    for label, value in checked.sensitivity.items():
        click.echo(f"  {label}: {measured(value, checked.quantity, language())}")
