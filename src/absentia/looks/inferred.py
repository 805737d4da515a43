"""Looks inferred from pages that came without an account of what was asked: saved files, other people's archives.

By the same rule as the collector's own (:mod:`absentia.looks.rule`), on every sighting of a page: the same bytes seen
again are a second reading. Only what shows rows, or says that it found none, is a look; who met a captcha or a dark
court knows it only if he wrote it down.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from absentia.looks.page import Answer, Asked, fault
from absentia.looks.rule import VISIT, ZERO_UNCONFIRMED, Answered, ListingPage, complete, prove
from absentia.model import PageKind
from absentia.model.look import Look, LookOutcome

COUNTED = (PageKind.LISTING, PageKind.EMPTY_RESULT, PageKind.NO_SUCH_DATABASE)
"""Kinds of pages that say something of a register."""


@dataclass(frozen=True, slots=True)
class Question:
    """What an address asks of a court's register, without the number of the page."""

    court: str
    register: str
    instance: str | None
    procedure: str | None
    building: int
    provision: str | None
    since: dt.date | None
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class Sighting:
    """A page of an answer, as it was seen at one moment."""

    question: Question
    number: int
    kind: str
    capture: str
    seen: dt.datetime
    court_code: str | None = None
    counter: int | None = None
    linked: int = 0
    instance: str | None = None
    procedure: str | None = None
    issues: frozenset[str] = frozenset()
    records: tuple[tuple[str, dt.date | None], ...] = ()
    """Identity and receipt of every row, in the page's order."""


def infer(sightings: Iterable[Sighting]) -> list[Look]:
    """The looks these pages are, in order of court, register and time."""
    places: defaultdict[tuple[str, str, int], list[Sighting]] = defaultdict(list)
    for one in sightings:
        places[one.question.court, one.question.register, one.question.building].append(one)
    found = [look for place in places.values() for look in _place(place)]
    return sorted(found, key=lambda one: (one.court, one.register, one.building, one.started, one.id))


def databases_not_there(sightings: Iterable[Sighting]) -> dict[str, frozenset[int]]:
    """By court, the databases of which the court itself shows that there are none.

    It says so, or shows the rows of the first, in a visit in which the first answered with rows.
    """
    by_court: defaultdict[str, list[Sighting]] = defaultdict(list)
    for one in sightings:
        by_court[one.question.court].append(one)
    found = {}
    for court, pages in by_court.items():
        first = [one for one in pages if one.question.building == 1 and one.records]
        missing = {
            one.question.building
            for one in pages
            if one.question.building > 1 and any(_is_none(one, answer) for answer in first)
        }
        there = {one.question.building for one in pages if one.records and not _repeats_any(one, first)}
        found[court] = frozenset(missing - there)
    return found


def _is_none(one: Sighting, first: Sighting) -> bool:
    together = abs(one.seen - first.seen) <= VISIT
    return together and (one.kind == PageKind.NO_SUCH_DATABASE or _repeats(one, first))


def _repeats_any(one: Sighting, first: Sequence[Sighting]) -> bool:
    return one.question.building == 1 or any(_repeats(one, answer) for answer in first)


def _repeats(one: Sighting, first: Sighting) -> bool:
    """More than half the same rows: one may have come in between."""
    shown = {record for record, _received in one.records}
    return bool(shown) and len(shown & {record for record, _received in first.records}) * 2 > len(shown)


def _place(sightings: Sequence[Sighting]) -> Iterator[Look]:
    """The looks at one register of one database of a court."""
    questions: defaultdict[Question, list[Sighting]] = defaultdict(list)
    for one in sorted(sightings, key=lambda one: (one.seen, one.number, one.capture)):
        if one.kind in (PageKind.LISTING, PageKind.EMPTY_RESULT):
            questions[one.question].append(one)
    answers: list[Answered] = []
    zeros: list[list[Look]] = []
    for question, pages in questions.items():
        for visit in _visits(pages):
            zeros.append([_look(question, [one], LookOutcome.PARTIAL, ZERO_UNCONFIRMED) for one in visit if _zero(one)])
            answers.extend(_answered(question, run) for run in _runs([one for one in visit if not _zero(one)]))
    yield from (answer.look for answer in answers)
    for readings in zeros:
        proven = prove(readings, answers) if readings else None
        for zero in readings:
            yield zero if proven is None else _empty(zero, *proven)


def _zero(one: Sighting) -> bool:
    return one.number == 1 and (one.kind == PageKind.EMPTY_RESULT or (one.counter == 0 and not one.records))


def _visits(pages: Sequence[Sighting]) -> Iterator[list[Sighting]]:
    """Cut the sightings of one question, in order of time, where a long pause lies between two."""
    visit: list[Sighting] = []
    for one in pages:
        if visit and one.seen - visit[-1].seen > VISIT:
            yield visit
            visit = []
        visit.append(one)
    if visit:
        yield visit


def _runs(pages: Sequence[Sighting]) -> Iterator[list[Sighting]]:
    """Cut a visit into readings from the first page on.

    A first page after others ends a reading, as its second sight, and begins the next.
    """
    run: list[Sighting] = []
    closing = False
    for one in pages:
        if one.number == 1 and run:
            turned = any(earlier.number > 1 for earlier in run)
            yield [*run, one] if turned else run
            run, closing = [one], turned
            continue
        run.append(one)
        closing = False
    if run and not closing:
        yield run


def _answered(question: Question, run: Sequence[Sighting]) -> Answered:
    judged = complete([_page(question, one) for one in run])
    received = [day for one in run for _record, day in one.records]
    look = _look(question, run, judged.outcome, judged.reason)
    return Answered(look, frozenset(day for day in received if day is not None), any(day is None for day in received))


def _page(question: Question, one: Sighting) -> ListingPage:
    asked = Asked(question.instance, question.procedure, question.since, question.until)
    days = tuple(day for _record, day in one.records)
    answer = Answer(one.counter, days, one.issues, one.instance, one.procedure, one.court_code)
    wrong = "counter_changed" if one.kind == PageKind.EMPTY_RESULT else fault(asked, answer)
    records = tuple(record for record, _day in one.records)
    return ListingPage(one.number, one.counter, records, one.linked, one.seen, one.capture, wrong)


def _look(question: Question, run: Sequence[Sighting], outcome: LookOutcome, reason: str | None) -> Look:
    return Look(
        court=question.court,
        register=question.register,
        building=question.building,
        provision=question.provision,
        since=question.since,
        until=question.until,
        outcome=outcome,
        reason=reason,
        counter=run[0].counter,
        distinct=len({record for one in run for record, _day in one.records}),
        started=run[0].seen,
        ended=run[-1].seen,
        captures=tuple(dict.fromkeys(one.capture for one in run)),
        origin="inferred",
    )


def _empty(zero: Look, reason: str, proof: tuple[str, ...]) -> Look:
    return replace(zero, outcome=LookOutcome.EMPTY, reason=reason, counter=0, proof=proof)
