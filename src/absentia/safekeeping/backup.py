"""A backup: a folder on another disk in which every byte of an observatory stands that cannot be made anew.

::

    BACKUP/manifest.json              what is there, written last: name, size, digest of every file
           files/archive/captures-…   append-only files under their own name, longer from one backup to the next
           files/state.sqlite@<digest>  every other file, by its content: the last backup stays whole until the next is

Only what is new is copied. The observatory is verified before, every byte that was put there is read again after, and a
backup that holds what the observatory has no more is never written over. Keys that give names away stand in it only
where the caller names a place for them, which should be another one.
"""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from absentia.archive import Archive
from absentia.archive.verify import Advance
from absentia.archive.watermark import key_fingerprint, remember
from absentia.archive.whole import Brought, verify_observatory
from absentia.durable import sync, write_atomically
from absentia.errors import DataProblem, ObservatoryProblem, UnreadableInput, UsageProblem
from absentia.link.judgements import read as read_decisions
from absentia.model.texts import Said, said
from absentia.observatory import Observatory, owner_only
from absentia.safekeeping.files import LEDGER, SECRETS, copy, digest_of, files_of, is_derived, only_grows

MANIFEST, FILES = "manifest.json", "files"
FORMAT = 1
_WAL = f"{LEDGER}-wal"


class Entry(BaseModel):
    """One file of a backup."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")

    @property
    def stored(self) -> str:
        """Where it stands in the backup."""
        return f"{FILES}/{self.name}" + ("" if only_grows(self.name) else f"@{self.sha256[:16]}")


class Manifest(BaseModel):
    """What a backup holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    observatory: str
    """Fingerprint of its pseudonym key: which observatory this is of."""
    moment: str
    files: tuple[Entry, ...]

    @property
    def by_name(self) -> dict[str, Entry]:
        """The files."""
        return {one.name: one for one in self.files}


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup did."""

    files: int
    bytes: int
    """Of all of them."""
    new_bytes: int
    """That had to be copied."""
    keys: bool
    """The secret keys were put in a place of their own."""


def read_manifest(folder: Path) -> Manifest | None:
    """What a backup holds; ``None`` where there is none yet.

    Raises:
        UnreadableInput: something else stands in its place.
    """
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except FileNotFoundError:
        return None
    except (ValidationError, OSError) as error:
        raise _strange(folder) from error
    if manifest.format != FORMAT or not all(_may_stand(one.name) for one in manifest.files):
        raise _strange(folder)
    return manifest


def _may_stand(name: str) -> bool:
    """Whether a backup could have put this file there: one within the observatory, and none of its secret keys.

    Whoever can write to the disk of a backup could give it a key that is not secret, and try names under it later.
    """
    path = PurePosixPath(name)
    within = not path.is_absolute() and ".." not in path.parts and path.parts != () and "\0" not in name
    return within and str(path) == name and name.casefold() not in SECRETS


def _strange(folder: Path) -> UnreadableInput:
    return UnreadableInput(
        said("the manifest of this backup cannot be read"),
        where=str(folder / MANIFEST),
        next_step=said("make the backup in another folder, or name another one; nothing in this one was changed"),
    )


def back_up(
    observatory: Observatory, target: Path, keys: Path | None = None, advance: Advance | None = None
) -> BackedUp:
    """Bring a backup up to date, or make it.

    Raises:
        UsageProblem: the place is in the observatory, or the keys' is in the backup.
        DataProblem: the observatory is damaged, or the backup is another's or holds what this one has no more.
    """
    _must_be_apart(observatory.path, target, keys)
    with observatory.writing(), owner_only():
        Archive.appending(observatory.archive).close()  # takes up what a dead process left
        _must_be_whole(observatory, advance)
        before = read_manifest(target)
        _must_be_ours(observatory, target, before)
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=observatory.path) as work:
            sources = _sources(observatory, Path(work))
            done = [_put(sources[name], name, target, before) for name in sorted(sources)]
        entries = [entry for entry, _copied in done]
        for entry in entries:
            if digest_of(target / entry.stored, entry.size) != entry.sha256:
                raise _unlike(target / entry.stored)
        moment = datetime.now(tz=UTC).isoformat(timespec="seconds")
        own = key_fingerprint(observatory.pseudonym_key())
        manifest = Manifest(format=FORMAT, observatory=own, moment=moment, files=tuple(entries))
        write_atomically(target / MANIFEST, (manifest.model_dump_json(indent=1) + "\n").encode())
        _prune(target, {entry.stored for entry in entries})
        if keys is not None:
            _put_keys(observatory, keys)
        remember(observatory, backed_up=moment)
    return BackedUp(
        len(entries), sum(entry.size for entry in entries), sum(copied for _entry, copied in done), keys is not None
    )


def _must_be_apart(observatory: Path, target: Path, keys: Path | None) -> None:
    pairs = [(observatory, target), (target, observatory)]
    if keys is not None:
        pairs += [(observatory, keys), (target, keys), (keys, target)]
    for outer, inner in pairs:
        if inner.resolve().is_relative_to(outer.resolve()):
            raise UsageProblem(
                said("a backup is kept apart from its observatory, and the keys apart from both"),
                where=str(inner),
                next_step=said("name a folder on another disk"),
            )


def _must_be_whole(observatory: Observatory, advance: Advance | None) -> None:
    """A damaged observatory is not put over a whole backup of it."""
    broken = verify_observatory(observatory, Brought(), advance).broken
    if broken:
        raise ObservatoryProblem(
            said("the observatory is damaged, and was not backed up: {reason}", reason=Said(broken[0].reason)),
            where=broken[0].file,
            next_step=said("`absentia doctor` says what mends it; the backup is as it was"),
        )
    read_decisions(observatory.decisions)


def _must_be_ours(observatory: Observatory, target: Path, before: Manifest | None) -> None:
    if before is None:
        if target.exists() and any(target.iterdir()) and [one.name for one in target.iterdir()] != [FILES]:
            raise UsageProblem(
                said("this folder holds other things and no backup"),
                where=str(target),
                next_step=said("name a new folder, or one with a backup of this observatory"),
            )
        return
    lost = [one for one in before.files if only_grows(one.name) and not _goes_on(observatory.path / one.name, one)]
    if before.observatory != key_fingerprint(observatory.pseudonym_key()):
        raise DataProblem(
            said("this is a backup of another observatory"),
            where=str(target),
            next_step=said("name a new folder, or one with a backup of this observatory"),
        )
    if lost:
        raise DataProblem(
            said("the backup holds what this observatory has no more, or otherwise: {name}", name=lost[0].name),
            where=str(target),
            next_step=said("restore it into a new folder and compare, or back this observatory up into another one"),
        )


def _goes_on(file: Path, before: Entry) -> bool:
    """Whether a file begins with what was kept of it."""
    return file.is_file() and file.stat().st_size >= before.size and digest_of(file, before.size) == before.sha256


def _sources(observatory: Observatory, work: Path) -> dict[str, Path]:
    """What is to be kept, and where it is read; the ledger from a copy at the end of some step of it."""
    names = [name for name in files_of(observatory.path) if not is_derived(name) and name not in (*SECRETS, _WAL)]
    sources = {name: observatory.path / name for name in names if not name.startswith(f"{work.name}/")}
    if LEDGER in sources:
        sources[LEDGER] = _ledger(observatory.ledger, work / LEDGER)
    return sources


def _ledger(ledger: Path, copied: Path) -> Path:
    try:
        with (
            contextlib.closing(sqlite3.connect(ledger, timeout=60)) as found,
            contextlib.closing(sqlite3.connect(copied)) as written,
        ):
            found.backup(written)
            written.execute("PRAGMA journal_mode=DELETE")
            whole = written.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
    except sqlite3.DatabaseError as error:
        raise _damaged_ledger(ledger) from error
    if not whole:
        raise _damaged_ledger(ledger)
    return copied


def _damaged_ledger(ledger: Path) -> ObservatoryProblem:
    return ObservatoryProblem(
        said("the ledger is damaged, and was not backed up"),
        where=str(ledger),
        next_step=said("`absentia doctor` says what mends it; the backup is as it was"),
    )


def _put(source: Path, name: str, target: Path, before: Manifest | None) -> tuple[Entry, int]:
    """Bring one file up to date; returns what it is now and how many bytes were copied."""
    size = source.stat().st_size
    known = before.by_name.get(name) if before else None
    if only_grows(name):
        if known is not None and known.size == size:
            return known, 0
        start = known.size if known else 0
        return Entry(name=name, size=size, sha256=copy(source, target / FILES / name, start)), size - start
    entry = Entry(name=name, size=size, sha256=digest_of(source))
    if known == entry:
        return entry, 0
    copy(source, target / entry.stored)
    return entry, size


def _prune(target: Path, stored: set[str]) -> None:
    """Take away what only the backup before referred to."""
    for path in (target / FILES).rglob("*"):
        if path.is_file() and path.relative_to(target).as_posix() not in stored:
            path.unlink()
    sync(target)


def _put_keys(observatory: Observatory, keys: Path) -> None:
    for name in SECRETS:
        source = observatory.path / name
        if source.exists():
            write_atomically(keys / source.name, source.read_bytes())
            if (keys / source.name).read_bytes() != source.read_bytes():
                raise _unlike(keys / source.name)


def _unlike(file: Path) -> DataProblem:
    return DataProblem(
        said("what was put into the backup reads back otherwise: the disk cannot be trusted"),
        where=str(file),
        next_step=said("back up to another disk; the backup before this one is not whole any more"),
    )
