"""Which files of an observatory are kept when it is backed up or locked, and the one way they are copied and read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from absentia.archive.chain import CHAIN_FILE
from absentia.archive.index_file import INDEX_FILE
from absentia.archive.segments import name_of
from absentia.durable import put_on_disk
from absentia.errors import ObservatoryProblem
from absentia.model.texts import said

STEP = 1 << 20
SECRETS = ("keys/pseudonym.key", "keys/seal.key")
LEDGER = "state.sqlite"
_PASSING = ("state.lock", f"{LEDGER}-shm")
_DERIVED = ("tables", ".tables.new", ".tables.old")


def files_of(folder: Path) -> list[str]:
    """Every file of an observatory that is more than a passing state, relative to it and sorted.

    Left out are the lock and the archive's index, which is made anew at the next opening.

    Raises:
        ObservatoryProblem: something in it is neither file nor folder: what a link leads to would not be kept.
    """
    names = []
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise ObservatoryProblem(
                said("this is neither a file nor a folder, and what it leads to would be left behind"),
                where=str(path),
                next_step=said("put the files themselves into the observatory, in the place of the link"),
            )
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in _PASSING and not path.name.startswith(INDEX_FILE):
            names.append(name)
    return names


def is_derived(name: str) -> bool:
    """Whether the file is made anew from the others by ``absentia parse``."""
    return name.partition("/")[0] in _DERIVED


def only_grows(name: str) -> bool:
    """Whether the file is append-only: what was kept of it once need not be kept again."""
    last = name.rpartition("/")[2]
    return name == "decisions/decisions.jsonl" or last == CHAIN_FILE or name_of(last) is not None


def pieces(stream: BinaryIO, size: int | None = None) -> Iterator[bytes]:
    """What a stream holds, or its first ``size`` bytes, piece by piece."""
    left = size
    while piece := stream.read(STEP if left is None else min(STEP, left)):
        yield piece
        left = None if left is None else left - len(piece)


def digest(pieces_of_it: Iterable[bytes]) -> str:
    """SHA-256 of what comes piece by piece, as hexadecimal text."""
    hasher = hashlib.sha256()
    for piece in pieces_of_it:
        hasher.update(piece)
    return hasher.hexdigest()


def digest_of(file: Path, size: int | None = None) -> str:
    """The digest of a file, or of its first bytes."""
    with file.open("rb") as stream:
        return digest(pieces(stream, size))


def copy(source: Path, target: Path, start: int = 0, size: int | None = None) -> str:
    """Copy a file, or its first ``size`` bytes, behind the first ``start`` of another; on the disk when this returns.

    The first ``start`` bytes of both are taken to be the same; what else the other held is overwritten. Returns the
    digest of all that was read.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    hasher = hashlib.sha256()
    with source.open("rb") as stream, target.open("r+b" if start else "wb") as written:
        for piece in pieces(stream, start):
            hasher.update(piece)
        written.truncate(start)
        written.seek(start)
        for piece in pieces(stream, None if size is None else size - start):
            hasher.update(piece)
            written.write(piece)
        put_on_disk(written)
    return hasher.hexdigest()
