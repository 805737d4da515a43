"""Comparisons that decide nothing: of a number against itself, and tests that any number would pass."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from tests.check.test_caveats import figure, published
from tests.check.test_comparisons import compare, half, quantity, year

from absentia.check.article import decide
from absentia.check.outcomes import Outcome
from absentia.check.quantity import Quantity
from absentia.check.schema import Claim
from absentia.model.checked import Verdict
from absentia.model.estimate import Interval

TEXT = {"en": "invented"}
X = published("x", 1000)
SAME = dataclasses.replace(X, name="y")
OTHER = published("z", 900)
TALLY = dataclasses.replace(
    quantity("t", 20, events=True, sources=("tally m",), period_text="2022"), standing="tallied"
)


def verdict(outcome: Outcome) -> Verdict:
    claim = Claim.model_construct(untestable=None, comparisons=[outcome.comparison])
    return decide(claim, [outcome], [])


def estimated(name: str, low: float, high: float, **more: Any) -> Quantity:
    found = quantity(name, (low + high) / 2, interval=Interval(low, high), **more)
    return dataclasses.replace(found, standing="estimated")


@pytest.mark.parametrize(
    ("first", "second", "circular"),
    [
        (X, X, True),
        (X, SAME, True),  # the same figure under another name
        (X, OTHER, False),
        (estimated("e", 900, 1200, made_of=("x",)), X, True),  # an estimate made of the number it stands against
        (X, estimated("e", 900, 1200, made_of=("x", "z")), True),
        (estimated("e", 900, 1200, made_of=("z",)), X, False),
        (estimated("e", 900, 1200), X, False),
        (X, dataclasses.replace(X, name="s", figures=(*X.figures, figure("w", 5))), False),  # a part of a sum
        (TALLY, dataclasses.replace(TALLY, name="u"), True),
        (TALLY, dataclasses.replace(TALLY, name="u", period_text="2023"), False),
        (quantity("a", 5, sources=("stated",)), quantity("b", 5, sources=("stated",)), False),
        (quantity("a", 5, sources=("one",)), quantity("b", 5, sources=("one",)), False),  # of no days that are known
    ],
)
def test_a_number_against_itself_decides_nothing(first: Quantity, second: Quantity, circular: bool) -> None:
    outcome = compare("ratio", first, second, expect={"at_least": 0.1})
    assert outcome.decides is not circular
    assert (outcome.idle is not None) is circular
    assert (verdict(outcome) is Verdict.CANNOT_BE_TESTED) is circular
    if outcome.idle is not None:
        assert "same number" in outcome.idle.text("en")


def test_a_refutation_by_itself_is_none_either() -> None:
    assert verdict(compare("ratio", X, SAME, expect={"at_least": 2})) is Verdict.CANNOT_BE_TESTED


def test_what_is_only_shown_may_stand_beside_itself() -> None:
    assert compare("ratio", X, SAME).idle is None


@pytest.mark.parametrize(
    ("operation", "first", "expect", "empty"),
    [
        ("ratio", X, {"at_least": 0}, True),
        ("ratio", X, {"at_least": -1}, True),
        ("ratio", X, {"at_least": 0.001}, False),
        ("ratio_per_month", X, {"at_least": 0}, True),
        ("share", published("p", 100), {"at_most": 1}, True),
        ("share", published("p", 100), {"at_least": 0, "at_most": 1}, True),
        ("share", published("p", 100), {"at_most": 0.5}, False),
        ("difference", X, {"at_least": 0}, False),  # it may be negative
        ("value", TALLY, {"at_least": 0}, True),
        ("value", dataclasses.replace(X, events=True), {"at_least": 0}, True),
        ("value", TALLY, {"at_least": 1}, False),
        ("value", estimated("e", 5, 9), {"at_least": 0}, False),  # an excess may be negative
    ],
)
def test_a_test_that_any_number_would_pass_decides_nothing(
    operation: str, first: Quantity, expect: dict[str, float], empty: bool
) -> None:
    outcome = compare(operation, first, dataclasses.replace(OTHER, period=half), expect=expect)
    assert outcome.holds is True
    assert outcome.decides is not empty
    if outcome.idle is not None:
        assert "any number would pass" in outcome.idle.text("en")


@pytest.mark.parametrize(
    ("low", "high", "claimed", "decides"),
    [
        (40, 55, 50, True),
        (0, 55, 50, False),  # it holds nothing, too
        (-5, 55, 50, False),
        (40, 100, 50, False),  # and twice the number
        (40, 99, 50, True),
        (0.74, 4.84, 1, False),
        (0, 30, 50, True),  # a refutation stands, however wide
    ],
)
def test_an_interval_that_holds_whatever_anybody_claims_confirms_nothing(
    low: float, high: float, claimed: float, decides: bool
) -> None:
    outcome = compare("contains", estimated("e", low, high), quantity("c", claimed))
    assert outcome.decides is decides


def test_the_reason_says_why_nothing_decided() -> None:
    outcome = compare("ratio", quantity("a", 3, period=half), quantity("b", 2, period=year), expect={"at_least": 0})
    assert outcome.idle is not None
    assert "decides nothing" in outcome.idle.text("en")
