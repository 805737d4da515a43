"""What stands in a page of a court stands on ours as words only."""

from __future__ import annotations

import dataclasses
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.publish.site.conftest import COURT, observed

from absentia.publish.site import CourtWeeks
from absentia.publish.site.courts import name_of, readable, sheets
from absentia.publish.site.numbers import Book
from absentia.publish.site.sheets import Weeks


@pytest.mark.parametrize(
    ("name", "reads"),
    [
        ("Гарнизонный военный суд № 1", "Гарнизонный военный суд № 1"),
        ("\u202eдус\u202c", "дус"),
        ("суд\u200b\x00\n", "суд"),
        ("x" * 500, "x" * 160 + "…"),
        ("\u202e", COURT),
        (None, COURT),
    ],
)
def test_a_name_is_words_and_no_longer_than_a_line(name: str | None, reads: str) -> None:
    assert name_of(CourtWeeks(COURT, name, {})).text("ru") == reads


@given(st.text())
def test_no_mark_that_turns_text_around_is_left(name: str) -> None:
    assert not [one for one in readable(name) if unicodedata.category(one).startswith("C")]


def test_weeks_nobody_asked_in_are_holes_and_are_counted() -> None:
    seen = observed()
    made = {one.name: one for one in sheets(seen, Book())}
    chart = made["coverage"].chart
    assert isinstance(chart, Weeks)
    assert chart.count == 3
    first, dark = chart.strips
    assert first.stretches == [(0, 1, "whole"), (1, 1, "not-asked"), (2, 1, "partly")]
    assert dark.stretches == [(0, 1, "nothing"), (1, 2, "not-asked")]
    counted = {str(row[0]): row[1].text("en") for row in made["coverage"].tables[0].rows}  # type: ignore[union-attr]
    assert counted == {"answered in full": "1", "answered in part": "1", "asked, and no answer": "1", "not asked": "3"}


def test_without_a_look_there_is_no_chart() -> None:
    seen = dataclasses.replace(observed(), weeks=[CourtWeeks(COURT, None, {})])
    (sheet,) = [one for one in sheets(seen, Book()) if one.name == f"courts/{COURT}"]
    assert sheet.chart is None
