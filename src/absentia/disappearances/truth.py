"""What was found held against what really happened. Only a rehearsal knows that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from absentia.collect import Ledger, reading
from absentia.collect.ledger.sweeps import Answers
from absentia.collect.ledger.values import day_of, moment_of
from absentia.disappearances.episodes import CARD, DAYS, SPAN, WHOLE, Key
from absentia.disappearances.record import Disappearance, Disappearances
from absentia.observatory import Observatory

POSTED = dt.time(15, 5)
"""UTC. The rehearsed courts post, and take off, at five past six in the evening of Moscow."""


@dataclass(frozen=True, slots=True)
class Removal:
    """One removal of the truth, and what the looks could know of it."""

    key: Key
    removed: dt.datetime
    restored: dt.datetime | None
    seen: bool
    """Somebody had seen the record before."""
    confirmable: bool
    """Enough days on which its absence could be seen, before it came back or the looks ended."""

    def fits(self, one: Disappearance) -> bool:
        """Whether a disappearance is this removal: missed while the record was away."""
        inside = self.removed <= one.first_missed and (self.restored is None or one.first_missed < self.restored)
        return (one.court, one.register, one.guid.casefold()) == self.key and inside


@dataclass(frozen=True, slots=True)
class Comparison:
    """Disappearances found and true."""

    removals: tuple[Removal, ...]
    """All removals, also of what was never seen and those too late or too short to be confirmed."""
    true: tuple[Removal, ...]
    """Those that were confirmed, or could have been."""
    found: tuple[Removal, ...]
    """Those of them that were found."""
    false: tuple[Disappearance, ...]
    """Found, and no removal."""

    @property
    def missed(self) -> tuple[Removal, ...]:
        """True and not found."""
        return tuple(one for one in self.true if one not in self.found)

    def as_json(self) -> dict[str, int]:
        """Counts; what a rehearsal prints."""
        return {
            "true": len(self.true),
            "found": len(self.found),
            "false": len(self.false),
            "removed": len(self.removals),
            "never_seen": sum(not one.seen for one in self.removals),
            "not_confirmable": sum(one.seen for one in self.removals) - sum(one.seen for one in self.true),
        }


def against(observatory: Observatory, found: Disappearances, truth: Sequence[Mapping[str, Any]]) -> Comparison:
    """Hold what was found against a list of removals (``absentia.rehearsal.courthouse.truth.disappearances``).

    A removal is *true* if the looks confirmed it, or could have: the record had been seen before, a look missed it (its
    register was read to its end, or its card asked for), and from then on, until it came back or the looks ended, the
    court showed other records and answered every card it was asked for on as many days, as far apart, as a
    confirmation takes. Whatever was removed so late, or for so short, that this is not so is at most suspected; that
    is no error.
    """
    ledger = reading(observatory)
    if ledger is None:
        return Comparison((), (), (), ())
    try:
        removals = tuple(_removal(ledger, one) for one in truth)
    finally:
        ledger.close()
    hits = {one: [removal for removal in removals if removal.fits(one)] for one in found.found}
    caught = [removal for removal in removals if any(removal in fitting for fitting in hits.values())]
    return Comparison(
        removals=removals,
        true=tuple(one for one in removals if one.confirmable or one in caught),
        found=tuple(caught),
        false=tuple(one for one, fitting in hits.items() if not fitting),
    )


def _removal(ledger: Ledger, one: Mapping[str, Any]) -> Removal:
    key = (one["court"], one["register"], one["guid"].casefold())
    removed = _posted(one["removed"])
    restored = _posted(one["restored"]) if one["restored"] else None
    row = ledger.row(
        "SELECT min(first_seen) AS seen, min(building) AS building, min(received) AS received FROM rows "
        "WHERE court = ? AND register = ? AND guid = ?",
        key,
    )
    seen = bool(row and row["seen"] and moment_of(row["seen"]) < removed)
    confirmable = False
    if row is not None and seen:
        days = list(_answered(ledger, key, row["building"], row["received"], removed, restored))
        confirmable = len(days) >= DAYS and days[-1] - days[0] >= SPAN
    return Removal(key, removed, restored, seen, confirmable)


def _answered(
    ledger: Ledger, key: Key, building: int, received: str | None, removed: dt.datetime, restored: dt.datetime | None
) -> Iterator[dt.date]:
    """The days from the first on which its absence was noticeable, on which its court answered for its cards."""
    latest = ledger.latest()
    end = restored or latest
    noticed = _noticeable(ledger, key, building, received, removed)
    if noticed is None or end is None:
        return
    answers = Answers(ledger)
    day = noticed
    while day <= end.date():
        # on its last day it may have come back before anybody looked
        back = restored is not None and day >= end.date()
        if not back and answers.on(key[0], building, day) and _gave_its_cards(ledger, key[0], day):
            yield day
        day += dt.timedelta(days=1)


def _gave_its_cards(ledger: Ledger, court: str, day: dt.date) -> bool:
    row = ledger.row(
        "SELECT count(*) AS n, sum(kind IN ('card', 'moved', 'not_found')) AS answered FROM requests "
        "WHERE host = ? AND purpose = 'card' AND time >= ? AND time < ?",
        (court, day.isoformat(), (day + dt.timedelta(days=1)).isoformat()),
    )
    return bool(row and row["n"] and row["n"] == row["answered"])


def _noticeable(ledger: Ledger, key: Key, building: int, received: str | None, removed: dt.datetime) -> dt.date | None:
    court, register, guid = key
    after = removed.strftime("%Y-%m-%dT%H:%M:%S")
    found = ledger.row(
        "SELECT min(day) AS day FROM ("
        "SELECT min(ended) AS day FROM known_looks WHERE court = ?1 AND register = ?2 AND building = ?3 "
        "AND provision IS NULL AND since <= ?4 AND until >= ?4 AND started > ?5 "
        "UNION ALL SELECT min(date) FROM sightings WHERE court = ?1 AND register = ?2 AND guid = ?6 AND seen = 0 "
        "AND date > ?5 AND (kind = ?7 OR provision = ?8))",
        (court, register, building, received, after, guid, CARD, WHOLE),
    )
    return day_of(found["day"]) if found and found["day"] else None


def _posted(day: str) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(day), POSTED, tzinfo=dt.UTC)
