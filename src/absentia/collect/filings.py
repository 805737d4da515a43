"""What listings and cards showed: rows, cards and when to look at them again, sightings and absences."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from absentia.collect.ledger import Ledger, Row, moment, stamp
from absentia.collect.sweeps import Question, Result
from absentia.model import ListingRow, PageRecord

OPEN_DAYS, OPEN_DAYS_MOST = 21, 84
"""An open case is looked at again after half the time since its card last changed (its «изменено»), within these."""
DECIDED_DAYS, DECIDED_DAYS_MOST = 90, 360
GONE_DAYS, GONE_DAYS_LATER, CONFIRMATIONS = 2, 30, 4
"""A card that is gone is asked for again on other days before anybody calls it a disappearance."""
REST = 50
"""Cards asked for at once where a listing that changed cannot be read."""
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


class Filings:
    """The tables ``rows``, ``cards`` and ``sightings`` of one court."""

    def __init__(self, ledger: Ledger, court: str, key: bytes) -> None:
        self._ledger = ledger
        self._court = court
        self._key = key

    def known_rows(self, question: Question) -> list[Row]:
        """Rows seen before that an answer to this question should show."""
        return self._ledger.rows(
            "SELECT guid, received, last_seen, capture, case_id FROM rows WHERE court = ? AND register = ? "
            "AND building = ? AND provision = ? AND received BETWEEN ? AND ? AND present = 1",
            (
                self._court,
                question.register,
                question.building,
                question.provision or "",
                question.since.isoformat(),
                question.until.isoformat(),
            ),
        )

    def nearest_receipt(self, question: Question) -> dt.date | None:
        """A receipt date outside the window at which this question once had a row: the nearest one."""
        values = (self._court, question.register, question.building, question.provision or "")
        where = "FROM rows WHERE court = ? AND register = ? AND building = ? AND provision = ? AND present = 1"
        before = self._ledger.row(
            f"SELECT max(received) AS d {where} AND received < ?",
            (*values, question.since.isoformat()),
        )
        after = self._ledger.row(
            f"SELECT min(received) AS d {where} AND received > ?",
            (*values, question.until.isoformat()),
        )
        found = [dt.date.fromisoformat(row["d"]) for row in (before, after) if row and row["d"]]
        return min(found, key=lambda day: min(abs(day - question.since), abs(day - question.until)), default=None)

    def take(
        self, question: Question, result: Result, now: dt.datetime, wanted: Iterable[str], kind: str = "listing"
    ) -> tuple[int, int]:
        """Write down what a sweep showed.

        Only one that ended ``complete`` or ``empty``, or such a part of a split one, says what is absent. ``wanted``
        are the GUIDs whose cards are to be opened. Returns how many records are new and changed.
        """
        new = changed = 0
        with self._ledger.step():
            wanted_guids = set(wanted)
            for guid, row in result.rows.items():
                is_new, is_changed = self._row(question, guid, row, result.capture_of[guid], now, kind)
                new, changed = new + is_new, changed + is_changed
                if guid in wanted_guids:
                    self._want_card(question, guid, row, now, look=is_new or is_changed)
            known = [(question, result)] if result.outcome.known else result.parts
            for asked, answer in known if kind == "listing" else ():
                self._absent(asked, answer, now)
        return new, changed

    def _row(
        self, question: Question, guid: str, row: ListingRow, capture: str, now: dt.datetime, kind: str
    ) -> tuple[bool, bool]:
        key = (self._court, question.register, guid, question.provision or "")
        digest = self.digest(_content(row))
        known = self._ledger.row(
            "SELECT row_digest, present FROM rows WHERE court = ? AND register = ? AND guid = ? AND provision = ?", key
        )
        if known is None:
            elsewhere = self._ledger.row(
                "SELECT 1 FROM rows WHERE court = ? AND register = ? AND guid = ? LIMIT 1", key[:3]
            )
            self._ledger.write(
                "INSERT INTO rows (court, register, guid, provision, building, received, row_digest, first_seen, "
                "last_seen, present, capture, case_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)",
                (
                    *key,
                    question.building,
                    row.filing.received,
                    digest,
                    stamp(now),
                    stamp(now),
                    capture,
                    row.filing.case_id,
                ),
            )
            self._seen_in(question, guid, now, capture=capture, kind=kind)
            return elsewhere is None, False
        self._ledger.write(
            "UPDATE rows SET row_digest = ?, last_seen = ?, present = 1, received = coalesce(?, received), "
            "capture = ?, case_id = coalesce(?, case_id), building = ? "
            "WHERE court = ? AND register = ? AND guid = ? AND provision = ?",
            (digest, stamp(now), row.filing.received, capture, row.filing.case_id, question.building, *key),
        )
        if not known["present"]:
            self._seen_in(question, guid, now, capture=capture, kind=kind)
        return False, bool(known["row_digest"] != digest or not known["present"])

    def _seen_in(
        self, question: Question, guid: str, now: dt.datetime, *, capture: str | None, kind: str, seen: bool = True
    ) -> None:
        self._sighting(
            question.register,
            guid,
            now,
            seen=seen,
            capture=capture,
            kind=kind,
            place=(question.provision or "", question.building),
        )

    def _want_card(self, question: Question, guid: str, row: ListingRow, now: dt.datetime, *, look: bool) -> None:
        self._ledger.write(
            "INSERT INTO cards (court, register, guid, case_id, building, state, interval_days, next_visit) "
            "VALUES (?, ?, ?, ?, ?, 'unread', ?, ?) "
            "ON CONFLICT DO UPDATE SET case_id = coalesce(excluded.case_id, case_id), building = excluded.building",
            (self._court, question.register, guid, row.filing.case_id, question.building, OPEN_DAYS, stamp(now)),
        )
        if look:
            self.look_soon(question.register, guid, now)

    def look_soon(self, register: str, guid: str, now: dt.datetime) -> None:
        """The card is due, unless it was read within the hour."""
        self._ledger.write(
            "UPDATE cards SET next_visit = min(next_visit, ?) WHERE court = ? AND register = ? AND guid = ? "
            "AND (last_visit IS NULL OR last_visit < ?)",
            (stamp(now), self._court, register, guid, stamp(now - dt.timedelta(hours=1))),
        )

    def _absent(self, question: Question, result: Result, now: dt.datetime) -> None:
        for known in self.known_rows(question):
            if known["guid"] in result.rows:
                continue
            self._ledger.write(
                "UPDATE rows SET present = 0 WHERE court = ? AND register = ? AND guid = ? AND provision = ?",
                (self._court, question.register, known["guid"], question.provision or ""),
            )
            self._last_sight(question, known)
            capture = result.captures[0] if result.captures else None
            self._seen_in(question, known["guid"], now, capture=capture, kind="listing", seen=False)
            self._ask_for_the_card(question, known, now)
            self.look_soon(question.register, known["guid"], now)

    def _last_sight(self, question: Question, known: Row) -> None:
        """Write down when a listing last showed what it does not show now; its row may be overwritten by a return."""
        when = moment(known["last_seen"])
        assert when is not None
        written = self._ledger.row(
            "SELECT 1 FROM sightings WHERE court = ? AND register = ? AND guid = ? AND date = ? AND seen = 1 "
            "AND kind = 'listing'",
            (self._court, question.register, known["guid"], known["last_seen"]),
        )
        if written is None:
            self._seen_in(question, known["guid"], when, capture=known["capture"], kind="listing")

    def _ask_for_the_card(self, question: Question, known: Row, now: dt.datetime) -> None:
        """What a whole register does not show any more is asked for by its card, also where no card was wanted."""
        if question.provision is None and known["case_id"]:
            self._ledger.write(
                "INSERT INTO cards (court, register, guid, case_id, building, state, interval_days, next_visit) "
                "VALUES (?, ?, ?, ?, ?, 'unread', ?, ?) ON CONFLICT DO NOTHING",
                (
                    self._court,
                    question.register,
                    known["guid"],
                    known["case_id"],
                    question.building,
                    OPEN_DAYS,
                    stamp(now),
                ),
            )

    def ask_for_the_rest(self, question: Question, shown: Iterable[str], now: dt.datetime) -> None:
        """Something came or went in a window that cannot be read to its end: the cards of what it did not show are due.

        At most :data:`REST`, and none that was asked for within two weeks.
        """
        rest = [known for known in self.known_rows(question) if known["guid"] not in set(shown)]
        for known in rest[:REST]:
            self._ask_for_the_card(question, known, now)
            self._ledger.write(
                "UPDATE cards SET next_visit = min(next_visit, ?) WHERE court = ? AND register = ? AND guid = ? "
                "AND (last_visit IS NULL OR last_visit < ?)",
                (
                    stamp(now),
                    self._court,
                    question.register,
                    known["guid"],
                    stamp(now - dt.timedelta(days=14) + SLACK),
                ),
            )

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

    # cards

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


def _content(row: ListingRow) -> str:
    filing = row.filing
    return repr(
        (
            filing.number,
            filing.former_numbers,
            filing.received,
            filing.decided,
            filing.in_force,
            filing.result,
            filing.judge,
            row.info_raw,
            row.has_act,
        )
    )


def overdue(ledger: Ledger, now: dt.datetime) -> int:
    """How many cards are due over all courts."""
    found = ledger.row("SELECT count(*) AS n FROM cards WHERE next_visit <= ?", (stamp(now + SLACK),))
    return int(found["n"]) if found else 0


def next_due(ledger: Ledger) -> dt.datetime | None:
    """When the next card is due."""
    found = ledger.row("SELECT min(next_visit) AS t FROM cards")
    return moment(found["t"]) if found else None
