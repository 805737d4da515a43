"""The file of the archive's index: a SQLite database of this release's form, opened, made, or removed."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

INDEX_FILE = "index.sqlite"
_SCHEMA_VERSION = 3
_SCHEMA = """
CREATE TABLE records(
    position INTEGER PRIMARY KEY, file TEXT NOT NULL, offset INTEGER NOT NULL, sha256 BLOB NOT NULL,
    source TEXT NOT NULL, url TEXT, captured TEXT, revisit INTEGER NOT NULL, problems TEXT NOT NULL,
    content BLOB, exact BLOB);
CREATE INDEX by_digest ON records(sha256);
CREATE INDEX by_exact ON records(exact) WHERE exact IS NOT NULL;
CREATE INDEX by_content ON records(content, url) WHERE content IS NOT NULL;
CREATE TABLE files(name TEXT PRIMARY KEY, size INTEGER NOT NULL, changed INTEGER NOT NULL);
CREATE TABLE state(position INTEGER NOT NULL, head BLOB NOT NULL, rows BLOB NOT NULL, files BLOB NOT NULL);
"""
_WAIT = 2.0
_PRIMARY = 0xFF
_THE_SYSTEMS = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    }
)
"""Errors that say nothing of the database's content; what it gives to any other is made anew."""


def opened(path: Path) -> sqlite3.Connection | None:
    """The database, ready to write, if it is one of this release's form.

    Raises:
        sqlite3.DatabaseError: the system does not let it be opened; its content is not to blame.
    """
    connection = sqlite3.connect(path, isolation_level=None, timeout=_WAIT)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        if connection.execute("PRAGMA user_version").fetchone()[0] == _SCHEMA_VERSION:
            return connection
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # damage can stand in the very message of an error
        if getattr(error, "sqlite_errorcode", 0) & _PRIMARY in _THE_SYSTEMS:
            connection.close()
            raise
    connection.close()
    return None


def opened_to_read(path: Path) -> sqlite3.Connection | None:
    """The database, for reading only, if it is there, of this release's form, and can be read."""
    if not path.exists():
        return None
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_WAIT)
    except sqlite3.Error:
        return None
    try:
        connection.isolation_level = None
        if connection.execute("PRAGMA user_version").fetchone()[0] == _SCHEMA_VERSION:
            return connection
    except (sqlite3.Error, UnicodeDecodeError):
        pass
    connection.close()
    return None


def in_a_temporary_file() -> sqlite3.Connection:
    """An empty one that goes when it is closed; it spills to the disk rather than fill the memory."""
    connection = sqlite3.connect("", isolation_level=None)
    connection.executescript(_SCHEMA)
    return connection


def made(path: Path) -> sqlite3.Connection:
    """An empty one."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=_WAIT)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version={_SCHEMA_VERSION}; COMMIT;")
    return connection


def forget(path: Path) -> None:
    """Remove an index with what the database keeps beside it."""
    for end in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)


@contextmanager
def as_disk_errors() -> Iterator[None]:
    """A database that cannot write, or is damaged, says so in words of its own; callers know what a full disk is."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.DatabaseError as error:
        full = "full" in str(error) or "disk I/O" in str(error)
        raise OSError(errno.ENOSPC if full else errno.EIO, str(error)) from error
