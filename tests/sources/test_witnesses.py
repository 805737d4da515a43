"""Witnesses of a page's register: they agree, or an issue says so. Courts are invented (synthetic)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from absentia.model import Instance, PageRecord, Procedure
from absentia.sources import get_source
from absentia.sources.ru_sudrf.witnesses import numbers_in, register_told

PAGE = """<html><title>Учебный суд (synthetic)</title><a href="https://ej.sudrf.ru/?fromOa={code}">Подача</a>
<div id="modSdpContent"><div class="title">{title}</div>
<p>Всего по запросу найдено — 1. На странице записи с 1 по 1.</p>
<table id="tablcont"><tr><th>№ дела</th><th>Дата поступления</th><th>{column}</th><th>Судья</th></tr><tr><td>
<a href="/modules.php?name=sud_delo&name_op=case&case_uid=00000000-0000-4000-8000-00000000000a">{number}</a></td>
<td>02.03.2026</td><td></td><td></td></tr></table></div></html>"""
CRIMINAL, CIVIL, KAS = Procedure.CRIMINAL, Procedure.CIVIL, Procedure.KAS
FIRST, APPEAL, CASSATION, UNKNOWN = Instance.FIRST, Instance.APPEAL, Instance.CASSATION, Instance.UNKNOWN


@pytest.mark.parametrize(
    ("title", "code", "number", "register", "kinds"),
    [
        ("Уголовные дела - апелляция", "99KV0000", "7У-5/2026", (CRIMINAL, CASSATION), ["register_mismatch"]),
        ("Уголовные дела - апелляция", "99KJ0001", "7У-5/2026", (CRIMINAL, CASSATION), ["register_mismatch"]),
        ("Уголовные дела - кассация", "99KV0000", "7У-5/2026", (CRIMINAL, CASSATION), []),
        ("Уголовные дела - апелляция", "99OV0000", "22-5/2026", (CRIMINAL, APPEAL), []),
        ("Уголовные дела - апелляция", "99AV0000", "55-5/2026", (CRIMINAL, APPEAL), []),
        ("Уголовные дела", "99GV0001", "1-5/2026", (CRIMINAL, FIRST), []),
        ("Уголовные дела", "99KJ0001", "7У-5/2026", (CRIMINAL, CASSATION), []),
        ("Уголовные дела", "99OV0000", "22-5/2026", (CRIMINAL, APPEAL), []),
        ("Уголовные дела", "99OV0000", "5-5/2026", (CRIMINAL, UNKNOWN), ["unknown_title"]),
        ("Уголовные дела - где-то", "99GV0001", "1-5/2026", (Procedure.UNKNOWN, UNKNOWN), ["unknown_title"]),
    ],
)
def test_the_instance_is_what_its_witnesses_say(
    title: str, code: str, number: str, register: tuple[Procedure, Instance], kinds: list[str]
) -> None:
    page = PAGE.format(title=title, code=code, number=number, column="Лица")
    record = get_source("ru_sudrf").read(page.encode())
    assert (record.procedure, record.instance) == register
    assert [(row.procedure, row.instance) for row in record.rows] == [register]
    assert [issue.kind for issue in record.issues] == kinds


@pytest.mark.parametrize(("number", "procedure"), [("8Г-5/2026", CIVIL), ("8а-5/2026", KAS)])
def test_where_the_number_tells_the_procedure_the_court_still_tells_the_instance(
    number: str, procedure: Procedure
) -> None:
    title = "Гражданские и административные дела - апелляция"
    page = PAGE.format(title=title, code="99KJ0001", number=number, column="Категория / Стороны / Суд")
    record = get_source("ru_sudrf").read(page.encode())
    assert [(row.procedure, row.instance) for row in record.rows] == [(procedure, CASSATION)]
    assert "register_mismatch" in {issue.kind for issue in record.issues}


APPEALS, FIRSTS, SHORT = ("4", "4"), ("1540006", "0"), ("4", "2450001")
CRIMES, SUITS, OFFENCES = "Уголовные дела", "Гражданские и административные дела", "Административные правонарушения"


@pytest.mark.parametrize(
    ("title", "number", "more", "procedure", "instance", "mismatch"),
    [
        # each alone completes a title without an instance
        (CRIMES, None, {}, CRIMINAL, UNKNOWN, None),
        (CRIMES, None, {"court_code": "99AV0000"}, CRIMINAL, APPEAL, None),
        (CRIMES, None, {"numbers": APPEALS}, CRIMINAL, APPEAL, None),
        (CRIMES, "22-5/2026", {}, CRIMINAL, APPEAL, None),
        (CRIMES, "22К–5/26", {}, CRIMINAL, APPEAL, None),
        (CRIMES, "2-5/2022", {}, CRIMINAL, FIRST, None),
        (CRIMES, "77-5/2026", {}, CRIMINAL, CASSATION, None),
        (CRIMES, "5", {}, CRIMINAL, UNKNOWN, None),
        (CRIMES, None, {"below": True}, CRIMINAL, UNKNOWN, None),
        # before 2013 the same index was that of cassation
        (CRIMES, "22-5/2012", {}, CRIMINAL, UNKNOWN, None),
        ("Уголовные дела - кассация", "22-5/2012", {}, CRIMINAL, CASSATION, None),
        ("Уголовные дела - кассация", "22-5/2013", {}, CRIMINAL, CASSATION, ("number", "title")),
        # a series is no index: building 1, case 5
        ("Уголовные дела - апелляция", "1-1-5/2026", {}, CRIMINAL, APPEAL, None),
        # the stronger of two is believed
        ("Уголовные дела - апелляция", None, {"court_code": "99KV0000"}, CRIMINAL, CASSATION, ("title", "court")),
        ("Уголовные дела - апелляция", None, {"court_code": "99GV0001"}, CRIMINAL, FIRST, ("title", "court")),
        ("Уголовные дела - первая инстанция", None, {"numbers": APPEALS}, CRIMINAL, FIRST, ("numbers", "title")),
        ("Уголовные дела - первая инстанция", "22-5/2026", {}, CRIMINAL, FIRST, ("number", "title")),
        ("Уголовные дела - первая инстанция", None, {"below": True}, CRIMINAL, FIRST, ("table", "title")),
        ("Гражданские дела - апелляция", None, {"charged": True}, CIVIL, APPEAL, ("table", "title")),
        ("Уголовные дела - апелляция", "33-5/2026", {}, CRIMINAL, APPEAL, ("number", "title")),
        ("Уголовные дела", "22-5/2026", {"numbers": FIRSTS}, CRIMINAL, FIRST, ("number", "numbers")),
        # the first of several contradictions is told
        (f"{CRIMES} - апелляция", "22-5/2026", {"court_code": "99KJ0001"}, CRIMINAL, CASSATION, ("title", "court")),
        # all agree
        ("Уголовные дела - апелляция", "22-5/2026", {"court_code": "99OV0000", "numbers": APPEALS, "below": True},
         CRIMINAL, APPEAL, None),
        ("Уголовные дела - кассация", "7У-5/2026", {"court_code": "99KJ0001", "numbers": SHORT, "charged": True},
         CRIMINAL, CASSATION, None),
        # what every court has on its own, and complaints a garrison court hears
        ("Производство по материалам", "3/1-5/2026", {"court_code": "99KV0000"}, Procedure.MATERIAL, FIRST, None),
        (f"{OFFENCES} - жалобы на постановления", None, {"court_code": "99GV0001"}, Procedure.KOAP, APPEAL, None),
        # one title, or one number of the register, for suits of both kinds
        (f"{SUITS} - апелляция", None, {}, Procedure.UNKNOWN, APPEAL, None),
        (f"{SUITS} - апелляция", "33-5/2026", {}, CIVIL, APPEAL, None),
        (f"{SUITS} - апелляция", "33а-5/2026", {"numbers": ("1540005", "5")}, KAS, APPEAL, None),
        # without a title the register's number tells, and nothing weaker does
        (None, None, {"numbers": APPEALS}, CRIMINAL, APPEAL, None),
        (None, None, {"numbers": ("77", "0")}, Procedure.UNKNOWN, UNKNOWN, None),
        (None, "22-5/2026", {"court_code": "99OV0000"}, Procedure.UNKNOWN, UNKNOWN, None),
        ("Неведомые дела", "22-5/2026", {"numbers": APPEALS}, Procedure.UNKNOWN, UNKNOWN, None),
    ],
)  # fmt: skip
def test_witnesses_are_heard_in_their_order(
    title: str | None, number: str | None, more: dict[str, Any], procedure: Procedure, instance: Instance,
    mismatch: tuple[str, str] | None,
) -> None:  # fmt: skip
    told = register_told(title, number, **more)
    assert (told.procedure, told.instance, told.mismatch) == (procedure, instance, mismatch)
    assert told.title_known == (instance is not UNKNOWN)


@pytest.mark.parametrize(
    ("address", "numbers"),
    [
        ("/modules.php?name=sud_delo&name_op=case&case_id=1&delo_id=4&new=4", ("4", "4")),
        ("/modules.php?name=sud_delo&delo_id=1540006&new=", ("1540006", "0")),
        ("/modules.php?name=sud_delo&new=5&_x=1&_deloId=1540005", ("1540005", "5")),
        ("/modules.php?name_op=case&_deloId=1540005&_caseType=0&_new=5&srv_num=1", ("1540005", "5")),
        ("/modules.php?delo_id=4", ("4", "0")),
        ("/modules.php?delo_id=4x&new=4", None),
        ("/modules.php?name=sud_delo", None),
        (None, None),
    ],
)
def test_an_address_carries_the_numbers_of_its_register(address: str | None, numbers: tuple[str, str] | None) -> None:
    assert numbers_in(address) == numbers


def listing(title: str, rows: Sequence[tuple[str, str]], *, column: str = "Лица", code: str = "99OV0000") -> PageRecord:
    one, other = PAGE.split("<tr><td>\n")
    row, rest = other.split("</tr>", 1)
    cells = "".join(f"<tr><td>\n{row.replace('_op=case', link)}</tr>".format(number=number) for number, link in rows)
    return get_source("ru_sudrf").read((one.format(title=title, code=code, column=column) + cells + rest).encode())


def test_a_contradiction_is_told_once_with_both_witnesses() -> None:
    record = listing("Уголовные дела - первая инстанция", [("22-5/2026", "_op=case"), ("22-6/2026", "_op=case")])
    found = [issue.raw for issue in record.issues if issue.kind == "register_mismatch"]
    assert found == ["Уголовные дела - первая инстанция / 22-5/2026"]
    assert record.instance == FIRST
    linked = listing("Уголовные дела - первая инстанция", [("5", "_op=case&delo_id=4&new=4")])
    found = [issue.raw for issue in linked.issues if issue.kind == "register_mismatch"]
    assert found == ["Уголовные дела - первая инстанция / delo_id=4&new=4"]


def test_rows_of_two_instances_leave_the_page_untold() -> None:
    record = listing("Уголовные дела", [("22-5/2026", "_op=case"), ("1-6/2026", "_op=case")])
    assert [row.instance for row in record.rows] == [APPEAL, FIRST]
    assert (record.procedure, record.instance) == (CRIMINAL, UNKNOWN)
    assert "unknown_title" in {issue.kind for issue in record.issues}


def test_a_page_s_own_address_speaks_where_its_links_do_not() -> None:
    address = "https://gvs--syn.synthetic.example/modules.php?name=sud_delo&name_op=r&delo_id=4&new=4"
    page = PAGE.format(title=CRIMES, code="99OV0000", number="5", column="Лица")
    record = get_source("ru_sudrf").read(page.encode(), url=address)
    assert (record.instance, [row.instance for row in record.rows]) == (APPEAL, [APPEAL])
    linked = page.replace("_op=case", "_op=case&delo_id=1540006&new=")
    record = get_source("ru_sudrf").read(linked.encode(), url=address)
    assert [row.instance for row in record.rows] == [FIRST]


def test_a_column_that_names_a_court_below_is_of_no_first_instance() -> None:
    record = listing("Уголовные дела - первая инстанция", [("5", "_op=case")], column="Лица / Суд первой инстанции")
    assert [issue.raw for issue in record.issues if issue.kind == "register_mismatch"] == [
        "Уголовные дела - первая инстанция / table"
    ]


HEARINGS = """<html><title>Учебный суд (synthetic)</title><a href="https://ej.sudrf.ru/?fromOa={code}">Подача</a>
<div id="modSdpContent"><div class="title">Список дел, назначенных к слушанию на 02.03.2026</div>
<table id="tablcont"><tr><th>№ п/п</th><th>Номер дела</th><th>Информация по делу</th><th>Судья</th></tr>
<tr><td colspan="4">{section}</td></tr><tr><td>1.</td><td>
<a href="/modules.php?name=sud_delo&name_op=case&case_uid=00000000-0000-4000-8000-00000000000a">{number}</a></td>
<td></td><td></td></tr></table></div></html>"""


@pytest.mark.parametrize(
    ("section", "code", "number", "register", "kinds"),
    [
        ("Уголовные дела - апелляция", "99KV0000", "7У-5/2026", (CRIMINAL, CASSATION), ["register_mismatch"]),
        ("Уголовные дела", "99OV0000", "22-5/2026", (CRIMINAL, APPEAL), []),
        ("Уголовные дела", "99OV0000", "5-5/2026", (CRIMINAL, UNKNOWN), ["unknown_title"]),
        ("Неведомые дела", "99OV0000", "22-5/2026", (Procedure.UNKNOWN, UNKNOWN), ["unknown_title"]),
    ],
)
def test_sections_of_a_hearing_list_have_the_same_witnesses(
    section: str, code: str, number: str, register: tuple[Procedure, Instance], kinds: list[str]
) -> None:
    record = get_source("ru_sudrf").read(HEARINGS.format(section=section, code=code, number=number).encode())
    assert [(row.procedure, row.instance) for row in record.rows] == [register]
    assert [issue.kind for issue in record.issues] == kinds


CARD = """<html><title>Учебный суд (synthetic)</title><a href="https://ej.sudrf.ru/?fromOa=99OV0000">Подача</a>
<div id="modSdpContent"><div class="title">{title}</div><div class="casenumber">ДЕЛО № {number}</div>
<ul class="tabs"><li id="tab1">ДЕЛО</li></ul><div id="cont1"><table id="tablcont"><tr><th colspan="2">ДЕЛО</th></tr>
<tr><td><b>{label}</b></td><td>{value}</td></tr></table></div></div></html>"""


@pytest.mark.parametrize(
    ("title", "number", "label", "url", "instance", "raw"),
    [
        ("Уголовные дела", "22-5/2026", "Судья", None, APPEAL, None),
        ("Уголовные дела", "5", "Судья", "delo_id=4&new=4", APPEAL, None),
        ("Уголовные дела - первая инстанция", "1-5/2026", "Районный суд", None, FIRST,
         "Уголовные дела - первая инстанция / table"),
        ("Уголовные дела - первая инстанция", "1-5/2026", "Судья", "delo_id=4&new=4", FIRST,
         "Уголовные дела - первая инстанция / delo_id=4&new=4"),
    ],
)  # fmt: skip
def test_a_card_has_the_same_witnesses(
    title: str, number: str, label: str, url: str | None, instance: Instance, raw: str | None
) -> None:
    page = CARD.format(title=title, number=number, label=label, value="Учебный")
    address = f"https://gvs--syn.synthetic.example/modules.php?name=sud_delo&name_op=case&{url}" if url else None
    record = get_source("ru_sudrf").read(page.encode(), url=address)
    assert (record.procedure, record.instance) == (CRIMINAL, instance)
    assert [issue.raw for issue in record.issues if issue.kind == "register_mismatch"] == ([raw] if raw else [])
