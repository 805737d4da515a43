"""Is the stated probability of being the first cause of death as often true as it says? A seeded simulation study.

Men of 20 to 29 in a nation of the country's size: the ratio of men's to women's deaths moves along a line with noise
(and, against the method, bends), the war kills a known number, and five other causes have known rates around it, their
deaths Poisson. The method sees the tables of deaths and of causes; the truth is whether the war killed more than the
rate of every other cause. Run ``python bench/calibration/leading.py`` (about a minute on one core); results stand
beside it in ``leading.csv`` and in the methodology page. All data here are synthetic; only the sizes are the country's.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from absentia.estimate.deaths import Deaths, bundled_deaths
from absentia.estimate.excess import Excess, compute
from absentia.estimate.leading import rank, share_of
from absentia.estimate.variants import KEPT
from absentia.figures import Catalogue

RESULTS = Path(__file__).with_suffix(".csv")
SEED, WORLDS, DRAWS = 20_231_005, 3_000, 4_000
BANDS, WAR = ("20-24", "25-29"), 2022
# noise of the ratio, bend a year²
GRID = ((0.0, 0.0), (0.02, 0.0), (0.04, 0.0), (0.02, 0.001), (0.02, -0.001))
EDGES = (0.0, 0.05, 0.2, 0.5, 0.8, 0.95, 1.0)


def world(
    random: np.random.Generator, sizes: dict[str, tuple[float, float]], wobble: float, bend: float
) -> tuple[Deaths, dict[str, float], bool]:
    """Tables of deaths and of causes, and whether the war was first."""
    men = sum(women * ratio for women, ratio in sizes.values())
    killed = men * random.uniform(0.05, 0.6)
    counts = {}
    for band, (women, ratio) in sizes.items():
        slope = random.normal(0, 0.01)
        for year in range(2015, 2023):
            line = ratio * (1 + slope * (year - 2017) + bend * (year - 2017) ** 2)
            males = float(random.poisson(line * (1 + wobble * random.standard_normal()) * women))
            counts[year, "f", band] = float(random.poisson(women))
            counts[year, "m", band] = males + (round(killed / len(sizes)) if year == WAR else 0)
    rates = {"first other": killed * random.uniform(0.6, 1.6)}
    rates |= {f"other {each}": rates["first other"] * random.uniform(0.2, 0.9) for each in range(2, 6)}
    causes = {name: float(random.poisson(rate)) for name, rate in rates.items()}
    return Deaths(counts, {}, {}, bundled=False), causes, killed > max(rates.values())


def study(random: np.random.Generator, wobble: float, bend: float) -> list[dict[str, object]]:
    """Stated probabilities in classes, and how often each came true."""
    table = bundled_deaths(Catalogue()).all_causes
    sizes = {band: (table[2019, "f", band], table[2019, "m", band] / table[2019, "f", band]) for band in BANDS}
    stated, true, refused = [], [], 0
    for number in range(WORLDS):
        deaths, causes, first = world(random, sizes, wobble, bend)
        excess = compute(deaths, KEPT, [WAR], BANDS)
        if not isinstance(excess, Excess):  # the noise looks like a jump before the war
            refused += 1
            continue
        found = rank(share_of(excess, WAR, BANDS).excess, causes, draws=DRAWS, seed=number)
        stated.append(found.probability_first)
        true.append(first)
    said, came = np.array(stated), np.array(true)
    kind = np.clip(np.searchsorted(EDGES, said, side="right") - 1, 0, len(EDGES) - 2)
    return [
        {
            "noise": wobble,
            "bend": bend,
            "stated_from": EDGES[at],
            "stated_to": EDGES[at + 1],
            "refused": refused,
            "worlds": int((kind == at).sum()),
            "stated": round(float(said[kind == at].mean()), 3),
            "true": round(float(came[kind == at].mean()), 3),
        }
        for at in range(len(EDGES) - 1)
        if (kind == at).any()
    ]


def main() -> None:
    """Run the grid and write the table."""
    random = np.random.default_rng(SEED)
    rows = [row for wobble, bend in GRID for row in study(random, wobble, bend)]
    with RESULTS.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    for row in rows:
        print(row)


if __name__ == "__main__":
    main()
