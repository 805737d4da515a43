"""The Bayesian latent-class model: units fall into classes that differ in how each list reaches them.

Within a class the lists are independent; the mixture over up to ``classes`` of them can follow any dependence. The
class weights have a truncated stick-breaking prior whose concentration is gamma(shape, rate), the memberships uniform
priors, the total the prior 1/N. Posterior by Gibbs sampling (:mod:`.kernels`), several chains from random starts; have
they met? Rank-normalised split R-hat and effective sample sizes tell.

D. Manrique-Vallier, "Bayesian population size estimation using Dirichlet process mixtures", Biometrics 72 (2016). The
defaults (10 classes, shape and rate ¼) are those of the published applications; the chains stop once they have met.
A. Vehtari, A. Gelman, D. Simpson, B. Carpenter, P.-C. Bürkner, "Rank-normalization, folding, and localization: an
improved R-hat for assessing convergence of MCMC", Bayesian Analysis 16 (2021); autocorrelation sums after Geyer,
Statistical Science 7 (1992).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from absentia.estimate.lists.table import OverlapTable

Draws = NDArray[np.float64]
"""Chains × draws."""

R_HAT_GATE = 1.01
EFFECTIVE_GATE = 400.0


def split(draws: Draws) -> Draws:
    """Each chain as two halves, so that a drift within a chain shows as a difference between chains."""
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, -half:]])


def rank_normalised(draws: Draws) -> Draws:
    """Normal scores of the pooled ranks: the diagnostics then hold for heavy tails too."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    ranks = rankdata(draws, method="average").reshape(draws.shape)
    scores: Draws = ndtri((ranks - 0.375) / (draws.size + 0.25))
    return scores


def basic_r_hat(chains: Draws) -> float:
    """√(pooled variance / mean variance within chains); infinite where chains stand still apart."""
    count = chains.shape[1]
    within = float(chains.var(axis=1, ddof=1).mean())
    between = count * float(chains.mean(axis=1).var(ddof=1))
    if within == 0:
        return 1.0 if between == 0 else float("inf")
    return float(np.sqrt((count - 1) / count + between / (count * within)))


def r_hat(draws: Draws) -> float:
    """The larger of the split R-hat of the ranks (location) and of the ranks folded at the median (spread)."""
    halves = split(draws)
    folded = np.abs(halves - np.median(halves))
    return max(basic_r_hat(rank_normalised(halves)), basic_r_hat(rank_normalised(folded)))


def effective_size(chains: Draws) -> float:
    """Effective number of independent draws over several chains, by Geyer's initial monotone sequence."""
    number, count = chains.shape
    within = float(chains.var(axis=1, ddof=1).mean())
    if within == 0:
        return 0.0
    spectrum = np.fft.rfft(chains - chains.mean(axis=1, keepdims=True), 2 * count, axis=1)
    autocovariance = np.fft.irfft(np.abs(spectrum) ** 2, axis=1)[:, :count].mean(axis=0) / count
    pooled = within * (count - 1) / count + float(chains.mean(axis=1).var(ddof=1))
    correlation = 1.0 - (within - autocovariance * count / (count - 1)) / pooled
    correlation[0] = 1.0
    pairs = correlation[: count // 2 * 2].reshape(-1, 2).sum(axis=1)
    negative = np.flatnonzero(pairs < 0)
    usable = np.minimum.accumulate(pairs[: negative[0]] if len(negative) else pairs)
    time = max(2.0 * float(usable.sum()) - 1.0, 1.0 / np.log10(number * count))
    return float(number * count / time)


def bulk_size(draws: Draws) -> float:
    """Effective size for the middle of the distribution."""
    return effective_size(rank_normalised(split(draws)))


def tail_size(draws: Draws) -> float:
    """Effective size for its 5 % and 95 % quantiles, the smaller of the two."""
    halves = split(draws)
    return min(effective_size((halves <= np.quantile(halves, q)).astype(float)) for q in (0.05, 0.95))


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
