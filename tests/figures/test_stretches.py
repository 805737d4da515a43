"""Figures that follow each other are one stretch: with every sum they give it, and of nothing else."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from tests.figures.test_ukraine import part

from absentia.figures.stretches import same_counter, same_series, stretches
from absentia.model.period import Period

MONTHS = [f"2023-{month:02}" for month in range(1, 13)]


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.integers(0, 9)), min_size=1, max_size=7))
def test_a_stretch_is_what_its_figures_count_end_to_end(drawn: list[tuple[int, int, int]]) -> None:
    figures = [part(f"f{n}", v, MONTHS[min(a, b)], MONTHS[max(a, b)]) for n, (a, b, v) in enumerate(drawn)]
    found = stretches(figures[0], figures)
    for one in found:
        periods = [figure.period for figure in one.figures]
        assert sum(figure.value or 0 for figure in one.figures) == one.value
        assert one.period == Period(periods[0].start, periods[-1].end)  # type: ignore[union-attr]  # drawn with an end
        for earlier, later in pairwise(periods):
            assert later.start - earlier.end == dt.timedelta(days=1)  # type: ignore[union-attr]  # likewise
    named = {(one.period, one.value) for one in found}
    assert len(named) == len(found)
    assert all((figure.period, float(figure.value or 0)) in named for figure in figures)
    starts = {one.period.start for one in found}
    assert [one for day in starts for one in stretches(figures[0], figures, day)] == sorted(
        found, key=lambda one: list(starts).index(one.period.start)
    )


def test_two_accounts_of_one_stretch_give_it_two_sums() -> None:
    figures = [
        part("a", 1, "2023-01", "2023-01"),
        part("b", 2, "2023-02", "2023-02"),
        part("c", 9, "2023-02", "2023-02"),
    ]
    whole = Period.parse("2023-01").through(Period.parse("2023-02"))
    assert {one.value for one in stretches(figures[0], figures) if one.period == whole} == {3, 10}


def test_a_series_with_too_many_accounts_says_nothing() -> None:
    figures = [part(f"f{n}-{v}", 2**n * v, month, month) for n, month in enumerate(MONTHS) for v in (0, 1)]
    assert not [one for one in stretches(figures[0], figures) if one.period.start == dt.date(2023, 1, 1)]


def test_a_publisher_and_whoever_cites_it_are_one_counter() -> None:
    assert same_counter("An Office", "An Office (via a paper)")
    assert not same_counter("An Office", "Another")
    one = part("a", 1, "2023-01", "2023-01")
    assert same_series(one, part("b", 2, "2023", "2023"))
