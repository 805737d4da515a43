"""``absentia init DIR``."""

from __future__ import annotations

from pathlib import Path

import click

from absentia.cli.base import TranslatedCommand
from absentia.cli.output import say
from absentia.messages import N_, _
from absentia.observatory import Observatory


@click.command(
    "init",
    cls=TranslatedCommand,
    help=N_("Make an observatory in DIR: the folder in which pages, tables, decisions and runs are kept."),
)
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
def command(directory: Path) -> None:
    observatory = Observatory.create(directory)
    say(_("an observatory was made in {path}").format(path=observatory.path))
