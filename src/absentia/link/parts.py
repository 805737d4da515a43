"""Tables of linking in parts: a run writes the parts in which something is new, and lets the others stand.

A row's part follows from its court, and how many parts there are from how many readings: tables that are made all at
once have the bytes of tables that were renewed again and again. Few readings make one part, and that is one file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from absentia.engine import Connection, copy_parquet, copy_parts, literal, open_table, table_files
from absentia.model.tables import TABLES

_READINGS = 1 << 16
"""No fewer fall to each of several parts."""
_MOST = 256


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of the tables in a folder."""

    folder: Path
    count: int

    @classmethod
    def of(cls, connection: Connection, folder: Path) -> Parts:
        """As many as the readings call for; in SQL, ``part_of(court)`` is the part of a court from now on."""
        ((readings,),) = connection.execute("SELECT count(*) FROM filings").fetchall()
        count = 1
        while count < _MOST and 2 * count * _READINGS <= readings:
            count *= 2
        connection.execute(
            f"CREATE OR REPLACE TEMP MACRO part_of(court) AS (hash(coalesce(court, '')) % {count})::INTEGER"
        )
        return cls(folder, count)

    def file(self, table: str, part: int) -> Path:
        """Where a part of a table stands."""
        return self.folder / (f"{table}.parquet" if self.count == 1 else f"{table}/{part:03}.parquet")

    @property
    def all(self) -> range:
        """The numbers of all parts."""
        return range(self.count)

    def show(self, connection: Connection, view: str, table: str, parts: Iterable[int]) -> None:
        """Make a view of some parts of a table as it stands, with the ``part`` of every row."""
        found = [part for part in sorted(parts) if self.file(table, part).is_file()]
        listed = ", ".join(literal(str(self.file(table, part))) for part in found)
        shown = f"{found}[file_index::BIGINT + 1]::INTEGER AS part, * FROM read_parquet([{listed}])"
        nothing = f"NULL::INTEGER AS part, * FROM {table} WHERE false"
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS SELECT {shown if found else nothing}")

    def write(
        self,
        connection: Connection,
        table: str,
        sql: str,
        parts: Iterable[int],
        notes: Mapping[int, Mapping[str, str]] | None = None,
    ) -> None:
        """Write these parts of a table, of rows with their ``part``, in its order; its view shows them afterwards."""
        paths = {part: self.file(table, part) for part in parts}
        if not paths:
            return
        if self.count == 1:
            copy_parquet(connection, sql, paths[0], TABLES[table], notes=(notes or {}).get(0))
        else:
            copy_parts(connection, sql, paths, TABLES[table], notes=notes or {})
        placed = {self.file(table, part) for part in self.all}
        remove({*table_files(self.folder, table), *(self.folder / table).glob("*.parquet")} - placed)
        open_table(connection, self.folder, table, TABLES[table])


def remove(files: Iterable[Path]) -> None:
    """Take files away."""
    for file in files:
        file.unlink(missing_ok=True)


def named(connection: Connection, sql: str) -> set[int]:
    """The parts that a ``SELECT`` gives."""
    return {part for (part,) in connection.execute(sql).fetchall()}
