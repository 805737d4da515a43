"""Counts of different things that bound each other, withheld as one problem. All units are invented."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.disclosure.exposing import exposed, exposed_between
from tests.disclosure.worlds import given_away, given_away_between
from tests.study import many

from absentia.disclosure import (
    Bound,
    Cell,
    Key,
    Problem,
    Publication,
    Sum,
    Table,
    Version,
    withhold_together,
)

AXES = (("month",),)
MONTHS, TOTAL = Table(("month",)), Table(())
THRESHOLD = 5
ONE, OTHER = "cases", "persons"


def units(*months: int) -> dict[str, Cell]:
    return {f"{month} {unit}": ((f"m{month}",),) for month, many in enumerate(months) for unit in range(many)}


def bounded(lower: tuple[int, ...], upper: tuple[int, ...], *, bound: bool = True) -> Problem:
    """Months of two measures, of which the first is at most the second."""
    publications = {ONE: Publication(AXES, (MONTHS,), (), units(*lower)),
                    OTHER: Publication(AXES, (MONTHS,), (), units(*upper))}  # fmt: skip
    keys: list[Key] = [(f"m{month}",) for month in range(len(lower))]
    bounds = [Bound(Sum(ONE, MONTHS, (key,)), Sum(OTHER, MONTHS, (key,))) for key in keys]
    return Problem(publications, bounds if bound else ())


@pytest.mark.parametrize(
    ("lower", "upper", "bound", "withheld"),
    [
        ((2, 9), (20, 20), True, {ONE: ["m0"], OTHER: []}),
        ((2, 9), (5, 20), False, {ONE: ["m0"], OTHER: []}),
        ((2, 9), (5, 20), True, {ONE: ["m0"], OTHER: ["m0"]}),  # from one to five are four apart
        ((2, 9), (6, 20), True, {ONE: ["m0"], OTHER: []}),
        ((3, 9), (3, 20), True, {ONE: ["m0"], OTHER: ["m0"]}),
        ((3, 9), (2, 20), True, {ONE: ["m0"], OTHER: ["m0"]}),  # a bound that does not hold binds nobody
        ((17, 9), (20, 20), False, {ONE: [], OTHER: []}),
        ((17, 9), (20, 20), True, {ONE: ["m0"], OTHER: []}),  # three of the twenty are not of the seventeen
        ((15, 9), (20, 20), True, {ONE: [], OTHER: []}),
        ((20, 9), (20, 20), True, {ONE: [], OTHER: []}),  # nobody
        ((7, 9), (20, 3), True, {ONE: [], OTHER: ["m1"]}),  # three are not at least the nine that are shown
    ],
)
def test_a_shown_count_bounds_a_withheld_one(
    lower: tuple[int, ...], upper: tuple[int, ...], *, bound: bool, withheld: dict[str, list[str]]
) -> None:
    found = withhold_together(bounded(lower, upper, bound=bound), THRESHOLD)
    assert {name: sorted(str(key[0]) for key in tables[MONTHS]) for name, tables in found.items()} == withheld


@pytest.mark.parametrize(("upper", "given_away"), [((5, 20), 1), ((6, 20), 0)])
def test_the_attack_uses_bounds(upper: tuple[int, ...], given_away: int) -> None:
    problem = bounded((2, 9), upper)
    system = problem.system
    small = (system.values > 0) & (system.values < THRESHOLD)
    assert len(exposed(system, small, ~small, THRESHOLD)) == given_away
    assert system.bounds.shape[0] == 2


def test_what_an_earlier_version_showed_of_one_bounds_the_other() -> None:
    keys: list[Key] = [("m0",), ("m1",)]
    before = {ONE: units(2, 9), OTHER: units(5, 20)}
    later = {ONE: units(2, 9), OTHER: units(8, 20)}
    history = {ONE: Version(before[ONE], {MONTHS: frozenset({("m0",)})}), OTHER: Version(before[OTHER], {})}
    publications = {name: Publication(AXES, (MONTHS,), (one,), later[name]) for name, one in history.items()}
    bounds = [Bound(Sum(ONE, MONTHS, (key,)), Sum(OTHER, MONTHS, (key,))) for key in keys]
    problem = Problem(publications, bounds)
    assert problem.system.bounds.shape[0] == 4
    # two of at most five, and the same units are there later
    shown = problem.shown_before | problem.new
    small = np.flatnonzero((problem.system.values == 2) & ~problem.new)
    mask = np.zeros(len(problem.system.counts), dtype=bool)
    mask[small] = True
    assert exposed(problem.system, mask, shown & ~mask, THRESHOLD).tolist() == small.tolist()


def nested(seed: int, many: int) -> tuple[dict[str, dict[str, Cell]], ...]:
    """Versions of units of which some are of the one measure, too; some come, one goes."""
    generator = np.random.default_rng(seed)
    every: dict[str, Cell] = {}
    found = []
    for version in range(many):
        for month in range(version, 4):
            for unit in range(generator.poisson(9 if version == 0 else 2)):
                every[f"{version} {month} {unit}"] = ((f"m{month}",),)
        if version:
            del every[str(generator.choice(sorted(every)))]
        found.append({OTHER: dict(every), ONE: {name: cell for name, cell in every.items() if hash_of(name) % 5}})
    return tuple(found)


def hash_of(name: str) -> int:
    return sum(map(ord, name)) * 7


def problem_of(
    versions: tuple[dict[str, dict[str, Cell]], ...], shown_of: list[dict[str, dict[Table, frozenset[Key]]]]
) -> Problem:
    tables, months = (MONTHS, TOTAL), [(f"m{month}",) for month in range(4)]
    publications = {
        name: Publication(
            AXES,
            tables,
            tuple(Version(units[name], hidden[name]) for units, hidden in zip(versions, shown_of, strict=False)),
            versions[-1][name],
        )
        for name in (ONE, OTHER)
    }
    cells = [(MONTHS, key) for key in months] + [(TOTAL, ())]
    return Problem(publications, [Bound(Sum(ONE, table, (key,)), Sum(OTHER, table, (key,))) for table, key in cells])


@settings(max_examples=many(5, 50))
@given(st.integers(0, 10_000), st.floats(0.0, 0.8))
def test_the_attack_on_differences_is_that_on_all_equations(seed: int, hidden: float) -> None:
    versions = nested(seed, 3)
    system = problem_of(versions, [{name: {} for name in (ONE, OTHER)}] * 2).system
    small = (system.values > 0) & (system.values < THRESHOLD)
    shown = ~small & (np.random.default_rng(seed).random(len(small)) > hidden)
    between = system.few_between(THRESHOLD)
    found = exposed_between(system, between, shown, THRESHOLD)
    assert found.tolist() == given_away_between(system, between, shown, THRESHOLD)


@settings(max_examples=many(7, 60))
@given(st.integers(0, 10_000))
def test_no_small_difference_of_three_versions_can_be_computed(seed: int) -> None:
    versions = nested(seed, 3)
    hidden: list[dict[str, dict[Table, frozenset[Key]]]] = []
    for number in range(1, 4):
        found = withhold_together(problem_of(versions[:number], hidden), THRESHOLD)
        hidden.append({name: dict(tables) for name, tables in found.items()})
    silent = problem_of((*versions, versions[-1]), hidden)
    system, shown = silent.system, silent.shown_before
    small = (system.values > 0) & (system.values < THRESHOLD) & ~silent.new
    assert not (small & shown).any()
    assert given_away(system, small, shown, THRESHOLD) == []
    assert given_away_between(system, system.few_between(THRESHOLD), shown, THRESHOLD) == []


def test_rather_a_count_of_less_worth_is_withheld() -> None:
    problem = bounded((17, 9), (20, 20))
    dear = {ONE: dataclasses.replace(problem.publications[ONE], worth=10.0), OTHER: problem.publications[OTHER]}
    found = withhold_together(dataclasses.replace(problem, publications=dear), THRESHOLD)
    assert found[ONE][MONTHS] == frozenset()
    assert found[OTHER][MONTHS] == {("m0",)}


def test_what_nobody_shows_is_withheld_and_protected() -> None:
    # a part of a month, shown, and what it leaves out: m0 less its part
    axes, table = (("label",),), Table(("label",))
    rest = {f"r{unit}": ((frozenset({"m0", "rest"}),),) for unit in range(2)}
    part = {f"p{unit}": ((frozenset({"m0", "part"}),),) for unit in range(20)}
    never = {table: frozenset({("rest",)})}
    publication = Publication(axes, (table,), (), {**rest, **part}, {}, never)
    found = withhold_together(Problem({"": publication}), THRESHOLD)[""]
    assert ("rest",) in found[table]
    assert found[table] & {("part",), ("m0",)}
    # large enough, it needs no others, and is not shown all the same
    many = {f"r{unit}": ((frozenset({"m0", "rest"}),),) for unit in range(9)}
    publication = Publication(axes, (table,), (), {**many, **part}, {}, never)
    assert withhold_together(Problem({"": publication}), THRESHOLD)[""][table] == {("rest",)}


def test_what_is_not_told_is_neither_shown_nor_withheld() -> None:
    # the second month is in no table: nobody can subtract it from the total
    untold = {MONTHS: frozenset({("m1",)})}
    told = Problem({"": Publication(AXES, (MONTHS, TOTAL), (), units(2, 30), {})})
    silent = Problem({"": Publication(AXES, (MONTHS, TOTAL), (), units(2, 30), untold)})
    assert withhold_together(told, THRESHOLD)[""][MONTHS] == {("m0",), ("m1",)}
    assert withhold_together(silent, THRESHOLD)[""][MONTHS] == {("m0",)}
