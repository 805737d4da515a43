"""Excess male deaths by sex ratio.

Kobak, Bessudnov, Ershov, Mikhailova and Raksha, War Fatalities in Russia in 2022-2023 Estimated Via Excess Male
Mortality, Demography 62(2), 2025, https://doi.org/10.1215/00703370-11862998. For each five-year band the ratio
r(t) = male / female registered deaths of the years before 2020 is carried on by a line; the excess is
M(t) − r̂(t)·F(t), with the error of a prediction times F(t). Bands are independent and add in quadrature; years of one
band share its line, so their errors are correlated. No error is below what chance (Poisson) gives the counts, however
straight the line. How far the same line misses in placebo years before the war calibrates the sum
(:mod:`absentia.estimate.sex_ratio`). ± is one standard error; intervals use Student's t.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np

from absentia.estimate.deaths import FIRST_WAR_YEAR, Deaths, Sex, bad_data, bad_years, usable
from absentia.estimate.sex_ratio import (
    ENOUGH,
    Above,
    Calibration,
    Vector,
    above,
    calibrated,
    half_width,
    jump_after,
    jump_within,
)
from absentia.estimate.variants import Variant
from absentia.model.estimate import Interval
from absentia.model.texts import Said, said

LAST_PLACEBO = FIRST_WAR_YEAR - 1
PANDEMIC = (2020, 2021)
"""The years between the baseline and the war."""
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Result:
    """An excess summed over bands and years; no error where the baseline is a single year."""

    value: float
    standard_error: float | None
    """Calibrated by placebo years, and never below chance."""
    degrees_of_freedom: int | None
    by_line: float | None = None
    """The error that the scatter around the lines alone gives, as the authors printed it."""
    independent_years: float | None = None
    """What that would be if years were wrongly taken as independent."""
    calibration: Calibration | None = None

    @property
    def interval(self) -> Interval | None:
        """The interval at 95 % by Student's t; ``None`` without an error."""
        if self.standard_error is None or self.degrees_of_freedom is None:
            return None
        half = half_width(self.standard_error, self.degrees_of_freedom)
        return Interval(self.value - half, self.value + half, LEVEL, "prediction")


@dataclass(frozen=True, slots=True)
class BandExcess:
    """One band: its excess by year with its errors, and all registered deaths of men, HIV included, by year."""

    band: str
    above: Above
    male_deaths: Vector


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

    @cached_property
    def placebos(self) -> Mapping[int, tuple[BandExcess, ...]]:
        """The same lines so many years earlier, carried as far, as long as the tables go back."""
        found: dict[int, tuple[BandExcess, ...]] = {}
        for back in range(min(self.years) - LAST_PLACEBO, LAST_PLACEBO):
            wanted = [year - back for year in (*self.variant.years, *self.years)]
            if not usable(self.deaths, self.variant, wanted, self.band_names):
                break
            found[back] = tuple(_band(self.deaths, self.variant, self.years, band, back) for band in self.band_names)
        return found

    @cached_property
    def pandemic(self) -> tuple[BandExcess, ...]:
        """The line itself carried to the years between the baseline and the war; nothing where these are not known."""
        if not usable(self.deaths, self.variant, [*self.variant.years, *PANDEMIC], self.band_names):
            return ()
        return tuple(_band(self.deaths, self.variant, PANDEMIC, band) for band in self.band_names)

    def total(self, years: Sequence[int] | None = None, bands: Sequence[str] | None = None) -> Result:
        """The sum over some years and bands (by default all), with its error."""
        return self.weighted([float(year in (years or self.years)) for year in self.years], bands)

    def value(self, years: Sequence[int], bands: Sequence[str]) -> float:
        """The same sum where nobody asks for its error, which takes far longer."""
        return _summed(self._kept(self.bands, bands), np.array([float(year in years) for year in self.years]))

    def weighted(self, weights: Sequence[float], bands: Sequence[str] | None = None) -> Result:
        """The sum over the years, each with its weight, and over some bands (by default all), with its error."""
        over, kept = np.array(weights), self._kept(self.bands, bands)
        value = _summed(kept, over)
        if any(band.above.covariance is None for band in kept):
            return Result(value, None, None)
        lines = [band.above.by_line for band in kept if band.above.by_line is not None]
        after, degrees = self.after(bands), self.variant.window - 2
        stepped = after if jump_after(after, degrees) else []
        found = calibrated(_error(kept, over), degrees, self._misses(over, bands), stepped)
        return Result(
            value, found.standard_error, found.degrees_of_freedom,
            by_line=math.sqrt(sum(float(over @ block @ over) for block in lines)),
            independent_years=math.sqrt(sum(float(np.diag(block) @ over**2) for block in lines)),
            calibration=found,
        )  # fmt: skip

    def _misses(self, over: Vector, bands: Sequence[str] | None) -> list[float]:
        """By how many of their standard errors placebo years were missed that lie as far from their baselines.

        Where too few are known the years between baseline and war stand in, nearer as they are.
        """
        last = max((year for year, weight in zip(self.years, over, strict=True) if weight), default=min(self.years))
        misses = [
            _missed(self._kept(found, bands), over)
            for back, found in self.placebos.items()
            if last - back <= LAST_PLACEBO
        ]
        return misses if len(misses) >= ENOUGH else [*misses, *self.after(bands)]

    def after(self, bands: Sequence[str] | None = None) -> list[float]:
        """By how many standard errors each year between the baseline and the war lies off the line."""
        kept = self._kept(self.pandemic, bands)
        return (
            [_missed(kept, year) for year in np.eye(len(PANDEMIC))]
            if kept and kept[0].above.covariance is not None
            else []
        )

    @staticmethod
    def _kept(bands: Sequence[BandExcess], names: Sequence[str] | None) -> list[BandExcess]:
        return [band for band in bands if names is None or band.band in names]

    def male_deaths(self, years: Sequence[int], bands: Sequence[str]) -> float:
        """All registered deaths of men in some years and bands."""
        chosen = [self.years.index(year) for year in years]
        return float(sum(band.male_deaths[chosen].sum() for band in self.bands if band.band in bands))


def _error(bands: Sequence[BandExcess], over: Vector) -> float:
    return math.sqrt(
        sum(float(over @ band.above.covariance @ over) for band in bands if band.above.covariance is not None)
    )


def _summed(bands: Sequence[BandExcess], over: Vector) -> float:
    return float(sum(band.above.values @ over for band in bands))


def _missed(bands: Sequence[BandExcess], over: Vector) -> float:
    return _summed(bands, over) / _error(bands, over)


def _band(deaths: Deaths, variant: Variant, years: Sequence[int], band: str, back: int = 0) -> BandExcess:
    """One band, all of it so many years earlier."""
    without = variant.hiv == "removed"

    def counts(sex: Sex, of: Sequence[int], *, without_hiv: bool = without) -> Vector:
        return np.array([deaths.count(year - back, sex, band, without_hiv=without_hiv) for year in of], dtype=float)

    found = above(
        variant.years,
        counts("m", variant.years),
        counts("f", variant.years),
        years,
        (counts("m", years), counts("f", years)),
        exponential=variant.trend == "exponential",
    )
    return BandExcess(band, found, counts("m", years, without_hiv=False))


def compute(
    deaths: Deaths, variant: Variant, years: Sequence[int], bands: Sequence[str], *, placebo: bool = False
) -> Excess | tuple[Said, ...]:
    """The excess of one variant, or the reasons why there is none. ``placebo`` allows years before the war.

    Each answer shows the other variants beside its own, so that an article asks most of them many times.
    """
    return _computed(deaths, variant, tuple(years), tuple(bands), placebo)


@lru_cache(maxsize=512)
def _computed(
    deaths: Deaths, variant: Variant, years: tuple[int, ...], bands: tuple[str, ...], placebo: bool
) -> Excess | tuple[Said, ...]:
    reasons = () if placebo else tuple(bad_years(deaths, years))
    reasons = reasons or tuple(bad_data(deaths, variant, years, bands))
    if reasons:
        return reasons
    found = Excess(variant, years, tuple(_band(deaths, variant, years, band) for band in bands), deaths)
    against = None if placebo else _unknown_level(found)
    return found if against is None else (against,)


def _unknown_level(excess: Excess) -> Said | None:
    """A jump that makes deaths of men where there are none, or one that no placebo years can hold.

    A step down after the baseline makes the number too low, and the placebo years know of such steps.
    """
    after = jumped_after(excess)
    if after is not None and min(excess.after()) > 0:
        return after
    return (after or jumped_within(excess)) if len(excess.placebos) < ENOUGH else None


def jumped_within(excess: Excess) -> Said | None:
    """That the ratio left its line by a step within the baseline, in a sentence; nothing where it did not."""
    bands = excess.bands
    year = jump_within(excess.variant.years, [band.above.line for band in bands], [band.above.chance for band in bands])
    if year is None:
        return None
    return said("the ratio of men's to women's deaths jumped in {year}, within the baseline", year=str(year))


def jumped_after(excess: Excess) -> Said | None:
    """That it left the line between the baseline and the war, in a sentence; nothing where it did not."""
    after = excess.after()
    if not jump_after(after, excess.variant.window - 2):
        return None
    return said(
        "the ratio of men's to women's deaths jumped before the war: in 2020 and 2021 it lay {first:.1f} and "
        "{second:.1f} standard errors off the line",
        first=after[0],
        second=after[1],
    )
