"""Can small counts of a publication be computed back, and what does it cost to prevent it? A seeded study.

Invented units of courts, months and parts are published four times as they grow; every time the attack is made on all
versions together. Then whole invented observatories: six measures and disappearances, four versions of their files
each, attacked by a reader who has the files, and knows what bounds what. Then one large publication is timed.
``python bench/disclosure.py`` (an hour on one core); the results stand beside it in ``disclosure.json``. All data here
are synthetic.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from tests.disclosure.worlds import AXES, TABLES, growing, published
from tests.pipeline import written

from absentia.disclosure import Cell, Problem, Publication, Table, Version, exposed, withhold

RESULTS = Path(__file__).with_suffix(".json")
WORLDS, SITES, VERSIONS, THRESHOLD = 200, 100, 4, 5
SIZES = ((60, 36), (120, 36), (240, 36), (480, 36))
"""Courts and months of the large ones."""
LARGE = tuple(
    Table(one)
    for one in (
        (), ("year",), ("half-year",), ("month",), ("provision", "year"), ("okrug",), ("okrug", "year"),
        ("okrug", "year", "provision"), ("okrug", "half-year"), ("okrug", "month"), ("court",), ("court", "year"),
        ("court", "half-year"), ("court", "month"),
    )
)  # fmt: skip


def attacked(axes: tuple[tuple[str, ...], ...], tables: tuple[Table, ...], history: list[Version]) -> dict[str, Any]:
    """How many small counts all versions have together, what was withheld, and what a reader can compute back."""
    whole = Publication(axes, tables, tuple(history), history[-1].units)
    system = Problem({"": whole}).system
    values = system.values[: system.cells]
    shown = whole.shown_before
    old = np.arange(len(values)) < len(values) - sum(map(len, whole.keys))
    small = old & (values > 0) & (values < THRESHOLD)
    return {
        "small": int(small.sum()),
        "small_but_shown": int((small & shown).sum()),
        "withheld": int((old & ~shown).sum()),
        "exposed": len(exposed(system, small, shown, THRESHOLD)),
    }


def from_files(seed: int) -> dict[str, int]:
    """The same of the files of four versions of a site of one invented observatory."""
    with tempfile.TemporaryDirectory() as place:
        history = written.published(seed, Path(place), written.write_tables)
        problem, told = written.problem_of_reader(history, Path(place))
    values = problem.system.values[: problem.system.cells]
    small = (values > 0) & (values < THRESHOLD) & ~problem.new
    return {
        "small": int(small.sum()),
        "small_but_shown": int((small & told).sum()),
        "shown": int(told.sum()),
        "exposed": len(exposed(problem.system, small, told, THRESHOLD)),
    }


def large(courts: int, months: int, seed: int = 1) -> dict[str, Cell]:
    """Units of courts of very different size."""
    generator = np.random.default_rng(seed)
    parts = ("337.1", "337.2", "337.3", "337.3.1", "337.4", "337.5")
    units: dict[str, Cell] = {}
    for court, rate in enumerate(generator.lognormal(0.0, 1.2, courts)):
        for month in range(months):
            year, of_year = 2021 + month // 12, month % 12 + 1
            when = (f"{year}-{of_year:02}", f"{year}-H{1 if of_year <= months // 6 else 2}", str(year))
            for _ in range(generator.poisson(rate)):
                part = str(generator.choice(parts, p=(0.1, 0.1, 0.3, 0.05, 0.1, 0.35)))
                units[str(len(units))] = ((f"c{court}", f"o{court // 12}"), when, (frozenset({part}),))
    return units


def timed(courts: int, months: int) -> dict[str, Any]:
    """One large publication: seconds of CPU to withhold and to prove."""
    units = large(courts, months)
    began = time.process_time()
    withheld = withhold(Publication(AXES, LARGE, (), units), THRESHOLD)
    done = time.process_time()
    found = attacked(AXES, LARGE, [Version(units, withheld)])
    cells = sum(map(len, Publication(AXES, LARGE, (), units).keys))
    cost = {"withhold_cpu_seconds": round(done - began, 1), "proof_cpu_seconds": round(time.process_time() - done, 1)}
    return {"courts": courts, "months": months, "cells": cells} | found | cost


def main() -> None:
    """Run the study and write the results."""
    total, files = Counter[str](), Counter[str]()
    for seed in range(WORLDS):
        total.update(attacked(AXES, TABLES, published(growing(seed, VERSIONS), withhold, THRESHOLD)))
    for seed in range(SITES):
        files.update(from_files(seed))
    results = {
        "synthetic": True,
        "worlds": WORLDS,
        "sites": SITES,
        "versions": VERSIONS,
        "threshold": THRESHOLD,
        "all_worlds": total,
        "from_files": files,
        "large": [timed(*size) for size in SIZES],
    }
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(results), file=sys.stderr)


if __name__ == "__main__":
    main()
