"""The tables of records: what is told of filings, resolved once into a row per record, its persons and charges.

Persons and charges are looked up anew for records of courts whose pages changed, or that take them from another page.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from absentia.engine import Connection, copy_parquet, named_statements, number_rows, open_table, read_notes
from absentia.link.states import FILE as STATES
from absentia.manifest import vouched
from absentia.model.tables import TABLES

RECORDS = ("records", "record_persons", "record_charges")
VERSION = 2
"""Of the rules; another one makes everything anew."""
_SQL = named_statements((files(__package__) / "records.sql").read_text(encoding="utf-8"))
_STANDING = {"standing_record": "records", "standing_person": "record_persons", "standing_charge": "record_charges"}


def renew_records(connection: Connection, tables: Path) -> None:
    """Write the three tables of the filing states and cases.

    ``court_key`` names the courts, ``changed_court`` those whose pages say something else than before.
    """
    notes = {"version": str(VERSION)}
    whole = all(
        vouched(tables, f"{table}.parquet") and read_notes(tables / f"{table}.parquet") == notes for table in RECORDS
    )
    for view, table in _STANDING.items():
        connection.execute(
            f"CREATE OR REPLACE TEMP VIEW {view} AS SELECT * FROM {table}" + ("" if whole else " WHERE false")  # noqa: S608
        )
    number_rows(connection, "page_state", tables / STATES)
    connection.execute(_SQL["records"])
    connection.execute(_SQL["recharged"])
    selects = {"records": "SELECT * FROM fresh_record ORDER BY record_id"}
    for table in reversed(RECORDS):  # of records last: it says which of the others' rows stand
        file = tables / f"{table}.parquet"
        copy_parquet(connection, selects.get(table) or _SQL[table], file, TABLES[table], notes=notes)
    for table in RECORDS:
        open_table(connection, tables, table, TABLES[table])
