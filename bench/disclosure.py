"""Can small counts of a publication be computed back, and what does it cost to prevent it? A seeded study.

* ``worlds``: invented units of courts, months and parts are published four times as they grow, and attacked by a reader
  of all versions; ``alone`` of them also by the plain attack of the tests, one count at a time.
* ``long``: the same, published 52 times.
* ``files``: whole invented observatories, six measures and disappearances, four versions of their files each, attacked
  by a reader who has the files and knows what bounds what.
* ``large``: publications of many cells, timed; ``weekly``: one that is published every week of a year, timed.

``python bench/disclosure.py [PART…]`` (an hour and a half on one core for all); each part's results stand in
``disclosure.json`` beside it. All data here are synthetic.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from absentia.disclosure import Cell, Problem, Publication, Table, Version, withhold

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.disclosure.exposing import exposed
from tests.disclosure.worlds import AXES, TABLES, given_away, growing, published
from tests.pipeline import written

RESULTS = Path(__file__).with_suffix(".json")
WORLDS, ALONE, LONG, SITES, VERSIONS, WEEKS, THRESHOLD = 200, 100, 12, 100, 4, 52, 5
SIZES = ((60, 36), (120, 36), (240, 36), (480, 36), (960, 36))
"""Courts and months of the large ones."""
LARGE = tuple(
    Table(one)
    for one in (
        (), ("year",), ("half-year",), ("month",), ("provision", "year"), ("okrug",), ("okrug", "year"),
        ("okrug", "year", "provision"), ("okrug", "half-year"), ("okrug", "month"), ("court",), ("court", "year"),
        ("court", "half-year"), ("court", "month"),
    )
)  # fmt: skip
SITE = (("court",), ("month", "half-year"), ("article",))
WEEKLY = tuple(
    Table(one) for one in (("article", "month"), ("article", "half-year"), ("article",), ("court", "half-year"), ())
)
"""The headline's tables of a site, by ``COURTS`` courts, ``MONTHS`` months and ``ARTICLES`` articles at first."""
COURTS, MONTHS, ARTICLES = 115, 30, 12


def attacked(
    axes: tuple[tuple[str, ...], ...], tables: tuple[Table, ...], history: list[Version], *, alone: bool = False
) -> dict[str, int]:
    """How many small counts all versions have together, what was withheld, and what a reader can compute back."""
    *before, last = history
    whole = Publication(axes, tables, tuple(before), last.units)
    system = Problem({"": whole}).system
    cells = [(table, key) for table, keys in zip(tables, whole.keys, strict=True) for key in keys]
    shown = np.array([key not in version.withheld[table] for version in history for table, key in cells])
    small = (system.values > 0) & (system.values < THRESHOLD)
    found = given_away(system, small, shown, THRESHOLD) if alone else exposed(system, small, shown, THRESHOLD)
    return {
        "small": int(small.sum()),
        "small_but_shown": int((small & shown).sum()),
        "withheld": int((~shown).sum()),
        "exposed": len(found),
    }


def from_files(seed: int) -> dict[str, int]:
    """The same of the files of four versions of a site of one invented observatory."""
    with tempfile.TemporaryDirectory() as place:
        history = written.published(seed, Path(place), written.write_tables)
        problem, told = written.problem_of_reader(history, Path(place))
    values = problem.system.values
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


def weekly(seed: int = 1) -> Iterator[dict[str, Cell]]:
    """Units of a site's headline as they stand week by week: some come to the last months, and three go."""
    generator = np.random.default_rng(seed)
    rates, shares = generator.lognormal(0.5, 1.2, COURTS), generator.dirichlet(np.full(ARTICLES, 0.4))
    units: dict[str, Cell] = {}
    number = 0
    for week in range(WEEKS):
        last = MONTHS - 1 + week // 5
        for court, rate in enumerate(rates):
            for month in range(last + 1) if week == 0 else (last, last - 1, last - 2):
                for _ in range(generator.poisson(rate if week == 0 else rate * 0.08)):
                    year, of_year = 2021 + month // 12, month % 12 + 1
                    when = (f"{year}-{of_year:02}", f"{year}-H{1 if of_year < 7 else 2}")
                    article = frozenset({f"a{generator.choice(ARTICLES, p=shares)}"})
                    units[str(number)] = ((f"c{court}",), when, (article,))
                    number += 1
        for name in generator.choice(sorted(units), 3, replace=False) if week else ():
            del units[str(name)]
        yield dict(units)


def year_of_weeks() -> dict[str, Any]:
    """A year of them: seconds of CPU that each fourth version takes, then to prove all, and the most memory."""
    history: list[Version] = []
    cost = {}
    for week, units in enumerate(weekly(), start=1):
        began = time.process_time()
        history.append(Version(units, withhold(Publication(SITE, WEEKLY, tuple(history), units), THRESHOLD)))
        if week in (1, 2, 4, 8, 13, 26, 39, 52):
            cost[str(week)] = round(time.process_time() - began, 2)
    whole = Publication(SITE, WEEKLY, tuple(history[:-1]), history[-1].units)
    began = time.process_time()
    found = attacked(SITE, WEEKLY, history)
    return {
        "versions": WEEKS,
        "cells": sum(map(len, whole.keys)) * WEEKS,
        **found,
        "withhold_cpu_seconds": cost,
        "proof_cpu_seconds": round(time.process_time() - began, 1),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def summed(many: int, each: Callable[[int], dict[str, int]]) -> dict[str, int]:
    """Of so many seeds together."""
    found = Counter[str]()
    for seed in range(many):
        found.update(each(seed))
    return {"seeds": many} | found


def of_world(versions: int, seed: int, *, alone: bool = False) -> dict[str, int]:
    """One growing world."""
    return attacked(AXES, TABLES, published(growing(seed, versions), withhold, THRESHOLD), alone=alone)


PARTS: dict[str, Callable[[], Any]] = {
    "worlds": lambda: summed(WORLDS, partial(of_world, VERSIONS)),
    "alone": lambda: summed(ALONE, partial(of_world, VERSIONS, alone=True)),
    "long": lambda: summed(LONG, partial(of_world, WEEKS)),
    "files": lambda: summed(SITES, from_files),
    "large": lambda: [timed(*size) for size in SIZES],
    "weekly": year_of_weeks,
}


def main(chosen: list[str]) -> None:
    """Run some parts of the study, by default all, and write their results."""
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    for name in chosen or PARTS:
        results = results | {"synthetic": True, "versions": VERSIONS, "threshold": THRESHOLD, name: PARTS[name]()}
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        print(json.dumps(results[name]), file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
