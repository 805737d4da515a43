"""What the parsed pages add to the ledger: provisions, and the reasons for which an absence is no disappearance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from absentia.archive.evidence import must_have_tables
from absentia.disappearances.episodes import Absence, Known
from absentia.engine import fill, open_tables, query
from absentia.link.courts import CourtNames
from absentia.link.directory import directory_of
from absentia.model.tables import TABLES
from absentia.observatory import Observatory
from absentia.sources import get_source
from absentia.sources.protocol import Ending

_SQL = Path(__file__).with_name("shown.sql")
_TABLES = {name: TABLES[name] for name in ("captures", "filings", "charges", "registers")}
SOON = dt.timedelta(days=45)
"""A record taken off within so long after it said that the case went elsewhere went with the case."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the pages said of a record."""

    filing_id: str | None = None
    """As in the table ``filings``."""
    provisions: tuple[str, ...] = ()
    ending: Ending | None = None
    """What its result, as last shown, means."""
    decided: dt.date | None = None
    synthetic: bool = False
    moved: dt.datetime | None = None
    """When another host last showed the same УИД under the same court's code."""
    continued: dt.datetime | None = None
    """When any other court of first instance last showed the same УИД."""

    def excludes(self, absence: Absence) -> str | None:
        """Why the absence is no disappearance, if the pages say so."""
        missed = absence.missed.when
        if self.moved is not None and self.moved >= missed:
            return "moved_host"
        if self.decided is None or missed.date() - self.decided > SOON:
            return None
        transferred = self.ending is Ending.TRANSFERRED and self.continued is not None
        return str(self.ending) if transferred or self.ending is Ending.JOINED else None


def shown(observatory: Observatory, missed: Iterable[Known]) -> Mapping[tuple[str, str], Shown]:
    """What the tables know of records, by court and GUID; nothing where no page was parsed yet."""
    must_have_tables(observatory, tuple(_TABLES))
    wanted = sorted({(one.court, one.guid.casefold()) for one in missed})
    if not wanted:
        return {}
    with open_tables(observatory.tables, _TABLES) as connection:
        courts = CourtNames.of(connection, directory_of(observatory))
        named = query(connection, "SELECT DISTINCT court, court_code FROM filings ORDER BY ALL")
        keys = [(row["court"], row["court_code"], courts.key(row["court"], row["court_code"])) for row in named]
        fill(connection, "missed", dict.fromkeys(("court", "guid"), "VARCHAR"), wanted)
        fill(connection, "keys", dict.fromkeys(("court", "court_code", "key"), "VARCHAR"), keys)
        rows = query(connection, _SQL.read_text(encoding="utf-8"))
    return {
        (row["court"], row["guid"]): Shown(
            filing_id=row["filing_id"],
            provisions=tuple(row["provisions"]),
            ending=get_source(row["source"]).ending(row["result"]) if row["result"] else None,
            decided=row["decided"],
            synthetic=bool(row["synthetic"]),
            moved=_utc(row["moved"]),
            continued=_utc(row["continued"]),
        )
        for row in rows
    }


def _utc(moment: dt.datetime | None) -> dt.datetime | None:
    return None if moment is None else moment.replace(tzinfo=dt.UTC)
