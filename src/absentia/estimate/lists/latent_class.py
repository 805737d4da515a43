"""The Bayesian latent-class model: units fall into classes that differ in how each list reaches them.

Within a class the lists are independent; the mixture over up to ``classes`` of them can follow any dependence. The
class weights have a truncated stick-breaking prior whose concentration is gamma(shape, rate), the memberships uniform
priors, the total the prior 1/N. Posterior by Gibbs sampling (:mod:`.kernels`), several chains from random starts.

D. Manrique-Vallier, "Bayesian population size estimation using Dirichlet process mixtures", Biometrics 72 (2016). The
defaults (10 classes, shape and rate ¼) are those of the published applications; the chains stop once they have met.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from absentia.estimate.lists.convergence import (
    EFFECTIVE_GATE,
    R_HAT_GATE,
    Draws,
    bulk_size,
    r_hat,
    tail_size,
)
from absentia.estimate.lists.table import OverlapTable

THIN = 10
SNAPSHOTS = 100
"""So often in each piece a chain's cell probabilities are kept, for posterior predictive checks."""
BURN_IN_SHARE = 11
"""One in so many iterations at the start of each chain is dropped; of a prolonged chain half is, because what made it
need more was most often a start in a place it later never returned to."""


@dataclass(frozen=True, slots=True)
class LatentClassSettings:
    """Prior and length of the chains; the chains double in length until they pass, at most ``doublings`` times."""

    classes: int = 10
    shape: float = 0.25
    rate: float = 0.25
    chains: int = 4
    iterations: int = 50_000
    doublings: int = 2


@dataclass(frozen=True, eq=False)
class LatentClassRun:
    """Draws of the total (chains × kept draws) and what the convergence checks say of them."""

    draws: Draws
    cells: NDArray[np.float64]
    """Kept states × 2^k: the probability of each combination of lists, the unseen one first."""
    iterations: int
    r_hat: float
    bulk_size: float
    tail_size: float

    @property
    def converged(self) -> bool:
        """Both gates passed: split R-hat below 1.01 and at least 400 effective draws, middle and tails."""
        return self.r_hat < R_HAT_GATE and min(self.bulk_size, self.tail_size) >= EFFECTIVE_GATE

    def quantile(self, probability: float) -> float:
        """A quantile of the pooled draws."""
        return float(np.quantile(self.draws, probability))


class _Chain:
    """One chain: its generator and its state, run on piece by piece."""

    def __init__(self, seed: np.random.SeedSequence, settings: LatentClassSettings, lists: int) -> None:
        self._rng = np.random.Generator(np.random.PCG64(seed))
        self._settings = settings
        self._inside = self._rng.random((settings.classes, lists))
        self._outside = 1.0 - self._inside
        self._sizes = np.zeros(settings.classes, dtype=np.int64)
        self._weights = np.full(settings.classes, 1.0 / settings.classes)
        self._concentration = np.ones(1)
        self.snapshots: list[NDArray[np.float64]] = []
        """Of the last piece, which is all that is kept of a prolonged chain."""

    def run(self, patterns: NDArray[np.uint8], counts: NDArray[np.int64], iterations: int) -> NDArray[np.float64]:
        """Go on for so many iterations: the unseen units of every tenth, and a snapshot now and then."""
        from absentia.estimate.lists.kernels import run_chain

        out = np.empty(iterations // THIN)
        self.snapshots = []
        for piece in np.array_split(out, SNAPSHOTS):  # views: the chain writes into them
            run_chain(
                self._rng,
                patterns,
                counts,
                self._inside,
                self._outside,
                self._sizes,
                self._weights,
                self._concentration,
                self._settings.shape,
                self._settings.rate,
                THIN,
                piece,
            )
            self.snapshots.append(self._cells())
        return out

    def _cells(self) -> NDArray[np.float64]:
        """The probability of each combination of lists: classes mixed, lists independent within each."""
        cells = np.ones((len(self._weights), 1))
        for place in range(self._inside.shape[1]):
            cells = np.hstack([cells * self._outside[:, [place]], cells * self._inside[:, [place]]])
        found: NDArray[np.float64] = self._weights @ cells
        return found


def sample_latent_class(
    table: OverlapTable,
    seed: int,
    settings: LatentClassSettings | None = None,
    advance: Callable[[], None] = lambda: None,
) -> LatentClassRun:
    """Run the chains, as long as allowed, until they have converged; the caller looks at ``converged``.

    The same seed gives the same draws, whatever the number of processors. ``advance`` is called after each piece.
    """
    chosen = settings or LatentClassSettings()
    seen = np.flatnonzero(table.counts > 0)
    patterns = (seen[:, None] >> np.arange(table.size) & 1).astype(np.uint8)
    counts = table.counts[seen]
    chains = [_Chain(part, chosen, table.size) for part in np.random.SeedSequence(seed).spawn(chosen.chains)]
    pieces: list[Draws] = []
    iterations = 0
    while True:
        more = chosen.iterations if not pieces else iterations
        pieces.append(_run_all(chains, patterns, counts, more))
        iterations += more
        advance()
        unseen = np.concatenate(pieces, axis=1)
        share = BURN_IN_SHARE if len(pieces) == 1 else 2
        early = SNAPSHOTS // BURN_IN_SHARE if len(pieces) == 1 else 0
        cells: NDArray[np.float64] = np.concatenate([chain.snapshots[early:] for chain in chains])
        run = _checked(table.observed, unseen[:, unseen.shape[1] // share :], cells, iterations)
        if run.converged or len(pieces) > chosen.doublings:
            return run


def _run_all(chains: list[_Chain], patterns: NDArray[np.uint8], counts: NDArray[np.int64], iterations: int) -> Draws:
    from absentia.estimate.lists import kernels  # noqa: F401  compiled once, before the threads ask for it

    with ThreadPoolExecutor(max_workers=min(len(chains), os.cpu_count() or 1)) as pool:
        return np.array(list(pool.map(lambda chain: chain.run(patterns, counts, iterations), chains)))


def _checked(observed: int, kept: Draws, cells: NDArray[np.float64], iterations: int) -> LatentClassRun:
    return LatentClassRun(
        draws=observed + kept,
        cells=cells,
        iterations=iterations,
        r_hat=r_hat(kept),
        bulk_size=bulk_size(kept),
        tail_size=tail_size(kept),
    )
