"""Texts of acts: no captcha guards them. Each is asked for once, and again when its card says otherwise of it.

A row of a listing leads to the texts (``text_number=1`` and on, until «ПУСТОЙ ДОКУМЕНТ»); in the VNKOD template the
text is at the card's own address with ``_doc=1``. The words stay in the archive: the ledger knows how many texts there
are and which captures hold them.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from absentia.collect.asking import Round
from absentia.collect.cards import DueCard
from absentia.collect.kind import Kind
from absentia.collect.ledger import Ledger
from absentia.collect.sweeps import Question, Result
from absentia.collect.visiting import Visit
from absentia.collect.written import stamp
from absentia.model import ActLink, PageRecord

MOST_TEXTS = 20
"""Texts of one case that are asked for; a portal that never says «ПУСТОЙ ДОКУМЕНТ» is not asked for ever."""
TRIES = 4
"""Runs in which a text that cannot be read is asked for; then not again until its card changes."""
_PAST_THE_LAST = "empty_act"


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


async def read_texts(round_: Round, acts: Acts, act: DueAct) -> Visit | None:
    """Ask for the texts of one case, one after the other; the visit that brought none, ``None`` where all came."""
    clock = round_.visitor.clock
    urls = round_.portal.act_urls(
        round_.court.site,
        act.register,
        act.guid,
        act.case_id,
        act.link,
        building=act.building,
        template=round_.template,
    )
    texts = 0
    for texts, url in enumerate(itertools.islice(urls, min(act.shown or MOST_TEXTS, MOST_TEXTS)), 1):
        visit = await round_.visitor.visit(url, "act")
        record = visit.record
        if visit.kind is not Kind.ACT or record is None or not visit.capture:
            acts.failed(act, clock.now())
            return visit
        if any(issue.kind == _PAST_THE_LAST for issue in record.issues):
            acts.done(act, texts - 1, clock.now())
            return None
        acts.text_read(act, texts, visit.capture, clock.now())
    if texts:
        acts.done(act, texts, clock.now())
    return None


def overdue(ledger: Ledger, courts: set[str]) -> int:
    """About how many requests the texts that are due will take."""
    due = ledger.rows(
        "SELECT court, sum(max(shown, 1)) AS n FROM acts WHERE stamp IS NOT NULL AND stamp IS NOT read_stamp "
        "AND failures < ? GROUP BY court",
        (TRIES,),
    )
    return sum(row["n"] for row in due if row["court"] in courts)
