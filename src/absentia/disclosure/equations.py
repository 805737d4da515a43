"""A publication as equations: what its shown counts say of all the others.

The unknowns are the counts of the finest tables, apart for the units that came with each version; every cell of every
table is a sum of some of these, and where two of the finest overlap, their common margins are equal (see ``overlaps``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from absentia.disclosure.tables import Cell, Key, Levels, Place, Publication, Table, joined, order, parted


@dataclass(frozen=True)
class Equations:
    """``steps @ truth`` is by how much counts change with each version; ``margins @ truth`` is nothing."""

    publication: Publication

    @cached_property
    def steps(self) -> sparse.csr_matrix:
        """By how much each cell of each table changes with each version: its units that came, less those that went."""
        whole = self.publication
        blocks = [self._changes(version, table) for version in range(len(whole.versions)) for table in whole.tables]
        return sparse.vstack(blocks, format="csr")

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """What the cells of every table count, version by version."""
        steps: NDArray[np.int64] = (self.steps @ self.truth).round().astype(np.int64)
        return steps.reshape(len(self.publication.versions), -1).cumsum(axis=0).ravel()

    @cached_property
    def margins(self) -> sparse.csr_matrix:
        """What two finest tables have in common is the same in both, for the units of each version."""
        blocks = list(self._equal())
        return sparse.vstack(blocks, format="csr") if blocks else sparse.csr_matrix((0, self._width))

    @cached_property
    def truth(self) -> NDArray[np.float64]:
        """The unknowns as they are."""
        whole = self.publication
        found = np.zeros(self._width)
        for stay in self._stays.keys() - set(self._gone):
            for base in range(len(whole.bases)):
                found[self._start(base, stay.came) + self._number(base, stay.cell)] += self._stays[stay]
        found[int(self._starts[-1]) :] = [self._stays[stay] for stay in self._gone]
        return found

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        """Where the unknowns of each finest table and version begin; then those of units that went."""
        whole = self.publication
        axes = range(len(whole.axes))
        sizes = [int(np.prod([len(whole.labels(base, axis)) for axis in axes])) for base in whole.bases]
        return np.concatenate([[0], np.cumsum([size for size in sizes for _ in whole.versions])])

    def _start(self, base: int, came: int) -> int:
        return int(self._starts[base * len(self.publication.versions) + came])

    @property
    def _width(self) -> int:
        return int(self._starts[-1]) + len(self._gone)

    def _changes(self, version: int, table: Table) -> sparse.csr_matrix:
        whole = self.publication
        sums = self._sums[table].tocoo()
        number = self._rows[table]
        extra = [
            (number[key], int(self._starts[-1]) + place, 1.0 if stay.came == version else -1.0)
            for place, stay in enumerate(self._gone)
            if version in (stay.came, stay.gone)
            for key in self._keys_in(table, stay.cell)
        ]
        rows = np.concatenate([sums.row, np.array([row for row, _column, _sign in extra], dtype=np.int64)])
        columns = np.array([column for _row, column, _sign in extra], dtype=np.int64)
        signs = np.concatenate([sums.data, np.array([sign for _row, _column, sign in extra])])
        columns = np.concatenate([sums.col + self._start(whole.base_of(table), version), columns])
        return sparse.csr_matrix((signs, (rows, columns)), shape=(sums.shape[0], self._width))

    @cached_property
    def _rows(self) -> dict[Table, dict[Key, int]]:
        whole = self.publication
        return {
            table: {key: row for row, key in enumerate(keys)}
            for table, keys in zip(whole.tables, whole.keys, strict=True)
        }

    @cached_property
    def _sums(self) -> dict[Table, sparse.csr_matrix]:
        """Which cells of its finest table each cell of a table sums."""
        return {table: self._sums_of(table) for table in self.publication.tables}

    def _sums_of(self, table: Table) -> sparse.csr_matrix:
        whole = self.publication
        base = whole.bases[whole.base_of(table)]
        sides = []
        for axis in range(len(whole.axes)):
            asked = [position - base[axis] for position in whole.asked(table, axis)]
            sides.append(_incidence(whole.keys_of(table, axis), whole.labels(base, axis), asked))
        return _crossed(sides)

    def _keys_in(self, table: Table, cell: Cell) -> Iterator[Key]:
        whole = self.publication
        sides = (parted(place, whole.asked(table, axis)) for axis, place in enumerate(cell))
        return (joined(parts, table, whole.axes) for parts in product(*sides))

    def _equal(self) -> Iterator[sparse.csr_matrix]:
        whole = self.publication
        for one, other in whole.tree:
            common = tuple(max(pair) for pair in zip(whole.bases[one], whole.bases[other], strict=True))
            sides = [(one, self._margin(whole.bases[one], common)), (other, -self._margin(whole.bases[other], common))]
            parts = [(matrix.tocoo(), base) for base, matrix in sides]
            rows = np.concatenate([matrix.row for matrix, _base in parts])
            values = np.concatenate([matrix.data for matrix, _base in parts])
            for came in range(len(whole.versions)):
                columns = np.concatenate([matrix.col + self._start(base, came) for matrix, base in parts])
                yield sparse.csr_matrix((values, (rows, columns)), shape=(parts[0][0].shape[0], self._width))

    def _margin(self, base: Levels, coarser: Levels) -> sparse.csr_matrix:
        """The margin of a finest table that it has in common with another."""
        sides = []
        for axis in range(len(self.publication.axes)):
            fine, rough = (self.publication.labels(one, axis) for one in (base, coarser))
            number = {label: row for row, label in enumerate(rough)}
            rows = [number[label[coarser[axis] - base[axis] :]] for label in fine]
            ones = np.ones(len(fine))
            sides.append(sparse.csr_matrix((ones, (rows, range(len(fine)))), shape=(len(rough), len(fine))))
        return _crossed(sides)

    @cached_property
    def _numbers(self) -> list[list[dict[Place, int]]]:
        whole = self.publication
        return [
            [{label: row for row, label in enumerate(whole.labels(base, axis))} for axis in range(len(whole.axes))]
            for base in whole.bases
        ]

    def _number(self, base: int, cell: Cell) -> int:
        """The place of a unit's cell in a finest table."""
        found = 0
        for axis, place in enumerate(cell):
            known = self._numbers[base][axis]
            found = found * len(known) + known[place[self.publication.bases[base][axis] :]]
        return found

    @cached_property
    def _gone(self) -> list[_Stay]:
        """Stays that ended before the new version; each is an unknown of its own."""
        ended = (stay for stay in self._stays if stay.gone < len(self.publication.versions))
        return sorted(ended, key=lambda stay: order((stay.cell, stay.came, stay.gone)))

    @cached_property
    def _stays(self) -> Counter[_Stay]:
        """How long units stood where: one that moves goes from one cell and comes to another."""
        versions = self.publication.versions
        found: Counter[_Stay] = Counter()
        for name in sorted({name for units in versions for name in units}):
            came, cell = 0, versions[0].get(name)
            for version, units in enumerate(versions[1:], start=1):
                if units.get(name) != cell:
                    if cell is not None:
                        found[_Stay(cell, came, version)] += 1
                    came, cell = version, units.get(name)
            if cell is not None:
                found[_Stay(cell, came, len(versions))] += 1
        return found


@dataclass(frozen=True, slots=True)
class _Stay:
    """A cell, the version in which units came to it, and that in which they were gone."""

    cell: Cell
    came: int
    gone: int


def _incidence(keys: Sequence[Key], labels: Sequence[Place], asked: Sequence[int]) -> sparse.csr_matrix:
    number = {key: row for row, key in enumerate(keys)}
    pairs = [(number[key], column) for column, label in enumerate(labels) for key in parted(label, asked)]
    rows, columns = [row for row, _column in pairs], [column for _row, column in pairs]
    return sparse.csr_matrix((np.ones(len(pairs)), (rows, columns)), shape=(len(keys), len(labels)))


def _crossed(sides: Sequence[sparse.csr_matrix]) -> sparse.csr_matrix:
    return reduce(lambda one, other: sparse.kron(one, other, format="csr"), sides, sparse.identity(1, format="csr"))
