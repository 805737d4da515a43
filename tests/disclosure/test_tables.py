"""The tables of a publication as equations, against counting one unit at a time. All units are invented."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.disclosure.worlds import AXES, TABLES, counts, growing

from absentia.disclosure.equations import Equations
from absentia.disclosure.problem import Problem
from absentia.disclosure.tables import Publication, Version


def publication(seed: int, versions: int = 3) -> Publication:
    *before, now = growing(seed, versions)
    return Publication(AXES, TABLES, tuple(Version(units, {}) for units in before), now)


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_the_equations_hold_of_what_is_counted(seed: int) -> None:
    whole = publication(seed)
    system = Problem({"": whole}).system
    values = iter(system.counts)
    for units in whole.versions:
        for table, keys in zip(TABLES, whole.keys, strict=True):
            counted = counts(units, table)
            assert counted.keys() <= set(keys)
            assert [counted.get(key, 0) for key in keys] == [next(values) for _ in keys]
    assert not list(values)
    assert not (system.margins @ system.truth).any(), "margins of two tables differ"
    assert Equations(whole).truth.min() >= 0


def test_rows_of_the_new_version_are_the_last_ones() -> None:
    whole = publication(1, 2)
    many = sum(map(len, whole.keys))
    hidden = np.zeros(2 * many, dtype=bool)
    hidden[many] = hidden[-1] = True
    found = whole.withheld(hidden)
    assert found[TABLES[0]] == frozenset({()})
    assert found[TABLES[-1]] == frozenset({whole.keys[-1][-1]})
    assert not any(found[table] for table in TABLES[1:-1])


def test_what_was_shown_and_withheld_anyway() -> None:
    (before, now) = growing(1, 2)
    key = ("2023",)
    whole = Publication(AXES, TABLES, (Version(before, {TABLES[1]: frozenset({key})}),), now)
    many = sum(map(len, whole.keys))
    place = len(whole.keys[0]) + whole.keys[1].index(key)
    assert np.flatnonzero(~whole.shown_before[:many]).tolist() == [place]
    assert not whole.shown_before[many:].any()
    assert np.flatnonzero(whole.withheld_anyway).tolist() == [many + place]
