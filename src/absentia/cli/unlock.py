"""``absentia unlock FILE``."""

from __future__ import annotations

from pathlib import Path

import click

from absentia.cli.base import TranslatedCommand
from absentia.cli.language import N_, _
from absentia.cli.lock import asked_for
from absentia.cli.output import say


@click.command(
    "unlock",
    cls=TranslatedCommand,
    help=N_(
        "Bring a locked observatory back, into FOLDER, or under the name it had into the current folder.\n\n"
        "It is whole, or it is not there. FILE stays."
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("folder", metavar="[FOLDER]", required=False, type=click.Path(path_type=Path))
def command(file: Path, folder: Path | None) -> None:
    from absentia.safekeeping import unlock

    where = unlock(file, asked_for(new=False), folder)
    say(_("unlocked into {path}; {file} is still there").format(path=where, file=file))
