"""``absentia charges``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.base import TranslatedCommand, format_option
from absentia.cli.language import N_, _, language, ngettext
from absentia.cli.output import say
from absentia.cli.render import write_table
from absentia.model.sheets import write_rows

if TYPE_CHECKING:  # the law and the reader are loaded only when cells are read
    from absentia.parse.cells import CellKind

_COLUMNS = {
    "line": N_("line"),
    "person": N_("person"),
    "name": N_("name"),
    "code": N_("code"),
    "provision": N_("provision"),
    "points": N_("points"),
    "role": N_("role"),
    "modifiers": N_("modifiers"),
    "episodes": N_("episodes"),
    "family": N_("family"),
    "raw": N_("as written"),
    "issues": N_("issues"),
}


@click.command(
    "charges",
    cls=TranslatedCommand,
    help=N_(
        "Read charge cells, one per line on standard input.\n\n"
        "A cell is what a listing shows of the persons of a case and their charges; a line break inside one is written "
        "<br>. Writes one JSON array with one object per line: persons with their charges, and an issue for whatever "
        "could not be read. Issues are data: the exit code is 0."
    ),
)
@click.option(
    "--kind",
    type=click.Choice(("cell", "articles")),
    default="cell",
    show_default=True,
    help=N_("What the lines are: whole cells, or the articles of one person."),
)
@click.option(
    "--source",
    "source_id",
    default=None,
    metavar="ID",
    help=N_("Whose cells these are; the only source, if there is one."),
)
@click.option("--show-names", is_flag=True, help=N_("Print names as the cells show them instead of pseudonyms."))
@format_option("json", "table", "csv", default="json")
def command(kind: CellKind, source_id: str | None, show_names: bool, output_format: str) -> None:
    from absentia.parse.cells import CellReader
    from absentia.sources import chosen_source

    source = chosen_source(source_id)
    if sys.stdin.isatty():
        say(_("type cells, one per line; end with Ctrl-D"))
    reader = CellReader(source, kind=kind, show_names=show_names, language=language())
    documents = reader.read(sys.stdin.buffer)
    if output_format == "json":
        _write_array(documents)
    elif output_format == "csv":
        _write_rows(_rows(documents))
    else:
        write_table(list(_rows(documents)), {key: _(heading) for key, heading in _COLUMNS.items()})
    cells = ngettext("{cells} cell read", "{cells} cells read", reader.cells).format(cells=reader.cells)
    issues = ngettext("{issues} issue", "{issues} issues", reader.issues).format(issues=reader.issues)
    say(f"{cells}, {issues}")


def _write_array(documents: Iterable[Mapping[str, Any]]) -> None:
    """One JSON array, an object per line, written as it is read."""
    separator = "["
    for document in documents:
        click.echo(separator + "\n" + json.dumps(document, ensure_ascii=False), nl=False)
        separator = ","
    click.echo("\n]" if separator == "," else "[]")


def _write_rows(rows: Iterable[Mapping[str, Any]]) -> None:
    write_rows(sys.stdout, chain((_COLUMNS,), ([row.get(column) for column in _COLUMNS] for row in rows)))


def _rows(documents: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """A row per charge; a person without charges and a line without persons have one row, too."""
    for document in documents:
        line = {"line": document["line"], "issues": len(document["issues"])}
        for position, person in enumerate(document["persons"], start=1):
            whose = {**line, "person": position, "name": _("(hidden)") if person["name_hidden"] else person["name"]}
            for charge in person["charges"]:
                lists = {"points": ",".join(charge["points"]), "modifiers": ",".join(charge["modifiers"])}
                yield {**whose, **charge, **lists}
            if not person["charges"]:
                yield whose
        if not document["persons"]:
            yield line
