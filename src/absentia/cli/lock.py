"""``absentia lock FILE`` and ``absentia leave FILE PLACE``; and how they and ``unlock`` ask for a passphrase."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from absentia.cli.base import Settings, TranslatedCommand
from absentia.cli.language import N_, _
from absentia.cli.output import say
from absentia.model.texts import counted

_KEEP = N_("Keep the folder: an encrypted copy, or a rehearsal of leaving.")


@click.command(
    "lock",
    cls=TranslatedCommand,
    help=N_(
        "Put the whole observatory into one encrypted FILE, read it back, and remove the folder.\n\n"
        "The passphrase is stored nowhere: who loses it has lost everything in FILE. `absentia unlock FILE` brings the "
        "observatory back; any computer with unzip, age and tar can too."
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--keep", is_flag=True, help=_KEEP)
@click.pass_obj
def command(settings: Settings, file: Path, keep: bool) -> None:
    lock_into(settings, file, keep=keep, place=None)


@click.command(
    "leave",
    cls=TranslatedCommand,
    help=N_(
        "Lock the observatory into FILE, put a copy at PLACE, read it back there, and only then remove the folder.\n\n"
        "PLACE is a folder on another disk, or an address such as s3://…; only the encrypted file goes there. Try it "
        "once with --keep, so that you know how long it takes."
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("place", metavar="PLACE")
@click.option("--keep", is_flag=True, help=_KEEP)
@click.pass_obj
def leave_command(settings: Settings, file: Path, place: str, keep: bool) -> None:
    lock_into(settings, file, keep=keep, place=place)


def lock_into(settings: Settings, file: Path, *, keep: bool, place: str | None) -> None:
    """Ask for a passphrase, having said what its loss means; lock; say what was done."""
    from absentia.safekeeping import lock

    observatory = settings.observatory()
    say(
        _(
            "The passphrase is stored nowhere. If it is lost, everything in this file is lost for ever: nobody can "
            "open it, absentia's authors neither. Write it down, and keep it apart from the file."
        )
    )
    done = lock(observatory, file, asked_for(new=True), keep=keep, place=place, tell=lambda step: say(_(step)))
    say(
        _("locked and read back: {files} in {file}, {bytes}").format(
            files=counted("{n} file", "{n} files", n=done.files),
            file=done.file,
            bytes=counted("{n} byte", "{n} bytes", n=done.bytes),
        )
    )
    if done.copy is not None:
        say(_("a copy was put there and read back: {place}").format(place=done.copy))
    if done.removed:
        say(_("the folder {path} was removed; bring it back with: absentia unlock {file}").format(
            path=observatory.path, file=done.file
        ))  # fmt: skip
    else:
        say(_("the folder {path} was kept").format(path=observatory.path))


def asked_for(*, new: bool) -> str:
    """The passphrase: typed unseen, a new one twice; or the first line of standard input where that is no terminal."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt(
        _("Passphrase"), hide_input=True, confirmation_prompt=_("The same again") if new else False, err=True
    )
    return typed
