"""The table of filing states: readings become what is told of each filing, anew only where a court's pages changed.

A court's pages show one filing week after week, and mostly say the same: everything after this stage works on what
differs. The table comes out the same, byte for byte, whether all of it is made or some of its courts.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from absentia.engine import Connection, fill, named_statements, number_rows, query, read_notes, table_files
from absentia.link.parts import Parts, named
from absentia.manifest import read_manifest, vouched

TABLE = "filing_states"
VERSION = 1
"""Of the rules; another one makes everything anew."""
_FEW = 4
"""Courts are few where they are less than one in so many: their readings fit in memory."""
_SQL = named_statements((files(__package__) / "states.sql").read_text(encoding="utf-8"))


def renew_states(connection: Connection, parts: Parts) -> bool:
    """Write the states of the readings; the view ``filing_states`` shows them afterwards. Whether any stood before.

    The table ``changed_court`` names the courts whose readings are others than those they stood on, ``changed_filing``
    the filings they show or showed.
    """
    connection.execute(_SQL["spoilt"])
    courts = query(connection, _SQL["courts"])
    digests = {row["court"]: row["digest"] for row in courts}
    reader = str(read_manifest(parts.folder).get("reader"))
    made_with = {"version": str(VERSION), "reader": reader, "parts": str(parts.count)}
    standing = _standing(parts.folder, made_with)
    kept = standing or {}
    changed = [court for court, digest in digests.items() if kept.get(court) != digest]
    gone = kept.keys() - digests.keys()
    fill(connection, "changed_court", {"court": "VARCHAR"}, [(court,) for court in (*changed, *gone)])
    fill(connection, "changed_filing", {"filing_id": "VARCHAR"}, [])
    if standing == digests:
        return True
    number_rows(connection, "page_filing", parts.folder / "filings.parquet")
    connection.execute(_SQL["few_changed" if len(changed) * _FEW < len(courts) else "many_changed"])
    anew = set(parts.all) if standing is None else named(connection, _SQL["parts"])
    parts.show(connection, "standing_state", TABLE, () if standing is None else anew)
    connection.execute(_SQL["standing"])
    of_part: dict[int, dict[str, str]] = defaultdict(dict)
    for row in courts:
        of_part[row["part"]][row["court"]] = row["digest"]
    notes = {part: {**made_with, "courts": json.dumps(of_part[part])} for part in anew}
    connection.execute(_SQL["shown"])
    parts.write(connection, TABLE, _SQL["states"], anew, notes)
    parts.show(connection, "standing_state", TABLE, anew)
    connection.execute(_SQL["shown"])
    return standing is not None


def _standing(tables: Path, made_with: Mapping[str, str]) -> dict[str, str] | None:
    """The courts whose states stand, with digests of the readings these were made from; ``None`` where none can stay.

    They cannot where the table is not the one that was written, or was made in another way.
    """
    if not vouched(tables, TABLE):
        return None
    kept: dict[str, str] = {}
    for file in table_files(tables, TABLE):
        notes = read_notes(file)
        if any(notes.get(name) != value for name, value in made_with.items()):
            return None
        kept |= json.loads(notes["courts"])
    return kept
