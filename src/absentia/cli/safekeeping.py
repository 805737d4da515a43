"""``absentia doctor``, ``backup``, ``restore``, ``lock``, ``leave`` and ``unlock``: keeping an observatory."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from absentia.cli.archive_verify import say_unfinished
from absentia.cli.base import Settings, verb
from absentia.cli.language import N_, _
from absentia.cli.options import format_option
from absentia.cli.output import echo, progress, say, write_json, write_table
from absentia.model.texts import counted

_COLUMNS = {"reason": N_("what is wrong"), "where": N_("where"), "mend": N_("what mends it")}
_SHOWN = 20


@verb(
    "doctor",
    N_(
        "Say what is wrong with the observatory, and what mends it.\n\n"
        "Every byte is verified, as `absentia archive verify` does; nothing is changed. "
        "Exit code 1 if anything is wrong."
    ),
)
@format_option("table", "json")
@click.pass_obj
def doctor_command(settings: Settings, output_format: str) -> int:
    from absentia.safekeeping.doctor import examine

    with progress(_("verifying"), None) as advance:
        found = examine(settings.observatory(), advance)
    rows = [{column: getattr(one, column) for column in _COLUMNS} for one in found.findings]
    if output_format == "json":
        write_json(found)
    elif rows:
        write_table(rows[:_SHOWN], _COLUMNS)
        if len(rows) > _SHOWN:
            say("… and {count} more", count=len(rows) - _SHOWN)
    else:
        echo(
            "nothing is wrong: {records} record verified",
            "nothing is wrong: {records} records verified",
            records=found.records,
        )
    say_unfinished(found.unfinished, found.torn)
    if found.backed_up is None:
        say("it was never backed up: `absentia backup DIR`")
    else:
        say("last backed up: {moment}", moment=found.backed_up)
    return 1 if rows else 0


@verb(
    "backup",
    N_(
        "Bring a backup in DIR up to date, or make one: everything that cannot be made anew.\n\n"
        "The observatory is verified before, and every byte in DIR is read again after; only what is new is copied. "
        "DIR holds court pages with names: put it on an encrypted disk, or use `absentia lock --keep`."
    ),
)
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--keys",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=N_("Put the secret keys there too, in a place of their own; without it the backup has none."),
)
@click.pass_obj
def backup_command(settings: Settings, directory: Path, keys: Path | None) -> None:
    from absentia.safekeeping import back_up

    with progress(_("verifying"), None) as advance:
        done = back_up(settings.observatory(), directory, keys, advance)
    say(
        "backed up and read again: {files}, {bytes}, {new} of them copied now",
        files=counted("{n} file", "{n} files", n=done.files),
        bytes=counted("{n} byte", "{n} bytes", n=done.bytes),
        new=done.new_bytes,
    )
    if not done.keys:
        say("the secret keys are not in it: keep a copy of keys/ somewhere else, or name a place with --keys")


@verb(
    "restore",
    N_(
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
    metavar="DIR",
    help=N_("Where the secret keys are: the place `absentia backup --keys` was given."),
)
def restore_command(directory: Path, folder: Path, keys: Path | None) -> None:
    from absentia.safekeeping import restore

    with progress(_("verifying"), None) as advance:
        done = restore(directory, folder, keys, advance)
    say(
        "restored to {path} as of {moment}: {files}, {records} of the archive verified",
        path=done.path,
        moment=done.moment,
        files=counted("{n} file", "{n} files", n=done.files),
        records=counted("{n} record", "{n} records", n=done.records),
    )
    if not done.keys:
        say("the secret keys did not come with it: put them into {path}", path=done.path / "keys")
    say("next: absentia -C {path:sh} parse", path=done.path)


_KEEP = N_("Keep the folder: an encrypted copy, or a rehearsal of leaving.")


@verb(
    "lock",
    N_(
        "Put the whole observatory into one encrypted FILE, read it back, and remove the folder.\n\n"
        "The passphrase is stored nowhere: who loses it has lost everything in FILE. `absentia unlock FILE` brings the "
        "observatory back; any computer with unzip, age and tar can too."
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--keep", is_flag=True, help=_KEEP)
@click.pass_obj
def lock_command(settings: Settings, file: Path, keep: bool) -> None:
    lock_into(settings, file, keep=keep, place=None)


@verb(
    "leave",
    N_(
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
        "The passphrase is stored nowhere. If it is lost, everything in this file is lost for ever: nobody can "
        "open it, absentia's authors neither. Write it down, and keep it apart from the file."
    )
    done = lock(observatory, file, asked_for(new=True), keep=keep, place=place, tell=lambda step: say(_(step)))
    say(
        "locked and read back: {files} in {file}, {bytes}",
        files=counted("{n} file", "{n} files", n=done.files),
        file=done.file,
        bytes=counted("{n} byte", "{n} bytes", n=done.bytes),
    )
    if done.copy is not None:
        say("a copy was put there and read back: {place}", place=done.copy)
    if done.removed:
        say(
            "the folder {path} was removed; bring it back with: absentia unlock {file:sh}",
            path=observatory.path,
            file=done.file,
        )
    else:
        say("the folder {path} was kept", path=observatory.path)


def asked_for(*, new: bool) -> str:
    """The passphrase: typed unseen, a new one twice; or the first line of standard input where that is no terminal."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt(
        _("Passphrase"), hide_input=True, confirmation_prompt=_("The same again") if new else False, err=True
    )
    return typed


@verb(
    "unlock",
    N_(
        "Bring a locked observatory back, into FOLDER, or under the name it had into the current folder.\n\n"
        "It is whole, or it is not there. FILE stays."
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("folder", metavar="[FOLDER]", required=False, type=click.Path(path_type=Path))
def unlock_command(file: Path, folder: Path | None) -> None:
    from absentia.safekeeping import unlock

    where = unlock(file, asked_for(new=False), folder)
    say("unlocked into {path}; {file} is still there", path=where, file=file)
