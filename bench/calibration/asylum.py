"""Do the intervals of excess men hold the truth? Placebo years of the published table, and seeded invented worlds.

In the worlds whole persons are drawn, every cell is rounded to 5 by itself, and the men added in the year asked for
are known. Run ``python bench/calibration/asylum.py`` (two minutes on one core); the results stand beside it in
``asylum.csv`` and in the methodology page. All but the placebo years is synthetic.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tests.estimate.asylum.test_outcomes import of, shown_by_unhcr
from tests.estimate.asylum.worlds import shown

from absentia.estimate.asylum.excess import YearOfMen, excess_men
from absentia.estimate.asylum.series import Key, by_key, cannot, reporting, series_of
from absentia.estimate.sex_ratio import half_width
from absentia.figures import Catalogue
from absentia.figures.asylum.bundled import first_time_applicants
from absentia.figures.asylum.cells import EU27

RESULTS = Path(__file__).with_suffix(".csv")
SEED = 20_261_201
WORLDS = 500
BASE, YEAR = tuple(range(2013, 2022)), 2023
ALL = (*BASE, YEAR)
PLACES = ("AUT", "BEL", "CHE", "DEU", "ESP", "FIN", "FRA", "NLD", "POL", "SWE")


@dataclass(frozen=True)
class World:
    """How men and women come about; all draws are of whole persons."""

    women: int = 6_000
    """Women a year, in all places together."""
    places: int = 1
    level: float = 1.02
    slope: float = 0.02
    scatter: float = 0.0
    """Of the ratio of a year, beyond chance."""
    walk: float = 0.0
    """Of the ratio from year to year: it wanders."""
    bend: float = 0.0
    family: int = 1
    """Persons who come together: chance is that of families."""
    step: float = 0.0
    """Of the ratio from 2018 on."""
    added: float = 0.25
    """Men added in the year asked for, per woman."""
    rules: float = 0.0
    """Of the ratio in the year asked for alone: another rule of who counts."""
    wives: float = 0.0
    """Of the men added so many come with a wife."""


WORLDS_OF = {
    "chance alone, one total": World(),
    "families of three": World(family=3),
    "the ratio scatters by 0.03": World(scatter=0.03),
    "the ratio scatters by 0.08": World(scatter=0.08),
    "ten countries, each rounded": World(places=10, scatter=0.03),
    "a small country: 60 women a year": World(women=60, scatter=0.03),
    "a small country, nobody added": World(women=60, scatter=0.03, added=0.0),
    "nobody added": World(scatter=0.03, added=0.0),
    "the ratio wanders by 0.02 a year": World(walk=0.02),
    "the ratio wanders by 0.05 a year": World(walk=0.05),
    "a bend as in the table": World(scatter=0.02, bend=0.004, slope=-0.01),
    "a step of 0.3 within the baseline": World(scatter=0.02, step=0.3),
    "the rules change in the year asked for": World(scatter=0.03, rules=0.15),
    "half of the men added come with a wife": World(scatter=0.03, wives=0.5),
}


def draw(world: World, generator: np.random.Generator) -> tuple[dict[Key, int], int]:
    """Persons by cell, and how many men were added."""
    persons: dict[Key, int] = {}
    wandered, added = 0.0, 0
    for year in range(BASE[0], YEAR + 1):
        since = year - BASE[0]
        wandered += generator.normal(0, world.walk) if world.walk else 0.0
        ratio = world.level + world.slope * since + world.bend * since**2 + wandered
        ratio += generator.normal(0, world.scatter) if world.scatter else 0.0
        ratio += world.step if year >= 2018 else 0.0
        ratio += world.rules if year == YEAR else 0.0
        for place in PLACES[: world.places]:
            many = world.women / world.places
            women = world.family * int(generator.poisson(many / world.family))
            men = world.family * int(generator.poisson(max(ratio, 0.05) * many / world.family))
            more = int(generator.poisson(world.added * many)) if year == YEAR else 0
            added += more
            persons[place, year, "men"] = men + more
            persons[place, year, "women"] = women + round(world.wives * more)
    return persons, added


def one(world: World, generator: np.random.Generator) -> tuple[YearOfMen, int] | None:
    """The estimate of a world and its truth; nothing where it is refused."""
    persons, truth = draw(world, generator)
    cells, places = shown(persons), PLACES[: world.places]
    if any(cannot(cells, place, ALL) for place in places):
        return None
    found = excess_men(series_of(cells, places, ALL), BASE, (YEAR,))
    return None if found.jump is not None else (found.years[0], truth)


def rows() -> Iterator[dict[str, Any]]:
    """A row for each kind of world."""
    for name, world in WORLDS_OF.items():
        generator = np.random.default_rng([SEED, *name.encode()])
        drawn = [one(world, generator) for _ in range(WORLDS)]
        kept = [result for result in drawn if result is not None]
        inside = [found.interval.low <= truth <= found.interval.high for found, truth in kept]
        plain = [abs(found.value - truth) <= half_width(found.by_line, len(BASE) - 2) for found, truth in kept]
        yield {
            "world": name,
            "worlds": WORLDS,
            "refused": WORLDS - len(kept),
            "covers": f"{np.mean(inside):.3f}" if kept else "",
            "line alone covers": f"{np.mean(plain):.3f}" if kept else "",
            "truth": round(float(np.mean([truth for _found, truth in kept]))) if kept else "",
            "bias": round(float(np.mean([found.value - truth for found, truth in kept]))) if kept else "",
            "width": round(float(np.mean([found.interval.high - found.interval.low for found, _truth in kept])))
            if kept
            else "",
        }


def placebos() -> Iterator[dict[str, Any]]:
    """Baseline years of the published table: nobody was added, so that the interval should hold zero."""
    cells = by_key(first_time_applicants(Catalogue()))
    own = [place for place in reporting(cells, ALL) if cannot(cells, place, ALL) is None]
    for name, places in (("EU27", [EU27]), ("together", own), *((place, [place]) for place in own)):
        series = series_of(cells, places, BASE)
        others = [excess_men(series, [y for y in BASE if y != year], [year]).years[0] for year in BASE]
        later = [
            excess_men(series, [y for y in BASE if y <= year - far], [year]).years[0]
            for far in (1, 2, 3)
            for year in BASE
            if year - far - BASE[0] >= 4
        ]
        yield {
            "world": f"placebo years of {name}: by the others, carried ahead",
            "worlds": len(others) + len(later),
            "covers": f"{sum(_holds_zero(y) for y in others)}/{len(others)}, "
            f"{sum(_holds_zero(y) for y in later)}/{len(later)}",
            "width": round(float(np.mean([y.interval.high - y.interval.low for y in others]))),
        }


def _holds_zero(year: YearOfMen) -> bool:
    return year.interval.low <= 0 <= year.interval.high


@dataclass(frozen=True)
class Deciding:
    """How an instance decides: so many cases, each with the same chance of protection."""

    cases: int
    chance: float
    family: int = 1
    """Persons decided on together."""


DECIDING = {
    "share: 1,000 decisions, 30 %": Deciding(1_000, 0.3),
    "share: 60 decisions, 30 %": Deciding(60, 0.3),
    "share: 15 decisions, 50 %": Deciding(15, 0.5),
    "share: 300 decisions, 2 %": Deciding(300, 0.02),
    "share: 300 decisions in families of three, 30 %": Deciding(300, 0.3, 3),
}


def shares() -> Iterator[dict[str, Any]]:
    """Does the interval of rounding hold the share of the decisions, and that with chance the chance itself?"""
    for name, world in DECIDING.items():
        generator = np.random.default_rng([SEED, *name.encode()])
        held, covered, refused = [], [], 0
        for _ in range(WORLDS):
            yes = world.family * int(generator.binomial(world.cases // world.family, world.chance))
            refugee, no = int(generator.binomial(yes, 0.7)), world.cases - yes
            found = of(refugee=shown_by_unhcr(refugee), complementary=shown_by_unhcr(yes - refugee),
                       rejected=shown_by_unhcr(no), closed=50)  # fmt: skip
            if found.why_not("any") is not None:
                refused += 1
                continue
            ends, chance = found.ends("any"), found.ends_with_chance("any")
            held.append(ends.low <= yes / (yes + no) <= ends.high)
            covered.append(chance.low <= world.chance <= chance.high)
        covers = f"by rounding {np.mean(held):.3f}, with chance {np.mean(covered):.3f}"
        yield {"world": name, "worlds": WORLDS, "refused": refused, "covers": covers, "truth": world.chance}


def main() -> None:
    """Write the table."""
    found = [*rows(), *placebos(), *shares()]
    with RESULTS.open("w", encoding="utf-8", newline="") as handle:
        table = csv.DictWriter(handle, list(found[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(found)


if __name__ == "__main__":
    main()
