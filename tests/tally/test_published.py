"""Sub-periods of a published count: found where they follow each other and sum to it, and used for its interval."""

from __future__ import annotations

from typing import Any, cast

import pytest
from tests.check.test_caveats import figure
from tests.check.test_comparisons import compare, half, quantity

from absentia.figures import Catalogue, Figure
from absentia.tally.dispersion import Series
from absentia.tally.published import published_parts

WHOLE = figure("whole", 60)
Q1 = {"period_start": "2023-01-01", "period_end": "2023-03-31"}
Q2 = {"period_start": "2023-04-01", "period_end": "2023-06-30"}
FEBRUARY = {"period_start": "2023-02-01", "period_end": "2023-02-28"}
MAY = {"period_start": "2023-05-01", "period_end": "2023-05-31"}
Part = tuple[float, dict[str, str], dict[str, Any]]


class Shelf:
    def __init__(self, *figures: Figure) -> None:
        self._figures = figures

    def figures(self, _table: str | None = None) -> tuple[Figure, ...]:
        return self._figures


def parts(*figures: Figure, whole: Figure = WHOLE) -> tuple[int, ...] | None:
    found = published_parts(whole, cast("Catalogue", Shelf(whole, *figures)))
    return None if found is None else found.counts


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([(20, Q1, {}), (40, Q2, {})], (20, 40)),
        ([(40, Q2, {}), (20, Q1, {})], (20, 40)),  # whatever their order
        ([(20, Q1, {}), (41, Q2, {})], None),  # they sum to something else
        ([(20, Q1, {}), (41, Q2, {}), (40, Q2, {})], (20, 40)),  # one of two accounts does
        ([(20, Q1, {})], (20, 40)),  # what it leaves is one more
        ([(15, Q2, {})], (45, 15)),  # in the order of time
        ([(60, Q1, {})], None),  # the same number for a part and the whole: about the period they differ
        ([(70, Q1, {})], None),  # more than the whole
        ([(20, Q1, {}), (40, Q2 | {"period_start": "2023-04-02"}, {})], None),  # a day with nothing left for it
        ([(20, Q1, {}), (30, Q2 | {"period_start": "2023-04-11"}, {})], (20, 10, 30)),
        ([(20, FEBRUARY, {}), (30, MAY, {})], (20, 30, 10)),  # a rest of several stretches stands last
        ([(20, Q1, {}), (30, Q2 | {"period_start": "2023-03-01"}, {})], (20, 40)),  # they meet: the first is taken
        ([(20, Q1, {}), (40, Q2, {"publisher": "another"})], (20, 40)),
        ([(20, Q1, {"publisher": "another"})], None),
        ([(20, Q1, {"publisher": "paper (citing invented)"})], (20, 40)),  # the same counter, cited
        ([(20, Q1, {"measure": "another"})], None),
        ([(20, Q1, {"measure": "invented_month"})], (20, 40)),  # the same in other stretches of time
        ([(20, Q1, {"unit": "persons"})], None),
        ([(20, Q1, {"geography": "another"})], None),
        ([(20, Q1, {"qualifier": "at_least"})], None),
        ([(20, Q1, {"period_start": "2022-12-01"})], None),  # it begins before the whole
    ],
)
def test_parts_of_a_figure(
    given: list[tuple[float, dict[str, str], dict[str, Any]]], expected: tuple[int, ...]
) -> None:
    shelf = [figure(f"part{n}", value, **(period | more)) for n, (value, period, more) in enumerate(given)]
    assert parts(*shelf) == expected


def test_parts_that_vary_widen_the_interval() -> None:
    other = quantity("b", 60, period=half, events=True)
    calm = quantity("a", 60, period=half, events=True, series=Series.even((20, 20, 20), 6))
    wild = quantity("a", 60, period=half, events=True, series=Series.even((14, 16, 30), 6))
    steady, loose = (compare("ratio", one, other, expect={"at_least": 0.1}).computed.interval for one in (calm, wild))
    assert steady is not None
    assert loose is not None
    assert loose.high - loose.low > steady.high - steady.low


@pytest.mark.parametrize(
    ("value", "period_end", "expected"),
    [(60, "2023-06-30", (20, 40)), (60, None, None), (None, "2023-06-30", None)],  # of an open period, or of no number
)
def test_a_whole_has_parts_where_its_days_and_its_number_are_known(
    value: float | None, period_end: str | None, expected: tuple[int, ...] | None
) -> None:
    whole = figure("whole", cast("float", value), period_end=period_end)
    assert parts(figure("q1", 20, **Q1), figure("q2", 40, **Q2), whole=whole) == expected
