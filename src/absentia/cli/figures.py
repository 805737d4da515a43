"""``absentia figures``: list, filter and cite published figures; show where publishers contradict each other."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from absentia.cli.base import TranslatedSubgroup
from absentia.cli.figures_files import import_command, verify_command
from absentia.cli.language import N_, _, language
from absentia.cli.options import format_option, own_figures, tables_known
from absentia.cli.output import echo, render, say, write_csv, write_json, write_table
from absentia.errors import FigureProblem
from absentia.figures import Catalogue, Resource, bibtex, cite, contradictions, csl_json
from absentia.figures.catalogue import Filter, as_cells, as_row, fact_columns
from absentia.figures.contradictions import concerning
from absentia.figures.reading import FACTS
from absentia.model.numbers import number
from absentia.model.texts import nearest, said

WIDE = (
    "interval",
    "definition",
    "source_title",
    "source_url",
    "note",
    "value_low",
    "value_high",
    "as_of",
    "jurisdiction",
)
"""Columns a table for people leaves out; JSON and CSV have all."""
COLUMNS = {
    "id": N_("id"), "table": N_("table"), "measure": N_("measure"), "value": N_("value"), "unit": N_("unit"),
    "qualifier": N_("qualifier"), "period_start": N_("period from"), "period_end": N_("period to"),
    "geography": N_("place"), "publisher": N_("publisher"), "source_date": N_("date published"),
    "evidence_level": N_("evidence"), "verified": N_("source read"), "year": N_("year"), "sex": N_("sex"),
    "age_group": N_("age"), "rows": N_("rows"), "coa_name": N_("country"), "region_ru": N_("region"),
    "jurisdiction": N_("jurisdiction"),
}  # fmt: skip


class FiguresGroup(TranslatedSubgroup):
    """Sub-verbs, and without one the list: ``absentia figures court_cases --since 2023-01-01`` needs no ``list``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ("--help", "-h")):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(
    "figures",
    cls=FiguresGroup,
    help=N_(
        "List, filter and cite published figures.\n\n"
        "`absentia figures` lists the tables, `absentia figures TABLE` shows one, `absentia figures ID` one figure."
    ),
)
def command() -> None:
    """Sub-verbs below."""


@command.command("list", help=N_("List the tables, or the rows of TABLE that the options keep."))
@click.argument("table", metavar="[TABLE|ID]", required=False, shell_complete=tables_known)
@click.option("--measure", metavar="NAME", help=N_("Only this measure; * stands for any letters."))
@click.option("--publisher", metavar="TEXT", help=N_("Only publishers whose name holds this."))
@click.option("--geography", metavar="TEXT", help=N_("Only places (or organisations) whose name holds this."))
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help=N_("Only what ends on this day or later."))
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help=N_("Only what begins on this day or earlier."))
@click.option("--columns", is_flag=True, help=N_("Show what each column of TABLE holds instead."))
@own_figures
@format_option()
def list_(  # noqa: PLR0917  click passes one argument per option
    table: str | None,
    measure: str | None,
    publisher: str | None,
    geography: str | None,
    since: dt.datetime | None,
    until: dt.datetime | None,
    columns: bool,
    files: tuple[Path, ...],
    output_format: str,
) -> None:
    catalogue = Catalogue(files)
    wanted = Filter(measure, publisher, geography, since.date() if since else None, until.date() if until else None)
    if columns:
        _columns(catalogue, table or "court_cases", output_format)
    elif table is None and wanted == Filter():
        _tables(catalogue, output_format)
    elif table is None:
        _write([as_row(figure) for figure in catalogue.figures() if wanted.keeps(as_row(figure))], output_format)
    else:
        _named(catalogue, table, wanted, output_format)


def _named(catalogue: Catalogue, name: str, wanted: Filter, output_format: str) -> None:
    """A table's rows, or one figure."""
    if name in catalogue.resources or name in catalogue.user_tables:
        _write(catalogue.select(name, wanted), output_format)
        _terms(catalogue.resources.get(name))
    else:
        _one(catalogue, name, output_format)


def _tables(catalogue: Catalogue, output_format: str) -> None:
    code = language()
    rows: list[dict[str, Any]] = [
        {
            "table": resource.name,
            "rows": resource.rows,
            "title": resource.title[code],
            "unit": resource.unit[code] or _("per row"),
            "description": resource.description[code],
            "licence": resource.licence,
        }
        for resource in catalogue.resources.values()
    ]
    rows += [
        {"table": name, "rows": len(figures), "title": _("your own figures"), "unit": _("per row")}
        for name, figures in catalogue.user_tables.items()
    ]
    if output_format == "table":
        headings = {"table": _("table"), "rows": _("rows"), "title": _("contents"), "unit": _("unit")}
        write_table(rows, headings)
        say("`absentia figures TABLE` shows a table; `absentia figures cite ID` cites a figure.")
    else:
        _write(rows, output_format)


def _columns(catalogue: Catalogue, table: str, output_format: str) -> None:
    catalogue.rows(table)
    resource = catalogue.resources[table]
    rows = [
        {
            "column": column.name,
            "type": column.type,
            "required": _("yes") if column.required else _("no"),
            "allowed": ", ".join(map(str, column.enum)) or column.pattern,
        }
        for column in (fact_columns() if resource.kind == FACTS else resource.columns)
    ]
    if output_format == "table":
        headings = {"column": _("column"), "type": _("type"), "required": _("required"), "allowed": _("allowed")}
        write_table(rows, headings)
    else:
        _write(rows, output_format)


def _write(rows: Sequence[dict[str, Any]], output_format: str) -> None:
    if output_format == "json":
        write_json(list(rows))
    elif output_format == "csv":
        write_csv([as_cells(row) for row in rows], list(rows[0]) if rows else [])
    else:
        keys = [key for key in (rows[0] if rows else {}) if key not in WIDE]
        shown = [{key: _cell(key, row.get(key)) for key in keys} for row in rows]
        write_table(shown, {key: _(COLUMNS.get(key, key)) for key in keys})
    if output_format == "table" or not rows:
        say("{n} row", "{n} rows", n=len(rows))


def _cell(key: str, value: object) -> object:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if key == "value" and isinstance(value, int | float):
        return number(value, language())
    return value


def _terms(resource: Resource | None) -> None:
    if resource is not None:
        say(f"{resource.title[language()]}. {resource.description[language()]}")
        say("Terms: {licence}", licence=resource.licence)


def _one(catalogue: Catalogue, figure_id: str, output_format: str) -> None:
    known = [*catalogue.resources, *catalogue.user_tables, *(figure.id for figure in catalogue.figures())]
    if figure_id not in known:
        raise FigureProblem(
            said("there is no table or figure {name}", name=figure_id),
            where=figure_id,
            next_step=nearest(figure_id, known) or _("`absentia figures` lists the tables"),
        )
    figure = catalogue.figure(figure_id)
    row = as_row(figure)
    if output_format != "table":
        _write([row], output_format)
        return
    pairs = [{"field": _(COLUMNS.get(key, key)), "value": _cell(key, value)} for key, value in row.items()]
    write_table([pair for pair in pairs if pair["value"] is not None], {"field": "", "value": ""})
    for entry in concerning([figure_id], contradictions(catalogue)):
        say("contradicted: {what}", what=entry.what.text(language()))


@command.command("show", help=N_("Show one figure with its contradictions, or a table."))
@click.argument("figure_id", metavar="ID|TABLE", shell_complete=tables_known)
@own_figures
@format_option()
def show(figure_id: str, files: tuple[Path, ...], output_format: str) -> None:
    _named(Catalogue(files), figure_id, Filter(), output_format)


@command.command("cite", help=N_("Print the citation of figures or tables."))
@click.argument("ids", metavar="ID…", nargs=-1, required=True)
@own_figures
@format_option("text", "bibtex", "csl-json", "json", default="text")
def cite_(ids: tuple[str, ...], files: tuple[Path, ...], output_format: str) -> None:
    catalogue = Catalogue(files)
    cited = [catalogue.resources.get(name) or catalogue.figure(name) for name in ids]
    if output_format in ("csl-json", "json"):
        echo(json.dumps([csl_json(entry, language()) for entry in cited], ensure_ascii=False, indent=2))
        return
    write = bibtex if output_format == "bibtex" else cite
    echo("\n\n".join(write(entry, language()) for entry in cited))


def _side(side: dict[str, Any], code: str) -> str:
    values = ", ".join(number(value, language()) for value in side["values"])
    return f"{side['says'][code]}: {values} [{' '.join(side['figures'])}]"


@command.command(
    "contradictions",
    help=N_("Show where publishers contradict each other, found by rule and reviewed; nothing is resolved."),
)
@click.argument("ids", metavar="[ID…]", nargs=-1)
@own_figures
@format_option()
def contradictions_(ids: tuple[str, ...], files: tuple[Path, ...], output_format: str) -> None:
    catalogue = Catalogue(files)
    for name in ids:
        catalogue.figure(name)
    found = contradictions(catalogue)
    chosen = concerning(ids, found) if ids else list(found)
    code = language()
    rows: list[dict[str, Any]] = [
        {
            "id": entry.id,
            "kind": entry.kind,
            "what": entry.what.both() if output_format == "json" else entry.what.text(code),
            "reviewed": entry.reviewed,
            "by_rule": entry.by_rule,
            "sides": [
                {
                    "says": side.says.both(),
                    "values": list(side.values),
                    "sum": side.total,
                    "figures": [f.id for f in side.figures],
                }
                for side in entry.sides
            ],
        }
        for entry in chosen
    ]
    if output_format == "json":
        write_json(rows)
        return
    for row in rows:
        row["sides"] = " ≠ ".join(_side(side, code) for side in row["sides"])
        row["found"] = _("review") + (_(", rule") if row["by_rule"] else "") if row["reviewed"] else _("rule")
    keys = {"id": _("id"), "kind": _("kind"), "sides": _("sides"), "what": _("explanation"), "found": _("found by")}
    render(output_format, rows, keys)


command.add_command(import_command)
command.add_command(verify_command)
