"""Locking an observatory: all of it into one encrypted file that is read back before the folder goes; and unlocking.

A laptop that is taken then holds a file nobody can open without the passphrase, which is stored nowhere. Removing a
folder does not wipe a disk: what was there may be found on it by who looks for it, unless the disk is encrypted too.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from absentia.archive.storage import LocationFails, Storage
from absentia.durable import put_on_disk, sync
from absentia.errors import DataProblem, Sentence, UsageProblem
from absentia.model.texts import N_, counted, said
from absentia.observatory import CONFIG, Observatory, owner_only
from absentia.safekeeping import envelope
from absentia.safekeeping.files import digest, digest_of, files_of, pieces
from absentia.safekeeping.restore import must_be_empty, put_in_place

SHORTEST = 12
"""Letters of a passphrase; whoever has the file can try as many as his machines can."""
ENCRYPTING = N_("encrypting")
READING_BACK = N_("reading it back")
PUTTING = N_("putting a copy into the other place")
REMOVING = N_("removing the folder")
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Locked:
    """What locking did."""

    file: Path
    files: int
    bytes: int
    """Of the encrypted file."""
    copy: str | None
    """Where another copy of it was put and read back."""
    removed: bool
    """The folder is gone."""


def lock(
    observatory: Observatory, target: Path, passphrase: str, *, keep: bool = False, place: str | None = None, tell: Tell
) -> Locked:
    """Put the whole observatory into an encrypted file, read it back, and remove the folder unless it is to be kept.

    With a ``place``, a folder or an address, a copy of the file is put there and read back too before anything goes.

    Raises:
        UsageProblem: the passphrase is too short, or the file exists or would be in the observatory.
        DataProblem: what reads back is not what the folder holds; the folder is as it was.
        LocationFails: the other place did not take the copy; the file is whole, the folder as it was.
    """
    _must_do(observatory, target, passphrase)
    elsewhere = Storage(place, Path.cwd()) if place is not None else None
    unfinished = target.with_name(f".{target.name}.new")
    with observatory.writing(), owner_only():
        unfinished.unlink(missing_ok=True)
        try:
            tell(ENCRYPTING)
            names = files_of(observatory.path)
            root = observatory.path.resolve().name
            envelope.write(unfinished, passphrase, root, {name: observatory.path / name for name in names})
            tell(READING_BACK)
            _must_be_the_same(unfinished, passphrase, observatory.path)
            unfinished.rename(target)
            sync(target.absolute().parent)
        finally:
            unfinished.unlink(missing_ok=True)
        copied = None
        if elsewhere is not None:
            tell(PUTTING)
            copied = _put(target, elsewhere)
        if not keep:
            tell(REMOVING)
            _remove(observatory.path)
    return Locked(target, len(names), target.stat().st_size, copied, removed=not keep)


def unlock(file: Path, passphrase: str, target: Path | None = None) -> Path:
    """Bring a locked observatory back; into a folder of the name it had, beside nothing else, unless one is named.

    Raises:
        UnreadableInput: the file is no locked observatory.
        DataProblem: the passphrase does not fit, or the file is damaged; nothing was brought back.
        UsageProblem: the folder is not empty.
    """
    if target is not None:
        must_be_empty(target)
    beside = (target or Path.cwd() / file.name).absolute()
    unfinished = beside.with_name(f".{beside.name}.unlocking")
    shutil.rmtree(unfinished, ignore_errors=True)
    with owner_only():
        try:
            unfinished.mkdir()
            with envelope.opened(file, passphrase) as found:
                for name, stream in found:
                    _bring(stream, unfinished / name)
            (root,) = unfinished.iterdir()
            where = target or Path.cwd() / root.name
            must_be_empty(where)
            put_in_place(root, where)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    return where


def _must_do(observatory: Observatory, target: Path, passphrase: str) -> None:
    if len(passphrase) < SHORTEST:
        raise UsageProblem(
            counted(
                "this passphrase is too short: it needs at least {count} letter",
                "this passphrase is too short: it needs at least {count} letters",
                count=SHORTEST,
            ),
            next_step=said("take six words that dice or chance chose; a sentence from a book is not enough"),
        )
    if target.resolve().is_relative_to(observatory.path.resolve()):
        raise UsageProblem(
            said("the file would be in the folder that it is to replace"),
            where=str(target),
            next_step=said("name a file outside of the observatory"),
        )
    if target.exists():
        raise UsageProblem(
            said("there is such a file already, and it may be the only copy of an observatory"),
            where=str(target),
            next_step=said("name another file"),
        )


def _must_be_the_same(file: Path, passphrase: str, folder: Path) -> None:
    """What the file holds, opened with the passphrase alone, is what the folder holds now, file by file."""
    held = set()
    with envelope.opened(file, passphrase) as found:
        for name, stream in found:
            inside = name.partition("/")[2]
            if not (folder / inside).is_file() or digest(pieces(stream)) != digest_of(folder / inside):
                raise _changed(folder / inside)
            held.add(inside)
    for name in files_of(folder):
        if name not in held:
            raise _changed(folder / name)


def _changed(file: Path) -> DataProblem:
    return DataProblem(
        said("what was encrypted is not what is in the folder: nothing was removed"),
        where=str(file),
        next_step=said("end what else writes there, and lock again; if it stays so, the disk cannot be trusted"),
    )


def _put(file: Path, place: Storage) -> str:
    """Put a copy into another place and read it back."""
    where = f"{place.root}/{file.name}"
    try:
        place.put(file.name, file)
        found = digest(place.read(file.name, 0))
    except LocationFails as failure:
        raise _not_there(where, failure.sentences[0]) from failure
    if found != digest_of(file):
        raise _not_there(where, said("it reads back otherwise"))
    return where


def _not_there(where: str, reason: Sentence | str) -> LocationFails:
    return LocationFails(
        said("the other place does not hold the copy: {reason}", reason=reason),
        where=where,
        next_step=said(
            "the encrypted file is whole, and the folder was not removed; copy the file by hand, or name another place"
        ),
    )


def _bring(stream: BinaryIO, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as written:
        for piece in pieces(stream):
            written.write(piece)
        put_on_disk(written)


def _remove(folder: Path) -> None:
    """First what makes it an observatory, so that one half removed is never taken for one; then the keys; then all."""
    (folder / CONFIG).unlink()
    shutil.rmtree(folder / "keys")
    shutil.rmtree(folder)
