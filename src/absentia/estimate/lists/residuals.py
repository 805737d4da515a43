"""How well a method foresees each combination of lists: what it expects there, and how unlikely what was seen is.

For latent classes by posterior predictive draws (A. Gelman, X.-L. Meng, H. Stern, Statistica Sinica 6, 1996).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from absentia.estimate.lists.fitting import Floats
from absentia.estimate.lists.table import Counts


@dataclass(frozen=True, eq=False)
class CellFit:
    """Over the 2^k − 1 observed cells: expected units, and how likely a count as far off as that seen is."""

    expected: Floats
    tail: Floats


def poisson_fit(counts: Counts, expected: Floats) -> CellFit:
    """Against independent Poisson counts with given means; ``counts`` and ``expected`` are the observed cells."""
    from scipy.stats import poisson

    below, above = poisson.cdf(counts, expected), poisson.sf(counts - 1, expected)
    return CellFit(expected, np.minimum(1.0, 2 * np.minimum(below, above)))


def predictive_fit(counts: Counts, probabilities: Floats, rng: np.random.Generator) -> tuple[CellFit, float]:
    """Against tables drawn anew from the posterior, and the share of these that fit worse than the one seen.

    Args:
        counts: the 2^k − 1 observed cells.
        probabilities: posterior draws × 2^k − 1: the chance of each cell for a unit on at least one list.
        rng: where the tables are drawn from.
    """
    total = int(counts.sum())
    means = total * probabilities
    again = rng.multinomial(total, probabilities)
    misfit = [((one - means) ** 2 / np.maximum(means, 1e-12)).sum(axis=1) for one in (counts[None, :], again)]
    below, above = (again <= counts).mean(axis=0), (again >= counts).mean(axis=0)
    fit = CellFit(means.mean(axis=0), np.minimum(1.0, 2 * np.minimum(below, above)))
    return fit, float((misfit[1] >= misfit[0]).mean())
