"""Which tables must be told apart, one row per shape; axes are court–okrug, month–half–year, charges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.disclosure.tables import Levels, decomposable, is_decomposable, spanning, within

AXES = (2, 3, 1)
SIZES = ((100, 10), (36, 6, 3), (12,))
TOTAL, COURT, OKRUG_YEAR, COURT_HALF, MONTH_CHARGE = (2, 3, 1), (0, 3, 1), (1, 2, 1), (0, 1, 1), (2, 0, 0)
OKRUG_YEAR_CHARGE = (1, 2, 0)


@pytest.mark.parametrize(
    ("tables", "bases"),
    [
        ([TOTAL], [TOTAL]),
        ([TOTAL, COURT], [COURT]),  # the total is a sum over courts
        ([COURT, OKRUG_YEAR], [COURT, OKRUG_YEAR]),  # they share the okrug
        ([COURT_HALF, OKRUG_YEAR], [COURT_HALF]),  # court and half-year tell okrug and year
        ([COURT_HALF, MONTH_CHARGE], [COURT_HALF, MONTH_CHARGE]),
        # half-years are in the first and last and not between: a ring, until the one between has them
        ([COURT_HALF, OKRUG_YEAR_CHARGE, MONTH_CHARGE], [COURT_HALF, (1, 1, 0), MONTH_CHARGE]),
    ],
)
def test_the_finest_tables_hang_together_as_a_tree(tables: list[Levels], bases: list[Levels]) -> None:
    assert decomposable(SIZES, tables) == tuple(sorted(bases))


@pytest.mark.parametrize(
    ("bases", "whole"),
    [
        (((0,), (0,)), True),
        (((0, 1, 1), (1, 0, 1)), True),
        (((0, 0, 1), (1, 0, 0), (0, 1, 0)), False),  # each two share what the third has not
    ],
)
def test_a_ring_is_no_tree(bases: tuple[Levels, ...], *, whole: bool) -> None:
    assert is_decomposable((1,) * len(bases[0]), bases) is whole


@given(st.lists(st.tuples(*(st.integers(0, length) for length in AXES)), min_size=1, max_size=6))
def test_every_table_is_a_sum_over_one_of_them_and_none_over_another(tables: list[Levels]) -> None:
    bases = decomposable(SIZES, tables)
    assert is_decomposable(AXES, bases)
    assert all(any(within(table, base) for base in bases) for table in tables)
    assert not any(within(one, other) for one in bases for other in bases if one != other)
    assert len(spanning(AXES, bases)) == len(bases) - 1
    assert decomposable(SIZES, reversed(tables)) == bases
