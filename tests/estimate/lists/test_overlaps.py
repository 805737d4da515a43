"""What the lists show of each other before any model: apart, drawn from one another, too small, nearly complete."""

from __future__ import annotations

import numpy as np
import pytest
from tests.estimate.lists.conftest import table_of

from absentia.estimate.lists import ListsOptions, OverlapTable, Standing, estimate_lists
from absentia.estimate.lists.checks import (
    drawn_check,
    equal_sizes_check,
    least_overlap_check,
    overlap_check,
    pairs_check,
    sizes_check,
    stopped,
)
from absentia.estimate.lists.latent_class import LatentClassSettings
from absentia.estimate.lists.table import connected, drawn_lists, never_overlapping, shared, without_extracts
from absentia.model import Refusal

SHORT = LatentClassSettings(chains=2, iterations=1_000, doublings=0)
INSIDE = table_of("A B C", {"100": 800, "110": 160, "001": 280, "101": 70, "111": 14})
"""B wholly inside A: an extract of it."""
NEARLY = table_of("A B C", {"100": 800, "110": 160, "010": 3, "001": 280, "101": 70, "111": 14, "011": 1})
COMPLETE = table_of("A B C", {"100": 2, "010": 3, "001": 2, "110": 30, "101": 32, "011": 28, "111": 380})
"""All three lists nearly complete, made independently."""


def test_lists_apart_are_found() -> None:
    counts = np.zeros(16, dtype=int)
    counts[[1, 2, 3, 4, 8, 12]] = 5  # lists 1 and 2 overlap, 3 and 4 overlap, nothing joins the pairs
    table = OverlapTable(tuple("ABCD"), counts)
    assert not connected(table)
    pairs = [(one.first, one.second) for one in never_overlapping(table)]
    assert pairs == [("A", "C"), ("A", "D"), ("B", "C"), ("B", "D")]
    assert overlap_check(table).holds is False
    counts[6] = 1
    joined = OverlapTable(tuple("ABCD"), counts)
    assert connected(joined)
    assert overlap_check(joined).holds is True


@pytest.mark.parametrize(
    ("table", "found"),
    [
        (INSIDE, [("B", "A", True)]),
        (NEARLY, [("B", "A", False)]),
        (COMPLETE, []),
        (table_of("A B C", {"100": 800, "110": 6, "001": 280, "101": 70}), []),  # too few to tell
        (table_of("A B C", {"110": 90, "111": 60, "100": 9, "101": 90}), []),  # A holds all of C as well
        (table_of("A B C", {"110": 90, "001": 90, "111": 30}), [("B", "A", True), ("A", "B", True)]),  # one twice
        (table_of("A B", {"10": 90, "11": 40}), []),  # two lists have no third to tell them by
    ],
)
def test_lists_drawn_from_another_one(table: OverlapTable, found: list[tuple[str, str, bool]]) -> None:
    drawn = [(table.lists[one.inner], table.lists[one.outer], one.wholly) for one in drawn_lists(table)]
    assert drawn == found
    expected = None if table.size == 2 else not found
    assert drawn_check(table).holds is expected


@pytest.mark.parametrize(("third", "expected", "holds"), [(50, 5.0, False), (40, 4.0, True)])
def test_lists_that_exclude_each_other_are_told_from_chance(third: int, expected: float, holds: bool) -> None:
    """A and B share 10 of 100 by 100, B and C as large a part; A and C nothing."""
    cells = {"100": 90, "110": 10, "010": 90 - third // 10, "011": third // 10, "001": third - third // 10}
    table = table_of("A B C", cells)
    (apart,) = never_overlapping(table)
    assert (apart.first, apart.second) == ("A", "C")
    assert apart.expected == pytest.approx(expected)
    assert pairs_check(table).holds is holds


def test_an_extract_is_left_out_and_no_unit_is_lost() -> None:
    table, left_out = without_extracts(INSIDE)
    assert left_out == [("B", "A", 174)]
    assert table.lists == ("A", "C")
    assert table.observed == INSIDE.observed
    twice, left_out = without_extracts(table_of("A B C", {"110": 90, "001": 90, "111": 30}))
    assert (twice.lists, left_out) == (("A", "C"), [("B", "A", 120)])
    assert without_extracts(NEARLY)[1] == []


def test_the_panel_says_what_it_left_out() -> None:
    panel = estimate_lists(INSIDE)
    assert panel.lists == ("A", "C")
    assert "List B is left out: all its units (174) are on A" in str(panel.summary)
    assert panel.agreement.standing is Standing.CANNOT_TELL
    # no extract in any stratum by itself: the strata are judged together
    halves = [OverlapTable(INSIDE.lists, INSIDE.counts // 2, name) for name in ("north", "south")]
    summed = estimate_lists(halves)
    assert summed.lists == ("A", "C")
    assert [part.lists for part in summed.strata] == [("A", "C")] * 2


def test_a_list_nearly_inside_another_ends_the_agreement() -> None:
    panel = estimate_lists(NEARLY, ListsOptions(latent=SHORT))
    assert "also on A: 174 of the 178 units of B" in str(panel.summary)
    assert panel.agreement.standing is not Standing.AGREE


@pytest.mark.parametrize(
    ("cells", "overlap", "sizes"),
    [
        ({"100": 40, "010": 40, "001": 40, "110": 6, "101": 6, "011": 6}, True, True),
        ({"100": 40, "010": 40, "001": 40, "110": 30, "101": 6}, False, True),
        ({"100": 40, "010": 3, "001": 3, "110": 30, "101": 30}, True, False),
    ],
)
def test_overlap_and_size_of_each_list(cells: dict[str, int], overlap: bool, sizes: bool) -> None:
    table = table_of("A B C", cells)
    assert least_overlap_check(table).holds is overlap
    assert sizes_check(table).holds is sizes


def test_a_handful_of_units_supports_no_total() -> None:
    cells = {"100": 3, "010": 2, "001": 1, "110": 2, "101": 2, "011": 2}
    assert shared(table_of("A B C", cells)) == 6
    assert "two lists or more: 6;" in str(stopped(table_of("A B C", cells)))
    assert stopped(table_of("A B C", cells | {"111": 1})) is None
    panel = estimate_lists(table_of("A B C", cells))
    assert all(isinstance(one, Refusal) for one in panel.results())
    assert "units on two lists or more: 6" in str(panel.summary)


def test_lists_apart_are_refused_before_any_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight lists in two groups took three minutes to be refused; no model is fitted now."""

    def never(_table: OverlapTable) -> None:
        raise AssertionError

    monkeypatch.setattr("absentia.estimate.lists.panel.fit_all", never)
    monkeypatch.setattr("absentia.estimate.lists.panel.fit_all_captures", never)
    counts = np.zeros(256, dtype=int)
    counts[[0b1, 0b10, 0b100, 0b1000, 0b11, 0b110, 0b1100]] = 40
    counts[[0b10000, 0b100000, 0b1000000, 0b10000000, 0b110000, 0b1100000, 0b11000000]] = 30
    panel = estimate_lists(OverlapTable(tuple("ABCDEFGH"), counts))
    assert all(isinstance(one, Refusal) for one in panel.results())
    assert "shares no unit with the rest" in str(panel.summary)


@pytest.mark.parametrize(("deviances", "holds"), [((103.0, 100.0), True), ((110.0, 100.0), False)])
def test_lists_of_one_size(deviances: tuple[float, float], holds: bool) -> None:
    found = equal_sizes_check(COMPLETE, deviances)
    assert found.holds is holds
    assert "444, 441, 442" in str(found.outcome)
