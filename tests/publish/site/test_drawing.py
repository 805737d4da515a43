"""Every kind of count is drawn otherwise; a strip of weeks leaves holes where nobody asked."""

from __future__ import annotations

from itertools import pairwise

import pytest
from tests.publish.conftest import both
from tests.publish.site.test_numbers import number_of

from absentia.model.count import Count
from absentia.model.texts import Said
from absentia.publish.site.drawing import drawing, highest, line
from absentia.publish.site.sheets import Chart, Mark
from absentia.tally.words import REASONS


def mark_of(count: Count | None, expected: tuple[float, float, float] | None = None) -> Mark:
    if count is None:
        return Mark(both("May", "май"), None)
    reason = Said(REASONS[count.reason]) if count.reason else None
    return Mark(both("May", "май"), number_of(count, reason=reason), expected)


@pytest.mark.parametrize(
    ("count", "kind"),
    [
        (Count.exactly(0), "zero"),
        (Count.exactly(3), "exact"),
        (Count.at_least(3), "at-least"),
        (Count(3, 5), "range"),
        (Count.withheld(), "withheld"),
        (Count.unknown("not_covered"), "unknown"),
        (None, "unknown"),
    ],
)
def test_each_kind_has_its_shape(count: Count | None, kind: str) -> None:
    chart = Chart(both("t", "т"), both("d", "д"), both("u", "е"), [mark_of(count)])
    (shape,) = drawing(chart, "en").shapes
    assert shape.kind == kind
    assert (shape.above > 0) is (kind == "range")


def test_bars_are_as_high_as_their_numbers_and_the_expected_stands_apart() -> None:
    chart = Chart(
        both("t", "т"), both("d", "д"), both("u", "е"),
        [mark_of(Count.exactly(10)), mark_of(Count.exactly(5), (8.0, 6.0, 10.0)), mark_of(Count.exactly(0))],
    )  # fmt: skip
    drawn = drawing(chart, "ru")
    ten, five, none = drawn.shapes
    assert ten.height == pytest.approx(2 * five.height)
    assert none.height == 0
    assert five.y + five.height == pytest.approx(drawn.base)
    assert five.expected is not None
    value, low, high = five.expected
    assert low > value > high == pytest.approx(ten.y)
    assert [text for _x, text in drawn.names] == ["май", "май", "май"]
    assert [value for _height, value in drawn.ticks] == [0, 5, 10]


@pytest.mark.parametrize(
    ("counts", "top"),
    [([], 2), ([0], 2), ([3], 4), ([10], 10), ([11], 20), ([45], 60), ([999], 1000), ([1001], 2000)],
)
def test_the_axis_ends_at_a_round_number(counts: list[int], top: float) -> None:
    assert highest([mark_of(Count.exactly(one)) for one in counts]) == top


@pytest.mark.parametrize(("label", "many"), [("May", 12), ("27 September 2023", 40), ("27 сентября 2023 г.", 24)])
def test_names_under_a_chart_stand_apart_and_are_not_cut_off(label: str, many: int) -> None:
    marks = [Mark(both(label, label), number_of(Count.exactly(1))) for _one in range(many)]
    names = drawing(Chart(both("t", "т"), both("d", "д"), both("u", "е"), marks), "en").names
    width = len(label) * 6
    places = [x for x, _text in names]
    assert places
    assert all(later - earlier > width for earlier, later in pairwise(places))
    assert min(places) >= width / 2
    assert max(places) <= 480 - width / 2


def test_weeks_of_a_state_are_one_path_with_holes() -> None:
    stretches = [(0, 3, "whole"), (3, 2, "not-asked"), (5, 1, "whole"), (6, 2, "nothing")]
    assert line(stretches, "whole") == "M0 .5h3m2 0h1"
    assert line(stretches, "nothing") == "M6 .5h2"
    assert line(stretches, "partly") == ""
