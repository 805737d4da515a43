"""The table of filing states: readings become what is told of each filing, anew only where a court's pages changed.

A court's pages show one filing week after week, and mostly say the same: everything after this stage works on what
differs. The table comes out the same, byte for byte, whether all of it is made or some of its courts.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from absentia.engine import (
    Connection,
    copy_parquet,
    fill,
    named_statements,
    number_rows,
    open_table,
    query,
    read_notes,
)
from absentia.manifest import read_manifest, vouched
from absentia.model.tables import TABLES

FILE = "filing_states.parquet"
VERSION = 1
"""Of the rules; another one makes everything anew."""
_FEW = 4
"""Courts are few where they are less than one in so many: their readings fit in memory."""
_SQL = named_statements((files(__package__) / "states.sql").read_text(encoding="utf-8"))


def renew_states(connection: Connection, tables: Path) -> None:
    """Write ``filing_states.parquet`` of the readings in ``tables``; the view ``filing_states`` shows it afterwards.

    The table ``changed_court`` names the courts whose readings are others than those it stood on, ``changed_filing``
    the filings they show or showed.
    """
    connection.execute(_SQL["spoilt"])
    courts = {row["court"]: row["digest"] for row in query(connection, _SQL["courts"])}
    before = _standing(tables)
    made_with = {"version": str(VERSION), "reader": str(read_manifest(tables).get("reader"))}
    stands = all(before.get(name) == value for name, value in made_with.items())
    kept: dict[str, Any] = json.loads(before["courts"]) if stands else {}
    changed = [court for court, digest in courts.items() if kept.get(court) != digest]
    gone = kept.keys() - courts.keys()
    fill(connection, "changed_court", {"court": "VARCHAR"}, [(court,) for court in (*changed, *gone)])
    fill(connection, "changed_filing", {"filing_id": "VARCHAR"}, [])
    if stands and kept == courts:
        return
    number_rows(connection, "page_filing", tables / "filings.parquet")
    connection.execute(_SQL["few_changed" if len(changed) * _FEW < len(courts) else "many_changed"])
    connection.execute(_SQL["standing" if kept else "nothing_stands"])
    notes = {**made_with, "courts": json.dumps(courts)}
    connection.execute(_SQL["shown"])
    copy_parquet(connection, _SQL["states"], tables / FILE, TABLES["filing_states"], notes=notes)
    open_table(connection, tables, "filing_states", TABLES["filing_states"])
    connection.execute(_SQL["shown"])


def _standing(tables: Path) -> dict[str, str]:
    """What the table that stands was made from; nothing where it is not the one that was written."""
    return read_notes(tables / FILE) if vouched(tables, FILE) else {}
