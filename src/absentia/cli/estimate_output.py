"""How the answer of a method is written: table, JSON, CSV, chart."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from absentia.cli.language import N_, _, language, told
from absentia.cli.output import say
from absentia.cli.render import write_csv, write_json, write_table
from absentia.durable import write_atomically
from absentia.errors import UsageProblem
from absentia.estimate import Answer, telling
from absentia.estimate.method import Table
from absentia.estimate.telling import records
from absentia.model.checked import ChartData


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
        write_csv(*records(found))
    else:
        for part in telling.told(found):
            if isinstance(part, Table):
                headings = {key: told(text) for key, text in part.headings.items()}
                write_table(part.rows, headings, right=part.right)
            else:
                click.echo(told(part))
        seeds = sorted({one.seed for one in found.estimates if one.seed is not None})
        if seeds:
            say(_("seed {seed}").format(seed=", ".join(map(str, seeds))))
    return 0 if found.estimates else 1
