"""The cards of a court, when to look at each again and what became of it; and the texts of acts they lead to."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from absentia.collect.ledger import Ledger
from absentia.collect.ledger.sweeps import Question, Result
from absentia.collect.ledger.values import moment, stamp
from absentia.model import ActLink, PageRecord

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


TRIES = 4
"""Runs in which a text that cannot be read is asked for; then not again until its card changes."""


@dataclass(frozen=True, slots=True)
class DueAct:
    """Texts to ask for."""

    register: str
    guid: str
    case_id: str | None
    building: int
    link: ActLink | None
    shown: int
    """How many the card shows; 0: it does not say."""
    stamp: str
    """What the card says of them, or the whole card where it says nothing."""


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
                link = row.act_link
                self._ledger.write(
                    "INSERT INTO acts (court, register, guid, number, delo_id, new) VALUES (?, ?, ?, ?, ?, ?) "
                    "ON CONFLICT DO UPDATE SET number = coalesce(excluded.number, number), "
                    "delo_id = coalesce(excluded.delo_id, delo_id), new = coalesce(excluded.new, new)",
                    (
                        self._court,
                        question.register,
                        guid,
                        *((link.number, link.delo_id, link.new) if link else (None,) * 3),
                    ),
                )

    def card_read(self, card: DueCard, record: PageRecord, digest: str) -> None:
        """A card was read: how many acts it shows, and a digest of what it says of them."""
        if not record.acts and not self._known(card):
            return
        with self._ledger.step():
            self._ledger.write(
                "INSERT INTO acts (court, register, guid, shown, stamp) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET shown = excluded.shown, "
                "failures = CASE WHEN stamp IS excluded.stamp THEN failures ELSE 0 END, stamp = excluded.stamp",
                (self._court, card.register, card.guid, len(record.acts), digest),
            )

    def _known(self, card: DueCard) -> bool:
        return bool(
            self._ledger.row(
                "SELECT 1 FROM acts WHERE court = ? AND register = ? AND guid = ?",
                (self._court, card.register, card.guid),
            )
        )

    def due(self) -> list[DueAct]:
        """The texts to ask for: of cards that were read, are there, and say something of acts that is not read yet.

        Where no address leads to one, what the card shows of it is in the card.
        """
        rows = self._ledger.rows(
            "SELECT a.*, c.case_id, c.building FROM acts a JOIN cards c USING (court, register, guid) "
            "WHERE a.court = ? AND c.state IN ('open', 'decided') AND a.stamp IS NOT NULL "
            "AND a.stamp IS NOT a.read_stamp AND a.failures < ? ORDER BY a.guid",
            (self._court, TRIES),
        )
        return [
            DueAct(
                register=row["register"],
                guid=row["guid"],
                case_id=row["case_id"],
                building=row["building"],
                link=ActLink(row["number"], row["delo_id"], row["new"]) if row["number"] else None,
                shown=row["shown"],
                stamp=row["stamp"],
            )
            for row in rows
        ]

    def text_read(self, act: DueAct, number: int, capture: str, now: dt.datetime) -> None:
        """A text is in the archive."""
        with self._ledger.step():
            self._ledger.write(
                "INSERT INTO texts VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET capture = excluded.capture, "
                "read = excluded.read",
                (self._court, act.register, act.guid, number, capture, stamp(now)),
            )

    def done(self, act: DueAct, texts: int, now: dt.datetime) -> None:
        """All its texts were read."""
        self._set(act, "read_stamp = ?, texts = ?, failures = 0, last_visit = ?", (act.stamp, texts, stamp(now)))

    def failed(self, act: DueAct, now: dt.datetime) -> None:
        """Something else came in their place."""
        self._set(act, "failures = failures + 1, last_visit = ?", (stamp(now),))

    def _set(self, act: DueAct, assignments: str, values: tuple[str | int, ...]) -> None:
        with self._ledger.step():
            self._ledger.write(
                f"UPDATE acts SET {assignments} WHERE court = ? AND register = ? AND guid = ?",  # noqa: S608  our own columns
                (*values, self._court, act.register, act.guid),
            )


def overdue_texts(ledger: Ledger, courts: set[str]) -> int:
    """About how many requests the texts that are due will take."""
    due = ledger.rows(
        "SELECT court, sum(max(shown, 1)) AS n FROM acts WHERE stamp IS NOT NULL AND stamp IS NOT read_stamp "
        "AND failures < ? GROUP BY court",
        (TRIES,),
    )
    return sum(row["n"] for row in due if row["court"] in courts)
