"""How far a line that is carried on misses in years without a war, and what that makes of its error.

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

import numpy as np
from scipy import stats

from absentia.estimate.trend import Vector

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
    return float(stats.t.ppf(0.5 + LEVEL / 2, degrees)) * error


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
        gained = (plain - rest) / len(series)
        tried[year] = (
            float(stats.f.sf(gained / spread, len(series), degrees))
            if spread > 1
            else float(stats.chi2.sf(plain - rest, len(series)))
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
