"""The packages that an observatory has, its own and those fetched of other machines, each held against the chain."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

from absentia.archive.record import Entry
from absentia.archive.shards import shard_folders
from absentia.archive.store import EVIDENCE, Archive
from absentia.archive.verify import Broken
from absentia.dumps.dump import CHANGED, SLICE, SNAPSHOT, Dump, damaged
from absentia.errors import Damaged
from absentia.manifest import MANIFEST, digest_of
from absentia.observatory import Observatory

FOLDER, RECORD = "dumps", "dump.json"
TAKEN_IN = "urn:absentia:package:"
"""Address, in the archive's chain, of what was read of a package; behind it the digest of the package."""


def dumps_of(observatory: Observatory) -> list[Dump]:
    """Every package that was taken in, by year of receipt and day, each record held against the archive's chain.

    Raises:
        Damaged: a record is not one that the chain holds, or the chain has one whose folder is gone: without it an
            older package would be taken for the newest.
    """
    archive = Archive.reading(observatory.archive)
    folders = [observatory.path / FOLDER, *(one / FOLDER for one in shard_folders(observatory.archive))]
    found: dict[str, Dump] = {}
    for record in sorted(path for folder in folders for path in folder.glob(f"*/*/*/{RECORD}")):
        if archive.first(hashlib.sha256(record.read_bytes()).hexdigest()) is None:
            raise damaged(record)
        dump = read_dump(record.parent, record.parents[2].name)
        # several machines may have taken in the same one
        found.setdefault(dump.told["package"], dump)
    for entry in archive.under(TAKEN_IN):
        if str(entry.url).removeprefix(TAKEN_IN) not in found:
            raise damaged(_where(observatory, archive, entry))
    return sorted(found.values(), key=lambda one: (one.source, one.year, one.day, one.told["package"]))


def shared_files(observatory: Observatory) -> dict[str, Path]:
    """What another machine needs of the packages taken in here, by its name below the observatory; not the packages."""
    folder = observatory.path / FOLDER
    found = (path for name in (RECORD, SNAPSHOT, SLICE) for path in folder.glob(f"*/*/*/{name}"))
    # one that is being taken in has no record yet
    return {
        path.relative_to(observatory.path).as_posix(): path for path in sorted(found) if (path.parent / RECORD).exists()
    }


def _where(observatory: Observatory, archive: Archive, entry: Entry) -> Path:
    """Where the record of a package stood, by the copy of it in the archive."""
    copy = archive.get(entry.sha256)
    if copy is None:
        return observatory.path / FOLDER
    told = json.loads(copy.body)
    return folder_of(observatory, told["source"], told["year"], told["day"], told["package"]) / RECORD


def folder_of(observatory: Observatory, source: str, year: int, day: dt.date | str, digest: str) -> Path:
    """Where what is kept of a package stands."""
    return observatory.path / FOLDER / source / str(year) / f"{day}-{digest[:16]}"


def broken_in(observatory: Observatory) -> list[Broken]:
    """Of all that is kept of packages, what is missing or not what was written."""
    try:
        held = dumps_of(observatory)
    except Damaged as problem:
        return [Broken(CHANGED, str(problem.where))]
    return [
        Broken(CHANGED, (one.folder / name).relative_to(observatory.path).as_posix())
        for one in held
        for name, digest in one.told["files"].items()
        if digest_of(one.folder / name) != digest
    ]


def packages_only(observatory: Observatory) -> bool:
    """Whether packages are all that an observatory has: no page was read into tables, nor lies in the archive unread.

    Without the second, lost tables would be taken for pages that never were.
    """
    if (observatory.tables / MANIFEST).exists() or not dumps_of(observatory):
        return False
    return all(one.source == EVIDENCE for one in Archive.reading(observatory.archive).iterate())


def newest(dumps: list[Dump]) -> list[Dump]:
    """Of each year of receipt the newest package: what the register shows now, as far as it is known."""
    return list({(one.source, one.year): one for one in sorted(dumps, key=lambda one: one.day)}.values())


def read_dump(folder: Path, source: str) -> Dump:
    """A package by what was written of it."""
    told = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    return Dump(folder, source, told["year"], dt.date.fromisoformat(told["day"]), told)
