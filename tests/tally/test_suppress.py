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
from absentia.looks.coverage import Coverage
from absentia.model.count import Count
from absentia.observatory import CONFIG, Observatory
from absentia.tally import suppress_counts, suppressed, tally, threshold_of
from absentia.tally.result import Row, Tally
from absentia.tally.suppress import Key, _attack, _complement, _exposed, _open, _small

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


@pytest.mark.parametrize(("count", "small"), [(0, False), (1, True), (4, True), (5, False), (6, False)])
def test_small_is_from_one_to_the_threshold_less_one(count: int, *, small: bool) -> None:
    assert _small(count, THRESHOLD) is small


@pytest.mark.parametrize(
    ("values", "hidden"),
    [
        ([0, 5, 9], []),
        ([2, 3, 9], [2, 3]),  # five together: either may be all of it
        ([2, 2, 9, 20], [2, 2, 9]),  # four together tell that both are small
        ([1, 0, 9], [1, 9]),  # a zero goes last
        ([1, 0, 0], [1]),  # their sum is small itself and not shown
        ([4], [4]),
    ],
)
def test_a_list_withholds_what_it_takes(values: list[int], hidden: list[int]) -> None:
    counts: dict[Key, int] = {(position,): value for position, value in enumerate(values)}
    assert sorted(counts[key] for key in suppress_counts(counts, THRESHOLD)) == hidden


def test_what_protects_a_small_count_is_the_smallest_on_its_own_line() -> None:
    counts: dict[Key, int] = {("a", 1): 1, ("a", 2): 9, ("a", 3): 7, ("b", 1): 6, ("b", 2): 0, ("b", 3): 0}
    row = frozenset(key for key in counts if key[0] == "a")
    other = frozenset(key for key in counts if key[0] == "b")
    known = [(row, 17), (other, 6), (frozenset(counts), 23)]
    assert _complement(counts, {("a", 1)}, ("a", 1), known) == ("a", 3)
    # with its line used up the whole table protects it, zeros last
    assert _complement(counts, set(row), ("a", 1), known) == ("b", 1)
    assert _complement(counts, {*row, ("b", 1)}, ("a", 1), known) == ("b", 2)
    assert _complement(counts, set(counts), ("a", 1), known) is None


@pytest.mark.parametrize(
    ("hidden", "known", "exposed"),
    [
        ({(0,)}, [], []),  # no sum is shown
        ({(0,), (1,)}, [({(0,), (1,)}, 4)], [(0,), (1,)]),
        ({(0,), (1,)}, [({(0,), (1,)}, 5)], []),
        ({(0,), (1,)}, [({(0,), (1,), (2,)}, 12)], []),  # less the seven that are shown
        ({(0,), (1,)}, [({(0,), (1,), (2,)}, 11)], [(0,), (1,)]),
        ({(0,), (1,)}, [({(2,)}, 9), ({(0,), (1,)}, 5)], []),  # a line with nothing withheld tells nothing
    ],
)
def test_a_sum_exposes_what_it_leaves_below_the_threshold(
    hidden: set[Key], known: list[tuple[set[Key], int]], exposed: list[Key]
) -> None:
    counts: dict[Key, int] = {(0,): 2, (1,): 2, (2,): 7}
    lines = [(frozenset(line), total) for line, total in known]
    assert _exposed(counts, hidden, sorted(hidden), lines, THRESHOLD) == exposed


def test_the_attacker_learns_only_what_the_sums_leave_open(monkeypatch: pytest.MonkeyPatch) -> None:
    import scipy.optimize

    solved = []

    def counting(*given: object, **more: object) -> object:
        solved.append(1)
        return linprog(*given, **more)

    monkeypatch.setattr(scipy.optimize, "linprog", counting)
    order: list[Key] = [(0,), (1,), (2,)]
    # 0 + 1 = 5: either may be five, and one programme tells it of the first, which leaves none for the other
    assert _attack(order, [[0, 1], [2]], [5, 9], [(0,), (1,)], THRESHOLD) == []
    assert len(solved) == 2
    assert _attack(order, [[0, 1], [2]], [4, 9], [(0,), (1,)], THRESHOLD) == [(0,), (1,)]
    # nothing limits the third: no sum has it
    assert _attack(order, [[0, 1]], [4], [(2,)], THRESHOLD) == []
    # what is large in the world found for one is asked no more
    solved.clear()
    assert _attack(order, [[0], [1, 2]], [7, 14], [(0,), (1,), (2,)], THRESHOLD) == []
    assert len(solved) < 4


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (Count.exactly(7), Count.exactly(7)),
        (Count(7, 9), Count.at_least(7)),  # two that could not be read
        (Count(7, 11), Count.at_least(7)),
        (Count(7, 12), Count(7, 12)),
        (Count(0, 2), Count.withheld()),  # “at least none” says nothing
        (Count.at_least(7), Count.at_least(7)),
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
