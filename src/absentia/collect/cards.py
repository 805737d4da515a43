"""The cards of a court: when to look at each again, and what became of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass

from absentia.collect.ledger import Ledger
from absentia.collect.written import moment, stamp
from absentia.model import PageRecord

OPEN_DAYS, OPEN_DAYS_MOST = 21, 84
"""An open case is looked at again after half the time since its card last changed (its «изменено»), within these."""
DECIDED_DAYS, DECIDED_DAYS_MOST = 90, 360
GONE_DAYS, GONE_DAYS_LATER, CONFIRMATIONS = 2, 30, 4
"""A card that is gone is asked for again on other days before anybody calls it a disappearance."""
SLACK = dt.timedelta(hours=12)
"""What falls due within so much is taken along."""


@dataclass(frozen=True, slots=True)
class DueCard:
    """A card to open."""

    register: str
    guid: str
    case_id: str | None
    building: int
    state: str


class Cards:
    """The table ``cards`` of one court, and what it adds to ``sightings``."""

    def __init__(self, ledger: Ledger, court: str, key: bytes) -> None:
        self._ledger = ledger
        self._court = court
        self._key = key

    def due(self, now: dt.datetime) -> list[DueCard]:
        """The cards to open now: unread ones first."""
        rows = self._ledger.rows(
            "SELECT * FROM cards WHERE court = ? AND next_visit <= ? ORDER BY state <> 'unread', next_visit, guid",
            (self._court, stamp(now + SLACK)),
        )
        return [DueCard(r["register"], r["guid"], r["case_id"], r["building"], r["state"]) for r in rows]

    def standing(self, building: int) -> DueCard | None:
        """A card of this database that was there when last asked for, lately if possible."""
        found = self._ledger.row(
            "SELECT * FROM cards WHERE court = ? AND building = ? AND state IN ('open', 'decided') "
            "ORDER BY last_visit DESC, register, guid LIMIT 1",
            (self._court, building),
        )
        if found is None:
            return None
        return DueCard(found["register"], found["guid"], found["case_id"], found["building"], found["state"])

    def card_read(self, card: DueCard, record: PageRecord, capture: str, now: dt.datetime) -> bool:
        """A card was shown; says whether it had changed since it was last."""
        known = self._ledger.row(
            "SELECT * FROM cards WHERE court = ? AND register = ? AND guid = ?", (self._court, card.register, card.guid)
        )
        assert known is not None
        filing = record.filing
        changed = filing.changed if filing else None
        digest = self.digest(
            repr((record.fields, record.events, record.defendants, record.complaints, record.acts, changed))
        )
        decided = bool(filing and (filing.decided or filing.result))
        is_changed = bool(known["content_digest"] != digest)
        first, most = (DECIDED_DAYS, DECIDED_DAYS_MOST) if decided else (OPEN_DAYS, OPEN_DAYS_MOST)
        if changed is not None:
            age = (now.date() - dt.date.fromisoformat(changed[:10])).days // 2
        else:  # a template without «изменено»: the interval doubles while nothing changes
            age = 0 if is_changed else known["interval_days"] * 2
        days = min(max(age, first), most)
        with self._ledger.step():
            self._ledger.write(
                "UPDATE cards SET state = ?, changed = ?, content_digest = ?, interval_days = ?, absences = 0, "
                "next_visit = ?, last_visit = ?, last_capture = ? WHERE court = ? AND register = ? AND guid = ?",
                (
                    "decided" if decided else "open",
                    changed,
                    digest,
                    days,
                    stamp(now + dt.timedelta(days=days)),
                    stamp(now),
                    capture,
                    self._court,
                    card.register,
                    card.guid,
                ),
            )
            self._sighting(
                card.register,
                card.guid,
                now,
                seen=True,
                capture=capture,
                kind="card",
                place=(None, card.building),
            )
        return is_changed

    def card_gone(self, card: DueCard, capture: str | None, now: dt.datetime) -> None:
        """A card was asked for and the court said that there is none."""
        with self._ledger.step():
            self._ledger.write(
                "UPDATE cards SET state = 'gone', absences = absences + 1, last_visit = ?, last_capture = ?, "
                "next_visit = CASE WHEN absences + 1 < ? THEN ? ELSE ? END "
                "WHERE court = ? AND register = ? AND guid = ?",
                (
                    stamp(now),
                    capture,
                    CONFIRMATIONS,
                    stamp(now + dt.timedelta(days=GONE_DAYS)),
                    stamp(now + dt.timedelta(days=GONE_DAYS_LATER)),
                    self._court,
                    card.register,
                    card.guid,
                ),
            )
            self._sighting(
                card.register,
                card.guid,
                now,
                seen=False,
                capture=capture,
                kind="card",
                place=(None, card.building),
            )

    def postpone(self, card: DueCard, now: dt.datetime) -> None:
        """The card could not be read this time: a day later."""
        with self._ledger.step():
            self._ledger.write(
                "UPDATE cards SET next_visit = ? WHERE court = ? AND register = ? AND guid = ?",
                (stamp(now + dt.timedelta(days=1)), self._court, card.register, card.guid),
            )

    def digest(self, text: str) -> str:
        """A keyed digest: what it is of may hold names."""
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()[:32]

    def _sighting(
        self,
        register: str,
        guid: str,
        now: dt.datetime,
        *,
        seen: bool,
        capture: str | None,
        kind: str,
        place: tuple[str | None, int],
    ) -> None:
        self._ledger.write(
            "INSERT INTO sightings (court, register, guid, date, seen, capture, kind, provision, building) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (self._court, register, guid, stamp(now), int(seen), capture, kind, *place),
        )


def overdue(ledger: Ledger, now: dt.datetime) -> int:
    """How many cards are due over all courts."""
    found = ledger.row("SELECT count(*) AS n FROM cards WHERE next_visit <= ?", (stamp(now + SLACK),))
    return int(found["n"]) if found else 0


def next_due(ledger: Ledger) -> dt.datetime | None:
    """When the next card is due."""
    found = ledger.row("SELECT min(next_visit) AS t FROM cards")
    return moment(found["t"]) if found else None
