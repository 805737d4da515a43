"""Why a court gave nothing, and what must be looked at of it."""

from __future__ import annotations

from typing import Any

import pytest

from absentia.model import LookOutcome, PageKind
from absentia.tally.coverage import NO_LISTING, NOT_ASKED, _places, _seen, _why_not

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
