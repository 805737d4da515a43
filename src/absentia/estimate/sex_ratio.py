"""Men above what women and the ratio of men to women would give: the arithmetic that all sex-ratio methods share.

The ratio of the baseline years, or log(ratio − 1), is carried on by a line; the excess of a year is M − r̂·W. Its error
is that of a new year around the line, and never below the chance (Poisson) of the counts themselves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from absentia.estimate.trend import Prediction, Vector, extend


@dataclass(frozen=True, slots=True)
class Above:
    """Men of each year above the ratio carried on, and what the error is made of."""

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
