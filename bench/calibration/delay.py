"""Coverage and bias of the nowcast where the truth is known: simulated triangles over a grid. Seeded.

Each cell of the grid: 200 triangles of 45 weeks, delays 0 to 8, log incidence a random walk, cells negative binomial,
nowcast of the newest week and of the sum of the last four. Further rows break one assumption each. Writes
`bench/calibration/delay.csv`.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

from absentia.estimate.delay import Nowcast, Triangle, nowcast

RESULTS = Path(__file__).with_suffix(".csv")
RUNS, WEEKS, DELAY = 200, 45, 8
USUAL = np.array([0.15, 0.3, 0.2, 0.13, 0.09, 0.06, 0.04, 0.02, 0.01])
SLOWER = np.array([0.06, 0.15, 0.2, 0.19, 0.15, 0.1, 0.08, 0.05, 0.02])
GRID: list[dict[str, Any]] = [
    *(
        {"level": level, "step": step, "size": size}
        for level in (5, 40, 300)
        for step in (0.05, 0.25)
        for size in (4, 40)
    ),
    {"level": 40, "step": 0.1, "size": 10, "slower_for": 3},
    {"level": 40, "step": 0.1, "size": 10, "slower_for": 6},
    {"level": 40, "step": 0.1, "size": 10, "slower_for": 12},
    {"level": 40, "step": 0.1, "size": 10, "jump": 3.0},
    {"level": 40, "step": 0.1, "size": 10, "closed": 1},
    {"level": 40, "step": 0.1, "size": 10, "closed": 1, "named": 1},
]
COLUMNS = (
    "level", "step", "size", "slower_for", "jump", "closed", "named", "runs", "refused", "coverage", "median_ratio",
    "relative_width", "coverage_of_four",
)  # fmt: skip


def triangle(seed: int, cell: dict[str, Any]) -> Triangle:
    """One synthetic triangle; ``closed``: nothing was reported in the last week but one, all of it a week later."""
    random = np.random.default_rng(seed)
    rate = cell["level"] * np.exp(np.cumsum(cell["step"] * random.standard_normal(WEEKS)))
    if jump := cell.get("jump"):
        rate[-2:] *= jump
    share = np.tile(USUAL, (WEEKS, 1))
    if slower := cell.get("slower_for"):
        share[-slower:] = SLOWER
    mean = rate[:, None] * share
    counts = random.poisson(mean * random.gamma(cell["size"], size=mean.shape) / cell["size"])
    if cell.get("closed"):
        for delay in range(DELAY):
            counts[WEEKS - 2 - delay, delay + 1] += counts[WEEKS - 2 - delay, delay]
            counts[WEEKS - 2 - delay, delay] = 0
    return Triangle.of(counts, first=2000)


def run(number: int, cell: dict[str, Any]) -> dict[str, Any]:
    """One row of the table."""
    inside, four, ratios, widths, refused = [], [], [], [], 0
    for seed in range(RUNS):
        made = triangle(10_000 * number + seed, cell)
        holidays = {made.last - 1: 0.0} if cell.get("named") else None
        found = nowcast(made, window=27, max_delay=DELAY, draws=2000, holidays=holidays)
        if not isinstance(found, Nowcast):
            refused += 1
            continue
        truth, newest = int(made.counts[-1].sum()), found.newest
        inside.append(newest.interval.low <= truth <= newest.interval.high)
        ratios.append((newest.value + 0.5) / (truth + 0.5))
        widths.append((newest.interval.high - newest.interval.low) / (truth + 0.5))
        low, high = np.quantile(_joint(found), [0.025, 0.975])
        four.append(low <= made.counts[-4:].sum() <= high)
    given = max(1, len(inside))
    return {
        **cell,
        "runs": RUNS,
        "refused": refused,
        "coverage": round(sum(inside) / given, 3),
        "median_ratio": round(float(np.median(ratios)), 3) if ratios else None,
        "relative_width": round(float(np.median(widths)), 2) if widths else None,
        "coverage_of_four": round(sum(four) / given, 3),
    }


def _joint(found: Nowcast) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Draws of the last four weeks together: draws are joint over periods."""
    joint: np.ndarray[Any, np.dtype[np.int64]] = np.sum([period.draws for period in found.periods[-4:]], axis=0)
    return joint


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
