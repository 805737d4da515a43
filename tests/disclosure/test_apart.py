"""A history taken apart, against all of its equations as they stand. All units are invented."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from tests.disclosure import worlds
from tests.disclosure.exposing import all_like, exposed
from tests.disclosure.worlds import AXES, TABLES, growing
from tests.study import many

from absentia.disclosure import Cell, Problem, Publication, Table, Version
from absentia.disclosure.apart import Apart, _settled, pieces

THRESHOLD = 5
MONTHS, TOTAL = Table(("month",)), Table(())


@settings(max_examples=many(4, 40))
@given(st.integers(0, 10_000), st.floats(0.0, 0.6))
def test_taken_apart_the_same_small_counts_are_given_away(seed: int, hidden: float) -> None:
    *before, now = growing(seed, 3)
    system = Problem({"": Publication(AXES, TABLES, tuple(Version(units, {}) for units in before), now)}).system
    small = (system.values > 0) & (system.values < THRESHOLD)
    # withheld by chance and not for protection: some are given away, others not
    shown = ~small & (np.random.default_rng(seed).random(len(small)) > hidden)
    found = exposed(system, small, shown, THRESHOLD)
    assert found.tolist() == worlds.given_away(system, small, shown, THRESHOLD)


@pytest.mark.parametrize(
    ("rows", "floor", "still"),
    [
        ([[1, 1]], [2, 2], []),  # one may fall and the other rise
        ([[1, 1]], [0, 0], [0, 1]),  # both could only rise
        ([[1, 1]], [0, 2], []),
        ([[1, -1]], [0, 0], []),  # both may rise
        ([[-1, -1]], [0, 0], [0, 1]),
        ([[1, 0]], [2, 0], [0]),  # alone
        ([[1, 1], [0, 1]], [2, 2], [0, 1]),  # the second is alone, and then the first
        ([[1, 1, 0], [0, 1, -1]], [0, 0, 5], [0, 1, 2]),
        ([[0, 1, -1]], [0, 0, 5], []),
    ],
)
def test_what_cannot_change(rows: list[list[int]], floor: list[int], still: list[int]) -> None:
    found = _settled(sparse.csr_matrix(np.array(rows, dtype=float)), np.array(floor, dtype=float))
    assert np.flatnonzero(found).tolist() == still


def units(*months: int) -> dict[str, Cell]:
    return {f"{month} {unit}": ((f"m{month}",),) for month, many in enumerate(months) for unit in range(many)}


def apart(*versions: dict[str, Cell], hidden: tuple[str, ...]) -> tuple[Apart, list[str]]:
    """Months and total of some versions, of which these months are withheld in each; the names of the rows."""
    whole = Publication((("month",),), (MONTHS, TOTAL), tuple(Version(one, {}) for one in versions[:-1]), versions[-1])
    names = [f"{version} {key[0] if key else 'all'}"
             for version in range(len(versions)) for keys in whole.keys for key in keys]  # fmt: skip
    shown = np.array([name.partition(" ")[2] not in hidden for name in names])
    system = Problem({"": whole}).system
    small = ~shown & (system.values < THRESHOLD) & (system.values > 0)
    return Apart(system, small, shown, np.zeros_like(shown), np.zeros(0, dtype=bool)), names


def test_a_version_in_which_nobody_came_is_as_the_one_before() -> None:
    whole, names = apart(units(2, 9, 30), units(2, 9, 30), units(2, 9, 31), hidden=("m0", "m1"))
    (part,) = whole.parts
    assert [names[row] for row in part.rows if row < len(names)] == ["0 m0", "0 m1", "0 all"]
    assert [names[row] for row in all_like(whole, part.rows[part.asked])] == ["0 m0", "1 m0", "2 m0"]
    assert not len(whole.known)


def test_a_small_count_that_nothing_can_change_is_known() -> None:
    # the total and the other months are shown in each version
    whole, names = apart(units(2, 9, 30), units(2, 9, 31), hidden=("m0",))
    assert [names[row] for row in all_like(whole, whole.known)] == ["0 m0", "1 m0"]
    assert whole.parts == ()


def test_what_came_since_is_apart_from_what_was_there() -> None:
    whole, names = apart(units(2, 9, 30), units(3, 19, 30), hidden=("m0", "m1"))
    assert sorted(names[row] for part in whole.parts for row in part.rows[part.asked]) == ["0 m0", "1 m0"]


def test_pieces_are_learnt_from_and_the_last_is_all_of_it() -> None:
    *before, now = growing(3, 2)
    system = Problem({"": Publication(AXES, TABLES, tuple(Version(units, {}) for units in before), now)}).system
    small = (system.values > 0) & (system.values < THRESHOLD)
    (part,) = Apart(system, small, ~small, np.zeros_like(small), np.zeros(0, dtype=bool)).parts
    some = part.within(np.arange(3))
    assert some.rows.tolist() == np.flatnonzero(part.matrix[:, :3].getnnz(axis=1)).tolist()
    some.highest[0] = 7.0
    part.learn(some)
    assert part.highest[np.searchsorted(part.asked, some.rows[some.asked[0]])] == 7.0
    *_, last = pieces(part, THRESHOLD)
    assert last.matrix.shape == part.matrix.shape
