"""``absentia restore DIR FOLDER``."""

from __future__ import annotations

from pathlib import Path

import click

from absentia.cli.base import TranslatedCommand
from absentia.cli.language import N_, _
from absentia.cli.output import progress, say
from absentia.model.texts import counted


@click.command(
    "restore",
    cls=TranslatedCommand,
    help=N_(
        "Bring an observatory back from the backup in DIR into FOLDER, which is new or empty.\n\n"
        "Every file is held against the backup's manifest, and the archive against its chain, seals and keys, before "
        "FOLDER gets its name: it is whole, or it is not there. `absentia parse` then rebuilds the tables."
    ),
)
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option(
    "--keys",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    metavar="DIR",
    help=N_("Where the secret keys are: the place `absentia backup --keys` was given."),
)
def command(directory: Path, folder: Path, keys: Path | None) -> None:
    from absentia.safekeeping import restore

    with progress(_("verifying"), None) as advance:
        done = restore(directory, folder, keys, advance)
    say(
        _("restored to {path} as of {moment}: {files}, {records} of the archive verified").format(
            path=done.path,
            moment=done.moment,
            files=counted("{n} file", "{n} files", n=done.files),
            records=counted("{n} record", "{n} records", n=done.records),
        )
    )
    if not done.keys:
        say(_("the secret keys did not come with it: put them into {path}").format(path=done.path / "keys"))
    say(_("next: absentia -C {path} parse").format(path=done.path))
