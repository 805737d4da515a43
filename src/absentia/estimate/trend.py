"""A straight line through a few years, carried on: prediction, its covariance between years, a check of straightness.

Ordinary least squares; the error of a new year is σ²(1 + xᵀ(XᵀX)⁻¹x) and two new years share the fitted line, so
their errors have the covariance σ² x₁ᵀ(XᵀX)⁻¹x₂; σ² = RSS / (n − 2) (e.g. Seber and Lee, Linear Regression Analysis,
2nd ed., sections 3.3 and 5.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Vector = NDArray[np.float64]
_PARAMETERS = 2
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
    degrees_of_freedom: int | None

    @property
    def covariance(self) -> Vector | None:
        """The covariance matrix of the errors."""
        return None if self.shape is None or self.variance is None else self.variance * self.shape


def extend(years: Sequence[int], values: Vector, new_years: Sequence[int]) -> Prediction:
    """Carry a line through ``values`` on to ``new_years``; a single year is carried on as it is, without an error."""
    wanted = np.asarray(new_years, dtype=float)
    if len(years) == 1:
        return Prediction(np.full(len(wanted), values[0]), None, None, None)
    centre = float(np.mean(years))
    design = np.column_stack([np.ones(len(years)), np.asarray(years, dtype=float) - centre])
    new_design = np.column_stack([np.ones(len(wanted)), wanted - centre])
    inverse = np.linalg.inv(design.T @ design)
    coefficients = inverse @ design.T @ values
    residuals = values - design @ coefficients
    degrees = len(years) - _PARAMETERS
    variance = float(residuals @ residuals) / degrees
    shape = np.eye(len(wanted)) + new_design @ inverse @ new_design.T
    return Prediction(new_design @ coefficients, variance, shape, degrees)


def curvature_p_value(years: Sequence[int], values: Vector) -> float | None:
    """Two-sided p-value of a quadratic term; ``None`` with too few years to test one. Few years give a weak test."""
    count = len(years)
    if count < _MINIMUM_FOR_CURVE:
        return None
    centred = np.asarray(years, dtype=float) - float(np.mean(years))
    design = np.column_stack([np.ones(count), centred, centred**2])
    inverse = np.linalg.inv(design.T @ design)
    coefficients = inverse @ design.T @ values
    residuals = values - design @ coefficients
    degrees = count - design.shape[1]
    variance = float(residuals @ residuals) / degrees
    if variance <= 0:
        return None
    statistic = coefficients[2] / np.sqrt(variance * inverse[2, 2])
    return float(2 * stats.t.sf(abs(statistic), degrees))


def smallest_after_holm(p_values: Sequence[float]) -> float:
    """The smallest p-value multiplied by how many were tried (Holm's first step), at most 1."""
    return min(1.0, min(p_values) * len(p_values)) if p_values else 1.0
