"""Does the corrected number of cases cover a known truth? A seeded simulation study through tables, linking and SQL.

Courts, filings and identifiers are invented; some cases are returned or transferred and filed again, and of a share of
all filings the pages show no УИД. Run ``python bench/calibration/refiled.py`` (half an hour on one core); the results
stand beside it in ``refiled.csv`` and in the methodology page. All data here are synthetic.
"""

from __future__ import annotations

import csv
import datetime as dt
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tests.tally.build import Book
from tests.tally.test_least import RETURNED, TRANSFERRED, VERDICT, uid

from absentia.estimate.options.courts import RefiledOptions
from absentia.estimate.refiled import evidence, judge
from absentia.model import Estimate

RESULTS = Path(__file__).with_suffix(".csv")
SEED = 20_261_130
WORLDS = 200
COURTS, CASES = 12, 150
START = dt.date(2022, 1, 1)


@dataclass(frozen=True)
class Scenario:
    """How many filings show no УИД, and where."""

    missing: float
    by_court: bool = False
    """Whole courts show none, instead of filings here and there."""
    related: bool = False
    """A case without one is filed again half as often: what the method cannot know."""


SCENARIOS = {
    "all show it": Scenario(0.0),
    "10 % do not": Scenario(0.1),
    "30 % do not": Scenario(0.3),
    "60 % do not": Scenario(0.6),
    "30 % of the courts do not": Scenario(0.3, by_court=True),
    "30 % do not, and these are filed again half as often": Scenario(0.3, related=True),
    "95 % do not": Scenario(0.95),
}


def book(scenario: Scenario, generator: np.random.Generator) -> tuple[Book, int]:
    """A world's pages, and how many cases it has."""
    made = Book()
    hosts = [f"gvs-{place}.synthetic.example" for place in range(1, COURTS + 1)]
    pages = {host: made.page("listing", court=host, captured="2024-12-31T03:00:00") for host in hosts}
    silent = {host for host in hosts if scenario.by_court and generator.random() < scenario.missing}
    cases = 0
    for host in hosts:
        for _ in range(int(generator.poisson(CASES))):
            cases += 1
            for row in _filings(scenario, hosts, host, cases, generator, silent):
                made.entry(pages[row.pop("court")], number=None, **row)
    return made, cases


def _filings(
    scenario: Scenario, hosts: list[str], host: str, case: int, generator: np.random.Generator, silent: set[str]
) -> Iterator[dict[str, Any]]:
    """A case's filings, each with the УИД of the case where its page shows one."""
    day = START + dt.timedelta(days=int(generator.integers(0, 700)))
    fate = generator.choice([RETURNED, TRANSFERRED, VERDICT], p=[0.08, 0.06, 0.86])
    first = _filing(scenario, host, case, 1, day, fate, generator, silent)
    yield first
    rate = {RETURNED: 0.6, TRANSFERRED: 0.9, VERDICT: 0.0}[fate]
    if scenario.related and first["uid"] is None:
        rate /= 2
    if generator.random() < rate:
        others = [one for one in hosts if one != host]
        court = host if fate == RETURNED else str(generator.choice(others))
        later = day + dt.timedelta(days=int(generator.integers(70, 200)))
        yield _filing(scenario, court, case, 2, later, VERDICT, generator, silent)


def _filing(
    scenario: Scenario,
    court: str,
    case: int,
    order: int,
    day: dt.date,
    fate: str,
    generator: np.random.Generator,
    silent: set[str],
) -> dict[str, Any]:
    shown = court not in silent if scenario.by_court else generator.random() >= scenario.missing
    return {
        "court": court,
        "guid": f"{case}-{order}",
        "received": str(day),
        "decided": str(day + dt.timedelta(days=60)),
        "result": fate,
        "uid": uid(case) if shown else None,
        "uid_valid": shown,
    }


def study(scenario: Scenario, seeds: range) -> dict[str, Any]:
    """Counts, estimates and refusals over worlds."""
    covered, refused, errors, raw, widths = 0, 0, [], [], []
    for seed in seeds:
        made, truth = book(scenario, np.random.default_rng([SEED, seed]))
        with tempfile.TemporaryDirectory() as folder:
            ends, seen = evidence(made.write(Path(folder) / "observatory"))
        raw.append(seen["cases"] / truth - 1)
        found = judge(ends, seen, RefiledOptions())
        if not isinstance(found, Estimate) or found.interval is None:
            refused += 1
            continue
        covered += found.interval.low <= truth <= found.interval.high
        errors.append(found.value / truth - 1)
        widths.append(found.interval.high - found.interval.low)
    given = len(seeds) - refused
    return {
        "worlds": len(seeds),
        "refused": refused,
        "count_too_high": round(float(np.mean(raw)), 4),
        "coverage_95": round(covered / given, 3) if given else "",
        "bias": round(float(np.mean(errors)), 4) if given else "",
        "width": round(float(np.mean(widths)), 1) if given else "",
    }


def main() -> None:
    """Run every scenario and write the results."""
    rows = []
    for name, scenario in SCENARIOS.items():
        rows.append({"scenario": name} | study(scenario, range(WORLDS)))
        print(rows[-1], file=sys.stderr)
    with RESULTS.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
