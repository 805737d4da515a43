"""Courts by their names, hosts and codes: what one name may mean, a row per branch."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.link.filings import A, B

from absentia.link.courts import CourtNames, ListedCourt, Told, first_hosts, fold_host, fold_name, listed_court
from absentia.rehearsal.courts import directory

ONE, OTHER = "one--reg.synthetic.example", "other--reg.synthetic.example"
UNLISTED = "99XX0001"
INVENTED = ListedCourt(
    "gvs-1.synthetic.example",
    "Учебный гарнизонный военный суд № 1 (synthetic)",
    "ovs-1.synthetic.example",
    "Учебная область «Восток» (synthetic)",
)
TOLD = Told(directory())


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, None),
        ({"host": "no.such.example"}, None),
        ({"code": UNLISTED}, None),
        ({"host": "gvs-1.synthetic.example"}, INVENTED),
        ({"host": "GVS-1.synthetic.example"}, INVENTED),
        ({"code": "00GV0001"}, INVENTED),
        # a code says more than a host
        ({"host": "gvs-2.synthetic.example", "code": "00GV0001"}, INVENTED),
    ],
)
def test_a_directory_is_asked_by_code_or_else_by_host(asked: dict[str, str], found: ListedCourt | None) -> None:
    assert listed_court(host=asked.get("host"), code=asked.get("code"), told=TOLD) == found


def test_the_sources_own_directory_comes_first() -> None:
    by_host = listed_court(host="yargvs--jrs.sudrf.ru")
    assert by_host is not None
    assert (by_host.host, by_host.name) == ("yargvs--jrs.sudrf.ru", "Ярославский гарнизонный военный суд")
    assert by_host.okrug is not None
    assert by_host.okrug.endswith(".sudrf.ru")
    assert by_host.region is not None
    assert listed_court(code="77GV0013", host="gvs-1.synthetic.example", told=TOLD) == by_host


def test_a_court_nobody_was_told_of_is_not_listed() -> None:
    assert listed_court(host="gvs-1.synthetic.example") is None
    assert CourtNames.learn([]).key(None, "00GV0001") == "00GV0001"
    assert CourtNames.learn([], told=TOLD).key(None, "00GV0001") == "gvs-1.synthetic.example"
    assert CourtNames.learn([], told=TOLD).key("00GV0001", "00GV0001") == "gvs-1.synthetic.example"


def test_a_code_of_two_courts_names_neither() -> None:
    one = CourtNames.learn([(ONE, UNLISTED, None)])
    assert one.key(None, UNLISTED) == one.key(UNLISTED, UNLISTED) == ONE
    two = CourtNames.learn([(ONE, UNLISTED, None), (OTHER, UNLISTED, None)])
    assert two.key(None, UNLISTED) == UNLISTED
    moved = CourtNames.learn([(ONE, UNLISTED, None), (OTHER, UNLISTED, None)], {fold_host(OTHER): fold_host(ONE)})
    assert moved.key(None, UNLISTED) == moved.key(OTHER, None) == ONE
    assert one.key(None, None) == "?"


def test_spellings_of_hosts_and_names_are_folded() -> None:
    assert fold_host(" WWW.One--Reg.example ") == "one--reg.example"
    assert fold_host("One.reg.sudrf.ru") == fold_host("one--reg.SUDRF.ru") == "one--reg.sudrf.ru", (
        "the portal's two spellings"
    )
    assert fold_name("Суд  в Королёве №7") == "суд в королеве № 7"
    one = "one--reg.sudrf.ru"
    names = CourtNames.learn([("one.reg.sudrf.ru", None, "Суд"), (one, None, "Суд")])
    assert names.key("ONE.reg.sudrf.ru", None) == names.by_name("суд") == one, "the module host, where known"


def test_the_first_host_is_the_one_seen_first_however_often_a_host_is_met() -> None:
    a, b, c = ("a.sudrf.ru", "2022"), ("b.sudrf.ru", "2021"), ("c.sudrf.ru", "2023")
    assert first_hosts([(*c, *a), (*a, *b)]) == {"a.sudrf.ru": "b.sudrf.ru", "c.sudrf.ru": "b.sudrf.ru"}
    # the earliest of what is told of a host counts, in either place
    late = ("a.sudrf.ru", "2030")
    assert first_hosts([("a.sudrf.ru", "2020", *b), (*late, *c)]) == {
        "b.sudrf.ru": "a.sudrf.ru",
        "c.sudrf.ru": "a.sudrf.ru",
    }
    assert first_hosts([(*b, "a.sudrf.ru", "2020"), (*c, *late)]) == {
        "b.sudrf.ru": "a.sudrf.ru",
        "c.sudrf.ru": "a.sudrf.ru",
    }


NAMES: Sequence[tuple[str, str | None, str | None]] = [
    (A, "00GV0001", "Учебный гарнизонный военный суд № 1 (synthetic)"),
    (B, "00GV0002", "Учебный гарнизонный военный суд № 2 (synthetic)"),
    ("x--reg.sudrf.ru", None, "Примерный суд"),
    ("y.synthetic.example", None, "Примерный суд"),
]


def test_courts_are_found_however_they_are_written() -> None:
    names = CourtNames.learn(NAMES)
    assert names.by_name("Учебный ГВС №1 (synthetic)") == A
    assert names.by_name("учебный  гарнизонный военный суд № 2 (synthetic)") == B
    assert names.by_name("Примерный суд") is None, "two courts bear the name"
    assert names.by_name("Ярославский ГВС") == "yargvs--jrs.sudrf.ru", "the directory knows it"
    assert names.by_name("Суд, которого нет") is None
    assert names.key("00GV0001", "00GV0001") == A
    # without a host on any page the directory's code gives the key, and names lead to the same key
    seen = [("00GV0001", "00GV0001", "Учебный гарнизонный военный суд № 1 (synthetic)")]
    by_code = CourtNames.learn(seen, told=Told(directory()))
    assert by_code.by_name("Учебный ГВС № 1 (synthetic)") == by_code.key("00GV0001", "00GV0001") == A
    assert names.key("x.reg.sudrf.ru", None) == "x--reg.sudrf.ru"
    assert names.key(None, "00GV9999") == "00GV9999"
    assert fold_host("X--REG.sudrf.ru") == fold_host("x.reg.sudrf.ru")
    assert fold_name("Смоленского гарнизонного военного суда") == fold_name("Смоленского ГВС")
