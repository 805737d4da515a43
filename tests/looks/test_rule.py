"""When a look is complete: a case per branch of the rule, and the rule against listings drawn at random."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.looks.rule import VISIT, Answered, ListingPage, combine, complete, derive, prove, word
from absentia.model.look import Look, LookOutcome

NOON = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
COMPLETE, EMPTY, PARTIAL, CAPTCHA = LookOutcome.COMPLETE, LookOutcome.EMPTY, LookOutcome.PARTIAL, LookOutcome.CAPTCHA


def page(
    number: int, counter: int | None, records: str, at: int = 0, *, linked: int = 0, fault: str | None = None
) -> ListingPage:
    return ListingPage(number, counter, tuple(records), linked, NOON + at * MINUTE, f"{number}@{at}", fault)


def _thin(first: str, counter: int, *others: str) -> list[ListingPage]:
    """Pages of which many are empty."""
    return [page(number, counter, records, number) for number, records in enumerate((first, *others), 1)]


@pytest.mark.parametrize(
    ("pages", "reason", "wants"),
    [
        ([], "first_page_missing", 1),
        ([page(2, 3, "c")], "first_page_missing", 1),
        ([page(1, 2, "ab", fault="wrong_court")], "wrong_court", None),
        ([page(1, 3, "ab"), page(2, 3, "c", 1, fault="cut")], "cut:2", None),
        ([page(1, None, "ab")], "missing_counter", None),
        ([page(1, 0, "")], "zero_unconfirmed", None),
        ([page(1, 0, "ab")], "rows_do_not_add_up", None),  # a counter of nothing over rows is no zero
        ([page(1, 2, "")], "rows_do_not_add_up", 2),  # nor is a page without the rows that are counted
        ([page(1, 2, "aa")], "rows_shifted", None),
        # one visit
        ([page(1, 3, "ab"), page(2, 3, "c", 1), page(1, 3, "ab", 13 * 60)], "not_one_visit", None),
        # what a page says against those before it
        ([page(1, 3, "ab"), page(2, 4, "c", 1)], "counter_changed:2", None),
        ([page(1, 4, "ab"), page(2, 4, "ba", 1)], "page_clamped:2", None),
        ([page(1, 4, "ab"), page(2, 4, "bc", 1)], "rows_shifted:2", None),
        ([page(1, 4, "ab"), page(2, 4, "cc", 1)], "rows_shifted:2", None),
        ([page(1, 6, "ab"), page(2, 6, "cd", 1), page(2, 6, "ce", 2)], "rows_shifted:2", None),
        # the page that repeats a record of an earlier one moved, also where it shows fewer rows than it says
        ([page(1, 7, "abc"), page(2, 7, "def", 1), page(3, 7, "c", 2)], "rows_shifted:3", None),
        (
            [page(1, 7, "abc"), page(2, 7, "cd", 1, fault="rows_do_not_add_up"), page(3, 7, "ef", 2)],
            "rows_shifted:2",
            None,
        ),
        ([page(1, 7, "abc"), page(2, 7, "de", 1, fault="rows_do_not_add_up")], "rows_do_not_add_up:2", None),
        ([page(1, 7, "abc"), page(2, 7, "cd", 1, fault="wrong_court")], "wrong_court:2", None),
        ([page(1, 7, "abc", fault="rows_do_not_add_up"), page(2, 7, "abc", 1)], "rows_do_not_add_up", None),
        ([page(1, 3, "ab"), page(2, 3, "c", 1), page(1, 3, "ax", 2)], "first_page_changed", None),
        ([page(1, 3, "ab"), page(2, 3, "c", 1), page(1, 4, "ab", 2)], "first_page_changed", None),
        # all of it
        ([page(1, 6, "ab"), page(3, 6, "ef", 1)], "page_missing", 2),
        ([page(1, 3, "ab")], "rows_do_not_add_up", 2),
        ([page(1, 3, "ab"), page(2, 3, "", 1), page(3, 3, "", 2), page(4, 3, "", 3)], "page_clamped:3", None),
        ([page(1, 1, "ab")], "rows_do_not_add_up", None),
        # pages beyond the three that the counter makes one expect: three of them, and no more
        (_thin("ab", 5, "", "c", "", "d"), "rows_do_not_add_up", 6),
        (_thin("ab", 5, "", "c", "", "d", ""), "rows_do_not_add_up", None),
        (_thin("a", 5, "", "b", "", "c", ""), "rows_do_not_add_up", 7),
        ([page(1, 2, "ab", linked=2)], "more_pages_linked", None),
        ([page(1, 3, "ab", linked=2), page(2, 3, "c", 1, linked=3)], "more_pages_linked", None),
        ([page(1, 3, "ab"), page(2, 3, "c", 1)], "not_read_again", 1),
        # the first page read in between is no second sight of what came after it
        ([page(1, 5, "ab"), page(2, 5, "cd", 1), page(1, 5, "ab", 2), page(3, 5, "e", 3)], "not_read_again", 1),
    ],
)
def test_what_is_missing_is_said_and_what_to_read_next(
    pages: list[ListingPage], reason: str, wants: int | None
) -> None:
    judged = complete(pages)
    assert (judged.outcome, judged.reason, judged.wants) == (PARTIAL, reason, wants)


@pytest.mark.parametrize(
    "pages",
    [
        [page(1, 2, "ab")],
        [page(1, 2, "ab", linked=1)],
        [page(1, 3, "ab", linked=2), page(2, 3, "c", 1, linked=2), page(1, 3, "ab", 2)],
        [page(1, 5, "ab"), page(3, 5, "e", 1), page(2, 5, "cd", 2), page(2, 5, "cd", 3), page(1, 5, "ab", 4)],
        # the last moment of the visit is still in it
        [page(1, 3, "ab"), page(2, 3, "c", 1), page(1, 3, "ab", 12 * 60)],
    ],
)
def test_a_look_is_complete_when_all_of_it_holds(pages: list[ListingPage]) -> None:
    assert (complete(pages).outcome, complete(pages).reason) == (COMPLETE, None)


def test_asking_beyond_the_last_page_ends() -> None:
    """A counter too high: the rule asks for three pages more than it makes one expect, and no more."""
    pages = [page(1, 5, "ab")]
    asked = []
    while (wants := complete(pages).wants) is not None:
        asked.append(wants)
        pages.append(page(wants, 5, chr(ord("a") + wants) * (wants == 2), len(pages)))  # pages beyond are empty
        if len(pages) > 20:
            break
    assert asked == [2, 3, 4], "an empty page repeats the empty one before it"


LETTERS = "abcdefghijklmnopqrstuvwxyz"


@st.composite
def _listings(draw: st.DrawFn) -> tuple[set[str], list[set[str]], list[ListingPage]]:
    """A register that may change between any two requests, and the pages a reader who follows the rule was shown."""
    size = draw(st.integers(1, 4))
    records = list(LETTERS[: draw(st.integers(1, 12))])
    lies = draw(st.sampled_from([0, 0, 0, -1, 1]))
    worlds: list[set[str]] = [set(records)]
    pages: list[ListingPage] = []
    while (wants := complete(pages).wants) is not None and len(pages) < 12:
        if pages and draw(st.integers(0, 3)) == 0:
            if bool(draw(st.integers(0, 1))) and records:
                records.pop(draw(st.integers(0, len(records) - 1)))
            else:
                records.insert(draw(st.integers(0, len(records))), LETTERS[len(LETTERS) - 1 - len(worlds)])
        worlds.append(set(records))
        last = max(-(-len(records) // size), 1)
        shown = min(wants, last)  # pages beyond the end repeat the last one
        rows = records[(shown - 1) * size : shown * size]
        counter = max(len(records) + lies, 0)
        pages.append(page(wants, counter, "".join(rows), len(pages), linked=last))
    return set(records), worlds, pages


@given(_listings())
def test_a_complete_look_saw_all_that_was_there_at_some_moment(
    drawn: tuple[set[str], list[set[str]], list[ListingPage]],
) -> None:
    _now, worlds, pages = drawn
    if complete(pages).outcome is COMPLETE:
        seen = {record for one in pages for record in one.records}
        assert any(len(seen) == len(world) for world in worlds)
        assert all(len(seen & world) >= len(world) - (len(worlds) - 1) for world in worlds)
        if len(set(map(frozenset, worlds))) == 1:
            assert seen == worlds[0], "a register that stood still was read to its end"


@given(_listings(), st.integers(0, 12))
def test_no_part_of_a_reading_is_complete_that_the_whole_is_not(
    drawn: tuple[set[str], list[set[str]], list[ListingPage]], kept: int
) -> None:
    """Pages that are missing never make a look complete: it wants a page or knows why it can never be."""
    _now, _worlds, pages = drawn
    part = pages[:kept]
    if complete(part).outcome is COMPLETE:
        seen = {record for one in part for record in one.records}
        assert len(seen) == part[0].counter
        assert len(part) == 1 or part[-1].number == 1


@pytest.mark.parametrize(
    ("parts", "counter", "expected"),
    [
        ([(COMPLETE, "ab"), (COMPLETE, "c")], None, (COMPLETE, None)),
        ([(COMPLETE, "ab"), (EMPTY, "")], 2, (COMPLETE, None)),
        ([(EMPTY, ""), (EMPTY, "")], None, (EMPTY, None)),
        ([(COMPLETE, "ab"), (COMPLETE, "bc")], None, (PARTIAL, "a_record_in_two_parts")),
        ([(COMPLETE, "ab"), (COMPLETE, "c")], 4, (PARTIAL, "parts_do_not_add_up")),
        ([(COMPLETE, "ab"), (CAPTCHA, "")], None, (PARTIAL, "parts_not_complete")),
        ([(CAPTCHA, ""), (CAPTCHA, "")], None, (CAPTCHA, "parts_not_complete")),
        ([], None, (PARTIAL, "parts_not_complete")),
    ],
)
def test_a_split_window_is_known_when_its_parts_are_and_add_up(
    parts: list[tuple[LookOutcome, str]], counter: int | None, expected: tuple[LookOutcome, str | None]
) -> None:
    assert combine([(outcome, frozenset(records)) for outcome, records in parts], counter) == expected


@pytest.mark.parametrize(
    ("whole", "matching", "expected"),
    [
        ((COMPLETE, None), 2, (COMPLETE, "read_in_whole_register")),
        ((COMPLETE, None), 0, (EMPTY, "read_in_whole_register")),
        ((EMPTY, "whatever"), 0, (EMPTY, "read_in_whole_register")),
        ((PARTIAL, "zero_unconfirmed"), 0, (PARTIAL, "zero_unconfirmed")),
        ((CAPTCHA, "captcha_gate"), 0, (CAPTCHA, "captcha_gate")),
    ],
)
def test_a_whole_register_says_what_it_knows_of_a_provision(
    whole: tuple[LookOutcome, str | None], matching: int, expected: tuple[LookOutcome, str | None]
) -> None:
    assert derive(whole, matching) == expected


def look(
    outcome: LookOutcome = PARTIAL,
    at: int = 0,
    *,
    court: str = "gvs-1.synthetic.example",
    register: str = "criminal-first",
    building: int = 1,
    provision: str | None = None,
    since: str | None = "2023-05-01",
    until: str | None = "2023-05-31",
) -> Look:
    when = NOON + at * MINUTE
    begin, end = (None if text is None else dt.date.fromisoformat(text) for text in (since, until))
    return Look(
        court, register, building, provision, begin, end, outcome, None, None, 0,
        when, when, captures=(f"{outcome}@{at}",),
    )  # fmt: skip


YEAR = {"since": "2023-01-01", "until": "2023-12-31"}
NEAR = int(VISIT / MINUTE)
FAR = NEAR + 1


def answered(days: Sequence[str], *, undated: bool = False, **asked: object) -> Answered:
    shown = look(**{"outcome": COMPLETE, "at": 1, **YEAR, **asked})  # type: ignore[arg-type]
    return Answered(shown, frozenset(map(dt.date.fromisoformat, days)), undated)


@pytest.mark.parametrize(
    ("zeros", "answers", "reason"),
    [
        ([look()], [], None),
        ([look(), look(at=2)], [], None),
        # a wider listing that was read to its end and shows none of its dates
        ([look()], [answered(["2023-02-01"])], "wider_listing_shows_none"),
        ([look()], [answered(["2023-05-02"])], None),
        ([look()], [answered(["2023-02-01"], undated=True)], None),
        ([look()], [answered(["2023-02-01"], outcome=PARTIAL)], None),
        ([look()], [answered(["2023-02-01"], since="2023-05-02")], None),
        ([look()], [answered(["2023-02-01"], until="2023-05-30")], None),
        ([look(provision="337")], [answered(["2023-02-01"])], "wider_listing_shows_none"),
        # as wide is wide enough, and what lies on an end of the question lies in it
        ([look()], [answered(["2023-06-02"], since="2023-05-01")], "wider_listing_shows_none"),
        ([look()], [answered(["2023-02-01"], until="2023-05-31")], "wider_listing_shows_none"),
        ([look()], [answered(["2023-02-01"], since=None, until=None)], "wider_listing_shows_none"),
        ([look(since=None)], [answered(["2023-06-02"])], None),
        ([look(until=None)], [answered(["2023-02-01"])], None),
        ([look(until=None)], [answered(["2023-02-01"], until=None)], "wider_listing_shows_none"),
        ([look(until=None)], [answered(["2024-02-01"], until=None)], None),
        ([look()], [answered(["2023-05-01"])], None),
        ([look()], [answered(["2023-05-31"])], None),
        ([look()], [answered(["2023-04-30", "2023-06-01"])], "wider_listing_shows_none"),
        ([look()], [answered(["2023-02-01"], at=NEAR)], "wider_listing_shows_none"),
        ([look()], [answered(["2023-02-01"], provision="337")], None),
        # another building, register or court proves nothing, nor another day
        ([look()], [answered(["2023-02-01"], building=2)], None),
        ([look()], [answered(["2023-02-01"], register="criminal-appeal")], None),
        ([look()], [answered(["2023-02-01"], court="gvs-2.synthetic.example")], None),
        ([look()], [answered(["2023-02-01"], at=FAR)], None),
        # read twice, and another question answered
        ([look(), look(at=2)], [answered(["2022-02-01"], since="2022-01-01", until="2022-12-31")],
         "read_twice_beside_an_answered_question"),
        # not before or after both readings: the register may have answered nothing for a while
        ([look(at=2), look(at=3)], [answered(["2022-02-01"], since="2022-01-01", until="2022-12-31")], None),
        ([look(at=-1), look()], [answered(["2022-02-01"], since="2022-01-01", until="2022-12-31")], None),
        ([look(at=1), look(at=3)], [answered(["2022-02-01"], since="2022-01-01", until="2022-12-31")],
         "read_twice_beside_an_answered_question"),
        ([look(at=-1), look(at=1)], [answered(["2022-02-01"], since="2022-01-01", until="2022-12-31")],
         "read_twice_beside_an_answered_question"),
        ([look(), look()], [answered(["2022-02-01"], since="2022-01-01", until="2022-12-31")], None),
        ([look(), look(at=2)], [answered(["2022-02-01"], since="2022-01-01", until="2022-12-31", building=2)], None),
        ([look(), look(at=2)], [answered(["2023-05-02"], outcome=PARTIAL)], None),
    ],
)  # fmt: skip
def test_a_zero_is_proven_by_the_same_register_of_the_same_building_in_the_same_visit(
    zeros: list[Look], answers: list[Answered], reason: str | None
) -> None:
    found = prove(zeros, answers)
    assert (found and found[0]) == reason
    if found is not None:
        assert set(answers[0].look.captures) <= set(found[1])


def test_a_later_answer_between_the_readings_is_not_hidden_by_one_before_them() -> None:
    early, between = (answered(["2022-02-01"], since="2022-01-01", until="2022-12-31", at=at) for at in (1, 3))
    assert prove([look(at=2), look(at=4)], [early, between]) == (
        "read_twice_beside_an_answered_question", (*between.look.captures, "partial@2", "partial@4"),
    )  # fmt: skip


def test_what_proves_nothing_hides_no_proof_behind_it() -> None:
    elsewhere, here = answered(["2023-02-01"], building=2), answered(["2023-02-01"])
    assert prove([look()], [elsewhere, here]) == ("wider_listing_shows_none", here.look.captures)


@pytest.mark.parametrize(
    ("reason", "said"), [(None, None), ("", ""), ("cut", "cut"), ("rows_shifted:2", "rows_shifted"), ("a:b:c", "a")]
)
def test_the_word_of_a_reason(reason: str | None, said: str | None) -> None:
    assert word(reason) == said
