"""``absentia figures import``: a publisher's own file as a table of figures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from absentia.cli.base import TranslatedCommand, period_value
from absentia.cli.language import N_, _, ngettext
from absentia.cli.output import say
from absentia.cli.render import write_csv
from absentia.errors import FigureProblem, UsageProblem
from absentia.figures import Row, fact_columns
from absentia.figures.asylum.bundled import fact_row
from absentia.figures.asylum.downloads import Downloaded
from absentia.figures.asylum.eurostat_file import read_eurostat
from absentia.figures.asylum.unhcr_file import read_unhcr
from absentia.figures.catalogue import as_cells
from absentia.figures.form10a import OWN, fact_rows
from absentia.figures.form10a_file import read_form
from absentia.figures.reading import digest
from absentia.model.period import Period

NOT_STATED = "not stated"
DOWNLOADS: dict[str, Callable[[Path], Downloaded]] = {"eurostat": read_eurostat, "unhcr": read_unhcr}


@click.command(
    "import",
    cls=TranslatedCommand,
    help=N_(
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
def command(
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
            raise UsageProblem(_("form 10-a needs --geography"), next_step=_("say whose courts it counts: Russia"))
        rows = list(_forms(files, {"geography": geography, "source_date": date, "source_url": url}, period, column))
    elif geography is not None or period is not None or column is not None:
        raise UsageProblem(
            _("--geography, --period and --column are of form 10-a"),
            next_step=_("leave them out: this file says itself what it covers"),
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
                _("another file covers {period}, too").format(period=form.period.name),
                where=str(path),
                next_step=_("give one of them, or write two tables"),
            )
        seen.add(form.period)
        kept = f"sha256 {hashlib.sha256(content).hexdigest()}"
        yield from fact_rows(form, OWN, {"source_title": f"Form 10-a, {form.file}", **cited}, kept)
        told = ngettext(
            "{file}: {n} row of the sheet {sheet} for {period}, column “{heading}”; it sums to its total, {total}",
            "{file}: {n} rows of the sheet {sheet} for {period}, column “{heading}”; they sum to its total, {total}",
            len(form.lines),
        )
        say(
            told.format(
                file=path.name,
                n=len(form.lines),
                sheet=form.sheet,
                period=form.period.name,
                heading=form.heading,
                total=form.total.persons,
            )
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
                    _("another file has {id}, too").format(id=row["id"]),
                    where=str(path),
                    next_step=_("give one of them, or write two tables"),
                )
            seen.add(str(row["id"]))
            yield row
        why = ", ".join(f"{_(reason)}: {n}" for reason, n in found.left_out.items() if n)
        told = _("{file} ({table}): values read: {values}, written: {cells}") + (_("; left out: {why}") if why else "")
        say(told.format(file=path.name, table=found.table, values=found.values, cells=len(found.cells), why=why))
