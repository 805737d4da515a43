"""Title and court as witnesses of the instance: they agree, or an issue says so. Courts are invented (synthetic)."""

from __future__ import annotations

import pytest

from absentia.model import Instance, Procedure
from absentia.sources import get_source

PAGE = """<html><title>Учебный суд (synthetic)</title><a href="https://ej.sudrf.ru/?fromOa={code}">Подача</a>
<div id="modSdpContent"><div class="title">{title}</div>
<p>Всего по запросу найдено — 1. На странице записи с 1 по 1.</p>
<table id="tablcont"><tr><th>№ дела</th><th>Дата поступления</th><th>{column}</th><th>Судья</th></tr><tr><td>
<a href="/modules.php?name=sud_delo&name_op=case&case_uid=00000000-0000-4000-8000-00000000000a">{number}</a></td>
<td>02.03.2026</td><td></td><td></td></tr></table></div></html>"""
CRIMINAL, CIVIL, KAS = Procedure.CRIMINAL, Procedure.CIVIL, Procedure.KAS
FIRST, APPEAL, CASSATION = Instance.FIRST, Instance.APPEAL, Instance.CASSATION


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
        ("Уголовные дела", "99OV0000", "22-5/2026", (Procedure.UNKNOWN, Instance.UNKNOWN), ["unknown_title"]),
        ("Уголовные дела - где-то", "99GV0001", "1-5/2026", (Procedure.UNKNOWN, Instance.UNKNOWN), ["unknown_title"]),
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
