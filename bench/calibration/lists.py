"""Do the intervals of the overlapping-lists methods cover a known truth? A seeded simulation study.

Populations of known size put themselves on four lists under five kinds of dependence; every method then estimates the
total from the overlaps alone. Run ``python bench/calibration/lists.py`` (some minutes on one core); the results stand
beside it in ``lists.csv`` and in the methodology page. All data here are synthetic.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from absentia.errors import DataProblem
from absentia.estimate.lists import LatentClassSettings, ListsOptions, OverlapTable, Standing, estimate_lists
from absentia.model import Estimate

RESULTS = Path(__file__).with_suffix(".csv")
SEED = 20_231_001
SIZES = (600, 3_000)
REPLICATES = 100
LATENT_REPLICATES = 20
PANEL = (
    "loglinear-average", "decomposable", "loglinear-best", "independence", "saturated", "chao", "captures-Mth-chao",
    "captures-Mth-poisson", "captures-Mth-darroch",
)  # fmt: skip
PROBABILITIES = np.array([0.25, 0.3, 0.2, 0.15])
Draw = Callable[[np.random.Generator, int], np.ndarray[Any, Any]]


@dataclass(frozen=True)
class Score:
    """One method's answer in one replicate: total and interval, or nothing where it refused."""

    value: float
    low: float
    high: float


def independent(rng: np.random.Generator, size: int) -> np.ndarray[Any, Any]:
    """Lists independent, all units alike."""
    on: np.ndarray[Any, Any] = rng.random((size, 4)) < PROBABILITIES
    return on


def two_kinds(rng: np.random.Generator, size: int) -> np.ndarray[Any, Any]:
    """Four in ten units are nearly three times as easy to find as the others, on every list."""
    easy = rng.random(size) < 0.4
    on: np.ndarray[Any, Any] = rng.random((size, 4)) < PROBABILITIES * np.where(easy, 1.6, 0.6)[:, None]
    return on


def gradual(rng: np.random.Generator, size: int) -> np.ndarray[Any, Any]:
    """Every unit's log odds of being listed shift by a normal draw of standard deviation 1."""
    odds = np.log(PROBABILITIES / (1 - PROBABILITIES)) + rng.standard_normal((size, 1))
    on: np.ndarray[Any, Any] = rng.random((size, 4)) < 1 / (1 + np.exp(-odds))
    return on


def copied(rng: np.random.Generator, size: int) -> np.ndarray[Any, Any]:
    """The second list copies a third of the first."""
    on = independent(rng, size)
    on[:, 1] |= on[:, 0] & (rng.random(size) < 0.35)
    return on


def avoided(rng: np.random.Generator, size: int) -> np.ndarray[Any, Any]:
    """Units on the first list are a third as likely to be on the third: negative dependence."""
    on = independent(rng, size)
    on[:, 2] &= ~on[:, 0] | (rng.random(size) < 0.35)
    return on


SCENARIOS: dict[str, Draw] = {one.__name__: one for one in (independent, copied, avoided, two_kinds, gradual)}


def table_of(on: np.ndarray[Any, Any]) -> OverlapTable:
    """The overlap counts of simulated memberships."""
    cells = (on * (1 << np.arange(on.shape[1]))).sum(axis=1)
    counts = np.bincount(cells, minlength=1 << on.shape[1])
    counts[0] = 0
    return OverlapTable(tuple("ABCD"), counts)


def answers(table: OverlapTable, replicate: int) -> Iterator[tuple[str, Score | None]]:
    """Every method's score on one table."""
    panel = estimate_lists(table, ListsOptions(methods=PANEL))
    for member in panel.members:
        yield member.id, _score(member.result)
    found = panel.agreement
    if found.largest is not None and found.lowest is not None and found.highest is not None:
        span = Score(found.largest, found.lowest, found.highest)
        yield "span of totals", span
        # counted as refused where the summary says that the methods disagree
        yield "span where they agree", span if found.standing is Standing.AGREE else None
    if replicate < LATENT_REPLICATES:
        settings = LatentClassSettings(iterations=22_000, doublings=3)
        options = ListsOptions(seed=replicate, latent=settings, methods=("latent-class",))
        yield "latent-class", _score(estimate_lists(table, options).members[0].result)


def _score(result: object) -> Score | None:
    if not isinstance(result, Estimate) or result.interval is None:
        return None
    return Score(result.value, result.interval.low, result.interval.high)


def study() -> list[dict[str, Any]]:
    """One row for each scenario, size and method."""
    rows = []
    for number, (name, draw) in enumerate(SCENARIOS.items()):
        for size in SIZES:
            started = time.monotonic()
            scores: dict[str, list[Score | None]] = {}
            for replicate in range(REPLICATES):
                rng = np.random.default_rng([SEED, number, size, replicate])
                try:
                    table = table_of(draw(rng, size))
                except DataProblem:
                    continue
                for method, score in answers(table, replicate):
                    scores.setdefault(method, []).append(score)
            rows += [_row(name, size, method, found) for method, found in scores.items()]
            print(f"{name} {size}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return rows


def _row(scenario: str, size: int, method: str, found: list[Score | None]) -> dict[str, Any]:
    given = [one for one in found if one is not None]
    values = np.array([one.value for one in given])
    return {
        "scenario": scenario,
        "truth": size,
        "method": method,
        "replicates": len(found),
        "refused": len(found) - len(given),
        "coverage_95": round(float(np.mean([one.low <= size <= one.high for one in given])), 3) if given else None,
        "truth_above": round(float(np.mean([one.high < size for one in given])), 3) if given else None,
        "median_ratio": round(float(np.median(values)) / size, 3) if given else None,
        "relative_rmse": round(float(np.sqrt(np.mean((values / size - 1) ** 2))), 3) if given else None,
        "median_width": round(float(np.median([one.high - one.low for one in given])) / size, 3) if given else None,
    }


def main() -> None:
    """Run the study and write its table."""
    rows = study()
    with RESULTS.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} rows written to {RESULTS}")


if __name__ == "__main__":
    main()
