"""Several publications as one problem: counts of different things that a reader can hold against each other.

Cases are no more than filings, verdicts no more than decisions: a count that is shown bounds one that is withheld.
Which of such bounds hold always, and which merely happen to, a reader may guess; so every one that holds is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from absentia.disclosure.equations import Equations
from absentia.disclosure.tables import Key, Publication, Table


@dataclass(frozen=True, slots=True)
class Sum:
    """Some cells of a table, of a publication by name, together."""

    publication: str
    table: Table
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """In every version ``lower`` is at most ``upper``; where it is not, nobody can believe it, and it is left out."""

    lower: Sum
    upper: Sum


@dataclass(frozen=True, slots=True)
class System:
    """``matrix @ truth = values``: first the published cells, of one publication after another, of all versions each.

    Then rows that are nothing (margins that are equal); then the last ``bounds`` rows, of which a reader knows only
    that they are not below nothing.
    """

    matrix: sparse.csr_matrix
    values: NDArray[np.int64]
    cells: int
    bounds: int = 0


@dataclass(frozen=True)
class Problem:
    """Publications of the same versions, by name, and what bounds what."""

    publications: Mapping[str, Publication]
    bounds: Sequence[Bound] = field(default=())

    @cached_property
    def _equations(self) -> dict[str, Equations]:
        return {name: Equations(one) for name, one in self.publications.items()}

    @cached_property
    def system(self) -> System:
        """All of it as equations."""
        every = list(self._equations.values())
        cells = sparse.block_diag([one.cells for one in every], format="csr")
        margins = sparse.block_diag([one.margins for one in every], format="csr")
        truth = np.concatenate([one.truth for one in every])
        told = sparse.diags(self._joined(lambda one: one.told).astype(float), format="csr") @ cells
        between = self._between(cells, truth)
        values = np.concatenate([(told @ truth).round(), np.zeros(margins.shape[0] + between.shape[0])])
        matrix = sparse.vstack([told, margins, between], format="csr")
        matrix.eliminate_zeros()
        return System(matrix, values.astype(np.int64), cells.shape[0], between.shape[0])

    def _between(self, cells: sparse.csr_matrix, truth: NDArray[np.float64]) -> sparse.csr_matrix:
        """Upper less lower, of each bound and version, where that is not below nothing."""
        chosen = [(bound, version) for bound in self.bounds for version in range(self._versions)]
        signs, rows, columns = [], [], []
        for row, (bound, version) in enumerate(chosen):
            for sign, one in ((1.0, bound.upper), (-1.0, bound.lower)):
                own = self._places(one, version)
                signs += [sign] * len(own)
                rows += [row] * len(own)
                columns += own
        found = sparse.csr_matrix((signs, (rows, columns)), shape=(len(chosen), cells.shape[0])) @ cells
        found.eliminate_zeros()
        told = (found.getnnz(axis=1) > 0) & (found @ truth > -0.5)  # noqa: PLR2004  whole numbers
        return found[np.flatnonzero(told)]

    def _places(self, one: Sum, version: int) -> list[int]:
        """The rows of a sum's cells; a key that no version has is no cell."""
        number = self._numbers[one.publication][one.table]
        start = self._starts[one.publication] + version * sum(map(len, self.publications[one.publication].keys))
        return [start + number[key] for key in one.keys if key in number]

    @cached_property
    def _numbers(self) -> dict[str, dict[Table, dict[Key, int]]]:
        found: dict[str, dict[Table, dict[Key, int]]] = {}
        for name, one in self.publications.items():
            place, tables = 0, {}
            for table, keys in zip(one.tables, one.keys, strict=True):
                tables[table] = {key: place + row for row, key in enumerate(keys)}
                place += len(keys)
            found[name] = tables
        return found

    @property
    def _versions(self) -> int:
        (found,) = {len(one.versions) for one in self.publications.values()}
        return found

    @cached_property
    def _starts(self) -> dict[str, int]:
        found, start = {}, 0
        for name, one in self.publications.items():
            found[name] = start
            start += len(one.told)
        return found

    def _joined(self, mask: Callable[[Publication], NDArray[np.bool_]]) -> NDArray[np.bool_]:
        return np.concatenate([mask(one) for one in self.publications.values()])

    @property
    def new(self) -> NDArray[np.bool_]:
        """The cells of the new version."""
        return self._joined(lambda one: np.arange(len(one.told)) >= len(one.told) - sum(map(len, one.keys)))

    @property
    def shown_before(self) -> NDArray[np.bool_]:
        """The cells of earlier versions that were shown: every reader has them, whatever is withheld now."""
        return self._joined(lambda one: one.shown_before)

    @property
    def withheld_anyway(self) -> NDArray[np.bool_]:
        """The cells of the new version that are withheld, small or not."""
        return self._joined(lambda one: one.withheld_anyway)

    def withheld(self, hidden: NDArray[np.bool_]) -> dict[str, Mapping[Table, frozenset[Key]]]:
        """The keys to withhold in the new version, by publication and table."""
        return {
            name: one.withheld(hidden[self._starts[name] : self._starts[name] + len(one.told)])
            for name, one in self.publications.items()
        }
