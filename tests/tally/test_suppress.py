from __future__ import annotations

import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from tests.study import many
from tests.tally.build import Book

from absentia.errors import ObservatoryProblem, UsageProblem
from absentia.looks.coverage import Coverage
from absentia.model.count import Count
from absentia.observatory import CONFIG, Observatory
from absentia.tally import suppress_counts, suppressed, tally, threshold_of
from absentia.tally.result import Row, Tally
from absentia.tally.suppress import Key, _open, _small

THRESHOLD = 5
LISTS = st.lists(st.integers(0, 12), min_size=1, max_size=8)
TABLES = st.integers(2, 4).flatmap(
    lambda rows: st.integers(2, 4).flatmap(
        lambda columns: st.lists(st.integers(0, 20), min_size=rows * columns, max_size=rows * columns).map(
            lambda flat: {(number // columns, number % columns): count for number, count in enumerate(flat)}
        )
    )
)


def feasible(counts: Mapping[Key, int], hidden: Collection[Key], cell: Key, *, total: bool) -> tuple[float, float]:
    """How small and large a hidden cell can be, given the total if it is shown; solved on its own, densely."""
    order = sorted(hidden, key=str)
    known = {"A_eq": [[1.0] * len(order)], "b_eq": [sum(counts[key] for key in order)]} if total else {}
    ends = []
    for sign in (1.0, -1.0):
        goal = np.array([sign if key == cell else 0.0 for key in order])
        solved = linprog(goal, **known, bounds=[(1, None)] * len(order))
        ends.append(sign * solved.fun if solved.status == 0 else np.inf)
    return ends[0], ends[1]


@given(LISTS)
def test_no_withheld_count_of_a_list_can_be_computed_from_the_total(values: list[int]) -> None:
    counts: dict[Key, int] = {(position,): value for position, value in enumerate(values)}
    hidden = suppress_counts(counts, THRESHOLD)
    small = {key for key, count in counts.items() if 0 < count < THRESHOLD}
    assert small <= hidden
    assert not any(counts[key] == 0 for key in hidden - {()})
    if small and () not in hidden:
        # each has at least one; what is over is enough for any one of them
        assert sum(counts[key] - 1 for key in hidden) >= THRESHOLD
    if not small:
        assert not hidden


@settings(max_examples=many(25, 300))
@given(TABLES)
def test_nor_of_a_table_from_its_shown_total(counts: dict[Key, int]) -> None:
    hidden = suppress_counts(counts, THRESHOLD)
    for cell in sorted(hidden - {()}, key=str):
        # a large count that was only withheld to protect a small one may come out; the small one may not
        if 0 < counts[cell] < THRESHOLD:
            low, high = feasible(counts, hidden - {()}, cell, total=() not in hidden)
            assert high - low >= THRESHOLD - 1e-6, (counts, hidden, cell)


@given(LISTS, st.integers(1, 9))
def test_nothing_is_withheld_without_need_and_nothing_small_is_shown(values: list[int], threshold: int) -> None:
    counts: dict[Key, int] = {(position,): value for position, value in enumerate(values)}
    hidden = suppress_counts(counts, threshold)
    if not any(0 < value < threshold for value in values):
        assert hidden == frozenset()
    shown = [value for key, value in counts.items() if key not in hidden]
    assert not any(0 < value < threshold for value in shown)


@pytest.mark.parametrize(("count", "small"), [(0, False), (1, True), (4, True), (5, False), (6, False)])
def test_small_is_from_one_to_the_threshold_less_one(count: int, *, small: bool) -> None:
    assert _small(count, THRESHOLD) is small


@pytest.mark.parametrize(
    ("values", "hidden"),
    [
        ([0, 5, 9], []),
        ([2, 9, 30], [2, 9]),
        ([2, 3, 9, 30], [2, 3, 9]),  # five together, each at least one: they are four apart at most
        ([4, 3, 9, 30], [3, 4]),  # of seven one may have six
        ([1, 0, 9], [1, 9]),
        ([1, 0, 0], [1, "total"]),
        ([4], [4, "total"]),
        ([1, 1, 1, 1, 1], [1, 1, 1, 1, 1, "total"]),  # shown, five would tell each of them
    ],
)
def test_a_list_withholds_what_it_takes(values: list[int], hidden: list[int | str]) -> None:
    counts: dict[Key, int] = {(position,): value for position, value in enumerate(values)}
    found = [counts.get(key, "total") for key in suppress_counts(counts, THRESHOLD)]
    assert sorted(found, key=str) == sorted(hidden, key=str)


def test_many_thousand_units_are_no_more_than_many() -> None:
    counts: dict[Key, int] = {("a",): 2, ("b",): 10**9, ("c",): 10**8}
    assert len(suppress_counts(counts, THRESHOLD) - {("a",)}) == 1


@pytest.mark.parametrize(
    ("by", "since", "until", "whole"),
    [
        ((), None, None, True),
        ((), "2023-01-01", "2023-06-30", True),
        ((), "2023-01-01", "2023-06-29", False),  # a day more would tell who came on it
        ((), "2023-01-02", None, False),
        (("month",), "2023-02-01", "2023-02-28", True),
        (("half-year",), "2023-01-01", "2023-03-31", False),
        (("half-year", "court"), "2023-01-01", "2023-06-30", True),
        (("week",), "2023-01-02", "2023-01-08", True),
        (("week",), "2023-01-01", None, False),
    ],
)
def test_a_period_that_is_cut_is_refused(
    by: tuple[str, ...], since: str | None, until: str | None, *, whole: bool
) -> None:
    asked = Tally("filings_received", {}, {}, by, (), Count.exactly(0), Coverage((), None, None), {}, synthetic=True,
                  since=since, until=until)  # fmt: skip
    if whole:
        assert suppressed(asked, THRESHOLD).suppressed == THRESHOLD
        return
    with pytest.raises(UsageProblem, match="cut"):
        suppressed(asked, THRESHOLD)


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (Count.exactly(7), Count.exactly(7)),
        (Count(7, 9), Count.at_least(7)),  # two that could not be read
        (Count(7, 11), Count.at_least(7)),
        (Count(7, 12), Count(7, 12)),
        (Count(0, 2), Count.withheld()),  # “at least none” says nothing
        (Count.at_least(7), Count.at_least(7)),
        (Count.at_least(THRESHOLD), Count.at_least(THRESHOLD)),
        (Count.at_least(THRESHOLD - 1), Count.withheld()),  # however many stand behind it
        (Count(1, 40), Count.withheld()),
        (Count.exactly(0), Count.exactly(0)),
        (Count.unknown("not_covered"), Count.unknown("not_covered")),
    ],
)
def test_an_upper_end_that_tells_a_small_number_is_left_open(count: Count, shown: Count) -> None:
    assert _open(count, THRESHOLD) == shown


def test_every_number_of_a_tally_goes_through_the_rule() -> None:
    rows = tuple(Row({"month": month}, count, seen) for month, count, seen in (
        ("2023-01", Count.exactly(3), 3),
        ("2023-02", Count.exactly(9), 9),
        ("2023-03", Count(20, 22), 22),
        ("2023-04", Count.unknown("not_covered"), 0),
        ("2023-05", Count.exactly(40), 40),
    ))  # fmt: skip
    whole = Tally(
        "filings_received", {}, {}, ("month",), rows, Count(72, 74), Coverage((), None, None),
        {"undated": 4, "instance_unknown": 5, "perhaps_refiled": 0, "charges_unreadable": None},
        synthetic=True, seen=74,
    )  # fmt: skip
    shown = suppressed(whole, THRESHOLD)
    assert [row.count for row in shown.rows] == [
        Count.withheld(), Count.withheld(), Count.at_least(20), Count.unknown("not_covered"), Count.exactly(40),
    ]  # fmt: skip
    assert shown.total == Count.at_least(72)
    assert shown.unreadable == {
        "undated": None, "instance_unknown": 5, "perhaps_refiled": 0, "charges_unreadable": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("by", "cells", "shown"),
    [
        (("month",), {("2023-01",): 2, ("2023-02",): 60, (None,): 7}, False),  # the total less 60 and 7 is 2
        (("article",), {("337",): 2, ("338",): 60, (None,): 7}, False),
        (("instance",), {("first",): 2, ("appeal",): 60, ("unknown",): 7}, False),
        (("month", "article"), {("2023-01", "337"): 2, ("2023-01", None): 7, ("2023-02", "337"): 60}, False),
        (("month",), {("2023-01",): 20, ("2023-02",): 60, (None,): 7}, True),
        (("month",), {("2023-01",): 2, ("2023-02",): 9, ("2023-03",): 60, (None,): 30}, True),
    ],
)
def test_what_could_not_be_placed_is_told_nowhere_if_its_row_is_withheld(
    by: tuple[str, ...], cells: Mapping[tuple[str | None, ...], int], *, shown: bool
) -> None:
    rows = tuple(Row(dict(zip(by, key, strict=True)), Count.exactly(many), many) for key, many in cells.items())
    seen, unplaced = sum(cells.values()), next(many for key, many in cells.items() if {None, "unknown"} & set(key))
    whole = Tally("filings_received", {}, {}, by, rows, Count.exactly(seen), Coverage((), None, None),
                  {"undated": unplaced, "charges_unreadable": 0}, synthetic=True, seen=seen)  # fmt: skip
    told = suppressed(whole, THRESHOLD).unreadable
    assert told == {"undated": unplaced if shown else None, "charges_unreadable": 0}


def test_a_tally_withholds_its_total_where_rows_cannot_be_protected_otherwise(tmp_path: Path) -> None:
    book = Book()
    for number in range(3):
        book.entry(book.page(), guid=f"g{number}", number=f"1-{number}/2023", received=f"2023-0{number + 1}-10")
    observatory = book.write(tmp_path / "o")
    withheld = suppressed(tally(observatory, "filings_received", by=("month",)), threshold_of(observatory))
    assert [row.count for row in withheld.rows] == [Count.withheld()] * 3
    assert withheld.total == Count.withheld()
    assert withheld.suppressed == 5
    shown = suppressed(tally(observatory, "cases_received", by=("year",)), 3)
    assert (shown.rows[0].seen, shown.seen) == (3, 3)


def test_the_threshold_is_the_observatorys(tmp_path: Path) -> None:
    observatory = Observatory.create(tmp_path / "o")
    assert threshold_of(observatory) == 5
    settings_file = observatory.path / CONFIG
    settings_file.write_text(settings_file.read_text().replace("smallest_count = 5", "smallest_count = 10"))
    assert threshold_of(Observatory.open(tmp_path / "o")) == 10
    before = "10"
    for chosen, sound in (("1", True), ("0", False), ("-1", False), ("true", False), ("2.5", False), ('"few"', False)):
        text = settings_file.read_text().replace(f"smallest_count = {before}", f"smallest_count = {chosen}")
        settings_file.write_text(text)
        before = chosen
        if sound:
            assert threshold_of(Observatory.open(tmp_path / "o")) == 1
            continue
        with pytest.raises(ObservatoryProblem, match="positive whole number"):
            threshold_of(Observatory.open(tmp_path / "o"))


def test_counting_loads_no_solver() -> None:
    code = "import sys, absentia.tally; print('absentia.tally.suppress' in sys.modules, 'scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]
