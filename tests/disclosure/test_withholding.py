"""What is withheld, against a reader who solves for everything crossed with everything. All units are invented."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.disclosure.exposing import exposed
from tests.disclosure.worlds import AXES, TABLES, counts, growing, published, ranges
from tests.study import many

from absentia.disclosure.attack import withhold
from absentia.disclosure.problem import Problem
from absentia.disclosure.tables import Cell, Publication, Table, Version
from absentia.errors import DataProblem

THRESHOLD = 5
LIST = (("court",),)
BY_COURT = (Table(("court",)), Table(()))


@settings(max_examples=many(3, 30))
@given(st.integers(0, 10_000))
def test_no_small_count_of_four_versions_can_be_computed_back(seed: int) -> None:
    versions = published(growing(seed), withhold, THRESHOLD)
    for (version, table, key), (low, high) in ranges(versions, TABLES, THRESHOLD).items():
        assert high - low >= THRESHOLD - 1e-6, (version, table, key)


@pytest.mark.parametrize("seed", [*range(16), 98, 133])  # the last once found no room, upward or for all at once
def test_nor_does_the_attack_find_one(seed: int) -> None:
    history = published(growing(seed), withhold, THRESHOLD)
    last = history[-1]
    publication = Publication(AXES, TABLES, tuple(history), last.units)
    system = Problem({"": publication}).system
    values = system.values
    small = (values > 0) & (values < THRESHOLD)
    # the new version is the last once more, with all of it withheld: a reader has the four
    assert len(exposed(system, small & ~publication.shown_before, publication.shown_before, THRESHOLD)) == 0
    for version in history:
        for table in TABLES:
            for key, count in counts(version.units, table).items():
                assert count >= THRESHOLD or key in version.withheld[table], "a small count is shown"


def courts(*numbers: int) -> dict[str, Cell]:
    return {f"{court} {unit}": ((f"c{court}",),) for court, many in enumerate(numbers) for unit in range(many)}


@pytest.mark.parametrize(
    ("numbers", "withheld"),
    [
        ((9, 8, 7), []),
        ((0, 8, 7), []),
        ((2, 8, 7), ["c0", "c2"]),  # and the smallest that gives it room
        ((2, 8, 4), ["c0", "c2", "c1"]),  # six, of which each has at least one, are too few for five apart
        ((2, 20, 8, 7), ["c0", "c3"]),
        ((3,), ["c0", ""]),  # the total is small itself
        ((1, 1, 1, 1, 1), ["c0", "c1", "c2", "c3", "c4", ""]),  # each is known to be one where five are shown
    ],
)
def test_a_list_withholds_what_it_takes(numbers: tuple[int, ...], withheld: list[str]) -> None:
    found = withhold(Publication(LIST, BY_COURT, (), courts(*numbers)), THRESHOLD)
    names = [str(key[0]) if key else "" for table in BY_COURT for key in found[table]]
    assert sorted(names) == sorted(withheld)


def test_what_an_earlier_version_withheld_is_not_given_away_by_a_later_one() -> None:
    before = courts(2, 8, 7)
    first = withhold(Publication(LIST, BY_COURT, (), before), THRESHOLD)
    history = (Version(before, first),)
    again = withhold(Publication(LIST, BY_COURT, history, before), THRESHOLD)
    assert again == first
    # the small one has grown; shown with the total it would tell what it was before
    later = withhold(Publication(LIST, BY_COURT, history, courts(9, 8, 7)), THRESHOLD)
    assert ("c2",) in later[BY_COURT[0]]


def test_what_was_published_by_another_threshold_may_be_past_helping() -> None:
    before = courts(4, 8, 7)
    # everything beside the small one was shown
    history = (Version(before, {BY_COURT[0]: frozenset({("c0",)})}),)
    with pytest.raises(DataProblem, match="before"):
        withhold(Publication(LIST, BY_COURT, history, courts(4, 8, 7)), THRESHOLD)


def test_what_is_gone_now_is_not_given_away_by_its_zeros() -> None:
    before = courts(2, 3, 9)
    history = (Version(before, withhold(Publication(LIST, BY_COURT, (), before), THRESHOLD)),)
    assert history[0].withheld[BY_COURT[0]] == {("c0",), ("c1",), ("c2",)}
    later = {name: cell for name, cell in before.items() if not name.startswith("0 ")} | courts(0, 0, 30)
    found = withhold(Publication(LIST, BY_COURT, history, later), THRESHOLD)
    versions = (*history, Version(later, found))
    publication = Publication(LIST, BY_COURT, versions, later)
    system = Problem({"": publication}).system
    values = system.values
    small = (values > 0) & (values < THRESHOLD) & ~publication.shown_before
    last = np.arange(len(values)) >= len(values) - sum(map(len, publication.keys))
    assert len(exposed(system, small & ~last, publication.shown_before, THRESHOLD)) == 0


def test_nothing_at_all_is_nothing_to_withhold() -> None:
    assert withhold(Publication(LIST, BY_COURT, (), {}), THRESHOLD) == {table: frozenset() for table in BY_COURT}
    assert np.all(Publication(LIST, BY_COURT, (), {}).shown_before == [])
