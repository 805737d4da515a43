from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from tests.tally.build import Book

from absentia.errors import ObservatoryProblem
from absentia.model.count import Count
from absentia.observatory import CONFIG, Observatory
from absentia.tally import suppress_counts, suppressed, tally, threshold_of
from absentia.tally.suppress import Key

THRESHOLD = 5
LISTS = st.lists(st.integers(0, 12), min_size=1, max_size=8)
TABLES = st.integers(2, 4).flatmap(
    lambda rows: st.integers(2, 4).flatmap(
        lambda columns: st.lists(st.integers(0, 20), min_size=rows * columns, max_size=rows * columns).map(
            lambda flat: {(number // columns, number % columns): count for number, count in enumerate(flat)}
        )
    )
)


def feasible(counts: Mapping[Key, int], hidden: frozenset[Key], known: list[list[Key]], cell: Key) -> float:
    """The most a hidden cell can be, given what is shown and every known sum; solved here on its own, densely."""
    order = sorted(hidden, key=str)
    sums = [[1.0 if key in line else 0.0 for key in order] for line in known]
    totals = [sum(counts[key] for key in line if key in hidden) for line in known]
    goal = np.array([-1.0 if key == cell else 0.0 for key in order])
    solved = linprog(goal, A_eq=sums or None, b_eq=totals or None, bounds=[(0, None)] * len(order))
    return float(-solved.fun) if solved.success else float("inf")


def shown_margins(counts: Mapping[Key, int], *axes: int) -> list[list[Key]]:
    """The lines whose sums the table of this margin, published by the same rule, would show."""
    lines: dict[Key, list[Key]] = {}
    for key in counts:
        lines.setdefault(tuple(key[axis] for axis in axes), []).append(key)
    sums = {name: sum(counts[key] for key in line) for name, line in lines.items()}
    return [lines[name] for name in set(sums) - suppress_counts(sums, THRESHOLD)]


@given(LISTS)
def test_no_withheld_count_of_a_list_can_be_computed_from_the_total(values: list[int]) -> None:
    counts: dict[Key, int] = {(position,): value for position, value in enumerate(values)}
    hidden = suppress_counts(counts, THRESHOLD)
    assert all(key in hidden for key, count in counts.items() if 0 < count < THRESHOLD)
    if hidden and sum(values) >= THRESHOLD:
        assert len(hidden) > 1
        assert sum(counts[key] for key in hidden) >= THRESHOLD
    # no more than it takes: without its largest complement the rest would be exposed
    complements = [key for key in hidden if counts[key] >= THRESHOLD]
    assert len(complements) <= 1


@settings(max_examples=200, deadline=None)
@given(TABLES)
def test_nor_of_a_table_from_its_margins(counts: dict[Key, int]) -> None:
    hidden = suppress_counts(counts, THRESHOLD)
    known = [line for axes in ((), (0,), (1,)) for line in shown_margins(counts, *axes)]
    for cell in sorted(hidden, key=str):
        # a large count that was only withheld to protect a small one may come out; the small one may not
        if 0 < counts[cell] < THRESHOLD:
            assert feasible(counts, hidden, known, cell) >= THRESHOLD - 1e-6, (counts, hidden, cell)


@given(LISTS, st.integers(1, 9))
def test_nothing_is_withheld_without_need_and_nothing_small_is_shown(values: list[int], threshold: int) -> None:
    counts: dict[Key, int] = {(position,): value for position, value in enumerate(values)}
    hidden = suppress_counts(counts, threshold)
    if not any(0 < value < threshold for value in values):
        assert hidden == frozenset()
    shown = [value for key, value in counts.items() if key not in hidden]
    assert not any(0 < value < threshold for value in shown)


def test_three_dimensions_protect_every_sum() -> None:
    counts: dict[Key, int] = dict.fromkeys(_grid(3), 10)
    counts[0, 0, 0] = 1
    hidden = suppress_counts(counts, THRESHOLD)
    known = [
        line for size in range(3) for axes in combinations(range(3), size) for line in shown_margins(counts, *axes)
    ]
    assert feasible(counts, hidden, known, (0, 0, 0)) >= THRESHOLD
    assert len(hidden) < len(counts)


def _grid(size: int) -> list[Key]:
    return [(a, b, c) for a in range(size) for b in range(size) for c in range(size)]


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
    settings_file.write_text(settings_file.read_text().replace("smallest_count = 10", 'smallest_count = "few"'))
    with pytest.raises(ObservatoryProblem, match="few"):
        threshold_of(Observatory.open(tmp_path / "o"))
