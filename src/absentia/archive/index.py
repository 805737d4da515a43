"""What the archive holds, to be found without reading it: a small database beside the segments, derived from them.

It may be deleted at any time. It is trusted where it is what was written, to the last row (:meth:`Index.sound`), and
every segment has the size and the time of change that were written down, and filled up where segments have grown. Who
edits it and its digest too is caught by ``absentia archive verify``, which asks the records themselves.
"""

from __future__ import annotations

import errno
import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from absentia.archive.capture import as_text, from_text
from absentia.archive.record import Entry

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
_COLUMNS = "file, offset, sha256, source, url, captured, revisit, problems, content, exact, position"
_WAIT = 2.0
_MODULUS = 1 << 256
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


class Index:
    """The database. ``None`` for a path keeps it in a temporary file of its own, for archives that are only read."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None = None) -> None:
        self._connection = connection
        self._path = path
        self._rows: int | None = None
        """Sum of the digests of all rows; ``None`` until somebody needs it."""
        self._sound: bool | None = None

    @classmethod
    def temporary(cls) -> Self:
        """An empty one that goes when it is closed; it spills to the disk rather than fill the memory."""
        connection = sqlite3.connect("", isolation_level=None)
        connection.executescript(_SCHEMA)
        index = cls(connection)
        index.begin()
        index.clear()
        return index

    @classmethod
    def writing(cls, path: Path) -> Self:
        """The one beside the segments, made if there is none, or it is damaged or not of this release's form."""
        with _as_disk_errors():
            connection = _opened(path)
            if connection is None or not cls(connection).sound():
                if connection is not None:
                    connection.close()
                forget(path)
                connection = _made(path)
            index = cls(connection, path)
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):
                    raise
                # an archive of this process that nobody closed: do without, the next to open fills it up
                connection.close()
                return cls.temporary()
            return index

    @classmethod
    def reading(cls, path: Path) -> Self | None:
        """The one beside the segments, if it is there and can be read."""
        if not path.exists():
            return None
        try:
            connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_WAIT)
        except sqlite3.Error:
            return None
        try:
            connection.isolation_level = None
            if connection.execute("PRAGMA user_version").fetchone()[0] == _SCHEMA_VERSION:
                return cls(connection, path)
        except (sqlite3.Error, UnicodeDecodeError):
            pass
        connection.close()
        return None

    def begin(self) -> None:
        """Open a transaction; there is always one while writing."""
        self._execute("BEGIN")

    def clear(self) -> None:
        """Forget everything."""
        for table in ("records", "files", "state"):
            self._execute(f"DELETE FROM {table}")  # noqa: S608  three fixed names
        self._rows = 0

    def add(self, entry: Entry) -> None:
        """Take a record up."""
        taken = self._one("SELECT MAX(position) FROM records WHERE position>=?", (entry.position,))
        position = entry.position if taken is None or taken[0] is None else self._free(entry.position, int(taken[0]))
        row = (
            entry.file,
            entry.offset,
            bytes.fromhex(entry.sha256),
            entry.source,
            entry.url,
            as_text(entry.captured) if entry.captured else None,
            int(entry.revisit),
            " ".join(entry.problems),
            bytes.fromhex(entry.content) if entry.content else None,
            bytes.fromhex(entry.exact) if entry.exact else None,
            position,
        )
        self._rows = (self._stock + _digest(row)) % _MODULUS
        self._execute(f"INSERT INTO records({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?)", row)  # noqa: S608  fixed names

    def _free(self, wanted: int, last: int) -> int:
        """The position itself, or, where another record claims it, the next behind all."""
        return last + 1 if self._one("SELECT 1 FROM records WHERE position=?", (wanted,)) else wanted

    def commit(self, position: int, head: bytes, files: dict[str, tuple[int, int]]) -> None:
        """Write down how far the index goes: the chain's end, and each changed file's size and time of change."""
        for name, (size, changed) in files.items():
            self._execute("INSERT OR REPLACE INTO files VALUES (?,?,?)", (name, size, changed))
        self._execute("DELETE FROM state")
        self._execute("INSERT INTO state VALUES (?,?,?,?)", (position, head, *self._stocks()))
        self._execute("COMMIT")
        self.begin()

    def _stocks(self) -> tuple[bytes, bytes]:
        files = _digest(sorted(self.files.items()))
        return self._stock.to_bytes(32, "big"), files.to_bytes(32, "big")

    def sound(self) -> bool:
        """Whether every row is what was written: no page of the database rotted, nobody edited it by hand.

        Asked once, when it was opened: what is added since is what is written.
        """
        if self._sound is None:
            try:
                whole = self._connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
                written = self._connection.execute("SELECT rows, files FROM state").fetchall()
                self._sound = whole and written == [self._stocks()]
            except (sqlite3.Error, OSError, ValueError, TypeError):
                self._sound = False
        return self._sound

    @property
    def _stock(self) -> int:
        if self._rows is None:
            rows = self._execute(f"SELECT {_COLUMNS} FROM records")  # noqa: S608  fixed names
            self._rows = sum(map(_digest, rows)) % _MODULUS
        return self._rows

    def close(self) -> None:
        """Let go of it; what is not committed is forgotten. Who asks afterwards gets it opened again, for reading."""
        if self._path is not None:
            self._connection.close()

    @property
    def state(self) -> tuple[int, bytes] | None:
        """Position and head of the chain at the last commit; ``None`` also where it is too damaged to say."""
        try:
            row = self._one("SELECT position, head FROM state")
            return (int(row[0]), bytes(row[1])) if row else None
        except (OSError, TypeError, ValueError):
            return None

    @property
    def files(self) -> dict[str, tuple[int, int]]:
        """Size and time of change of each segment at the last commit."""
        return {name: (size, changed) for name, size, changed in self._execute("SELECT * FROM files")}

    def seen(self, entry_sighting: tuple[str, str | None, str | None]) -> bool:
        """Whether this page was written down under this address and moment."""
        sha256, url, captured = entry_sighting
        sql = "SELECT 1 FROM records WHERE sha256=? AND url IS ? AND captured IS ? LIMIT 1"
        return self._one(sql, (bytes.fromhex(sha256), url, captured)) is not None

    def first(self, sha256: str) -> Entry | None:
        """The record that has the bytes of this page, or of the one it is the same as in content."""
        digest = bytes.fromhex(sha256)
        wanted = f"SELECT {_COLUMNS} FROM records WHERE sha256=? AND NOT revisit ORDER BY position LIMIT 1"  # noqa: S608
        row = self._one(wanted, (digest,))
        if row is None:
            stands_for = self._one("SELECT sha256 FROM records WHERE exact=? LIMIT 1", (digest,))
            row = self._one(wanted, stands_for) if stands_for else None
        return _entry(row) if row else None

    def same_content(self, content: str, url: str) -> Entry | None:
        """The latest record of this address whose content has this digest."""
        row = self._one(
            f"SELECT {_COLUMNS} FROM records WHERE content=? AND url=? AND NOT revisit "  # noqa: S608  fixed names
            "ORDER BY position DESC LIMIT 1",
            (bytes.fromhex(content), url),
        )
        return _entry(row) if row else None

    def entries(self, after: int = 0, by: Callable[[str], str] | None = None) -> Iterator[Entry]:
        """The records behind a position, as written; with ``by`` in the order of what it makes of their digests."""
        order = "position"
        if by is not None:
            self._execute("SELECT 1")  # opens again what was closed
            self._connection.create_function("named", 1, lambda digest: by(digest.hex()), deterministic=True)
            order = "named(sha256), position"
        with _as_disk_errors():
            for row in self._execute(f"SELECT {_COLUMNS} FROM records WHERE position>? ORDER BY {order}", (after,)):  # noqa: S608
                yield _entry(row)

    def under(self, address: str) -> list[Entry]:
        """The records whose address begins so, as written."""
        rows = self._execute(
            f"SELECT {_COLUMNS} FROM records WHERE substr(url, 1, ?) = ? ORDER BY position",  # noqa: S608
            (len(address), address),
        )
        return [_entry(row) for row in rows]

    def pages_in(self, file: str, limit: int) -> list[Entry]:
        """The last records with bytes in a segment."""
        rows = self._execute(
            f"SELECT {_COLUMNS} FROM records WHERE file=? AND NOT revisit ORDER BY position DESC LIMIT ?",  # noqa: S608
            (file, limit),
        )
        return [_entry(row) for row in rows]

    def counts(self) -> tuple[int, int, int]:
        """Records of pages, pages with their bytes, pages seen again with other shells."""
        row = self._one("SELECT COUNT(*), SUM(NOT revisit), SUM(exact IS NOT NULL) FROM records")
        return (int(row[0]), int(row[1] or 0), int(row[2] or 0)) if row else (0, 0, 0)

    def _one(self, sql: str, values: tuple[Any, ...] = ()) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._execute(sql, values).fetchone()
        return row

    def _execute(self, sql: str, values: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        with _as_disk_errors():
            try:
                return self._connection.execute(sql, values)
            except sqlite3.ProgrammingError:
                again = Index.reading(self._path) if self._path else None
                if again is None:
                    raise
                self._connection = again._connection  # noqa: SLF001  another of this class
                return self._connection.execute(sql, values)


def _opened(path: Path) -> sqlite3.Connection | None:
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


def _made(path: Path) -> sqlite3.Connection:
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
def _as_disk_errors() -> Iterator[None]:
    """A database that cannot write, or is damaged, says so in words of its own; callers know what a full disk is."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.DatabaseError as error:
        full = "full" in str(error) or "disk I/O" in str(error)
        raise OSError(errno.ENOSPC if full else errno.EIO, str(error)) from error


def _digest(row: object) -> int:
    """A number for one row; their sum does not depend on the order in which they came."""
    return int.from_bytes(hashlib.sha256(repr(row).encode()).digest(), "big")


def _entry(row: tuple[Any, ...]) -> Entry:
    file, offset, sha256, source, url, captured, revisit, problems, content, exact, position = row
    return Entry(
        sha256=sha256.hex(),
        source=source,
        file=file,
        offset=offset,
        url=url,
        captured=from_text(captured),
        revisit=bool(revisit),
        problems=tuple(problems.split()),
        content=content.hex() if content else None,
        exact=exact.hex() if exact else None,
        position=position,
    )
