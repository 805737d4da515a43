"""What listings showed, and what they show no more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from absentia.collect.ledger import Ledger, Row
from absentia.collect.ledger.cards import SLACK, Cards
from absentia.collect.ledger.sweeps import Question, Result
from absentia.collect.ledger.values import day_of, moment_of
from absentia.model import ListingRow

REST = 50
"""Cards asked for at once where a listing that changed cannot be read."""
_HOUR, _TWO_WEEKS = dt.timedelta(hours=1), dt.timedelta(days=14)


class Rows:
    """The table ``rows`` of one court."""

    def __init__(self, ledger: Ledger, court: str, cards: Cards) -> None:
        self._ledger = ledger
        self._court = court
        self._cards = cards

    def known(self, question: Question) -> list[Row]:
        """Rows seen before that an answer to this question should show."""
        return self._ledger.ask("known_rows", **self._asked(question), since=question.since, until=question.until)

    def _asked(self, question: Question) -> dict[str, str | int]:
        return {
            "court": self._court,
            "register": question.register,
            "building": question.building,
            "provision": question.provision or "",
        }

    def nearest_receipt(self, question: Question) -> dt.date | None:
        """A receipt date outside the window at which this question once had a row: the nearest one.

        A whole register has the rows of every provision.
        """
        asked = self._asked(question)
        before = self._ledger.first("receipt_before", **asked, since=question.since)
        after = self._ledger.first("receipt_after", **asked, until=question.until)
        found = [day_of(row["day"]) for row in (before, after) if row and row["day"]]
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
                    self._cards.want(question, guid, row.filing.case_id, now)
                    if is_new or is_changed:
                        self._cards.soon(question.register, guid, now, unless_since=now - _HOUR)
            known = [(question, result)] if result.outcome.known else result.parts
            for asked, answer in known if kind == "listing" else ():
                self._absent(asked, answer, now)
        return new, changed

    def _row(
        self, question: Question, guid: str, row: ListingRow, capture: str, now: dt.datetime, kind: str
    ) -> tuple[bool, bool]:
        """Whether a row is of a new record, and whether it is another than it was."""
        asked, digest = self._asked(question) | {"guid": guid}, self._cards.digest(_content(row))
        known = self._ledger.first("row", **asked)
        elsewhere = known or self._ledger.first("row_under_any_provision", **asked)
        self._ledger.change(
            "new_row" if known is None else "row_again",
            **asked,
            received=row.filing.received,
            digest=digest,
            now=now,
            capture=capture,
            case_id=row.filing.case_id,
        )
        if known is None or not known["present"]:
            self._sighting(question, guid, now, seen=True, capture=capture, kind=kind)
        changed = known is not None and (known["row_digest"] != digest or not known["present"])
        return elsewhere is None, changed

    def _sighting(
        self, question: Question, guid: str, now: dt.datetime, *, seen: bool, capture: str | None, kind: str
    ) -> None:
        self._ledger.change(
            "sighting", **self._asked(question), guid=guid, now=now, seen=seen, capture=capture, kind=kind
        )

    def _absent(self, question: Question, result: Result, now: dt.datetime) -> None:
        capture = result.captures[0] if result.captures else None
        for known in self.known(question):
            guid = known["guid"]
            if guid in result.rows:
                continue
            self._ledger.change("row_absent", **self._asked(question), guid=guid)
            self._last_sight(question, known)
            self._sighting(question, guid, now, seen=False, capture=capture, kind="listing")
            self._ask_for_the_card(question, known, now)
            self._cards.soon(question.register, guid, now, unless_since=now - _HOUR)

    def _last_sight(self, question: Question, known: Row) -> None:
        """Write down when a listing last showed what it does not show now; its row may be overwritten by a return."""
        guid, when = known["guid"], moment_of(known["last_seen"])
        key = {"court": self._court, "register": question.register, "guid": guid}
        if self._ledger.first("sighted_in_listing", **key, date=known["last_seen"]) is None:
            self._sighting(question, guid, when, seen=True, capture=known["capture"], kind="listing")

    def _ask_for_the_card(self, question: Question, known: Row, now: dt.datetime) -> None:
        """What a whole register does not show any more is asked for by its card, also where no card was wanted."""
        if question.provision is None and known["case_id"]:
            self._cards.want(question, known["guid"], known["case_id"], now, unless_known=True)

    def ask_for_the_rest(self, question: Question, shown: Iterable[str], now: dt.datetime) -> None:
        """Something came or went in a window that cannot be read to its end: the cards of what it did not show are due.

        At most :data:`REST`, and none that was asked for within two weeks.
        """
        rest = [known for known in self.known(question) if known["guid"] not in set(shown)]
        for known in rest[:REST]:
            self._ask_for_the_card(question, known, now)
            self._cards.soon(question.register, known["guid"], now, unless_since=now - _TWO_WEEKS + SLACK)


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
