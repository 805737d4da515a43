"""``absentia estimate lists FILE``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from absentia.cli.base import TranslatedCommand, format_option
from absentia.cli.estimate_output import chart_file
from absentia.cli.output import say, write_csv, write_json, write_table
from absentia.estimate.lists import ListsPanel
from absentia.estimate.lists.report import REFERENCE, chart, document, panel_from, rows
from absentia.messages import N_, _, language
from absentia.model import Assumption, Estimate
from absentia.model.texts import number, spoken

COLUMNS = (
    "estimate", "stratum", "method", "role", "observed", "value", "standard_error", "low", "high", "level", "unit",
    "refused",
)  # fmt: skip


@click.command(
    "lists",
    cls=TranslatedCommand,
    help=N_(
        "Estimate how many units are on none of several overlapping lists, by every method side by side.\n\n"
        "FILE is a table of overlap counts (a 0/1 column for each list and a count), or linked records: a row for each "
        "unit with a 0/1 column for each list, or a row for each unit and list. The answer is the panel; the summary "
        "says whether the methods agree."
    ),
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--lists", metavar="NAMES", help=N_("The lists to use, by column or name: A,B,C."))
@click.option("--count", metavar="COLUMN", help=N_("The column of counts."))
@click.option("--unit-column", metavar="COLUMN", help=N_("The column of unit ids, where a unit has several rows."))
@click.option("--list-column", metavar="COLUMN", help=N_("The column that names a row's list, or lists (A;B)."))
@click.option("--strata", metavar="COLUMNS", help=N_("Columns that cut the units into strata, summed afterwards."))
@click.option("--methods", metavar="NAMES", help=N_("Only these members of the panel."))
@click.option("--seed", type=click.IntRange(min=0), help=N_("Seed of the simulations."))
@click.option("--delta", type=float, help=N_("Prior count per cell of the decomposable graphs; 2^-k by default."))
@click.option("--largest", type=int, help=N_("Largest number of unseen units the graphs' prior allows."))
@click.option("--bootstrap", type=int, metavar="N", help=N_("Interval of the log-linear average by N replicates."))
@click.option("--chains", type=int, help=N_("Chains of the latent-class model."))
@click.option("--iterations", type=int, help=N_("Iterations of each chain before the first check of convergence."))
@click.option("--classes", type=int, help=N_("Most classes of the latent-class model."))
@click.option("--unit", metavar="WORDS", help=N_("What is counted, in words."))
@click.option("--period", metavar="WORDS", help=N_("The period the lists cover, in words."))
@click.option(
    "--chart",
    "chart_path",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    callback=chart_file,
    help=N_("Also draw the panel: .svg, or .json for the Vega-Lite spec."),
)
@format_option()
def command(output_format: str, chart_path: Path | None, **given: Any) -> int:
    panel = panel_from({key: str(value) for key, value in given.items() if value is not None})
    if chart_path is not None:
        _draw(panel, chart_path)
    if output_format == "json":
        write_json(document(panel))
    elif output_format == "csv":
        write_csv(rows(panel), COLUMNS)
        say(spoken(panel.summary, language()))
    else:
        _table(panel)
    return 0 if any(isinstance(answer, Estimate) for answer in panel.results()) else 1


def _draw(panel: ListsPanel, path: Path) -> None:
    from absentia.publish.charts import draw, filled, titled

    data = chart(panel)
    assert data is not None  # what was observed is always drawn
    spec = titled(filled(data, language()), data, language())
    text = draw(spec) if path.suffix == ".svg" else json.dumps(spec, ensure_ascii=False, indent=1) + "\n"
    path.write_text(text, encoding="utf-8")
    say(_("chart written to {path}").format(path=path))


def _table(panel: ListsPanel) -> None:
    click.echo(spoken(panel.summary, language()))
    click.echo()
    shown = [_shown(row) for row in rows(panel) if "refused" not in row]
    headings = {
        "title": _("method"), "role": _("role"), "value": _("total"), "error": _("± (1 s.e.)"),
        "interval": _("95 % interval"),
    }  # fmt: skip
    if panel.strata:
        headings = {"stratum": _("stratum"), **headings}
    if shown:
        write_table(shown, headings)
    for row in rows(panel):
        if "refused" in row:
            click.echo(_("No number for {name}: {reason}").format(name=_where(row), reason=row["refused"]))
    _explain(panel)


def _where(row: dict[str, Any]) -> str:
    title = spoken(row["title"], language())
    return title if row["stratum"] is None else f"{title} ({row['stratum']})"


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    roles = {"total": _("total"), "model": _("one model"), "bound": _("lower bound")}
    whole = {key: None if row[key] is None else number(round(row[key])) for key in ("value", "low", "high")}
    return {
        "stratum": row["stratum"] or _("all"),
        "title": row["title"],
        "role": roles[row["role"]],
        "value": whole["value"],
        "error": None if row["standard_error"] is None else number(round(row["standard_error"])),
        "interval": f"{whole['low']} … {whole['high']}" if whole["low"] is not None else _("none"),
    }


def _explain(panel: ListsPanel) -> None:
    if panel.xi:
        click.echo()
        click.echo(_("If the highest-order odds ratio ξ were not 1 (no data can tell), the total would be:"))
        click.echo("  " + "   ".join(f"ξ = {point.xi:.3g}: {number(round(point.value))}" for point in panel.xi))
    _sensitivities(panel)
    click.echo()
    click.echo(_("Checked:"))
    for check in _checks(panel):
        mark = {True: _("holds"), False: _("FAILS"), None: _("not testable")}[check.holds]
        click.echo(f"  [{mark}] {check.finding}")
    for note in panel.notes:
        click.echo(f"  ! {note}")
    click.echo(_("Reference: {reference}").format(reference=REFERENCE))
    say(_("seed {seed}").format(seed=panel.seed))


def _sensitivities(panel: ListsPanel) -> None:
    for member in panel.members:
        result = member.result
        if member.role.value != "total" or not isinstance(result, Estimate) or not result.sensitivity:
            continue
        parts = [f"{key}: {number(round(value))}" for key, value in result.sensitivity.items()]
        click.echo()
        click.echo(_("{method}, other choices:").format(method=member.title))
        click.echo("  " + "   ".join(parts))


def _checks(panel: ListsPanel) -> list[Assumption]:
    """Every check once, those of the methods of role total after those of the table."""
    own = [check for member in panel.members if member.role.value == "total" for check in member.result.assumptions]
    return list({check.statement: check for check in (*panel.checks, *own)}.values())
