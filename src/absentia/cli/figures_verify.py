"""``absentia figures verify``: whether a file is what a table was read from, or the table itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from absentia.cli.base import TranslatedCommand, explained, format_option
from absentia.cli.language import N_, _
from absentia.cli.output import say
from absentia.cli.render import render
from absentia.errors import FigureProblem
from absentia.figures import Catalogue, load_package
from absentia.figures.verifying import damaged_tables, sources, verify

OUTCOMES = {
    "same": N_("the same"), "read again": N_("the same numbers"), "changed": N_("CHANGED"),
    "not kept": N_("cannot be told"), "unknown": N_("unknown"),
}  # fmt: skip


@click.command(
    "verify",
    cls=TranslatedCommand,
    help=N_(
        "Hold files against the digests that were kept: of the tables, and of the files they were read from.\n\n"
        "Without FILE: the bundled tables, and of each what is known of its source. A table of other bytes and a form "
        "10-a, whose digest was not kept, are read again and compared row by row; with --figures also the files your "
        "own table was read from. Exit code 1 if a file is another one, or if nothing can be said of it."
    ),
)
@click.argument("files", metavar="[FILE…]", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--figures",
    "own",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path),
    help=N_("Your own table, as `absentia figures import` wrote it."),
)
@format_option()
def command(files: tuple[Path, ...], own: tuple[Path, ...], output_format: str) -> int:
    damaged = damaged_tables()
    if damaged:
        say(
            explained(
                FigureProblem(
                    _("these bundled tables are not what they were: {names}").format(names=", ".join(damaged)),
                    where=str(load_package()[damaged[0]].path),
                    next_step=_("install absentia anew; until then trust no number of them"),
                )
            )
        )
    if not files:
        _write(_kept(damaged, output_format), output_format)
        return int(bool(damaged))
    catalogue = Catalogue(own)
    found = [verify(path, catalogue) for path in files]
    rows = [
        {
            "file": one.file,
            "table": one.table,
            "outcome": _(OUTCOMES[one.outcome]) if output_format == "table" else str(one.outcome),
            "why": one.why,
        }
        for one in found
    ]
    _write(rows, output_format)
    bad = [one for one in found if not one.outcome.good]
    if bad:
        tables = ", ".join(dict.fromkeys(one.table or "–" for one in bad))
        raise FigureProblem(
            _("not what was kept, or not to be told: {n} of {all} (tables: {names})").format(
                n=len(bad), all=len(found), names=tables
            ),
            where=", ".join(one.file for one in bad),
            next_step=_("take the file from its source again; until they agree, rest nothing on what differs"),
        )
    return int(bool(damaged))


def _kept(damaged: list[str], output_format: str) -> list[dict[str, Any]]:
    """Each table with what was kept of its source; to a person what was not kept is said, to a program it is null."""
    missing = _("not kept") if output_format == "table" else None
    return [
        {
            "table": table,
            "whole": (table not in damaged) if output_format != "table" else _("no") if table in damaged else _("yes"),
            "source": source.title,
            "file": source.files or missing,
            "date": source.date or missing,
            "sha256": source.sha256 or missing,
        }
        for table, source in sources()
    ]


def _write(rows: list[dict[str, Any]], output_format: str) -> None:
    headings = {
        "file": _("file"), "table": _("table"), "outcome": _("outcome"), "why": _("why"), "whole": _("whole"),
        "source": _("source"), "date": _("date"), "sha256": "SHA-256",
    }  # fmt: skip
    render(output_format, rows, {key: headings[key] for key in rows[0]})
