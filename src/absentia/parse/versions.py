"""Which tables another version of absentia wrote: with other columns, or reckoned with another assumption of ours.

``absentia parse`` writes them anew; until then nobody counts with them.
"""

from __future__ import annotations

from pathlib import Path

from absentia.engine import open_table, open_tables
from absentia.errors import ObservatoryProblem
from absentia.looks.coverage import POSTED_WITHIN
from absentia.manifest import read_manifest
from absentia.model.tables import TABLES
from absentia.model.texts import said

RECKONED_WITH = "reckoned_with"
"""Under it stands in the manifest what the table of looks was reckoned with, beside what was seen."""


def reckoned_with() -> dict[str, int]:
    """What this version reckons with."""
    return {"posted_within_days": POSTED_WITHIN.days}


def must_be_reckoned_as_now(folder: Path) -> None:
    """Hold what the table of looks was reckoned with against what this version reckons with.

    Raises:
        ObservatoryProblem: it was another assumption.
    """
    if read_manifest(folder).get(RECKONED_WITH) != reckoned_with():
        raise ObservatoryProblem(
            said("the table “looks” was reckoned with another assumption: another version of absentia wrote it"),
            where=str(folder / "looks.parquet"),
            next_step=said("rebuild the tables with `absentia parse`; they are derived from the archive"),
        )


def of_another_version(folder: Path) -> list[ObservatoryProblem]:
    """What is to be said of each table of a folder that another version wrote, as whoever counts would say it."""
    found = []
    with open_tables(folder, {}) as connection:
        for table, columns in TABLES.items():
            try:
                open_table(connection, folder, table, columns)
                if table == "looks" and (folder / "looks.parquet").exists():
                    must_be_reckoned_as_now(folder)
            except ObservatoryProblem as problem:
                found.append(problem)
    return found
