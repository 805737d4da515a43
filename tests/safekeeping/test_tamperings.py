"""Whatever is done to the evidence by chance or by hand is found, said to be under no seal yet, or changes nothing.

Each tampering is done to one observatory and undone; the table of what was done and what became of it is printed
(``pytest -s``), and what was missed fails. Whoever counts then, without verifying first, stops or counts the same:
tried for some of them, and for all in a study.
"""

# ruff: noqa: S608, T201  the SQL is ours, and the table is what the test is run by hand for
from __future__ import annotations

import gc
import json
import random
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from tests.study import STUDY, many

from absentia.archive import Archive
from absentia.archive.seals import Seal, public_key, read_private_key
from absentia.archive.whole import Brought, Whole, verify_observatory
from absentia.disappearances import find_disappearances
from absentia.errors import AbsentiaError
from absentia.link.judgements import read as read_decisions
from absentia.observatory import Observatory
from absentia.tally import tally

COUNT = many(54, 2400)
COUNTED = 1 if STUDY else 27
"""Of so many tamperings one is counted on."""
STOPS = "stops"
OPERATION = ("captcha", "hosts", "budget")
"""What the ledger knows of how to ask, and what no number rests on."""
KINDS: dict[str, str] = {
    "segments": "archive/captures-*",
    "chain": "archive/chain.log",
    "index": "archive/index.sqlite",
    "seals": "archive/seals/*",
    "ledger": "state.sqlite",
    "decisions": "decisions/decisions.jsonl",
    "tables": "tables/*.parquet",
    "manifest of tables": "tables/manifest.json",
    "keys": "keys/*",
}
Harm = Callable[[Path, random.Random], None]


def flip(file: Path, lot: random.Random) -> None:
    content = bytearray(file.read_bytes())
    for _ in range(lot.choice((1, 1, 1, 7))):
        content[lot.randrange(len(content))] ^= 1 << lot.randrange(8)
    file.write_bytes(content)


def cut(file: Path, lot: random.Random) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: lot.choice((0, len(content) - 1, lot.randrange(len(content))))])


def remove(file: Path, _lot: random.Random) -> None:
    file.unlink()


def add(file: Path, lot: random.Random) -> None:
    with file.open("ab") as handle:
        handle.write(lot.choice((b"\0", b"anything\n", file.read_bytes())))


def take_out(file: Path, lot: random.Random) -> None:
    content = file.read_bytes()
    start = lot.randrange(len(content))
    file.write_bytes(content[:start] + content[start + lot.randrange(1, 400) :])


def drop_line(file: Path, lot: random.Random) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    del lines[lot.randrange(len(lines))]
    file.write_bytes(b"".join(lines))


def double_line(file: Path, lot: random.Random) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    lines.insert(lot.randrange(len(lines)), lot.choice(lines))
    file.write_bytes(b"".join(lines))


def change_word(file: Path, lot: random.Random) -> None:
    """As somebody would who knows what stands there: another digit, another court, another word."""
    content = file.read_bytes()
    old, new = lot.choice(
        ((b"1", b"2"), (b"0", b"9"), (b"same", b"not_same"), (b"case", b"record"), (b"gvs-1", b"gvs-2"), (b"a", b"b"))
    )
    places = [start for start in range(len(content)) if content.startswith(old, start)]
    if places:
        start = lot.choice(places)
        content = content[:start] + new + content[start + len(old) :]
    file.write_bytes(content)


def edit_rows(file: Path, lot: random.Random) -> None:
    """SQL, by somebody with an hour to spare."""
    gc.collect()  # a reader that failed on the damage before may wait for the collector, with the database open
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        names = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        tables = [name for (name,) in names if name not in OPERATION and not name.startswith("sqlite_")]
        full = [one for one in tables if database.execute(f"SELECT count(*) FROM {one}").fetchone()[0]]
        table = lot.choice(full)
        columns = [(row[1], row[2]) for row in database.execute(f"PRAGMA table_info({table})")]
        column, kind = lot.choice(columns)
        value = {"INTEGER": str(lot.randrange(10**6)), "REAL": "0.125", "BLOB": "randomblob(32)"}.get(
            kind, "'2021-01-01'"
        )
        first = columns[0][0]
        row = f"{first} = (SELECT {first} FROM {table} ORDER BY random() LIMIT 1)"
        database.execute("PRAGMA ignore_check_constraints=ON")
        statement = lot.choice(
            (f"UPDATE OR IGNORE {table} SET {column} = {value} WHERE {row}", f"DELETE FROM {table} WHERE {row}")
        )
        database.execute(lot.choice((statement, f"DELETE FROM {table}")) if lot.random() < 0.1 else statement)


ANY: tuple[Harm, ...] = (flip, flip, cut, remove, add, take_out)
HARMS: dict[str, tuple[Harm, ...]] = {
    kind: ANY
    + {
        "chain": (drop_line, double_line, change_word),
        "decisions": (drop_line, double_line, change_word),
        "manifest of tables": (drop_line, change_word),
        "keys": (change_word,),
        "seals": (change_word,),
        "ledger": (edit_rows,) * 6,
        "index": (edit_rows,) * 4,
    }.get(kind, ())
    for kind in KINDS
}


def _seal(file: Path) -> Seal | None:
    return Seal.parse(file.read_text())


def meaning(observatory: Observatory) -> dict[str, Any]:
    """Everything a number, a disappearance or a proof rests on, as whoever reads it would find it."""

    def told(read: Callable[[], Any]) -> Any:
        try:
            return read()
        except (AbsentiaError, sqlite3.DatabaseError, OSError, ValueError) as error:
            return type(error).__name__

    def ledger() -> dict[str, list[Any]]:
        with closing(sqlite3.connect(observatory.ledger)) as database:
            names = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            version = database.execute("PRAGMA user_version").fetchall()
            rows = {
                name: sorted(map(repr, database.execute(f"SELECT * FROM {name}")))
                for name in names
                if name not in OPERATION
            }
            return rows | {"version": version}

    seals = (observatory.archive / "seals").glob("*.seal")
    tables = {file.name: file.read_bytes() for file in observatory.tables.iterdir()}
    manifest = told(lambda: json.loads(tables.pop("manifest.json"))["files"])
    return {
        "entries": told(lambda: Archive.reading(observatory.archive).entries),
        "bytes": told(lambda: {file.name: file.read_bytes() for file in observatory.archive.glob("captures-*")}),
        "seals": {file.name: told(partial(_seal, file)) for file in seals},
        "ledger": told(ledger),
        "decisions": told(lambda: read_decisions(observatory.decisions)),
        "tables": tables,
        "manifest": manifest,
        "pseudonyms": told(observatory.pseudonym_key),
        "key": told(lambda: read_private_key(observatory.keys / "seal.key").private_bytes_raw()),  # type: ignore[union-attr]
        "public": told(lambda: public_key(observatory.keys / "seal.pub").public_bytes_raw()),
    }


@contextmanager
def undone(file: Path) -> Iterator[None]:
    """Whatever is done to a file within is undone."""
    content = file.read_bytes()
    yield
    file.write_bytes(content)
    for end in ("-wal", "-shm", "-journal"):
        file.with_name(file.name + end).unlink(missing_ok=True)


def judged(observatory: Observatory, before: dict[str, Any]) -> str:
    try:
        whole: Whole = verify_observatory(observatory, Brought())
    except AbsentiaError:
        return "found"
    if whole.broken:
        return "found"
    if whole.since:
        return "under no seal yet"
    return "harmless" if meaning(observatory) == before else "MISSED"


def counted(observatory: Observatory) -> Any:
    """What two readers say who do not verify first; of a copy, since they write what they link."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(observatory.path, Path(folder) / "copy")
        try:
            copy = Observatory.open(Path(folder) / "copy")
            cases = tally(copy, "cases_received", by=("court", "half-year"))
            return cases.rows, cases.total, find_disappearances(copy).episodes
        except AbsentiaError:
            return STOPS


def test_every_tampering_is_found_or_harmless(observatory: Observatory) -> None:
    whole = verify_observatory(observatory, Brought())
    assert whole.broken == []
    assert not whole.since, "an update ends with a seal of everything"
    lot = random.Random(11)  # noqa: S311  a repeatable test
    before, said = meaning(observatory), counted(observatory)
    assert said != STOPS
    results: Counter[tuple[str, str, str]] = Counter()
    missed, believed = [], []
    for number in range(COUNT):
        kind = list(KINDS)[number % len(KINDS)]
        harm = lot.choice(HARMS[kind])
        file = lot.choice(sorted(observatory.path.glob(KINDS[kind])))
        with undone(file):
            harm(file, lot)
            result = judged(observatory, before)
            if number % COUNTED == 0 and counted(observatory) not in (STOPS, said):
                believed.append((number, file.name, harm.__name__, result))
        results[kind, harm.__name__, result] += 1
        if result == "MISSED":
            missed.append((number, file.name, harm.__name__))
    print()
    for (kind, name, result), count in sorted(results.items()):
        print(f"{kind:20} {name:12} {result:18} {count:4}")
    assert missed == []
    assert believed == [], "counted on as if nothing had been done"
    for kind in KINDS:
        assert sum(count for (one, _name, result), count in results.items() if one == kind and result == "found") > 3, (
            kind
        )
