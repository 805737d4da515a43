"""``absentia figures import``: a publisher's own file as a table of figures."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from absentia.cli.base import TranslatedCommand, period_value
from absentia.cli.language import N_, _
from absentia.cli.output import say
from absentia.cli.render import write_csv
from absentia.errors import UsageProblem
from absentia.figures import Row, fact_columns
from absentia.figures.catalogue import as_cells
from absentia.figures.form10a import OWN, fact_rows
from absentia.figures.form10a_file import read_form
from absentia.model.period import Period

NOT_STATED = "not stated"


@click.command(
    "import",
    cls=TranslatedCommand,
    help=N_(
        "Read a publisher's own files and write them as CSV that --figures takes.\n\n"
        "`absentia figures import form10a 10-a-svod-2021.xls --url https://… --geography Russia > mine.csv` reads "
        "chapter 33 of the Judicial Department's form 10-a: persons convicted, by article and part."
    ),
)
@click.argument("kind", metavar="KIND", type=click.Choice(["form10a"]))
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--url", metavar="URL", required=True, help=N_("Where you found the files: each figure's address."))
@click.option("--geography", metavar="TEXT", required=True, help=N_("Whose courts the files count, as Russia."))
@click.option("--date", default=NOT_STATED, metavar="DATE", help=N_("When they were published, if you know."))
@click.option(
    "--period",
    callback=period_value,
    metavar="PERIOD",
    help=N_("What a file covers, if it does not say: 2021 or 2022-H1."),
)
@click.option("--column", metavar="HEADING", help=N_("Words of the heading to read, if the headings do not tell it."))
def command(
    kind: str,
    files: tuple[Path, ...],
    url: str,
    geography: str,
    date: str,
    period: Period | None,
    column: str | None,
) -> None:
    del kind  # there is one
    rows: list[Row] = []
    seen: set[Period] = set()
    for path in files:
        form, content = read_form(path, period, column)
        cited = {
            "geography": geography, "source_title": f"Form 10-a, {form.file}", "source_date": date, "source_url": url,
        }  # fmt: skip
        if form.period in seen:
            raise UsageProblem(
                _("another file covers {period}, too").format(period=form.period.name),
                where=str(path),
                next_step=_("give one of them, or write two tables"),
            )
        seen.add(form.period)
        kept = f"sha256 {hashlib.sha256(content).hexdigest()}"
        rows += fact_rows(form, OWN, cited, kept)
        told = _(
            "{file}: {n} rows of the sheet {sheet} for {period}, column “{heading}”; they sum to its total, {total}"
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
    write_csv([as_cells(row) for row in rows], [column.name for column in fact_columns()])
