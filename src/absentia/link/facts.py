"""What linking may know of a filing: its exact keys, gathered over every page that shows it. No names, no guesses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from sys import intern
from typing import Any

from absentia.engine import Connection
from absentia.link.courts import CourtNames
from absentia.sources import get_source

_AT_A_TIME = 2048
_SQL = """
SELECT filing_id, any_value(source) AS source, any_value(court) AS court, any_value(court_code) AS court_code,
       mode(procedure) AS procedure, mode(instance) AS instance, min(guid) AS guid,
       list_distinct(list(uid) FILTER (uid_valid)) AS uids,
       list_distinct(flatten(list([number, joined_number] || former_numbers))) AS numbers,
       list_distinct(list(received) FILTER (received IS NOT NULL)) AS received,
       list_distinct(list(lower_court) FILTER (lower_court IS NOT NULL)) AS lower_courts,
       list_distinct(flatten(list(list_prepend(lower_number, lower_former_numbers)))) AS lower_numbers
FROM filings JOIN (SELECT capture, any_value(source) AS source FROM captures GROUP BY capture) USING (capture)
GROUP BY filing_id ORDER BY filing_id
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """The exact keys of one filing."""

    filing_id: str
    court: str
    procedure: str = "unknown"
    instance: str = "unknown"
    guid: str | None = None
    uids: frozenset[str] = frozenset()
    """УИД whose check digits hold."""
    numbers: frozenset[str] = frozenset()
    """Present and former numbers with their year, folded; of a cassation complaint also that of its case."""
    received: frozenset[dt.date] = frozenset()
    """All receipt dates seen; more than one is a contradiction and compatible with nothing."""
    lower_court: str | None = None
    """Key of the court of first instance, where its name is that of exactly one known court."""
    lower_numbers: frozenset[str] = frozenset()

    @property
    def register(self) -> tuple[str, str, str]:
        """Numbers are unique in a court's register, nowhere else."""
        return (self.court, self.procedure, self.instance)


def load(connection: Connection, courts: CourtNames) -> list[Facts]:
    """The facts of every filing in the tables."""
    key, by_name = cache(courts.key), cache(courts.by_name)
    facts = []
    for row in _rows(connection):
        lower = {by_name(name) for name in row["lower_courts"] or ()}
        facts.append(
            Facts(
                filing_id=row["filing_id"],
                court=key(row["court"], row["court_code"]),
                procedure=intern(row["procedure"] or "unknown"),
                instance=intern(row["instance"] or "unknown"),
                guid=row["guid"].lower() if row["guid"] else None,
                uids=frozenset(row["uids"] or ()),
                numbers=_keys(row["source"], row["numbers"]),
                received=frozenset(row["received"] or ()),
                lower_court=lower.pop() if len(lower) == 1 else None,
                lower_numbers=_keys(row["source"], row["lower_numbers"]),
            )
        )
    return facts


def _rows(connection: Connection) -> Iterator[dict[str, Any]]:
    """The filings, some at a time: together they would take more memory than what is kept of them."""
    found = connection.execute(_SQL)
    columns = [column[0] for column in found.description or ()]
    while rows := found.fetchmany(_AT_A_TIME):
        for row in rows:
            yield dict(zip(columns, row, strict=True))


def _keys(source: str, numbers: list[str | None] | None) -> frozenset[str]:
    key = get_source(source).number_key
    return frozenset(found for number in numbers or () if number and (found := key(number)) is not None)
