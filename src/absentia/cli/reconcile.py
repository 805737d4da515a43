"""``absentia reconcile LIST.csv``."""

from __future__ import annotations

from pathlib import Path

import click

from absentia.cli.base import Settings, TranslatedCommand, format_option
from absentia.cli.completing import provision_option
from absentia.cli.language import N_, _
from absentia.cli.output import say
from absentia.cli.reconcile_output import write_overlap, write_reconciliation


@click.command(
    "reconcile",
    cls=TranslatedCommand,
    help=N_(
        "Hold another counter's LIST of cases against the records here, and say of each that only one of them counts "
        "why.\n\n"
        "LIST is a CSV file with the columns court (host, code or name) and number, and perhaps received and article; "
        "a row is a filing of first instance. --format csv lists every row with its reason: it is for the owner's "
        "eyes, since it names cases."
    ),
)
@click.argument("path", metavar="LIST", type=click.Path(path_type=Path))
@click.option("--since", metavar="DATE", help=N_("First day of receipt: 2022-09-24, or a period: 2022-H2."))
@click.option("--until", metavar="DATE", help=N_("Last day of receipt, written likewise."))
@provision_option()
@click.option(
    "--overlap",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=N_("Write how many filings both have, and how many only one, as a table for `absentia estimate lists`."),
)
@format_option()
@click.pass_obj
def command(
    settings: Settings,
    /,
    *,
    path: Path,
    since: str | None,
    until: str | None,
    provision: str | None,
    overlap: Path | None,
    output_format: str,
) -> None:
    from absentia.reconcile import reconcile

    found = reconcile(settings.observatory(), path, since=since, until=until, provision=provision)
    write_reconciliation(found, output_format)
    if overlap is not None:
        write_overlap(found, overlap)
        say(_("overlap written to {path}").format(path=overlap))
