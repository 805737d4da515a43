from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from absentia import collect as room
from absentia.archive.shards import Shard
from absentia.collect import Collection
from absentia.collect.clock import SystemClock
from absentia.collect.collection import status_of
from absentia.errors import UsageProblem
from absentia.observatory import CONFIG, Observatory

HOSTS = [f"gvs-{number}.synthetic.example" for number in range(1, 7)]


@pytest.fixture
def observatory(tmp_path: Path) -> Observatory:
    made = Observatory.create(tmp_path)
    rows = "".join(f"{host},,Учебный суд {host},garrison,syn,\n" for host in HOSTS)
    (tmp_path / "courts.csv").write_text(f"host,code,name,level,region,template\n{rows}", encoding="utf-8")
    with (tmp_path / CONFIG).open("a") as file:
        file.write('[collect]\ncontact = "test@synthetic.example"\ncourts_file = "courts.csv"\n')
    return Observatory.open(made.path)


def test_a_collection_is_all_courts_those_named_or_the_part_of_one_machine(observatory: Observatory) -> None:
    assert [court.host for court in Collection.open(observatory).courts] == HOSTS
    assert [court.host for court in Collection.open(observatory, HOSTS[2:3]).courts] == HOSTS[2:3]
    parts = [Collection.open(observatory, part=Shard(part, 2)).courts for part in (1, 2)]
    assert sorted(court.host for part in parts for court in part) == HOSTS
    with pytest.raises(UsageProblem):
        Collection.open(observatory, ["nowhere.synthetic.example"])


def test_its_plan_asks_those_courts_and_its_status_names_them(observatory: Observatory) -> None:
    collection = Collection.open(observatory, HOSTS[:2])
    asked = collection.plan(provisions=("337",), since=dt.date(2023, 1, 1), until=dt.date(2023, 2, 1)).questions
    assert {question.court for question in asked} == set(HOSTS[:2])
    assert {question.provision for question in asked} == {"337"}
    assert [court.court for court in collection.status().courts] == HOSTS[:2]


def test_it_begins_now_or_where_a_rehearsal_does(observatory: Observatory) -> None:
    assert isinstance(Collection.open(observatory).clock, SystemClock)
    with (observatory.path / CONFIG).open("a") as file:
        file.write("rehearsal = { port = 1, start = 2023-03-14T09:00:00Z }\n")
    rehearsed = Collection.open(Observatory.open(observatory.path))
    assert rehearsed.clock.now() == dt.datetime(2023, 3, 14, 9, tzinfo=dt.UTC)


def test_the_room_has_six_names() -> None:
    assert room.__all__ == ["Collection", "Ledger", "Plan", "RunReport", "collect", "reading"]
    assert all(hasattr(room, name) for name in room.__all__)


@pytest.mark.parametrize("section", ["contact = 'a@b.example'", "courts = 'no such preset'", "daily_budget = 0"])
def test_without_courts_nobody_stands_and_settings_that_are_wrong_are_never_taken_for_that(
    tmp_path: Path, section: str
) -> None:
    made = Observatory.create(tmp_path / "imported")
    assert status_of(made) is None
    with (made.path / "absentia.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[collect]\n{section}\n")
    with pytest.raises(UsageProblem):
        status_of(Observatory.open(made.path))
