"""Parquet files of the house: rows, or what a ``SELECT`` gives, with the declared columns, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from absentia.durable import writing_whole
from absentia.engine.duck import Connection, Schema
from absentia.errors import Damaged
from absentia.model.texts import said

_GROUP_ROWS = 1 << 16


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
