"""What men's registrations would be without the war, and the probability that a dead soldier is in the registry.

Without the war: women's of the same age, times the ratio before it. The ratio r[x] is men over women in the baseline
weeks. Weekly counts vary more than Poisson (φ, Pearson's statistic over its degrees of freedom, given each week's
total), and the ratio itself moves slowly (τ, the standard deviation of its logarithm between blocks of 13 weeks beyond
chance, by the moments of DerSimonian and Laird, Controlled Clinical Trials 7(3), 1986). Both enter the error of what is
expected in wartime; the slow part is taken as common to all ages, the cautious choice.

In the registry: logit p[x, g] = a[x] + b[g] by age and time of death, both random walks (neighbouring ages and periods
are alike; partial pooling where a cell has few named dead), counts found binomial. The steps of the two walks are
summed over a grid by their Laplace evidence. A falling share of the newest dead, whose cases are not opened yet, is
part of ``b``: that is how right truncation enters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.linalg import cho_factor, cho_solve, lapack

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

BLOCK = 13
"""Weeks of a block: a quarter."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Men and women by age over the baseline, and how the ratio varies."""

    men: Counts
    women: Counts
    weeks: int
    dispersion: float
    slow: float
    """τ, standard deviation of the log ratio between blocks."""
    blocks: int
    trend: float
    """Slope of the log ratio a block, pooled over ages."""
    trend_error: float

    @property
    def ratio(self) -> Floats:
        """Men per woman by age."""
        found: Floats = (self.men + 0.5) / (self.women + 0.5)
        return found

    @property
    def trend_p(self) -> float:
        """Two-sided p-value of no trend."""
        return float(2 * stats.norm.sf(abs(self.trend) / self.trend_error)) if self.trend_error > 0 else 1.0


def learn(men: Counts, women: Counts) -> Baseline:
    """From the baseline weeks' counts, ages × weeks."""
    dispersion = _dispersion(men, women)
    blocks = men.shape[1] // BLOCK
    slow = trend = error = 0.0
    if blocks >= 2:  # two to compare
        slow, trend, error = _slow(men, women, blocks, dispersion)
    return Baseline(men.sum(axis=1), women.sum(axis=1), int(men.shape[1]), dispersion, slow, blocks, trend, error)


def _dispersion(men: Counts, women: Counts) -> float:
    total = men + women
    share = (men.sum(axis=1) / np.maximum(total.sum(axis=1), 1))[:, None]
    variance = total * share * (1 - share)
    used = variance > 0
    degrees = int(used.sum()) - int(used.any(axis=1).sum())
    if degrees < 1:
        return 1.0
    statistic = ((men - total * share)[used] ** 2 / variance[used]).sum()
    return max(1.0, float(statistic) / degrees)


def _slow(men: Counts, women: Counts, blocks: int, dispersion: float) -> tuple[float, float, float]:
    """τ, and the trend of the log ratio with its error, which is by how far blocks lie from the trend."""
    length = blocks * BLOCK
    first, second = (
        part[:, -length:].reshape(len(part), blocks, BLOCK).sum(axis=2).astype(np.float64) for part in (men, women)
    )
    log_ratio = np.log((first + 0.5) / (second + 0.5))
    weight = 1 / (dispersion * (1 / (first + 0.5) + 1 / (second + 0.5)))
    variance, off = _between(log_ratio, weight, fitted=0)
    common = (weight * off).sum(axis=0) / weight.sum(axis=0)
    time = np.arange(blocks) - (blocks - 1) / 2
    trend = float((common * time).sum() / (time**2).sum())
    # a trend that counted as chance would hide itself
    around, _off = _between(log_ratio - trend * time, weight, fitted=1)
    each = around + 1 / weight.sum(axis=0)
    error = math.sqrt(float((each * time**2).sum())) / float((time**2).sum())
    return math.sqrt(variance), trend, error


def _between(log_ratio: Floats, weight: Floats, *, fitted: int) -> tuple[float, Floats]:
    """The variance between blocks beyond chance, and how far each lies from its age's mean."""
    ages, blocks = log_ratio.shape
    off = log_ratio - (weight * log_ratio).sum(axis=1, keepdims=True) / weight.sum(axis=1, keepdims=True)
    excess = float((weight * off**2).sum()) - (ages * (blocks - 1) - fitted)
    scale = float((weight.sum(axis=1) - (weight**2).sum(axis=1) / weight.sum(axis=1)).sum())
    return max(0.0, excess / scale) if scale > 0 else 0.0, off


def draw_excess(
    baseline: Baseline,
    men: Counts,
    women: Counts,
    weeks: int,
    draws: int,
    random: np.random.Generator,
    civil: float = 1.0,
) -> Floats:
    """Draws of the registered excess (draws × ages × periods) of wartime counts ``men``, ``women`` (ages × periods).

    ``civil`` is how many times as often as before men would be registered without the war; ``weeks`` is the length of
    the wartime, for the share of τ that averages out in it. An excess may be negative in a cell: cutting it there would
    bend the sum.
    """
    spread = baseline.dispersion
    share = random.beta(baseline.men / spread + 0.5, baseline.women / spread + 0.5, size=(draws, len(baseline.men)))
    ratio = share / (1 - share)
    if baseline.slow > 0:
        averaged = 1 / max(1, baseline.blocks) + 1 / max(1.0, weeks / BLOCK)
        ratio = ratio * np.exp(baseline.slow * math.sqrt(averaged) * random.standard_normal((draws, 1)))
    # no half count added here: it would add up over the cells and bend their sum
    level = spread * random.gamma(np.maximum(women / spread, 1e-6), size=(draws, *women.shape))
    expected = civil * ratio[:, :, None] * level
    registered = random.normal(expected, np.sqrt(spread * expected))
    found: Floats = men - registered
    return found


AGE_STEPS, TIME_STEPS = (0.05, 0.15, 0.4, 1.0), (0.03, 0.1, 0.3, 0.8, 2.0)
LEVEL_SD = 3.0
SMALLEST_EXPECTED = 5
"""Cells with fewer expected found (or not found) are left out of Pearson's statistic, which does not hold for them."""
"""Prior of the first age's logit around 0."""


@dataclass(frozen=True, slots=True)
class _Piece:
    mode: Floats
    factor: Floats
    log_weight: float


def _walk(size: int, step: float) -> Floats:
    """Precision of a random walk of that many points."""
    steps: Floats = np.diff(np.eye(size), axis=0)
    return steps.T @ steps / step**2


def _fit(listed: Counts, found: Counts, age_step: float, time_step: float) -> _Piece:
    ages, times = listed.shape
    size = ages + times - 1  # the first period is the reference: b[0] = 0
    precision = np.zeros((size, size))
    precision[:ages, :ages] = _walk(ages, age_step)
    precision[0, 0] += 1 / LEVEL_SD**2
    if times > 1:
        precision[ages:, ages:] = _walk(times, time_step)[1:, 1:]
    log_prior = -(ages - 1) * math.log(age_step) - (times - 1) * math.log(time_step) - math.log(LEVEL_SD)
    point = np.zeros(size)
    value = -math.inf
    factor = precision
    for _iteration in range(100):
        logit = np.clip(_logits(point, ages, times), -30, 30)
        share = 1 / (1 + np.exp(-logit))
        residual, weight = found - listed * share, listed * share * (1 - share)
        hessian = precision.copy()
        hessian[np.arange(ages), np.arange(ages)] += weight.sum(axis=1)
        score = np.concatenate([residual.sum(axis=1), residual.sum(axis=0)[1:]]) - precision @ point
        if times > 1:
            later = np.arange(ages, size)
            hessian[later, later] += weight.sum(axis=0)[1:]
            hessian[:ages, ages:] += weight[:, 1:]
            hessian[ages:, :ages] += weight[:, 1:].T
        value = float((found * logit - listed * np.logaddexp(0, logit)).sum() - 0.5 * point @ precision @ point)
        factor = cho_factor(hessian, lower=True)[0]
        step = cho_solve((factor, True), score)
        if float(np.abs(step).max()) < 1e-7:  # converged
            break
        point = point + np.clip(step, -3, 3)
    evidence = value + log_prior - float(np.log(np.diagonal(factor)).sum())
    return _Piece(point, factor, evidence)


def _logits(points: Floats, ages: int, times: int) -> Floats:
    """Logit shares (… × ages × periods) from parameters (… × size)."""
    first = np.zeros((*points.shape[:-1], 1))
    later = np.concatenate([first, points[..., ages:]], axis=-1)
    found: Floats = points[..., :ages, None] + later[..., None, :]
    assert found.shape[-1] == times
    return found


def draw_shares(listed: Counts, found: Counts, draws: int, random: np.random.Generator) -> Floats:
    """Draws of p (draws × ages × periods) from the posterior."""
    ages, times = listed.shape
    steps = [(age, time) for age in AGE_STEPS for time in (TIME_STEPS if times > 1 else TIME_STEPS[:1])]
    pieces = [_fit(listed, found, age, time) for age, time in steps]
    top = max(piece.log_weight for piece in pieces)
    weights = np.array([math.exp(piece.log_weight - top) for piece in pieces])
    numbers = random.multinomial(draws, weights / weights.sum())
    drawn = []
    for piece, number in zip(pieces, numbers, strict=True):
        noise = random.standard_normal((piece.mode.size, int(number)))
        inverse, _failed = lapack.dtrtri(np.tril(piece.factor), lower=1)
        # einsum, not a triangular solve: some builds wake every core for one, which takes longer than the work itself
        drawn.append(piece.mode + np.einsum("sf,sn->nf", inverse, noise))
    logits = _logits(np.concatenate(drawn), ages, times)
    shares: Floats = 1 / (1 + np.exp(-np.clip(logits, -12, 12)))
    return random.permutation(shares)


def drift(listed: Counts, found: Counts) -> tuple[float, float, float] | None:
    """Does the share change through time, ages apart? p-value, and the share in the first and the last third.

    The likelihood ratio of a share by age and time (additive on the logit) against one by age only; ``None`` with one
    period.
    """
    ages, times = listed.shape
    if times < 2:  # nothing to compare
        return None
    loose, tight = 50.0, 1e-3
    free = _fit(listed, found, loose, loose)
    same = _fit(listed, found, loose, tight)

    def log_likelihood(piece: _Piece) -> float:
        logit = _logits(piece.mode, ages, times)
        return float((found * logit - listed * np.logaddexp(0, logit)).sum())

    used = int((listed.sum(axis=0) > 0).sum())
    p_value = float(stats.chi2.sf(2 * (log_likelihood(free) - log_likelihood(same)), max(1, used - 1)))
    third = max(1, times // 3)
    ends = [
        float(found[:, part].sum() / max(1, listed[:, part].sum())) for part in (slice(0, third), slice(-third, None))
    ]
    return p_value, ends[0], ends[1]


def misfit(listed: Counts, found: Counts) -> float:
    """p-value of Pearson's statistic against the additive model: small where ages drift differently."""
    ages, times = listed.shape
    if times < 2 or ages < 2:  # the model is saturated
        return 1.0
    piece = _fit(listed, found, 1.0, 1.0)
    share = 1 / (1 + np.exp(-_logits(piece.mode, ages, times)))
    expected = listed * share
    variance = expected * (1 - share)
    used = np.minimum(expected, listed - expected) >= SMALLEST_EXPECTED
    degrees = int(used.sum()) - ages - times + 1
    if degrees < 1:
        return 1.0
    statistic = float(((found - expected)[used] ** 2 / variance[used]).sum())
    return float(stats.chi2.sf(statistic, degrees))
