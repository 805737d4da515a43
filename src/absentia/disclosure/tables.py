"""What a publication shows: tables of the same units, in one version after another, as one system of equations.

Dimensions stand on axes, each from fine to coarse: a court has an okrug, a month a year. A table asks for some of them.
The unknowns are the counts of the finest tables, apart for the units that came with each version; every cell of every
table is a sum of some of these, and where two of the finest overlap, their common margins are equal (see ``overlaps``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from absentia.disclosure.overlaps import Levels, decomposable, spanning, within

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
    left_out: Mapping[Table, frozenset[Hashable]] = field(default_factory=dict)
    """Values of a table's first dimension for which it has no cells at all: a reader knows nothing of them."""


@dataclass(frozen=True, slots=True)
class System:
    """``matrix @ truth = values``: rows are the published cells of all versions, then margins that must be equal."""

    matrix: sparse.csr_matrix
    truth: NDArray[np.float64]
    values: NDArray[np.int64]
    cells: int
    """How many of the rows are published cells; the others are differences of margins, and nothing."""


@dataclass(frozen=True)
class Publication:
    """The tables that are published together."""

    axes: tuple[tuple[str, ...], ...]
    tables: tuple[Table, ...]
    history: tuple[Version, ...]
    """Every version that can still be read, oldest first; of the same tables."""
    units: Mapping[str, Cell]
    """Where each unit stands now."""
    left_out: Mapping[Table, frozenset[Hashable]] = field(default_factory=dict)
    """As in a version."""

    def levels(self, table: Table) -> Levels:
        """How fine a table is on each axis."""
        asked = ([one for one, name in enumerate(axis) if name in table.dimensions] for axis in self.axes)
        return tuple(min(found, default=len(axis)) for found, axis in zip(asked, self.axes, strict=True))

    @cached_property
    def bases(self) -> tuple[Levels, ...]:
        """The finest tables: every published one is a sum over one of these; they are decomposable."""
        sizes = [[len({place[at:] for place in self._places[axis]}) for at in range(len(names))]
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
    def _places(self) -> tuple[tuple[Place, ...], ...]:
        found = [{cell[axis] for units in self.versions for cell in units.values()} for axis in range(len(self.axes))]
        return tuple(tuple(sorted(one, key=_order)) for one in found)

    def _labels(self, base: Levels, axis: int) -> tuple[Place, ...]:
        """The places of an axis as fine as a finest table tells them."""
        return tuple(sorted({place[base[axis] :] for place in self._places[axis]}, key=_order))

    def _asked(self, table: Table, axis: int) -> list[int]:
        return [position for position, name in enumerate(self.axes[axis]) if name in table.dimensions]

    @cached_property
    def keys(self) -> tuple[tuple[Key, ...], ...]:
        """The keys of each table's cells, in the order of the rows."""
        found = []
        for table in self.tables:
            sides = [self._keys_of(table, axis) for axis in range(len(self.axes))]
            found.append(tuple(_joined(parts, table, self.axes) for parts in product(*sides)))
        return tuple(found)

    def _keys_of(self, table: Table, axis: int) -> tuple[Key, ...]:
        asked = self._asked(table, axis)
        return tuple(sorted({key for place in self._places[axis] for key in _keys(place, asked)}, key=_order))

    def _sums(self, table: Table) -> sparse.csr_matrix:
        """Which cells of its finest table each cell of a table sums."""
        base = self.bases[self.base_of(table)]
        sides = []
        for axis in range(len(self.axes)):
            asked = [position - base[axis] for position in self._asked(table, axis)]
            sides.append(_incidence(self._keys_of(table, axis), self._labels(base, axis), asked))
        return _crossed(sides)

    def _margin(self, base: Levels, coarser: Levels) -> sparse.csr_matrix:
        """The margin of a finest table that it has in common with another."""
        sides = []
        for axis in range(len(self.axes)):
            fine = self._labels(base, axis)
            rough = self._labels(coarser, axis)
            number = {label: row for row, label in enumerate(rough)}
            rows = [number[label[coarser[axis] - base[axis] :]] for label in fine]
            ones = np.ones(len(fine))
            sides.append(sparse.csr_matrix((ones, (rows, range(len(fine)))), shape=(len(rough), len(fine))))
        return _crossed(sides)

    @cached_property
    def system(self) -> System:
        """All tables of all versions as equations."""
        stays = self._stays()
        gone = sorted((stay for stay in stays if stay.gone < len(self.versions)), key=_order)
        sizes = [int(np.prod([len(self._labels(base, axis)) for axis in range(len(self.axes))])) for base in self.bases]
        starts = np.concatenate([[0], np.cumsum([size for size in sizes for _ in self.versions])])
        width = int(starts[-1])
        truth = np.zeros(width + len(gone))
        for stay in stays.keys() - set(gone):
            for base in range(len(self.bases)):
                place = self._number(base, stay.cell)
                truth[starts[base * len(self.versions) + stay.came] + place] += stays[stay]
        truth[width:] = [stays[stay] for stay in gone]
        rows = [self._published(version, table, starts, gone) for version in range(len(self.versions))
                for table in self.tables]  # fmt: skip
        cells = sum(block.shape[0] for block in rows)
        told = sparse.diags(self._told.astype(float), format="csr") @ sparse.vstack(rows, format="csr")
        matrix = sparse.vstack([told, *self._equal(starts, width + len(gone))], format="csr")
        return System(matrix, truth, np.asarray(matrix @ truth).round().astype(np.int64), cells)

    @property
    def _told(self) -> NDArray[np.bool_]:
        """Which cells a version has at all."""
        versions = [*(one.left_out for one in self.history), self.left_out]
        return np.array(
            [
                not key or key[0] not in left_out.get(table, ())
                for left_out in versions
                for table, keys in zip(self.tables, self.keys, strict=True)
                for key in keys
            ],
            dtype=bool,
        )

    def _published(
        self, version: int, table: Table, starts: NDArray[np.int64], gone: Sequence[_Stay]
    ) -> sparse.csr_matrix:
        """The cells of a table in a version: sums over the units that had come by then."""
        sums = self._sums(table).tocoo()
        base = self.base_of(table)
        first = [int(starts[base * len(self.versions) + came]) for came in range(version + 1)]
        columns = np.concatenate([sums.col + start for start in first])
        rows = np.tile(sums.row, len(first))
        number = {key: row for row, key in enumerate(self.keys[self.tables.index(table)])}
        extra = [
            (number[key], int(starts[-1]) + place)
            for place, stay in enumerate(gone)
            if stay.came <= version < stay.gone
            for key in self._keys_in(table, stay.cell)
        ]
        rows = np.concatenate([rows, np.array([row for row, _column in extra], dtype=np.int64)])
        columns = np.concatenate([columns, np.array([column for _row, column in extra], dtype=np.int64)])
        return sparse.csr_matrix(
            (np.ones(len(rows)), (rows, columns)), shape=(sums.shape[0], int(starts[-1]) + len(gone))
        )

    def _keys_in(self, table: Table, cell: Cell) -> Iterator[Key]:
        sides = (_keys(place, self._asked(table, axis)) for axis, place in enumerate(cell))
        return (_joined(parts, table, self.axes) for parts in product(*sides))

    def _equal(self, starts: NDArray[np.int64], width: int) -> Iterator[sparse.csr_matrix]:
        """What two finest tables have in common is the same in both, for the units of each version."""
        for one, other in self.tree:
            common = tuple(max(pair) for pair in zip(self.bases[one], self.bases[other], strict=True))
            sides = [(one, self._margin(self.bases[one], common)), (other, -self._margin(self.bases[other], common))]
            for came in range(len(self.versions)):
                parts = [(matrix.tocoo(), int(starts[base * len(self.versions) + came])) for base, matrix in sides]
                rows = np.concatenate([matrix.row for matrix, _start in parts])
                columns = np.concatenate([matrix.col + start for matrix, start in parts])
                values = np.concatenate([matrix.data for matrix, _start in parts])
                yield sparse.csr_matrix((values, (rows, columns)), shape=(parts[0][0].shape[0], width))

    @cached_property
    def _numbers(self) -> list[list[dict[Place, int]]]:
        return [
            [{label: row for row, label in enumerate(self._labels(base, axis))} for axis in range(len(self.axes))]
            for base in self.bases
        ]

    def _number(self, base: int, cell: Cell) -> int:
        """The place of a unit's cell in a finest table."""
        found = 0
        for axis, place in enumerate(cell):
            known = self._numbers[base][axis]
            found = found * len(known) + known[place[self.bases[base][axis] :]]
        return found

    def _stays(self) -> Counter[_Stay]:
        """How long units stood where: one that moves goes from one cell and comes to another."""
        found: Counter[_Stay] = Counter()
        for name in sorted({name for units in self.versions for name in units}):
            came, cell = 0, self.versions[0].get(name)
            for version, units in enumerate(self.versions[1:], start=1):
                if units.get(name) != cell:
                    if cell is not None:
                        found[_Stay(cell, came, version)] += 1
                    came, cell = version, units.get(name)
            if cell is not None:
                found[_Stay(cell, came, len(self.versions))] += 1
        return found

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
    def withheld_before(self) -> NDArray[np.bool_]:
        """The cells of the new version that the last one withheld."""
        last = self.history[-1].withheld if self.history else {}
        found = [key in last.get(table, ()) for table, keys in zip(self.tables, self.keys, strict=True) for key in keys]
        return np.array([*[False] * (len(found) * len(self.history)), *found], dtype=bool)

    def withheld(self, hidden: NDArray[np.bool_]) -> Mapping[Table, frozenset[Key]]:
        """The keys to withhold in the new version, table by table."""
        found, start = {}, len(self.history) * sum(map(len, self.keys))
        for table, keys in zip(self.tables, self.keys, strict=True):
            found[table] = frozenset(key for row, key in enumerate(keys) if hidden[start + row])
            start += len(keys)
        return found


@dataclass(frozen=True, slots=True, order=True)
class _Stay:
    """A cell, the version in which units came to it, and that in which they were gone."""

    cell: Cell
    came: int
    gone: int


def _incidence(keys: Sequence[Key], labels: Sequence[Place], asked: Sequence[int]) -> sparse.csr_matrix:
    number = {key: row for row, key in enumerate(keys)}
    pairs = [(number[key], column) for column, label in enumerate(labels) for key in _keys(label, asked)]
    rows, columns = [row for row, _column in pairs], [column for _row, column in pairs]
    return sparse.csr_matrix((np.ones(len(pairs)), (rows, columns)), shape=(len(keys), len(labels)))


def _crossed(sides: Sequence[sparse.csr_matrix]) -> sparse.csr_matrix:
    return reduce(lambda one, other: sparse.kron(one, other, format="csr"), sides, sparse.identity(1, format="csr"))


def _keys(place: Place, asked: Sequence[int]) -> list[Key]:
    several = []
    for one in asked:
        value = place[one]
        several.append(tuple(value) if isinstance(value, frozenset) else (value,))
    return list(product(*several))


def _joined(parts: Sequence[Key], table: Table, axes: Sequence[Sequence[str]]) -> Key:
    """The key of a cell in the order of the table's dimensions."""
    names = [name for axis in axes for name in axis if name in table.dimensions]
    values = dict(zip(names, (value for part in parts for value in part), strict=True))
    return tuple(values[name] for name in table.dimensions)


def _order(value: object) -> str:
    if isinstance(value, frozenset):
        return f"{{{sorted(map(repr, value))}}}"
    if isinstance(value, _Stay):
        return _order((value.cell, value.came, value.gone))
    if isinstance(value, tuple):
        return "|".join(map(_order, value))
    return repr(value)
