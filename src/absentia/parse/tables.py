"""Rows to Parquet, the same rows always to the same bytes, and all tables of a run in place at one stroke."""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from absentia.durable import sync
from absentia.manifest import MANIFEST, files_listed
from absentia.model.tables import LINKED, TABLES, WRITTEN
from absentia.parse.rows import PageRows

GROUP_ROWS = 1 << 15
"""Rows of a row group: fixed, so that neither batches nor processes show in the bytes; so many are held per table."""
_TYPES = {
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "INTEGER": pa.int32(),
    "INTEGER[]": pa.list_(pa.int32()),
    "BIGINT": pa.int64(),
    "UINTEGER[]": pa.list_(pa.uint32()),
    "BOOLEAN": pa.bool_(),
}
SCHEMAS = {table: pa.schema([(column, _TYPES[kind]) for column, kind in columns]) for table, columns in TABLES.items()}
INDEX = "parsed.index"
"""Which captures the tables hold, and a digest of what each was read with: Parquet too, but no table to count in."""
INDEX_SCHEMA = pa.schema([("capture", pa.string()), ("reading", pa.binary())])
FILES = {**{f"{table}.parquet": SCHEMAS[table] for table in WRITTEN}, INDEX: INDEX_SCHEMA}
"""What this stage writes into the folder of tables, beside the manifest."""
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def as_arrow(rows: PageRows) -> dict[str, pa.RecordBatch]:
    """Rows as Arrow, in the tables' own types."""
    return {table: _batch(rows.tables[table], SCHEMAS[table]) for table in WRITTEN}


def _batch(rows: list[tuple[Any, ...]], schema: pa.Schema) -> pa.RecordBatch:
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    arrays = [pa.array(list(column), type=field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.record_batch(arrays, schema=schema)


class TableWriter:
    """Writes every table into a new folder; :meth:`swap_in` puts the folder in the old one's place.

    Leaving the block without having swapped removes what was written.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.folder = target.with_name(f".{target.name}.new")
        self._counts = dict.fromkeys(FILES, 0)
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._waiting: dict[str, list[pa.RecordBatch]] = {file: [] for file in FILES}

    @property
    def counts(self) -> dict[str, int]:
        """Rows by table."""
        return {table: self._counts[f"{table}.parquet"] for table in WRITTEN}

    def __enter__(self) -> Self:
        remove_folder(self.folder)
        self.folder.mkdir(parents=True)
        for file, schema in FILES.items():
            self._writers[file] = pq.ParquetWriter(
                self.folder / file,
                schema,
                version="2.6",
                compression="zstd",
                compression_level=3,
                write_statistics=True,
                store_schema=True,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for writer in self._writers.values():
            try:
                writer.close()
            except OSError:
                if kind is None:
                    raise
        remove_folder(self.folder)

    def write(self, file: str, rows: pa.Table) -> None:
        """Add rows to one file."""
        self._counts[file] += rows.num_rows
        waiting = self._waiting[file]
        waiting += rows.to_batches()
        if sum(batch.num_rows for batch in waiting) >= GROUP_ROWS:
            self._write_groups(file, last=False)

    def finish(self) -> None:
        """Write the rest of every file; they are whole then and not yet in their place."""
        for file, writer in self._writers.items():
            self._write_groups(file, last=True)
            writer.close()
            sync(self.folder / file)

    def carry(self, listed: Mapping[str, str]) -> dict[str, str]:
        """Let the files stand on that a later stage makes of these tables, as they are listed; which these are."""
        carried: dict[str, str] = {}
        for table in LINKED:
            files = files_listed({"files": listed}, table)
            # of a table of which a part is lost nothing stays: the rest would be taken for the whole
            if all((self.target / name).is_file() for name in files):
                carried |= files
        for file in carried:
            (self.folder / file).parent.mkdir(exist_ok=True)
            shutil.copyfile(self.target / file, self.folder / file)
            sync(self.folder / file)
        return carried

    def swap_in(self, manifest: bytes) -> None:
        """Make the finished files the observatory's tables, all together."""
        (self.folder / MANIFEST).write_bytes(manifest)
        sync(self.folder / MANIFEST)
        sync(self.folder)
        replace_folder(self.folder, self.target)

    def _write_groups(self, file: str, *, last: bool) -> None:
        rows = pa.Table.from_batches(self._waiting[file], FILES[file]).combine_chunks()
        whole = rows.num_rows if last else rows.num_rows - rows.num_rows % GROUP_ROWS
        if whole:
            self._writers[file].write_table(rows.slice(0, whole), row_group_size=GROUP_ROWS)
        # copied, because a slice would keep alive what has been written
        rest = rows.take(pa.array(range(whole, rows.num_rows), pa.int64()))
        self._waiting[file] = rest.to_batches()


def replace_folder(new: Path, target: Path) -> None:
    """Put ``new`` in the place of ``target``: in one step where the system can exchange two names, as Linux can."""
    if not target.exists():
        new.rename(target)
    elif _exchange(new, target):
        remove_folder(new)
    else:
        old = target.with_name(f".{target.name}.old")
        remove_folder(old)
        target.rename(old)
        new.rename(target)
        remove_folder(old)
    sync(target.parent)


def restore_folder(target: Path) -> None:
    """Bring back the old folder if a run died between the two steps of a system that cannot exchange names."""
    old = target.with_name(f".{target.name}.old")
    if old.exists() and not target.exists():
        old.rename(target)
    remove_folder(old)


def remove_folder(folder: Path) -> None:
    """Remove a folder and all in it, if it is there."""
    if folder.exists():
        shutil.rmtree(folder)


def _exchange(one: Path, other: Path) -> bool:
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    done: int = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return done == 0
