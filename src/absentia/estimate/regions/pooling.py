"""Partial pooling: each region's rate drawn towards what all regions say, the more the less its own number is worth.

Normal–normal hierarchical model on the excess per man: yᵣ ~ N(θᵣ, sᵣ²), θᵣ ~ N(μ, A + cᵣ), with flat priors on μ and on
√A, integrated over √A on a grid (Gelman et al., Bayesian Data Analysis, 3rd ed., 2013, section 5.4; the prior: Gelman,
Bayesian Analysis 1(3), 2006, https://doi.org/10.1214/06-BA117A). cᵣ is the chance by which the number who died differs
from what the region's rate would give. A single best A, as in Morris's empirical Bayes (J. Am. Stat. Assoc. 78(381),
1983), is often zero here and its intervals then too narrow: the calibration study shows it.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from absentia.estimate.excess import LEVEL, Excess
from absentia.estimate.regions.model import (
    FEWEST_WOMEN,
    RegionExcess,
    broken_years,
    carried,
    departure,
    national_lines,
    region_excess,
)
from absentia.estimate.regions.table import Region, RegionalDeaths
from absentia.estimate.sex_ratio import Vector, half_width
from absentia.model.estimate import Interval
from absentia.model.texts import Said, Words, said

PER = 100_000
FEWEST = 5
"""Regions below which nothing is said of their spread."""
_POINTS = 400
_REACH = 3.0
"""The grid of √A ends at so many standard deviations of what was observed."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """Rates after pooling, in the order given."""

    mean: float
    values: Vector
    variances: Vector
    shrinkage: Vector
    """Share of each rate that comes from the common mean: 0 keeps it, 1 replaces it."""


def pool(rates: Sequence[float], variances: Sequence[float], exposures: Sequence[float] | None = None) -> Pooled | None:
    """Pool rates with known error variances; ``None`` with fewer than :data:`FEWEST`.

    With ``exposures`` the rates are counts over them, and what is estimated is the count that happened: around its rate
    it has a Poisson's variance.
    """
    y, s2 = np.asarray(rates, dtype=float), np.asarray(variances, dtype=float)
    if len(y) < FEWEST:
        return None
    top = _REACH * float(np.sqrt(np.var(y) + np.mean(s2)))
    spreads = (np.arange(_POINTS) + 0.5) * top / _POINTS
    common = max(float((y / s2).sum() / (1 / s2).sum()), 0.0)
    chance = np.zeros(len(y)) if exposures is None else common / np.asarray(exposures, dtype=float)
    total = s2 + chance + spreads[:, None] ** 2
    weights = 1 / total
    of_mean = 1 / weights.sum(axis=1)
    means = of_mean * (weights @ y)
    log_posterior = 0.5 * np.log(of_mean) - 0.5 * (np.log(total) + (y - means[:, None]) ** 2 / total).sum(axis=1)
    posterior = np.exp(log_posterior - log_posterior.max())
    posterior /= posterior.sum()
    towards = s2 / total
    values = towards * means[:, None] + (1 - towards) * y
    within = (1 - towards) * s2 + towards**2 * of_mean[:, None]
    value = posterior @ values
    return Pooled(
        mean=float(posterior @ means),
        values=value,
        variances=posterior @ (within + (values - value) ** 2),
        shrinkage=posterior @ towards,
    )


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One region: its own excess, what pooling makes of it, or the reason why there is neither."""

    found: RegionExcess
    pooled: float | None = None
    pooled_interval: Interval | None = None
    shrinkage: float | None = None
    refused: Said | None = None

    @property
    def per_man(self) -> float:
        """From deaths to deaths per 100,000 men."""
        return PER / self.found.region.men


@dataclass(frozen=True, slots=True)
class Regions:
    """Every region over the same years and bands, and what holds for them together."""

    rows: tuple[RegionRow, ...]
    excess: Excess
    """The nation's, of the same years, bands and variant."""
    tau: Mapping[int, float]
    broken: tuple[tuple[Region, tuple[int, ...]], ...]
    table_gap: float
    """Deaths of the national table that the regional one lacks, over the baseline and the years asked for."""
    inputs: Mapping[str, Words]


def compute_regions(deaths: RegionalDeaths, excess: Excess) -> Regions:
    """The excess of every region, over the years and bands of the nation's and by the same variant."""
    national, variant, years, bands = excess.deaths, excess.variant, excess.years, excess.band_names
    lines = national_lines(national, variant, years, bands)
    tau = departure(deaths, national, variant, bands)
    widest = carried(tau, variant, years)
    found = [
        dataclasses.replace(region_excess(deaths, one, variant, lines, years, bands), tau=widest)
        for one in deaths.regions
    ]
    broken = [(one, broken_years(deaths, one, variant)) for one in deaths.regions]
    gap = sum(
        national.all_causes[year, sex, band] - sum(deaths.counts[one.key, year, sex, band] for one in deaths.regions)
        for year in (*variant.years, *years)
        for sex in ("f", "m")
        for band in bands
    )
    return Regions(
        rows=tuple(_pooled(found)),
        excess=excess,
        tau=tau,
        broken=tuple(entry for entry in broken if entry[1]),
        table_gap=gap,
        inputs={**deaths.inputs, **national.inputs},
    )


def _pooled(found: Sequence[RegionExcess]) -> list[RegionRow]:
    usable = [one for one in found if one.enough]
    rates = [one.value / one.region.men for one in usable]
    men_of = [one.region.men for one in usable]
    pooled = pool(rates, [one.own / one.region.men**2 for one in usable], men_of)
    place = {one.region.key: n for n, one in enumerate(usable)}
    rows = []
    for one in found:
        if not one.enough:
            rows.append(RegionRow(one, refused=_too_few(one)))
        elif pooled is None:
            rows.append(RegionRow(one))
        else:
            n, men = place[one.region.key], one.region.men
            error = math.sqrt(float(pooled.variances[n]) * men**2 + one.line)
            degrees = min(error**4 / (one.line**2 / one.degrees), 1e6) if one.line else 1e6
            half = half_width(error, degrees)
            value = float(pooled.values[n]) * men
            interval = Interval(value - half, value + half, LEVEL, "credible")
            rows.append(RegionRow(one, value, interval, float(pooled.shrinkage[n])))
    return rows


def _too_few(one: RegionExcess) -> Said:
    return said(
            "too few women died for a ratio: {fewest} in a year asked for, {level} in the baseline of an age group; "
            "needed are {needed} of each"
        ,
        fewest=int(one.fewest), level=int(one.level_women), needed=FEWEST_WOMEN,
    )  # fmt: skip
