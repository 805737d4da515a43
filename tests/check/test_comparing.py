"""Comparisons: what one-sided numbers can and cannot settle, and arithmetic against simple truths."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from absentia.check.bounds import Bound, divided, judge
from absentia.check.comparisons import Outcome, carry_out
from absentia.check.quantities import Quantity
from absentia.check.schema import Comparison, Expectation
from absentia.model.estimate import Interval
from absentia.model.period import Period

BOUNDS: list[Bound] = ["exact", "at_least", "at_most", "unknown"]
values = st.floats(0.01, 1000)
year = Period(dt.date(2022, 1, 1), dt.date(2022, 12, 31))
half = Period(dt.date(2023, 1, 1), dt.date(2023, 6, 30))


def quantity(name: str, value: float | None, bound: Bound = "exact", **more: Any) -> Quantity:
    unit = {"en": "cases", "ru": "дела"}
    return Quantity(name, {"en": name, "ru": name}, value, unit, "published", bound=bound, **more)


def compare(operation: str, *given: Quantity, **more: Any) -> Outcome:
    label = {"en": "result"}
    fields: dict[str, Any] = {"label": label, "operation": operation, "of": given[0].name, **more}
    if operation == "trend":
        fields["of"] = [one.name for one in given]
    elif operation not in ("value", "between"):
        fields["to"] = given[1].name
    return carry_out(Comparison.model_validate(fields), {one.name: one for one in given})


def possible(value: float, bound: Bound, truth: float) -> bool:
    """Whether the truth may be so, given a number with that bound."""
    return {"exact": truth == value, "at_least": truth >= value, "at_most": truth <= value, "unknown": True}[bound]


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


@given(values, st.sampled_from(BOUNDS), expectations, values)
def test_a_judgement_is_never_wrong_about_any_truth_its_number_allows(
    value: float, bound: Bound, expect: Expectation, truth: float
) -> None:
    truth = value if bound == "exact" else truth
    assume(possible(value, bound, truth))
    verdict = judge(value, bound, expect)
    if verdict is not None:
        assert meets(truth, expect) is verdict


@given(values, expectations)
def test_an_exact_number_always_settles_and_an_unknown_one_never(value: float, expect: Expectation) -> None:
    assert judge(value, "exact", expect) is meets(value, expect)
    assert judge(value, "unknown", expect) is None


@given(values, values, st.sampled_from(BOUNDS), st.sampled_from(BOUNDS), values, values)
def test_a_ratio_of_one_sided_numbers_bounds_the_true_ratio(
    above: float, below: float, up: Bound, down: Bound, true_above: float, true_below: float
) -> None:
    true_above = above if up == "exact" else true_above
    true_below = below if down == "exact" else true_below
    assume(possible(above, up, true_above) and possible(below, down, true_below))
    bound, ratio, truth = divided(up, down), above / below, true_above / true_below
    if bound == "at_least":
        assert truth >= ratio * (1 - 1e-12)
    elif bound == "at_most":
        assert truth <= ratio * (1 + 1e-12)
    elif bound == "exact":
        assert truth == ratio


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


def test_a_later_running_total_bounds_an_earlier_day_from_above() -> None:
    total = quantity("helped", 520, period=half, running_total=True)
    for day, expected in ((dt.date(2023, 3, 1), "at_most"), (half.end, "exact"), (dt.date(2023, 9, 1), "at_least")):
        assert compare("value", total, as_of=day, expect={"at_least": 500}).bound == expected
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
    assert compare("trend", rising[0], quantity("w", 5, "at_least"), direction="rising").holds is None
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
    assert any("say the opposite" in caveat["en"] for caveat in outcome.caveats)
