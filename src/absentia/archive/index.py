"""What the archive holds, to be found without reading it: a small database beside the segments, derived from them.

It may be deleted at any time. It is trusted where it is what was written, to the last row (:meth:`Index.sound`), and
every segment has the size and the time of change that were written down, and filled up where segments have grown. Who
edits it and its digest too is caught by ``absentia archive verify``, which asks the records themselves.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

from absentia.archive.capture import as_text, from_text
from absentia.archive.index_file import as_disk_errors, forget, in_a_temporary_file, made, opened, opened_to_read
from absentia.archive.record import Entry

_COLUMNS = "file, offset, sha256, source, url, captured, revisit, problems, content, exact, position"
_MODULUS = 1 << 256


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
        index = cls(in_a_temporary_file())
        index.begin()
        index.clear()
        return index

    @classmethod
    def writing(cls, path: Path) -> Self:
        """The one beside the segments, made if there is none, or it is damaged or not of this release's form."""
        with as_disk_errors():
            connection = opened(path)
            if connection is None or not cls(connection).sound():
                if connection is not None:
                    connection.close()
                forget(path)
                connection = made(path)
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
        connection = opened_to_read(path)
        return None if connection is None else cls(connection, path)

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
        with as_disk_errors():
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
        with as_disk_errors():
            try:
                return self._connection.execute(sql, values)
            except sqlite3.ProgrammingError:
                again = Index.reading(self._path) if self._path else None
                if again is None:
                    raise
                self._connection = again._connection  # noqa: SLF001  another of this class
                return self._connection.execute(sql, values)


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
