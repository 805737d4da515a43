"""What no command can make anew, held before anybody reads: segments, decisions, the pseudonym key, the ledger.

Whoever counts, links or writes asks here first, and stops where something is missing or is not what it was; it never
counts as empty. Segments are held against the chain by their sizes, the chain and the decisions against what the
observatory remembers of itself, what stands beside the archive against what was stated of it in the chain, tables
against their manifest. ``absentia archive verify`` reads every byte.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from absentia.archive.chain import CHAIN_FILE, Chain, Link
from absentia.archive.seals import PRIVATE, Seal
from absentia.archive.shards import LEDGER, known_manifest, shard_folders
from absentia.archive.statements import (
    GROWING,
    LedgerState,
    Statement,
    rows_after,
    run_digest,
    standing_digest,
    statements_in,
    stretch_of,
    version_of,
)
from absentia.archive.verify import BROKEN_LINE, CUT, MISSING_FILE, SEAL_DIFFERS, SEAL_SHORT, Broken
from absentia.archive.watermark import FILE as WATERMARK
from absentia.archive.watermark import Watermark, decisions_stand, key_fingerprint, must_have_ledger, own_key, watermark
from absentia.database import opened
from absentia.decisions import FILE as DECISIONS
from absentia.errors import AbsentiaError, Damaged
from absentia.manifest import MANIFEST, check, digest_of, read_manifest
from absentia.model.texts import N_, Said, said
from absentia.observatory import Observatory

LEDGER_MISSING = N_("the ledger is missing: what was looked at is not known any more")
LEDGER_DIFFERS = N_("the ledger is not what was sealed: rows of it were changed or taken away")
LEDGER_DAMAGED = N_("the ledger is damaged")
DECISIONS_DIFFER = N_("the decisions do not begin with what was sealed: lines were changed or taken away")
SEAL_LOST = N_("this seal or timestamp is missing, or is not the one that was there")
TABLES_DIFFER = N_("a table is missing, or is not the one that was written; `absentia parse` rebuilds it")
KEY_OTHER = N_("this is another key than before")


@dataclass(frozen=True, slots=True)
class Since:
    """What came after the last statement, so that no seal covers it yet."""

    ledger_rows: int = 0
    """Runs, requests and sightings that were written down."""
    decisions: int = 0
    """Lines of them."""
    tables: bool = False
    """They were written anew."""

    def __bool__(self) -> bool:
        return bool(self.ledger_rows or self.decisions or self.tables)


def since(observatory: Observatory, statements: Sequence[Statement]) -> Since:
    """What no statement covers; nothing where none was ever made."""
    if not statements:
        return Since()
    last = statements[-1]
    rows = 0
    try:
        if observatory.ledger.exists():
            with opened(observatory.ledger) as ledger:
                upto = {table: one.upto for table, one in last.ledger.growing.items()} if last.ledger else {}
                rows = sum(rows_after(ledger, table, upto.get(table, 0)) for table in GROWING)
                rows += _runs_since(ledger, [one.ledger for one in statements if one.ledger])
    except sqlite3.DatabaseError:
        pass  # that it is damaged is said elsewhere
    file = observatory.decisions / DECISIONS
    lines = len(file.read_bytes()[last.decisions.size :].splitlines()) if file.exists() else 0
    return Since(rows, lines, digest_of(observatory.tables / MANIFEST) != last.tables)


def tables_were_there(statements: Sequence[Statement]) -> bool:
    """Whether tables had been written when something was sealed."""
    return any(one.tables is not None for one in statements)


def against_statements(observatory: Observatory, statements: Sequence[Statement]) -> list[Broken]:
    """What of an observatory is not what its statements say, with which the seals cover it."""
    broken = against_ledger(observatory.ledger, observatory.ledger.name, statements)
    broken += against_seals(observatory.archive / "seals", "seals/", statements)
    broken += _decisions(observatory.decisions / DECISIONS, statements)
    broken += _keys(observatory, statements)
    return broken + _tables(observatory, statements)


def against_seals(folder: Path, prefix: str, statements: Sequence[Statement]) -> list[Broken]:
    """Seals and timestamps that were there and are there no more, or otherwise."""
    stated = {name: sha256 for one in statements for name, sha256 in one.seals.items()}
    lost = [name for name, sha256 in sorted(stated.items()) if digest_of(folder / name) != sha256]
    return [Broken(SEAL_LOST, prefix + name) for name in lost]


def against_ledger(file: Path, name: str, statements: Sequence[Statement]) -> list[Broken]:
    """What of a ledger is not what was stated; every run and every row that was added, and how things last stood."""
    states = [one.ledger for one in statements if one.ledger is not None]
    if not file.exists():
        return [Broken(LEDGER_MISSING, name)] if states else []
    try:
        with opened(file) as ledger:
            if ledger.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                return [Broken(LEDGER_DAMAGED, name)]
            same = not states or _same(ledger, states)
    except (sqlite3.DatabaseError, UnicodeDecodeError, OverflowError):
        return [Broken(LEDGER_DAMAGED, name)]
    return [] if same else [Broken(LEDGER_DIFFERS, name)]


def _same(ledger: sqlite3.Connection, states: Sequence[LedgerState]) -> bool:
    version, last = version_of(ledger), states[-1]
    if version != last.version:
        return False
    # digests of other columns are other digests: what another release stated of them cannot be held against these
    if not all(_holds(ledger, one) for one in states if one.version == version):
        return False
    return bool(_runs_since(ledger, states)) or standing_digest(ledger) == last.standing


def _holds(ledger: sqlite3.Connection, state: LedgerState) -> bool:
    if any(run_digest(ledger, run) != digest for run, digest in state.runs.items()):
        return False
    return all(stretch_of(ledger, table, one.after, one.upto) == one for table, one in state.growing.items())


def _runs_since(ledger: sqlite3.Connection, states: Sequence[LedgerState]) -> int:
    """Runs that no statement has: what is known of filings may have changed by them, also where no court answered."""
    stated = {run for one in states for run in one.runs}
    return sum(run not in stated for (run,) in ledger.execute("SELECT id FROM runs"))


def _decisions(file: Path, statements: Sequence[Statement]) -> list[Broken]:
    wanted = sorted({(one.decisions.size, one.decisions.sha256) for one in statements})
    content, hasher, position = file.read_bytes() if file.exists() else b"", hashlib.sha256(), 0
    for size, sha256 in wanted:
        hasher.update(content[position:size])
        position = max(position, min(size, len(content)))
        if len(content) < size or hasher.hexdigest() != sha256:
            return [Broken(DECISIONS_DIFFER, "decisions/decisions.jsonl")]
    return []


def _keys(observatory: Observatory, statements: Sequence[Statement]) -> list[Broken]:
    try:
        own = key_fingerprint(observatory.pseudonym_key())
    except AbsentiaError:
        return []  # that it is missing is said elsewhere
    other = any(one.pseudonym_key != own for one in statements)
    return [Broken(KEY_OTHER, "keys/pseudonym.key")] if other else []


def _tables(observatory: Observatory, statements: Sequence[Statement]) -> list[Broken]:
    listed = read_manifest(observatory.tables).get("files", {})
    if not listed:
        known = tables_were_there(statements) or any(observatory.tables.glob("*.parquet"))
        return [Broken(TABLES_DIFFER, f"tables/{MANIFEST}")] if known else []
    there = (path.relative_to(observatory.tables).as_posix() for path in observatory.tables.rglob("*.parquet"))
    unlisted = set(there) - listed.keys()
    changed = sorted(unlisted) + [
        name for name, digest in sorted(listed.items()) if digest_of(observatory.tables / name) != digest
    ]
    return [Broken(TABLES_DIFFER, f"tables/{name}") for name in changed]


NOT_REMEMBERED = N_("this is missing or damaged: whether there was more before cannot be told")
UNREADABLE = N_("a record of the archive cannot be read")
_FIELDS = 6


def must_have_archive(observatory: Observatory) -> None:
    """Hold the archive's files against its chain, and the chain against the last seal that is remembered.

    Raises:
        Damaged: a segment is missing or cut, or the chain does not hold what was sealed.
    """
    mark = watermark(observatory)
    if mark is None and (observatory.keys / PRIVATE).exists():
        raise damaged(observatory, Broken(NOT_REMEMBERED, WATERMARK))
    for broken in _missing(observatory.archive, mark):
        raise damaged(observatory, broken)
    for folder in shard_folders(observatory.archive):
        manifest = known_manifest(folder)
        for one in manifest.files if manifest else ():
            file = folder / (LEDGER if one.name.startswith("ledger-") else one.name)
            if not file.exists() or file.stat().st_size < one.size:
                name = file.relative_to(observatory.archive).as_posix()
                raise damaged(observatory, Broken(CUT if file.exists() else MISSING_FILE, name))


def must_have_evidence(observatory: Observatory) -> None:
    """Hold all that counting rests on, as far as a glance can tell: archive, ledger, decisions, pseudonym key.

    Raises:
        Damaged: something is missing, or is not what it was.
    """
    must_have_archive(observatory)
    must_have_ledger(observatory)
    if not decisions_stand(observatory):
        raise damaged(observatory, Broken(DECISIONS_DIFFER, "decisions/decisions.jsonl"))
    own_key(observatory)


def must_have_ledger_as_stated(observatory: Observatory) -> None:
    """Hold the ledger, and those of the parts of a shared archive, against what was stated of them when it was sealed.

    Raises:
        Damaged: rows of one were changed or taken away, or it cannot be read.
    """
    must_have_ledger(observatory)
    # statements first: what is written meanwhile is behind them then
    found = against_ledger(observatory.ledger, observatory.ledger.name, statements_in(observatory.archive))
    for folder in shard_folders(observatory.archive):
        found += against_ledger(folder / LEDGER, f"shards/{folder.name}/{LEDGER}", statements_in(folder))
    for broken in found:
        raise damaged(observatory, broken)


def must_have_tables(observatory: Observatory, names: tuple[str, ...]) -> bool:
    """Hold some tables against their manifest; whether there are any, and ``False`` before the first were written.

    Raises:
        Damaged: one is missing, or is not the one that was written.
    """
    files = [f"{name}.parquet" for name in names]
    listed = read_manifest(observatory.tables).get("files", {})
    if any(file in listed or (observatory.tables / file).exists() for file in files):
        check(observatory.tables, files)
        return True
    if not listed and tables_were_there(statements_in(observatory.archive)):
        raise damaged(observatory, Broken(TABLES_DIFFER, "tables"))
    return False


def damaged(observatory: Observatory, broken: Broken) -> Damaged:
    """What is said of something that does not hold."""
    inside = observatory.path / broken.file
    return Damaged(
        Said(broken.reason),
        where=str(inside if inside.exists() or "/" in broken.file else observatory.archive / broken.file),
        next_step=said("`absentia doctor` says what mends it; nothing is counted until then"),
    )


def _missing(archive: Path, mark: Watermark | None) -> Iterator[Broken]:
    """What of an archive's files is not there, as its chain and the last seal tell."""
    last = Seal.parse(mark.seal) if mark is not None and mark.seal else None
    ends, count, head = dict[str, int](), 0, None
    for count, line in enumerate(Chain(archive / CHAIN_FILE).lines(), 1):
        fields = line.split(b"\t")
        if len(fields) != _FIELDS or not (fields[2] + fields[3]).isdigit():
            yield Broken(BROKEN_LINE, CHAIN_FILE, count)
            return
        ends[fields[1].decode("ascii", "replace")] = int(fields[2]) + int(fields[3])
        if last is not None and count == last.count:
            link = Link.parse(line)
            head = link.chain if link is not None else None
    if last is not None and count < last.count:
        yield Broken(SEAL_SHORT, CHAIN_FILE if (archive / CHAIN_FILE).exists() else WATERMARK, last.count)
    elif last is not None and head != last.head:
        yield Broken(SEAL_DIFFERS, CHAIN_FILE, last.count)
    for name, end in ends.items():
        file = archive / name
        if not file.is_file() or file.parent != archive:
            yield Broken(MISSING_FILE, name)
        elif file.stat().st_size < end:
            yield Broken(CUT, name)
