"""DuckDB over Parquet: one view per table, values bound as parameters, nothing fetched from anywhere.

A table is ``NAME.parquet`` or the files of a folder ``NAME/``. A table that does not exist is an empty one with the
declared columns, so that a query needs no special case; :func:`table_files` tells the difference.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from absentia.durable import writing_whole
from absentia.errors import Damaged, ObservatoryProblem
from absentia.model.texts import Said, said

_GROUP_ROWS = 1 << 16
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


def write_parquet(
    path: Path, rows: Iterable[Mapping[str, Any]], schema: Schema, *, notes: Mapping[str, str] | None = None
) -> None:
    """Write rows as one Parquet file with the declared columns and types, whole or not at all; few are held at a time.

    ``notes`` are kept in the file's own key–value metadata; :func:`read_notes` reads them.
    """
    import pyarrow as pa

    kinds = [(name, _ARROW[kind](pa)) for name, kind in schema]
    names = [name for name, _kind in schema]
    waiting = iter(rows)
    groups = iter(lambda: list(islice(waiting, _GROUP_ROWS)), [])
    tables = (
        pa.Table.from_arrays([_column(pa, path, [row[name] for row in group], kind) for name, kind in kinds], names)
        for group in groups
    )
    _write(path, pa.schema(kinds, metadata=dict(notes or {})), tables)


def copy_parquet(
    connection: Connection, sql: str, path: Path, schema: Schema, *, notes: Mapping[str, str] | None = None
) -> None:
    """As :func:`write_parquet`, what a ``SELECT`` gives: the same rows in the same order make the same bytes."""
    _write(path, _arrow_schema(schema, notes), _groups(_selected(connection, sql, schema)))


def copy_parts(
    connection: Connection,
    sql: str,
    paths: Mapping[int, Path],
    schema: Schema,
    *,
    notes: Mapping[int, Mapping[str, str]],
) -> None:
    """As :func:`copy_parquet`, into several files: the column ``part``, by which rows are ordered, says into which.

    The file of a part without rows is taken away.
    """
    empty = set(paths)
    batches = _parted(_selected(connection, sql, (("part", "INTEGER"), *schema)))
    for part, found in groupby(batches, key=itemgetter(0)):
        empty.discard(part)
        _write(paths[part], _arrow_schema(schema, notes.get(part)), _groups(batch for _part, batch in found))
    for part in empty:
        paths[part].unlink(missing_ok=True)


def _arrow_schema(schema: Schema, notes: Mapping[str, str] | None) -> Any:
    import pyarrow as pa

    return pa.schema([(name, _ARROW[kind](pa)) for name, kind in schema], metadata=dict(notes or {}))


def _selected(connection: Connection, sql: str, schema: Schema) -> Iterator[Any]:
    """The batches of what a ``SELECT`` gives, as these columns."""
    columns = ", ".join(f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in schema)
    yield from connection.sql(f"SELECT {columns} FROM ({sql})").to_arrow_reader(_GROUP_ROWS)  # noqa: S608  the house's


def _parted(batches: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    """Batches cut where their first column changes, with what stands in it, and without it."""
    import pyarrow.compute as pc

    for batch in batches:
        runs, since = pc.run_end_encode(batch.column(0)), 0
        rest = batch.select(batch.schema.names[1:])
        for part, until in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
            yield part, rest.slice(since, until - since)
            since = until


def _groups(batches: Iterable[Any]) -> Iterator[Any]:
    """Batches as groups of rows that are all of one size, but for the last."""
    import pyarrow as pa

    waiting: list[Any] = []
    for batch in batches:
        waiting.append(batch)
        if sum(one.num_rows for one in waiting) >= _GROUP_ROWS:
            together = pa.Table.from_batches(waiting)
            yield together.slice(0, _GROUP_ROWS)
            waiting = together.slice(_GROUP_ROWS).to_batches()
    if waiting:
        yield pa.Table.from_batches(waiting)


def _write(path: Path, schema: Any, groups: Iterable[Any]) -> None:
    """Write groups of rows as one Parquet file, whole or not at all."""
    import pyarrow.parquet as pq

    with writing_whole(path, 0o600) as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for group in groups:
            writer.write_table(group.cast(schema).combine_chunks(), row_group_size=_GROUP_ROWS)


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


def _column(pa: Any, path: Path, values: Sequence[Any], kind: Any) -> Any:
    try:
        return pa.array(values, kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as error:
        raise Damaged(
            said("a value that was read does not fit the table that is written of it"),
            where=str(path),
            next_step=said("`absentia doctor` says what mends it; nothing is counted until then"),
        ) from error


def read_notes(path: Path) -> dict[str, str]:
    """The notes a Parquet file was written with; none where it does not exist or is no Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_schema(path).metadata or {}
    except (OSError, pa.ArrowInvalid):
        return {}
    return {key.decode(): value.decode() for key, value in metadata.items()}


def fits(path: Path, schema: Schema) -> bool:
    """Whether a Parquet file has these columns: another version may have written it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return list(pq.read_schema(path).names) == [name for name, _kind in schema]
    except (OSError, pa.ArrowInvalid):
        return False


_ARROW: Mapping[str, Any] = {
    "VARCHAR": lambda pa: pa.string(),
    "VARCHAR[]": lambda pa: pa.list_(pa.string()),
    "DATE": lambda pa: pa.date32(),
    "TIMESTAMP": lambda pa: pa.timestamp("us"),
    "BOOLEAN": lambda pa: pa.bool_(),
    "INTEGER": lambda pa: pa.int32(),
    "INTEGER[]": lambda pa: pa.list_(pa.int32()),
    "BIGINT": lambda pa: pa.int64(),
    "UINTEGER[]": lambda pa: pa.list_(pa.uint32()),
}
