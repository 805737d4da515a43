"""What listings showed: rows, the cards they lead to, sightings and absences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from absentia.collect.ledger import Row
from absentia.collect.ledger.cards import OPEN_DAYS, SLACK, Cards
from absentia.collect.ledger.sweeps import Question, Result
from absentia.collect.ledger.values import day_of, moment_of, stamp
from absentia.model import ListingRow

REST = 50
"""Cards asked for at once where a listing that changed cannot be read."""


class Filings(Cards):
    """The tables ``rows``, ``cards`` and ``sightings`` of one court."""

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
        found = [day_of(row["d"]) for row in (before, after) if row and row["d"]]
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
        when = moment_of(known["last_seen"])
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
