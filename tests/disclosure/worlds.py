"""Invented worlds of units, and a reader who solves for them with everything crossed with everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

import numpy as np
from scipy.optimize import linprog

from absentia.disclosure.problem import System
from absentia.disclosure.tables import Cell, Key, Publication, Table, Version

AXES = (("court", "okrug"), ("month", "half-year", "year"), ("provision",))
TABLES = tuple(
    Table(one)
    for one in (
        (),
        ("year",),
        ("month",),
        ("month", "provision"),
        ("provision", "year"),
        ("okrug", "year"),
        ("okrug", "year", "provision"),
        ("court", "half-year"),
        ("court",),
    )
)
PLACES = tuple((f"court {number}", f"okrug {number // 2}") for number in range(4))
TIMES = tuple((f"2023-{month:02}", f"2023-H{1 if month < 7 else 2}", "2023") for month in (2, 5, 8, 11))
CHARGES: tuple[tuple[frozenset[str]], ...] = (
    (frozenset({"337.1"}),),
    (frozenset({"337.5"}),),
    (frozenset({"337.5", "338.1"}),),
)


def growing(seed: int, versions: int = 4) -> list[dict[str, Cell]]:
    """Units as they stood version by version: some come, a few move, a few go."""
    generator = np.random.default_rng(seed)
    rates = generator.lognormal(0.0, 1.0, len(PLACES))
    units: dict[str, Cell] = {}
    found = []
    for version in range(versions):
        for place, rate in zip(PLACES, rates, strict=True):
            for time in TIMES[min(version, len(TIMES) - 1) :]:
                for _ in range(generator.poisson(rate * (1.5 if version == 0 else 0.5))):
                    charges = CHARGES[int(generator.choice(3, p=[0.3, 0.6, 0.1]))]
                    units[f"unit {version} {len(units)}"] = (place, time, charges)
        if version and units:
            moved = str(generator.choice(sorted(units)))
            units[moved] = (units[moved][0], units[moved][1], CHARGES[1])
            if generator.random() < 0.3:
                units.pop(str(generator.choice(sorted(units))))
        found.append(dict(units))
    return found


def counts(units: Mapping[str, Cell], table: Table) -> dict[Key, int]:
    """A table counted one unit at a time; cells of no unit are not in it."""
    found: dict[Key, int] = {}
    for cell in units.values():
        for key in keys(cell, table):
            found[key] = found.get(key, 0) + 1
    return found


def keys(cell: Cell, table: Table) -> list[Key]:
    """The cells of a table that a unit stands in."""
    values = dict(zip(chain(*AXES), chain(*cell), strict=True))
    found: list[Key] = [()]
    for name in table.dimensions:
        value = values[name]
        found = [(*key, one) for key in found for one in (value if isinstance(value, frozenset) else (value,))]
    return found


def _of(cell: Cell | None, table: Table) -> list[Key]:
    return [] if cell is None else keys(cell, table)


def ranges(
    versions: Sequence[Version], tables: Sequence[Table], threshold: int
) -> dict[tuple[int, Table, Key], tuple[float, float]]:
    """How small and how large each small count may be for all that is shown: everything crossed, one cell at a time.

    Unknowns are units of each place, time and charge that came with each version and stayed, and stays that ended.
    """
    cells: list[Cell] = [(place, time, charges) for place in PLACES for time in TIMES for charges in CHARGES]
    last = len(versions)
    ways: list[tuple[Cell | None, ...]] = []
    for came in range(last):
        ways.extend((None,) * came + (cell,) * (last - came) for cell in cells)
    for unit in {name for version in versions for name in version.units}:
        way = [version.units.get(unit) for version in versions]
        ways.extend(tuple(cell if one == cell else None for one in way) for cell in set(way) - {None})
    ways = sorted(set(ways), key=repr)
    equal, values, above, least, wanted = [], [], [], [], []
    for number, version in enumerate(versions):
        for table in tables:
            counted = counts(version.units, table)
            for key in {key for cell in cells for key in keys(cell, table)}:
                row = [float(key in _of(way[number], table)) for way in ways]
                if key in version.withheld[table]:
                    above.append([-one for one in row])
                    least.append(-1.0 if counted.get(key) else 0.0)
                    if 0 < counted.get(key, 0) < threshold:
                        wanted.append(((number, table, key), row))
                else:
                    equal.append(row)
                    values.append(counted.get(key, 0))
    found = {}
    for wish, row in wanted:
        ends = []
        for sign in (1.0, -1.0):
            solved = linprog(
                [sign * one for one in row],
                A_eq=equal,
                b_eq=values,
                A_ub=above,
                b_ub=least,
                bounds=(0, None),
            )
            ends.append(sign * solved.fun if solved.status == 0 else np.inf)
        found[wish] = (ends[0], ends[1])
    return found


def given_away(system: System, small: np.ndarray, shown: np.ndarray, threshold: int) -> list[int]:
    """The small cells whose range is too short, each asked for by itself of all equations as they stand."""
    return _too_short(system, np.flatnonzero(small), _cells(system), shown, threshold)


def given_away_between(system: System, between: np.ndarray, shown: np.ndarray, threshold: int) -> list[int]:
    """The same of the differences of bounds."""
    return _too_short(system, np.flatnonzero(between), system.bounds @ _cells(system), shown, threshold)


def _cells(system: System) -> np.ndarray:
    cells: np.ndarray = system.steps.toarray()
    for row, before in enumerate(system.before):
        cells[row] += cells[before] if before >= 0 else 0
    return cells


def _too_short(system: System, places: np.ndarray, sums: np.ndarray, shown: np.ndarray, threshold: int) -> list[int]:
    cells, shown, told = _cells(system), shown & system.told, ~shown & system.told
    found = []
    for place in places:
        ends = []
        for sign in (1.0, -1.0):
            solved = linprog(
                sign * sums[place],
                A_eq=np.vstack([cells[shown], system.margins.toarray()]),
                b_eq=np.concatenate([system.counts[shown], np.zeros(system.margins.shape[0])]),
                A_ub=np.vstack([-cells[told], -(system.bounds @ cells)]),
                b_ub=np.concatenate([-np.minimum(system.counts[told], 1), np.zeros(system.bounds.shape[0])]),
                bounds=(0, None),
            )
            ends.append(sign * solved.fun if solved.status == 0 else np.inf)
        if ends[1] - ends[0] < threshold - 1e-5:
            found.append(int(place))
    return found


def published(versions: Sequence[Mapping[str, Cell]], withhold: object, threshold: int) -> list[Version]:
    """Each version as it is published after the others."""
    history: list[Version] = []
    for units in versions:
        publication = Publication(AXES, TABLES, tuple(history), units)
        history.append(Version(units, withhold(publication, threshold)))  # type: ignore[operator]
    return history
