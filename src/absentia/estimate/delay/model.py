"""The delay model: how many events happen in each period, and how long each takes to be reported.

Counts ``y[t, d]`` (event period ``t``, delay ``d``) are negative binomial with mean ``λ[t] π[t, d]`` and size ``r``.
``log λ`` is a first-order random walk. The delay is a discrete-time survival process: an event not yet reported after
``d`` periods is reported in the next with hazard ``1 - exp(-exp(γ[d] + Σ β))``, where a period of altered reporting
(a holiday) adds its own ``β`` to every hazard that falls into it, and the first period open again another, so reports
it delays come later instead of being lost; the last delay takes what is left. This is the model of McGough et al.
(PLoS Computational Biology 16(4), 2020) with the hazard form of Höhle and an der Heiden (Biometrics 70(4), 2014),
fitted by the Laplace approximation as Bastos et al. (Statistics in Medicine 38(22), 2019) do with INLA, without their
code.

Here the latent field ``x = (log λ, γ, β)`` is found for given ``(σ, r)``; :mod:`absentia.estimate.delay.laplace`
integrates over these two.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack
from scipy.special import gammaln

Floats = NDArray[np.float64]

HAZARD_MEAN, HAZARD_SD = -1.0, 2.0
"""Prior of the hazards on the complementary log-log scale: 31 % a period, anywhere from 1 % to all within 95 %."""
HOLIDAY_SD = 1.5
"""Prior of a holiday's effect: reporting a twentieth to twenty times the usual, within 95 %."""
HELD_SD = 0.8
"""Prior of the log share of reports that is not held back: a fifth to five times the usual, within 95 %."""
LEVEL_SD = 5.0
"""Prior of the first log λ around the mean count: no information."""
_ITERATIONS, _TOLERANCE = 60, 1e-4
"""Stop when the next step would gain less than this in log density."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is observed: ``counts[t, d]``, ``seen[t, d]`` (false where not yet, or not looked at), holiday columns.

    ``holiday`` (T × D × H) is 1 where the hazard of cell (t, d) falls into holiday h; ``offset`` (T × D) is a known
    change of the log hazard (``log`` of a share of the usual reporting). ``held`` (T × D + 1) marks cells of which only
    a share was reported so far; the rest is still to come.
    """

    counts: Floats
    seen: NDArray[np.bool_]
    holiday: Floats
    offset: Floats
    held: NDArray[np.bool_] | None = None

    @property
    def periods(self) -> int:
        """T, event periods."""
        return int(self.counts.shape[0])

    @property
    def delays(self) -> int:
        """D, the longest delay; there are D hazards and D + 1 delay columns."""
        return int(self.counts.shape[1]) - 1

    @property
    def holidays(self) -> int:
        """H, holidays whose effect is estimated."""
        return int(self.holiday.shape[2])

    @property
    def tail(self) -> int:
        """Entries of the latent field after the hazards: holidays' effects, and the log share of what is not held."""
        return self.holidays + (self.held is not None)

    @property
    def altered(self) -> bool:
        """The delay is not the same in all periods."""
        return bool(self.holidays or self.offset.any())


@dataclass(frozen=True, slots=True)
class Fit:
    """The latent field at its mode for one ``(σ, r)``: mode, Cholesky factor of its precision, log evidence."""

    mode: Floats
    factor: Floats
    log_evidence: float


def log_delay(problem: Problem, gamma: Floats, beta: Floats) -> tuple[Floats, Floats]:
    """The log of π[t, d] (T × D+1) and its gradient by the hazards' linear predictors (T × D+1 × D).

    Where nothing alters the delay from one period to another there is one row, which stands for all T.
    """
    predictor = gamma[None, :]
    if problem.altered:
        predictor = gamma + problem.offset
    if problem.holidays:
        predictor = predictor + problem.holiday @ beta
    exponent = np.exp(np.clip(predictor, -30.0, 5.0))
    survived = np.zeros((len(exponent), problem.delays + 1))
    np.cumsum(-exponent, axis=1, out=survived[:, 1:])
    logarithm = survived.copy()
    logarithm[:, :-1] += np.log(-np.expm1(-exponent))
    delays = problem.delays
    gradient = np.where(_LOWER[delays], -exponent[:, None, :], 0.0)
    diagonal = np.arange(delays)
    gradient[:, diagonal, diagonal] = exponent / np.expm1(exponent)
    return logarithm, gradient


class _LowerTriangles(dict[int, NDArray[np.bool_]]):
    def __missing__(self, delays: int) -> NDArray[np.bool_]:
        self[delays] = np.tril(np.ones((delays + 1, delays), dtype=bool), -1)
        return self[delays]


_LOWER = _LowerTriangles()


def start(problem: Problem) -> Floats:
    """A starting point: smoothed crude rates, the prior's hazards."""
    crude = np.where(problem.seen, problem.counts, 0.0).sum(axis=1)
    usual = float(crude[: max(1, problem.periods - problem.delays)].mean())
    level = np.log(np.maximum(crude, 0.5 * usual) + 0.5)
    return np.concatenate([level, np.full(problem.delays, HAZARD_MEAN), np.zeros(problem.tail)])


def prior(problem: Problem, sigma: float) -> tuple[Floats, Floats, float]:
    """Mean, precision matrix and log normalising constant of the latent field's Gaussian prior."""
    periods, delays = problem.periods, problem.delays
    size = periods + delays + problem.tail
    precision = np.zeros((size, size))
    step = 1 / sigma**2
    inner = np.arange(periods)
    precision[inner, inner] = 2 * step
    precision[0, 0] = precision[periods - 1, periods - 1] = step
    precision[inner[:-1], inner[1:]] = precision[inner[1:], inner[:-1]] = -step
    precision[0, 0] += 1 / LEVEL_SD**2
    tail = np.concatenate([np.full(delays, HAZARD_SD), np.full(problem.holidays, HOLIDAY_SD)])
    if problem.held is not None:
        tail = np.append(tail, HELD_SD)
    rest = np.arange(periods, size)
    precision[rest, rest] = 1 / tail**2
    observed = np.where(problem.seen, problem.counts, 0.0).sum()
    mean = np.zeros(size)
    mean[:periods] = math.log(observed / periods + 0.5)
    mean[periods : periods + delays] = HAZARD_MEAN
    log_determinant = -2 * (periods - 1) * math.log(sigma) - 2 * math.log(LEVEL_SD) - 2 * float(np.log(tail).sum())
    return mean, precision, 0.5 * log_determinant - 0.5 * size * math.log(2 * math.pi)


def _log_likelihood(problem: Problem, mean: Floats, size: float, constant: float) -> float:
    """Negative binomial log density of the seen cells; ``constant`` holds what does not depend on the mean."""
    terms = problem.counts * np.log(mean) - (problem.counts + size) * np.log(size + mean)
    return float(terms[problem.seen].sum()) + constant


def fit(problem: Problem, sigma: float, size: float, guess: Floats) -> Fit:
    """Mode and curvature of the latent field for one (σ, r): Fisher scoring with step halving."""
    periods, delays = problem.periods, problem.delays
    centre, precision, normaliser = prior(problem, sigma)
    seen_counts = problem.counts[problem.seen]
    constant = float((gammaln(seen_counts + size) - gammaln(seen_counts + 1)).sum())
    constant += seen_counts.size * (size * math.log(size) - float(gammaln(size)))

    def evaluate(point: Floats) -> tuple[float, Floats, Floats]:
        rest = point[periods + delays :]
        logarithm, gradient = log_delay(problem, point[periods : periods + delays], rest[: problem.holidays])
        if problem.held is not None:
            logarithm = logarithm + rest[-1] * problem.held
        mean = np.exp(np.clip(point[:periods, None] + logarithm, -40.0, 30.0))
        off = point - centre
        value = _log_likelihood(problem, mean, size, constant) - 0.5 * float(off @ precision @ off)
        return value, mean, gradient

    point = guess
    value, mean, gradient = evaluate(point)
    for _iteration in range(_ITERATIONS):
        score, information = _derivatives(problem, mean, gradient, size)
        score -= precision @ (point - centre)
        factor, failed = lapack.dpotrf(precision + information, lower=1, clean=1, overwrite_a=1)
        if failed:  # cannot happen with a proper prior, short of overflow
            msg = "the precision of the latent field is not positive definite"
            raise FloatingPointError(msg)
        step: Floats = lapack.dpotrs(factor, score, lower=1)[0]
        gain = float(score @ step)
        if gain < _TOLERANCE:
            break
        length = 1.0
        while True:
            tried = evaluate(point + length * step)
            if tried[0] > value - 1e-9 or length < 1e-4:  # the smallest step worth taking
                break
            length /= 2
        point = point + length * step
        value, mean, gradient = tried
    half_log_determinant = float(np.log(np.diagonal(factor)).sum())
    evidence = value + normaliser - half_log_determinant + 0.5 * point.size * math.log(2 * math.pi)
    return Fit(mode=point, factor=factor, log_evidence=evidence)


def _derivatives(problem: Problem, mean: Floats, gradient: Floats, size: float) -> tuple[Floats, Floats]:
    """Score and Fisher information of the likelihood by the latent field."""
    share = np.where(problem.seen, size / (size + mean), 0.0)
    residual = (problem.counts - mean) * share
    weight = mean * share
    periods = problem.periods
    if len(gradient) == 1 and problem.held is None:
        return _same_for_all(residual, weight, gradient[0])
    design = np.broadcast_to(gradient, (periods, *gradient.shape[1:]))
    if problem.holidays:
        by_holiday: Any = np.einsum("tdk,tkh->tdh", gradient, problem.holiday)
        design = np.concatenate([design, by_holiday], axis=2)
    if problem.held is not None:
        design = np.concatenate([design, problem.held[:, :, None]], axis=2)
    flat = design.reshape(-1, design.shape[2])
    cross = np.matmul(weight[:, None, :], design)[:, 0, :]
    return _assembled(residual, weight, residual.ravel() @ flat, cross, flat.T @ (weight.reshape(-1, 1) * flat))


def _same_for_all(residual: Floats, weight: Floats, design: Floats) -> tuple[Floats, Floats]:
    """Score and information where all periods have the same delay: its gradient (D+1 × D) need not be repeated."""
    rest = design.T @ (weight.sum(axis=0)[:, None] * design)
    return _assembled(residual, weight, residual.sum(axis=0) @ design, weight @ design, rest)


def _assembled(residual: Floats, weight: Floats, score: Floats, cross: Floats, rest: Floats) -> tuple[Floats, Floats]:
    """Score and information of the levels, which are each of its own period, with those of the rest of the field."""
    periods = len(weight)
    inner = np.arange(periods)
    information = np.zeros((periods + len(rest), periods + len(rest)))
    information[inner, inner] = weight.sum(axis=1)
    information[:periods, periods:] = cross
    information[periods:, :periods] = cross.T
    information[periods:, periods:] = rest
    return np.concatenate([residual.sum(axis=1), score]), information
