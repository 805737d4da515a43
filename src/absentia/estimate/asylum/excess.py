"""Men among first-time applicants above what women and the ratio before the war would give.

The sex-ratio method of excess deaths (:mod:`absentia.estimate.sex_ratio`) on applicants: a line through men per woman
of the baseline years is carried on, the excess of a year is M − r̂·W. Its error is calibrated on placebo years twice
over: each baseline year predicted by all others, and by the line through the years before it carried as far ahead.
Rounding moves the number between ends that are exact (each published cell moves by itself); the interval reaches beyond
both.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from absentia.estimate.asylum.series import Series
from absentia.estimate.sex_ratio import (
    LEVEL,
    Above,
    Calibration,
    Vector,
    above,
    calibrated,
    extend,
    half_width,
    jump_within,
)
from absentia.model.estimate import Interval

SIGNIFICANCE = 0.05
_FEWEST_AHEAD = 4
"""Years a line ahead is drawn through at least: two more than its parameters."""


@dataclass(frozen=True, slots=True)
class YearOfMen:
    """One year: the excess, the ends that rounding leaves it, and its calibrated error."""

    year: int
    men: float
    women: float
    expected: float
    """Men that the line and the women would give."""
    value: float
    rounding: tuple[float, float]
    """The excess of every split of persons that rounds to the published cells lies between these."""
    by_line: float
    """The error by the scatter around the line alone."""
    calibration: Calibration
    bent: float | None
    """The excess by a bent line (quadratic), where the baseline bends more than chance has it."""

    @property
    def standard_error(self) -> float:
        """Calibrated on placebo years, and wider by what rounding may do to the scatter."""
        return self.calibration.standard_error

    @property
    def interval(self) -> Interval:
        """At 95 %: around every value that rounding leaves possible, and out to the bent line where there is one."""
        half = half_width(self.standard_error, self.calibration.degrees_of_freedom)
        low, high = self.rounding[0] - half, self.rounding[1] + half
        bent = self.value if self.bent is None else self.bent
        return Interval(min(low, bent), max(high, bent), LEVEL, "prediction")


@dataclass(frozen=True, slots=True)
class ExcessMen:
    """The years asked for, and what the baseline says of the line."""

    series: Series
    baseline: tuple[int, ...]
    years: tuple[YearOfMen, ...]
    left: tuple[float, ...]
    """Men that the line through the others leaves in each baseline year: what a year without a war looks like."""
    within: tuple[float, ...]
    """The same in its own errors."""
    bend: float | None
    """How likely a bend as large is by chance."""
    jump: int | None
    """The year in which the ratio left its line by a step, if it did."""


def excess_men(series: Series, baseline: Sequence[int], years: Sequence[int]) -> ExcessMen:
    """The excess of each year; ``series`` has the years of the baseline and those asked for, without a gap."""
    base, then = series.at(baseline), series.at(years)
    found = _above(base, then)
    placebos = [_others(base, year) for year in baseline]
    within = tuple(one.missed() for one in placebos)
    bend = found.curvature
    return ExcessMen(
        series,
        tuple(baseline),
        tuple(_year(found, base, then, n, within, bend) for n in range(len(years))),
        tuple(float(one.values[0]) for one in placebos),
        within,
        bend,
        jump_within(baseline, [found.line], [found.chance]),
    )


def _above(base: Series, then: Series) -> Above:
    return above(base.years, base.men.shown, base.women.shown, then.years, (then.men.shown, then.women.shown))


def _others(base: Series, year: int) -> Above:
    """A baseline year by the line through all others."""
    return _above(base.at([one for one in base.years if one != year]), base.at([year]))


def ahead(base: Series, far: int) -> Iterator[float]:
    """Each baseline year by the line through those before it that ends so many years earlier, in its own errors."""
    for year in base.years:
        before = [one for one in base.years if one <= year - far]
        if len(before) >= _FEWEST_AHEAD:
            yield _above(base.at(before), base.at([year])).missed()


def _year(found: Above, base: Series, then: Series, n: int, within: Sequence[float], bend: float | None) -> YearOfMen:
    assert found.covariance is not None  # a baseline has five years at least
    assert found.by_line is not None
    year, women = then.years[n], float(then.women.shown[n])
    error = math.sqrt(float(found.covariance[n, n])) + _rounded_scatter(base, then, n)
    degrees = len(base.years) - 2
    bent = None
    if bend is not None and bend < SIGNIFICANCE:
        bent = float(then.men.shown[n]) - _bent(base.years, found.line, year) * women
    return YearOfMen(
        year=year,
        men=float(then.men.shown[n]),
        women=women,
        expected=float(found.expected[n]) * women,
        value=float(found.values[n]),
        rounding=rounding_ends(base, then, n),
        by_line=math.sqrt(float(found.by_line[n, n])),
        calibration=calibrated(error, degrees, within, list(ahead(base, max(1, year - base.years[-1])))),
        bent=bent,
    )


def ratio_ends(base: Series) -> tuple[Vector, Vector]:
    """The least and most that men per woman may have been in each year."""
    return base.men.low / base.women.high, base.men.high / np.maximum(base.women.low, 1)


def rounding_ends(base: Series, then: Series, n: int) -> tuple[float, float]:
    """The least and most of the excess over every whole number that the published cells may stand for.

    The line's value is a sum of the baseline's ratios, each with a weight of its own; cells are rounded one by one, so
    that both ends are reached.
    """
    weights = np.array([float(extend(base.years, one, [then.years[n]]).values[0]) for one in np.eye(len(base.years))])
    low, high = ratio_ends(base)
    least = float(np.where(weights > 0, low, high) @ weights)
    most = float(np.where(weights > 0, high, low) @ weights)
    men, women = (
        (float(then.men.low[n]), float(then.men.high[n])),
        (float(then.women.low[n]), float(then.women.high[n])),
    )
    expected = [ratio * one for ratio in (least, most) for one in women]
    return men[0] - max(expected), men[1] - min(expected)


def _rounded_scatter(base: Series, then: Series, n: int) -> float:
    """By how much rounding may have made the error look smaller: residuals are no longer than what moves the ratios."""
    ratios = base.men.shown / base.women.shown
    low, high = ratio_ends(base)
    moved = float(np.linalg.norm(np.maximum(high - ratios, ratios - low)))
    shape = extend(base.years, ratios, [then.years[n]]).shape
    assert shape is not None
    return moved * math.sqrt(float(shape[0, 0]) / (len(base.years) - 2)) * float(then.women.high[n])


def _bent(years: Sequence[int], line: Vector, year: int) -> float:
    centre = float(np.mean(years))
    return float(np.polyval(np.polyfit(np.asarray(years) - centre, line, 2), year - centre))
