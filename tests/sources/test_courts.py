from __future__ import annotations

import csv
from pathlib import Path

import pytest

from absentia.sources.ru_sudrf.courts import Court, court_by_code, court_by_host, courts, resolve_court
from absentia.sources.ru_sudrf.links import module_host
from absentia.sources.ru_sudrf.uid import COURT_CODE

SPELLINGS = {
    "Ярославский ГВС": "77GV0013",
    "Ярославский гарнизонный военный суд": "77GV0013",
    "ярославский  Гарнизонный Военный Суд": "77GV0013",
    "Ярославский ГВC": "77GV0013",  # the last letter is Latin
    "224 ГВС": "39GV0005",
    "224 гарнизонный военный суд": "39GV0005",
    "224-й гарнизонный военный суд": "39GV0005",
    "224ГВС": "39GV0005",
    "Смоленский ГВС": "77GV0021",
    "Санкт-Петербургский гарнизонный военный суд": "78GV0001",
    "Великоновгородский гарнизонный военный суд": "78GV0006",
    "2-й Западный окружной военный суд": "77OV0000",
    "2 Западный окружной военный суд": "77OV0000",
    "2-й Западный ОВС": "77OV0000",
    "2ЗОВС": "77OV0000",
    "2 ЗОВС": "77OV0000",
    "1ВОВС": "27OV0000",
    "ЮОВС": "61OV0000",
    "Балтийский флотский военный суд": "39OV0000",
    "Кассационный военный суд": "54KV0000",
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_name_is_resolved_however_it_is_written(name: str) -> None:
    court = resolve_court(name)
    assert court is not None
    assert court.code == SPELLINGS[name]


@pytest.mark.parametrize(
    "name", ["", "ГВС", "гарнизонный военный суд", "Промышленный районный суд", "Примерный ГВС", "2"]
)
def test_what_names_no_court_or_several_resolves_to_none(name: str) -> None:
    assert resolve_court(name) is None


def test_every_court_is_found_by_its_own_name_unless_two_share_it() -> None:
    names = [court.name for court in courts()]
    for court in courts():
        expected = court if names.count(court.name) == 1 else None
        assert resolve_court(court.name) is expected


def test_both_spellings_of_a_host_are_the_same_court() -> None:
    assert len({court.module_host for court in courts() if court.host}) == sum(1 for court in courts() if court.host)
    for court in courts():
        if court.host and court.module_host:
            assert court_by_host(court.host) is court_by_host(court.module_host) is court
            assert module_host(court.host) == court.module_host


def test_every_code_is_well_formed_and_finds_its_court() -> None:
    coded = [court for court in courts() if court.code]
    assert len(coded) == len({court.code for court in coded})
    for court in coded:
        assert court.code is not None
        assert COURT_CODE.fullmatch(court.code)
        assert court_by_code(court.code.lower()) is court


def test_a_code_does_not_tell_the_region_so_the_directory_does() -> None:
    court = court_by_code("61GV0011")
    assert court is not None
    assert (court.name, court.region) == ("Махачкалинский гарнизонный военный суд", "Республика Дагестан")
    garrison = [court for court in courts() if court.level == "garrison" and court.code and court.region_code]
    assert sum(1 for court in garrison if court.code and court.code[:2] != court.region_code) > 70


def test_every_listed_garrison_court_belongs_to_a_known_okrug_court() -> None:
    for court in courts():
        if court.level == "garrison" and court.active:
            assert isinstance(court.okrug, Court), court.name
            assert court.okrug.level == "okrug"
    spb = resolve_court("224 ГВС")
    assert spb is not None
    assert spb.okrug is resolve_court("1ЗОВС")
    assert spb.region == "Город Санкт-Петербург"


def test_hosts_of_other_platforms_are_no_module_hosts() -> None:
    for host in (
        "mos-gorsud.ru",
        "sudrf.ru",
        "www.sudrf.ru",
        "17.perm.msudrf.ru",
        "",
        "sudrf.ru.example.org",
        "..sudrf.ru",
    ):
        assert module_host(host) is None or host == "..sudrf.ru"
    assert module_host("1kas.sudrf.ru") == "1kas.sudrf.ru"
    assert court_by_host("nothing--nowhere.sudrf.ru") is None


def test_the_directory_is_the_one_of_the_facts(shared: Path) -> None:
    own = Path(__file__).parents[2] / "src/absentia/sources/ru_sudrf/courts.csv"
    with own.open(encoding="utf-8") as ours, (shared / "facts/military_courts.csv").open(encoding="utf-8") as theirs:
        assert list(csv.DictReader(ours)) == list(csv.DictReader(theirs))
