"""The probability that a dead soldier is in the registry, by age and time of death.

logit p[x, g] = a[x] + b[g]: both are random walks (neighbouring ages and periods are alike; partial pooling where a
cell has few named dead), counts found are binomial. The steps of the two walks are summed over a grid by their Laplace
evidence. A falling share of the newest dead, whose cases are not opened yet, is part of ``b``: that is how right
truncation enters.
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
    matrix = np.zeros((size, size))
    inner = np.arange(size - 1)
    matrix[inner, inner] += 1
    matrix[inner + 1, inner + 1] += 1
    matrix[inner, inner + 1] -= 1
    matrix[inner + 1, inner] -= 1
    return matrix / step**2


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
        if float(np.abs(step).max()) < 1e-7:  # noqa: PLR2004  converged
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
    if times < 2:  # noqa: PLR2004  nothing to compare
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
    if times < 2 or ages < 2:  # noqa: PLR2004  the model is saturated
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
