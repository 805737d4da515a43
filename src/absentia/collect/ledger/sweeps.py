"""Sweeps in the ledger: one question to one court, and how it ended."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from absentia.collect.kind import Kind
from absentia.collect.ledger import Ledger, Row
from absentia.collect.ledger.values import captures_of, day_of, moment_of, stamp, word_of
from absentia.model import ListingRow, LookOutcome
from absentia.model.look import Look


@dataclass(frozen=True, slots=True)
class Question:
    """What a sweep asks: the cases one register received in a window, under a provision or all."""

    court: str
    register: str
    provision: str | None
    since: dt.date
    until: dt.date
    building: int = 1

    @property
    def days(self) -> int:
        """Length of the window, both ends counted."""
        return (self.until - self.since).days + 1

    def halves(self) -> tuple[Question, Question]:
        """Two windows that share no day and leave none out."""
        middle = self.since + dt.timedelta(days=self.days // 2 - 1)
        return replace(self, until=middle), replace(self, since=middle + dt.timedelta(days=1))

    @property
    def key(self) -> tuple[str, str, str | None, int, dt.date]:
        """What makes two questions the same although the newer one reaches further."""
        return self.court, self.register, self.provision, self.building, self.since


@dataclass(slots=True)
class Result:
    """How a sweep ended, and what it showed."""

    outcome: LookOutcome
    reason: str | None = None
    met: Kind | None = None
    """What came instead of a listing, where that is the reason."""
    counter: int | None = None
    rows: dict[str, ListingRow] = field(default_factory=dict)
    """By GUID."""
    capture_of: dict[str, str] = field(default_factory=dict)
    """GUID → the capture of the page that showed it."""
    captures: list[str] = field(default_factory=list)
    proof: tuple[str, ...] = ()
    """Of an empty one: the pages that prove that the question was understood."""
    parts: list[tuple[Question, Result]] = field(default_factory=list)
    """Of a split window that is not known as a whole: the parts that are."""
    pages: int = 0
    requests: int = 0


class Sweeps:
    """The tables ``runs`` and ``sweeps``."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def unfinished_run(self) -> str | None:
        """The run that was cut short, if one was."""
        found = self._ledger.row("SELECT id FROM runs WHERE ended IS NULL ORDER BY started DESC LIMIT 1")
        return found["id"] if found else None

    def begin(self, run: str, now: dt.datetime, plan_digest: str) -> None:
        """Write a run down."""
        with self._ledger.step():
            self._ledger.write(
                "INSERT OR IGNORE INTO runs (id, started, plan_digest) VALUES (?, ?, ?)", (run, stamp(now), plan_digest)
            )

    def finish(self, run: str, now: dt.datetime) -> None:
        """The run is over."""
        with self._ledger.step():
            self._ledger.write("UPDATE runs SET ended = ? WHERE id = ?", (stamp(now), run))

    def count(self, run: str, **more: int) -> None:
        """Add to the run's counts: new_filings, changed_filings, cards_opened, cards_gone."""
        changes = ", ".join(f"{name} = {name} + ?" for name in more)
        with self._ledger.step():
            self._ledger.write(f"UPDATE runs SET {changes} WHERE id = ?", (*more.values(), run))  # noqa: S608  names of our own columns

    def asked_in(self, run: str, court: str) -> list[Question]:
        """Every question of a run to a court, ended or not, without the parts of split windows."""
        rows = self._ledger.rows(
            "SELECT * FROM sweeps WHERE run = ? AND court = ? AND parent IS NULL ORDER BY id", (run, court)
        )
        return [question_of(row) for row in rows]

    def plan(self, run: str, questions: Iterable[Question], parent: int | None = None) -> list[int]:
        """Write sweeps down as planned; from now on each of them must end."""
        with self._ledger.step():
            return [
                self._ledger.write(
                    "INSERT INTO sweeps (run, court, register, provision, since, until, building, parent) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        run,
                        q.court,
                        q.register,
                        q.provision,
                        q.since.isoformat(),
                        q.until.isoformat(),
                        q.building,
                        parent,
                    ),
                )
                for q in questions
            ]

    def planned(self, run: str, court: str | None = None) -> list[tuple[int, Question]]:
        """The sweeps of a run that have not ended; children of a split window are their parent's affair."""
        rows = self._ledger.rows(
            "SELECT * FROM sweeps WHERE run = ? AND outcome IS NULL AND parent IS NULL AND (court = ? OR ? IS NULL) "
            "ORDER BY id",
            (run, court, court),
        )
        return [(row["id"], question_of(row)) for row in rows]

    def forget_children(self, sweep: int) -> None:
        """Drop what an interrupted splitting had planned: its parent is asked anew."""
        with self._ledger.step():
            for child in self._ledger.rows("SELECT id FROM sweeps WHERE parent = ?", (sweep,)):
                self.forget_children(child["id"])
            self._ledger.write("DELETE FROM sweeps WHERE parent = ?", (sweep,))

    def forget_building(self, run: str, court: str, building: int) -> None:
        """Drop what was planned for a database while nobody knew that there is none."""
        with self._ledger.step():
            self._ledger.write(
                "DELETE FROM sweeps WHERE run = ? AND court = ? AND building = ? AND outcome IS NULL",
                (run, court, building),
            )

    def start(self, sweep: int, now: dt.datetime) -> None:
        """It is being asked."""
        with self._ledger.step():
            self._ledger.write("UPDATE sweeps SET started = ? WHERE id = ?", (stamp(now), sweep))

    def end(self, sweep: int, result: Result, now: dt.datetime) -> None:
        """It has ended."""
        with self._ledger.step():
            self._ledger.write(
                "UPDATE sweeps SET outcome = ?, counter = ?, distinct_guids = ?, pages = ?, requests = ?, reason = ?, "
                "captures = ?, proof = ?, ended = ?, started = coalesce(started, ?) WHERE id = ?",
                (
                    str(result.outcome),
                    result.counter,
                    len(result.rows),
                    result.pages,
                    result.requests,
                    result.reason,
                    json.dumps(list(dict.fromkeys(result.captures))),
                    json.dumps(list(result.proof)),
                    stamp(now),
                    stamp(now),
                    sweep,
                ),
            )

    def reopen(self, sweep: int) -> None:
        """Ask again what waited for a captcha."""
        with self._ledger.step():
            self._ledger.write("UPDATE sweeps SET outcome = NULL, ended = NULL WHERE id = ?", (sweep,))

    def last_known(self, question: Question) -> str | None:
        """When this window was last seen whole: complete, or proven empty."""
        found = self._ledger.row(
            "SELECT max(ended) AS ended FROM known_looks WHERE court = ? AND register = ? AND building = ? "
            "AND since = ? AND provision IS ? AND parent IS NULL",
            (question.court, question.register, question.building, question.since.isoformat(), question.provision),
        )
        return found["ended"] if found else None


def looks_of(ledger: Ledger) -> Iterator[Look]:
    """Every look the ledger knows of, oldest first; the parts of split windows with their own."""
    ids: dict[int, str] = {}
    for row in ledger.rows("SELECT * FROM looks ORDER BY id"):
        question = question_of(row)
        look = Look(
            court=question.court,
            register=question.register,
            building=question.building,
            provision=question.provision,
            since=question.since,
            until=question.until,
            outcome=word_of(LookOutcome, row["outcome"]),
            reason=row["reason"],
            counter=row["counter"],
            distinct=row["distinct_guids"] or 0,
            started=moment_of(row["started"]),
            ended=moment_of(row["ended"]),
            captures=captures_of(row["captures"]),
            proof=captures_of(row["proof"]),
            parent=ids.get(row["parent"]),
        )
        ids[row["id"]] = look.id
        yield look


def question_of(row: Row) -> Question:
    """The question a row of ``sweeps`` asks."""
    return Question(
        court=row["court"],
        register=row["register"],
        provision=row["provision"],
        since=day_of(row["since"]),
        until=day_of(row["until"]),
        building=row["building"],
    )


Day = tuple[str, int, dt.date]
"""A court's database on a day."""


class Answers:
    """On which days courts showed records of which database."""

    def __init__(self, ledger: Ledger, listed: set[Day] | None = None) -> None:
        self._ledger = ledger
        self._listed = listed
        """Databases of courts and days on which a sweep showed rows; ``None``: each is looked up."""
        self._cards: dict[tuple[str, dt.date], frozenset[int]] = {}

    def on(self, court: str, building: int, day: dt.date) -> bool:
        """Whether the court showed a record of the database on the day (UTC)."""
        one = court, building, day
        listed = self._swept(*one) if self._listed is None else one in self._listed
        return listed or building in self._opened(court, day)

    def _swept(self, court: str, building: int, day: dt.date) -> bool:
        return bool(
            self._ledger.row(
                "SELECT 1 FROM looks WHERE court = ? AND building = ? AND distinct_guids > 0 AND ended >= ? "
                "AND ended < ? LIMIT 1",
                (court, building, day.isoformat(), (day + dt.timedelta(days=1)).isoformat()),
            )
        )

    def _opened(self, court: str, day: dt.date) -> frozenset[int]:
        if (court, day) not in self._cards:
            rows = self._ledger.rows(
                "SELECT DISTINCT coalesce(s.building, c.building) AS building FROM sightings s "
                "LEFT JOIN cards c USING (court, register, guid) "
                "WHERE s.court = ? AND s.kind = 'card' AND s.seen = 1 AND s.date >= ? AND s.date < ?",
                (court, day.isoformat(), (day + dt.timedelta(days=1)).isoformat()),
            )
            self._cards[court, day] = frozenset(row["building"] for row in rows)
        return self._cards[court, day]
