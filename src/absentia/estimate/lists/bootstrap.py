"""The parametric bootstrap that repeats the choice of the model (Buckland and Garthwaite, Biometrics 47, 1991).

Tables are drawn from the averaged model (N̂ units over all 2^k cells, the unseen cell then hidden); in each the models
are fitted again and averaged again by BIC. The interval is from the percentiles of these totals.
"""

from __future__ import annotations

import numpy as np

from absentia.estimate.lists.fitting import Floats, fit_batch, identified, reduce_terms
from absentia.estimate.lists.models import ModelSet
from absentia.estimate.lists.table import OverlapTable

MOST_CANDIDATES = 150
"""Each replicate chooses among so many of the best models of the data (all of them for three and four lists)."""


def bootstrap_totals(models: ModelSet, replicates: int, seed: int) -> tuple[Floats, Floats]:
    """Totals of replicates: (averaged by BIC, by the best model alone); deterministic under the seed."""
    rng = np.random.default_rng(seed)
    table = models.table
    averaged, best = np.empty(replicates), np.empty(replicates)
    candidates = models.masks[:MOST_CANDIDATES]
    rows = models.within_window()
    weights = models.relative_weights(rows)
    probabilities = _probabilities(models, rows, weights)
    size = round(float(weights @ models.totals[rows]))
    for replicate in range(replicates):
        counts = rng.multinomial(size, probabilities)
        counts[0] = 0
        if counts.sum() == 0:
            averaged[replicate] = best[replicate] = 0.0
            continue
        averaged[replicate], best[replicate] = _refit(OverlapTable(table.lists, counts), candidates)
    return averaged, best


def _probabilities(models: ModelSet, rows: np.ndarray, weights: Floats) -> Floats:
    """Cell probabilities of the average: each model's fitted cells and its unseen one."""
    means = models.means[rows]
    unseen = models.totals[rows] - models.table.observed
    complete = np.column_stack([unseen, means])
    complete /= complete.sum(axis=1, keepdims=True)
    averaged: Floats = weights @ complete
    averaged /= averaged.sum()
    return averaged


def _refit(table: OverlapTable, masks: np.ndarray) -> tuple[float, float]:
    terms, kept = reduce_terms(masks, table.margins)
    sound = identified(terms, kept)
    if not sound.any():
        return float("inf"), float("inf")
    fits = fit_batch(table.counts[1:].astype(float), terms[sound], kept[sound][:, 1:])
    bic = -2.0 * fits.log_likelihood + masks[sound].sum(axis=1) * np.log(table.observed)
    weights = np.exp(-(bic - bic.min()) / 2)
    totals = table.observed + np.exp(np.minimum(fits.coefficients[:, 0], 60.0))
    return float(weights @ totals / weights.sum()), float(totals[np.argmin(bic)])
