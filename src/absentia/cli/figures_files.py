"""``absentia figures import`` and ``verify``: files of publishers, read and held against what was kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from absentia.cli.base import explained, verb
from absentia.cli.language import N_, _
from absentia.cli.options import format_option, period_value
from absentia.cli.output import render, say, write_csv
from absentia.errors import FigureProblem, UsageProblem
from absentia.figures import Catalogue, Row, fact_columns, load_package
from absentia.figures.asylum.bundled import fact_row
from absentia.figures.asylum.downloads import Downloaded
from absentia.figures.asylum.eurostat_file import read_eurostat
from absentia.figures.asylum.unhcr_file import read_unhcr
from absentia.figures.catalogue import as_cells
from absentia.figures.form10a import OWN, fact_rows
from absentia.figures.form10a_file import read_form
from absentia.figures.reading import digest
from absentia.figures.verifying import damaged_tables, sources, verify
from absentia.model.period import Period
from absentia.model.texts import joined, said

NOT_STATED = "not stated"
DOWNLOADS: dict[str, Callable[[Path], Downloaded]] = {"eurostat": read_eurostat, "unhcr": read_unhcr}


@verb(
    "import",
    N_(
        "Read a publisher's own files and write them as CSV that --figures takes.\n\n"
        "`absentia figures import form10a 10-a-svod-2021.xls --url https://… --geography Russia > mine.csv` reads "
        "chapter 33 of the Judicial Department's form 10-a: persons convicted, by article and part.\n\n"
        "`absentia figures import eurostat estat_migr_asyappctza.tsv.gz --url https://… > mine.csv` reads Eurostat's "
        "asylum tables migr_asyappctza, migr_asyappctzm, migr_asypenctzm and migr_asydcfstq; `import unhcr` reads "
        "UNHCR's asylum-applications.csv and asylum-decisions.csv. `absentia estimate asylum --tables mine.csv` takes "
        "both."
    ),
)
@click.argument("kind", metavar="KIND", type=click.Choice(["form10a", *DOWNLOADS]))
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--url", metavar="URL", required=True, help=N_("Where you found the files: each figure's address."))
@click.option("--geography", metavar="TEXT", help=N_("Whose courts the files count, as Russia (form10a)."))
@click.option("--date", default=NOT_STATED, metavar="DATE", help=N_("When they were published, if you know."))
@click.option(
    "--period",
    callback=period_value,
    metavar="PERIOD",
    help=N_("What a file covers, if it does not say: 2021 or 2022-H1 (form10a)."),
)
@click.option(
    "--column", metavar="HEADING", help=N_("Words of the heading to read, if the headings do not tell it (form10a).")
)
def import_command(
    kind: str,
    files: tuple[Path, ...],
    url: str,
    geography: str | None,
    date: str,
    period: Period | None,
    column: str | None,
) -> None:
    if kind == "form10a":
        if geography is None:
            raise UsageProblem(
                said("form 10-a needs --geography"), next_step=said("say whose courts it counts: Russia")
            )
        rows = list(_forms(files, {"geography": geography, "source_date": date, "source_url": url}, period, column))
    elif geography is not None or period is not None or column is not None:
        raise UsageProblem(
            said("--geography, --period and --column are of form 10-a"),
            next_step=said("leave them out: this file says itself what it covers"),
        )
    else:
        rows = list(_downloads(DOWNLOADS[kind], files, url, date))
    write_csv([as_cells(row) for row in rows], [column.name for column in fact_columns()])


def _forms(files: Sequence[Path], cited: dict[str, str], period: Period | None, column: str | None) -> Iterator[Row]:
    """The rows of forms 10-a, each of a period of its own."""
    seen: set[Period] = set()
    for path in files:
        form, content = read_form(path, period, column)
        if form.period in seen:
            raise UsageProblem(
                said("another file covers {period}, too", period=form.period.name),
                where=str(path),
                next_step=said("give one of them, or write two tables"),
            )
        seen.add(form.period)
        kept = f"sha256 {hashlib.sha256(content).hexdigest()}"
        yield from fact_rows(form, OWN, {"source_title": f"Form 10-a, {form.file}", **cited}, kept)
        say(
            "{file}: {n} row of the sheet {sheet} for {period}, column “{heading}”; it sums to its total, {total}",
            "{file}: {n} rows of the sheet {sheet} for {period}, column “{heading}”; they sum to its total, {total}",
            n=len(form.lines),
            file=path.name,
            sheet=form.sheet,
            period=form.period.name,
            heading=form.heading,
            total=form.total.persons,
        )


def _downloads(read: Callable[[Path], Downloaded], files: Sequence[Path], url: str, date: str) -> Iterator[Row]:
    """The rows of asylum tables; every value of a file is written, or counted with the reason why not."""
    seen: set[str] = set()
    for path in files:
        found = read(path)
        published = found.updated or NOT_STATED if date == NOT_STATED else date
        cited = {"source_title": f"{found.table}, {path.name}", "source_date": published, "source_url": url}
        kept = f"sha256 {digest(path)}"
        for cell in found.cells:
            row = fact_row(cell, cited, kept)
            if str(row["id"]) in seen:
                raise FigureProblem(
                    said("another file has {id}, too", id=row["id"]),
                    where=str(path),
                    next_step=said("give one of them, or write two tables"),
                )
            seen.add(str(row["id"]))
            yield row
        why = ", ".join(f"{_(reason)}: {n}" for reason, n in found.left_out.items() if n)
        told = said(
            "{file} ({table}): values read: {values}, written: {cells}",
            file=path.name,
            table=found.table,
            values=found.values,
            cells=len(found.cells),
        )
        say(joined([told, said("; left out: {why}", why=why)], "") if why else told)


OUTCOMES = {
    "same": N_("the same"), "read again": N_("the same numbers"), "changed": N_("CHANGED"),
    "not kept": N_("cannot be told"), "unknown": N_("unknown"),
}  # fmt: skip


@verb(
    "verify",
    N_(
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
def verify_command(files: tuple[Path, ...], own: tuple[Path, ...], output_format: str) -> int:
    damaged = damaged_tables()
    if damaged:
        say(
            explained(
                FigureProblem(
                    said("these bundled tables are not what they were: {names}", names=", ".join(damaged)),
                    where=str(load_package()[damaged[0]].path),
                    next_step=said("install absentia anew; until then trust no number of them"),
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
            said(
                "not what was kept, or not to be told: {n} of {all} (tables: {names})",
                n=len(bad),
                all=len(found),
                names=tables,
            ),
            where=", ".join(one.file for one in bad),
            next_step=said("take the file from its source again; until they agree, rest nothing on what differs"),
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
