"""Do the intervals of the excess by sex ratio cover a known truth? A seeded simulation study.

The nation: seven age bands of the true size, ratios on a line with noise of several sizes, and, against the method, a
line that bends. The regions: 85 of the true sizes with their own levels, slopes of their own, and a known excess. Run
``python bench/calibration/excess.py`` (about two minutes on one core); results stand beside it in ``excess.csv`` and in
the methodology page. All data here are synthetic; only the sizes are the country's.
"""

from __future__ import annotations

import csv
import math
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from absentia.estimate.ages import WAR_AGES
from absentia.estimate.deaths import Deaths, bundled_deaths
from absentia.estimate.excess import Excess, compute
from absentia.estimate.regions.method import Regions, compute_regions
from absentia.estimate.regions.table import RegionalDeaths, regional_deaths
from absentia.estimate.variants import Variant
from absentia.figures import Catalogue

RESULTS = Path(__file__).with_suffix(".csv")
SEED = 20_230_710
NATIONAL_REPLICATES = 2_000
REGIONAL_REPLICATES = 60
KEPT = Variant(5, "linear", "kept")
YEARS = range(2015, 2023)
WAR = 2022
EXCESS = 20_000
SIZES = ((0, 20), (20, 60), (60, 150), (150, 400), (400, 10**6))
"""Classes of regions by the women who died in the year asked for."""


@dataclass(frozen=True)
class Outcome:
    """One answer against its truth."""

    group: str
    value: float
    low: float
    high: float
    truth: float
    error: float


def _sizes(catalogue: Catalogue) -> dict[str, tuple[float, float]]:
    """Women who die in a year, and the ratio of men to them, by band."""
    deaths = bundled_deaths(catalogue).all_causes
    return {band: (deaths[2019, "f", band], deaths[2019, "m", band] / deaths[2019, "f", band]) for band in WAR_AGES}


def nation(
    rng: np.random.Generator, sizes: dict[str, tuple[float, float]], wobble: float, bend: float, years: int
) -> tuple[Deaths, float]:
    """A nation whose ratio moves along a line with relative noise, and bends by a share per year squared."""
    counts = {}
    for band, (women, ratio) in sizes.items():
        slope = rng.normal(0, 0.01)
        for year in range(2020 - years, 2023):
            line = ratio * (1 + slope * (year - 2017) + bend * (year - 2017) ** 2)
            females = rng.poisson(women)
            killed = EXCESS / len(sizes) if year == WAR else 0.0
            males = rng.poisson(line * (1 + wobble * rng.standard_normal()) * women) + killed
            counts[year, "f", band], counts[year, "m", band] = float(females), float(males)
    return Deaths(counts, {}, {}, bundled=False), float(EXCESS)


def national(rng: np.random.Generator, catalogue: Catalogue) -> Iterator[tuple[str, str, list[Outcome]]]:
    """Coverage of Student's interval and of two standard errors over the grid."""
    sizes = _sizes(catalogue)
    straight = [(5, wobble, 0.0) for wobble in (0.0, 0.01, 0.02, 0.04)]
    grid = [*straight, (10, 0.02, 0.0), (5, 0.02, 0.001), (5, 0.02, -0.001)]
    for window, wobble, bend in grid:
        variant = Variant(10 if window == 10 else 5, "linear", "kept")
        outcomes = []
        for _replicate in range(NATIONAL_REPLICATES):
            deaths, truth = nation(rng, sizes, wobble, bend, window)
            found = compute(deaths, variant, [WAR], WAR_AGES)
            assert isinstance(found, Excess)
            total = found.total([WAR])
            interval, error = total.interval, total.standard_error or 0.0
            assert interval is not None
            outcomes.append(Outcome("nation", total.value, interval.low, interval.high, truth, error))
        yield "nation", f"{window} years, noise {wobble:.0%}, bend {bend:+.1%} a year²", outcomes


def regions(
    rng: np.random.Generator, sizes: RegionalDeaths, slopes: float, spread: float
) -> tuple[RegionalDeaths, Deaths, dict[str, float]]:
    """Regions of the true sizes with levels and slopes of their own, and a rate of excess that varies between them."""
    counts: dict[tuple[str, int, str, str], float] = {}
    truth = {}
    men_all = sum(one.men for one in sizes.regions)
    for one in sizes.regions:
        rate = max(0.0, EXCESS / men_all * (1 + spread * rng.standard_normal()))
        killed = rng.multinomial(rng.poisson(rate * one.men), np.full(len(WAR_AGES), 1 / len(WAR_AGES)))
        truth[one.key] = float(killed.sum())
        slope = slopes * rng.standard_normal()
        for n, band in enumerate(WAR_AGES):
            women = np.mean([sizes.count(one, year, "f", band) for year in (2017, 2018, 2019)])
            men = np.mean([sizes.count(one, year, "m", band) for year in (2017, 2018, 2019)])
            for year in YEARS:
                counts[one.key, year, "f", band] = float(rng.poisson(women))
                expected = men * (1 + slope * (year - 2017))
                counts[one.key, year, "m", band] = float(rng.poisson(expected) + (killed[n] if year == WAR else 0))
    whole: dict[tuple[int, str, str], float] = {}
    for (_key, year, sex, band), value in counts.items():
        whole[year, sex, band] = whole.get((year, sex, band), 0.0) + value
    return RegionalDeaths(counts, sizes.regions, {}), Deaths(whole, {}, {}, bundled=False), truth


def regional(rng: np.random.Generator, catalogue: Catalogue) -> Iterator[tuple[str, str, list[Outcome]]]:
    """Coverage of the regions' own and pooled intervals, by size."""
    sizes = regional_deaths(catalogue)
    for slopes, spread in ((0.0, 0.5), (0.01, 0.5), (0.02, 0.5), (0.01, 0.0), (0.01, 1.0)):
        own: list[Outcome] = []
        pooled: list[Outcome] = []
        for _replicate in range(REGIONAL_REPLICATES):
            table, whole, truth = regions(rng, sizes, slopes, spread)
            excess = compute(whole, KEPT, [WAR], WAR_AGES)
            assert isinstance(excess, Excess)
            found = compute_regions(table, whole, KEPT, (WAR,), WAR_AGES, excess, "15-49")
            own += _own(found, truth)
            pooled += _pooled(found, truth)
        setting = f"slopes ±{slopes:.0%} a year, rates ±{spread:.0%}"
        yield "region", setting, own
        yield "region, pooled", setting, pooled


def _group(women: float) -> str:
    low, high = next(pair for pair in SIZES if pair[0] <= women < pair[1])
    return f"{low}-{high - 1} women" if high < 10**6 else f"{low}+ women"


def _own(found: Regions, truth: dict[str, float]) -> list[Outcome]:
    """Also of regions too small to be shown: what their interval would have been worth."""
    return [
        Outcome(
            _group(row.found.women), row.found.value, row.found.interval.low, row.found.interval.high,
            truth[row.found.region.key], row.found.standard_error,
        )
        for row in found.rows
    ]  # fmt: skip


def _pooled(found: Regions, truth: dict[str, float]) -> list[Outcome]:
    return [
        Outcome(
            _group(row.found.women), row.pooled, row.pooled_interval.low, row.pooled_interval.high,
            truth[row.found.region.key], (row.pooled_interval.high - row.pooled_interval.low) / 3.92,
        )
        for row in found.rows
        if row.pooled is not None and row.pooled_interval is not None
    ]  # fmt: skip


def summary(outcomes: list[Outcome]) -> dict[str, object]:
    """Coverage, bias and root mean square error, all relative to the mean truth."""
    truth = np.array([one.truth for one in outcomes])
    values = np.array([one.value for one in outcomes])
    errors = np.array([one.error for one in outcomes])
    covered = np.array([one.low <= one.truth <= one.high for one in outcomes])
    return {
        "answers": len(outcomes),
        "coverage": round(float(covered.mean()), 3),
        "coverage_2_se": round(float((np.abs(values - truth) <= 2 * errors).mean()), 3),
        "bias": round(float((values - truth).mean() / truth.mean()), 3),
        "rmse": round(math.sqrt(float(((values - truth) ** 2).mean())) / float(truth.mean()), 3),
    }


def main() -> None:
    """Run the grid and write the table."""
    start, catalogue = time.perf_counter(), Catalogue()
    rng = np.random.default_rng(SEED)
    rows = []
    for part in (national, regional):
        for method, setting, outcomes in part(rng, catalogue):
            for group in sorted({one.group for one in outcomes}, key=lambda name: (len(name), name)):
                chosen = [one for one in outcomes if one.group == group]
                rows.append({"method": method, "setting": setting, "group": group, **summary(chosen)})
                print(rows[-1], flush=True)
    with RESULTS.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{time.perf_counter() - start:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
