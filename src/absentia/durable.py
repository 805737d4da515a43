"""Files that are there whole or not at all, also through a crash, a full disk or a cut of power."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def writing_whole(path: Path, mode: int = 0o666) -> Iterator[IO[bytes]]:
    """A file to write to that takes the place of ``path`` once it is on the disk; if the block fails, nothing changes.

    Who may read it is for the umask to say, within ``mode``.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            yield handle
            put_on_disk(handle)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync(path.parent)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    with writing_whole(path) as handle:
        handle.write(content)


def put_on_disk(handle: IO[bytes]) -> None:
    """Return when all that was written is on the disk itself."""
    handle.flush()
    os.fsync(handle.fileno())


def sync(path: Path) -> None:
    """Return when a file, or a folder's list of files, is on the disk itself."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
