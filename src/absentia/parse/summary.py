"""What the tables say of the whole archive, whether their rows were read now or long ago."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from absentia.engine import Connection, open_tables, query
from absentia.model.tables import TABLES, WRITTEN
from absentia.parse.outcome import Outcome
from absentia.parse.reading import FOREIGN, LAYOUT, WRONG_LETTERS

READ = {table: TABLES[table] for table in WRITTEN}
"""The tables of this stage, without those that are made of them later."""
MEMORY = "1GB"
"""DuckDB's limit; what does not fit goes to a temporary folder."""
_PLACES = """
SELECT DISTINCT capture, coalesce(court, '?') AS court, archive_file || ' @' || archive_offset AS place
FROM captures SEMI JOIN (SELECT capture FROM issues WHERE kind = $kind) USING (capture)
ORDER BY capture
"""


def outcome_of(folder: Path, damaged: list[str]) -> Outcome:
    """The outcome of reading everything: counts and places from the tables, and what could not be read at all."""
    with open_tables(folder, READ, memory=MEMORY) as connection:
        return Outcome(
            pages=_counted(connection, "SELECT page AS key, count(*) AS number FROM captures GROUP BY page"),
            issues=_counted(connection, "SELECT kind AS key, count(*) AS number FROM issues GROUP BY kind"),
            damaged=damaged,
            foreign=(foreign := [row["place"] for row in query(connection, _PLACES, {"kind": FOREIGN})]),
            unreadable=[
                row["place"]
                for row in query(connection, _PLACES, {"kind": WRONG_LETTERS})
                if row["place"] not in set(foreign)
            ],
            changed=[(row["court"], row["place"]) for row in query(connection, _PLACES, {"kind": LAYOUT})],
            synthetic=query(connection, "SELECT count(*) AS number FROM captures WHERE synthetic")[0]["number"],
        )


def sources_of(folder: Path) -> list[str]:
    """The sources whose pages the tables hold."""
    with open_tables(folder, READ, memory=MEMORY) as connection:
        rows: list[dict[str, Any]] = query(connection, "SELECT DISTINCT source FROM captures ORDER BY source")
    return [row["source"] for row in rows]


def _counted(connection: Connection, sql: str) -> Counter[str]:
    return Counter({row["key"]: row["number"] for row in query(connection, f"{sql} ORDER BY 2 DESC, 1")})
