"""Krippendorff's own worked examples, to the printed digit, and what follows from the formula."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.testimonies.counting import alpha, interval

# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): A, binary, two observers; B, nominal, two
# observers; C, any number of observers, missing values: nominal .743, ordinal .815
BINARY = [[int(one), int(other)] for one, other in zip("0100000010", "1110010000", strict=True)]
NOMINAL = [
    ["abcde".index(one), "abcde".index(other)] for one, other in zip("aabbdcccedda", "babbbccceddd", strict=True)
]
UNITS = [
    (1, 1, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4), (4, 4, 4, 4), (1, 1, 2, 1),
    (2, 2, 2, 2), (5, 5, 5), (1, 1), (3,),
]  # fmt: skip
MANY = [[value - 1 for value in unit] for unit in UNITS]


@pytest.mark.parametrize(
    ("units", "ordinal", "published"),
    [(BINARY, False, 0.095), (NOMINAL, False, 0.692), (MANY, False, 0.743), (MANY, True, 0.815)],
)
def test_the_published_examples(units: list[list[int]], ordinal: bool, published: float) -> None:
    found = alpha(units, ordinal=ordinal)
    assert found is not None
    assert round(found, 3) == published


@pytest.mark.parametrize("units", [[], [[]], [[0]], [[0, 0], [0, 0]], [[0], [1]], [[0, 0], [1]]])
def test_where_no_two_paired_values_differ_there_is_no_alpha(units: list[list[int]]) -> None:
    assert alpha(units, ordinal=False) is None
    assert alpha(units, ordinal=True) is None


PAIRS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=30)


@given(PAIRS, st.permutations(range(5)), st.booleans())
def test_names_may_be_called_otherwise_and_coders_change_places(
    units: list[tuple[int, int]], named: list[int], ordinal: bool
) -> None:
    found = alpha(units, ordinal=ordinal)
    turned = alpha([(other, one) for one, other in units], ordinal=ordinal)
    backwards = alpha([(4 - one, 4 - other) for one, other in units], ordinal=True)
    assert found == (None if turned is None else pytest.approx(turned))
    assert alpha(units, ordinal=True) == (None if backwards is None else pytest.approx(backwards))
    renamed = alpha([(named[one], named[other]) for one, other in units], ordinal=False)
    assert alpha(units, ordinal=False) == (None if renamed is None else pytest.approx(renamed))
    if found is not None:
        assert found <= 1 + 1e-12
        assert (found == pytest.approx(1)) is all(one == other for one, other in units)


def test_ranks_that_are_near_agree_more_than_ranks_that_are_far() -> None:
    near = [(0, 1), (1, 1), (2, 2), (3, 3), (3, 2)]
    far = [(0, 3), (1, 1), (2, 2), (3, 3), (3, 0)]
    assert (alpha(near, ordinal=True) or 0) > (alpha(far, ordinal=True) or 0)


def test_the_interval_holds_alpha_is_the_same_each_time_and_absent_where_draws_have_none() -> None:
    units = [*[(0, 0)] * 10, *[(1, 1)] * 8, (0, 1), (1, 0)]
    found, value = interval(units, ordinal=False), alpha(units, ordinal=False)
    assert found is not None
    assert value is not None
    assert found == interval(units, ordinal=False)
    assert found.low < value < found.high
    assert interval([*[(0, 0)] * 20, (1, 1)], ordinal=False) is None  # every third draw is of one value
