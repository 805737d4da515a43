"""One ledger out of several: those of the shards that were fetched, and the observatory's own if it collects too.

Read-only, made anew for whoever asks. Courts are shared out among shards, so rows rarely meet; where they do, because
the courts were shared out differently before, the ledger that was written to last is believed.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from absentia.archive.evidence import must_have_ledger_as_stated
from absentia.archive.shards import LEDGER, shard_folders
from absentia.collect.ledger import FILE, SCHEMA, VERSION, Ledger
from absentia.observatory import Observatory

_NUMBERED = ("sweeps", "captcha", "requests")
"""Tables whose rows have numbers of their own ledger's."""
_RUNS = {"runs": ("id",), "sweeps": ("run",), "hearing_days": ("run",), "requests": ("run",)}
"""Columns that name a run: two machines may begin one in the same second."""
_PARENT = {"sweeps": ("parent",)}


def shared_ledgers(observatory: Observatory) -> list[tuple[str, Path]]:
    """The ledgers of the shards that were fetched, by the shard's name."""
    found = [(folder.name, folder / LEDGER) for folder in shard_folders(observatory.archive)]
    return [(name, file) for name, file in found if file.exists()]


class Merged(Ledger):
    """A merged ledger; its file goes when it is closed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        super().__init__(folder / FILE, reading=True)

    def close(self) -> None:
        """Close it and remove it."""
        super().close()
        shutil.rmtree(self._folder, ignore_errors=True)


def merged(observatory: Observatory) -> Ledger | None:
    """The ledgers of an observatory and of the shards fetched into it, as one; ``None`` where there is none."""
    ledgers = shared_ledgers(observatory)
    own = observatory.ledger
    if not ledgers:
        return Ledger(own, reading=True) if own.exists() else None
    folder = Path(tempfile.mkdtemp(prefix="absentia-ledger-"))
    try:
        _merge([*ledgers, *([("", own)] if own.exists() else [])], folder)
        return Merged(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def reading(observatory: Observatory, *, own: bool = False) -> Ledger | None:
    """The ledger, opened to read it; ``None`` before the first run.

    Where shards of a location were fetched it is theirs and the own one as one, unless only the ``own`` is wanted.

    Raises:
        Damaged: there was a ledger and it is missing, or it is not what it was.
    """
    must_have_ledger_as_stated(observatory)
    if own:
        return Ledger(observatory.ledger, reading=True) if observatory.ledger.exists() else None
    return merged(observatory)


@contextlib.contextmanager
def open_ledger(observatory: Observatory, *, own: bool = False) -> Iterator[Ledger | None]:
    """The same for the length of a block."""
    ledger = reading(observatory, own=own)
    try:
        yield ledger
    finally:
        if ledger is not None:
            ledger.close()


def _merge(ledgers: list[tuple[str, Path]], folder: Path) -> None:
    copies = []
    for number, (name, file) in enumerate(ledgers):
        copy = folder / f"{number}.sqlite"
        with (
            contextlib.closing(sqlite3.connect(file, timeout=60)) as found,
            contextlib.closing(sqlite3.connect(copy)) as written,
        ):
            found.backup(written)
        opened = Ledger(copy)
        latest = opened.latest()
        opened.close()
        copies.append((latest is not None, latest, name, copy))
    copies.sort(key=lambda one: (one[0], one[1] or 0, one[2]))
    with contextlib.closing(sqlite3.connect(folder / FILE, isolation_level=None)) as whole:
        whole.executescript(SCHEMA)
        whole.execute(f"PRAGMA user_version={VERSION}")
        for _known, _latest, name, copy in copies:
            whole.execute("ATTACH ? AS one", (str(copy),))
            whole.execute("BEGIN")
            for table in _tables(whole):
                _take(whole, table, name)
            whole.execute("COMMIT")
            whole.execute("DETACH one")
    for *_rest, copy in copies:
        for leftover in copy.parent.glob(f"{copy.name}*"):
            leftover.unlink()


def _tables(whole: sqlite3.Connection) -> list[str]:
    found = whole.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    # a sweep refers to its run, so runs come first
    return sorted((name for (name,) in found), key=lambda name: (name != "runs", name))


def _take(whole: sqlite3.Connection, table: str, name: str) -> None:
    """All rows of one table: numbers moved behind those that are there, runs named after the shard."""
    columns = [row[1] for row in whole.execute(f"PRAGMA main.table_info({table})")]
    last = 0
    if table in _NUMBERED:
        last = whole.execute(f"SELECT coalesce(max(id), 0) FROM main.{table}").fetchone()[0]  # noqa: S608  our own tables
    taken = []
    for column in columns:
        if table in _NUMBERED and column == "id":
            taken.append(f"id + {last}")
        elif column in _PARENT.get(table, ()):
            taken.append(f"{column} + {last}")
        elif name and column in _RUNS.get(table, ()):
            taken.append(f"{column} || '@{name}'")
        else:
            taken.append(column)
    how = "INSERT"
    if table not in _NUMBERED:
        how = "INSERT OR REPLACE"
    into = f"{how} INTO main.{table} ({', '.join(columns)}) SELECT {', '.join(taken)} FROM one.{table}"  # noqa: S608
    if table == "budget":
        into += " WHERE true ON CONFLICT (day, host) DO UPDATE SET requests = requests + excluded.requests"
        into = into.replace("INSERT OR REPLACE", "INSERT", 1)
    whole.execute(into)
