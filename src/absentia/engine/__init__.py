"""Where SQL runs: DuckDB in memory over the Parquet tables of a folder."""

from __future__ import annotations

from absentia.engine.duck import (
    Connection,
    add,
    as_arrow,
    ask,
    ask_rows,
    fill,
    literal,
    named_statements,
    number_rows,
    open_table,
    open_tables,
    query,
    remembered,
    remembering,
    table_files,
)
from absentia.engine.parquet import copy_parquet, copy_parts, fits, read_notes, write_parquet

__all__ = [
    "Connection",
    "add",
    "as_arrow",
    "ask",
    "ask_rows",
    "copy_parquet",
    "copy_parts",
    "fill",
    "fits",
    "literal",
    "named_statements",
    "number_rows",
    "open_table",
    "open_tables",
    "query",
    "read_notes",
    "remembered",
    "remembering",
    "table_files",
    "write_parquet",
]
