"""When a page is part of an answer to a question: a row per branch, and what is not known contradicts nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from absentia.looks.page import Answer, Asked, fault

FIRST, LAST = dt.date(2023, 5, 1), dt.date(2023, 5, 31)
DAY = dt.timedelta(days=1)
ASKED = Asked("first", "criminal", FIRST, LAST, "00GV0001")
ANSWER = Answer(2, (FIRST, LAST), frozenset(), "first", "criminal", "00GV0001")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        # a table that counts rows and shows none that could be read
        ({"received": ()}, "layout_changed"),
        ({"received": (), "counter": 1}, "layout_changed"),
        ({"received": (), "counter": 0}, None),
        ({"received": (), "counter": None}, "layout_changed"),
        ({"counter": None}, "missing_counter"),
        ({"issues": frozenset({"bad_guid"})}, "rows_without_guid"),
        ({"issues": frozenset({"counter_mismatch"})}, "rows_do_not_add_up"),
        ({"issues": frozenset({"row_shape"})}, "rows_do_not_add_up"),
        ({"issues": frozenset({"unknown_label"})}, None),
        ({"court_code": "00GV0002"}, "wrong_court"),
        ({"court_code": None}, None),
        ({"instance": "appeal"}, "wrong_register"),
        ({"instance": None}, None),
        ({"instance": "unknown"}, None),
        ({"procedure": "civil"}, "wrong_register"),
        ({"procedure": None}, None),
        ({"procedure": "unknown"}, None),
        ({"received": (FIRST - DAY, LAST)}, "filter_ignored"),
        ({"received": (FIRST, LAST + DAY)}, "filter_ignored"),
        ({"received": (None, LAST)}, None),
        ({"another_charge": True}, "filter_ignored"),
    ],
)
def test_a_page_that_contradicts_the_question_is_no_part_of_its_answer(
    change: dict[str, object], reason: str | None
) -> None:
    assert fault(ASKED, replace(ANSWER, **change)) == reason  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("unasked", "change"),
    [
        ({"court_code": None}, {"court_code": "00GV0002"}),
        ({"instance": None}, {"instance": "appeal"}),
        ({"instance": "unknown"}, {"instance": "appeal"}),
        ({"procedure": None}, {"procedure": "civil"}),
        ({"procedure": "unknown"}, {"procedure": "civil"}),
        ({"since": None}, {"received": (FIRST - DAY,)}),
        ({"until": None}, {"received": (LAST + DAY,)}),
    ],
)
def test_what_was_not_asked_cannot_be_contradicted(unasked: dict[str, object], change: dict[str, object]) -> None:
    answer = replace(ANSWER, **change)  # type: ignore[arg-type]
    assert fault(ASKED, answer) is not None
    assert fault(replace(ASKED, **unasked), answer) is None  # type: ignore[arg-type]
    (name,) = unasked
    other = {"since": {"received": (LAST + DAY,)}, "until": {"received": (FIRST - DAY,)}}.get(name, {"counter": None})
    assert fault(replace(ASKED, **unasked), replace(ANSWER, **other)) is not None  # type: ignore[arg-type]
