"""``absentia backup DIR``."""

from __future__ import annotations

from pathlib import Path

import click

from absentia.cli.base import Settings, TranslatedCommand
from absentia.cli.language import N_, _
from absentia.cli.output import progress, say
from absentia.model.texts import counted


@click.command(
    "backup",
    cls=TranslatedCommand,
    help=N_(
        "Bring a backup in DIR up to date, or make one: everything that cannot be made anew.\n\n"
        "The observatory is verified before, and every byte in DIR is read again after; only what is new is copied. "
        "DIR holds court pages with names: put it on an encrypted disk, or use `absentia lock --keep`."
    ),
)
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--keys",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    metavar="DIR",
    help=N_("Put the secret keys there too, in a place of their own; without it the backup has none."),
)
@click.pass_obj
def command(settings: Settings, directory: Path, keys: Path | None) -> None:
    from absentia.safekeeping import back_up

    with progress(_("verifying"), None) as advance:
        done = back_up(settings.observatory(), directory, keys, advance)
    say(
        _("backed up and read again: {files}, {bytes}, {new} of them copied now").format(
            files=counted("{n} file", "{n} files", n=done.files),
            bytes=counted("{n} byte", "{n} bytes", n=done.bytes),
            new=done.new_bytes,
        )
    )
    if not done.keys:
        say(_("the secret keys are not in it: keep a copy of keys/ somewhere else, or name a place with --keys"))
