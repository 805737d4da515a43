"""Why the numbers changed: which captures came or went, and what is said otherwise of which filing than before.

A filing's state is what its newest page says, field by field (a page that is silent takes nothing back), and the
provisions its newest page with charges names. Compared are the filings on pages that came or went; where the reader
itself has changed, all.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from absentia.engine import Connection, literal, open_tables, query
from absentia.parse.earlier import EarlierTables
from absentia.parse.summary import MEMORY, READ
from absentia.parse.tables import INDEX

FIELDS = ("number", "received", "decided", "in_force", "result", "uid", "judge", "lower_court", "lower_number")
_COMPARED = (*FIELDS, "provisions")
_ROWS = 4096
_VIEWS = """
CREATE TEMP VIEW old_filings AS SELECT * FROM read_parquet({old_filings});
CREATE TEMP VIEW old_charges AS SELECT * FROM read_parquet({old_charges});
CREATE TEMP VIEW old_index AS SELECT capture, {reading} FROM read_parquet({old_index});
CREATE TEMP VIEW new_index AS SELECT * FROM read_parquet({new_index});
CREATE TEMP TABLE moved AS
SELECT coalesce(n.capture, o.capture) AS capture,
       CASE WHEN o.capture IS NULL THEN 'new' WHEN n.capture IS NULL THEN 'gone' ELSE 'known_otherwise' END AS kind
FROM new_index n FULL JOIN old_index o ON n.capture = o.capture
WHERE o.capture IS NULL OR n.capture IS NULL OR n.reading <> o.reading;
CREATE TEMP TABLE touched AS
SELECT DISTINCT filing_id FROM (
    SELECT filing_id FROM filings WHERE {everything} OR capture IN (SELECT capture FROM moved)
    UNION ALL
    SELECT filing_id FROM old_filings WHERE {everything} OR capture IN (SELECT capture FROM moved)
);
"""
_STATE = """
CREATE TEMP TABLE {side}_state AS
WITH seen AS (
    SELECT *, coalesce(strftime(coalesce(captured, changed, published), '%Y%m%d%H%M%S'), '')
              || CASE page WHEN 'card' THEN '2' WHEN 'listing' THEN '1' ELSE '0' END || capture || row AS place
    FROM {filings} SEMI JOIN touched USING (filing_id)
),
named AS (
    SELECT h.filing_id, h.capture, h.row, string_agg(DISTINCT provision, ', ' ORDER BY provision) AS provisions
    FROM {charges} h SEMI JOIN touched USING (filing_id) GROUP BY ALL
)
SELECT filing_id, arg_max(court, place) AS court, arg_max(seen.capture, place) AS capture,
       {fields}, arg_max(provisions, place) AS provisions
FROM seen LEFT JOIN named USING (filing_id, capture, row)
GROUP BY filing_id
"""
_DIFFERENCES = """
SELECT coalesce(n.filing_id, o.filing_id) AS filing_id, coalesce(n.court, o.court) AS court,
       coalesce(n.capture, o.capture) AS capture, o.filing_id IS NULL AS is_new, n.filing_id IS NULL AS is_gone,
       {pairs}
FROM new_state n FULL JOIN old_state o ON n.filing_id = o.filing_id
WHERE o.filing_id IS NULL OR n.filing_id IS NULL OR {differ}
ORDER BY filing_id
"""


class Changes:
    """What differs between the tables that stood and those that take their place."""

    def __init__(self, known: EarlierTables, new: Path) -> None:
        self._known = known
        self._new = new
        self._captures = Counter[str]()
        self._filings = Counter[str]()
        self._fields = Counter[str]()
        self._courts: dict[str, Counter[str]] = {}

    def lines(self) -> Iterator[dict[str, Any]]:
        """One object per filing that is new, gone or changed, in the order of their ids; counts them on the way."""
        if not self._known.exists or self._known.folder == self._new:
            return
        with open_tables(self._new, READ, memory=MEMORY) as connection:
            pairs = ", ".join(f"o.{field} AS old_{field}, n.{field} AS new_{field}" for field in _COMPARED)
            differ = " OR ".join(f"o.{field} IS DISTINCT FROM n.{field}" for field in _COMPARED)
            try:
                self._prepare(connection)
                moved = query(connection, "SELECT kind, count(*) AS number FROM moved GROUP BY kind")
                found = connection.execute(_DIFFERENCES.format(pairs=pairs, differ=differ))
            except duckdb.Error:
                return  # tables of another make, or damaged: they are replaced, and nothing can be said of them
            self._captures.update({row["kind"]: row["number"] for row in moved})
            columns = [column[0] for column in found.description or ()]
            while rows := found.fetchmany(_ROWS):
                for values in rows:
                    yield self._line(dict(zip(columns, values, strict=True)))

    def because(self) -> dict[str, Any]:
        """The counts, when all :meth:`lines` were taken; empty where nothing differs."""
        found: dict[str, Any] = {}
        if not self._known.trusted:
            found["read_anew"] = True
        for name, counts in (("captures", self._captures), ("filings", self._filings), ("fields", self._fields)):
            if counts:
                found[name] = dict(sorted(counts.items()))
        if self._courts:
            found["courts"] = {court: dict(sorted(counts.items())) for court, counts in sorted(self._courts.items())}
        return found if self._captures or self._filings else {}

    def _prepare(self, connection: Connection) -> None:
        old = self._known.folder
        index = old / INDEX if (old / INDEX).is_file() else old / "captures.parquet"
        connection.execute(
            _VIEWS.format(
                old_filings=literal(str(old / "filings.parquet")),
                old_charges=literal(str(old / "charges.parquet")),
                reading="reading" if index.name == INDEX else "NULL::BLOB AS reading",
                old_index=literal(str(index)),
                new_index=literal(str(self._new / INDEX)),
                everything="false" if self._known.trusted else "true",
            )
        )
        fields = ", ".join(f"arg_max({field}, place) AS {field}" for field in FIELDS)
        for side, prefix in (("new", ""), ("old", "old_")):
            connection.execute(
                _STATE.format(side=side, filings=f"{prefix}filings", charges=f"{prefix}charges", fields=fields)
            )

    def _line(self, row: dict[str, Any]) -> dict[str, Any]:
        kind = "new" if row["is_new"] else "gone" if row["is_gone"] else "changed"
        self._filings[kind] += 1
        self._courts.setdefault(row["court"] or "?", Counter())[kind] += 1
        line: dict[str, Any] = {name: row[name] for name in ("filing_id", "court", "capture")} | {"kind": kind}
        if kind == "changed":
            line["fields"] = {
                field: {"before": _plain(row[f"old_{field}"]), "now": _plain(row[f"new_{field}"])}
                for field in _COMPARED
                if row[f"old_{field}"] != row[f"new_{field}"]
            }
            self._fields.update(line["fields"].keys())
        return line


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, (dt.date, dt.datetime)) else value
