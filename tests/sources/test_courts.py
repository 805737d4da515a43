from __future__ import annotations

import csv
from pathlib import Path

import pytest

from absentia.sources.ru_sudrf.courts import court, court_named, courts, fold_name
from absentia.sources.ru_sudrf.links import module_host
from absentia.sources.ru_sudrf.uid import COURT_CODE

OWN = Path(__file__).parents[2] / "src/absentia/sources/ru_sudrf/courts.csv"
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
    found = court_named(name)
    assert found is not None
    assert found.code == SPELLINGS[name]


@pytest.mark.parametrize(
    "name", ["", "ГВС", "гарнизонный военный суд", "Промышленный районный суд", "Примерный ГВС", "2"]
)
def test_what_names_no_court_or_several_resolves_to_none(name: str) -> None:
    assert court_named(name) is None


def test_every_court_is_found_by_its_own_name_unless_two_share_it() -> None:
    names = [one.name for one in courts()]
    for one in courts():
        expected = one if names.count(one.name) == 1 else None
        assert court_named(one.name) is expected


def test_both_spellings_of_a_host_are_the_same_court() -> None:
    with OWN.open(encoding="utf-8") as file:
        hosts = [(row["host"], row["module_host"]) for row in csv.DictReader(file) if row["host"]]
    assert len({own for _host, own in hosts}) == len(hosts)
    for host, own in hosts:
        found = court(host=host)
        assert found is not None
        assert found is court(host=own)
        assert module_host(host) == own == found.host


def test_every_code_is_well_formed_and_finds_its_court() -> None:
    coded = [one for one in courts() if one.code]
    assert len(coded) == len({one.code for one in coded})
    for one in coded:
        assert one.code is not None
        assert COURT_CODE.fullmatch(one.code)
        assert court(code=one.code.lower()) is one


def test_a_code_does_not_tell_the_region_so_the_directory_does() -> None:
    found = court(code="61GV0011")
    assert found is not None
    assert (found.name, found.region) == ("Махачкалинский гарнизонный военный суд", "Республика Дагестан")
    with OWN.open(encoding="utf-8") as file:
        garrison = [row for row in csv.DictReader(file) if row["level"] == "garrison" and row["code"]]
    assert sum(row["code"][:2] != row["location_region_code"] for row in garrison if row["location_region_code"]) > 70


def test_every_listed_garrison_court_belongs_to_a_known_okrug_court() -> None:
    for one in courts():
        if one.level == "garrison" and one.active:
            above = court(host=one.above)
            assert above is not None, one.name
            assert above.level == "okrug"
    spb = court_named("224 ГВС")
    assert spb is not None
    assert court(host=spb.above) is court_named("1ЗОВС")
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
    assert court(host="nothing--nowhere.sudrf.ru") is None


def test_the_directory_is_the_one_of_the_facts(shared: Path) -> None:
    with OWN.open(encoding="utf-8") as ours, (shared / "facts/military_courts.csv").open(encoding="utf-8") as theirs:
        assert list(csv.DictReader(ours)) == list(csv.DictReader(theirs))


def test_long_forms_and_abbreviations_fold_to_one_and_other_names_stay() -> None:
    assert fold_name("ярославского гарнизонного военного суда") == "ярославского гвс"
    assert fold_name("балтийский флотский военный суд") == "балтийский фвс"
    assert fold_name("промышленный районный суд") == "промышленный районный суд"
