"""Words the portals are known to write: each means something, or is ignored on purpose. Pages are invented."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from absentia.model import Instance, PageRecord, Procedure
from absentia.sources import get_source
from absentia.sources.protocol import Ending
from absentia.sources.ru_sudrf.text import key
from absentia.sources.ru_sudrf.vocabulary import (
    column_field,
    ending,
    heading_of,
    known_phrase,
    names_court_below,
    vocabulary,
)

SOURCE = get_source("ru_sudrf")
CARD = """<html><title>Учебный суд (synthetic)</title><div id="modSdpContent">
<div class="title">Уголовные дела - кассация</div><div class="casenumber">ДЕЛО № 77-8/2026 (77-3/2025;)</div>
<ul class="tabs"><li id="tab1">ДЕЛО</li></ul><div id="cont1">{table}</div></div></html>"""


def card(section: str, *rows: tuple[str, ...]) -> PageRecord:
    """A card with one table."""
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    width = len(rows[0])
    table = f'<table id="tablcont"><tr><th colspan="{width}">{section}</th></tr>{cells}</table>'
    return SOURCE.read(CARD.format(table=table).encode())


def test_phrases_of_other_programs_are_mapped_or_ignored_on_purpose(shared: Path) -> None:
    heads = {"event": vocabulary().events, "result": vocabulary().event_results}
    with (shared / "facts" / "portal_phrases.csv").open(encoding="utf-8", newline="") as handle:
        rows = [(row["where"], row["phrase"]) for row in csv.DictReader(handle)]
    assert rows
    assert [row for row in rows if not known_phrase(row[1], heads[row[0]])] == [], "neither mapped nor ignored"


def test_labels_met_since_are_mapped_or_ignored_on_purpose(shared: Path) -> None:
    text = (shared / "facts" / "portal.md").read_text(encoding="utf-8").partition("## 19.")[2]
    found = re.search(r"\*\*Labels and headings\*\*(.*?)\n- \*\*", text, re.DOTALL)
    assert found is not None
    named = [" ".join(words.split()) for words in re.findall(r"«([^»]*)»", found[1])]
    assert len(named) > 5
    words = vocabulary()
    unknown = [
        one
        for one in named
        if not one.startswith("… - ") and key(one) not in {*words.labels, *words.sections} and column_field(one) is None
    ]
    ends = [one.removeprefix("… - ") for one in named if one.startswith("… - ")]
    assert (unknown, [one for one in ends if key(one) not in words.instances]) == ([], []), "neither mapped nor ignored"


@pytest.mark.parametrize(
    ("result", "meaning"),
    [
        ("Дело направлено по подведомственности прокурору, в орган дознания", Ending.RETURNED),
        ("Вынесено определение о возвращении протокола", Ending.RETURNED),
        ("Протокол об административном правонарушении (материалы дела) возвращен(ы)", Ending.RETURNED),
        ("Направлено по подведомственности", Ending.TRANSFERRED),
        ("Вынесено определение о передаче дела судье, в орган, должностному лицу", Ending.TRANSFERRED),
        ("Передача дела судье", Ending.OTHER),
        ("Объединено", Ending.JOINED),
        ("Провозглашение приговора", Ending.VERDICT),
        ("Назначено постановление приговора", Ending.OTHER),
        ("Отменить постановление (решение), дело вернуть на новое рассмотрение", Ending.OTHER),
    ],
)
def test_what_a_result_means(result: str, meaning: Ending) -> None:
    assert ending(result) is meaning


@pytest.mark.parametrize(
    ("event", "result", "kinds"),
    [
        ("Назначено судебное заседание", "Рассмотрение отложено", []),
        ("Направленная копия постановления (определения) ВРУЧЕНА", "", []),
        ("Подготовка дела к рассмотрению", "Передача материалов дела судье", []),
        ("Неведомое событие", "", ["unknown_event"]),
        ("Судебное заседание", "Неведомый исход", ["unknown_result"]),
    ],
)
def test_an_event_of_a_criminal_card_is_known_or_an_issue(event: str, result: str, kinds: list[str]) -> None:
    header = ("Наименование события", "Дата", "Результат события", "Основания для выбранного результата события")
    record = card("ДВИЖЕНИЕ ДЕЛА", header, (event, "02.03.2026", result, "учебное"))
    assert [issue.kind for issue in record.issues] == kinds
    assert [(one.name, one.result, one.ground) for one in record.events] == [(event, result or None, "учебное")]


@pytest.mark.parametrize(
    ("value", "former"),
    [
        ("1-7/2024", ("77-3/2025", "1-7/2024")),
        ("77-3/25", ("77-3/2025",)),  # the brackets name it already
        ("1-7/2024 (1-2/2023;)", ("77-3/2025", "1-7/2024", "1-2/2023")),
        ("", ("77-3/2025",)),
    ],
)
def test_the_number_of_an_earlier_registration_is_a_former_one(value: str, former: tuple[str, ...]) -> None:
    record = card("ДЕЛО", ("Номер по предыдущей регистрации", value), ("Судья", "Учебный С.С."))
    assert record.filing is not None
    assert (record.filing.former_numbers, record.issues) == (former, ())


def test_a_number_that_is_none_is_an_issue_there_too() -> None:
    record = card("ДЕЛО", ("Номер по предыдущей регистрации", "без номера"), ("Судья", "Учебный С.С."))
    assert [(issue.kind, issue.where) for issue in record.issues] == [("bad_number", "former_number")]


def test_what_is_kept_stands_among_the_fields_as_label_and_as_column() -> None:
    label = "Результат в отношении решения апелляционной инстанции"
    header = ("Фамилия / наименование", "Перечень статей", label)
    record = card("ЛИЦА", header, ("Информация скрыта", "ст.337 ч.5 УК РФ", "без изменения"))
    assert [(one.label, one.value) for one in record.fields] == [(label, "без изменения")]
    labels = card("ДЕЛО", (label, "без изменения"), ("Основания отмены (изменения) решения", "учебные"))
    assert [one.value for one in labels.fields] == ["без изменения", "учебные"]
    assert record.issues == labels.issues == ()


@pytest.mark.parametrize("section", ["СТОРОНЫ ПО ДЕЛУ", "ЖАЛОБА"])
def test_headings_met_since(section: str) -> None:
    header = ("Дата поступления", "Процессуальный статус заявителя", "Лицо, подавшее жалобу")
    parties = ("Вид лица, участвующего в деле", "Лицо, участвующее в деле (ФИО, наименование)", "ИНН")
    row = ("Осужденный", "Примеров Т.Т.", "")
    given = (header, ("02.03.2026", *row[:2])) if section == "ЖАЛОБА" else (parties, row)
    record = card(section, *given)
    assert (len(record.complaints), len(record.parties)) == ((1, 0) if section == "ЖАЛОБА" else (0, 1))
    assert record.issues == ()


def test_titles_and_columns_met_since() -> None:
    title = "Административные правонарушения - жалобы на вступившие в законную силу решения, постановления"
    assert heading_of(title) == (frozenset({Procedure.KOAP}), frozenset({Instance.CASSATION}))
    column = "Правонарушение / Нижестоящий суд (мировой судья)"
    assert (column_field(column), names_court_below(column)) == ("info", True)


@pytest.mark.parametrize(
    "place",
    ["<div class=case-num>ДЕЛО № 1-8/2026</div>{said}", "<div class=case-num>ДЕЛО № 1-8/2026</div><div>{said}</div>"],
)
def test_a_vnkod_card_says_when_it_was_published(place: str) -> None:
    said = '<div class="outputArea publishInfo">опубликовано 10.02.2026 12:30, изменено 11.02.2026 07:13</div>'
    page = (
        '<html><title>Учебный суд (synthetic)</title><div id="modSdpContent"><div id="search_results">'
        '<div class="name-instanse">Уголовные дела - первая инстанция</div>'
        + place.format(said=said)
        + "</div></div></html>"
    )
    filing = SOURCE.read(page.encode()).filing
    assert filing is not None
    assert (filing.published, filing.changed) == ("2026-02-10T12:30", "2026-02-11T07:13")
