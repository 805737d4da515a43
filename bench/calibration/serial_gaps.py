"""Do the bounds and intervals of serial gaps cover a known truth? A seeded simulation study.

Registers of invented courts are filled, some filings hidden, and what two visits would see of them is given to the
estimator as rows of its own queries (the tests take a few of the same worlds through pages, parser and tables). Run
``python bench/calibration/serial_gaps.py`` (some minutes on one core); the results stand beside it in
``serial_gaps.csv`` and in the methodology page. All data here are synthetic.
"""

from __future__ import annotations

import csv
import datetime as dt
import sys
import time
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from tests.rehearsal.registers import Habit, Numbering, garrison, register_truth, simulate_registers

from absentia.estimate.serial_gaps.estimating import Judged, judge
from absentia.estimate.serial_gaps.evidence import Looks, ShownLook, registers
from absentia.estimate.serial_gaps.hidden import interval
from absentia.model import Period
from absentia.rehearsal.world import World

RESULTS = Path(__file__).with_suffix(".csv")
SEED = 20_240_501
REPLICATES = 200
REFUSED_REPLICATES = 10
COURTS = 10
YEARLY = 80
YEARS = (2022, 2023)
DELAY = 14
ARTICLE = "337"
AFTER = dt.date(2024, 3, 1)
"""The second visit, when both years are over; the first is in the April of the second year."""
MIDDLE = dt.date(2023, 9, 20)


@dataclass(frozen=True)
class Scenario:
    """Habits of all courts, what is searched for and when."""

    habit: Habit = field(default_factory=partial(Habit, yearly=YEARLY))
    last_visit: dt.date = AFTER
    searched: str | None = None
    refused: bool = False
    """No number may be given."""
    varied: bool = True
    """Size, share and hiding differ from court to court."""


SCENARIOS = {
    "hidden at random": Scenario(),
    "hidden at random, removed later too": Scenario(Habit(yearly=YEARLY, removed=0.1)),
    "a third hidden": Scenario(Habit(yearly=YEARLY, unpublished=0.33)),
    "small courts, rare article": Scenario(Habit(yearly=30, share=0.08)),
    "unfinished year, posted late": Scenario(Habit(yearly=YEARLY, posting=3.0), last_visit=MIDDLE),
    "second building with its own mark": Scenario(Habit(numbering=Numbering.MARKED_SERIES, yearly=2 * YEARLY)),
    "share grows in the year": Scenario(Habit(yearly=YEARLY, growing=0.3)),
    "share grows, autumn hidden": Scenario(
        Habit(yearly=YEARLY, growing=0.3, hole=(dt.date(2023, 10, 1), dt.date(2023, 11, 30)), unpublished=0.05)
    ),
    "article hidden three times as often": Scenario(Habit(yearly=YEARLY, unpublished=0.1, unpublished_article=0.3)),
    "article hidden a third as often": Scenario(Habit(yearly=YEARLY, unpublished=0.3, unpublished_article=0.1)),
    "blocks by judge": Scenario(Habit(yearly=YEARLY, numbering=Numbering.BLOCKS), refused=True),
    "no order": Scenario(Habit(yearly=YEARLY, numbering=Numbering.SHUFFLED), refused=True),
    "every second ordinal": Scenario(Habit(yearly=YEARLY, numbering=Numbering.EVERY_SECOND), refused=True),
    "two series, one index": Scenario(Habit(yearly=YEARLY, numbering=Numbering.TWO_SERIES), refused=True),
    "searched by article only": Scenario(searched=ARTICLE, refused=True),
    "a third hidden, courts twice as large": Scenario(Habit(yearly=150, unpublished=0.33)),
}


def observe(world: World, days: tuple[dt.date, ...], searched: str | None) -> tuple[list[dict[str, Any]], Looks]:
    """What visits on these days see: rows as ``ordinals.sql`` gives them, and complete looks."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    looks: dict[str, list[ShownLook]] = {}
    for day in days:
        shown: dict[tuple[str, int], set[str]] = {}
        for record in world.records:
            charges = {charge.article for person in record.persons for charge in person.charges}
            if not record.shows_on(day) or (searched and searched not in charges):
                continue
            shown.setdefault((record.court.host, record.received.year), set()).add(record.guid)
            for number in record.numbers_at(day):
                rows[record.guid, number] = {
                    "record": record.guid,
                    "court": record.court.host,
                    "received": record.received,
                    "number": number,
                    "seen": dt.datetime.combine(day, dt.time(3)),
                    "article": ARTICLE in charges,
                }
        for court in world.courts:
            for year in (year for year in YEARS if year <= day.year):
                period = Period(dt.date(year, 1, 1), min(dt.date(year, 12, 31), day - dt.timedelta(days=1)))
                records = frozenset(shown.get((court.host, year), ()))
                ended = dt.datetime.combine(day, dt.time(4))
                looks.setdefault(court.host, []).append(ShownLook(court.host, 1, period, day, ended, searched, records))
    return list(rows.values()), Looks({court: tuple(found) for court, found in looks.items()}, {}, {})


def simulate(scenario: Scenario, seed: int) -> World:
    """A world of ten courts under one scenario."""
    rng = np.random.default_rng([SEED, seed])
    habits = {}
    for number in range(1, COURTS + 1):
        habit = scenario.habit
        if scenario.varied:
            habit = replace(
                habit,
                yearly=int(habit.yearly * rng.uniform(0.5, 2.0)),
                share=habit.share * rng.uniform(0.5, 1.5),
                unpublished=habit.unpublished * rng.uniform(0.3, 1.7),
            )
        habits[garrison(number)] = habit
    return simulate_registers(seed, habits, YEARS)


@dataclass(frozen=True)
class Score:
    """One answer beside its truth."""

    truth: int
    shown: int
    value: float
    nearby: float
    """By the article's share among the shown neighbours of each gap."""
    interval: tuple[float, float]
    bounds: tuple[int, int]

    @property
    def covered(self) -> bool:
        """The interval at missing-at-random holds the truth."""
        return self.interval[0] <= self.truth <= self.interval[1]

    @property
    def bounded(self) -> bool:
        """The bounds hold it."""
        return self.bounds[0] <= self.truth <= self.bounds[1]


@dataclass
class Tally:
    """All answers of one scenario."""

    single: list[Score] = field(default_factory=list)
    country: list[Score] = field(default_factory=list)
    refused: int = 0


def replicate(scenario: Scenario, seed: int, tally: Tally) -> None:
    """Simulate, look, estimate, compare."""
    world = simulate(scenario, seed)
    rows, seen = observe(world, (dt.date(2023, 4, 20), scenario.last_visit), scenario.searched)
    judged = judge(list(registers(rows, seen, DELAY)), draws=2000, seed=seed)
    tally.refused += sum(one.sample is None for one in judged)
    passed = [one for one in judged if one.draws is not None]
    scores = [_score(world, one) for one in passed]
    tally.single += scores
    if scores:
        draws = np.sum([one.draws for one in passed if one.draws is not None], axis=0)
        bounds = (sum(one.bounds[0] for one in scores), sum(one.bounds[1] for one in scores))
        near = sum(one.nearby for one in scores)
        truth, shown = sum(one.truth for one in scores), sum(one.shown for one in scores)
        tally.country.append(Score(truth, shown, float(np.median(draws)), near, interval(draws, 0.95), bounds))


def _score(world: World, one: Judged) -> Score:
    register, own, draws = one.register, one.sample, one.draws
    assert register.swept.due is not None
    assert own is not None
    assert draws is not None
    truth = register_truth(
        world, register.court, register.year, register.swept.due.end, article=ARTICLE, register=register.register
    )
    value = float(np.median(draws))
    near = own.article + own.missing * own.nearby if own.nearby is not None else value
    return Score(truth.article, own.article, value, near, interval(draws, 0.95), (own.low, own.high))


def study() -> list[dict[str, Any]]:
    """One row for each scenario."""
    rows = []
    for number, (name, scenario) in enumerate(SCENARIOS.items()):
        started, tally = time.monotonic(), Tally()
        replicates = REFUSED_REPLICATES if scenario.refused else REPLICATES
        for turn in range(replicates):
            replicate(scenario, 1000 * number + turn, tally)
        rows.append(_row(name, tally, replicates))
        print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return rows


def _row(name: str, tally: Tally, replicates: int) -> dict[str, Any]:
    single, country = tally.single, tally.country
    asked = len(single) + tally.refused
    row: dict[str, Any] = {
        "scenario": name,
        "worlds": replicates,
        "register_years": asked,
        "refused": round(tally.refused / asked, 4),
    }
    row |= {f"register_{key}": value for key, value in _measures(single).items()}
    return row | {f"country_{key}": value for key, value in _measures(country).items()}


def _measures(scores: list[Score]) -> dict[str, Any]:
    def mean(values: list[Any]) -> float | None:
        return round(float(np.mean(values)), 3) if values else None

    hidden = sum(one.truth - one.shown for one in scores)
    return {
        "coverage_95": mean([one.covered for one in scores]),
        "bounds_cover": mean([one.bounded for one in scores]),
        "bias_of_hidden": round(sum(one.value - one.truth for one in scores) / hidden, 3) if hidden else None,
        "bias_by_neighbours": round(sum(one.nearby - one.truth for one in scores) / hidden, 3) if hidden else None,
        "width": mean([one.interval[1] - one.interval[0] for one in scores]),
        "bounds_width": mean([one.bounds[1] - one.bounds[0] for one in scores]),
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
