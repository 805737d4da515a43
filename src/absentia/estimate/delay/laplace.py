"""The posterior of the delay model: integrated over its two settings, and drawn from for what is still to be reported.

The settings are the step of the random walk and the overdispersion. The evidence of each pair (σ, r) comes from the
Laplace approximation; a damped Newton search on (log σ, log r) finds its mode, and a grid laid along the principal axes
of the curvature there covers the rest, as in integrated nested Laplace approximation (Rue, Martino and Chopin, JRSS B
71(2), 2009).

Priors: σ exponential with P(σ > 1) = 5 % (a log step of one: tripling in a period); 1/√r exponential with
P(1/√r > 2) = 5 %, both shrinking to the simpler model (Simpson et al., Statistical Science 32(1), 2017).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack

from absentia.estimate.delay.model import Fit, Floats, Problem, fit, start
from absentia.estimate.delay.triangle import Change

_RATE_STEP = -math.log(0.05) / 1.0
_RATE_SPREAD = -math.log(0.05) / 2.0
_LOW, _HIGH = np.array([math.log(0.005), math.log(0.05)]), np.array([math.log(3.0), math.log(1e5)])
_DIFFERENCE = 0.15
_GRID = (-2.2, -1.1, 0.0, 1.1, 2.2)
_REACH = 2.5
"""Points of the grid, and the radius that is covered, in standard deviations."""
START: Floats = np.array([math.log(0.25), math.log(8.0)])
"""(log σ, log r) from which the mode is sought."""
_NEGLIGIBLE = 6.0
"""Grid points whose log density lies further below the mode are left out."""


@dataclass(frozen=True, slots=True)
class Component:
    """One point of the grid of (σ, r): r, its weight in the posterior, the latent field there."""

    size: float
    weight: float
    fit: Fit
    problem: Problem
    """The model it belongs to."""
    change: Change | None = None
    """The change of the delay in that model."""


def log_prior(point: Floats) -> float:
    """Log density of (log σ, log r)."""
    sigma, spread = math.exp(point[0]), math.exp(-0.5 * point[1])
    step = math.log(_RATE_STEP) - _RATE_STEP * sigma + point[0]
    return float(step + math.log(0.5 * _RATE_SPREAD) - _RATE_SPREAD * spread - 0.5 * point[1])


class _Surface:
    """The log posterior over (log σ, log r), remembering fits and starting each from the last."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.guess = start(problem)
        self.known: dict[tuple[float, float], tuple[float, Fit]] = {}

    def __call__(self, point: Floats) -> tuple[float, Fit]:
        key = (round(float(point[0]), 9), round(float(point[1]), 9))
        if key not in self.known:
            fitted = fit(self.problem, math.exp(key[0]), math.exp(key[1]), self.guess)
            self.guess = fitted.mode
            self.known[key] = (fitted.log_evidence + log_prior(np.array(key)), fitted)
        return self.known[key]


def _curvature(surface: _Surface, point: Floats) -> tuple[Floats, Floats]:
    """Gradient and Hessian by central differences."""
    step = _DIFFERENCE
    one, two = np.array([step, 0.0]), np.array([0.0, step])
    here = surface(point)[0]
    up, down = surface(point + one)[0], surface(point - one)[0]
    right, left = surface(point + two)[0], surface(point - two)[0]
    corner, opposite = surface(point + one + two)[0], surface(point - one - two)[0]
    gradient = np.array([up - down, right - left]) / (2 * step)
    cross = (corner + opposite - up - down - right - left + 2 * here) / (2 * step**2)
    first, second = (up - 2 * here + down) / step**2, (right - 2 * here + left) / step**2
    return gradient, np.array([[first, cross], [cross, second]])


def _downhill(hessian: Floats) -> tuple[Floats, Floats]:
    """Eigenvalues (made at least 0.1) and axes of the negative Hessian: flat directions stay bounded."""
    values, axes = np.linalg.eigh(-hessian)
    return np.maximum(values, 0.1), axes


def _search(surface: _Surface, near: Floats) -> tuple[Floats, Floats, Floats]:
    """Mode of (log σ, log r), and the curvature there."""
    point = near
    best = surface(point)[0]
    values, axes = np.ones(2), np.eye(2)
    for _iteration in range(25):
        gradient, hessian = _curvature(surface, point)
        values, axes = _downhill(hessian)
        step = axes @ ((axes.T @ gradient) / values)
        step *= min(1.0, 1.5 / max(float(np.abs(step).max()), 1e-12))
        if float(np.abs(step).max()) < 0.05:  # far below the spacing of the grid
            break
        moved, length = point, 1.0
        while length > 0.05:  # likewise
            tried = np.clip(point + length * step, _LOW, _HIGH)
            if surface(tried)[0] > best:
                moved = tried
                break
            length /= 2
        if moved is point:
            break
        point, best = moved, surface(moved)[0]
    return point, values, axes


@dataclass(frozen=True, slots=True)
class Posterior:
    """The posterior over (σ, r) of one problem: points with weights that sum to one, and the log evidence of all."""

    components: tuple[Component, ...]
    evidence: float
    centre: Floats
    """Its mode (log σ, log r), and the log evidence there."""
    evidence_at_centre: float


def integrate(problem: Problem, near: Floats = START) -> Posterior:
    """The posterior over (σ, r) as weighted points, heaviest first; the search begins ``near`` a (log σ, log r)."""
    surface = _Surface(problem)
    centre, values, axes = _search(surface, near)
    scale = np.minimum(1 / np.sqrt(values), 1.5)
    surface.guess = surface(centre)[1].mode
    best = surface(centre)[0]
    points: list[tuple[float, Floats, Fit]] = []
    for first in _GRID:
        for second in _GRID:
            if math.hypot(first, second) > _REACH:
                continue
            point = np.clip(centre + axes @ (scale * np.array([first, second])), _LOW - 1, _HIGH + 1)
            surface.guess = surface(centre)[1].mode
            value, fitted = surface(point)
            if value > best - _NEGLIGIBLE:
                points.append((value, point, fitted))
    top = max(value for value, _point, _fit in points)
    total = sum(math.exp(value - top) for value, _point, _fit in points)
    components = [
        Component(math.exp(point[1]), math.exp(value - top) / total, fitted, problem) for value, point, fitted in points
    ]
    cell = float(np.prod(scale)) * (_GRID[1] - _GRID[0]) ** 2
    evidence = top + math.log(total * cell)
    return Posterior(tuple(sorted(components, key=lambda one: -one.weight)), evidence, centre, best)


def at_point(problem: Problem, point: Floats) -> float:
    """Log evidence at one (log σ, log r): what decides whether a problem is worth integrating."""
    return _Surface(problem)(point)[0]


Draws = NDArray[np.int64]
_LARGEST = 1e15
"""Rates are cut here before counts are drawn; far beyond any count of events."""


def allot(weights: Sequence[float], draws: int) -> NDArray[np.int64]:
    """How many of ``draws`` each weight gets: largest remainders, so nothing random."""
    exact = np.asarray(weights) * draws
    whole: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: draws - int(whole.sum())]] += 1
    return whole


def field(component: Component, first: int, number: int, random: np.random.Generator) -> Floats:
    """``number`` draws of the latent field from entry ``first`` on (number × rest), from its Gaussian approximation."""
    size = component.fit.mode.size
    noise = random.standard_normal((size, (number + 1) // 2))
    both = np.concatenate([noise, -noise], axis=1)[:, :number]  # antithetic pairs: less noise in the median
    inverse, _failed = lapack.dtrtri(component.fit.factor, lower=1)
    # einsum, not a triangular solve: some builds wake every core for one, which takes longer than the work itself
    drawn: Floats = component.fit.mode[first:] + np.einsum("sf,sn->nf", inverse[:, first:], both)
    return drawn


def unreported(components: Sequence[Component], first: int, draws: int, random: np.random.Generator) -> Draws:
    """Draws (draws × periods from ``first`` on) of the events of each period not yet seen.

    Given the latent field, the unseen cells of a period are independent negative binomials; each is a gamma mixture
    of Poissons, so their sum is one Poisson draw.
    """
    problem = components[0].problem  # all have the same cells
    periods = problem.periods
    missing = ~problem.seen[first:]
    rows, columns = np.nonzero(missing)
    starts = np.searchsorted(rows, np.arange(periods - first))
    whole = ~missing.any(axis=1)
    out = np.zeros((draws, periods - first), dtype=np.int64)
    position = 0
    for component, number in zip(components, allot([one.weight for one in components], draws), strict=True):
        if not number:
            continue
        latent = field(component, first, int(number), random)
        rates = _cell_means(component.problem, latent, first, rows, columns)
        rates *= random.standard_gamma(component.size, size=rates.shape) / component.size
        sums = np.add.reduceat(rates, np.minimum(starts, rates.shape[1] - 1), axis=1)
        sums[:, whole] = 0.0  # reduceat gives an empty stretch its first cell
        sums += _held_back(component, latent, first, random)
        out[position : position + number] = random.poisson(np.minimum(sums, _LARGEST))
        position += int(number)
    return out


def _held_back(component: Component, latent: Floats, first: int, random: np.random.Generator) -> Floats:
    """Rates of what was due in a cell and is still held back, for every draw and period; zero where nothing is.

    What a cell has shown tells of the rest of it: of a gamma mixture of Poissons with size r and mean m, of which the
    share s was shown as y, the mixing factor is gamma with shape r + y and rate r + s m.
    """
    problem = component.problem
    if problem.held is None:
        return np.zeros((len(latent), problem.periods - first))
    rows, columns = np.nonzero(problem.held[first:])
    means = _cell_means(problem, latent, first, rows, columns)
    shown = np.minimum(np.exp(latent[:, -1:]), 1.0)
    shape = component.size + problem.counts[first:][rows, columns]
    factor = random.standard_gamma(shape, size=means.shape) / (component.size + shown * means)
    rates: Floats = (means * (1 - shown) * factor) @ (rows[:, None] == np.arange(problem.periods - first))
    return rates


def _cell_means(
    problem: Problem, latent: Floats, first: int, rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> Floats:
    """λ[t] π[t, d] of every draw in some cells, rows counted from ``first`` on (draws × cells)."""
    periods, delays = problem.periods, problem.delays
    level, rest = latent[:, : periods - first], latent[:, periods - first :]
    gamma = rest[:, :delays]
    predictor = gamma[:, None, :]
    if problem.altered:
        effects = np.einsum("tdh,nh->ntd", problem.holiday[first:], rest[:, delays : delays + problem.holidays])
        predictor = predictor + problem.offset[first:] + effects
    exponent = np.exp(np.clip(predictor, -30.0, 5.0))
    shares = np.zeros((*exponent.shape[:2], delays + 1))
    np.cumsum(-exponent, axis=2, out=shares[:, :, 1:])
    shares[:, :, :-1] += np.log(-np.expm1(-exponent))
    by_row = rows if shares.shape[1] > 1 else np.zeros_like(rows)
    means: Floats = np.exp(np.clip(level[:, rows] + shares[:, by_row, columns], -40.0, 34.0))
    return means
