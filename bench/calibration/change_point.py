"""How often the change point is given, and its intervals cover, where the truth is known. Seeded.

Each row: 200 synthetic series of months (1,000 of ramps). `ratio` 1 is no change at all: `given` is the false alarms.
`size` is the negative binomial's r (none: Poisson). Shapes that have no date: a trend (the rate grows by `ratio` over
the whole series), a ramp (over its middle third), counts that resemble their neighbours (log rates with standard
deviation 0.3 and correlation .6), a yearly wave of 30 %, two changes, a random walk of 15 %. `wave and step` has one.
Writes `bench/calibration/change_point.csv`.
"""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np

from absentia.estimate.change_point import ChangePoint, Series, change_point

RESULTS = Path(__file__).with_suffix(".csv")
RUNS = 200
RAMPS = 1_000
"""Of ramps, which are near the limit of one in ten."""
GRID: list[dict[str, Any]] = [
    *(
        {"periods": periods, "rate": rate, "ratio": ratio, "size": size}
        for size in (None, 3)
        for periods, rate in ((24, 10), (60, 3), (60, 30))
        for ratio in (1.0, 1.5, 3.0)
    ),
    *(
        {"periods": periods, "rate": rate, "ratio": 2.0, "size": None, "shape": shape}
        for shape in ("trend", "ramp", "correlated", "wave", "wave and step")
        for periods, rate in ((24, 20), (24, 50), (60, 20))
    ),
    {"periods": 60, "rate": 10, "ratio": 3.0, "size": None, "shape": "trend"},
    {"periods": 60, "rate": 10, "ratio": 3.0, "size": None, "shape": "two"},
    {"periods": 60, "rate": 10, "ratio": 1.0, "size": None, "shape": "walk"},
]
COLUMNS = (
    "periods", "rate", "ratio", "size", "shape", "runs", "given", "coverage_of_date", "coverage_of_ratio",
    "median_date_width",
)  # fmt: skip


def means(cell: dict[str, Any], random: np.random.Generator) -> tuple[np.ndarray[Any, np.dtype[np.float64]], int]:
    """Expected counts, and the last period before the change."""
    periods, rate, ratio = cell["periods"], cell["rate"], cell["ratio"]
    cut = int(random.integers(periods // 4, 3 * periods // 4))
    time = np.arange(periods)
    wave = np.exp(0.3 * np.sin(2 * np.pi * (time / 12 + random.random())))
    if cell.get("shape") == "trend":
        return rate * ratio ** (time / (periods - 1)), -1
    if cell.get("shape") == "ramp":
        return rate * ratio ** np.clip(3 * time / periods - 1, 0, 1), -1
    if cell.get("shape") == "correlated":
        log_rate = np.zeros(periods)
        for at, noise in enumerate(0.3 * random.standard_normal(periods)):
            log_rate[at] = 0.6 * log_rate[at - 1] + 0.8 * noise if at else noise
        return rate * np.exp(log_rate), -1
    if cell.get("shape") == "wave":
        return rate * wave, -1
    if cell.get("shape") == "wave and step":
        return rate * wave * np.where(time > cut, ratio, 1.0), cut
    if cell.get("shape") == "two":
        return rate * np.where((time >= periods // 3) & (time < 2 * periods // 3), ratio, 1.0), -1
    if cell.get("shape") == "walk":
        return rate * np.exp(np.cumsum(0.15 * random.standard_normal(periods))), -1
    return rate * np.where(time > cut, ratio, 1.0), cut


def run(number: int, cell: dict[str, Any]) -> dict[str, Any]:
    """One row of the table."""
    dates, ratios, widths, given = [], [], [], 0
    runs = RAMPS if cell.get("shape") == "ramp" else RUNS
    for seed in range(runs):
        random = np.random.default_rng(10_000 * number + seed)
        mean, cut = means(cell, random)
        if cell["size"]:
            mean = mean * random.gamma(cell["size"], size=len(mean)) / cell["size"]
        counts = [int(count) for count in random.poisson(mean)]
        found = change_point(Series.of([dt.date(1990 + at // 12, at % 12 + 1, 1) for at in range(len(counts))], counts))
        if not isinstance(found, ChangePoint):
            continue
        given += 1
        interval = found.interval_of(found.ratio)
        dates.append(found.earliest <= cut <= found.latest)
        ratios.append(interval.low <= cell["ratio"] <= interval.high)
        widths.append(found.latest - found.earliest)
    single = bool(given) and cell.get("shape") in (None, "wave and step") and cell["ratio"] != 1
    return {
        **cell,
        "runs": runs,
        "given": round(given / runs, 3),
        "coverage_of_date": round(sum(dates) / given, 3) if single else None,
        "coverage_of_ratio": round(sum(ratios) / given, 3) if single else None,
        "median_date_width": float(np.median(widths)) if single else None,
    }


def main() -> None:
    """Run the grid and write the table."""
    rows = []
    for number, cell in enumerate(GRID):
        rows.append(run(number, cell))
        print(rows[-1], flush=True)
    with RESULTS.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
