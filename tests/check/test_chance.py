"""The interval of a comparison: by chance where counts are compared, else by the intervals the numbers come with."""

from __future__ import annotations

from typing import Any

import pytest
from scipy import stats
from tests.check.test_comparisons import half, quantity, year

from absentia.check.chance import by_chance, of_difference, of_ratio, of_share
from absentia.check.operations import Range
from absentia.check.quantity import Quantity
from absentia.model.estimate import Interval
from absentia.tally.dispersion import Series
from absentia.tally.rates import CountRange, RateComparison, compare_counted, compare_rates

ONE = (1.0, 1.0)


def counted(value: float, **more: Any) -> Quantity:
    return quantity("counted", value, **({"events": True} | more))


def estimated(low: float, high: float) -> Quantity:
    return quantity("estimated", (low + high) / 2, interval=Interval(low, high))


def interval(first: Quantity, second: Quantity, **more: Any) -> tuple[float, float] | None:
    found = of_ratio(first, second, more.pop("lengths", ONE), **more).interval
    return None if found is None else (found.low, found.high)


def expected(a: int, b: int, lengths: tuple[float, float] = ONE) -> tuple[float, float]:
    rates = compare_rates(a, lengths[0], b, lengths[1])
    assert isinstance(rates, RateComparison)
    return rates.interval.low, rates.interval.high


@pytest.mark.parametrize(
    ("first", "second", "declared", "by_counts"),
    [
        (counted(20), counted(10), False, True),
        (counted(20), quantity("b", 10), False, False),  # one count and a number that is none: no interval is known
        (quantity("a", 20), counted(10), False, False),
        (quantity("a", 20), quantity("b", 10), False, False),
        (quantity("a", 20), quantity("b", 10), True, True),  # the file says that they are
        (quantity("a", 20.5), quantity("b", 10), True, False),  # what is not whole is no count
        (quantity("a", 20), quantity("b", 10.5), True, False),
        (quantity("a", -20), quantity("b", 10), True, False),
    ],
)
def test_two_counts_are_compared_by_chance(first: Quantity, second: Quantity, declared: bool, by_counts: bool) -> None:
    found = interval(first, second, declared=declared)
    assert found == (pytest.approx(expected(20, 10)) if by_counts else None)


def test_a_zero_is_a_count() -> None:
    assert interval(counted(0), counted(10)) == pytest.approx(expected(0, 10))


def test_lengths_of_periods_count() -> None:
    lengths = (6.0, 12.0)
    assert interval(counted(20), counted(10), lengths=lengths) == pytest.approx(expected(20, 10, lengths))
    low, high = interval(estimated(8, 12), quantity("b", 2), lengths=lengths) or (0, 0)
    assert (low, high) == pytest.approx((8, 12))  # 4 and 6 times, over half the time


def test_a_count_between_two_numbers_is_compared_at_both_and_an_open_one_at_its_end() -> None:
    between = counted(20, span=Range(20, 24))
    rates = compare_counted(CountRange(20, 24, 1.0), CountRange(10, 10, 1.0))
    assert isinstance(rates, RateComparison)
    assert interval(between, counted(10)) == pytest.approx((rates.interval.low, rates.interval.high))
    open_above = counted(20, span=Range(20, float("inf")))
    assert interval(open_above, counted(10)) == pytest.approx(expected(20, 10))
    not_whole = counted(20, span=Range(20, 20.5))
    assert interval(not_whole, counted(10)) != pytest.approx(expected(20, 10))


def test_what_months_cannot_show_is_told_only_where_no_months_are_known() -> None:
    assert len(of_ratio(counted(20), counted(10), ONE).caveats) == 1
    months = counted(20, series=Series.even((9, 11), 1)), counted(10, series=Series.even((4, 6), 1))
    assert of_ratio(*months, ONE).caveats == ()


def test_where_no_interval_can_be_given_the_reason_is() -> None:
    for first, second in (
        (counted(0), counted(0)),
        (estimated(8, 12), estimated(-1, 3)),
        (estimated(8, 12), counted(0)),
    ):
        found = of_ratio(first, second, ONE)
        assert found.interval is None
        assert len(found.caveats) == 1


@pytest.mark.parametrize(
    ("first", "second", "ends"),
    [
        (estimated(8, 12), quantity("b", 2), (4, 6)),
        (quantity("a", 12), estimated(2, 4), (3, 6)),
        (estimated(8, 12), estimated(2, 4), (2, 6)),
        (estimated(-12, 8), estimated(2, 4), (-6, 4)),
        (estimated(-12, -8), estimated(2, 4), (-6, -2)),  # both ends below nothing
        (estimated(0, 8), estimated(2, 4), (0, 4)),
        (estimated(-8, 0), estimated(2, 4), (-4, 0)),
    ],
)
def test_the_intervals_of_both_numbers_reach_from_the_least_ratio_to_the_most(
    first: Quantity, second: Quantity, ends: tuple[float, float]
) -> None:
    assert interval(first, second) == pytest.approx(ends)


def test_a_count_beside_an_estimate_has_its_own_chance() -> None:
    low, high = stats.chi2.ppf(0.025, 40) / 2, stats.chi2.ppf(0.975, 42) / 2
    assert interval(counted(20), estimated(2, 4)) == pytest.approx((low / 4, high / 2))
    assert interval(estimated(2, 4), counted(20)) == pytest.approx((2 / high, 4 / low))


@pytest.mark.parametrize(
    ("one", "known"),
    [(counted(20), True), (counted(0), True), (quantity("a", 20), False), (counted(20, span=Range(20, 24)), False)],
)
def test_chance_says_something_of_a_count_that_is_one_number(one: Quantity, known: bool) -> None:
    assert (by_chance(one) is not None) is known


@pytest.mark.parametrize(
    ("first", "second", "ends"),
    [
        (quantity("a", 10), quantity("b", 4), None),
        (estimated(8, 12), quantity("b", 4), (4, 8)),
        (quantity("a", 10), estimated(2, 4), (6, 8)),
        (estimated(8, 12), estimated(2, 4), (4, 10)),
    ],
)
def test_a_difference_reaches_from_the_least_that_both_allow_to_the_most(
    first: Quantity, second: Quantity, ends: tuple[float, float] | None
) -> None:
    found = of_difference(first, second)
    assert (None if found is None else (found.low, found.high)) == ends


def test_periods_of_the_quantities_themselves_change_nothing() -> None:
    assert interval(counted(20, period=half), counted(10, period=year)) == pytest.approx(expected(20, 10))


def test_a_count_that_grows_inside_its_period_on_two_parts_has_no_interval_and_says_how_it_grew() -> None:
    """Cases of half of 2023: 1,053 in four months, 1,023 in two; one degree of freedom gives no usable interval."""
    growing = counted(2076, series=Series((1053, 1023), (4.0, 2.0)))
    found = of_ratio(growing, counted(1001), (6.0, 12.0))
    assert found.interval is None
    assert found.unsure is not None
    assert "263; 512 a month" in found.unsure.text("en")
    steady = counted(2076, series=Series((1384, 692), (4.0, 2.0)))
    assert of_ratio(steady, counted(1001), (6.0, 12.0)).unsure is None
    # three parts are enough to say how far it may go, unless that is anywhere
    calm, wild = (Series(counts, (2.0, 2.0, 2.0)) for counts in ((526, 527, 1023), (100, 50, 1926)))
    assert of_ratio(counted(2076, series=calm), counted(1001), ONE).interval
    anywhere = of_ratio(counted(2076, series=wild), counted(1001), ONE)
    assert anywhere.interval is None
    assert anywhere.unsure is not None
    many = Series((10, 900, 20, 30, 1100, 16), (1.0,) * 6)
    told = of_ratio(counted(2076, series=many), counted(1001), ONE).unsure
    assert told is not None
    assert "10 … 16 a month" in told.text("en")


@pytest.mark.parametrize(("part", "whole"), [(3, 20), (0, 20), (20, 20), (955, 3545)])
def test_a_share_of_counts_has_the_exact_binomial_interval(part: int, whole: int) -> None:
    """As ``binom.test`` of R: 3 of 20 is 0.0321–0.3789."""
    found = of_share(quantity("part", part), quantity("whole", whole)).interval
    exact = stats.beta.ppf([0.025, 0.975], [part, part + 1], [whole - part + 1, whole - part])
    low, high = (0.0 if part == 0 else exact[0]), (1.0 if part == whole else exact[1])
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high))
    if (part, whole) == (3, 20):
        assert (round(found.low, 4), round(found.high, 4)) == (0.0321, 0.3789)


def test_a_share_of_what_is_no_exact_count_or_varies_by_months_is_taken_as_a_ratio() -> None:
    varying = counted(20, series=Series((1, 19), (1, 1)))
    ranged = quantity("part", 20, span=Range(20, 25))
    for part in (varying, ranged, counted(20.5)):
        whole = counted(40)
        assert of_share(part, whole) == of_ratio(part, whole, ONE, declared=True)
