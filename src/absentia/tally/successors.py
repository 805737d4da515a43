"""The open ends of one case, and the records that may be the next of each: by the rule that a tally allows for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from absentia.engine import Connection, fill, query
from absentia.link import judgements as log
from absentia.observatory import Observatory
from absentia.tally.prepare import prepared

# what `later` in base.sql asks of all, asked of one, without those a person keeps apart from it; first
# those that share a charge with it
_SQL = """
SELECT r.record_id, r.case_id, r.court, r.received, r.result,
       EXISTS (
           SELECT 1 FROM record_charges mine JOIN record_charges its ON its.provision = mine.provision
           WHERE mine.record_id = $record AND its.record_id = r.record_id
       )                                                                     AS same_charge,
       r.charged_capture AS capture
FROM record_line r
JOIN record n ON n.record_no = r.line
WHERE r.case_id <> $case AND r.procedure = $procedure AND r.instance IN ('first', 'unknown')
  AND ($court IS NULL OR r.court = $court) AND NOT ($has_uid AND n.has_uid)
  AND (r.received IS NULL OR r.received > $since)
  AND NOT EXISTS (
      SELECT 1 FROM kept_apart a JOIN cases c ON c.filing_id = a.filing JOIN cases d ON d.filing_id = a.other
      WHERE c.case_id = $case AND d.record_id = r.record_id
  )
ORDER BY same_charge DESC, r.received NULLS LAST, r.record_id
"""
_OPEN = """
SELECT e.*, r.record_id, r.case_id, r.case_id AS "case", r.court AS of_court
FROM open_end e
JOIN record_line r ON r.line = e.record_no
{which}
ORDER BY e.since, r.case_id, procedure
"""
_ASKED = ("case", "procedure", "court", "has_uid", "since")


@dataclass(frozen=True, slots=True)
class Successor:
    """A record that may be the next of a case; no exact key says so."""

    record_id: str
    case_id: str
    court: str
    received: dt.date | None
    result: str | None
    same_charge: bool
    """It shows a provision that the open end shows."""
    capture: str | None
    """The page its persons and charges are taken from."""


@dataclass(frozen=True, slots=True)
class OpenEnd:
    """The last record of a case that was returned or transferred, or had not ended when it was last seen."""

    record_id: str
    procedure: str
    ending: str | None
    """returned, transferred; ``None``: not ended."""
    since: dt.date
    """A later filing is received after this day."""
    court: str | None
    """Where it stands."""
    has_uid: bool
    """Then a later filing that shows a УИД, too, would have been joined."""
    successors: tuple[Successor, ...]


def open_ends(observatory: Observatory, case_id: str) -> tuple[OpenEnd, ...]:
    """The open ends of a case, one for each procedure at most.

    Raises:
        ObservatoryProblem: no pages have been parsed into this observatory.
    """
    with _apart(observatory) as connection:
        found = query(connection, _OPEN.format(which="WHERE r.case_id = $case"), {"case": case_id})
        return tuple(_end(connection, row) for row in found)


def ambiguous(observatory: Observatory) -> Iterator[tuple[str, OpenEnd]]:
    """Every case with an open end that some record may follow, the oldest end first, one at a time.

    Raises:
        ObservatoryProblem: no pages have been parsed into this observatory.
    """
    with _apart(observatory) as connection:
        for row in query(connection, _OPEN.format(which="")):
            if (end := _end(connection, row)).successors:
                yield row["case_id"], end


@contextmanager
def _apart(observatory: Observatory) -> Iterator[Connection]:
    """The tables of a tally, and the pairs of filings that a person keeps apart."""
    apart = [keys for _level, *keys in log.replay(log.read(observatory.decisions)).apart]
    pairs = [(one, other) for first, second in apart for one, other in ((first, second), (second, first))]
    with prepared(observatory) as connection:
        fill(connection, "kept_apart", {"filing": "VARCHAR", "other": "VARCHAR"}, pairs)
        yield connection


def _end(connection: Connection, row: Mapping[str, Any]) -> OpenEnd:
    return OpenEnd(
        record_id=row["record_id"],
        procedure=row["procedure"],
        ending=row["ending"],
        since=row["since"],
        has_uid=row["has_uid"],
        court=row["of_court"],
        successors=tuple(
            Successor(**one)
            for one in query(connection, _SQL, {key: row[key] for key in _ASKED} | {"record": row["record_id"]})
        ),
    )
