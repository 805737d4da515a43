"""How the answer of a method is written: table, JSON, CSV, chart."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from absentia.cli.language import N_, _, language, told
from absentia.cli.output import say
from absentia.cli.render import write_csv, write_json, write_table
from absentia.durable import write_atomically
from absentia.errors import UsageProblem
from absentia.estimate import Answer
from absentia.model import numbers
from absentia.model.checked import ChartData
from absentia.model.estimate import Estimate, Refusal
from absentia.model.texts import Measured, joined, spoken

COLUMNS = (
    "estimate", "variant", "place", "period", "ages", "observed", "value", "standard_error", "low", "high", "level",
    "kind", "unit", "refused",
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
        "kind": None if interval is None else interval.kind,
        "unit": answer.counts,
    }


def _chart_file(_context: click.Context, _option: click.Parameter, path: Path | None) -> Path | None:
    """The path of a chart, if its ending says what to write; asked before anything is computed."""
    if path is not None and path.suffix not in {".svg", ".json"}:
        raise UsageProblem(
            _("{path} is neither an .svg nor a .json file").format(path=path),
            where="--chart",
            next_step=_("end the name in .svg for a picture, or in .json for the Vega-Lite spec"),
        )
    return path


def chart_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option ``--chart FILE``, the same for every verb that draws one."""
    return click.option(
        "--chart",
        "chart_path",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        callback=_chart_file,
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


def write(found: Answer, output_format: str) -> int:
    """Write the answer; the exit code: 0 where there is a number, 1 where all was refused."""
    if output_format == "json":
        write_json({**found.more, "estimates": found.estimates, "refusals": found.refusals})
    elif output_format == "csv":
        for text in found.lead:
            say(told(text))
        table = found.table
        if table is not None and table.columns:
            write_csv(table.rows, table.columns)
        else:
            write_csv([_row(one) for one in found.numbers], COLUMNS)
    else:
        _for_people(found)
    return 0 if found.estimates else 1


def _for_people(found: Answer) -> None:
    for text in found.lead:
        click.echo(told(text) + "\n")
    rows = [] if found.table is None else [row for row in found.table.rows if row.get("refused") is None]
    if found.table is not None and rows:
        headings = {key: told(text) for key, text in found.table.headings.items()}
        write_table(rows, headings, right=found.table.right)
    listed = found.estimates if found.listed is None and found.table is None else found.listed or ()
    if rows and listed:
        click.echo()
    _listed(listed)
    for text in _refused(found):
        click.echo(text)
    for text in found.notes:
        click.echo(told(text))
    groups = [found.estimates] if found.explained is None else found.explained
    for group in groups:
        if len(groups) > 1:
            click.echo(f"\n{group[0].name}")
        if group:
            _explain(group)


def _refused(found: Answer) -> Iterator[str]:
    """Why there is no number: of the rows of a table by their title, else of each refusal, the same words once."""
    template = _("No number for {name}: {reason}")
    titled = [] if found.table is None else [row for row in found.table.rows if row.get("refused") is not None]
    if titled:
        yield from (template.format(name=row["title"], reason=row["refused"]) for row in titled)
    else:
        reasons = [one for one in found.refusals if one.reason not in found.lead]  # said above already
        yield from dict.fromkeys(template.format(name=one.name, reason=one.reason) for one in reasons)


def _listed(estimates: Sequence[Estimate]) -> None:
    """One estimate a line."""
    if not estimates:
        return
    names = {
        "variant": _("variant"), "period": _("period"), "ages": _("ages"), "observed": _("counted so far"),
        "value": _("value"), "error": _("± (1 s.e.)"), "interval": _interval_heading(estimates), "unit": _("unit"),
    }  # fmt: skip
    unused = [key for key in ("variant", "ages", "observed") if all(getattr(one, key) is None for one in estimates)]
    rows = [_shown(one, kinds=len(_kinds(estimates))) for one in estimates]
    write_table(rows, {key: text for key, text in names.items() if key not in unused})


def _kinds(estimates: Sequence[Estimate]) -> set[str]:
    """What the ends of their intervals are."""
    return {one.interval.named.text(language()) for one in estimates if one.interval is not None}


def _interval_heading(estimates: Sequence[Estimate]) -> str:
    kinds = _kinds(estimates)
    return kinds.pop() if len(kinds) == 1 else _("interval")


def _shown(one: Estimate, *, kinds: int) -> dict[str, Any]:
    """The cells of a row; where the table has intervals of several kinds each says what it is."""
    error, ends = one.standard_error, one.ends
    if ends is not None and one.interval is not None and kinds > 1:
        ends = joined([ends, one.interval.named], ", ")
    return {
        "variant": one.variant,
        "period": one.period,
        "ages": one.ages,
        "observed": None if one.observed is None else Measured(one.observed, one.quantity),
        "value": one.measured,
        "error": _("none") if error is None else Measured(error, one.quantity),
        "interval": ends or _("none"),
        "unit": one.counts,
    }


def _explain(estimates: Sequence[Estimate]) -> None:
    """Write what estimates rest on: methods, assumptions and their outcome, sensitivity, caveats, inputs, reference."""
    last = estimates[-1]
    click.echo()
    for method in dict.fromkeys(one.method for one in estimates):
        click.echo(_("Method: {method}").format(method=method))
    degrees = sorted({one.degrees_of_freedom for one in estimates if one.degrees_of_freedom})
    if degrees:
        click.echo(
            _("Intervals: Student's t with {degrees} degrees of freedom; ± is one standard error.").format(
                degrees=", ".join(numbers.written(n, "g", language()) for n in degrees)
            )
        )
    checked = next((one for one in reversed(estimates) if one.assumptions), last)
    if checked.assumptions:
        about = ", ".join(spoken(text, language()) for text in (checked.period, checked.ages) if text)
        click.echo(_("Assumptions ({about}):").format(about=about))
    for assumption in checked.assumptions:
        click.echo(told(assumption.told))
    # of estimates that vary by the same choices the last one, the widest
    for other in {tuple(one.sensitivity): one for one in estimates if one.sensitivity}.values():
        _sensitivity(other)
    for caveat in dict.fromkeys(caveat for one in estimates for caveat in one.caveats):
        click.echo("  ! " + told(caveat))
    for key, title in {key: title for one in estimates for key, title in one.inputs.items()}.items():
        click.echo(_("Input: {key} ({title})").format(key=key, title=title))
    click.echo(_("Reference: {reference}").format(reference=last.reference))
    seeds = {one.seed for one in estimates if one.seed is not None}
    if seeds:
        say(_("seed {seed}").format(seed=", ".join(map(str, sorted(seeds)))))


def _sensitivity(checked: Estimate) -> None:
    """The same number under other choices."""
    about = spoken(checked.period if checked.observed is not None else checked.counts, language())
    click.echo(_("The same number otherwise ({about}):").format(about=about))
    for label, value in checked.sensitivity.items():
        click.echo(f"  {told(label)}: {numbers.measured(value, checked.quantity, language())}")
