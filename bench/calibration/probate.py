"""Coverage and bias of the registry method where the truth is known: simulated registries over a grid. Seeded.

Each row: 200 synthetic registries (:mod:`bench.calibration.registries`). Rows with `listed_odds` break the
assumption no data can test. Writes `bench/calibration/probate.csv`.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
from bench.calibration.registries import simulate

from absentia.estimate.probate import ProbateDeaths, probate

RESULTS = Path(__file__).with_suffix(".csv")
RUNS = 200
GRID: list[dict[str, Any]] = [
    {"deaths": 25_000, "drift": 0.0, "timed": True},
    {"deaths": 25_000, "drift": 1.0, "timed": True},
    {"deaths": 25_000, "drift": -1.0, "timed": True},
    {"deaths": 25_000, "drift": 0.0, "timed": False},
    {"deaths": 25_000, "drift": 1.0, "timed": False},
    {"deaths": 25_000, "drift": -1.0, "timed": False},
    {"deaths": 60_000, "drift": 0.0, "timed": True},
    {"deaths": 6_000, "drift": 0.0, "timed": True},
    {"deaths": 25_000, "drift": 0.0, "timed": True, "listed": 0.05},
    {"deaths": 25_000, "drift": 0.0, "timed": True, "overdispersion": 2.0},
    {"deaths": 25_000, "drift": 0.0, "timed": True, "listed_odds": 1.25},
    {"deaths": 25_000, "drift": 0.0, "timed": True, "listed_odds": 2.0},
]
COLUMNS = (
    "deaths", "drift", "timed", "listed", "overdispersion", "listed_odds", "runs", "refused", "coverage", "median_bias",
    "relative_width",
)  # fmt: skip


def run(number: int, cell: dict[str, Any]) -> dict[str, Any]:
    """One row of the table."""
    inside, bias, widths, refused = [], [], [], 0
    for seed in range(RUNS):
        truth = simulate(10_000 * number + seed, **cell)
        found = probate(truth.registry, truth.matches, draws=4000)
        if not isinstance(found, ProbateDeaths):
            refused += 1
            continue
        dead = truth.deaths_until(found.period.end)
        inside.append(found.interval.low <= dead <= found.interval.high)
        bias.append(found.value / dead - 1)
        widths.append((found.interval.high - found.interval.low) / dead)
    return {
        **cell,
        "runs": RUNS,
        "refused": refused,
        "coverage": round(sum(inside) / max(1, len(inside)), 3),
        "median_bias": round(float(np.median(bias)), 3) if bias else None,
        "relative_width": round(float(np.median(widths)), 2) if widths else None,
    }


def main() -> None:
    """Run the grid and write the table."""
    rows = [run(number, cell) for number, cell in enumerate(GRID)]
    with RESULTS.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    for row in rows:
        print(row)


if __name__ == "__main__":
    main()
