"""What a publication shows: tables of the same units, in one version after another.

Dimensions stand on axes, each from fine to coarse: a court has an okrug, a month a year. A table asks for some of them.

Some tables must be told apart so that equal margins are all a reader can know. A set of tables is *decomposable* where
they hang together as a tree in which what two of them have in common is in every table between them. Then tables with
equal margins always come from some world (the one in which the rest is independent), and the huge cross of everything
with everything need not be formed: Dobra and Fienberg, PNAS 97(22), 2000. Where tables overlap in a ring, a finer one
that nobody publishes is put among them.
"""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, permutations, product
from math import prod

import numpy as np
from numpy.typing import NDArray

Levels = tuple[int, ...]
"""How fine a table is on each axis: the position of its finest dimension; the axis's length where it asks for none."""


def decomposable(sizes: Sequence[Sequence[int]], tables: Iterable[Levels]) -> tuple[Levels, ...]:
    """The finest of some tables, with others of as few cells as it takes to make them decomposable.

    Args:
        sizes: how many values each dimension of each axis has, fine to coarse.
        tables: how fine the published ones are.
    """
    lengths = tuple(map(len, sizes))
    bases = _finest(tables)
    while not is_decomposable(lengths, bases):
        ways = [_finest([*bases, added]) for added in _between(bases)]
        whole = [one for one in ways if is_decomposable(lengths, one)]
        closer = [one for one in ways if len(one) < len(bases)]
        everything = (tuple(map(min, zip(*bases, strict=True))),)
        bases = min(whole or closer or [everything], key=lambda one: (_cells(sizes, one), one))
    return bases


def is_decomposable(lengths: Levels, bases: Sequence[Levels]) -> bool:
    """Whether they hang together as a tree: each dimension is shared by one pair fewer than tables have it."""
    held = [_held(lengths, base) for base in bases]
    shared = sum(len(held[one] & held[other]) for one, other in spanning(lengths, bases))
    return shared == sum(map(len, held)) - len(set().union(*held))


def spanning(lengths: Levels, bases: Sequence[Levels]) -> tuple[tuple[int, int], ...]:
    """Pairs of tables that connect all, with as much in common as can be (Kruskal)."""
    pairs = sorted(
        combinations(range(len(bases)), 2),
        key=lambda pair: -len(_held(lengths, bases[pair[0]]) & _held(lengths, bases[pair[1]])),
    )
    group = list(range(len(bases)))
    chosen = []
    for one, other in pairs:
        if group[one] != group[other]:
            chosen.append((one, other))
            group = [group[one] if member == group[other] else member for member in group]
    return tuple(chosen)


def within(coarse: Levels, fine: Levels) -> bool:
    """Whether a table is a sum over another."""
    return all(one >= other for one, other in zip(coarse, fine, strict=True))


def _between(bases: Sequence[Levels]) -> Iterator[Levels]:
    """Tables that hold one of three and what the other two have in common."""
    for one, other, third in permutations(bases, 3):
        common = tuple(map(max, zip(other, third, strict=True)))
        yield tuple(map(min, zip(one, common, strict=True)))


def _finest(tables: Iterable[Levels]) -> tuple[Levels, ...]:
    found = sorted(set(tables))
    return tuple(one for one in found if not any(one != other and within(one, other) for other in found))


def _held(lengths: Levels, base: Levels) -> set[tuple[int, int]]:
    """A table's dimensions, and those that follow from them: the court tells the okrug."""
    return {(axis, at) for axis, length in enumerate(lengths) for at in range(base[axis], length)}


def _cells(sizes: Sequence[Sequence[int]], bases: Iterable[Levels]) -> int:
    """How many cells some tables have together."""
    return sum(prod((*axis, 1)[at] for axis, at in zip(sizes, base, strict=True)) for base in bases)


Value = Hashable | frozenset[Hashable]
Place = tuple[Value, ...]
"""A value for each dimension of an axis, fine to coarse; a set where a unit has several, as with charges."""
Cell = tuple[Place, ...]
"""Where a unit stands: a place on each axis."""
Key = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by some dimensions; by none: the total."""

    dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One publication of the tables: where each unit stood, and which cells were withheld."""

    units: Mapping[str, Cell]
    withheld: Mapping[Table, frozenset[Key]]
    untold: Mapping[Table, Container[Key]] = field(default_factory=dict)
    """Cells that a table has not at all: a reader is not even told that they are withheld."""


@dataclass(frozen=True)
class Publication:
    """The tables that are published together."""

    axes: tuple[tuple[str, ...], ...]
    tables: tuple[Table, ...]
    history: tuple[Version, ...]
    """Every version that can still be read, oldest first; of the same tables."""
    units: Mapping[str, Cell]
    """Where each unit stands now."""
    untold: Mapping[Table, Container[Key]] = field(default_factory=dict)
    """As in a version."""
    unprinted: Mapping[Table, Container[Key]] = field(default_factory=dict)
    """Cells of the new version that nobody shows and somebody might compute: protected where they are small."""
    returning: Mapping[Table, Container[Key]] = field(default_factory=dict)
    """Cells that may be shown though the last version withheld them: they still grew then, and many came since."""
    worth: float = 1.0
    """How much dearer its counts are to withhold than those of others."""

    def levels(self, table: Table) -> Levels:
        """How fine a table is on each axis."""
        asked = ([one for one, name in enumerate(axis) if name in table.dimensions] for axis in self.axes)
        return tuple(min(found, default=len(axis)) for found, axis in zip(asked, self.axes, strict=True))

    @cached_property
    def bases(self) -> tuple[Levels, ...]:
        """The finest tables: every published one is a sum over one of these; they are decomposable."""
        sizes = [[len({place[at:] for place in self.places[axis]}) for at in range(len(names))]
                 for axis, names in enumerate(self.axes)]  # fmt: skip
        return decomposable(sizes, [self.levels(table) for table in self.tables])

    def base_of(self, table: Table) -> int:
        """The finest table that a table is a sum over."""
        levels = self.levels(table)
        return next(place for place, base in enumerate(self.bases) if within(levels, base))

    @cached_property
    def tree(self) -> tuple[tuple[int, int], ...]:
        """Pairs of finest tables that hang together."""
        return spanning(tuple(map(len, self.axes)), self.bases)

    @cached_property
    def versions(self) -> tuple[Mapping[str, Cell], ...]:
        """Where the units stood, version by version, the new one last."""
        return (*(one.units for one in self.history), self.units)

    @cached_property
    def places(self) -> tuple[tuple[Place, ...], ...]:
        """By axis: where any unit of any version stands."""
        found = [{cell[axis] for units in self.versions for cell in units.values()} for axis in range(len(self.axes))]
        return tuple(tuple(sorted(one, key=order)) for one in found)

    def labels(self, base: Levels, axis: int) -> tuple[Place, ...]:
        """The places of an axis as fine as a finest table tells them."""
        return tuple(sorted({place[base[axis] :] for place in self.places[axis]}, key=order))

    def asked(self, table: Table, axis: int) -> list[int]:
        """Which dimensions of an axis a table asks for."""
        return [position for position, name in enumerate(self.axes[axis]) if name in table.dimensions]

    @cached_property
    def keys(self) -> tuple[tuple[Key, ...], ...]:
        """The keys of each table's cells, in the order of the rows."""
        found = []
        for table in self.tables:
            sides = [self.keys_of(table, axis) for axis in range(len(self.axes))]
            found.append(tuple(joined(parts, table, self.axes) for parts in product(*sides)))
        return tuple(found)

    def keys_of(self, table: Table, axis: int) -> tuple[Key, ...]:
        """The parts of the keys that stand on an axis."""
        asked = self.asked(table, axis)
        return tuple(sorted({key for place in self.places[axis] for key in parted(place, asked)}, key=order))

    @cached_property
    def told(self) -> NDArray[np.bool_]:
        """Which cells the versions have at all."""
        versions = [*(one.untold for one in self.history), self.untold]
        return np.array(
            [
                key not in untold.get(table, ())
                for untold in versions
                for table, keys in zip(self.tables, self.keys, strict=True)
                for key in keys
            ],
            dtype=bool,
        )

    @cached_property
    def shown_before(self) -> NDArray[np.bool_]:
        """The cells of earlier versions that were shown: every reader has them, whatever is withheld now."""
        found = [
            key not in version.withheld.get(table, frozenset())
            for version in self.history
            for table, keys in zip(self.tables, self.keys, strict=True)
            for key in keys
        ]
        return np.array([*found, *[False] * sum(map(len, self.keys))], dtype=bool)

    @cached_property
    def withheld_anyway(self) -> NDArray[np.bool_]:
        """The cells of the new version that are withheld, small or not: the last one did, or nobody shows them."""
        last = self.history[-1].withheld if self.history else {}
        found = [
            (key in last.get(table, ()) and key not in self.returning.get(table, ()))
            or key in self.unprinted.get(table, ())
            for table, keys in zip(self.tables, self.keys, strict=True)
            for key in keys
        ]
        return np.array([*[False] * (len(found) * len(self.history)), *found], dtype=bool)

    def withheld(self, hidden: NDArray[np.bool_]) -> Mapping[Table, frozenset[Key]]:
        """The keys to withhold in the new version, table by table."""
        found, start = {}, len(self.history) * sum(map(len, self.keys))
        for table, keys in zip(self.tables, self.keys, strict=True):
            found[table] = frozenset(key for row, key in enumerate(keys) if hidden[start + row])
            start += len(keys)
        return found


def parted(place: Place, asked: Sequence[int]) -> list[Key]:
    """A place as far as it is asked for; one for each value of a set."""
    several = []
    for one in asked:
        value = place[one]
        several.append(tuple(value) if isinstance(value, frozenset) else (value,))
    return list(product(*several))


def joined(parts: Sequence[Key], table: Table, axes: Sequence[Sequence[str]]) -> Key:
    """The key of a cell in the order of the table's dimensions."""
    names = [name for axis in axes for name in axis if name in table.dimensions]
    values = dict(zip(names, (value for part in parts for value in part), strict=True))
    return tuple(values[name] for name in table.dimensions)


def order(value: object) -> str:
    """What values of whatever kind are sorted by."""
    if isinstance(value, frozenset):
        return f"{{{sorted(map(repr, value))}}}"
    if isinstance(value, tuple):
        return "|".join(map(order, value))
    return repr(value)
