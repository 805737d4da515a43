"""The cards of a court, when to look at each again and what became of it; and the texts of acts they lead to."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from absentia.collect.ledger import Ledger, Row
from absentia.collect.ledger.sweeps import Question, Result
from absentia.collect.ledger.values import moment
from absentia.model import PageRecord

OPEN_DAYS, OPEN_DAYS_MOST = 21, 84
"""An open case is looked at again after half the time since its card last changed (its «изменено»), within these."""
DECIDED_DAYS, DECIDED_DAYS_MOST = 90, 360
GONE_DAYS, GONE_DAYS_LATER, CONFIRMATIONS = 2, 30, 4
"""A card that is gone is asked for again on other days before anybody calls it a disappearance."""
SLACK = dt.timedelta(hours=12)
"""What falls due within so much is taken along."""
TRIES = 4
"""Runs in which a text that cannot be read is asked for; then not again until its card changes."""


@dataclass(frozen=True, slots=True)
class DueCard:
    """A card to open."""

    register: str
    guid: str
    case_id: str | None
    building: int
    state: str


@dataclass(frozen=True, slots=True)
class DueAct:
    """Texts to ask for."""

    register: str
    guid: str
    case_id: str | None
    building: int
    link: str | None
    """What a listing's link carried, in the source's own parameters; ``None``: no listing led to them."""
    shown: int
    """How many the card shows; 0: it does not say."""
    stamp: str
    """What the card says of them, or the whole card where it says nothing."""


def _key(court: str, one: DueCard | DueAct) -> dict[str, str]:
    return {"court": court, "register": one.register, "guid": one.guid}


class Cards:
    """The table ``cards`` of one court."""

    def __init__(self, ledger: Ledger, court: str, key: bytes) -> None:
        self._ledger = ledger
        self._court = court
        self._key = key

    def due(self, now: dt.datetime) -> list[DueCard]:
        """The cards to open now: unread ones first."""
        return [_due(row) for row in self._ledger.ask("cards_due", court=self._court, until=now + SLACK)]

    def standing(self, building: int) -> DueCard | None:
        """A card of this database that was there when last asked for, lately if possible."""
        found = self._ledger.first("card_standing", court=self._court, building=building)
        return _due(found) if found else None

    def want(
        self, question: Question, guid: str, case_id: str | None, now: dt.datetime, *, unless_known: bool = False
    ) -> None:
        """A card is to be opened; the newest listing says where it is, ``unless_known`` already."""
        self._ledger.change(
            "want_card_if_unknown" if unless_known else "want_card",
            court=self._court,
            register=question.register,
            guid=guid,
            case_id=case_id,
            building=question.building,
            interval_days=OPEN_DAYS,
            now=now,
        )

    def soon(self, register: str, guid: str, now: dt.datetime, *, unless_since: dt.datetime) -> None:
        """The card is due, unless it was asked for since then."""
        key = {"court": self._court, "register": register, "guid": guid}
        self._ledger.change("card_soon", **key, now=now, unless_since=unless_since)

    def read(self, card: DueCard, record: PageRecord, capture: str, now: dt.datetime) -> bool:
        """A card was shown; says whether it had changed since it was last."""
        known = self._ledger.first("card", **_key(self._court, card))
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
            self._ledger.change(
                "card_read",
                **_key(self._court, card),
                state="decided" if decided else "open",
                changed=changed,
                digest=digest,
                interval_days=days,
                next_visit=now + dt.timedelta(days=days),
                now=now,
                capture=capture,
            )
            self._sighting(card, now, seen=True, capture=capture)
        return is_changed

    def gone(self, card: DueCard, capture: str | None, now: dt.datetime) -> None:
        """A card was asked for and the court said that there is none."""
        with self._ledger.step():
            self._ledger.change(
                "card_gone",
                **_key(self._court, card),
                now=now,
                capture=capture,
                confirmations=CONFIRMATIONS,
                soon=now + dt.timedelta(days=GONE_DAYS),
                later=now + dt.timedelta(days=GONE_DAYS_LATER),
            )
            self._sighting(card, now, seen=False, capture=capture)

    def postpone(self, card: DueCard, now: dt.datetime) -> None:
        """The card could not be read this time: a day later."""
        with self._ledger.step():
            self._ledger.change("card_later", **_key(self._court, card), next_visit=now + dt.timedelta(days=1))

    def digest(self, text: str) -> str:
        """A keyed digest: what it is of may hold names."""
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()[:32]

    def _sighting(self, card: DueCard, now: dt.datetime, *, seen: bool, capture: str | None) -> None:
        self._ledger.change(
            "sighting",
            **_key(self._court, card),
            now=now,
            seen=seen,
            capture=capture,
            kind="card",
            provision=None,
            building=card.building,
        )


def _due(row: Row) -> DueCard:
    return DueCard(row["register"], row["guid"], row["case_id"], row["building"], row["state"])


def overdue(ledger: Ledger, now: dt.datetime) -> Counter[str]:
    """How many cards are due, by court."""
    return Counter({row["court"]: row["n"] for row in ledger.ask("cards_due_by_court", until=now + SLACK)})


def next_due(ledger: Ledger) -> dt.datetime | None:
    """When the next card is due."""
    found = ledger.first("next_card")
    return moment(found["t"]) if found else None


class Acts:
    """The tables ``acts`` and ``texts`` of one court."""

    def __init__(self, ledger: Ledger, court: str) -> None:
        self._ledger = ledger
        self._court = court

    def linked(self, question: Question, result: Result, wanted: Iterable[str]) -> None:
        """Remember where rows of a listing or a hearing list lead to acts."""
        with self._ledger.step():
            for guid in wanted:
                row = result.rows.get(guid)
                if row is None or not row.has_act:
                    continue
                self._ledger.change(
                    "act_linked", court=self._court, register=question.register, guid=guid, link=row.act_link
                )

    def card_read(self, card: DueCard, record: PageRecord, digest: str) -> None:
        """A card was read: how many acts it shows, and a digest of what it says of them."""
        key = _key(self._court, card)
        if not record.acts and self._ledger.first("act", **key) is None:
            return
        with self._ledger.step():
            self._ledger.change("act_shown", **key, shown=len(record.acts), stamp=digest)

    def due(self) -> list[DueAct]:
        """The texts to ask for: of cards that were read, are there, and say something of acts that is not read yet.

        Where no address leads to one, what the card shows of it is in the card.
        """
        return [
            DueAct(
                register=row["register"],
                guid=row["guid"],
                case_id=row["case_id"],
                building=row["building"],
                link=row["link"],
                shown=row["shown"],
                stamp=row["stamp"],
            )
            for row in self._ledger.ask("acts_due", court=self._court, tries=TRIES)
        ]

    def text_read(self, act: DueAct, number: int, capture: str, now: dt.datetime) -> None:
        """A text is in the archive."""
        with self._ledger.step():
            self._ledger.change("text_read", **_key(self._court, act), number=number, capture=capture, now=now)

    def done(self, act: DueAct, texts: int, now: dt.datetime) -> None:
        """All its texts were read."""
        with self._ledger.step():
            self._ledger.change("act_done", **_key(self._court, act), stamp=act.stamp, texts=texts, now=now)

    def failed(self, act: DueAct, now: dt.datetime) -> None:
        """Something else came in their place."""
        with self._ledger.step():
            self._ledger.change("act_failed", **_key(self._court, act), now=now)


def overdue_texts(ledger: Ledger) -> Counter[str]:
    """About how many requests the texts that are due will take, by court."""
    return Counter({row["court"]: row["n"] for row in ledger.ask("texts_due_by_court", tries=TRIES)})
