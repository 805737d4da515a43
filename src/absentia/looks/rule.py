"""When a look is complete: the one rule, for the collector that is asking and for pages that somebody else saved.

A portal's listing lies in known ways: pages beyond the end repeat the last one, rows shift while pages are turned, a
counter counts what no page shows. So a look is complete only if the different records on its pages equal a counter that
stood still, every page that is linked was seen, all of it in one visit, and, where there is more than one page, the
first was read again at the end and had not changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from absentia.model.look import Look, LookOutcome

VISIT = dt.timedelta(hours=12)
"""Pages that lie further apart are no one visit: records come and go in between, and the counter may be the same."""
EXTRA_PAGES = 3
"""Pages asked for beyond the last that the counter makes one expect, before it is called wrong."""
NOT_READ_AGAIN = "not_read_again"
ZERO_UNCONFIRMED = "zero_unconfirmed"
FROM_WHOLE_REGISTER = "read_in_whole_register"
UNSTABLE = frozenset({"counter_changed", "rows_shifted", "page_clamped", "first_page_changed", "rows_do_not_add_up"})
"""Reasons that another reading of the same window may not give."""
_SHIFTED = "rows_shifted"
_MISCOUNTED = "rows_do_not_add_up"


def word(reason: str | None) -> str | None:
    """A reason without what it adds behind a colon: ``rows_shifted`` of ``rows_shifted:2``, the page that moved."""
    return reason and reason.partition(":")[0]


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of a listing, as it was seen."""

    number: int
    counter: int | None
    records: tuple[str, ...]
    """What tells its records apart, in the page's order."""
    linked: int
    """The last page its links lead to; 0 where it has none."""
    seen: dt.datetime
    capture: str
    fault: str | None = None
    """Why it is no usable part of an answer to the question, whatever it shows."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a look stands, given the pages so far."""

    outcome: LookOutcome
    reason: str | None = None
    wants: int | None = None
    """The page to be read next; ``None``: no further page can make it complete."""


_COMPLETE = Judgement(LookOutcome.COMPLETE)


def complete(pages: Sequence[ListingPage]) -> Judgement:
    """Judge the pages of one question's answer, in the order they were read."""
    if not pages or pages[0].number != 1:
        return _partial("first_page_missing", wants=1)
    first = pages[0]
    found = _turned(pages)
    fault = next((_at(page, page.fault) for page in pages if page.fault), None) or _beginning(first)
    if word(fault) == _MISCOUNTED and isinstance(found, str) and word(found) == _SHIFTED:
        return _partial(found)  # why the page has fewer rows than it says
    if fault is not None:
        return _partial(fault)
    if pages[-1].seen - first.seen > VISIT:
        return _partial("not_one_visit")
    return _partial(found) if isinstance(found, str) else _whole(first, found)


def _at(page: ListingPage, reason: str) -> str:
    """The reason with the page it stands on, where that is not the first."""
    return reason if page.number == 1 else f"{reason}:{page.number}"


@dataclass(slots=True)
class _Turned:
    """The different pages, and whether the first was the last to be read."""

    pages: dict[int, ListingPage]
    records: set[str]
    first_again: bool = False


def _beginning(first: ListingPage) -> str | None:
    if first.counter is None:
        return "missing_counter"
    if first.counter == 0 and not first.records:
        return ZERO_UNCONFIRMED
    return _SHIFTED if len(set(first.records)) < len(first.records) else None


def _turned(pages: Sequence[ListingPage]) -> _Turned | str:
    """Hold every page against those before it; the reason where one contradicts the others, and which one does."""
    first = pages[0]
    found = _Turned({1: first}, set(first.records))
    before = first
    for page in pages[1:]:
        found.first_again = page.number == 1
        known = found.pages.get(page.number)
        if known is not None:
            if (page.counter, page.records) != (known.counter, known.records):
                return "first_page_changed" if page.number == 1 else _at(page, _SHIFTED)
            continue
        if page.counter != first.counter:
            return _at(page, "counter_changed")
        if set(page.records) == set(before.records):
            return _at(page, "page_clamped")
        if len(set(page.records)) < len(page.records) or not found.records.isdisjoint(page.records):
            return _at(page, _SHIFTED)
        found.pages[page.number] = before = page
        found.records.update(page.records)
    return found


def _whole(first: ListingPage, found: _Turned) -> Judgement:
    """Is it all? Every page up to the last one that is linked, as many records as are counted, the first page twice."""
    assert first.counter is not None
    last = max(found.pages)
    skipped = next((number for number in range(1, last) if number not in found.pages), None)
    if skipped is not None:
        return _partial("page_missing", wants=skipped)
    if len(found.records) < first.counter:
        expected = -(-first.counter // max(len(first.records), 1))
        return _partial(_MISCOUNTED, wants=last + 1 if last < expected + EXTRA_PAGES else None)
    if len(found.records) > first.counter:
        return _partial(_MISCOUNTED)
    if max(page.linked for page in found.pages.values()) > last:
        # the counter is satisfied, and yet the pages lead on to others: one of the two is wrong
        return _partial("more_pages_linked")
    if last > 1 and not found.first_again:
        return _partial(NOT_READ_AGAIN, wants=1)
    return _COMPLETE


def combine(
    parts: Sequence[tuple[LookOutcome, frozenset[str]]], counter: int | None = None
) -> tuple[LookOutcome, str | None]:
    """A window that was split, from its parts: how each ended and which records it showed.

    ``counter`` is what the whole window's own counter says, where it was asked.
    """
    outcomes = {outcome for outcome, _records in parts}
    if not parts or not all(outcome.known for outcome in outcomes):
        return (outcomes.pop() if len(outcomes) == 1 else LookOutcome.PARTIAL), "parts_not_complete"
    together = frozenset[str]().union(*(records for _outcome, records in parts))
    if len(together) < sum(len(records) for _outcome, records in parts):
        return LookOutcome.PARTIAL, "a_record_in_two_parts"
    if counter is not None and counter != len(together):
        return LookOutcome.PARTIAL, "parts_do_not_add_up"
    return (LookOutcome.COMPLETE if together else LookOutcome.EMPTY), None


def derive(whole: tuple[LookOutcome, str | None], matching: int) -> tuple[LookOutcome, str | None]:
    """What a look at a whole register says of one provision, of which it showed ``matching`` records.

    The portal's filter looks for the article in the very cell that the unfiltered listing shows.
    """
    outcome, reason = whole
    if not outcome.known:
        return outcome, reason
    return (LookOutcome.COMPLETE if matching else LookOutcome.EMPTY), FROM_WHOLE_REGISTER


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with rows that is held against a zero: its look, and the receipt dates of its records."""

    look: Look
    received: frozenset[dt.date]
    undated: bool = False
    """Some of its records show no date of receipt."""


def prove(zeros: Sequence[Look], answers: Iterable[Answered]) -> tuple[str, tuple[str, ...]] | None:
    """Whether «nothing found» is a zero: the reason and the pages that prove it; ``None`` where nothing does.

    A question the court did not understand gets the same page. So the same register of the same database must have
    answered a question with rows in the same visit: one that covers this one and shows none of its records, or any
    between two readings of the zero; before or after them, both may be of one spell in which it answered nothing.

    Args:
        zeros: readings of this one question that found nothing, in order of time.
        answers: looks at the same court that showed records.
    """
    question = zeros[0]
    second = None
    for answer in answers:
        one = answer.look
        same_place = (one.court, one.register, one.building) == (question.court, question.register, question.building)
        if not same_place or not _one_visit(one, zeros):
            continue
        covers = one.outcome is LookOutcome.COMPLETE and _covers(one, question) and not answer.undated
        if covers and not any(_within(day, question) for day in answer.received):
            return "wider_listing_shows_none", one.captures
        if any(_within(day, question) for day in answer.received) and one.provision == question.provision:
            return None  # the very question was answered with rows: one of the two is wrong
        if zeros[0].ended <= one.started and one.ended <= zeros[-1].started:
            second = second or one
    if second is not None and len({zero.started for zero in zeros}) > 1:
        again = tuple(dict.fromkeys(capture for zero in zeros for capture in zero.captures))
        return "read_twice_beside_an_answered_question", (*second.captures, *again)
    return None


def _partial(reason: str, wants: int | None = None) -> Judgement:
    return Judgement(LookOutcome.PARTIAL, reason, wants)


def _one_visit(one: Look, zeros: Sequence[Look]) -> bool:
    return max(one.ended, zeros[-1].ended) - min(one.started, zeros[0].started) <= VISIT


def _covers(wide: Look, narrow: Look) -> bool:
    begins = wide.since is None or (narrow.since is not None and wide.since <= narrow.since)
    ends = wide.until is None or (narrow.until is not None and wide.until >= narrow.until)
    return begins and ends and wide.provision in (None, narrow.provision)


def _within(day: dt.date, question: Look) -> bool:
    return (question.since is None or question.since <= day) and (question.until is None or day <= question.until)
