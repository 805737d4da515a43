"""A system without what cannot change, taken apart: by what is shown of it, and into pieces that are quickly solved.

Two shown counts of a cell, one after the other, tell how many came between and nothing else: so a long history is a
chain of short differences, and most of them are nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from absentia.disclosure.part import Mask, Numbers, Part, Places
from absentia.disclosure.problem import System

_OF_A_ZERO = 20.0
"""The price of withholding a zero; of any other count it is the logarithm."""
_FEW = 1500
"""Unknowns that are solved in no time; where they do not do, four times as many are looked at."""


@dataclass(frozen=True)
class Apart:
    """A system taken apart.

    Args:
        system: the equations.
        small: cells to be protected, none of them shown.
        shown: cells a reader has; of all others it is known whether they are at least one.
        free: those of them that may be withheld yet: nothing is concluded from them.
        between: bounds of which the difference is to be protected.
    """

    system: System
    small: Mask
    shown: Mask
    free: Mask
    between: Mask

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """What has to do with each other, and with no others; only parts with a small cell in them."""
        rows, matrix, floor = self._rest
        asked = self._asked[rows]
        if not asked.any():
            return ()
        count, label = connected_components(sparse.bmat([[None, abs(matrix)], [abs(matrix).T, None]]), directed=False)
        of_row, of_unknown = label[: len(rows)], label[len(rows) :]
        by_row, by_unknown = _groups(of_row, count), _groups(of_unknown, count)
        return tuple(
            self._part(rows[by_row[one]], matrix[by_row[one]][:, by_unknown[one]], floor[by_unknown[one]])
            for one in np.unique(of_row[asked])
        )

    def _part(self, rows: Places, matrix: sparse.csr_matrix, floor: Numbers) -> Part:
        matrix, floor = _alike_as_one(matrix, floor)
        fixed, free = self._fixed[rows], self._free[rows]
        asked = np.flatnonzero(self._asked[rows])
        return Part(rows, matrix, self._room[rows], self._price[rows], fixed, free, floor, asked)

    @cached_property
    def known(self) -> Places:
        """Rows that are to be protected and of which nothing can change."""
        left = np.zeros(len(self._asked), dtype=bool)
        left[self._rest[0]] = True
        return np.flatnonzero(self._asked & ~left)

    @cached_property
    def _still(self) -> Mask:
        """Unknowns that cannot change since a cell was shown twice with the same number, or as nothing."""
        shown = self._shown
        again = (self.system.before < 0) | shown[self.system.before]
        return _settled(self.system.steps[np.flatnonzero(shown & ~self.free & again)], self.system.truth)

    @property
    def _shown(self) -> Mask:
        return self.shown & self.system.told

    @cached_property
    def _steps(self) -> sparse.csr_matrix:
        return self.system.steps[:, ~self._still]

    @cached_property
    def _as_before(self) -> Places:
        """For each cell the first row that is the same in all worlds: of versions in which nobody came or went."""
        before, told = self.system.before, self.system.told & ~self._shown
        same = told & (before >= 0) & told[before] & (self._steps.getnnz(axis=1) == 0)
        found = np.where(same, before, np.arange(len(before)))
        while (found[found] != found).any():
            found = found[found]
        return found

    @cached_property
    def _bounds(self) -> sparse.csr_matrix:
        """Which bounds have to do with cells that may change."""
        sure = self._shown & ~self.free
        return self.system.bounds @ sparse.diags((~sure).astype(float), format="csr")

    @cached_property
    def _changes(self) -> sparse.csr_matrix:
        """How each cell changes with the unknowns: what came and went since it was shown last."""
        wanted = self.system.told & (self._as_before == np.arange(len(self.system.before)))
        wanted[self._bounds.indices[self._bounds.data != 0]] = True
        at = row = np.flatnonzero(wanted)
        some = self._steps.getnnz(axis=1) > 0
        rows, places = [at[:0]], [at[:0]]
        while len(at):
            rows.append(row[some[at]])
            places.append(at[some[at]])
            on = (self.system.before[at] >= 0) & ~self._shown[self.system.before[at]]
            row, at = row[on], self.system.before[at[on]]
        every = np.concatenate(rows)
        chain = sparse.csr_matrix((np.ones(len(every)), (every, np.concatenate(places))), shape=(len(wanted),) * 2)
        return chain @ self._steps

    @cached_property
    def _rest(self) -> tuple[Places, sparse.csr_matrix, Numbers]:
        """Rows and unknowns that may change, and how far these may fall: cells, then margins, then bounds."""
        own = (self._as_before == np.arange(len(self.system.before))) & self.system.told
        cells = sparse.diags(own.astype(float), format="csr") @ self._changes
        matrix = sparse.vstack(
            [cells, self.system.margins[:, ~self._still], self._bounds @ self._changes], format="csr"
        )
        matrix.eliminate_zeros()
        floor = self.system.truth[~self._still]
        loose = ~_settled(matrix[np.flatnonzero(self._fixed & ~self._free)], floor)
        matrix = matrix[:, loose]
        rows = np.flatnonzero(matrix.getnnz(axis=1))
        return rows, matrix[rows], floor[loose]

    @property
    def _others(self) -> tuple[int, int]:
        return self.system.margins.shape[0], self.system.bounds.shape[0]

    @cached_property
    def _fixed(self) -> Mask:
        """Rows that are the same in all worlds, cells first."""
        margins, bounds = self._others
        return np.concatenate([self._shown, np.ones(margins, dtype=bool), np.zeros(bounds, dtype=bool)])

    @cached_property
    def _free(self) -> Mask:
        return np.concatenate([self.free & self._shown, np.zeros(sum(self._others), dtype=bool)])

    @cached_property
    def _asked(self) -> Mask:
        own = np.zeros(len(self.small), dtype=bool)
        own[self._as_before[self.small]] = True
        return np.concatenate([own, np.zeros(self._others[0], dtype=bool), self.between])

    @cached_property
    def _room(self) -> Numbers:
        counts = self.system.counts
        room = np.concatenate([counts - np.minimum(counts, 1), np.zeros(self._others[0]), self.system.bounds @ counts])
        return room.astype(float)

    @cached_property
    def _price(self) -> Numbers:
        counts = self.system.counts
        price = np.where(counts > 0, np.log1p(counts), _OF_A_ZERO) * self.system.worth
        return np.concatenate([price, np.zeros(sum(self._others))])


def _settled(matrix: sparse.csr_matrix, floor: Numbers) -> Mask:
    """Unknowns that cannot change if no row does: alone in one, or all of one could change in one direction only."""
    still = np.zeros(matrix.shape[1], dtype=bool)
    pairs = matrix.tocoo()
    row, column, up, down = pairs.row, pairs.col, pairs.data > 0, pairs.data < 0
    while len(row):
        may_fall = floor[column] > 0
        sizes = np.bincount(row, minlength=matrix.shape[0])
        falling = np.bincount(row[down | may_fall], minlength=matrix.shape[0])
        rising = np.bincount(row[up | may_fall], minlength=matrix.shape[0])
        held = (sizes == 1) | (falling == 0) | (rising == 0)
        found = column[held[row]]
        if not len(found):
            break
        still[found] = True
        left = ~still[column]
        row, column, up, down = row[left], column[left], up[left], down[left]
    return still


def _groups(label: Places, count: int) -> list[Places]:
    """Where each label stands."""
    by = np.argsort(label, kind="stable")
    return np.split(by, np.searchsorted(label[by], np.arange(1, count)))


def _alike_as_one(matrix: sparse.csr_matrix, floor: Numbers) -> tuple[sparse.csr_matrix, Numbers]:
    """Unknowns that stand in the same cells are one unknown."""
    columns = matrix.tocsc()
    columns.sort_indices()
    first: dict[bytes, int] = {}
    of = np.empty(columns.shape[1], dtype=np.int64)
    for column in range(columns.shape[1]):
        own = slice(columns.indptr[column], columns.indptr[column + 1])
        of[column] = first.setdefault(columns.indices[own].tobytes() + columns.data[own].tobytes(), column)
    chosen, place = np.unique(of, return_inverse=True)
    return columns[:, chosen].tocsr(), np.bincount(place, floor).astype(float)


def pieces(part: Part, threshold: int) -> Iterator[Part]:
    """Small pieces of a part, then larger ones, then all of it, as long as they have some that wait.

    Whatever world a piece has is one of the whole: all else is as it is. Each piece is to be learnt from at once.
    """
    most = _FEW
    while most < part.matrix.shape[1]:
        for unknowns in _pieces(part.matrix, most):
            if len((piece := part.within(unknowns)).waiting(threshold)):
                yield piece
        most *= 4
    if len(part.waiting(threshold)):
        yield part.within(np.arange(part.matrix.shape[1]))


def _pieces(matrix: sparse.csr_matrix, most: int) -> list[Places]:
    """Unknowns that hang together by rows of few, so many together at most."""
    sizes = matrix.getnnz(axis=1)
    label = np.arange(matrix.shape[1])
    few = 2
    while few < 2 * sizes.max():
        rows = abs(matrix[np.flatnonzero(sizes <= few)])
        _count, joined = connected_components(sparse.bmat([[None, rows], [rows.T, None]]), directed=False)
        joined = joined[rows.shape[0] :]
        label = np.where(np.bincount(joined)[joined] <= most, joined + len(label), label)
        few *= 2
    by = np.argsort(label, kind="stable")
    found: list[Places] = []
    for one in sorted(np.split(by, np.flatnonzero(np.diff(label[by])) + 1), key=lambda one: int(one[0])):
        if found and len(found[-1]) + len(one) <= most:
            found[-1] = np.concatenate([found[-1], one])
        else:
            found.append(one)
    return [np.sort(one) for one in found]
