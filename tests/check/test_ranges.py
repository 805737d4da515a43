"""Ranges: what each end of one settles, what its arithmetic leaves open, and how it is said."""

from __future__ import annotations

import math

import pytest

from absentia.check.operations import Expectation, Range, exceeds, judge, reaches, together
from absentia.model.estimate import Interval

OPEN = math.inf


@pytest.mark.parametrize(
    ("low", "high", "bound"),
    [
        (5, 5, "exact"),
        (0, 0, "exact"),
        (5, 7, "between"),
        (0, 7, "between"),
        (5, OPEN, "at_least"),
        (-5, OPEN, "at_least"),
        (0, OPEN, "unknown"),  # of a count, at least nothing says nothing
        (-OPEN, OPEN, "unknown"),
        (-OPEN, 5, "at_most"),
    ],
)
def test_how_a_range_is_said(low: float, high: float, bound: str) -> None:
    assert Range(low, high).bound == bound
    assert Range(low, high).single is (bound in ("exact", "at_least", "at_most"))


@pytest.mark.parametrize(("low", "high"), [(2, 1), (math.nan, 1), (1, math.nan)])
def test_there_is_no_range_that_ends_before_it_begins(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="no range"):
        Range(low, high)


@pytest.mark.parametrize(
    ("above", "below", "ratio"),
    [
        ((6, 8), (2, 4), (1.5, 4)),
        ((6, OPEN), (2, 2), (3, OPEN)),
        ((6, 6), (2, OPEN), (0, 3)),
        ((6, OPEN), (2, OPEN), (0, OPEN)),
        ((-OPEN, 6), (2, 2), (0, 3)),  # counts are not negative
        ((6, 8), (0, 4), (1.5, OPEN)),  # the divisor may be nothing
        ((6, 8), (-OPEN, 4), (1.5, OPEN)),
        ((6, 8), (0, 0), (0, OPEN)),  # to nothing it may be any number
        ((0, 0), (2, 4), (0, 0)),
    ],
)
def test_a_ratio_holds_every_number_its_ends_allow(
    above: tuple[float, float], below: tuple[float, float], ratio: tuple[float, float]
) -> None:
    assert Range(*above).over(Range(*below)) == Range(*ratio)


@pytest.mark.parametrize(
    ("span", "widened"),
    [
        ((10, 10), (8, 12)),
        ((9, 11), (8, 12)),
        ((7, 13), (7, 13)),
        ((10, OPEN), (8, OPEN)),
        ((-OPEN, 10), (-OPEN, 12)),
    ],
)
def test_an_interval_widens_a_range_and_closes_no_open_end(
    span: tuple[float, float], widened: tuple[float, float]
) -> None:
    assert Range(*span).within(Interval(8, 12)) == Range(*widened)


@pytest.mark.parametrize(
    ("found", "threshold", "at_least", "greater"),
    [
        ((5, 5), (5, 5), True, False),
        ((6, 6), (5, 5), True, True),
        ((4, 4), (5, 5), False, False),
        ((5, 7), (3, 5), True, None),  # 5 is at least 5, and greater than 3 or not than 5
        ((3, 5), (5, 7), None, False),  # 5 may be at least 5, and is greater than none of 5 to 7
        ((4, 6), (5, 5), None, None),
        ((5, OPEN), (6, 6), None, None),
        ((7, OPEN), (6, 6), True, True),
        ((-OPEN, 5), (6, 6), False, False),
        # what a machine makes of 35 times 0.01, and of 0.3 over 0.1, is neither more nor less than the number meant
        ((35 * 0.01, 35 * 0.01), (0.35, 0.35), True, False),
        ((0.35, 0.35), (35 * 0.01, 35 * 0.01), True, False),
        ((0.3 / 0.1, 0.3 / 0.1), (3, 3), True, False),
        ((2.99999, 2.99999), (3, 3), False, False),
        ((7, OPEN), (OPEN, OPEN), None, False),
    ],
)
def test_a_range_reaches_or_exceeds_another_only_where_all_its_numbers_do(
    found: tuple[float, float], threshold: tuple[float, float], at_least: bool | None, greater: bool | None
) -> None:
    assert reaches(Range(*found), Range(*threshold)) is at_least
    assert exceeds(Range(*found), Range(*threshold)) is greater


@pytest.mark.parametrize(
    ("answers", "all_of_them"),
    [
        ((), True),
        ((True, True), True),
        ((True, None), None),
        ((True, False), False),
        ((None, False), False),  # one that fails decides
    ],
)
def test_one_answer_that_fails_decides_and_one_that_is_open_leaves_it_open(
    answers: tuple[bool | None, ...], all_of_them: bool | None
) -> None:
    assert together(*answers) is all_of_them


@pytest.mark.parametrize(
    ("found", "expect", "verdict"),
    [
        ((10, 10), {"at_least": 10}, True),
        ((9, 9), {"at_least": 10}, False),
        ((9, 10), {"at_least": 10}, None),
        ((10, 10), {"at_most": 10}, True),
        ((11, 11), {"at_most": 10}, False),
        ((10, 11), {"at_most": 10}, None),
        # "about 10", give or take a tenth: 9 to 11
        ((9, 11), {"equals": 10, "tolerance": 0.1}, True),
        ((8.9, 10), {"equals": 10, "tolerance": 0.1}, None),
        ((10, 11.1), {"equals": 10, "tolerance": 0.1}, None),
        ((5, 9), {"equals": 10, "tolerance": 0.1}, None),  # its upper bound is still about 10
        ((11, 20), {"equals": 10, "tolerance": 0.1}, None),  # its lower bound, too
        ((5, 8.9), {"equals": 10, "tolerance": 0.1}, False),
        ((11.1, 20), {"equals": 10, "tolerance": 0.1}, False),
        ((-10, -10), {"equals": -10, "tolerance": 0.1}, True),
        # without a tolerance a number is exact, but for how a machine rounds
        ((49_000, 49_000), {"equals": 50_000}, False),
        ((50_000, 50_000), {"equals": 50_000}, True),
        ((35 * 0.01, 35 * 0.01), {"equals": 0.35}, True),
        ((49_999, 50_001), {"equals": 50_000}, None),
        ((35 * 0.01, 35 * 0.01), {"at_most": 0.35}, True),
        ((0.3 / 0.1, 0.3 / 0.1), {"at_least": 3}, True),
        # zero is a number like any other
        ((0, 0), {"at_least": 0}, True),
        ((-1, -1), {"at_least": 0}, False),
        ((1, 1), {"at_most": 0}, False),
        ((1, 1), {"equals": 0}, False),
        # every expectation must be met
        ((10, 10), {"at_least": 5, "at_most": 15}, True),
        ((20, 20), {"at_least": 5, "at_most": 15}, False),
        ((10, 20), {"at_least": 5, "at_most": 15}, None),
    ],
)
def test_an_expectation_is_judged_over_the_whole_range(
    found: tuple[float, float], expect: dict[str, float], verdict: bool | None
) -> None:
    assert judge(Range(*found), Expectation(**expect)) is verdict
