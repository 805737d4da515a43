"""SQLite databases opened to be read, also from a disk or a folder in which nothing can be written."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

_WAIT = 60


@contextmanager
def readable(file: Path) -> Iterator[Path]:
    """The database, or, where its journal holds something that cannot be taken up in its place, a copy that can.

    Raises:
        OSError: it is not there, or cannot be copied.
    """
    journal = file.with_name(f"{file.name}-wal")
    if os.access(file.parent, os.W_OK):
        yield file
        return
    with tempfile.TemporaryDirectory(prefix="absentia-") as folder:
        copy = Path(folder) / file.name
        for one in (file, journal):
            if one.exists():
                shutil.copyfile(one, copy.with_name(one.name))
        yield copy


@contextmanager
def opened(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection that changes nothing.

    Raises:
        sqlite3.DatabaseError: it is no database, or a damaged one.
    """
    # not mode=ro: what a dead process left in the journal must be taken up to be read
    with readable(file) as found, closing(_connection(found)) as connection:
        yield connection


def _connection(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=_WAIT)
    connection.execute("PRAGMA query_only=ON")
    return connection
