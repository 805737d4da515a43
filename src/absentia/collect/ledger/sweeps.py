"""Sweeps in the ledger: one question to one court, and how it ended."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from absentia.collect.kind import Kind
from absentia.collect.ledger import Ledger, Row
from absentia.collect.ledger.values import captures_of, day_of, moment_of, word_of
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


_COUNTS = ("new_filings", "changed_filings", "cards_opened", "cards_gone")


class Sweeps:
    """The tables ``runs`` and ``sweeps``."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def unfinished_run(self) -> str | None:
        """The run that was cut short, if one was."""
        found = self._ledger.first("unfinished_run")
        return found["id"] if found else None

    def begin(self, run: str, now: dt.datetime, plan_digest: str) -> None:
        """Write a run down."""
        with self._ledger.step():
            self._ledger.change("begin_run", run=run, now=now, plan_digest=plan_digest)

    def finish(self, run: str, now: dt.datetime) -> None:
        """The run is over."""
        with self._ledger.step():
            self._ledger.change("finish_run", run=run, now=now)

    def count(self, run: str, **more: int) -> None:
        """Add to the run's counts: new_filings, changed_filings, cards_opened, cards_gone."""
        with self._ledger.step():
            self._ledger.change("count_in_run", run=run, **dict.fromkeys(_COUNTS, 0) | more)

    def asked_in(self, run: str, court: str) -> list[Question]:
        """Every question of a run to a court, ended or not, without the parts of split windows."""
        return [question_of(row) for row in self._ledger.ask("sweeps_asked_in_run", run=run, court=court)]

    def plan(self, run: str, questions: Iterable[Question], parent: int | None = None) -> list[int]:
        """Write sweeps down as planned; from now on each of them must end."""
        with self._ledger.step():
            return [self._ledger.change("plan_sweep", run=run, parent=parent, **asdict(one)) for one in questions]

    def planned(self, run: str, court: str | None = None) -> list[tuple[int, Question]]:
        """The sweeps of a run that have not ended, without the parts of split windows."""
        return [(row["id"], question_of(row)) for row in self._ledger.ask("sweeps_planned", run=run, court=court)]

    def parked(self, run: str, court: str) -> list[int]:
        """The sweeps of a run that wait for a captcha."""
        return [row["id"] for row in self._ledger.ask("sweeps_waiting_for_captcha", run=run, court=court)]

    def forget_children(self, sweep: int) -> None:
        """Drop what an interrupted splitting had planned: its parent is asked anew."""
        with self._ledger.step():
            for child in self._ledger.ask("sweep_parts", sweep=sweep):
                self.forget_children(child["id"])
            self._ledger.change("forget_sweep_parts", sweep=sweep)

    def doubt_parts(self, sweep: int, reason: str) -> None:
        """Parts of a split window contradict each other or the whole; which is wrong nobody knows, so none counts."""
        with self._ledger.step():
            for child in self._ledger.ask("sweep_parts", sweep=sweep):
                self.doubt_parts(child["id"], reason)
                self._ledger.change("doubt_sweep", sweep=child["id"], reason=reason)

    def forget_building(self, run: str, court: str, building: int) -> None:
        """Drop what was planned for a database while nobody knew that there is none."""
        with self._ledger.step():
            self._ledger.change("forget_building", run=run, court=court, building=building)

    def start(self, sweep: int, now: dt.datetime) -> None:
        """It is being asked."""
        with self._ledger.step():
            self._ledger.change("start_sweep", sweep=sweep, now=now)

    def end(self, sweep: int, result: Result, now: dt.datetime) -> None:
        """It has ended."""
        with self._ledger.step():
            self._ledger.change(
                "end_sweep",
                sweep=sweep,
                outcome=str(result.outcome),
                counter=result.counter,
                distinct_guids=len(result.rows),
                pages=result.pages,
                requests=result.requests,
                reason=result.reason,
                captures=json.dumps(list(dict.fromkeys(result.captures))),
                proof=json.dumps(list(result.proof)),
                now=now,
            )

    def reopen(self, sweep: int) -> None:
        """Ask again what waited for a captcha."""
        with self._ledger.step():
            self._ledger.change("reopen_sweep", sweep=sweep)

    def last_known(self, question: Question) -> str | None:
        """When this window was last seen whole: complete, or proven empty."""
        found = self._ledger.first("last_known", **window_of(question))
        return found["ended"] if found else None


def window_of(question: Question) -> dict[str, Any]:
    """What makes a newer sweep of a window one of the same window."""
    return {name: getattr(question, name) for name in ("court", "register", "building", "since", "provision")}


def looks_of(ledger: Ledger) -> Iterator[Look]:
    """Every look the ledger knows of, oldest first; the parts of split windows with their own."""
    ids: dict[int, str] = {}
    for row in ledger.ask("looks"):
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
        days = {"day": day, "next_day": day + dt.timedelta(days=1)}
        return self._ledger.first("listed_on_day", court=court, building=building, **days) is not None

    def _opened(self, court: str, day: dt.date) -> frozenset[int]:
        if (court, day) not in self._cards:
            days = {"day": day, "next_day": day + dt.timedelta(days=1)}
            rows = self._ledger.ask("databases_of_cards_read_on_day", court=court, **days)
            self._cards[court, day] = frozenset(row["building"] for row in rows)
        return self._cards[court, day]
