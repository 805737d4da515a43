"""A stated number against its series: what it counts, of which period it is, whether its own parts make it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.check.test_comparisons import compare, quantity
from tests.figures.test_ukraine import part

from absentia.check.operations import Range
from absentia.check.outcomes import Outcome
from absentia.check.quantity import Quantity
from absentia.check.stated import _named
from absentia.figures.stretches import stretches
from absentia.model.period import Period
from absentia.model.texts import Said

# January and February 300, March to December 5000, 2022 in all 5300; 2023 17000; and a total "since January 2022" that
# is without January and February
SERIES = [
    part("w22", 5300, "2022", "2022"), part("head", 300, "2022-01", "2022-02"),
    part("rest", 5000, "2022-03", "2022-12"),
    part("w23", 17_000, "2023", "2023"), part("since", 22_000, "2022-01", "2023-12"), part("lone", 900, "2025", "2025"),
    part("small", 7, "2026-01", "2026-01"),
]  # fmt: skip


def of_series(like: str) -> Quantity:
    figure = next(one for one in SERIES if one.id == like)
    made = quantity("series", figure.value, period=figure.period, figures=(figure,))
    return dataclasses.replace(made, stretches=tuple(stretches(figure, SERIES)))


def stated(value: float, start: str, end: str, unit: str = "cases") -> Quantity:
    period = Period.parse(start).through(Period.parse(end))
    return dataclasses.replace(quantity("stated", value, period=period), unit=Said(unit))


def held(value: float, start: str, end: str | None = None) -> Outcome:
    return compare("published_for", stated(value, start, end or start), of_series("w22"))


@pytest.mark.parametrize(
    ("value", "start", "end", "holds", "told"),
    [
        (5300, "2022", "2022", True, "has 5,300 for"),
        (300, "2022", "2022", False, "has 5,300, not 300; 300 is its number for 2022-01 – 2022-02 (head)"),
        (5000, "2023", "2023", False, "has 17,000, not 5,000; 5,000 is its number for 2022-03 – 2022-12 (rest)"),
        (4999, "2022", "2022", False, "has 5,300, not 4,999."),
        (22_300, "2022", "2023", True, "has 22,300 for"),  # of two figures that follow each other
        (
            22_000,
            "2022-01",
            "2023-12",
            False,
            "is the sum from 2022-03-01 on; the parts of the whole period make 22,300",
        ),
        (22_000, "2022-03", "2023-12", True, "has 22,000 for"),
        (5300, "2024", "2024", None, "no number for 2024; 5,300 is its number for 2022"),
        (5301, "2024", "2024", None, "no number for 2024)"),
        (7, "2024", "2024", None, "no number for 2024)"),  # small numbers coincide
    ],
)
def test_a_number_is_of_the_period_the_series_has_it_for(
    value: float, start: str, end: str, holds: bool | None, told: str
) -> None:
    outcome = held(value, start, end)
    assert outcome.holds is holds
    assert told in str(outcome.why)
    assert outcome.decides
    assert outcome.computed.value == (value if holds is not None else None)


def test_without_a_period_nothing_can_be_said_and_of_another_unit_nothing_either() -> None:
    timeless = dataclasses.replace(stated(5300, "2022", "2022"), period=None)
    outcome = compare("published_for", timeless, of_series("w22"))
    assert outcome.holds is None
    assert "not given" in str(outcome.why)
    other = compare("published_for", stated(5300, "2022", "2022", "documents"), of_series("w22"))
    assert other.holds is None
    assert "unlike things" in str(other.why)


@given(st.sampled_from(SERIES), st.integers(1, 40_000))
def test_whatever_holds_is_a_sum_of_the_series_for_that_period(one: object, value: int) -> None:
    period = next(figure.period for figure in SERIES if figure is one)
    assert period is not None
    outcome = held(value, str(period.start), str(period.end))
    sums = {found.value for found in stretches(SERIES[0], SERIES) if found.period == period}
    assert outcome.holds is not True or value in sums
    assert value in sums or outcome.holds is not True


@pytest.mark.parametrize(
    ("claimed", "source", "holds", "told"),
    [
        ("verdicts", "verdicts", True, "both count verdicts"),
        ("persons", "suspicions", False, "the claim counts persons, its source suspicions"),
        ("cases sent to court", "recorded offences", False, "its source recorded offences"),
        ("", "suspicions", None, "nobody says what “stated” counts"),
        ("persons", "", None, "nobody says what “source” counts"),
    ],
)
def test_what_a_claim_counts_is_what_its_source_counts(
    claimed: str, source: str, holds: bool | None, told: str
) -> None:
    its = dataclasses.replace(quantity("source", 10), unit=Said(source))
    outcome = compare("same_unit", stated(10, "2023", "2023", claimed), its)
    assert outcome.holds is holds
    assert told in str(outcome.why)


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=6), st.integers(-2, 2))
def test_parts_make_a_total_exactly_or_they_do_not(parts: list[int], off: int) -> None:
    numbers = [quantity(f"p{n}", value) for n, value in enumerate(parts)]
    total = quantity("total", sum(parts) + off)
    outcome = compare("adds_up", *numbers, total)
    assert outcome.holds is (off == 0)
    assert outcome.computed.value == sum(parts)


@pytest.mark.parametrize(
    ("parts", "total", "holds"),
    [
        ([quantity("a", 0.1), quantity("b", 0.2)], quantity("total", 0.3), True),
        ([quantity("a", 100, "at_least"), quantity("b", 200)], quantity("total", 400), None),
        ([quantity("a", 100, "at_least"), quantity("b", 200)], quantity("total", 299), False),
        ([quantity("a", 100, "at_most"), quantity("b", 200)], quantity("total", 301), False),
        ([quantity("a", 100), quantity("b", 200)], quantity("total", 250, "at_least"), None),
        ([quantity("a", 100), quantity("b", 200)], quantity("total", 301, "at_least"), False),
    ],
)
def test_parts_and_totals_that_are_ends_of_ranges_are_judged_by_all_they_allow(
    parts: list[Quantity], total: Quantity, holds: bool | None
) -> None:
    outcome = compare("adds_up", *parts, total)
    assert outcome.holds is holds
    assert ("may be the same" in str(outcome.why)) is (holds is None)


@pytest.mark.parametrize(("least", "holds"), [(5000, True), (5300, True), (5301, False)])
def test_at_least_so_many_is_borne_out_by_a_number_of_the_series_that_is_more(least: float, holds: bool) -> None:
    more_than = dataclasses.replace(stated(least, "2022", "2022"), span=Range(least, math.inf))
    outcome = compare("published_for", more_than, of_series("w22"))
    assert outcome.holds is holds
    assert "5,300" in str(outcome.why)


def test_parts_of_another_unit_make_nothing() -> None:
    odd = dataclasses.replace(quantity("odd", 1), unit=Said("persons"))
    assert compare("adds_up", quantity("p", 1), odd, quantity("total", 2)).computed.value is None


def test_days_stand_beside_a_stated_number() -> None:
    assert stated(1, "2023", "2023").period == Period(dt.date(2023, 1, 1), dt.date(2023, 12, 31))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("2022-01-01..2022-12-31", "2022"),
        ("2022-01-01..2023-12-31", "2022–2023"),
        ("2022-01-01..2022-02-28", "2022-01 – 2022-02"),
        ("2022-02-24..2022-12-31", "2022-02-24 – 2022-12-31"),
    ],
)
def test_a_period_is_named_by_what_it_is_whole_of(written: str, name: str) -> None:
    assert _named(Period.parse(written)) == name
