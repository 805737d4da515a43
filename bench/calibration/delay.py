"""Coverage and bias of the nowcast where the truth is known: simulated triangles over a grid. Seeded.

Each cell of the grid: 200 triangles of 45 weeks, delays 0 to 8, log incidence a random walk, cells negative binomial,
nowcast of each week by its age and of the sum of the last four. Further rows break one assumption each: the delay
changed so many weeks ago, a share of the reports of so many weeks is held back until after now, weeks nobody looked at
are written as zeros, events jump, a week was closed; the last ones let a tail of reports come after the longest delay,
which is not given then. Writes `bench/calibration/delay.csv`.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

from absentia.estimate.delay import Nowcast, Triangle, nowcast

RESULTS = Path(__file__).with_suffix(".csv")
RUNS, WEEKS, DELAY = 200, 45, 8
Counts = np.ndarray[Any, np.dtype[np.int64]]
USUAL = np.array([0.15, 0.3, 0.2, 0.13, 0.09, 0.06, 0.04, 0.02, 0.01])
SLOWER = np.array([0.06, 0.15, 0.2, 0.19, 0.15, 0.1, 0.08, 0.05, 0.02])
_USUAL: dict[str, Any] = {"level": 40, "step": 0.1, "size": 10}
GRID: list[dict[str, Any]] = [
    *(_USUAL | {"held_for": weeks, "held": 0.5} for weeks in (2, 4, 6)),
    _USUAL | {"level": 300, "held_for": 4, "held": 0.5},
    *(_USUAL | {"zeros": weeks} for weeks in (1, 2, 3)),
    *(_USUAL | {"slower_for": weeks} for weeks in (3, 6, 12)),
    *(_USUAL | {"quicker_for": weeks} for weeks in (3, 6)),
    *(_USUAL | {"level": level, "size": 40, "tail": 0.004} for level in (300, 1000)),
    _USUAL,
    _USUAL | {"level": 5, "step": 0.25},
    *(_USUAL | {"held_for": weeks, "held": 0.5} for weeks in (5, 9)),
]
COLUMNS = (
    "level", "step", "size", "slower_for", "quicker_for", "held_for", "held", "zeros", "jump", "closed", "named",
    "tail", "runs", "refused", *(f"coverage_{age}" for age in range(DELAY)), "coverage_of_four", "missed_below",
    "median_ratio", "relative_width",
)  # fmt: skip


def triangle(seed: int, cell: dict[str, Any]) -> tuple[Triangle, Counts]:
    """One synthetic triangle as it was seen, and what each week had in the end."""
    random = np.random.default_rng(seed)
    rate = cell["level"] * np.exp(np.cumsum(cell["step"] * random.standard_normal(WEEKS)))
    if jump := cell.get("jump"):
        rate[-2:] *= jump
    share = np.tile(USUAL, (WEEKS, 1))
    if slower := cell.get("slower_for"):
        share[-slower:] = SLOWER
    if quicker := cell.get("quicker_for"):
        share[:-quicker] = SLOWER
    if tail := cell.get("tail"):
        share = np.hstack([share * (1 - tail), np.full((WEEKS, 4), tail / 4)])
    mean = rate[:, None] * share
    counts = random.poisson(mean * random.gamma(cell["size"], size=mean.shape) / cell["size"])
    final = counts.sum(axis=1)
    reported = np.add.outer(np.arange(WEEKS), np.arange(counts.shape[1]))
    if held := cell.get("held"):
        back = (reported >= WEEKS - cell["held_for"]) & (reported < WEEKS)
        counts = counts - np.where(back, random.binomial(counts, held), 0)
    if zeros := cell.get("zeros"):
        counts[-1 - zeros : -1] = 0
    if cell.get("closed"):
        for delay in range(DELAY):
            counts[WEEKS - 2 - delay, delay + 1] += counts[WEEKS - 2 - delay, delay]
            counts[WEEKS - 2 - delay, delay] = 0
    return Triangle.of(counts, first=2000), final


def run(number: int, cell: dict[str, Any]) -> dict[str, Any]:
    """One row of the table."""
    ratios, widths, four, refused, below = [], [], [], 0, 0
    inside: list[list[bool]] = [[] for _age in range(DELAY)]
    for seed in range(RUNS):
        made, final = triangle(10_000 * number + seed, cell)
        holidays = {made.last - 1: 0.0} if cell.get("named") else None
        longest = None if cell.get("tail") else DELAY
        found = nowcast(made, window=27, max_delay=longest, draws=1000, holidays=holidays)
        if not isinstance(found, Nowcast):
            refused += 1
            continue
        for period in found.periods[-DELAY:]:
            truth, ends = final[period.index - made.first], period.interval
            inside[made.last - period.index].append(bool(ends.low <= truth <= ends.high))
            below += truth > ends.high
        truth, newest = int(final[-1]), found.newest
        ratios.append((newest.value + 0.5) / (truth + 0.5))
        widths.append((newest.interval.high - newest.interval.low) / (truth + 0.5))
        together = np.sum([period.draws for period in found.periods[-4:]], axis=0)
        low, high = newest.mixture.quantile(together, np.array([0.025, 0.975]))
        four.append(bool(low <= final[-4:].sum() <= high))
    all_weeks = max(1, sum(map(len, inside)))
    return {
        **cell,
        "runs": RUNS,
        "refused": refused,
        **{f"coverage_{age}": round(float(np.mean(one)), 3) if one else None for age, one in enumerate(inside)},
        "coverage_of_four": round(float(np.mean(four)), 3) if four else None,
        "missed_below": round(below / all_weeks, 3) if four else None,
        "median_ratio": round(float(np.median(ratios)), 3) if ratios else None,
        "relative_width": round(float(np.median(widths)), 2) if widths else None,
    }


def main() -> None:
    """Run the grid and write the table."""
    with RESULTS.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for number, cell in enumerate(GRID):
            row = run(number, cell)
            writer.writerow(row)
            print(row, flush=True)


if __name__ == "__main__":
    main()
