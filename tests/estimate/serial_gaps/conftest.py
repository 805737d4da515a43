"""Whole registers of invented courts, through pages, parser, tables and links (synthetic)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from tests.rehearsal.registers import Habit, Numbering, garrison, simulate_registers
from tests.rehearsal.written import Visit, write_world

from absentia.cli.main import run
from absentia.link.directory import write_directory
from absentia.observatory import Observatory
from absentia.rehearsal.courts import SyntheticCourt, directory
from absentia.rehearsal.world import World
from absentia.sources.ru_sudrf.template import Template

SEED = 7
YEARS = (2022, 2023)
FIRST, SECOND = dt.date(2023, 2, 10), dt.date(2023, 9, 20)
HABITS = {
    1: Habit(yearly=120, removed=0.1),
    2: Habit(yearly=100, unpublished=0.2, posting=3),
    3: Habit(yearly=100, numbering=Numbering.BLOCKS),
    4: Habit(yearly=100, numbering=Numbering.TWO_SERIES),
    5: Habit(yearly=160, numbering=Numbering.MARKED_SERIES),
    6: Habit(yearly=60),
    7: Habit(yearly=60, numbering=Numbering.SHUFFLED),
    8: Habit(yearly=60, numbering=Numbering.EVERY_SECOND),
}
BY_ARTICLE = 6
"""The court that is searched for one article only."""


VNKOD = (5, BY_ARTICLE)


def _court(number: int) -> SyntheticCourt:
    return garrison(number, Template.VNKOD if number in VNKOD else Template.PRIMARY)


def host(number: int) -> str:
    return garrison(number).host


def _year(year: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


@dataclass(frozen=True)
class Rehearsed:
    observatory: Observatory
    world: World


@pytest.fixture(scope="session")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    """Two visits to eight courts: what each shows of its register, and what it hides."""
    folder = tmp_path_factory.mktemp("registers")
    world = simulate_registers(SEED, {_court(number): habit for number, habit in HABITS.items()}, YEARS)
    whole = tuple(host(number) for number in HABITS if number != BY_ARTICLE)
    both = (_year(2022), _year(2023))
    visits = (
        Visit(FIRST, (_year(2022),), whole, cards=False),
        Visit(SECOND, both, whole, cards=False),
        Visit(SECOND, both, (host(BY_ARTICLE),), article="337", cards=False),
        # cards of one court: dates of publication
        Visit(SECOND + dt.timedelta(days=1), (_year(2022),), (host(2),)),
    )
    write_world(folder / "pages", world, visits)
    assert run(["parse", str(folder / "pages"), "--source", "ru_sudrf", "--into", str(folder / "observatory")]) == 0
    observatory = Observatory.open(folder / "observatory")
    write_directory(observatory, directory())
    return Rehearsed(observatory, world)
