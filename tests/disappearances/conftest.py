"""Courthouses visited week after week in virtual time: the oracle of disappearances (synthetic)."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.collect.conftest import Lab, _only_loopback, lab  # noqa: F401  fixtures

from absentia.cli.main import run
from absentia.collect import Ledger, RunReport, collect, reading
from absentia.collect.captcha import take_answer, waiting
from absentia.collect.clock import VirtualClock
from absentia.collect.courts import Court
from absentia.collect.plan import make_plan
from absentia.collect.request import Loopback
from absentia.collect.settings import Settings
from absentia.disappearances import alarms_of_run
from absentia.observatory import Observatory
from absentia.rehearsal.courthouse import Courthouse, live
from absentia.rehearsal.courthouse.life import Life
from absentia.sources.ru_sudrf.courts import LEVELS


@dataclass(frozen=True)
class Watched:
    """A courthouse, and the observatory of somebody who came every week."""

    observatory: Observatory
    life: Life
    reports: tuple[RunReport, ...]
    """By week."""


def watch(folder: Path, *, courts: int, months: int, seed: int, faults: tuple[str, ...] = ()) -> Watched:
    """Collect every seventh day until the end of the life; a person answers captchas."""
    house = Courthouse(live(courts=courts, months=months, seed=seed), faults, seed)
    life = house.life
    observatory = Observatory.create(folder / "observatory")
    settings = Settings(contact="test@synthetic.example", provisions=("332", "337", "338"), daily_budget=10**6)
    asked = [
        Court(c.host, c.name, c.code, LEVELS[c.level], c.region, c.template) for c in (s.court for s in life.sites)
    ]
    reports = []
    day = dt.datetime.combine(life.start, dt.time(9), tzinfo=dt.UTC)
    with house.serve() as running:
        while day.date() <= life.end:
            clock = VirtualClock(day)
            ledger = reading(observatory)
            plan = make_plan(settings, asked, ledger, clock.now())
            if ledger is not None:
                ledger.close()
            reports.append(
                asyncio.run(
                    collect(
                        observatory,
                        plan,
                        clock=clock,
                        transport=Loopback(running.port),
                        progress=_person(observatory, house, clock),
                        alarms=alarms_of_run,
                    )
                )
            )
            day = max(clock.now(), day + dt.timedelta(days=7))
    assert run(["-C", str(observatory.path), "parse"]) in (0, 1)
    return Watched(observatory, life, tuple(reports))


def _person(observatory: Observatory, house: Courthouse, clock: VirtualClock) -> Callable[[Any], None]:
    """Reads captchas while the run goes on."""
    steps = iter(range(10**9))

    def answer(_progress: Any) -> None:
        if next(steps) % 5 or not house.faults:
            return
        ledger = Ledger(observatory.path / "state.sqlite")
        for row in waiting(ledger):
            take_answer(ledger, row["id"], house.captcha_answer(row["captcha_id"]), clock.now())
        ledger.close()

    return answer


@pytest.fixture(scope="session")
def peaceful(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """A quarter without faults."""
    return watch(tmp_path_factory.mktemp("peaceful"), courts=4, months=3, seed=1)


@pytest.fixture(scope="session")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """A quarter with every fault, a month's outage among them."""
    return watch(tmp_path_factory.mktemp("troubled"), courts=2, months=3, seed=3, faults=("all",))
