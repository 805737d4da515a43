"""Men above what women and the ratio of men to women would give: the arithmetic that all sex-ratio methods share.

The ratio of the baseline years, or log(ratio − 1), is carried on by a line; the excess of a year is M − r̂·W. Its error
is that of a new year around the line, and never below the chance (Poisson) of the counts themselves. The line is fitted
by ordinary least squares; the error of a new year is σ²(1 + xᵀ(XᵀX)⁻¹x) and two new years share the fitted line, so
their errors have the covariance σ² x₁ᵀ(XᵀX)⁻¹x₂; σ² = RSS / (n − 2) (e.g. Seber and Lee, Linear Regression Analysis,
2nd ed., sections 3.3 and 5.3).

A line through a few years knows its error from how these scatter around it. What it cannot know is how a ratio wanders
over the years ahead: in the years before the war the same line, drawn some years earlier and carried as far, missed by
two to four times its own standard error. Such placebo years calibrate the error: it is multiplied by the root mean
square of their misses, each in its own standard errors, and never made smaller. Neighbouring placebo years share most
of their baselines, so that Student's t counts half of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, fdtrc, stdtr, stdtrit

Vector = NDArray[np.float64]
_MINIMUM_FOR_CURVE = 4
"""A quadratic needs a year more than its three parameters before its curvature can be tested."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """Values of the line in new years and what makes up their errors; nothing of it where one year was used."""

    values: Vector
    variance: float | None
    """Of a year around the line."""
    shape: Vector | None
    """What the variance is multiplied by: one for each new year, and what they share of the line."""

    @property
    def covariance(self) -> Vector | None:
        """The covariance matrix of the errors."""
        return None if self.shape is None or self.variance is None else self.variance * self.shape


def _least_squares(design: Vector, values: Vector) -> tuple[Vector, Any, float, int]:
    """Coefficients, (XᵀX)⁻¹, variance around the fit and its degrees of freedom."""
    inverse = np.linalg.inv(design.T @ design)
    coefficients = inverse @ design.T @ values
    residuals = values - design @ coefficients
    degrees = len(values) - design.shape[1]
    return coefficients, inverse, float(residuals @ residuals) / degrees, degrees


def extend(years: Sequence[int], values: Vector, new_years: Sequence[int]) -> Prediction:
    """Carry a line through ``values`` on to ``new_years``; a single year is carried on as it is, without an error."""
    wanted = np.asarray(new_years, dtype=float)
    if len(years) == 1:
        return Prediction(np.full(len(wanted), values[0]), None, None)
    centre = float(np.mean(years))
    design = np.column_stack([np.ones(len(years)), np.asarray(years, dtype=float) - centre])
    new_design = np.column_stack([np.ones(len(wanted)), wanted - centre])
    coefficients, inverse, variance, _degrees = _least_squares(design, values)
    shape = np.eye(len(wanted)) + new_design @ inverse @ new_design.T
    return Prediction(new_design @ coefficients, variance, shape)


def curvature_p_value(years: Sequence[int], values: Vector) -> float | None:
    """Two-sided p-value of a quadratic term; ``None`` with too few years to test one. Few years give a weak test."""
    count = len(years)
    if count < _MINIMUM_FOR_CURVE:
        return None
    centred = np.asarray(years, dtype=float) - float(np.mean(years))
    design = np.column_stack([np.ones(count), centred, centred**2])
    coefficients, inverse, variance, degrees = _least_squares(design, values)
    if variance <= 0:
        return None
    statistic = coefficients[2] / np.sqrt(variance * inverse[2, 2])
    return float(2 * stdtr(degrees, -abs(statistic)))


def smallest_after_holm(p_values: Sequence[float]) -> float:
    """The smallest p-value multiplied by how many were tried (Holm's first step), at most 1."""
    return min(1.0, min(p_values) * len(p_values)) if p_values else 1.0


ENOUGH = 4
"""Fewer placebo years say nothing of their own: the error of the line is then widened by them, and never narrowed."""
LEVEL = 0.95
SIGNIFICANCE = 0.01
"""Of a jump: it refuses a number."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What placebo years make of a line's error."""

    standard_error: float
    degrees_of_freedom: int
    factor: float
    """How many times the error of the line."""
    years: int
    """Placebo years it rests on."""


def calibrated(error: float, degrees: int, misses: Sequence[float], stepped: Sequence[float] = ()) -> Calibration:
    """A line's error and degrees of freedom after its misses in placebo years, in standard errors of each.

    ``stepped`` are its misses after a jump before the war: a calm past says nothing of them. The wider of the line's
    own interval and of the calibrated one stands.
    """
    factor = max(1.0, _typical(misses), _typical(stepped))
    if len(misses) < ENOUGH:
        return Calibration(factor * error, degrees, factor, len(misses))
    by_line = Calibration(error, degrees, 1.0, len(misses))
    by_misses = Calibration(factor * error, len(misses) // 2, factor, len(misses))
    return max(by_line, by_misses, key=lambda one: half_width(one.standard_error, one.degrees_of_freedom))


def _typical(misses: Sequence[float]) -> float:
    """Their root mean square."""
    return math.sqrt(float(np.mean(np.square(misses)))) if misses else 0.0


def half_width(error: float, degrees: float) -> float:
    """Of the interval at 95 %, Student's t."""
    return float(stdtrit(degrees, 0.5 + LEVEL / 2)) * error


def jump_within(years: Sequence[int], series: Sequence[Vector], variances: Sequence[float]) -> int | None:
    """The year in which the series leave their lines by a step, if any; tested for each year but the first.

    Each series has a step of its own. The squares that these explain are held against the variance that chance gives
    (chi-square), or where more is left over than chance leaves, against that (F); Holm over the years tried.
    """
    left = len(years) - 3
    if left < 1:
        return None
    line = np.column_stack([np.ones(len(years)), np.asarray(years, dtype=float) - float(np.mean(years))])
    tried = {}
    for year in years[1:]:
        stepped = np.column_stack([line, np.asarray(years) >= year])
        if np.linalg.matrix_rank(stepped) < stepped.shape[1]:
            continue
        plain = sum(_squares(line, one) / own for one, own in zip(series, variances, strict=True))
        rest = sum(_squares(stepped, one) / own for one, own in zip(series, variances, strict=True))
        degrees = len(series) * left
        spread = rest / degrees
        gained = max(0.0, plain - rest)
        tried[year] = (
            float(fdtrc(len(series), degrees, gained / len(series) / spread))
            if spread > 1
            else float(chdtrc(len(series), gained))
        )
    first = min(tried, key=lambda year: tried[year], default=None)
    return first if first is not None and tried[first] * len(tried) < SIGNIFICANCE else None


def _squares(design: Vector, values: Vector) -> float:
    coefficients, *_rest = np.linalg.lstsq(design, values, rcond=None)
    residuals = values - design @ coefficients
    return float(residuals @ residuals)


def jump_after(misses: Sequence[float], degrees: int) -> bool:
    """All years between baseline and war lie beyond the line's own interval, and on one side of it."""
    beyond = half_width(1.0, degrees)
    return len(misses) > 1 and (min(misses) > beyond or max(misses) < -beyond)


@dataclass(frozen=True, slots=True)
class Above:
    """Men of each year above the ratio carried on, and what the error is made of."""

    baseline: Sequence[int]
    values: Vector
    expected: Vector
    """The ratio that the line gives for each year."""
    covariance: Vector | None
    """Of the errors, with chance as the least; ``None`` where the baseline is a single year."""
    by_line: Vector | None
    """The same by the scatter around the line alone."""
    line: Vector
    """What the line was drawn through, by the years of the baseline."""
    chance: float
    """Variance that chance gives a year of it."""

    @property
    def curvature(self) -> float | None:
        """How likely a bend as large as the baseline has is by chance; of the many placebo lines nobody asks it."""
        return curvature_p_value(self.baseline, self.line)

    def missed(self) -> float:
        """The first year in its own standard errors: by how much a year without any excess was missed."""
        assert self.covariance is not None
        return float(self.values[0]) / math.sqrt(float(self.covariance[0, 0]))


def above(
    baseline: Sequence[int],
    men: Vector,
    women: Vector,
    years: Sequence[int],
    then: tuple[Vector, Vector],
    *,
    exponential: bool = False,
) -> Above:
    """The excess of ``years``, whose men and women are ``then``; ``men`` and ``women`` are those of the baseline."""
    ratios = men / women
    line = np.log(ratios - 1) if exponential else ratios
    # the chance of a ratio of two counts; that of log(r − 1) by the delta method
    chance = ratios**2 * (1 / np.maximum(men, 1) + 1 / women) / ((ratios - 1) ** 2 if exponential else 1)
    ahead = extend(baseline, line, years)
    expected = 1 + np.exp(ahead.values) if exponential else ahead.values
    men_then, women_then = then
    # the error of log(r − 1) becomes one of r by the delta method: dr = (r − 1) d log(r − 1)
    slope = women_then * (expected - 1) if exponential else women_then
    own = np.maximum(expected, 0) * women_then * (1 + expected)
    return Above(
        baseline=baseline,
        values=men_then - expected * women_then,
        expected=expected,
        covariance=_covariance(ahead, slope, float(chance.mean()), own),
        by_line=_covariance(ahead, slope, 0.0, np.zeros(len(women_then))),
        line=line,
        chance=float(chance.mean()),
    )


def _covariance(ahead: Prediction, slope: Vector, chance: float, own: Vector) -> Vector | None:
    """Of the excess of each year: the variance around the line is ``chance`` at least, that of a year its ``own``."""
    if ahead.shape is None or ahead.variance is None:
        return None
    variance = max(ahead.variance, chance)
    found: Vector = variance * ahead.shape * np.outer(slope, slope)
    found += np.diag(np.maximum(own - variance * slope**2, 0.0))
    return found
