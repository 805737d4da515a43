"""Pages as they were seen at an address, which looks are inferred from where no ledger speaks of them."""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from absentia.archive import Archive
from absentia.collect.ledger import Ledger
from absentia.collect.ledger.values import moment_of
from absentia.engine import Connection, literal, query
from absentia.looks.inferred import COUNTED, Question, Sighting
from absentia.sources import get_source

_PAGES = """
SELECT c.capture, c.source, c.court, c.court_code, c.page, c.counter, coalesce(c.last_page, 0) AS linked, c.instance,
       c.procedure, coalesce(i.kinds, []) AS kinds, coalesce(f.records, []) AS records
FROM captures c
LEFT JOIN (SELECT capture, list(DISTINCT kind) AS kinds FROM issues GROUP BY capture) i USING (capture)
LEFT JOIN (
    SELECT capture, list(struct_pack(id := filing_id, received := received) ORDER BY row) AS records
    FROM filings WHERE page = 'listing' GROUP BY capture
) f USING (capture)
WHERE c.court IS NOT NULL AND c.page IN ({kinds})
"""


def pages_that_count(connection: Connection) -> dict[str, dict[str, Any]]:
    """By capture, what the tables say of a page that a look can rest on."""
    kinds = ", ".join(literal(str(kind)) for kind in COUNTED)
    return {row["capture"]: row for row in query(connection, _PAGES.format(kinds=kinds))}


@dataclass(frozen=True, slots=True)
class Own:
    """The sightings a ledger already speaks of: what its runs fetched, while they ran."""

    captures: frozenset[str]
    begins: tuple[dt.datetime, ...]
    ends: tuple[dt.datetime, ...]

    @classmethod
    def of(cls, ledger: Ledger | None) -> Own:
        """What a ledger speaks of; nothing where there is none."""
        if ledger is None:
            return cls(frozenset(), (), ())
        captures = {row["capture"] for row in ledger.rows("SELECT DISTINCT capture FROM requests")}
        runs = ledger.rows(
            "SELECT r.started, max(coalesce(r.ended, r.started), coalesce(max(q.time), r.started)) AS ended "
            "FROM runs r LEFT JOIN requests q ON q.run = r.id GROUP BY r.id ORDER BY r.started"
        )
        # the archive keeps a moment to the second
        begins = tuple(moment_of(row["started"]).replace(microsecond=0) for row in runs)
        return cls(frozenset(captures), begins, tuple(moment_of(row["ended"]) for row in runs))

    def speaks_of(self, capture: str, seen: dt.datetime) -> bool:
        """Whether a run fetched this page at that moment."""
        run = bisect.bisect_right(self.begins, seen) - 1
        return (
            capture in self.captures and run >= 0 and any(seen <= end for end in self.ends[max(run - 1, 0) : run + 1])
        )


def sightings(
    archive: Archive, pages: Mapping[str, Mapping[str, Any]], own: Own | None, name: Callable[[str], str]
) -> Iterator[tuple[str, Sighting]]:
    """Pages as they were seen, with the digests of their bytes; without those ``own`` speaks of."""
    for entry in archive.iterate():
        page = pages.get(name(entry.sha256))
        if page is None or entry.url is None or entry.captured is None:
            continue
        if own is not None and own.speaks_of(entry.sha256, entry.captured):
            continue
        if (one := sighting(page, entry.url, entry.captured)) is not None:
            yield entry.sha256, one


def sighting(page: Mapping[str, Any], url: str, seen: dt.datetime) -> Sighting | None:
    """A page as it was seen at an address; ``None`` where that asks something a register's records do not answer.

    ``page`` has the columns of ``captures`` and ``kinds`` (of its issues) and ``records`` (``id``, ``received``).
    """
    asked = get_source(page["source"]).asked(url)
    if asked is None or asked.narrowed:
        return None
    return Sighting(
        question=Question(
            court=page["court"],
            register=asked.register,
            instance=asked.instance,
            procedure=asked.procedure,
            building=asked.building,
            provision=asked.provision,
            since=asked.since,
            until=asked.until,
        ),
        number=asked.page,
        kind=page["page"],
        capture=page["capture"],
        seen=seen,
        court_code=page["court_code"],
        counter=page["counter"],
        linked=page["linked"],
        instance=page["instance"],
        procedure=page["procedure"],
        issues=frozenset(page["kinds"]),
        records=tuple((one["id"], one["received"]) for one in page["records"]),
    )
