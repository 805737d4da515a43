"""Why a court gave nothing, and what must be looked at of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from tests.tally.build import COURT, OTHER, Book, listing_url

from absentia.model import LookOutcome, PageKind
from absentia.tally import tally
from absentia.tally.coverage import NO_LISTING, NOT_ASKED, _by_court, _court, _places, _seen, _why_not

CAPTCHA, PARTIAL, COMPLETE = LookOutcome.CAPTCHA, LookOutcome.PARTIAL, LookOutcome.COMPLETE
ASKED, UNASKED = {"since": "2021-01-01"}, {"since": None}


@pytest.mark.parametrize(
    ("pages", "outcomes", "registers", "reason"),
    [
        ([], [CAPTCHA], [], CAPTCHA),
        ([], [PARTIAL, LookOutcome.BLOCKED], [], LookOutcome.BLOCKED),
        # what a look met says more than pages that no look names
        ([PageKind.BLOCK_B], [CAPTCHA], [], CAPTCHA),
        ([PageKind.BLOCK_B], [PARTIAL], [], PageKind.BLOCK_B),
        ([PageKind.UNKNOWN, PageKind.CAPTCHA_GATE], [], [], PageKind.CAPTCHA_GATE),
        ([PageKind.CARD, PageKind.MOVED], [], [], PageKind.MOVED),
        ([PageKind.CARD], [], [], NO_LISTING),
        ([PageKind.CARD], [PARTIAL], [], NO_LISTING),
        ([], [PARTIAL], [ASKED], PARTIAL),
        ([], [], [ASKED], NOT_ASKED),
        ([], [], [UNASKED, ASKED], NOT_ASKED),
        ([], [], [UNASKED], PageKind.UNKNOWN),
        ([], [], [], PageKind.UNKNOWN),
    ],
)
def test_why_a_court_gave_nothing(
    pages: list[PageKind], outcomes: list[LookOutcome], registers: list[dict[str, Any]], reason: str
) -> None:
    rows = [{"page": str(one)} for one in pages]
    assert _why_not(rows, [{"outcome": str(one)} for one in outcomes], registers) == str(reason)


@pytest.mark.parametrize(
    ("listed", "outcome", "shown", "seen"),
    [
        (None, None, None, False),
        (False, None, None, False),
        (True, None, None, True),
        (None, COMPLETE, False, True),
        (None, LookOutcome.EMPTY, False, True),
        (None, PARTIAL, True, True),  # some of it was shown
        (None, PARTIAL, False, False),
        (False, CAPTCHA, False, False),
    ],
)
def test_a_court_was_seen_where_a_register_was_shown(
    listed: bool | None, outcome: LookOutcome | None, shown: bool | None, *, seen: bool
) -> None:
    pages = [] if listed is None else [{"listed": listed}]
    outcomes = [] if outcome is None else [{"outcome": str(outcome), "shown": shown}]
    assert _seen(pages, outcomes) is seen


@pytest.mark.parametrize(
    ("registers", "one_register", "places"),
    [
        ([("a", "2021", [0, 1])], "a", (("a", 0), ("a", 1))),
        ([("a", None, [0])], "a", (("a", 0),)),
        ([("a", "2021", [0]), ("b", "2021", [0])], None, (("a", 0), ("b", 0))),
        ([("a", "2021", [0]), ("b", None, [0])], None, ()),  # nobody says whether the court has it
    ],
)
def test_what_must_be_looked_at(
    registers: list[tuple[str, str | None, list[int]]], one_register: str | None, places: tuple[tuple[str, int], ...]
) -> None:
    rows = [{"register": name, "since": since, "buildings": buildings} for name, since, buildings in registers]
    assert _places(rows, one_register) == places


def _register(since: str | None, name: str | None = None) -> dict[str, Any]:
    day = None if since is None else dt.date.fromisoformat(since)
    return {"register": "criminal-first", "since": day, "buildings": [0], "name": name}


def _page(kind: PageKind, *, listed: bool = False, name: str | None = None) -> dict[str, Any]:
    return {"page": str(kind), "pages": 3, "listed": listed, "name": name}


@pytest.mark.parametrize(
    ("registers", "since"),
    [
        ([], None),
        ([_register("2021-01-01")], "2021-01-01"),
        ([_register("2021-01-01"), _register("2022-01-01")], "2022-01-01"),  # from the later on both are asked for
        ([_register("2021-01-01"), _register(None)], None),
    ],
)
def test_a_court_is_asked_from_when_on_every_register_is(registers: list[dict[str, Any]], since: str | None) -> None:
    made = _court("a", pages=(), outcomes=(), registers=registers, windows=(), joined=(), one_register="criminal-first")
    assert made.since == (None if since is None else dt.date.fromisoformat(since))


def test_a_court_has_a_name_a_reason_and_what_was_not_answered() -> None:
    shared: dict[str, Any] = {"windows": (), "joined": (), "one_register": "criminal-first"}
    outcomes = [
        {"outcome": str(outcome), "questions": questions, "shown": False}
        for outcome, questions in ((CAPTCHA, 2), (PARTIAL, 3), (COMPLETE, 5), (LookOutcome.EMPTY, 7))
    ]
    seen = _court("a", pages=[_page(PageKind.LISTING, name="paged")], outcomes=outcomes, registers=[], **shared)
    assert (seen.name, seen.reason, seen.incomplete, seen.looked_at) == ("paged", None, 5, True)
    named = [_register("2021-01-01", "listed")]
    dark = _court("a", pages=[_page(PageKind.CARD, name="paged")], outcomes=outcomes[:1], registers=named, **shared)
    assert (dark.name, dark.reason, dark.incomplete, dark.looked_at) == ("listed", str(CAPTCHA), 2, False)
    assert _court("a", pages=(), outcomes=(), registers=(), **shared).name is None


def test_rows_are_kept_by_court_or_of_one() -> None:
    rows = [{"court": "a", "n": 1}, {"court": "b", "n": 2}, {"court": "a", "n": 3}]
    assert _by_court(rows, None) == {"a": [rows[0], rows[2]], "b": [rows[1]]}
    assert _by_court(rows, "b") == {"b": [rows[1]]}
    assert _by_court(rows, "c") == {}


def test_what_was_captured_when_is_of_the_pages_there_are(tmp_path: Path) -> None:
    book = Book()
    book.page("listing", captured="2024-01-20T03:00:00", url=listing_url("2023-01-01", "2023-06-30"), counter=0)
    book.page("card", captured="2024-03-01T03:00:00")
    told = tally(book.write(tmp_path / "dated"), "filings_received", since="2023-01-01").as_dict()
    assert told["coverage"]["first_captured"].startswith("2024-01-20")
    assert told["coverage"]["last_captured"].startswith("2024-03-01")
    assert told["period"] == {"since": "2023-01-01", "until": None}
    book = Book()
    book.page("card", captured=None)
    told = tally(book.write(tmp_path / "undated"), "filings_received", until="2023-01-01").as_dict()
    assert (told["coverage"]["first_captured"], told["coverage"]["last_captured"]) == (None, None)
    assert told["period"] == {"since": None, "until": "2023-01-01"}
    assert told["unreadable"]["perhaps_refiled"] == 0


def test_a_court_whose_registers_are_others_counts_here_only_by_its_records(tmp_path: Path) -> None:
    book = Book(asked="2021-01-01")  # criminal cases of the first instance, in every court with a page
    book.entry(book.page("card", court=COURT, instance="appeal"), guid="g")
    book.page("captcha_gate", court=OTHER, instance=None, procedure=None)
    told = tally(book.write(tmp_path / "o"), "filings_received", instance="appeal").as_dict()
    assert [court["court"] for court in told["coverage"]["courts"]] == [COURT]


@pytest.mark.parametrize(
    ("looks", "kept"),
    [
        # a later look at the same receipts, and more, says all that the earlier one did
        ([("2023-01-01", "2023-02-28", 3), ("2023-01-01", "2023-03-31", 4)], [4]),
        ([("2023-01-01", "2023-03-31", 4), ("2023-01-01", "2023-03-31", 5)], [5]),
        # an earlier one that reaches further stays
        ([("2023-01-01", "2023-03-31", 4), ("2023-01-01", "2023-02-28", 5)], [4, 5]),
        # another beginning is another question
        ([("2023-01-01", "2023-02-28", 3), ("2023-02-01", "2023-02-28", 4)], [3, 4]),
        ([("2023-01-01", "2023-02-28", 3), ("2023-01-01", "2023-02-28", 3)], [3]),
    ],
)
def test_only_looks_that_no_later_one_shows_wholly_are_named(
    tmp_path: Path, looks: list[tuple[str, str, int]], kept: list[int]
) -> None:
    book = Book()
    for since, until, month in looks:
        page = book.page("listing", captured=f"2024-{month:02}-20T03:00:00", counter=1)
        book.entry(page)
        book.looked(page, since, until)
    (court,) = tally(book.write(tmp_path / "o"), "filings_received").coverage["courts"]
    assert sorted(int(window["captured"][5:7]) for window in court["complete_windows"]) == kept
