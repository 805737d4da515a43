"""``state.sqlite``: what was planned, how it ended, when who may be asked again.

One transaction per step, on the disk before the next step begins (WAL, ``synchronous=FULL``): a process that dies at
any instant leaves the ledger at the end of a step, and every capture it names is in the archive by then.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import hashlib
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from absentia.collect.ledger.values import damaged, moment, stamp
from absentia.database import readable
from absentia.durable import sync
from absentia.errors import NoSpace, ObservatoryProblem
from absentia.model.texts import said

FILE = "state.sqlite"
VERSION = 7
"""Of the tables; raised whenever they change."""
_FOLDER = files(__package__)
SCHEMA = "".join((_FOLDER / name).read_text(encoding="utf-8") for name in ("schema.sql", "views.sql"))
# -- name: cards_due
_NAMED = re.compile(r"^-- name: (\w+)\n(.*?;)$", re.MULTILINE | re.DOTALL)
QUERIES = dict(_NAMED.findall((_FOLDER / "queries.sql").read_text(encoding="utf-8")))
"""What ``queries.sql`` holds, by name."""
Row = sqlite3.Row
Value = str | int | float | dt.datetime | dt.date | None
_WIDTH_KEPT = dt.timedelta(days=60)


class Ledger:
    """The open ledger. The observatory's writer holds it; anybody may read it with ``reading``."""

    def __init__(self, file: Path, *, reading: bool = False, durable: bool = True) -> None:
        """Open it.

        ``durable``: every step is on the disk itself when it ends; without (rehearsals), it survives the death of the
        process but perhaps not that of the machine.
        """
        self.file = file
        self._kept = contextlib.ExitStack()
        try:
            if not reading and not file.exists():
                _make(file)
            there = self._kept.enter_context(readable(file)) if reading else file
            # not mode=ro: what a dead process left in the journal must be taken up to be read
            self._open = sqlite3.connect(
                f"{there.absolute().as_uri()}?mode=rw", uri=True, timeout=60, isolation_level=None
            )
            self._open.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            self._check()
            if reading:
                self._open.execute("PRAGMA query_only=ON")
        except sqlite3.DatabaseError as error:
            self._kept.close()
            raise _explained(error, file) from error
        self._open.row_factory = sqlite3.Row

    def _check(self) -> None:
        found = int(self._open.execute("PRAGMA user_version").fetchone()[0])
        if found != VERSION:
            raise ObservatoryProblem(
                said("the ledger has version {found}; this absentia reads {expected}", found=found, expected=VERSION),
                where=str(self.file),
                next_step=said("use the absentia release that made it, or a newer one"),
            )

    def close(self) -> None:
        """Close; nothing is lost without it."""
        self._open.close()
        self._kept.close()

    @contextmanager
    def step(self) -> Iterator[None]:
        """Everything inside is written down together, and is on the disk when the block ends; or nothing of it."""
        if self._open.in_transaction:
            yield  # part of an outer step
            return
        try:
            self._open.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._open.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.DatabaseError):
                    self._open.execute("ROLLBACK")  # a full disk may have rolled it back already
                raise
        except sqlite3.DatabaseError as error:
            raise _explained(error, self.file) from error

    def rows(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
        """All rows of a question."""
        try:
            return list(self._open.execute(sql, values))
        except sqlite3.DatabaseError as error:
            raise _explained(error, self.file) from error

    def row(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> Row | None:
        """The first row of a question."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def ask(self, name: str, /, **values: Value) -> list[Row]:
        """All rows of a question of ``queries.sql``."""
        return self.rows(QUERIES[name], _written(values))

    def first(self, name: str, /, **values: Value) -> Row | None:
        """The first of them."""
        return self.row(QUERIES[name], _written(values))

    def change(self, name: str, /, **values: Value) -> int:
        """A change of ``queries.sql``, inside a :meth:`step`; returns the id of the row inserted."""
        return self._open.execute(QUERIES[name], _written(values)).lastrowid or 0

    def latest(self) -> dt.datetime | None:
        """The last moment anything was written down: where a rehearsed clock goes on."""
        found = self.first("latest_moment")
        return moment(found["t"]) if found else None

    # hosts

    def host(self, host: str) -> Row:
        """What is known of a host."""
        found = self.first("host", host=host)
        if found is None:
            with self.step():
                self.change("new_host", host=host)
            found = self.first("host", host=host)
        assert found is not None
        return found

    def set_host(self, host: str, **values: Any) -> None:
        """Change what is known of a host."""
        self.host(host)
        with self.step():
            assignments = ", ".join(f"{name} = ?" for name in values)
            self._open.execute(f"UPDATE hosts SET {assignments} WHERE host = ?", (*values.values(), host))  # noqa: S608  names of our own columns

    def widest(self, host: str, now: dt.datetime) -> int | None:
        """How wide a window (days) a court lately answered; what was found long ago is found out anew."""
        known = self.host(host)
        found = moment(known["widest_found"])
        width: int | None = known["widest_days"]
        return width if found is not None and now - found < _WIDTH_KEPT else None

    def template(self, host: str) -> str | None:
        """The template a court was last seen to use."""
        known: str | None = self.host(host)["template"]
        return known

    # requests

    def depart(self, host: str, now: dt.datetime) -> None:
        """A request is about to be sent: it counts, whatever becomes of it."""
        self.host(host)
        with self.step():
            self.change("last_request", now=now, host=host)
            self.change("spend", day=now.date(), host=host)

    def spent(self, day: dt.date, host: str | None = None) -> int:
        """Requests of a day, of one host or all."""
        found = self.first("spent", day=day, host=host)
        return int(found["n"]) if found else 0

    def log(
        self,
        run: str | None,
        now: dt.datetime,
        host: str,
        purpose: str,
        url: str,
        *,
        status: int | None,
        kind: str,
        capture: str | None,
        seconds: float,
    ) -> None:
        """What became of a request."""
        with self.step():
            self.change(
                "log_request",
                run=run,
                now=now,
                host=host,
                purpose=purpose,
                url_digest=url_digest(url),
                status=status,
                kind=kind,
                capture=capture,
                seconds=round(seconds, 3),
            )
            self.change("last_request", now=now, host=host)


def _written(values: Mapping[str, Value]) -> dict[str, Value]:
    """Moments and days as the ledger writes them."""
    return {name: _text(value) for name, value in values.items()}


def _text(value: Value) -> Value:
    if isinstance(value, dt.datetime):
        return stamp(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _make(file: Path) -> None:
    """Make an empty ledger beside its place and put it there when it is whole: a process may die at any instant."""
    unfinished = file.with_name(f"{file.name}.new")
    for leftover in file.parent.glob(f"{unfinished.name}*"):
        leftover.unlink()
    connection = sqlite3.connect(unfinished, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(SCHEMA)
        connection.execute(f"PRAGMA user_version={VERSION}")
    finally:
        connection.close()  # the last connection takes the journal up and removes it
    unfinished.replace(file)
    sync(file.parent)


def url_digest(url: str) -> str:
    """An address in the log: recognisable, but not readable (an address may carry a captcha's answer)."""
    return hashlib.sha256(url.encode()).hexdigest()[:32]


def _explained(error: sqlite3.DatabaseError, file: Path) -> Exception:
    if "full" in str(error) or getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        return NoSpace(
            said("the disk is full; nothing half-written was left"),
            where=str(file),
            next_step=said("free some space and run the same command again"),
        )
    if isinstance(error, sqlite3.OperationalError) and "disk I/O" in str(error):
        return OSError(errno.EIO, str(error), str(file))
    return damaged(str(error), str(file))
