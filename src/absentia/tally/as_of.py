"""What could be known at the end of a day: the tables of the pages fetched until then, linked for themselves.

As if the observatory had been asked that day: the same functions work on the same rows, less those of pages that came
later or nobody knows when, and on the looks that had ended. Nothing is written into the observatory.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from absentia.archive import Archive
from absentia.engine import copy_parquet, number_rows, open_tables, query
from absentia.link import link_apart
from absentia.manifest import read_manifest
from absentia.model.tables import TABLES
from absentia.observatory import Observatory
from absentia.tally.result import AsOf

_PAGES = ("captures", "filings", "defendants", "charges", "issues")
"""The tables of pages that linking and counting read."""
_KNOWN = "CREATE TEMP TABLE known AS SELECT capture FROM captures WHERE captured < ?"
_LEFT_OUT = """
SELECT count(*) FILTER (captured IS NOT NULL) AS later, count(*) FILTER (captured IS NULL) AS undated
FROM captures ANTI JOIN known USING (capture)
"""


@contextmanager
def tables_as_of(observatory: Observatory, day: dt.date) -> Iterator[tuple[Path, AsOf]]:
    """A folder of tables as they would have been at the end of a day, linked; it is gone afterwards."""
    from absentia.parse.look_tables import looks_of  # few ask; it brings all of parsing

    end = dt.datetime.combine(day, dt.time.min, dt.UTC) + dt.timedelta(days=1)
    with tempfile.TemporaryDirectory(prefix="absentia-") as name:
        folder = Path(name)
        left_out = _copy(observatory.tables, folder, end)
        archive = Archive.reading(observatory.archive)
        known = bool(read_manifest(observatory.tables).get("ledger"))
        looks_of(observatory, archive, folder, ledger_known=known, before=end).write(folder)
        link_apart(folder, observatory)
        yield folder, AsOf(day, **left_out)


def _copy(tables: Path, folder: Path, end: dt.datetime) -> dict[str, int]:
    """Write the rows of the pages fetched before a moment, in their order; how many pages are left out, and why."""
    with open_tables(tables, {"captures": TABLES["captures"]}) as connection:
        connection.execute(_KNOWN, [end.replace(tzinfo=None)])
        for table in _PAGES:
            number_rows(connection, "numbered", tables / f"{table}.parquet")
            rows = "SELECT * FROM numbered SEMI JOIN known USING (capture) ORDER BY line"
            copy_parquet(connection, rows, folder / f"{table}.parquet", TABLES[table])
        (left_out,) = query(connection, _LEFT_OUT)
    return left_out
