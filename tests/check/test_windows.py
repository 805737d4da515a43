"""What is one end of a range bounds a ratio only where both numbers count the same days."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.check.test_caveats import figure
from tests.check.test_comparisons import compare, half, quantity, year

from absentia.check.operations import Bound
from absentia.check.quantity import Quantity
from absentia.check.worth import unmatched
from absentia.model.period import Period

WAR = Period(dt.date(2022, 2, 24), dt.date(2024, 12, 31))
SINCE_MOBILISATION = Period(dt.date(2022, 9, 21), dt.date(2024, 12, 27))
ALL_OF_IT = Period(dt.date(2022, 1, 1), dt.date(2024, 12, 27))
OPEN = figure("open", 5, period_end=None)


def of(name: str, period: Period | None = None, **more: Any) -> Quantity:
    return quantity(name, 10, period=period, **more)


@pytest.mark.parametrize(
    ("first", "second", "bound", "matched"),
    [
        (WAR, SINCE_MOBILISATION, "exact", True),  # two numbers are what they are
        (WAR, SINCE_MOBILISATION, "at_least", False),  # the article's lists against the count since mobilisation
        (WAR, ALL_OF_IT, "at_least", True),  # four days of 1,042 are next to none
        (SINCE_MOBILISATION, WAR, "at_least", True),  # what is divided by counts more: the ratio is safe
        (SINCE_MOBILISATION, WAR, "at_most", False),
        (WAR, SINCE_MOBILISATION, "at_most", True),
        (WAR, WAR, "between", True),
        (WAR, SINCE_MOBILISATION, "between", False),
        (SINCE_MOBILISATION, WAR, "between", False),
        (half, year, "at_least", True),  # periods that do not meet are compared as periods
        (None, year, "at_least", True),  # what an article states is of no days
    ],
)
def test_a_bound_needs_the_days_of_both(first: Period | None, second: Period, bound: Bound, matched: bool) -> None:
    assert (unmatched(of("a", first), of("b", second), bound) is None) is matched


def test_a_figure_whose_end_nobody_knows_bounds_nothing() -> None:
    told = unmatched(of("a", figures=(OPEN,)), of("b", WAR), "at_least")
    assert told is not None
    assert "no known end" in told.text("en")
    assert unmatched(of("a", figures=(OPEN,)), of("b"), "at_least") is None  # a number of no days


@pytest.mark.parametrize("operation", ["ratio", "share", "difference"])
def test_a_comparison_says_that_they_do_not_match_instead_of_a_number(operation: str) -> None:
    listed, cases = of("listed", WAR), of("cases", SINCE_MOBILISATION)
    listed = quantity("listed", 8, "at_least", period=WAR)
    outcome = compare(operation, listed, cases, expect={"at_least": 0.5})
    assert (outcome.holds, outcome.computed.value) == (None, None)
    assert "do not match" in outcome.why.text("en")
    assert compare(operation, listed, of("cases", ALL_OF_IT), expect={"at_least": -2}).computed.value is not None


QUARTERS = tuple(Period.parse(text) for text in ("2023-Q1", "2023-Q2", "2023-Q3"))
TO_Q2, TO_Q3 = (QUARTERS[0].through(end) for end in QUARTERS[1:])


@pytest.mark.parametrize(
    ("operation", "windows", "fits"),
    [
        ("trend", QUARTERS, True),
        ("trend", (QUARTERS[0], TO_Q2, TO_Q3), True),  # running totals
        ("trend", (QUARTERS[0], QUARTERS[0]), True),  # of no time at all, such as of two ages
        ("trend", (QUARTERS[0], None, QUARTERS[2]), True),
        ("trend", QUARTERS[::-1], False),
        ("trend", (QUARTERS[1], QUARTERS[2], QUARTERS[0]), False),
        ("trend", (TO_Q3, QUARTERS[2]), True),
        ("trend", (QUARTERS[2], TO_Q3), False),
        ("share", (QUARTERS[1], TO_Q3), True),
        ("share", (TO_Q3, TO_Q3), True),
        ("share", (None, QUARTERS[0]), True),
        ("share", (QUARTERS[0], QUARTERS[1]), False),
        ("share", (TO_Q2, QUARTERS[1]), False),
        ("ratio", QUARTERS[:2], True),
        ("difference", QUARTERS[1::-1], True),
    ],
)
def test_a_trend_goes_through_time_and_a_part_is_of_the_days_of_its_whole(
    operation: str, windows: tuple[Period | None, ...], fits: bool
) -> None:
    more: dict[str, Any] = {"direction": "rising"} if operation == "trend" else {"expect": {"at_least": 0.5}}
    counts = [quantity(f"q{n}", 10 + n, period=one) for n, one in enumerate(windows)]
    outcome = compare(operation, *counts, **more)
    assert (outcome.computed.value is not None) is fits
    assert fits or any(words in outcome.why.text("en") for words in ("goes through time", "do not match"))


def test_rates_of_two_stretches_are_compared_whatever_their_days() -> None:
    listed = quantity("listed", 80, "at_least", period=WAR)
    assert compare("ratio_per_month", listed, of("b", SINCE_MOBILISATION), expect={"at_least": 1}).holds is True
