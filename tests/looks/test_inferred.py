"""Looks inferred from pages that came without a ledger: by the same rule, on every sighting."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from absentia.looks.inferred import Question, Sighting, databases_not_there, infer
from absentia.looks.rule import VISIT
from absentia.model import LookOutcome

NOON = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
MAY = Question(
    "gvs-1.synthetic.example", "criminal-first", "first", "criminal", 1, None, dt.date(2023, 5, 1), dt.date(2023, 5, 31)
)
RECEIVED = dt.date(2023, 5, 10)


def seen(
    records: str,
    counter: int | None,
    *,
    number: int = 1,
    at: dt.timedelta = 0 * MINUTE,
    question: Question = MAY,
    kind: str = "listing",
    received: dt.date | None = RECEIVED,
    linked: int = 0,
    issues: frozenset[str] = frozenset(),
    instance: str | None = "first",
    procedure: str | None = "criminal",
) -> Sighting:
    rows = tuple((record, received) for record in records)
    name = f"{question.building}/{number}/{records}/{counter}"
    return Sighting(question, number, kind, name, NOON + at, None, counter, linked, instance, procedure, issues, rows)


def ends(*sightings: Sighting) -> list[tuple[str, str | None, int]]:
    return [(str(one.outcome), one.reason, one.distinct) for one in infer(sightings)]


def test_a_listing_of_one_page_is_complete() -> None:
    (look,) = infer([seen("ab", 2), seen("ab", 2, kind="card")])
    assert (look.outcome, look.counter, look.distinct, look.origin) == (LookOutcome.COMPLETE, 2, 2, "inferred")
    assert (look.court, look.register, look.building) == (MAY.court, MAY.register, 1)
    assert (look.since, look.until, look.started) == (MAY.since, MAY.until, NOON)
    assert look.captures == ("1/1/ab/2",)
    (narrow,) = infer([seen("ab", 2, question=replace(MAY, provision="337"))])
    assert (look.provision, narrow.provision) == (None, "337")


def test_several_pages_need_the_first_again_and_the_same_bytes_are_a_second_reading() -> None:
    first, second = seen("ab", 3), seen("c", 3, number=2, at=MINUTE)
    again = seen("ab", 3, at=2 * MINUTE)
    assert ends(first, second) == [("partial", "not_read_again", 3)]
    assert ends(first, second, again) == [("complete", None, 3)]
    assert ends(again, second, first) == [("complete", None, 3)], "the order of import does not matter"
    (look,) = infer([first, second, again])
    assert look.captures == (first.capture, second.capture), "the same bytes are named once"


def test_the_last_moment_of_a_visit_is_still_in_it() -> None:
    first, second = seen("ab", 3), seen("c", 3, number=2, at=VISIT)
    assert ends(first, second) == [("partial", "not_read_again", 3)]
    assert ends(first, replace(second, seen=second.seen + MINUTE)) == [
        ("partial", "rows_do_not_add_up", 2),
        ("partial", "first_page_missing", 1),
    ]


def test_pages_saved_months_apart_are_no_one_look() -> None:
    """25 rows saved in July and 5 in December of a listing whose counter says 30 both times."""
    july = seen("abcdefghijklmnopqrstuvwxy", 30)
    december = seen("12345", 30, number=2, at=150 * DAY)
    assert ends(july, december) == [("partial", "rows_do_not_add_up", 25), ("partial", "first_page_missing", 5)]
    again = seen("abcdefghijklmnopqrstuvwxy", 30, at=150 * DAY + MINUTE)
    assert "complete" not in {outcome for outcome, _reason, _records in ends(july, december, again)}


def test_every_reading_of_a_visit_is_a_look_of_its_own() -> None:
    readings = [seen("ab", 3), seen("c", 3, number=2, at=MINUTE), seen("ab", 3, at=2 * MINUTE)]
    more = [seen("d", 3, number=2, at=3 * MINUTE), seen("ab", 3, at=4 * MINUTE)]
    assert ends(*readings, *more) == [("complete", None, 3), ("complete", None, 3)]
    assert ends(seen("ab", 2), seen("abc", 3, at=MINUTE)) == [("complete", None, 2), ("complete", None, 3)]


@pytest.mark.parametrize(
    ("sighting", "reason"),
    [
        (seen("ab", None), "missing_counter"),
        (seen("ab", 2, linked=2), "more_pages_linked"),
        (seen("ab", 2, instance="appeal"), "wrong_register"),
        (seen("ab", 2, received=dt.date(2023, 6, 1)), "filter_ignored"),
        (seen("ab", 2, issues=frozenset({"row_shape"})), "rows_do_not_add_up"),
        (seen("ab", 2, issues=frozenset({"bad_guid"})), "rows_without_guid"),
        (seen("", 2), "layout_changed"),
        (seen("", 1), "layout_changed"),
        (seen("a", 0), "rows_do_not_add_up"),
        (seen("ab", 2, procedure="civil"), "wrong_register"),
        (seen("ab", 2, received=dt.date(2023, 4, 30)), "filter_ignored"),
        (seen("aa", 2), "rows_shifted"),
    ],
)
def test_a_page_that_is_no_answer_makes_no_complete_look(sighting: Sighting, reason: str) -> None:
    ((outcome, why, _records),) = ends(sighting)
    assert (outcome, why) == ("partial", reason)


def test_nothing_found_behind_rows_is_no_page_of_theirs() -> None:
    beyond = seen("", None, number=2, kind="empty_result", at=MINUTE)
    assert ends(seen("ab", 3), beyond) == [("partial", "counter_changed:2", 2)]


@pytest.mark.parametrize("issues", [frozenset(), frozenset({"counter_mismatch"})])
def test_of_29_of_31_rows_one_was_seen_twice_on_the_page_that_moved(issues: frozenset[str]) -> None:
    letters = "абвгдежзиклмнопрстуфхцчшщъыьэюя"
    assert len(letters) == 31
    first, second = seen(letters[:10], 31), seen(letters[10:20], 31, number=2, at=MINUTE)
    third = seen(letters[19:29], 31, number=3, at=2 * MINUTE, issues=issues)
    assert ends(first, second, third) == [("partial", "rows_shifted:3", 29)]


def test_a_counter_of_nothing_over_no_rows_is_a_zero_as_well() -> None:
    wide = seen("ab", 2, question=replace(MAY, since=dt.date(2023, 1, 1)), received=dt.date(2023, 1, 10), at=MINUTE)
    assert ends(seen("", 0)) == [("partial", "zero_unconfirmed", 0)]
    (proven,) = (one for one in infer([seen("", 0), wide]) if one.outcome is LookOutcome.EMPTY)
    assert (proven.counter, proven.distinct) == (0, 0)


@pytest.mark.parametrize("received", [None, RECEIVED, MAY.since, MAY.until])
def test_a_wider_listing_with_a_row_of_the_time_asked_or_of_no_time_proves_no_zero(received: dt.date | None) -> None:
    wide = seen("ab", 2, question=replace(MAY, since=dt.date(2023, 1, 1)), received=received, at=MINUTE)
    assert ("partial", "zero_unconfirmed", 0) in ends(seen("", None, kind="empty_result"), wide)


def test_nothing_found_is_a_zero_only_with_its_proof() -> None:
    zero = seen("", None, kind="empty_result")
    later = seen("", None, kind="empty_result", at=5 * MINUTE)
    wide = replace(MAY, since=dt.date(2023, 1, 1))
    january = seen("ab", 2, question=wide, received=dt.date(2023, 1, 10), at=MINUTE)
    assert ends(zero) == [("partial", "zero_unconfirmed", 0)]
    assert ends(zero, later) == [("partial", "zero_unconfirmed", 0)] * 2
    look, proven = sorted(infer([zero, january]), key=lambda one: one.outcome)
    assert (proven.outcome, proven.reason, proven.proof) == (
        LookOutcome.EMPTY, "wider_listing_shows_none", look.captures,
    )  # fmt: skip
    assert proven.counter == 0
    year = Question(
        **{
            **{name: getattr(MAY, name) for name in MAY.__slots__},
            "since": dt.date(2022, 1, 1),
            "until": dt.date(2022, 12, 31),
        }
    )
    other = seen("ab", 2, question=year, received=dt.date(2022, 1, 10), at=MINUTE)
    assert ("empty", "read_twice_beside_an_answered_question", 0) in ends(zero, later, other)
    assert ("empty", "read_twice_beside_an_answered_question", 0) not in ends(zero, other)
    far = seen("", None, kind="empty_result", at=30 * DAY)
    assert {outcome for outcome, _why, _n in ends(zero, far, other)} == {"complete", "partial"}


def building(number: int) -> Question:
    return replace(MAY, building=number)


@pytest.mark.parametrize(
    ("others", "missing"),
    [
        ([], set()),
        ([seen("", None, kind="no_such_database", question=building(2), at=MINUTE)], {2}),
        ([seen("", None, kind="no_such_database", question=building(2), at=3 * DAY)], set()),  # not in that visit
        ([seen("abx", 3, question=building(3), at=MINUTE)], {3}),  # it repeats the first
        ([seen("", None, kind="no_such_database", question=building(2), at=VISIT)], {2}),
        ([seen("", None, kind="no_such_database", question=building(2), at=VISIT + MINUTE)], set()),
        ([seen("axy", 3, question=building(3), at=MINUTE)], set()),
        ([seen("ax", 2, question=building(3), at=MINUTE)], set()),  # half of it is not most of it
        ([seen("abxyz", 5, question=building(3), at=MINUTE)], set()),
        ([seen("", None, kind="empty_result", question=building(2), at=MINUTE)], set()),
        # once it showed records of its own, no message makes it go
        (
            [
                seen("", None, kind="no_such_database", question=building(2), at=MINUTE),
                seen("xy", 2, question=building(2), at=9 * DAY),
            ],
            set(),
        ),
    ],
)
def test_a_database_is_not_there_when_the_court_itself_shows_so(others: list[Sighting], missing: set[int]) -> None:
    assert databases_not_there([seen("ab", 2), *others]).get(MAY.court, frozenset()) == frozenset(missing)
