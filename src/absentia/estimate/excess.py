"""Excess male deaths by sex ratio.

Kobak, Bessudnov, Ershov, Mikhailova and Raksha, War Fatalities in Russia in 2022-2023 Estimated Via Excess Male
Mortality, Demography 62(2), 2025, https://doi.org/10.1215/00703370-11862998. For each five-year band the ratio
r(t) = male / female registered deaths of the years before 2020 is carried on by a line; the excess is
M(t) − r̂(t)·F(t), with the error of a prediction times F(t). Bands are independent and add in quadrature; years of one
band share its line, so their errors are correlated. ± is one standard error; intervals use Student's t with n − 2
degrees of freedom, which for a sum of bands is on the safe side of Satterthwaite's.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy import stats

from absentia.estimate.deaths import Deaths, Sex
from absentia.estimate.trend import Vector, curvature_p_value, extend
from absentia.estimate.variants import LAST_BASELINE_YEAR, Variant
from absentia.model.estimate import Interval
from absentia.model.texts import N_, Said, said

FIRST_WAR_YEAR = 2022
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Result:
    """An excess summed over bands and years; no error where the baseline is a single year."""

    value: float
    standard_error: float | None
    degrees_of_freedom: int | None
    satterthwaite: float | None
    """Effective degrees of freedom of the summed variance; larger than ``degrees_of_freedom``, shown for comparison."""
    independent_years: float | None
    """What the standard error would be if years were wrongly taken as independent."""

    @property
    def interval(self) -> Interval | None:
        """The interval at 95 % by Student's t; ``None`` without an error."""
        if self.standard_error is None or self.degrees_of_freedom is None:
            return None
        half = float(stats.t.ppf(0.5 + LEVEL / 2, self.degrees_of_freedom)) * self.standard_error
        return Interval(self.value - half, self.value + half, LEVEL, "prediction")


@dataclass(frozen=True, slots=True)
class BandExcess:
    """One band: excess by year, the covariance of its errors, and what it was computed from."""

    band: str
    values: Vector
    covariance: Vector | None
    male_deaths: Vector
    """All registered deaths of men, HIV included, by year."""
    curvature: float | None


@dataclass(frozen=True)
class Excess:
    """The excess of all bands and years of one variant."""

    variant: Variant
    years: tuple[int, ...]
    bands: tuple[BandExcess, ...]
    deaths: Deaths = field(repr=False)

    @cached_property
    def band_names(self) -> tuple[str, ...]:
        """The bands, youngest first."""
        return tuple(band.band for band in self.bands)

    def total(self, years: Sequence[int] | None = None, bands: Sequence[str] | None = None) -> Result:
        """The sum over some years and bands (by default all), with its error."""
        chosen = [self.years.index(year) for year in (years or self.years)]
        kept = [band for band in self.bands if bands is None or band.band in bands]
        value = float(sum(band.values[chosen].sum() for band in kept))
        blocks = [band.covariance[np.ix_(chosen, chosen)] for band in kept if band.covariance is not None]
        if len(blocks) != len(kept):
            return Result(value, None, None, None, None)
        variances = np.array([block.sum() for block in blocks])
        degrees = self.variant.window - 2
        total = float(variances.sum())
        effective = total**2 / float((variances**2 / degrees).sum()) if total > 0 else float(degrees)
        separate = math.sqrt(sum(float(np.trace(block)) for block in blocks))
        return Result(value, math.sqrt(total), degrees, effective, separate)

    def male_deaths(self, years: Sequence[int], bands: Sequence[str]) -> float:
        """All registered deaths of men in some years and bands."""
        chosen = [self.years.index(year) for year in years]
        return float(sum(band.male_deaths[chosen].sum() for band in self.bands if band.band in bands))


def _bad_years(deaths: Deaths, years: Sequence[int]) -> Iterator[Said]:
    for year in years:
        if year <= LAST_BASELINE_YEAR:
            yield said("{year} belongs to the years the trend is drawn through", year=str(year))
        elif year < FIRST_WAR_YEAR:
            yield said(
                "{year} was a pandemic year before the invasion: the difference would show COVID-19, not the war",
                year=str(year),
            )
        elif year > deaths.last_year:
            yield said(
                N_("the table of deaths ends at {last}; {year} is not in it (for 2024 Rosstat refused the data)")
                if deaths.bundled
                else N_("the table of deaths ends at {last}; {year} is not in it"),
                last=str(deaths.last_year),
                year=str(year),
            )


def _bad_data(deaths: Deaths, variant: Variant, years: Sequence[int], bands: Sequence[str]) -> Iterator[Said]:
    without = variant.hiv == "removed"
    sexes: tuple[Sex, ...] = ("m", "f")
    wanted = [(year, sex, band) for band in bands for year in (*variant.years, *years) for sex in sexes]
    absent = [key for key in wanted if deaths.count(*key, without_hiv=without) is None]
    if absent:
        places = ", ".join(f"{year} {sex} {band}" for year, sex, band in absent[:3]) + (" …" if absent[3:] else "")
        yield said(
            N_("deaths from all causes or from HIV are missing for {places}")
            if without
            else N_("deaths are missing for {places}"),
            places=places,
        )
        return
    flat = sorted({band for band in bands for year in variant.years if _ratio(deaths, variant, year, band) is None})
    if flat:
        yield said("no woman died in a baseline year at ages {bands}: there is no ratio", bands=", ".join(flat))
    elif menless := [band for band in bands if not any(_ratio(deaths, variant, year, band) for year in variant.years)]:
        yield said("no man died in the baseline years at ages {bands}", bands=", ".join(menless))
    elif variant.trend == "exponential":
        low = sorted(
            {band for band in bands for year in variant.years if (_ratio(deaths, variant, year, band) or 0) <= 1}
        )
        if low:
            yield said(
                "at ages {bands} men do not die more often than women: log(ratio − 1) does not exist",
                bands=", ".join(low),
            )


def _ratio(deaths: Deaths, variant: Variant, year: int, band: str) -> float | None:
    without = variant.hiv == "removed"
    men = deaths.count(year, "m", band, without_hiv=without)
    women = deaths.count(year, "f", band, without_hiv=without)
    return men / women if men is not None and women else None


def _band(deaths: Deaths, variant: Variant, years: Sequence[int], band: str) -> BandExcess:
    without = variant.hiv == "removed"

    def counts(sex: Sex, of: Sequence[int], *, without_hiv: bool = without) -> Vector:
        return np.array([deaths.count(year, sex, band, without_hiv=without_hiv) for year in of], dtype=float)

    ratios = counts("m", variant.years) / counts("f", variant.years)
    exponential = variant.trend == "exponential"
    line = np.log(ratios - 1) if exponential else ratios
    prediction = extend(variant.years, line, years)
    women = counts("f", years)
    expected = 1 + np.exp(prediction.values) if exponential else prediction.values
    # the error of log(r − 1) becomes one of r by the delta method: dr = (r − 1) d log(r − 1)
    slope = women * (expected - 1) if exponential else women
    covariance = None if prediction.covariance is None else prediction.covariance * np.outer(slope, slope)
    return BandExcess(
        band=band,
        values=counts("m", years) - expected * women,
        covariance=covariance,
        male_deaths=counts("m", years, without_hiv=False),
        curvature=curvature_p_value(variant.years, line),
    )


def compute(
    deaths: Deaths, variant: Variant, years: Sequence[int], bands: Sequence[str], *, placebo: bool = False
) -> Excess | tuple[Said, ...]:
    """The excess of one variant, or the reasons why there is none. ``placebo`` allows years before the war."""
    reasons = () if placebo else tuple(_bad_years(deaths, years))
    reasons = reasons or tuple(_bad_data(deaths, variant, years, bands))
    if reasons:
        return reasons
    return Excess(variant, tuple(years), tuple(_band(deaths, variant, years, band) for band in bands), deaths)
