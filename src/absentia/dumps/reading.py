"""The documents of a package, from the ZIP into a table of what is kept of them, without their judges.

The file is never written unpacked: it goes through a pipe into DuckDB, which reads every column as text, by its name.
What comes out is held against the lines that went in; rows read and lines refused are all of them, or nothing is read.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import IO

import duckdb

from absentia.dumps.package import LARGEST_TABLE, TAB, Package, Sieve, columns_in, is_document, reading, refused
from absentia.engine import Connection, ask, literal, open_tables
from absentia.model.texts import said
from absentia.sources.content import Layout

_PIECE = 1 << 20
_LONGEST_HEADER = 1 << 16
_MOST_REFUSED = 0.01
"""Share of lines above which a file is not one of documents with faults, but something else."""
_STATEMENT = (files(__package__) / "staging.sql").read_text(encoding="utf-8")
_IS_DAY = (
    "({0} IS NULL OR ({0}[5] = '-' AND {0}[8] = '-' AND {0}[11] IN ('', ' ', 'T') "
    "AND TRY_CAST(left({0}, 10) AS DATE) IS NOT NULL))"
)
_COUNTED = "SELECT count(*) AS rows, count(*) FILTER (NOT fits) AS unfit, coalesce(sum(breaks), 0) AS breaks"
MEMORY = "300MB"


@dataclass(frozen=True, slots=True)
class Lines:
    """What became of the lines of a table of documents."""

    columns: tuple[str, ...]
    """As its header names them."""
    lines: int
    """Lines of the file, without the header."""
    rows: int
    """Documents read."""
    breaks: int
    """Line breaks within values: so many lines more than rows."""
    refused: int
    """Lines that are no record of a document."""
    listed: tuple[tuple[int, str], ...]
    """The first of them: line and reason."""

    @property
    def whole(self) -> bool:
        """Every line is accounted for."""
        return self.lines == self.rows + self.breaks + self.refused


def stage(package: Package, layout: Layout, connection: Connection, target: Path) -> Lines:
    """Write the documents of a package to a Parquet file and make the view ``staged`` of it.

    Raises:
        UnreadableInput: the header is another, the file is cut short, most of it is no table of documents, or a line
            is neither read nor refused.
    """
    where, name = package.where, layout.documents
    with reading(where), package.open(name) as member:
        header = member.readline(_LONGEST_HEADER)
    columns = columns_in(header, layout.columns.values(), name, where)
    found = _read(package, layout, columns, connection, target, None)
    if found is None or not found.whole or found.refused:
        by_meaning = [columns.index(one) for one in layout.columns.values()]
        sieve = Sieve(len(columns), partial(_fits, tuple(layout.columns), by_meaning))
        found = _read(package, layout, columns, connection, target, sieve)
    if found is None or not found.whole:
        raise refused(said("{name}: not every line is accounted for, so none is read", name=name), where)
    if found.refused > _MOST_REFUSED * found.lines:
        line, _reason = found.listed[0]
        raise refused(
            said(
                "{name} is built otherwise: lines that are no documents: {refused} of {lines}, first {line}",
                name=name,
                refused=found.refused,
                lines=found.lines,
                line=line,
            ),
            where,
        )
    return found


def _fits(meanings: tuple[str, ...], places: list[int], values: list[str]) -> bool:
    given = {meaning: values[place] for meaning, place in zip(meanings, places, strict=True)}
    return is_document(given, len(values))


def _read(
    package: Package,
    layout: Layout,
    columns: tuple[str, ...],
    connection: Connection,
    target: Path,
    sieve: Sieve | None,
) -> Lines | None:
    """Once through the file; ``None`` where DuckDB meets what is no record."""
    pipe = target.with_name("documents.pipe")
    os.mkfifo(pipe, 0o600)
    pump = _Pump(package, layout.documents, pipe, sieve)
    try:
        pump.start()
        sql = statement(layout, columns, pipe)
        connection.execute(
            f"COPY ({sql.replace('$criminal', literal(layout.criminal))}) TO {literal(str(target))} (FORMAT parquet)"
        )
    except duckdb.Error as error:
        if sieve is not None:
            # of the error itself only the line: it quotes the record, with its judge
            line = re.search(r"Line: (\d+)", str(error))
            told = said("{name} cannot be read at record {line}", name=layout.documents, line=line[1] if line else "?")
            raise refused(told, package.where) from None
        return None
    finally:
        pump.end()
        pipe.unlink()
    if pump.failed is not None:
        raise pump.failed
    file = f"read_parquet({literal(str(target))})"
    connection.execute(f"CREATE OR REPLACE TEMP VIEW staged AS SELECT * FROM {file} WHERE fits")  # noqa: S608  a path
    (found,) = ask(connection, f"{_COUNTED} FROM {file}")
    breaks, listed = int(found["breaks"]), tuple(sieve.listed) if sieve else ()
    missed = (sieve.refused if sieve else 0) + found["unfit"]
    return Lines(columns, pump.lines, found["rows"] - found["unfit"], breaks, missed, listed)


def statement(layout: Layout, columns: tuple[str, ...], file: Path) -> str:
    """``staging.sql`` for the columns of a file."""
    name = {meaning: f'"{column}"' for meaning, column in layout.columns.items()}
    breaks = " + ".join(_times(column, "\n") for column in name.values())
    swallowed = " OR ".join(f"{_times(column, TAB)} >= {len(columns) - 1}" for column in name.values())
    pieces = name | {
        "breaks": breaks,
        "swallowed": swallowed,
        "is_day": " AND ".join(_IS_DAY.format(name[one]) for one in ("adopted", "received", "published")),
        "file": literal(str(file)),
        "columns": "{" + ", ".join(f"{literal(column)}: 'VARCHAR'" for column in columns) + "}",
    }
    sql = _STATEMENT
    for key, value in pieces.items():
        sql = sql.replace("{" + key + "}", value)
    return sql


def _times(column: str, mark: str) -> str:
    """How often a character stands in a value; most have none, and are not copied to be told."""
    sign = f"chr({ord(mark)})"
    return f"CASE WHEN contains({column}, {sign}) THEN len({column}) - len(replace({column}, {sign}, '')) ELSE 0 END"


class _Pump(threading.Thread):
    """Puts the records of a member into a pipe, piece by piece, and counts their lines."""

    def __init__(self, package: Package, name: str, pipe: Path, sieve: Sieve | None) -> None:
        super().__init__(daemon=True)
        self._package, self._name, self._pipe, self._sieve = package, name, pipe, sieve
        self.lines = 0
        self.failed: Exception | None = None

    def run(self) -> None:
        try:
            with self._pipe.open("wb", buffering=0) as target, reading(self._package.where):
                self._through(partial(_write, target))
        except BrokenPipeError:
            pass  # the reader stopped, and says why
        except Exception as error:  # noqa: BLE001  it is raised where the reading was asked for
            self.failed = error

    def _through(self, write: Callable[[bytes], None]) -> None:
        size, last = 0, b"\n"
        for piece in _pieces(self._package.open(self._name)):
            size += len(piece)
            if size > LARGEST_TABLE:
                too_much = said("{name} is too large: more than {most} B unpacked", name=self._name, most=LARGEST_TABLE)
                raise refused(too_much, self._package.where)
            self.lines += piece.count(b"\n")
            last = piece[-1:]
            write(piece if self._sieve is None else b"".join(one for one, _values in self._sieve.feed(piece)))
        self.lines += last != b"\n"
        if self._sieve is not None:
            write(b"".join(one for one, _values in self._sieve.feed(b"", last=True)))

    def end(self) -> None:
        """Return when it has come to its end; one that waits for a reader who never came is let go."""
        while self.is_alive():
            os.close(os.open(self._pipe, os.O_RDONLY | os.O_NONBLOCK))
            self.join(0.05)


def _write(target: IO[bytes], piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:  # a pipe may take less than it is given
        rest = rest[target.write(rest) :]


def _pieces(member: IO[bytes]) -> Iterator[bytes]:
    """What stands behind the header."""
    with member:
        member.readline(_LONGEST_HEADER)
        while piece := member.read(_PIECE):
            yield piece


def connected(folder: Path, threads: int | None = None) -> Connection:
    """DuckDB with little memory, for tables that are larger than it; rows are in the order that is asked for only."""
    connection = open_tables(folder, {}, threads=threads, memory=MEMORY)
    connection.execute("SET preserve_insertion_order = false")
    return connection
