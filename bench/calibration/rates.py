"""How often the interval of a ratio of monthly rates covers the truth, where it is known. Seeded.

Each row: 400 pairs of neighbouring periods of synthetic months, the earlier `months_b` long, the later `months_a`; the
true ratio is 1. `size` is the negative binomial's r, `correlation` that of neighbouring months' log rates (standard
deviation 0.3), `growth` how many times the rate is at the end of the later period what it is at its beginning.
`poisson` is the coverage of the interval that takes the counts as Poisson. Writes `bench/calibration/rates.csv`.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

from absentia.tally.rates import RateComparison, compare_rates

RESULTS = Path(__file__).with_suffix(".csv")
RUNS, DEVIATION = 400, 0.3
SHAPES: tuple[dict[str, Any], ...] = (
    {},
    {"size": 10},
    *({"correlation": correlation} for correlation in (0.5, 0.7, 0.9)),
    *({"growth": growth} for growth in (2.0, 4.0, 10.0)),
)
GRID: list[dict[str, Any]] = [
    {"months_a": months, "months_b": 12, "rate": rate, **shape}
    for shape in SHAPES
    for months in (6, 12)
    for rate in (20, 100)
]
COLUMNS = (
    "months_a", "months_b", "rate", "size", "correlation", "growth", "runs", "refused", "coverage", "poisson", "width",
)  # fmt: skip


def counts(cell: dict[str, Any], random: np.random.Generator) -> tuple[list[int], list[int]]:
    """Months of the later period and of the earlier; both have the same mean rate in the long run."""
    later, number = cell["months_a"], cell["months_a"] + cell["months_b"]
    means = np.full(number, float(cell["rate"]))
    if size := cell.get("size"):
        means *= random.gamma(size, size=number) / size
    if correlation := cell.get("correlation"):
        noise = DEVIATION * random.standard_normal(number)
        for at in range(1, number):
            noise[at] = correlation * noise[at - 1] + np.sqrt(1 - correlation**2) * noise[at]
        means *= np.exp(noise - DEVIATION**2 / 2)
    if growth := cell.get("growth"):
        shape = np.linspace(1, growth, later)
        means[-later:] *= shape / shape.mean()
    drawn = [int(one) for one in random.poisson(means)]
    return drawn[-later:], drawn[:-later]


def run(number: int, cell: dict[str, Any]) -> dict[str, Any]:
    """One row of the table."""
    covered, plain, widths, refused = [], [], [], 0
    for seed in range(RUNS):
        a, b = counts(cell, np.random.default_rng(10_000 * number + seed))
        found = compare_rates(sum(a), len(a), sum(b), len(b), series_a=a, series_b=b)
        if not isinstance(found, RateComparison):
            refused += 1
            continue
        ends, score = found.interval, found.intervals["score"]
        covered.append(ends.low <= 1 <= ends.high)
        plain.append(score.low <= 1 <= score.high)
        widths.append(ends.high / ends.low)
    return {
        **cell,
        "runs": RUNS,
        "refused": refused,
        "coverage": round(float(np.mean(covered)), 3),
        "poisson": round(float(np.mean(plain)), 3),
        "width": round(float(np.median(widths)), 2),
    }


def main() -> None:
    """Run the grid and write the table."""
    rows = [run(number, cell) for number, cell in enumerate(GRID)]
    with RESULTS.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
