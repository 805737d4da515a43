"""Outcomes: what a result is called, when its interval speaks against it, what a softened refutation says."""

from __future__ import annotations

import math
from typing import Any

import pytest
from tests.check.test_comparisons import allowed, compare, half, quantity, year

from absentia.check.operations import Expectation, Range
from absentia.check.outcomes import ends_of, expected, one_sided
from absentia.check.quantity import Quantity
from absentia.model.checked import Standing
from absentia.model.estimate import Interval
from absentia.model.texts import Said, in_languages
from absentia.tally.dispersion import Series

OPEN = math.inf
TEXT = {"en": "invented", "ru": "выдумано"}
WORDS = in_languages(TEXT)
PERSONS = Said("persons")


def of(standing: Standing, value: float | None = 4, **more: Any) -> Quantity:
    return Quantity(standing, WORDS, value, PERSONS, standing, **more)


@pytest.mark.parametrize(
    ("operation", "unit"),
    [
        ("value", "persons"),
        ("difference", "persons"),
        ("contains", "persons"),
        ("ratio", "times"),
        ("ratio_per_month", "times, per month"),
        ("share", "share"),
    ],
)
@pytest.mark.parametrize("value", [4, None])
def test_a_result_has_its_unit_also_where_it_has_no_number(operation: str, unit: str, value: float | None) -> None:
    found = compare(operation, of("published", value, period=half), of("computed", period=half)).computed
    assert found.unit.text("en") == unit
    assert (found.value is None) is (value is None)


def test_a_trend_without_a_number_counts_in_times() -> None:
    assert (
        compare("trend", of("published", None), of("computed"), direction="rising").computed.unit.text("en") == "times"
    )


@pytest.mark.parametrize("value", [4, None])
@pytest.mark.parametrize(
    ("operation", "standings", "standing"),
    [
        ("value", ("published",), "published"),
        ("value", ("tallied",), "tallied"),
        ("contains", ("estimated", "published"), "estimated"),
        ("ratio", ("published", "computed"), "computed"),
        ("ratio", ("published", "tallied"), "tallied"),
        ("ratio", ("tallied", "estimated"), "estimated"),
    ],
)
def test_a_result_stands_as_its_number_does_or_as_the_least_known_of_several(
    operation: str, standings: tuple[Standing, ...], standing: str, value: float | None
) -> None:
    assert compare(operation, *(of(one, value) for one in standings)).computed.standing == standing


@pytest.mark.parametrize(
    ("expect", "words"),
    [
        ({"at_least": 0}, "at least 0"),
        ({"at_most": 0}, "at most 0"),
        ({"at_least": 2, "at_most": 3}, "at least 2, at most 3"),
        ({"equals": 0, "tolerance": 0}, "exactly 0"),
        ({"equals": 10}, "exactly 10"),
        ({"equals": 10, "tolerance": 0.005}, "10, give or take 0.5 %"),
        ({"equals": 10, "tolerance": 0.1}, "10, give or take 10 %"),
    ],
)
def test_what_is_claimed_is_said_in_full(expect: dict[str, float], words: str) -> None:
    assert expected(Expectation(**expect)).text("en") == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (5, OPEN, "a lower bound"),
        (-OPEN, 5, "an upper bound"),
        (5, 7, "between 5 and 7"),
        (5, 5, None),
        (0, OPEN, None),
    ],
)
def test_a_number_that_is_not_the_only_one_possible_says_what_it_is(low: float, high: float, words: str | None) -> None:
    told = one_sided(Range(low, high))
    assert (told and told.text("en")) == words


@pytest.mark.parametrize(
    ("span", "ends"),
    [
        (Range(5, OPEN), (5, None)), (Range(-OPEN, 9), (None, 9)), (Range(5, 9), (5, 9)), (Range(7, 7), (None, None)),
        (Range(0, OPEN), (0, None)),
    ],
)  # fmt: skip
def test_a_number_carries_its_ends_to_the_reader(span: Range, ends: tuple[float | None, float | None]) -> None:
    assert ends_of(span) == ends
    computed = compare("value", of("published", 7, span=span)).computed
    assert (computed.least, computed.most) == (ends if computed.value is not None else (None, None))


@pytest.mark.parametrize(
    ("span", "value"),
    [(Range(5, OPEN), 5), (Range(-OPEN, 9), 9), (Range(5, 9), 7), (Range(7, 7), 7)],
)
def test_an_open_result_is_said_by_its_end(span: Range, value: float) -> None:
    assert compare("value", of("published", 7, span=span)).computed.value == value


def test_what_may_be_any_number_has_none() -> None:
    outcome = compare("value", of("tallied", 0, span=Range(0, OPEN)), expect={"at_least": 0})
    assert (outcome.computed.value, outcome.span, outcome.holds) == (None, None, None)


INTERVAL = Interval(8, 12)


@pytest.mark.parametrize(
    ("interval", "expect", "holds", "against", "answer"),
    [
        (None, {"at_least": 9}, True, False, True),
        (INTERVAL, {"at_least": 7}, True, False, True),
        (INTERVAL, {"at_least": 9}, True, True, True),
        (INTERVAL, {"at_least": 11}, False, True, None),  # a refutation the interval does not bear out
        (INTERVAL, {"at_least": 13}, False, False, False),
        (None, {"at_least": 11}, False, False, False),
        (INTERVAL, None, None, False, None),  # shown only
    ],
)
def test_an_interval_that_holds_the_opposite_speaks_against_the_numbers(
    interval: Interval | None, expect: dict[str, float] | None, holds: bool | None, against: bool, answer: bool | None
) -> None:
    outcome = compare("value", of("estimated", 10, interval=interval), expect=expect)
    assert (outcome.holds, outcome.opposed is not None, outcome.answer) == (holds, against, answer)


def test_what_the_range_leaves_open_no_interval_closes() -> None:
    for expect in ({"at_least": 11}, {"at_most": 11}):
        outcome = compare("value", of("estimated", 10, interval=INTERVAL, span=Range(10, OPEN)), expect=expect)
        assert (outcome.holds, outcome.opposed) == (None, None)


def test_what_is_only_shown_claims_nothing() -> None:
    shown, tested = (compare("value", of("published", 7), expect=expect) for expect in (None, {"at_least": 3}))
    assert "claimed" not in shown.why.text("en")
    assert "claimed: at least 3" in tested.why.text("en")
    assert "(" not in shown.why.text("en")
    assert "(8–12)" in compare("value", of("estimated", 10, interval=INTERVAL)).why.text("en")


def test_the_interval_of_a_number_alone_is_its_own_and_of_several_theirs() -> None:
    estimate, plain = quantity("e", 10, interval=INTERVAL), quantity("p", 2)
    assert compare("value", estimate).computed.interval == INTERVAL
    assert compare("contains", estimate, plain).computed.interval == INTERVAL
    assert compare("between", estimate, plain, low="p").computed.interval == INTERVAL
    assert compare("ratio", estimate, plain).computed.interval == Interval(4, 6)
    assert compare("value", plain).computed.interval is None


def test_the_periods_of_all_numbers_are_named_once_and_of_a_number_alone_its_own() -> None:
    a, b = (quantity(name, 2, period=period, period_text=period.name) for name, period in (("a", half), ("b", year)))
    c = quantity("c", 2, period=half, period_text=half.name)
    undated = quantity("u", 2)
    assert compare("ratio", a, b).computed.period == f"{half.name} / {year.name}"
    assert compare("ratio", a, c).computed.period == half.name
    assert compare("ratio", a, undated).computed.period == half.name
    assert compare("contains", a, b).computed.period == half.name
    assert compare("value", undated).computed.period is None


def test_sources_are_named_once() -> None:
    a, b = (quantity(name, 2, sources=("one", name)) for name in ("a", "b"))
    assert compare("ratio", a, b).computed.sources == ("one", "a", "b")


@pytest.mark.parametrize("bound", ["exact", "at_least", "at_most"])
def test_a_reason_says_which_end_a_number_is(bound: Any) -> None:
    ending = {"exact": "invented: 7.", "at_least": "7 at least", "at_most": "7 at most"}[bound]
    assert ending.removeprefix("invented") in compare("value", of("published", 7, span=allowed(7, bound))).why.text(
        "en"
    )


@pytest.mark.parametrize(("claimed", "holds", "answer"), [(2, True, True), (3, False, None)])
def test_growth_inside_a_period_softens_as_an_interval_would(claimed: float, holds: bool, answer: bool | None) -> None:
    growing = quantity("a", 2076, period=half, events=True, series=Series((1053, 1023), (4.0, 2.0)))
    outcome = compare("ratio", growing, quantity("b", 1001, period=year, events=True), expect={"at_least": claimed})
    assert (outcome.computed.interval, outcome.holds, outcome.answer) == (None, holds, answer)
    assert outcome.opposed is not None
    assert "263; 512 a month" in outcome.opposed.text("en")
    # where nothing is claimed it is told, and weighs nothing
    shown = compare("ratio", growing, quantity("b", 1001, period=year, events=True))
    assert shown.opposed is None
    assert len(shown.caveats) == 1
