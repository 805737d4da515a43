"""DuckDB over Parquet: one view per table, values bound as parameters, nothing fetched from anywhere.

A table is ``NAME.parquet`` or the files of a folder ``NAME/``. A table that does not exist is an empty one with the
declared columns, so that a query needs no special case; :func:`table_files` tells the difference.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from absentia.errors import ObservatoryProblem
from absentia.model.texts import Said, said

_LINE_BITS = 24
"""Of a row's number in one of several files: with the file's number it stays within 32, which others pack with more."""
Connection = duckdb.DuckDBPyConnection
Schema = Sequence[tuple[str, str]]
Made = TypeVar("Made")


def literal(text: str) -> str:
    """A SQL string literal; for file names in statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"


def table_files(folder: Path, table: str) -> list[Path]:
    """The Parquet files of one table, sorted; none where it was never written."""
    single = folder / f"{table}.parquet"
    if single.is_file():
        return [single]
    return sorted((folder / table).glob("*.parquet"))


def open_tables(
    folder: Path,
    schemas: Mapping[str, Schema],
    *,
    threads: int | None = None,
    memory: str | None = None,
) -> Connection:
    """Connect to a database in memory, with one view per table of ``schemas``.

    Args:
        folder: where the Parquet files are.
        schemas: table → ((column, DuckDB type), …); every view has exactly these columns and types.
        threads: at most so many; by default all cores.
        memory: DuckDB's limit, such as ``"2GB"``; what does not fit is spilled to a temporary folder.

    Raises:
        ObservatoryProblem: a file is damaged, or lacks a declared column.
    """
    connection = _database(os.getpid(), threads, memory).cursor()
    connection.execute("SET enable_progress_bar = false")  # it would be written among the results
    for table, schema in schemas.items():
        open_table(connection, folder, table, schema)
    return connection


@cache
def _database(process: int, threads: int | None, memory: str | None) -> Connection:
    """The database of this process with these limits: to make one takes longer than to ask a small one.

    It is empty for ever: what a connection to it makes is temporary, seen by nobody else and gone with it.
    """
    database = duckdb.connect(":memory:")
    database.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
    database.execute(f"SET temp_directory = {literal(str(Path(tempfile.gettempdir()) / f'absentia-{process}'))}")
    if threads is not None:
        database.execute(f"SET threads = {int(threads)}")
    if memory is not None:
        database.execute(f"SET memory_limit = {literal(memory)}")
    return database


def open_table(connection: Connection, folder: Path, table: str, schema: Schema) -> None:
    """Make the view of one table, or make it anew of a file that was just written.

    Raises:
        ObservatoryProblem: a file is damaged, or lacks a declared column.
    """
    files = table_files(folder, table)
    if not files:
        columns = ", ".join(f'CAST(NULL AS {kind}) AS "{name}"' for name, kind in schema)
        connection.execute(f'CREATE OR REPLACE TEMP VIEW "{table}" AS SELECT {columns} WHERE false')
        return
    columns = ", ".join(f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in schema)
    listed = ", ".join(literal(str(file)) for file in files)
    try:
        connection.execute(
            f'CREATE OR REPLACE TEMP VIEW "{table}" AS SELECT {columns} FROM read_parquet([{listed}])'  # noqa: S608  likewise
        )
    except duckdb.BinderException as error:
        there = {column[0] for column in connection.execute(f"FROM read_parquet([{listed}]) LIMIT 0").description or ()}
        lacking = next((name for name, _kind in schema if name not in there), None)
        reason = said(
            "the table “{table}” has no column “{column}”: another version of absentia wrote it",
            table=table,
            column=lacking,
        )
        raise _unreadable(reason, str(files[0])) from error
    except duckdb.Error as error:
        reason = said("the table “{table}” cannot be read: {reason}", table=table, reason=str(error).split("\n")[0])
        raise _unreadable(reason, str(files[0])) from error


def _unreadable(reason: Said, where: str | None = None) -> ObservatoryProblem:
    return ObservatoryProblem(
        reason,
        where=where,
        next_step=said("rebuild the tables with `absentia parse`; they are derived from the archive"),
    )


def fill(connection: Connection, table: str, columns: Mapping[str, str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Make a temporary table with these columns and rows; ``columns``: name → DuckDB type."""
    if rows:
        shown, lists = _unnested(columns, rows)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {shown}", lists)
    else:
        declared = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({declared})")


def add(connection: Connection, table: str, columns: Mapping[str, str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Put rows into a table of these columns, all at once."""
    if rows:
        shown, lists = _unnested(columns, rows)
        connection.execute(f"INSERT INTO {table} SELECT {shown}", lists)


def _unnested(columns: Mapping[str, str], rows: Sequence[tuple[Any, ...]]) -> tuple[str, list[list[Any]]]:
    """Rows as one list for each column, and what a ``SELECT`` of them shows."""
    shown = ", ".join(f"unnest(?::{kind}[]) AS {name}" for name, kind in columns.items())
    return shown, [list(values) for values in zip(*rows, strict=True)]


def query(connection: Connection, sql: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """As :func:`ask`; within :func:`remembering`, a question that was put before is not put again."""
    asked = (sql, tuple(_named(sql, parameters).items()))
    return [dict(row) for row in remembered(connection, asked, lambda: ask(connection, sql, parameters))]


def remembered(connection: Connection, asked: Hashable, make: Callable[[], Made]) -> Made:
    """What is made of the tables of a connection; within :func:`remembering`, what was made before for the same."""
    known = _answers.get(id(connection))
    if known is None:
        return make()
    if asked not in known:
        known[asked] = make()
    made: Made = known[asked]
    return made


def ask(connection: Connection, sql: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """Run one statement with named parameters (``$name``) and return its rows as dictionaries.

    Parameters the statement does not name are left out, so that one set serves several statements.
    """
    columns, rows = ask_rows(connection, sql, parameters)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def ask_rows(
    connection: Connection, sql: str, parameters: Mapping[str, Any] | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """As :func:`ask`: the names of the columns, and the rows, for those who read a million of them."""
    try:
        relation = connection.execute(sql, _named(sql, parameters) or None)
        return [column[0] for column in relation.description or ()], relation.fetchall()
    except duckdb.ConversionException as error:  # a column holds what its type does not say
        raise _unreadable(said("a table holds a value that its column cannot hold")) from error


def as_arrow(connection: Connection, sql: str, parameters: Mapping[str, Any] | None = None) -> Any:
    """As :func:`ask`, an Arrow table: a million rows are no Python objects until somebody asks for them."""
    return connection.sql(sql, params=_named(sql, parameters)).to_arrow_table()


def _named(sql: str, parameters: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (parameters or {}).items() if re.search(rf"\${name}\b", sql)}


@contextmanager
def remembering(connection: Connection) -> Iterator[None]:
    """Within, :func:`query` puts a question to this connection once: for tables that do not change meanwhile."""
    _answers[id(connection)] = {}
    try:
        yield
    finally:
        del _answers[id(connection)]


_answers: dict[int, dict[Hashable, Any]] = {}


def number_rows(connection: Connection, view: str, *files: Path) -> None:
    """Make a view of one table whose column ``line`` numbers the rows in the order in which they stand in its files."""
    listed = ", ".join(literal(str(file)) for file in files)
    many = "error('one of several files of a table has more rows than are numbered')"
    within = f"CASE WHEN file_row_number < {1 << _LINE_BITS} THEN file_row_number ELSE {many} END"
    line = "file_row_number" if len(files) == 1 else f"(file_index << {_LINE_BITS})::BIGINT + {within}"
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW {view} AS SELECT * EXCLUDE (file_row_number), {line} AS line "  # noqa: S608  a literal
        f"FROM read_parquet([{listed}], file_row_number = true)"
    )


def named_statements(text: str) -> dict[str, str]:
    """The statements of an SQL file by the names they stand under (``-- name: states``)."""
    parts = text.split("-- name: ")[1:]
    return {name.strip(): sql.strip() for name, _end, sql in (part.partition("\n") for part in parts)}
