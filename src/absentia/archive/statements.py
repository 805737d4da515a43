"""What stood beside the archive when it was sealed: one record of the chain for each seal, so that the seal covers it.

Before a seal is made, a statement goes into the archive (``captures-statements-00001.warc.zst``, WARC ``metadata``):
digests of the ledger, of the decisions, of the tables' manifest, and the fingerprints of the keys. It holds no name and
no address. What only grows is stated piece by piece and can be held against all statements for ever; what changes is
stated as it is, and can be held against the last one until somebody collects again.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastwarc.warc import WarcRecord
from pydantic import Field, ValidationError

from absentia.archive.capture import Damage
from absentia.archive.record import STATEMENT
from absentia.archive.segments import name_of, segments_in
from absentia.archive.warc import read_records
from absentia.archive.watermark import Head, Strict, head_of, key_fingerprint
from absentia.database import opened
from absentia.decisions import FILE as DECISIONS
from absentia.errors import Damaged
from absentia.manifest import MANIFEST, digest_of
from absentia.model.texts import said
from absentia.observatory import Observatory

ROW = "statements"
"""The row of segments they stand in, where courts have their hosts: no host is without a dot."""
_RUN = (
    "SELECT * FROM runs WHERE id = ?",
    "SELECT * FROM sweeps WHERE run = ? ORDER BY id",
    "SELECT * FROM hearing_days WHERE run = ? ORDER BY court, day, read",
)
"""Of a run that has ended: never changed again."""
GROWING = {
    "sightings": "SELECT rowid, * FROM sightings WHERE rowid > ? AND rowid <= ? ORDER BY rowid",
    "requests": "SELECT * FROM requests WHERE id > ? AND id <= ? ORDER BY id",
}
_STANDING = (
    "SELECT * FROM rows ORDER BY court, register, guid, provision",
    "SELECT * FROM cards ORDER BY court, register, guid",
    "SELECT * FROM acts ORDER BY court, register, guid",
    "SELECT * FROM texts ORDER BY court, register, guid, text_number",
    "SELECT * FROM buildings ORDER BY court, building",
)
"""Changed by a run, and by nothing else."""


class Stretch(Strict):
    """Rows that were added: those behind one number up to another."""

    after: int
    upto: int
    sha256: str


class LedgerState(Strict):
    """Of the ledger."""

    version: int
    """Of its tables."""
    runs: dict[str, str]
    """Digest of each run that has ended since the last statement."""
    growing: dict[str, Stretch]
    standing: str


class Statement(Strict):
    """One statement."""

    format: int = 1
    ledger: LedgerState | None
    decisions: Head
    seal_key: str
    pseudonym_key: str
    tables: str | None
    """SHA-256 of the tables' manifest, if there was one."""
    seals: dict[str, str] = Field(default_factory=dict)
    """Digest of each seal and each timestamp that came since the last statement."""


def statements_in(folder: Path) -> list[Statement]:
    """Every statement of an archive that can be read, in order."""
    found = []
    for file in segments_in(folder):
        name = name_of(file.name)
        if name is None or name.court != ROW:
            continue
        with file.open("rb") as stream:
            for content in read_records(stream, _content):
                if not isinstance(content, Damage):
                    with contextlib.suppress(ValidationError):
                        found.append(Statement.model_validate_json(content))
    return found


def _content(record: WarcRecord, _offset: int) -> bytes | None:
    wanted = record.headers.get("WARC-Target-URI") == STATEMENT
    content: bytes = record.reader.read()
    return content if wanted else None


def statement_of(observatory: Observatory, seal_key: str, before: Sequence[Statement]) -> Statement:
    """What stands beside the archive now, behind what was stated before.

    Raises:
        Damaged: the ledger or the pseudonym key cannot be read.
    """
    return Statement(
        ledger=_ledger(observatory.ledger, before) if observatory.ledger.exists() else None,
        decisions=head_of(observatory.decisions / DECISIONS),
        seal_key=seal_key,
        pseudonym_key=key_fingerprint(observatory.pseudonym_key()),
        tables=digest_of(observatory.tables / MANIFEST),
        seals=_new_seals(observatory.archive / "seals", {name for one in before for name in one.seals}),
    )


def _new_seals(folder: Path, stated: set[str]) -> dict[str, str]:
    files = sorted(path for end in ("seal", "tsr") for path in folder.glob(f"*.{end}"))
    return {path.name: digest_of(path) or "" for path in files if path.name not in stated}


def says_nothing_new(statement: Statement, before: Sequence[Statement]) -> bool:
    """Whether the last statement says the same already."""
    if not before:
        return False
    last = before[-1].model_copy(update={"seals": {}})
    if any(not name.endswith(".seal") for name in statement.seals):
        return False
    statement = statement.model_copy(update={"seals": {}})
    if statement.ledger is None or last.ledger is None:
        return statement == last
    unmoved = not statement.ledger.runs and all(one.after == one.upto for one in statement.ledger.growing.values())
    same_ledger = unmoved and statement.ledger.standing == last.ledger.standing
    return same_ledger and statement.model_copy(update={"ledger": last.ledger}) == last


def _ledger(file: Path, before: Sequence[Statement]) -> LedgerState:
    try:
        with opened(file) as ledger:
            return _state(ledger, before)
    except sqlite3.DatabaseError as error:
        raise Damaged(
            said("the ledger cannot be used: {reason}", reason=error),
            where=str(file),
            next_step=said("`absentia doctor` says what mends it; nothing is counted until then"),
        ) from error


def _state(ledger: sqlite3.Connection, before: Sequence[Statement]) -> LedgerState:
    stated = {run for one in before if one.ledger for run in one.ledger.runs}
    ended = [run for (run,) in ledger.execute("SELECT id FROM runs WHERE ended IS NOT NULL ORDER BY rowid")]
    growing = {}
    for table in GROWING:
        after = max((one.ledger.growing[table].upto for one in before if one.ledger), default=0)
        upto = int(ledger.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}").fetchone()[0])  # noqa: S608  ours
        growing[table] = stretch_of(ledger, table, after, max(after, upto))
    return LedgerState(
        version=version_of(ledger),
        runs={run: run_digest(ledger, run) for run in ended if run not in stated},
        growing=growing,
        standing=standing_digest(ledger),
    )


def version_of(ledger: sqlite3.Connection) -> int:
    """Of the ledger's tables: digests of other columns are other digests."""
    return int(ledger.execute("PRAGMA user_version").fetchone()[0])


def run_digest(ledger: sqlite3.Connection, run: str) -> str:
    """Of a run, its looks and its days of hearings."""
    return _digest(ledger, [(sql, (run,)) for sql in _RUN])


def rows_after(ledger: sqlite3.Connection, table: str, after: int) -> int:
    """How many rows of a table that only grows stand behind one."""
    return int(ledger.execute(f"SELECT count(*) FROM {table} WHERE rowid > ?", (after,)).fetchone()[0])  # noqa: S608


def stretch_of(ledger: sqlite3.Connection, table: str, after: int, upto: int) -> Stretch:
    """Of the rows of a table that only grows."""
    return Stretch(after=after, upto=upto, sha256=_digest(ledger, [(GROWING[table], (after, upto))]))


def standing_digest(ledger: sqlite3.Connection) -> str:
    """Of what is known of every filing now."""
    return _digest(ledger, [(sql, ()) for sql in _STANDING])


def _digest(ledger: sqlite3.Connection, questions: Sequence[tuple[str, tuple[Any, ...]]]) -> str:
    hasher = hashlib.sha256()
    for sql, values in questions:
        for row in ledger.execute(sql, values):
            hasher.update(repr(tuple(row)).encode() + b"\n")
        hasher.update(b"\n")
    return hasher.hexdigest()
