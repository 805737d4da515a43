"""Deaths of men from external causes above what women's would give: a cross-check from other tables.

Deaths from injury, poisoning and violence (ICD-10 chapter XX) are published by sex for all ages together. Three ways
were used in print: the ratio of men's to women's deaths carried on by a line (as for all causes: Kobak et al., 2025),
men's deaths of 2021 moved as women's moved (iStories, July 2023), and the plain difference from 2021, both sexes (To Be
Precise, June 2023). They bound only what was registered as external, at no single age.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from absentia.estimate.excess import LEVEL, PAPER
from absentia.estimate.excess_checks import EXTERNAL, PANDEMIC
from absentia.estimate.trend import curvature_p_value, extend
from absentia.figures import Catalogue
from absentia.model.estimate import Interval

BEFORE = 2021
"""The last year before the invasion: the year two of the three ways start from."""


@dataclass(frozen=True, slots=True)
class External:
    """The residual over some years by the line, with its error, and by the two simpler ways."""

    value: float
    standard_error: float
    degrees_of_freedom: int
    by_women: float
    """Men's deaths of 2021 moved as women's moved."""
    difference: float
    """Both sexes, less those of 2021."""
    men: float
    placebo: tuple[float, ...]
    """By the same line in 2020 and 2021."""
    curvature: float | None

    @property
    def interval(self) -> Interval:
        """At 95 %, Student's t."""
        half = float(stats.t.ppf(0.5 + LEVEL / 2, self.degrees_of_freedom)) * self.standard_error
        return Interval(self.value - half, self.value + half, LEVEL, "prediction")


def external_deaths(catalogue: Catalogue) -> Mapping[tuple[int, str], float]:
    """Deaths from external causes by (year, sex)."""
    return {
        (int(str(row["year"])), str(row["sex"])): float(str(row["value"]))
        for row in catalogue.rows(EXTERNAL)
        if row["sex"] != "both"
    }


def residual(deaths: Mapping[tuple[int, str], float], years: Sequence[int]) -> External:
    """The residual summed over years; the line is the published one, through 2015–2019."""
    ratios = np.array([deaths[year, "m"] / deaths[year, "f"] for year in PAPER.years])
    ahead = extend(PAPER.years, ratios, years)
    women = np.array([deaths[year, "f"] for year in years])
    men = np.array([deaths[year, "m"] for year in years])
    covariance = ahead.covariance
    assert covariance is not None  # the baseline has five years
    before = extend(PAPER.years, ratios, PANDEMIC)
    return External(
        value=float((men - ahead.values * women).sum()),
        standard_error=math.sqrt(float(women @ covariance @ women)),
        degrees_of_freedom=len(PAPER.years) - 2,
        by_women=float(sum(men - deaths[BEFORE, "m"] * women / deaths[BEFORE, "f"])),
        difference=float(sum(men + women) - len(years) * (deaths[BEFORE, "m"] + deaths[BEFORE, "f"])),
        men=float(men.sum()),
        placebo=tuple(
            float(deaths[year, "m"] - before.values[n] * deaths[year, "f"]) for n, year in enumerate(PANDEMIC)
        ),
        curvature=curvature_p_value(PAPER.years, ratios),
    )
