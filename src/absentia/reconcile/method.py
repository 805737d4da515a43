"""Hold another counter's list against the records: one question asked of both, the difference split by reason.

The unit is a filing: a list of cards is one. What one side counts by another rule (an earlier day, another article, a
filing of a case it has already) is told apart from what one side has missed: only the latter is an overlap of lists.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from absentia.disappearances import AbsenceState, look_for_disappearances
from absentia.engine import Connection, fill, query
from absentia.law import parse_provision
from absentia.link.courts import CourtNames
from absentia.link.directory import directory_of
from absentia.model import Period, Provision
from absentia.observatory import Observatory
from absentia.reconcile.matching import (
    MISSED,
    OF_HERE,
    OF_LIST,
    Entry,
    Held,
    Matched,
    match,
    named_court,
    number_key,
    read_list,
)
from absentia.tally import Coverage, Tally, held
from absentia.tally.counting import count
from absentia.tally.prepare import jurisdictions, prepared
from absentia.tally.query import Scope
from absentia.tally.units import units

MEASURE = "filings_received"
_SQL = (files(__package__) / "records.sql").read_text(encoding="utf-8")
_EVERYTHING: Mapping[str, Any] = {"instance": "all", "procedure": "all"}


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A list and the records here, held against each other."""

    path: Path
    tally: Tally
    """What is counted here, with its range and coverage."""
    matched: Matched

    @property
    def listed(self) -> int:
        """Rows that the list counts under the same question."""
        return len(self.matched.both) + len(self.matched.only_listed)

    @property
    def here(self) -> int:
        """Records counted here."""
        return len(self.matched.both) + len(self.matched.only_here)

    @property
    def reasons(self) -> Mapping[str, Mapping[str, int]]:
        """Side (``only_listed``, ``only_here``) → reason → how many, in the order in which they are asked."""
        return {
            side: {reason: counted[reason] for reason in order if counted[reason]}
            for side, order in (("only_listed", OF_LIST), ("only_here", OF_HERE))
            for counted in (Counter(one.reason for one in getattr(self.matched, side)),)
        }

    @property
    def overlap(self) -> Mapping[str, int]:
        """How many filings both have, and how many only one has because the other has missed them."""
        missed = {
            side: sum(many for reason, many in found.items() if reason in MISSED)
            for side, found in self.reasons.items()
        }
        return {"both": len(self.matched.both)} | missed

    @property
    def otherwise(self) -> int:
        """Rows and records that are in no cell of the overlap: counted by another rule, or nobody can tell."""
        return self.listed + self.here - sum(self.overlap.values()) - len(self.matched.both)


def reconcile(
    observatory: Observatory,
    path: Path | str,
    *,
    since: dt.date | str | None = None,
    until: dt.date | str | None = None,
    provision: str | None = None,
) -> Reconciliation:
    """Hold a list of criminal cases of first instance against the records here.

    Args:
        observatory: with tables; filings are linked first if they have not been.
        path: CSV with the columns court (host, code or name) and number, and perhaps received and article.
        since: first day of receipt, or a period whose first day it is.
        until: last day, or a period whose last day it is.
        provision: an article or exact part; rows of the list that name no article are taken to be under it.

    Raises:
        UnreadableInput: the list is no CSV file, or has no such columns.
        UsageProblem: no such provision or period.
        ObservatoryProblem: nothing has been parsed yet.
    """
    with held(observatory):
        counted = count(observatory, MEASURE, since=since, until=until, provision=provision)
        with prepared(observatory) as connection:
            names = CourtNames.of(connection, directory_of(observatory))
            among = jurisdictions(connection)
            entries = read_list(Path(path), partial(named_court, names), among)
            records = _records(connection, observatory, counted.scope)
        wanted = parse_provision(provision, among) if provision is not None else None
        matched = match(
            entries,
            records,
            partial(outside, scope=counted.scope, wanted=wanted),
            partial(_looked_at, counted.coverage, counted.scope),
        )
    return Reconciliation(Path(path), counted.tally, matched)


def outside(entry: Entry, *, scope: Scope, wanted: Provision | None) -> str | None:
    """By which of its own cells a row is not asked about: ``date`` or ``article``.

    What a row does not say, or nobody can read, leaves nothing out. A month that lies partly outside is not inside.
    """
    if entry.received and scope.since and entry.received.start < scope.since:
        return "date"
    if entry.received and scope.until and entry.received.end > scope.until:
        return "date"
    named = entry.provisions
    if wanted is None or not named or any(_under(one, wanted) for one in named):
        return None
    return "article"


def _under(one: Provision, wanted: Provision) -> bool:
    """An article that is named without its part may be the part that is asked for."""
    same = (one.jurisdiction, one.article) == (wanted.jurisdiction, wanted.article)
    return same and (wanted.part is None or one.part is None or one.part == wanted.part)


def _looked_at(coverage: Coverage, scope: Scope, court: str, period: Period) -> bool:
    seen = coverage.court(court)
    return seen is not None and seen.covers(period, scope.article, scope.part)


def _records(connection: Connection, observatory: Observatory, scope: Scope) -> list[Held]:
    """All records, each with the reason for which it is not counted: the tally's own rule, one filter at a time."""
    days: Mapping[str, Any] = {"since": None, "until": None}
    charges: Mapping[str, Any] = {"article": None, "part": None}
    registered = {one.unit for one in units(connection, MEASURE, dataclasses.replace(scope, **days, **charges))}
    charged = {one.unit for one in units(connection, MEASURE, dataclasses.replace(scope, **days, **_EVERYTHING))}
    dated = {one.unit for one in units(connection, MEASURE, dataclasses.replace(scope, **charges, **_EVERYTHING))}
    everything = units(connection, MEASURE, dataclasses.replace(scope, **days, **charges, **_EVERYTHING))
    unreadable = {one.unit for one in everything if one.unreadable or not one.charged}

    def differs(record: str) -> str | None:
        if record not in registered:
            return "instance"
        if record not in charged:
            return "charges_unreadable" if record in unreadable else "article"
        return None if record in dated else "date"

    gone = [(one.filing_id,) for one in look_for_disappearances(observatory).episodes
            if one.state is AbsenceState.CONFIRMED]  # fmt: skip
    fill(connection, "gone", {"filing_id": "VARCHAR"}, gone)
    return [
        Held(
            record_id=row["record_id"],
            case_id=row["case_id"],
            court=row["court"],
            number=row["number"],
            keys=_keys(row["numbers"]),
            received=row["received"],
            differs=differs(row["record_id"]),
            gone=row["gone"],
        )
        for row in query(connection, _SQL)
    ]


def _keys(numbers: Sequence[str]) -> frozenset[str]:
    return frozenset(key for number in numbers if (key := number_key(number)) is not None)
