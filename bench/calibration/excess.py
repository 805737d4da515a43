"""Do the intervals of the excess by sex ratio cover a known truth? A seeded simulation study.

The nation: seven age bands of the true size, ratios on a line with noise of several sizes, and, against the method, a
line that bends, walks or jumps; tables that go back as far as the country's, and short ones. The regions: 85 of the
true sizes with their own levels, slopes of their own, and a known excess. Run
``python bench/calibration/excess.py`` (about half an hour on one core); results stand beside it in ``excess.csv`` and
in the methodology page. All data here are synthetic; only the sizes are the country's.
"""

from __future__ import annotations

import csv
import math
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from absentia.estimate.deaths import Deaths, bundled_deaths
from absentia.estimate.excess import Excess, compute
from absentia.estimate.regions.pooling import Regions, compute_regions
from absentia.estimate.regions.table import RegionalDeaths, regional_deaths
from absentia.estimate.variants import WAR_AGES, Variant
from absentia.figures import Catalogue

RESULTS = Path(__file__).with_suffix(".csv")
SEED = 20_230_710
NATIONAL_REPLICATES = 500
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


@dataclass(frozen=True)
class World:
    """How a nation's ratio moves: noise of a year, a bend, steps of a common walk, and one jump."""

    wobble: float = 0.0
    bend: float = 0.0
    walk: float = 0.0
    jump: float = 0.0
    jumped: int = 0
    first: int = 2015
    """First year of the tables."""
    window: Literal[5, 10] = 5
    men: float = 1.0
    """Deaths of men a year as a part of the country's: of small tables chance is most of the error."""

    @property
    def name(self) -> str:
        """As the table has it."""
        parts = [f"{self.window} years", f"noise {self.wobble:.0%}", f"bend {self.bend:+.1%} a year²"]
        parts += [f"walk {self.walk:.0%} a year"] if self.walk else []
        parts += [f"jump {self.jump:+.0%} in {self.jumped}"] if self.jump else []
        parts += [f"a size of {self.men:.0%}"] if self.men < 1 else []
        return ", ".join([*parts, f"tables from {self.first}"])


def nation(rng: np.random.Generator, sizes: dict[str, tuple[float, float]], world: World) -> tuple[Deaths, float]:
    """A nation whose ratio moves along a line, with all that a world adds to it."""
    counts = {}
    years = range(world.first, 2023)
    walk = np.cumsum(rng.normal(0, world.walk, len(years)))
    for band, (size, ratio) in sizes.items():
        slope, women = rng.normal(0, 0.01), size * world.men
        for year, walked in zip(years, walk, strict=True):
            # a slope of decades would turn a ratio negative
            line = ratio * (1 + slope * max(year - 2017, -8) + world.bend * (year - 2017) ** 2)
            line *= math.exp(walked) * (1 + world.jump * (year >= world.jumped))
            females = rng.poisson(women)
            killed = EXCESS * world.men / len(sizes) if year == WAR else 0.0
            males = rng.poisson(line * (1 + world.wobble * rng.standard_normal()) * women) + killed
            counts[year, "f", band], counts[year, "m", band] = float(females), float(males)
    return Deaths(counts, {}, {}, bundled=False), float(EXCESS * world.men)


WORLDS = (
    *(World(wobble) for wobble in (0.0, 0.01, 0.02, 0.04)),
    World(0.02, first=2010, window=10),
    World(0.02, bend=0.001),
    World(0.02, bend=-0.001),
    World(men=0.02),
    *(
        World(wobble, walk=walk, first=first)
        for first in (2006, 1990)
        for wobble, walk in ((0.02, 0), (0.01, 0.02), (0, 0.04))
    ),
    World(walk=0.02),
    World(0.02, bend=0.001, first=2006),
    *(
        World(jump=jump, jumped=year, first=first)
        for first in (2015, 1990)
        for jump, year in ((0.06, 2018), (0.06, 2020), (-0.06, 2020))
    ),
)


def national(seed: int, catalogue: Catalogue) -> Iterator[tuple[str, str, list[Outcome], int]]:
    """Coverage of the interval and of two standard errors over the worlds, and how many were refused."""
    sizes = _sizes(catalogue)
    for number, world in enumerate(WORLDS):
        rng, outcomes, refused = np.random.default_rng((seed, number)), [], 0
        for _replicate in range(NATIONAL_REPLICATES):
            deaths, truth = nation(rng, sizes, world)
            found = compute(deaths, Variant(world.window, "linear", "kept"), [WAR], WAR_AGES)
            if not isinstance(found, Excess):
                refused += 1
                continue
            total = found.total([WAR])
            interval, error = total.interval, total.by_line or 0.0
            assert interval is not None
            outcomes.append(Outcome("nation", total.value, interval.low, interval.high, truth, error))
        yield "nation", world.name, outcomes, refused


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


def regional(seed: int, catalogue: Catalogue) -> Iterator[tuple[str, str, list[Outcome], int]]:
    """Coverage of the regions' own and pooled intervals, by size."""
    sizes, rng = regional_deaths(catalogue), np.random.default_rng((seed, 1))
    for slopes, spread in ((0.0, 0.5), (0.01, 0.5), (0.02, 0.5), (0.01, 0.0), (0.01, 1.0)):
        own: list[Outcome] = []
        pooled: list[Outcome] = []
        refused = 0
        for _replicate in range(REGIONAL_REPLICATES):
            table, whole, truth = regions(rng, sizes, slopes, spread)
            excess = compute(whole, KEPT, [WAR], WAR_AGES)
            if not isinstance(excess, Excess):
                refused += 1
                continue
            found = compute_regions(table, excess)
            own += _own(found, truth)
            pooled += _pooled(found, truth)
        setting = f"slopes ±{slopes:.0%} a year, rates ±{spread:.0%}"
        yield "region", setting, own, refused
        yield "region, pooled", setting, pooled, refused


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
    """Coverage (of two errors of the line alone, too), bias and root mean square error, relative to the mean truth."""
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
    rows: list[dict[str, object]] = []
    for part in (national, regional):
        for method, setting, outcomes, refused in part(SEED, catalogue):
            if not outcomes:
                rows.append({"method": method, "setting": setting, "group": method, "refused": refused})
            for group in sorted({one.group for one in outcomes}, key=lambda name: (len(name), name)):
                chosen = [one for one in outcomes if one.group == group]
                rows.append(
                    {"method": method, "setting": setting, "group": group, "refused": refused, **summary(chosen)}
                )
                print(rows[-1], flush=True)
    with RESULTS.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, max((list(row) for row in rows), key=len), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{time.perf_counter() - start:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
