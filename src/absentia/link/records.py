"""The tables of records: what is told of filings, resolved once into a row per record, its persons and charges.

A record is resolved anew where one of its filings was linked anew, or was one of it before. Its persons and charges are
looked up anew where these pages changed, or where it takes them from another page.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from absentia.engine import Connection, copy_parquet, named_statements, number_rows, open_table, table_files
from absentia.link.states import TABLE as STATES
from absentia.model.tables import TABLES

NOTED = "records.parquet"
"""The file with the notes of a run."""
RECORDS = ("records", "record_persons", "record_charges")
_SQL = named_statements((files(__package__) / "records.sql").read_text(encoding="utf-8"))
_STANDING = {"standing_record": "records", "standing_person": "record_persons", "standing_charge": "record_charges"}


def renew_records(connection: Connection, tables: Path, notes: Mapping[str, str]) -> None:
    """Write the three tables of the filing states and cases, and ``notes`` in the first of them.

    ``court_key`` names the courts, ``changed_court`` those whose pages say something else than before,
    ``touched_filing`` what was linked anew, ``case_before`` what these filings were before.
    """
    for view, table in _STANDING.items():
        connection.execute(
            f"CREATE OR REPLACE TEMP VIEW {view} AS SELECT * FROM {table} WHERE getvariable('few')"  # noqa: S608
        )
    number_rows(connection, "page_state", *table_files(tables, STATES))
    for name in ("touched", "resolved", "recharged", "replaced"):
        connection.execute(_SQL[name])
    for table in RECORDS:
        file = tables / f"{table}.parquet"
        copy_parquet(connection, _SQL[table], file, TABLES[table], notes=notes if file.name == NOTED else None)
    open_table(connection, tables, "records", TABLES["records"])
