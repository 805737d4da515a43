"""Tables with a column more than they should have (synthetic)."""

from __future__ import annotations

import pytest

from absentia.sources import get_source
from absentia.sources.ru_sudrf.tables import columns_of

SOURCE = get_source("ru_sudrf")
LISTING = """<html><title>Учебный суд (synthetic)</title><div id="modSdpContent">
<div class="title">Уголовные дела - первая инстанция</div>Всего по запросу найдено — 1.
<table id="tablcont"><tr><th>№ дела</th><th>Лица</th><th>Судья</th><th>{}</th></tr>
<tr><td><a href="?name_op=case&case_uid=00000000-0000-4000-8000-00000000000a">1-8/2026</a></td>
<td>Примеров Т.Т. - ст.337 ч.5 УК РФ</td><td>Судейкина С.С.</td><td>{}</td></tr></table></div></html>"""
CARD = """<html><title>Учебный суд (synthetic)</title><div id="modSdpContent">
<div class="title">Уголовные дела - первая инстанция</div><div class="casenumber">ДЕЛО № 1-8/2026</div>
<ul class="tabs"><li id="tab1">ЛИЦА</li></ul><div id="cont1"><table id="tablcont"><tr><th colspan="4">ЛИЦА</th></tr>
<tr><td>Фамилия / наименование</td><td>Перечень статей</td><td>{}</td></tr>
<tr><td>Примеров Тест Тестович</td><td>ст.337 ч.5 УК РФ</td><td>{}</td></tr></table></div></div></html>"""


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (["№ дела", "Номер дела", "Лица"], ["number", None, "info"]),
        (["Дата", "Дата события", "ДАТА"], ["date", None, None]),
        (["Категория", "Лица", "Стороны"], ["info", "info", "info"]),
        (["ИНН", "КПП", "ОГРН"], ["identifier"] * 3),
        (["неведомое", "Дата"], [None, "date"]),
    ],
)
def test_of_two_columns_with_one_meaning_the_first_is_read(header: list[str], columns: list[str | None]) -> None:
    assert columns_of(header) == columns


def test_persons_of_two_columns_are_all_read() -> None:
    (row,) = SOURCE.read(LISTING.format("Информация по делу", "Образцов П.И. - ст.338 ч.1 УК РФ").encode()).rows
    assert [(one.name, len(one.charges)) for one in row.defendants] == [("Примеров Т.Т.", 1), ("Образцов П.И.", 1)]


@pytest.mark.parametrize(
    ("page", "header", "where"), [(LISTING, "Судья", "listing"), (CARD, "Фамилия / наименование", "ЛИЦА")]
)
def test_any_other_second_column_is_an_issue(page: str, header: str, where: str) -> None:
    record = SOURCE.read(page.format(header, "Образцов П.И.").encode())
    assert [(one.kind, one.where, one.raw) for one in record.issues] == [("unknown_column", where, header)]
    names = [one.name for one in record.defendants] or [row.filing.judge for row in record.rows]
    assert names == (["Судейкина С.С."] if page == LISTING else ["Примеров Тест Тестович"])
