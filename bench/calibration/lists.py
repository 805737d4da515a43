"""Do the intervals of the overlapping-lists methods cover a known truth? A seeded simulation study.

Populations of known size put themselves on three or four lists under eight kinds of dependence; every method then
estimates the total from the overlaps alone. Run ``python bench/calibration/lists.py`` (some twenty minutes on one
core); the results stand beside it in ``lists.csv`` and in the methodology page. All data here are synthetic.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from absentia.estimate.lists import LatentClassSettings, ListsOptions, OverlapTable, Standing, graphs
from absentia.estimate.lists.agreement import Answered, agreement_of
from absentia.estimate.lists.bayes import latent_class
from absentia.estimate.lists.estimating import members_of
from absentia.estimate.lists.panel import Context
from absentia.estimate.lists.table import without_extracts
from absentia.model import Estimate

RESULTS = Path(__file__).with_suffix(".csv")
SEED = 20_231_001
REPLICATES = 200
LATENT_REPLICATES = 20
"""Of the latent classes, which take ten times as long as all the others together."""
LATENT = LatentClassSettings(iterations=10_000, doublings=2)
graphs.EVERY_INTEGER = 2_000
"""Coarser above, for time: quantiles are interpolated within the gaps."""
SHOWN = ("independence", "saturated")
"""Single models beside those that the agreement is judged by."""
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


def unequal(rng: np.random.Generator, size: int) -> np.ndarray[Any, Any]:
    """Three independent lists, one twelve times as long as the others."""
    on: np.ndarray[Any, Any] = rng.random((size, 3)) < np.array([0.6, 0.05, 0.05])
    return on


def extract(rng: np.random.Generator, size: int) -> np.ndarray[Any, Any]:
    """The second list is drawn from the first, a third of it."""
    on = independent(rng, size)
    on[:, 1] = on[:, 0] & (rng.random(size) < 0.35)
    return on


def nearly_extract(rng: np.random.Generator, size: int) -> np.ndarray[Any, Any]:
    """The second list is drawn from the first, but for one unit in forty, as where links are missed."""
    on = extract(rng, size)
    on[:, 1] |= rng.random(size) < 0.003
    return on


WORLDS: tuple[tuple[Draw, int], ...] = (
    (unequal, 10_000),
    (extract, 3_000),
    (nearly_extract, 3_000),
    *((draw, 600) for draw in (independent, copied, avoided, two_kinds, gradual)),
    *((draw, 3_000) for draw in (independent, two_kinds, gradual)),
)


def table_of(on: np.ndarray[Any, Any]) -> OverlapTable:
    """The overlap counts of simulated memberships."""
    cells = (on * (1 << np.arange(on.shape[1]))).sum(axis=1)
    counts = np.bincount(cells, minlength=1 << on.shape[1])
    counts[0] = 0
    return OverlapTable(tuple("ABCD"[: on.shape[1]]), counts)


def answers(table: OverlapTable) -> Iterator[tuple[str, Score | None]]:
    """Every method's score on one table, lists wholly inside another left out as the panel does; and what is quoted.

    The latent classes are not asked here: they can only take an agreement away, and widen what is quoted.
    """
    members = members_of(Context(without_extracts(table)[0], ListsOptions(methods=SHOWN)), sampling=False)
    for member in members:
        yield member.id, _score(member.result)
    found = agreement_of(members)
    agreed = found.standing is Standing.AGREE
    span = Score(found.largest or 0, found.lowest or 0, found.up_to or 0)
    # what may be quoted: counted as refused where the methods are not said to agree
    yield "together", span if agreed else None
    yield "together, intervals alone", replace(span, high=found.highest or 0) if agreed else None


def latent_answer(table: OverlapTable, replicate: int) -> Score | None:
    """The score of the latent classes."""
    found = latent_class(Context(without_extracts(table)[0], ListsOptions(seed=replicate, latent=LATENT)))
    return _score(found.result if isinstance(found, Answered) else found)


def _score(result: object) -> Score | None:
    if not isinstance(result, Estimate) or result.interval is None:
        return None
    return Score(result.value, result.interval.low, result.interval.high)


def tables(number: int, draw: Draw, size: int, replicates: int) -> Iterator[OverlapTable]:
    """The tables of one world, the same at every call."""
    for replicate in range(replicates):
        yield table_of(draw(np.random.default_rng([SEED, number, replicate]), size))


def study() -> Iterator[list[dict[str, Any]]]:
    """The rows of one world after the other, one for each method; the latent classes last."""
    for number, (draw, size) in enumerate(WORLDS):
        started = time.monotonic()
        scores: dict[str, list[Score | None]] = {}
        for table in tables(number, draw, size, REPLICATES):
            for method, score in answers(table):
                scores.setdefault(method, []).append(score)
        print(f"{draw.__name__} {size}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
        yield [_row(draw.__name__, size, method, found) for method, found in scores.items()]
    for number, (draw, size) in enumerate(WORLDS):
        found = [latent_answer(one, n) for n, one in enumerate(tables(number, draw, size, LATENT_REPLICATES))]
        print(f"latent classes: {draw.__name__} {size}", file=sys.stderr, flush=True)
        yield [_row(draw.__name__, size, "latent-class", found)]


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
    """Run the study and write its table, world by world."""
    rows: list[dict[str, Any]] = []
    for found in study():
        rows += found
        with RESULTS.open("w", newline="", encoding="utf-8") as handle:
            writer = csv.DictWriter(handle, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    print(f"{len(rows)} rows written to {RESULTS}")


if __name__ == "__main__":
    main()
