"""Comparisons: what one-sided numbers can and cannot settle, and arithmetic against simple truths."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.check.comparisons import carry_out
from absentia.check.operations import Bound, Comparison, Expectation, Range, judge
from absentia.check.outcomes import Outcome
from absentia.check.quantity import Quantity
from absentia.model.estimate import Interval
from absentia.model.period import Period
from absentia.model.texts import Said

values = st.floats(0.01, 1000)
year = Period(dt.date(2022, 1, 1), dt.date(2022, 12, 31))
half = Period(dt.date(2023, 1, 1), dt.date(2023, 6, 30))


def quantity(name: str, value: float | None, bound: Bound = "exact", **more: Any) -> Quantity:
    unit = Said("cases")
    span = None if value is None else allowed(value, bound)
    return Quantity(name, Said(name), value, unit, "published", **({"span": span} | more))


def allowed(value: float, bound: Bound) -> Range:
    low = value if bound in ("exact", "at_least") else -math.inf
    return Range(low, value if bound in ("exact", "at_most") else math.inf)


def compare(operation: str, *given: Quantity, **more: Any) -> Outcome:
    label = {"en": "result"}
    fields: dict[str, Any] = {"label": label, "operation": operation, "of": given[0].name, **more}
    if operation == "trend":
        fields["of"] = [one.name for one in given]
    elif operation == "adds_up":
        fields |= {"of": [one.name for one in given[:-1]], "to": given[-1].name}
    elif operation not in ("value", "between"):
        fields["to"] = given[1].name
    return carry_out(Comparison.model_validate(fields), {one.name: one for one in given})


def meets(truth: float, expect: Expectation) -> bool:
    slack = expect.slack
    return (
        (expect.at_least is None or truth >= expect.at_least)
        and (expect.at_most is None or truth <= expect.at_most)
        and (expect.equals is None or expect.equals - slack <= truth <= expect.equals + slack)
    )


expectations = st.one_of(
    st.builds(lambda low: Expectation(at_least=low), values),
    st.builds(lambda high: Expectation(at_most=high), values),
    st.builds(lambda middle, tolerance: Expectation(equals=middle, tolerance=tolerance), values, st.floats(0, 0.5)),
)


@st.composite
def ranges(draw: st.DrawFn, lowest: float = 0.01) -> tuple[Range, float]:
    """A range of any kind and one of the numbers it allows."""
    truth = draw(st.floats(lowest, 1000))
    low = draw(st.one_of(st.just(-math.inf), st.just(truth), st.floats(lowest, truth)))
    high = draw(st.one_of(st.just(math.inf), st.just(truth), st.floats(truth, 1000)))
    return Range(low, high), truth


@given(ranges(), expectations)
def test_a_judgement_is_never_wrong_about_any_truth_its_range_allows(
    given: tuple[Range, float], expect: Expectation
) -> None:
    found, truth = given
    verdict = judge(found, expect)
    if verdict is not None:
        assert meets(truth, expect) is verdict


@given(values, expectations)
def test_an_exact_number_always_settles_and_an_unknown_one_never(value: float, expect: Expectation) -> None:
    assert judge(Range.exactly(value), expect) is meets(value, expect)
    assert judge(Range(-math.inf, math.inf), expect) is None


@given(ranges(), ranges())
def test_sums_differences_and_ratios_of_ranges_hold_those_of_the_truths(
    one: tuple[Range, float], other: tuple[Range, float]
) -> None:
    (first, a), (second, b) = one, other
    for found, truth in (
        (first.plus(second), a + b), (first.minus(second), a - b), (first.over(second), a / b), (first.times(3), 3 * a),
    ):  # fmt: skip
        slack = 1e-9 * max(abs(truth), 1)
        assert found.low - slack <= truth <= found.high + slack


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_ratios_turn_round_and_per_month_counts_the_months(above: int, below: int) -> None:
    a, b = quantity("a", above, period=half), quantity("b", below, period=year)
    one, other = compare("ratio", a, b).computed.value, compare("ratio", b, a).computed.value
    assert one is not None
    assert other is not None
    assert one * other == pytest.approx(1)
    assert compare("ratio_per_month", a, b).computed.value == pytest.approx(2 * one)
    found = compare("ratio_per_month", a, b, noise="poisson").computed
    assert found.interval is not None
    assert found.interval.low < (found.value or 0) < found.interval.high


def test_a_ratio_of_a_count_between_two_whole_numbers_has_an_interval() -> None:
    """Whole numbers of Python come from tallies, and a count may lie between two of them."""
    counted = dataclasses.replace(quantity("a", 40), span=Range(40, 42), events=True)
    found = compare("ratio", counted, quantity("b", 10, events=True), expect={"at_least": 1})
    assert found.computed.interval is not None
    assert found.computed.interval.low < 4 < found.computed.interval.high
    assert found.holds


def test_a_later_running_total_bounds_an_earlier_day_from_above() -> None:
    total = quantity("helped", 520, period=half, running_total=True)
    for day, expected in ((dt.date(2023, 3, 1), "at_most"), (half.end, "exact"), (dt.date(2023, 9, 1), "at_least")):
        span = compare("value", total, as_of=day, expect={"at_least": 500}).span
        assert span is not None
        assert span.bound == expected
    assert compare("value", total, as_of=dt.date(2023, 3, 1), expect={"at_least": 500}).holds is None
    assert compare("value", total, as_of=dt.date(2023, 3, 1), expect={"at_least": 600}).holds is False
    assert compare("value", total, as_of=dt.date(2023, 9, 1), expect={"at_least": 500}).holds is True


def test_missing_numbers_and_zero_denominators_are_open_with_the_reason() -> None:
    missing = quantity("a", None, note={"en": "nobody counted", "ru": "никто не считал"})
    outcome = compare("ratio", missing, quantity("b", 2), expect={"at_least": 1})
    assert outcome.holds is None
    assert outcome.computed.value is None
    assert "nobody counted" in outcome.why.text("en")
    zero = compare("ratio", quantity("a", 1), quantity("b", 0), expect={"at_least": 1})
    assert (zero.holds, zero.computed.value) == (None, None)
    undated = compare("ratio_per_month", quantity("a", 1, period=year), quantity("b", 2), expect={"at_least": 1})
    assert undated.holds is None


def test_containing_lying_between_and_rising() -> None:
    estimate = quantity("e", 47.0, interval=Interval(40, 55))
    assert compare("contains", estimate, quantity("c", 50)).holds is True
    assert compare("contains", estimate, quantity("c", 60)).holds is False
    assert compare("contains", quantity("e", 47), quantity("c", 47)).holds is None  # no interval to hold it
    low, high = quantity("low", 40), quantity("high", 50)
    assert compare("between", estimate, low, high, low="low", high="high").holds is True
    assert compare("between", estimate, low, low="low", high="low").holds is False
    rising = [quantity(name, value) for name, value in (("x", 1), ("y", 2), ("z", 3))]
    assert compare("trend", *rising, direction="rising").holds is True
    assert compare("trend", *rising, direction="falling").holds is False
    open_above = quantity("w", 5, "at_least")
    assert compare("trend", rising[0], open_above, direction="rising").holds is True
    assert compare("trend", open_above, quantity("v", 6), direction="rising").holds is None
    assert compare("trend", open_above, quantity("v", 4), direction="rising").holds is False
    assert compare("trend", *rising, direction="rising").computed.value == pytest.approx(3)


def test_a_share_keeps_the_interval_of_its_numerator() -> None:
    computed = compare("share", quantity("e", 40.0, interval=Interval(20, 60)), quantity("all", 200)).computed
    assert computed.interval is not None
    assert (computed.value, computed.interval.low, computed.interval.high) == pytest.approx((0.2, 0.1, 0.3))
    computed = compare("difference", quantity("e", 40.0, interval=Interval(20, 60)), quantity("all", 10)).computed
    assert computed.interval is not None
    assert (computed.value, computed.interval.low, computed.interval.high) == pytest.approx((30, 10, 50))


def test_an_interval_on_both_sides_of_the_claim_is_told() -> None:
    a, b = quantity("a", 21, period=half), quantity("b", 10, period=half)
    outcome = compare("ratio", a, b, noise="poisson", expect={"at_least": 2})
    assert outcome.holds is True
    assert outcome.opposed is not None
    assert "say the opposite" in outcome.opposed.text("en")


@pytest.mark.parametrize(
    ("value", "low", "high", "holds", "claimed"),
    [
        (4, 3, None, True, "at least 3"),
        (4, 4, None, True, "at least 4"),
        (4, 5, None, False, "at least 5"),
        (4, None, 5, True, "at most 5"),
        (4, None, 4, True, "at most 4"),
        (4, None, 3, False, "at most 3"),
        (4, 3, 5, True, "at least 3, at most 5"),
        (4, 5, 6, False, "at least 5, at most 6"),
        (4, 5, 3, False, "at least 5, at most 3"),  # what was counted may leave nothing between
        (0, 0, 0, True, "at least 0, at most 0"),
        (0, None, 0, True, "at most 0"),
    ],
)
def test_a_number_lies_between_the_ends_the_file_names(
    value: float, low: float | None, high: float | None, holds: bool, claimed: str
) -> None:
    ends = {name: quantity(name, end) for name, end in (("low", low), ("high", high)) if end is not None}
    outcome = compare("between", quantity("a", value), *ends.values(), **{name: name for name in ends})
    assert outcome.holds is holds
    assert f"claimed: {claimed};" in outcome.why.text("en")
    assert outcome.computed.value == value


@pytest.mark.parametrize(
    ("found", "low", "high", "answer", "opposed"),
    [
        ((47, 47), (30, 30), (60, 60), True, False),
        ((40, 55), (30, 30), (60, 60), True, False),
        ((40, 61), (30, 30), (59, 59), True, True),
        ((29, 55), (30, 30), (60, 60), True, True),
        # so do the intervals of the ends themselves
        ((40, 55), (20, 41), (60, 60), True, True),
        ((40, 55), (20, 39), (60, 60), True, False),
        ((40, 55), (30, 30), (54, 70), True, True),
        ((40, 55), (30, 30), (56, 70), True, False),
        ((40, 60), (45, 65), (90, 90), None, True),  # 50 against 55: but by their intervals it may lie above
        ((40, 50), (60, 70), (90, 90), False, False),
    ],
)
def test_between_is_borne_out_where_no_interval_lets_it_lie_elsewhere(
    found: tuple[float, float], low: tuple[float, float], high: tuple[float, float], answer: bool | None, opposed: bool
) -> None:
    ends = [
        quantity(name, sum(one) / 2, interval=Interval(*one))
        for name, one in zip("alh", (found, low, high), strict=True)
    ]
    outcome = compare("between", *ends, low="l", high="h")
    assert (outcome.answer, outcome.opposed is not None) == (answer, opposed)


@pytest.mark.parametrize(
    ("target", "bound", "holds"),
    [(40, "exact", True), (55, "exact", True), (39, "exact", False), (56, "exact", False), (0, "exact", False),
     (50, "at_least", None), (56, "at_least", False), (50, "at_most", None), (39, "at_most", False)],
)  # fmt: skip
def test_an_interval_contains_its_ends_and_of_an_open_number_nobody_knows(
    target: float, bound: Bound, holds: bool | None
) -> None:
    estimate = quantity("e", 47, interval=Interval(40, 55))
    outcome = compare("contains", estimate, quantity("c", target, bound))
    assert (outcome.holds, outcome.computed.value) == (holds, 47)
    assert f"holds {target};" in outcome.why.text("en")


def test_a_claim_about_an_interval_is_not_softened_by_it() -> None:
    assert compare("contains", quantity("e", 47, interval=Interval(40, 55)), quantity("c", 40)).opposed is None


@pytest.mark.parametrize(
    ("first", "second", "operation", "value", "bound"),
    [
        (quantity("a", 6), quantity("b", 3), "ratio", 2, "exact"),
        (quantity("a", -6), quantity("b", 3), "ratio", -2, "exact"),  # an estimate may be below nothing
        (quantity("a", 6, "at_least"), quantity("b", 3), "ratio", 2, "at_least"),
        (quantity("a", 6), quantity("b", 3, "at_most"), "ratio", 2, "at_least"),
        (quantity("a", 6), quantity("b", 3, "at_least"), "ratio", 2, "between"),
        (
            quantity("a", -6),
            quantity("b", 3, "at_least"),
            "ratio",
            None,
            None,
        ),  # from −2 to nothing: no range of counts
        (quantity("a", 0), quantity("b", 3), "ratio", 0, "exact"),
        (quantity("a", 6), quantity("b", 8), "difference", -2, "exact"),
        (quantity("a", 6, "at_least"), quantity("b", 8), "difference", -2, "at_least"),
        (quantity("a", 6), quantity("b", 8, "at_least"), "difference", -2, "at_most"),
        (quantity("a", 0), quantity("b", 0), "difference", 0, "exact"),
    ],
)
def test_a_result_is_as_open_as_its_numbers(
    first: Quantity, second: Quantity, operation: str, value: float | None, bound: str | None
) -> None:
    outcome = compare(operation, first, second)
    assert outcome.computed.value == value
    assert (outcome.span and outcome.span.bound) == bound


@pytest.mark.parametrize(
    ("first", "second"),
    [(half, None), (None, half), (None, None)],
)
def test_a_ratio_per_month_needs_both_periods(first: Period | None, second: Period | None) -> None:
    outcome = compare("ratio_per_month", quantity("a", 6, period=first), quantity("b", 3, period=second))
    assert (outcome.holds, outcome.computed.value) == (None, None)
    assert compare("ratio", quantity("a", 6, period=first), quantity("b", 3, period=second)).computed.value == 2


def test_nothing_missing_is_reported_as_the_number_that_is_missing() -> None:
    note = Said("nobody counted")
    first, second = quantity("a", 2), quantity("b", None)
    assert "(b)" in compare("ratio", first, second).why.text("en")  # its label, where no reason is known
    assert "(nobody counted)" in compare("ratio", first, dataclasses.replace(second, note=note)).why.text("en")


@pytest.mark.parametrize(
    ("running", "period", "day", "bound"),
    [
        (True, half, dt.date(2023, 6, 29), "at_most"),
        (True, half, dt.date(2023, 6, 30), "exact"),
        (True, half, dt.date(2023, 7, 1), "at_least"),
        (True, half, None, "exact"),
        (True, None, dt.date(2023, 7, 1), None),  # of which day it is nobody knows
        (False, half, dt.date(2023, 7, 1), "exact"),
    ],
)
def test_only_a_running_total_of_another_day_is_an_end(
    running: bool, period: Period | None, day: dt.date | None, bound: str
) -> None:
    span = compare("value", quantity("a", 6, period=period, running_total=running), as_of=day).span
    assert (span and span.bound) == bound


@pytest.mark.parametrize(
    ("ends", "bound"),
    [
        (("2023-07-01", "2023-08-01"), "at_most"),
        (("2023-06-30", "2023-08-01"), "at_most"),
        (("2023-06-30", "2023-06-30"), "exact"),
        (("2023-05-01", "2023-06-30"), "at_least"),
        (("2023-05-01", "2023-06-01"), "at_least"),
        (("2023-05-01", "2023-07-01"), None),  # one has grown, the other has not yet been so large
        (("2023-07-01", None), None),
        ((None,), None),
    ],
)
def test_a_sum_of_running_totals_is_an_end_where_all_its_days_lie_on_one_side(
    ends: tuple[str | None, ...], bound: str | None
) -> None:
    from tests.check.test_caveats import figure

    figures = tuple(figure(f"f{n}", 3, period_end=None, as_of=end) for n, end in enumerate(ends))
    total = quantity("a", 6, running_total=True, figures=figures)
    span = compare("value", total, as_of=dt.date(2023, 6, 30)).span
    assert (span and span.bound) == bound


def point(name: str, value: float, low: float | None = None, high: float | None = None, **more: Any) -> Quantity:
    return quantity(name, value, interval=None if low is None or high is None else Interval(low, high), **more)


@pytest.mark.parametrize(
    ("points", "direction", "holds", "answer", "opposed"),
    [
        ((point("a", 1), point("b", 2)), "rising", True, True, False),
        ((point("a", 2), point("b", 1)), "rising", False, False, False),
        ((point("a", 2), point("b", 1)), "falling", True, True, False),
        ((point("a", 2), point("b", 2)), "rising", False, False, False),
        ((point("a", 2), point("b", 2)), "falling", False, False, False),
        # a step that its interval may turn round
        ((point("a", 10), point("b", 20, 9, 30)), "rising", True, True, True),
        ((point("a", 10), point("b", 20, 10, 30)), "rising", True, True, True),  # at its end it stands still
        ((point("a", 10), point("b", 20, 11, 30)), "rising", True, True, False),
        ((point("a", 10), point("b", 5, 1, 10)), "falling", True, True, True),
        ((point("a", 10), point("b", 5, 1, 9)), "falling", True, True, False),
        ((point("a", 10), point("b", 9, 8, 11)), "rising", False, None, True),  # and so it does not refute
        ((point("a", 10), point("b", 9, 8, 11), point("c", 30)), "rising", False, None, True),
        ((point("a", 10), point("b", 9, 8, 11), point("c", 1)), "rising", False, False, False),  # the other does
        ((point("a", 10), point("b", 20, 9, 30), point("c", 40)), "rising", True, True, True),
        # what is open says nothing, and its interval no more
        ((quantity("a", 5, "at_least"), point("b", 6, 5, 7)), "rising", None, None, False),
    ],
)
def test_a_trend_holds_where_every_step_does_and_fails_by_a_step_that_chance_cannot_turn(
    points: tuple[Quantity, ...], direction: str, holds: bool | None, answer: bool | None, opposed: bool
) -> None:
    outcome = compare("trend", *points, direction=direction)
    assert (outcome.holds, outcome.answer, outcome.opposed is not None) == (holds, answer, opposed)


def test_a_trend_without_a_number_is_neither_held_nor_opposed() -> None:
    points = quantity("a", 10, "at_most"), quantity("b", 3), quantity("c", 2, "at_most")
    outcome = compare("trend", *points, direction="rising")
    assert (outcome.computed.value, outcome.holds, outcome.opposed) == (None, None, None)
    zero = compare("trend", quantity("a", 0), quantity("b", 3), direction="rising")
    assert (zero.computed.value, zero.holds) == (None, None)


def test_from_nothing_to_a_few_may_be_chance() -> None:
    counts = [quantity(name, value, events=True) for name, value in (("a", 9), ("b", 0), ("c", 2))]
    outcome = compare("trend", *counts, direction="rising")
    assert (outcome.holds, outcome.answer) == (False, False)  # from nine to none is no chance
    counts = [quantity(name, value, events=True) for name, value in (("a", 2), ("b", 0), ("c", 2))]
    assert compare("trend", *counts, direction="rising").answer is None


def test_a_trend_is_per_month_where_all_periods_are_known() -> None:
    dated = quantity("a", 15, period=year), quantity("b", 10, period=half)
    outcome = compare("trend", *dated, direction="rising")  # 1.25 a month, then 1.67
    assert outcome.holds is True
    assert outcome.computed.value == pytest.approx(4 / 3)
    assert outcome.computed.unit.text("en") == "times, per month"
    for parts in ((quantity("a", 10), dataclasses.replace(dated[0], name="b")), (quantity("a", 10), quantity("b", 15))):
        outcome = compare("trend", *parts, direction="rising")
        assert outcome.holds is True
        assert outcome.computed.value == pytest.approx(1.5)
        assert outcome.computed.unit.text("en") == "times"


@pytest.mark.parametrize(("direction", "word"), [("rising", "rises"), ("falling", "falls")])
def test_a_trend_says_which_way_is_claimed(direction: str, word: str) -> None:
    assert word in compare("trend", quantity("a", 1), quantity("b", 2), direction=direction).why.text("en")


@pytest.mark.parametrize("noise", [None, "poisson"])
def test_numbers_the_file_calls_counts_vary_by_chance_also_in_a_trend(noise: str | None) -> None:
    outcome = compare("trend", quantity("a", 10), quantity("b", 12), direction="rising", noise=noise)
    assert (outcome.computed.interval is not None) is (noise is not None)
    assert (outcome.opposed is not None) is (noise is not None)
