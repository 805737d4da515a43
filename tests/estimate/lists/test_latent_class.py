"""The latent-class sampler: against an exact posterior, against published runs, and behind its gates."""

from __future__ import annotations

import itertools
from math import comb, lgamma

import numpy as np
import pytest
from numpy.typing import NDArray

from absentia.estimate.lists import LatentClassSettings, OverlapTable
from absentia.estimate.lists.latent_class import (
    SNAPSHOTS,
    basic_r_hat,
    bulk_size,
    effective_size,
    r_hat,
    sample_latent_class,
    tail_size,
)

SMALL = {1: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 3}
"""Eight units over the cells of three lists (bits)."""
MOST_UNSEEN = 12
AS_PUBLISHED = LatentClassSettings(iterations=110_000)


def _exact_posterior() -> NDArray[np.float64]:
    """P(unseen = u | u ≤ 12) for two classes, by summing over every way the units can fall into them."""
    grid = np.linspace(np.log(1e-9), np.log(400.0), 6000)
    alpha = np.exp(grid)
    # gamma(¼, ¼) on the logarithm of the concentration, and E[V^n1 (1−V)^n2] = B(1+n1, a+n2) / B(1, a)
    prior = np.exp(0.25 * grid - 0.25 * alpha)
    prior /= prior.sum()
    log_gamma = np.vectorize(lgamma)

    def sticks(first: int, second: int) -> float:
        logs = lgamma(1 + first) + log_gamma(alpha + second) - log_gamma(1 + alpha + first + second) + np.log(alpha)
        return float(prior @ np.exp(logs))

    def beta(inside: int, size: int) -> float:
        return lgamma(1 + inside) + lgamma(1 + size - inside) - lgamma(2 + size)

    cells = list(SMALL.items())
    seen = sum(SMALL.values())
    sums = np.zeros(MOST_UNSEEN + 1)
    cache: dict[tuple[int, int], float] = {}
    for unseen in range(MOST_UNSEEN + 1):
        for chosen in itertools.product(*(range(count + 1) for _cell, count in cells), range(unseen + 1)):
            sizes = [sum(chosen), seen + unseen - sum(chosen)]
            ways = float(np.prod([comb(count, part) for (_c, count), part in zip(cells, chosen[:-1], strict=True)]))
            ways *= comb(unseen, chosen[-1])
            log = 0.0
            for bit in range(3):
                first = sum(part for (cell, _n), part in zip(cells, chosen[:-1], strict=True) if cell >> bit & 1)
                every = sum(count for cell, count in cells if cell >> bit & 1)
                log += beta(first, sizes[0]) + beta(every - first, sizes[1])
            key = (sizes[0], sizes[1])
            if key not in cache:
                cache[key] = sticks(*key)
            sums[unseen] += ways * np.exp(log) * cache[key]
        total = seen + unseen
        sums[unseen] *= comb(total, unseen) / total
    found: NDArray[np.float64] = sums / sums.sum()
    return found


def test_the_sampler_meets_the_exact_posterior() -> None:
    counts = np.zeros(8, dtype=np.int64)
    for cell, count in SMALL.items():
        counts[cell] = count
    settings = LatentClassSettings(classes=2, chains=2, iterations=400_000, doublings=0)
    run = sample_latent_class(OverlapTable(("A", "B", "C"), counts), 5, settings)
    unseen = (run.draws - counts.sum()).reshape(-1)
    within = unseen[unseen <= MOST_UNSEEN].astype(int)
    shares = np.bincount(within, minlength=MOST_UNSEEN + 1) / len(within)
    exact = _exact_posterior()
    error = np.sqrt(exact * (1 - exact) / (len(within) / 2))
    assert np.all(np.abs(shares - exact) < 5 * error + 1e-4)


def test_hepatitis_meets_the_published_posterior(hepatitis: OverlapTable) -> None:
    """That of Kosovo is met by the whole panel, in test_panel.py: each takes the sampler seconds."""
    run = sample_latent_class(hepatitis, 1, AS_PUBLISHED)
    assert run.converged
    assert run.quantile(0.5) == pytest.approx(503, abs=20)
    assert run.quantile(0.025) == pytest.approx(354, abs=25)
    assert run.quantile(0.975) == pytest.approx(800, abs=110)


def test_the_same_seed_gives_the_same_draws(hepatitis: OverlapTable) -> None:
    settings = LatentClassSettings(iterations=2_000, doublings=0)
    first, again, other = (sample_latent_class(hepatitis, seed, settings).draws for seed in (4, 4, 5))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert first.min() >= hepatitis.observed


def test_short_chains_do_not_pass(kosovo: OverlapTable) -> None:
    run = sample_latent_class(kosovo, 1, LatentClassSettings(iterations=2_000, doublings=0))
    assert not run.converged


def test_a_run_is_prolonged_until_it_passes() -> None:
    table = OverlapTable(("A", "B", "C"), np.array([0, 144, 144, 96, 144, 96, 96, 64]))
    run = sample_latent_class(table, 1, LatentClassSettings(iterations=500, doublings=6))
    assert run.converged
    assert run.iterations in (1_000, 2_000, 4_000, 8_000, 16_000, 32_000)
    assert len(run.cells) == 4 * SNAPSHOTS
    assert run.cells.sum(axis=1) == pytest.approx(1)


def test_convergence_measures_on_series_of_known_kind() -> None:
    rng = np.random.default_rng(2)
    independent = rng.standard_normal((4, 4_000))
    assert r_hat(independent) < 1.005
    assert 0.8 * independent.size < bulk_size(independent) < 1.25 * independent.size
    # an autoregression with coefficient 0.9 has (1 − 0.9) / (1 + 0.9) independent draws each
    series = np.zeros((4, 20_000))
    noise = rng.standard_normal(series.shape)
    for step in range(1, series.shape[1]):
        series[:, step] = 0.9 * series[:, step - 1] + noise[:, step]
    assert effective_size(series) == pytest.approx(series.size * 0.1 / 1.9, rel=0.15)
    apart = independent + np.array([[0.0], [0.0], [0.0], [2.0]])
    assert r_hat(apart) > 1.1
    wider = independent * np.array([[1.0], [1.0], [1.0], [4.0]])
    assert basic_r_hat(wider) < 1.01 < r_hat(wider)
    drifting = independent + np.linspace(0, 2, 4_000)
    assert r_hat(drifting) > 1.05
    assert tail_size(independent) > 2_000
