"""How many records show no valid УИД, by court and year: the exact key whose absence lets one case be counted twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from absentia.engine import fits, open_tables, query
from absentia.manifest import vouched
from absentia.model.tables import TABLES
from absentia.observatory import Observatory

_SQL = """
SELECT r.court, year(r.received) AS year, count(*) AS records, count(*) FILTER (uid IS NULL) AS without_uid
FROM (SELECT *, CASE WHEN $by_decision THEN decided ELSE received END AS day FROM records) r
WHERE ($court IS NULL OR r.court = $court)
  AND ($instance = 'all' OR r.instance = $instance) AND ($procedure = 'all' OR r.procedure = $procedure)
  AND ($since IS NULL OR r.day >= $since) AND ($until IS NULL OR r.day <= $until)
GROUP BY ALL
ORDER BY r.court, year NULLS LAST
"""
_ALL = {"court": None, "instance": "all", "procedure": "all", "since": None, "until": None, "by_decision": False}


@dataclass(frozen=True, slots=True)
class WithoutUid:
    """The records of one court that were received in one year."""

    court: str
    year: int | None
    records: int
    without_uid: int


def without_uid(observatory: Observatory, parameters: Mapping[str, Any] = _ALL) -> tuple[WithoutUid, ...]:
    """By court and year of receipt, as linking last left the tables; nothing where they are not whole.

    Args:
        observatory: with tables.
        parameters: court, instance, procedure and days, as a tally's scope names them, and whether these are days of
            decision; by default all.
    """
    schema = TABLES["records"]
    if not vouched(observatory.tables, "records") or not fits(observatory.tables / "records.parquet", schema):
        return ()
    with open_tables(observatory.tables, {"records": schema}) as connection:
        return tuple(WithoutUid(**row) for row in query(connection, _SQL, parameters))


def share(found: Iterable[WithoutUid], least: int = 0) -> float | None:
    """The share of all of them; ``None`` where there are none, or fewer than ``least`` with or without one."""
    rows = list(found)
    records, without = sum(one.records for one in rows), sum(one.without_uid for one in rows)
    small = any(0 < count < least for count in (without, records - without))
    return None if records == 0 or small else without / records
