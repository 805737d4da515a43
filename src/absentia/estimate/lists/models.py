"""All log-linear models of one table: totals, standard errors, BIC and its weights.

BIC is −2 log L + p log n with p the model's terms and n the units observed; a model's weight is exp(−BIC/2), the
large-sample posterior probability under equal prior weights (Schwarz 1978; Raftery 1995). A term at −∞ counts among p.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from absentia.estimate.lists.existence import existing
from absentia.estimate.lists.fitting import Fits, Floats, fit_batch, identified, reduce_terms
from absentia.estimate.lists.hierarchy import MOST_EXHAUSTIVE, Masks, all_models, name_of
from absentia.estimate.lists.table import OverlapTable

WINDOW = 2 * np.log(1000.0)
"""Models this far in BIC above the best weigh less than a thousandth of it; intervals leave them out."""
LARGEST_RATIO = 1e7
"""A model whose unseen are more than so many times the observed runs away: it has no usable maximum."""
MOST_AVERAGED = 400
"""At most so many models enter the average and its interval."""


@dataclass(frozen=True, eq=False)
class ModelSet:
    """Fitted models of one table, best BIC first; only those identified and with a maximum.

    ``totals`` are N̂ = n + f̂₀, ``errors`` their standard errors, ``weights`` sum to 1. ``fitted`` counts all models
    looked at, ``unidentified`` and ``without_maximum`` those left out; ``searched`` is true where not all exist here.
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
    unidentified: int
    without_maximum: int
    searched: bool

    def __len__(self) -> int:
        return len(self.masks)

    def name(self, row: int) -> str:
        """The model of a row, as the literature writes it."""
        return name_of(self.masks[row])

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
        from absentia.estimate.lists.search import searched_models

        return assemble(table, searched_models(table), searched=True)
    return assemble(table, all_models(table.size), searched=False)


def assemble(table: OverlapTable, masks: Masks, *, searched: bool) -> ModelSet:
    """Fit the models given and keep those that are identified and have a maximum, best first."""
    counts = table.counts[1:]
    terms, kept_with_unseen = reduce_terms(masks, table.margins)
    sound = identified(terms, kept_with_unseen)
    unidentified = int((~sound).sum())
    masks, terms, kept = masks[sound], terms[sound], kept_with_unseen[sound][:, 1:]
    fits = fit_batch(counts.astype(float), terms, kept)
    bic = -2.0 * fits.log_likelihood + masks.sum(axis=1) * np.log(table.observed)
    order = np.argsort(bic, kind="stable")
    there = _with_maximum(counts, terms, kept, fits, bic)
    order = order[there[order]]
    unseen = np.exp(fits.coefficients[order, 0])
    weights = np.exp(-(bic[order] - bic[order].min()) / 2) if len(order) else np.array([])
    return ModelSet(
        table=table,
        masks=masks[order],
        terms=terms[order],
        kept=kept[order],
        totals=table.observed + unseen,
        errors=np.sqrt(unseen + unseen**2 * fits.constant_variance[order]),
        bic=bic[order],
        weights=weights / weights.sum() if len(order) else weights,
        means=fits.means[order],
        fitted=len(sound),
        unidentified=unidentified,
        without_maximum=int((~there).sum()),
        searched=searched,
    )


def _with_maximum(
    counts: NDArray[np.int64], terms: Masks, kept: NDArray[np.bool_], fits: Fits, bic: Floats
) -> NDArray[np.bool_]:
    """Models with a maximum; those outside the window of the best sound one are not asked, and stay."""
    with np.errstate(over="ignore"):
        there: NDArray[np.bool_] = np.exp(fits.coefficients[:, 0]) < LARGEST_RATIO * float(counts.sum())
    while there.any():
        near = there & (bic <= bic[there].min() + WINDOW)
        now = there & existing(counts, terms, kept, fits, near)
        if (now == there).all():
            break
        there = now
    return there
