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
from absentia.check.outcomes import Outcome
from absentia.check.quantities import Quantity
from absentia.check.ranges import Bound, Range, judge
from absentia.check.schema import Comparison, Expectation
from absentia.model.estimate import Interval
from absentia.model.period import Period

values = st.floats(0.01, 1000)
year = Period(dt.date(2022, 1, 1), dt.date(2022, 12, 31))
half = Period(dt.date(2023, 1, 1), dt.date(2023, 6, 30))


def quantity(name: str, value: float | None, bound: Bound = "exact", **more: Any) -> Quantity:
    unit = {"en": "cases", "ru": "дела"}
    span = None if value is None else allowed(value, bound)
    return Quantity(name, {"en": name, "ru": name}, value, unit, "published", span=span, **more)


def allowed(value: float, bound: Bound) -> Range:
    low = value if bound in ("exact", "at_least") else -math.inf
    return Range(low, value if bound in ("exact", "at_most") else math.inf)


def compare(operation: str, *given: Quantity, **more: Any) -> Outcome:
    label = {"en": "result"}
    fields: dict[str, Any] = {"label": label, "operation": operation, "of": given[0].name, **more}
    if operation == "trend":
        fields["of"] = [one.name for one in given]
    elif operation not in ("value", "between"):
        fields["to"] = given[1].name
    return carry_out(Comparison.model_validate(fields), {one.name: one for one in given})


def meets(truth: float, expect: Expectation) -> bool:
    slack = abs(expect.equals or 0) * expect.tolerance
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
    assert "nobody counted" in outcome.why["en"]
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
    assert "say the opposite" in outcome.opposed["en"]
