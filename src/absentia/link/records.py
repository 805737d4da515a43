"""The tables of records: what is told of filings, resolved once into a row per record, its persons and charges.

A record is resolved anew where courts whose pages changed show one of its filings, where it is made of other filings
than before, or where a court of it has another key. Its persons and charges are looked up anew where these pages
changed, or where it takes them from another page.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from absentia.engine import Connection, copy_parquet, fill, named_statements, number_rows, open_table, read_notes
from absentia.link.states import FILE as STATES
from absentia.manifest import vouched
from absentia.model.tables import TABLES

RECORDS = ("records", "record_persons", "record_charges")
VERSION = 3
"""Of the rules; another one makes everything anew."""
_SQL = named_statements((files(__package__) / "records.sql").read_text(encoding="utf-8"))
_STANDING = {"standing_record": "records", "standing_person": "record_persons", "standing_charge": "record_charges"}


def keep_cases(connection: Connection) -> None:
    """Remember the cases that stand, before they are written anew: what is made of the same filings stays."""
    connection.execute(_SQL["case_before"])


def renew_records(connection: Connection, tables: Path) -> None:
    """Write the three tables of the filing states and cases.

    ``court_key`` names the courts, ``changed_court`` and ``changed_filing`` those whose pages say something else than
    before; :func:`keep_cases` kept the cases of then.
    """
    keys = [list(row) for row in connection.execute(_SQL["keys"]).fetchall()]
    notes = {"version": str(VERSION), "keys": json.dumps(keys)}
    before = read_notes(tables / f"{RECORDS[0]}.parquet")
    whole = before.get("version") == notes["version"] and all(
        vouched(tables, f"{table}.parquet") and read_notes(tables / f"{table}.parquet") == before for table in RECORDS
    )
    # without the cases of then nobody knows which records are gone
    whole = whole and connection.execute("FROM case_before LIMIT 1").fetchone() is not None
    same = {tuple(row) for row in json.loads(before["keys"])} if whole else set()
    rekeyed = [(court, code) for court, code, key in keys if (court, code, key) not in same]
    fill(connection, "rekeyed", {"court": "VARCHAR", "court_code": "VARCHAR"}, rekeyed)
    for view, table in _STANDING.items():
        connection.execute(
            f"CREATE OR REPLACE TEMP VIEW {view} AS SELECT * FROM {table}" + ("" if whole else " WHERE false")  # noqa: S608
        )
    number_rows(connection, "page_state", tables / STATES)
    connection.execute(_SQL["touched"] if whole else _SQL["all_touched"])
    for name in ("resolved", "recharged", "replaced"):
        connection.execute(_SQL[name])
    for table in RECORDS:
        copy_parquet(connection, _SQL[table], tables / f"{table}.parquet", TABLES[table], notes=notes)
    for table in RECORDS:
        open_table(connection, tables, table, TABLES[table])
