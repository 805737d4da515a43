"""All log-linear models of one table: totals, standard errors, BIC and its weights.

BIC is −2 log L + p log n with p the model's terms and n the units observed; a model's weight is exp(−BIC/2), the
large-sample posterior probability under equal prior weights (Schwarz 1978; Raftery 1995). A term at −∞ counts among p.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from absentia.estimate.lists.fitting import (
    Fits,
    Floats,
    Masks,
    doubtful,
    facial_cells,
    fit_batch,
    identified,
    on_face,
    reduce_terms,
)
from absentia.estimate.lists.hierarchy import MOST_EXHAUSTIVE, all_models, name_of, searched_models
from absentia.estimate.lists.table import OverlapTable

WINDOW = 2 * np.log(1000.0)
"""Models this far in BIC above the best weigh less than a thousandth of it; intervals leave them out."""
LARGEST_RATIO = 1e7
"""A model whose unseen are more than so many times the observed runs away: it has no usable maximum."""
MOST_AVERAGED = 400
"""At most so many models enter the average and its interval."""


@dataclass(frozen=True, eq=False)
class ModelSet:
    """Fitted models of one table, best BIC first; only those whose total the lists determine.

    ``totals`` are N̂ = n + f̂₀, ``errors`` their standard errors, ``weights`` sum to 1. ``fitted`` counts all models
    looked at, ``undetermined`` those left out, ``on_faces`` those whose maximum has cells fitted as zero beyond what
    empty margins say (:func:`~.fitting.facial_cells`).
    """

    table: OverlapTable
    masks: Masks
    terms: Masks
    kept: NDArray[np.bool_]
    totals: Floats
    errors: Floats
    bic: Floats
    weights: Floats
    means: Floats
    fitted: int
    undetermined: int
    on_faces: int

    def __len__(self) -> int:
        return len(self.masks)

    @property
    def searched(self) -> bool:
        """Not all models that exist were fitted."""
        return self.table.size > MOST_EXHAUSTIVE

    def name(self, row: int) -> str:
        """The model of a row, as the literature writes it."""
        return name_of(self.masks[row])

    def fit_of(self, row: int) -> tuple[float, int]:
        """A model's deviance and its degrees of freedom: the cells it was fitted on less the terms fitted on them."""
        counts, means = self.table.counts[1:][self.kept[row]].astype(float), self.means[row][self.kept[row]]
        logs = np.log(counts / means, out=np.zeros_like(means), where=counts > 0)
        deviance = 2.0 * float((counts * logs - counts + means).sum())
        return max(deviance, 0.0), int(self.kept[row].sum() - self.terms[row].sum())

    def within_window(self) -> NDArray[np.intp]:
        """Rows worth averaging: the best, and those within :data:`WINDOW` of it."""
        if not len(self):
            return np.array([], dtype=np.intp)
        return np.flatnonzero(self.bic <= self.bic[0] + WINDOW)[:MOST_AVERAGED]

    def relative_weights(self, rows: NDArray[np.intp]) -> Floats:
        """Weights of some models among themselves; they sum to 1 even where all of them weigh next to nothing."""
        weights: Floats = np.exp(-(self.bic[rows] - self.bic[rows].min()) / 2)
        return weights / float(weights.sum())

    def row_of(self, mask: NDArray[np.bool_]) -> int | None:
        """Where a given model stands, if it could be fitted."""
        same = np.flatnonzero((self.masks == mask).all(axis=1))
        return int(same[0]) if len(same) else None


def fit_all(table: OverlapTable) -> ModelSet:
    """Every hierarchical model of up to five lists, fitted; more lists are searched."""
    if table.size > MOST_EXHAUSTIVE:
        return assemble(table, searched_models(table))
    return assemble(table, all_models(table.size))


def assemble(table: OverlapTable, masks: Masks) -> ModelSet:
    """Fit the models given and keep those whose total the lists determine, best first."""
    terms, kept_with_unseen = reduce_terms(masks, table.margins)
    sound = identified(terms, kept_with_unseen)
    batch = _Batch.fitted(table, masks[sound], terms[sound], kept_with_unseen[sound][:, 1:])
    batch.settle_on_faces()
    order = np.argsort(batch.bic, kind="stable")
    order = order[batch.there[order]]
    unseen = np.exp(batch.fits.coefficients[order, 0])
    bic = batch.bic[order]
    weights = np.exp(-(bic - bic.min()) / 2) if len(order) else np.array([])
    return ModelSet(
        table=table,
        masks=batch.masks[order],
        terms=batch.terms[order],
        kept=batch.kept[order],
        totals=table.observed + unseen,
        errors=np.sqrt(unseen + unseen**2 * batch.fits.constant_variance[order]),
        bic=bic,
        weights=weights / weights.sum() if len(order) else weights,
        means=batch.fits.means[order],
        fitted=len(sound),
        undetermined=len(sound) - int(batch.there.sum()),
        on_faces=int((batch.extended & batch.there).sum()),
    )


@dataclass(eq=False)
class _Batch:
    """Models being fitted: those whose maximum lies on a face of the cone are fitted again on its cells."""

    table: OverlapTable
    masks: Masks
    terms: Masks
    kept: NDArray[np.bool_]
    fits: Fits
    there: NDArray[np.bool_]
    extended: NDArray[np.bool_]

    @classmethod
    def fitted(cls, table: OverlapTable, masks: Masks, terms: Masks, kept: NDArray[np.bool_]) -> _Batch:
        fits = fit_batch(table.counts[1:].astype(float), terms, kept)
        with np.errstate(over="ignore"):
            there = np.exp(fits.coefficients[:, 0]) < LARGEST_RATIO * float(table.observed)
        return cls(table, masks, terms.copy(), kept.copy(), fits, there, np.zeros(len(masks), dtype=bool))

    @property
    def bic(self) -> Floats:
        """Of all of them; terms that a face determines count as the model's all the same."""
        found: Floats = -2.0 * self.fits.log_likelihood + self.masks.sum(axis=1) * np.log(self.table.observed)
        return found

    def settle_on_faces(self) -> None:
        """Put the doubtful models within the window to the programme; those far behind the best weigh nothing."""
        open_ones = self.there & doubtful(self.fits, self.table.counts[1:])
        while self.there.any():
            near = np.flatnonzero(open_ones & (self.bic <= self.bic[self.there].min() + WINDOW))
            if not len(near):
                return
            open_ones[near] = False
            self._refit(near)

    def _refit(self, rows: NDArray[np.intp]) -> None:
        counts = self.table.counts[1:]
        again = []
        for row in rows:
            facial = facial_cells(counts, self.terms[row], self.kept[row])
            if (facial == self.kept[row]).all():
                continue
            fitting = on_face(self.terms[row], facial)
            self.there[row] = fitting is not None
            if fitting is not None:
                self.terms[row], self.kept[row], self.extended[row] = fitting, facial, True
                again.append(row)
        if again:
            fits = fit_batch(counts.astype(float), self.terms[again], self.kept[again])
            for name in ("coefficients", "means", "log_likelihood", "constant_variance", "kept"):
                getattr(self.fits, name)[again] = getattr(fits, name)
