"""Several publications as one problem: counts of different things that a reader can hold against each other.

Cases are no more than filings, verdicts no more than decisions: a count that is shown bounds one that is withheld.
Which of such bounds hold always, and which merely happen to, a reader may guess; so every one that holds is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

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
    """In every version ``lower`` is at most ``upper``; where it is not, nobody can believe it, and it is left out.

    What is between the two is a count as well, though no page has it: it is protected where it is small.
    """

    lower: Sum
    upper: Sum


@dataclass(frozen=True, slots=True)
class System:
    """What is counted, as equations: of one publication after another, the cells of all versions each."""

    counts: NDArray[np.int64]
    """What the cells count."""
    told: NDArray[np.bool_]
    """Which of them a version has at all."""
    before: NDArray[np.int64]
    """The row of the same cell in the version before; -1 in the first."""
    steps: sparse.csr_matrix
    """``steps @ truth`` is by how much each cell changed since the version before."""
    margins: sparse.csr_matrix
    """``margins @ truth`` is nothing."""
    bounds: sparse.csr_matrix
    """``bounds @ counts`` is not below nothing, and that is all a reader knows of it: upper less lower."""
    truth: NDArray[np.float64]
    """The unknowns as they are."""
    worth: NDArray[np.float64]
    """How much dearer it is to withhold a cell than another of the same count."""

    def few_between(self, threshold: int) -> NDArray[np.bool_]:
        """The bounds between whose ends there are a few: of filings and cases, those that were filed again."""
        found: NDArray[np.int64] = self.bounds @ self.counts
        return (found > 0) & (found < threshold)

    @property
    def values(self) -> NDArray[np.int64]:
        """What the cells count; nothing where a version has them not."""
        return np.where(self.told, self.counts, 0)


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
        counts = np.concatenate([one.counts for one in every])
        return System(
            counts,
            self._joined(lambda one: one.told),
            self._before,
            sparse.block_diag([one.steps for one in every], format="csr"),
            sparse.block_diag([one.margins for one in every], format="csr"),
            self._between(counts),
            np.concatenate([one.truth for one in every]),
            self._joined(lambda one: np.full(len(one.told), one.worth)),
        )

    def _between(self, counts: NDArray[np.int64]) -> sparse.csr_matrix:
        """Upper less lower, of each bound and version, where that is not below nothing."""
        chosen = [
            (row, sign, self._sizes[one.publication], place)
            for row, bound in enumerate(self.bounds)
            for sign, one in ((1, bound.upper), (-1, bound.lower))
            for place in self._places(one)
        ]
        rows, signs, sizes, places = np.array(chosen, dtype=np.int64).reshape(-1, 4).T
        blocks = [
            sparse.csr_matrix((signs, (rows, places + version * sizes)), shape=(len(self.bounds), len(counts)))
            for version in range(self._versions)
        ]
        found = sparse.vstack(blocks, format="csr")
        found.eliminate_zeros()
        return found[np.flatnonzero((found.getnnz(axis=1) > 0) & (found @ counts >= 0))]

    @property
    def _before(self) -> NDArray[np.int64]:
        starts = self._starts.items()
        rows = [start + np.arange(len(self.publications[name].told)) for name, start in starts]
        found = [np.where(own < start + self._sizes[name], -1, own - self._sizes[name])
                 for own, (name, start) in zip(rows, starts, strict=True)]  # fmt: skip
        return np.concatenate(found)

    def _places(self, one: Sum) -> list[int]:
        """The rows of a sum's cells in the first version; a key that no version has is no cell."""
        number = self._numbers[one.publication][one.table]
        return [self._starts[one.publication] + number[key] for key in one.keys if key in number]

    @cached_property
    def _sizes(self) -> dict[str, int]:
        """How many cells a version has, by publication."""
        return {name: sum(map(len, one.keys)) for name, one in self.publications.items()}

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

    def _joined(self, mask: Callable[[Publication], NDArray[Any]]) -> NDArray[Any]:
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
