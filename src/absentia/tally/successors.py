"""The open ends of one case, and the records that may be the next of each: by the rule that a tally allows for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from absentia.engine import fill, query
from absentia.link import decisions as log
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
LEFT JOIN case_origin o USING (case_no)
WHERE r.case_id <> $case AND r.procedure = $procedure AND r.instance IN ('first', 'unknown')
  AND ($court IS NULL OR r.court = $court) AND NOT ($has_uid AND o.case_no IS NOT NULL)
  AND (r.received IS NULL OR r.received > $since)
  AND NOT EXISTS (
      SELECT 1 FROM kept_apart a JOIN cases c ON c.filing_id = a.filing JOIN cases d ON d.filing_id = a.other
      WHERE c.case_id = $case AND d.record_id = r.record_id
  )
ORDER BY same_charge DESC, r.received NULLS LAST, r.record_id
"""
_OPEN = """
SELECT e.*, r.record_id
FROM open_end e
JOIN record_line r ON r.line = e.record_no
WHERE r.case_id = $case
ORDER BY procedure
"""


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
    has_uid: bool
    """Then a later filing that shows a УИД, too, would have been joined."""
    successors: tuple[Successor, ...]


def open_ends(observatory: Observatory, case_id: str) -> tuple[OpenEnd, ...]:
    """The open ends of a case, one for each procedure at most.

    Raises:
        ObservatoryProblem: no pages have been parsed into this observatory.
    """
    apart = [keys for _level, *keys in log.replay(log.read(observatory.decisions)).apart]
    with prepared(observatory) as connection:
        pairs = [(one, other) for first, second in apart for one, other in ((first, second), (second, first))]
        fill(connection, "kept_apart", {"filing": "VARCHAR", "other": "VARCHAR"}, pairs)
        found = query(connection, _OPEN, {"case": case_id})
        return tuple(
            OpenEnd(
                record_id=row["record_id"],
                procedure=row["procedure"],
                ending=row["ending"],
                since=row["since"],
                has_uid=row["has_uid"],
                successors=tuple(
                    Successor(**one)
                    for one in query(connection, _SQL, row | {"case": case_id, "record": row["record_id"]})
                ),
            )
            for row in found
        )
