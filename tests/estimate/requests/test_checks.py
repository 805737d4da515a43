"""Running totals and zeros where nobody counted are seen before anything is computed."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.estimate.requests.method import WHOLE, check_counts
from absentia.estimate.requests.reading import Counts
from absentia.model.period import Grain, Period
from absentia.model.texts import said

MONTHS = tuple(Period.parse("2021..2024").split(Grain.MONTH))


def of(*counts: int | None) -> Counts:
    return Counts(
        MONTHS[: len(counts)], counts, said("requests"), "own.csv", said("the organisation's table"), own=True
    )


def holds(*counts: int | None) -> tuple[bool | None, ...]:
    return tuple(one.holds for one in check_counts(of(*counts)))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((3, 5, 9, 9, 12), (True, True)),  # too few to tell
        ((3, 5, 9, 9, 12, 20), (False, True)),  # a whole table without a fall
        ((3, 5, None, 9, 9, 12, 20), (False, True)),  # a month that nobody counted ends no total
        ((7, 3, 5, 9, 9, 12, 20, 31, 31, 32), (True, True)),  # nine in a row
        ((7, 3, 5, 9, 9, 12, 20, 31, 31, 32, 40), (False, True)),  # ten
        ((3, 5, 9, 9, 12, 20, 31, 31, 32, 40, 1), (False, True)),
        ((30, 40, 0, 50, 20), (True, False)),
        ((0, 0, 30, 20, 40), (True, False)),  # before anybody counted
        ((40, 30, 0, 0), (True, False)),  # and after
        ((9, 4, 0, 9), (True, True)),  # of nine none may come
        ((40, 0, 4, 9), (True, True)),
        ((0, 0, 0), (True, True)),
        ((40, None, 20), (True, True)),
        ((), (True, True)),
    ],
)
def test_totals_and_false_zeros(counts: tuple[int | None, ...], expected: tuple[bool, bool]) -> None:
    assert holds(*counts) == expected


@given(st.lists(st.integers(0, 500), min_size=WHOLE, max_size=36))
def test_every_running_total_is_seen(counts: list[int]) -> None:
    assert holds(*accumulate(counts))[0] is False


def test_counts_of_months_are_seldom_taken_for_totals() -> None:
    """Fourfold growth in two years, from 20 a month: hardly more than one in a hundred."""
    rates = 20 * np.exp(np.log(4) * np.arange(24) / 24)
    drawn = np.random.default_rng(2).poisson(rates, (500, 24))
    taken = sum(holds(*(int(one) for one in row))[0] is False for row in drawn)
    assert taken < 10
