"""Excess male deaths of a region, with every source of error that few deaths bring.

A region's own line through five years of small ratios would be mostly noise: in some regions fewer than ten women of an
age die in a year. So each band follows the national line of the ratio, multiplied by the region's own level:

    expected(t) = c · ρ̂(t) · F(t)        c = Σ M / Σ ρ̂ F   over the region's baseline years
    excess(t)   = M(t) − expected(t)

Errors, added: chance in the men who would have died anyway and in the women (Poisson), chance in the level c (Poisson
over the baseline), the national line (Student's t, n − 2 degrees of freedom), and how far regions depart from the
nation's line at all. The last is measured where there was no invasion: on 2020 and 2021, the spread of the regions
around their common departure beyond what Poisson explains, as a share τ of the expected deaths, carried on in
proportion to the distance from the baseline as slopes that differ would.

Where a band has few women its level is taken over neighbouring bands together; a region with too few altogether is
refused. Composition of the errors: delta method; quotient of Poisson sums as in Cox and Lewis, The Statistical Analysis
of Series of Events, 1966, chapter 9. The national line: :mod:`absentia.estimate.excess`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from absentia.estimate.deaths import Deaths
from absentia.estimate.excess import LEVEL, PANDEMIC
from absentia.estimate.regions.table import Region, RegionalDeaths
from absentia.estimate.sex_ratio import Prediction, Vector, extend, half_width
from absentia.estimate.variants import Variant
from absentia.model.estimate import Interval

FEWEST_WOMEN_LEVEL = 20
"""Women who must have died in the baseline for a band to have a level of its own; a ratio of few is also biased."""
FEWEST_WOMEN = 20
"""Women who must have died in the year asked for, all bands together: below, no normal interval holds."""


@dataclass(frozen=True, slots=True)
class Line:
    """The national ratio of one band: in the baseline years, and carried on, with the covariance between years."""

    fitted: Vector
    ahead: Prediction


@dataclass(frozen=True, slots=True)
class RegionExcess:
    """The excess of one region over the years and bands asked for, and where its error comes from."""

    region: Region
    value: float
    expected: float
    chance: float
    """Variance of the deaths of the years themselves and of the region's level (Poisson)."""
    line: float
    """Variance from the national line, which all regions share."""
    women: float
    """Women who died in the years and bands asked for."""
    fewest: float
    """The fewest women in one of those years."""
    level_women: float
    """The fewest women a level rests on."""
    degrees: int
    tau: float = 0.0
    """How far regions depart from the national line, as a share of the expected deaths."""

    @property
    def own(self) -> float:
        """Variance that is the region's alone."""
        return self.chance + (self.tau * self.expected) ** 2

    @property
    def standard_error(self) -> float:
        """One standard error, everything in it."""
        return math.sqrt(self.own + self.line)

    @property
    def effective_degrees(self) -> float:
        """Satterthwaite's, with the national line's few and practically infinite ones for the rest."""
        return (self.own + self.line) ** 2 / (self.line**2 / self.degrees) if self.line > 0 else math.inf

    @property
    def interval(self) -> Interval:
        """At 95 %, Student's t."""
        half = half_width(self.standard_error, min(self.effective_degrees, 1e6))
        return Interval(self.value - half, self.value + half, LEVEL, "prediction")

    @property
    def enough(self) -> bool:
        """Whether enough women died for a ratio."""
        return self.fewest >= FEWEST_WOMEN and self.level_women >= FEWEST_WOMEN_LEVEL


def national_lines(deaths: Deaths, variant: Variant, years: Sequence[int], bands: Sequence[str]) -> dict[str, Line]:
    """The line of each band through the national ratios of the variant's baseline years."""
    found = {}
    for band in bands:
        ratios = np.array(
            [deaths.all_causes[year, "m", band] / deaths.all_causes[year, "f", band] for year in variant.years]
        )
        fitted = extend(variant.years, ratios, list(variant.years)).values
        found[band] = Line(fitted, extend(variant.years, ratios, years))
    return found


def broken_years(deaths: RegionalDeaths, region: Region, variant: Variant) -> tuple[int, ...]:
    """Baseline years in which the table holds less than half, or more than twice, the region's usual deaths."""
    totals = {year: deaths.total(region, year) for year in variant.years}
    usual = float(np.median(list(totals.values())))
    return tuple(year for year, total in totals.items() if not usual / 2 <= total <= 2 * usual)


def _sums(
    deaths: RegionalDeaths, region: Region, kept: Sequence[tuple[int, int]], line: Line, band: str
) -> tuple[float, float, float]:
    """Men, women, and men the national ratio would give, over the baseline years that can be used."""
    women = np.array([deaths.count(region, year, "f", band) for _n, year in kept])
    men = sum(deaths.count(region, year, "m", band) for _n, year in kept)
    return men, float(women.sum()), float(line.fitted[[n for n, _year in kept]] @ women)


def _grouped(bands: Sequence[str], women: dict[str, float]) -> list[list[str]]:
    """Neighbouring bands together until each group has enough women for a level."""
    groups: list[list[str]] = []
    for band in bands:
        if groups and sum(women[one] for one in groups[-1]) < FEWEST_WOMEN_LEVEL:
            groups[-1].append(band)
        else:
            groups.append([band])
    if len(groups) > 1 and sum(women[one] for one in groups[-1]) < FEWEST_WOMEN_LEVEL:
        last = groups.pop()
        groups[-1] += last
    return groups


def region_excess(
    deaths: RegionalDeaths,
    region: Region,
    variant: Variant,
    lines: dict[str, Line],
    years: Sequence[int],
    bands: Sequence[str],
) -> RegionExcess:
    """The excess of one region summed over years and bands; ``lines`` reach over the same years."""
    broken = broken_years(deaths, region, variant)
    kept = [(n, year) for n, year in enumerate(variant.years) if year not in broken]
    sums = {band: _sums(deaths, region, kept, lines[band], band) for band in bands}
    value = expected = chance = line = 0.0
    groups = _grouped(bands, {band: women for band, (_men, women, _by) in sums.items()})
    for group in groups:
        men, women_before, by_nation = (sum(sums[band][part] for band in group) for part in range(3))
        level = men / by_nation if by_nation else 0.0
        group_expected = 0.0
        for band in group:
            women = np.array([deaths.count(region, year, "f", band) for year in years])
            ratio = level * lines[band].ahead.values
            ahead = ratio * women
            value += sum(deaths.count(region, year, "m", band) for year in years) - float(ahead.sum())
            chance += float((ahead + ratio**2 * women).sum())
            group_expected += float(ahead.sum())
            covariance = lines[band].ahead.covariance
            if covariance is not None:
                weights = level * women
                line += float(weights @ covariance @ weights)
        expected += group_expected
        if men and women_before:
            chance += group_expected**2 * (1 / men + 1 / women_before)
    by_year = [sum(deaths.count(region, year, "f", band) for band in bands) for year in years]
    level_women = min(sum(sums[band][1] for band in group) for group in groups)
    return RegionExcess(
        region=region,
        value=value,
        expected=expected,
        chance=chance,
        line=line,
        women=sum(by_year),
        fewest=min(by_year),
        level_women=level_women,
        degrees=max(variant.window - 2, 1),
    )


def carried(tau: Mapping[int, float], variant: Variant, years: Sequence[int]) -> float:
    """The widest τ as it must be in the years asked for: slopes that differ part in proportion to the distance."""
    centre = float(np.mean(list(variant.years)))
    distance = float(np.mean(list(years))) - centre
    return max(value * distance / (year - centre) for year, value in tau.items())


def departure(deaths: RegionalDeaths, national: Deaths, variant: Variant, bands: Sequence[str]) -> dict[int, float]:
    """τ by pandemic year: the spread of regions around their common departure, beyond Poisson (method of moments)."""
    found = {}
    for year in PANDEMIC:
        lines = national_lines(national, variant, [year], bands)
        placebo = [region_excess(deaths, one, variant, lines, [year], bands) for one in deaths.regions]
        usable = [one for one in placebo if one.enough]
        values = np.array([one.value for one in usable])
        expected = np.array([one.expected for one in usable])
        common = float(values.sum() / expected.sum())
        rest = values - common * expected
        beyond = float(rest @ rest) - sum(one.chance for one in usable)
        found[year] = math.sqrt(max(beyond, 0.0) / float(expected @ expected))
    return found
