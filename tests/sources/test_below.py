"""The court below in a cell of persons: behind them, before them, between them. People and courts are invented."""

from __future__ import annotations

import pytest

from absentia.sources import get_source
from absentia.sources.ru_sudrf.below import BELOW_OR_PERSON, behind_court, court_and_persons
from absentia.sources.ru_sudrf.charge_tokens import fold
from absentia.sources.ru_sudrf.charges import COURT_ALONE, read_cell
from absentia.sources.ru_sudrf.several import SEVERAL

JUDGE = "Судья (мировой судья) первой инстанции:"
COURT = "Суд (судебный участок) первой инстанции:"
NUMBER = "Номер дела в первой инстанции:"
ONE = "Примеров Тест Тестович"
CHARGED = f"{ONE} - ст.337 ч.5 УК РФ"
BELOW = ("Учебный ГВС", "1-5/2026")
NOWHERE = (None, None)


@pytest.mark.parametrize(
    ("cell", "below"),
    [
        # behind
        (f"{CHARGED}{COURT} Учебный ГВС{NUMBER} 1-5/2026", BELOW),
        (f"{CHARGED}{COURT} Учебный ГВС{NUMBER} 1-5/2026{JUDGE} Судейкина А.А.", BELOW),
        (f"{CHARGED}{JUDGE} Судейкина Проба Тестовна{COURT} Учебный ГВС{NUMBER} 1-5/2026", BELOW),
        (f"{CHARGED}{NUMBER} 1-5/2026", (None, "1-5/2026")),
        (f"{CHARGED}{JUDGE} Судейкина А.А.", NOWHERE),
        # before
        (f"{COURT} Учебный ГВС\n{NUMBER} 1-5/2026\n{CHARGED}", BELOW),
        (f"{COURT} Учебный ГВС {NUMBER} 1-5/2026 {CHARGED}", BELOW),
        (f"{COURT} Учебный ГВС {NUMBER} 1-5/2026{CHARGED}", BELOW),
        (f"{COURT} Учебный ГВС\n{CHARGED}", ("Учебный ГВС", None)),
        (f"{COURT} Учебный ГВС {CHARGED}", ("Учебный ГВС", None)),
        (f"Суд (мировой судья) первой инстанции: участок № 5 {CHARGED}", ("участок № 5", None)),
        (f"Суд первой инстанции: Учебный гарнизонный военный суд Учебной области\n{CHARGED}",
         ("Учебный гарнизонный военный суд Учебной области", None)),
        (f"{JUDGE} Судейкина А.А. {CHARGED}", NOWHERE),
        (f"{JUDGE} Судейкина А. А.{CHARGED}", NOWHERE),
        (f"{JUDGE}\nСудейкина А.А.\n{CHARGED}", NOWHERE),
        (f"{JUDGE} Судейкина Проба Тестовна\n{CHARGED}", NOWHERE),
        # between
        (f"{JUDGE} Судейкина А.А. {CHARGED}{COURT} Учебный ГВС{NUMBER} 1-5/2026", BELOW),
        (f"{JUDGE} Судейкина А.А. {COURT} Учебный ГВС {NUMBER} 1-5/2026 (1-3/2025;) {CHARGED}",
         ("Учебный ГВС", "1-5/2026 (1-3/2025;)")),
    ],
)  # fmt: skip
def test_a_cell_keeps_its_person_wherever_the_court_below_stands(
    cell: str, below: tuple[str | None, str | None]
) -> None:
    reading = read_cell(cell)
    assert [(person.name, len(person.charges)) for person in reading.persons] == [(ONE, 1)]
    assert ((reading.lower_court, reading.lower_number), reading.issues) == (below, ())


@pytest.mark.parametrize(
    ("cell", "persons", "said"),
    [
        # one name that may be the judge's or the person's
        (f"{JUDGE} {CHARGED}", [(ONE, 1)], [BELOW_OR_PERSON]),
        (f"{JUDGE} {ONE}", [(ONE, 0)], [BELOW_OR_PERSON]),
        (f"{JUDGE} Судейкина Проба Тестовна {CHARGED}", [("Судейкина Проба Тестовна " + ONE, 1)],
         [BELOW_OR_PERSON, SEVERAL]),
        # no word says where the court's name ends
        (f"{COURT} Учебный {CHARGED}", [("Учебный " + ONE, 1)], [BELOW_OR_PERSON]),
        (f"{NUMBER} без номера {CHARGED}", [("без номера " + ONE, 1)], [BELOW_OR_PERSON]),
        # a court without a label
        (f"Учебный гарнизонный военный суд {CHARGED}", [(ONE, 1)], []),
        ("Учебный ГВС <Информация скрыта> - ст.337 ч.5 УК РФ", [(None, 1)], [COURT_ALONE]),
        ("Учебный ГВС - ст.337 ч.5 УК РФ", [(None, 1)], [COURT_ALONE]),
        # a court and nobody
        (f"{COURT} Учебный ГВС {NUMBER} 1-5/2026", [], []),
    ],
)  # fmt: skip
def test_what_cannot_be_told_apart_is_an_issue(
    cell: str, persons: list[tuple[str | None, int]], said: list[str]
) -> None:
    reading = read_cell(cell)
    assert [(person.name, len(person.charges)) for person in reading.persons] == persons
    assert [issue.message for issue in reading.issues] == said


@pytest.mark.parametrize(
    ("cell", "persons", "court"),
    [
        (f"{COURT} Учебный ГВС\n{ONE}", [ONE], "Учебный ГВС"),
        (f"{COURT} Учебное присутствие\n{CHARGED}", [ONE], "Учебное присутствие"),
        (f"{COURT} Учебный\nГарнизонный Военный Суд", [], "Учебный Гарнизонный Военный Суд"),
        (f"{COURT} Учебный ГВС\n(в посёлке)", [], "Учебный ГВС (в посёлке)"),
    ],
)
def test_a_line_parts_court_and_person(cell: str, persons: list[str], court: str) -> None:
    reading = read_cell(cell)
    assert [person.name for person in reading.persons] == persons
    assert (reading.lower_court, reading.issues) == (court, ())


def test_two_persons_each_with_a_court_are_two() -> None:
    cell = f"{CHARGED}{COURT} Учебный ГВС{NUMBER} 1-5/2026\nУчебная Проба Макетовна - ст.338 ч.3 УК РФ"
    reading = read_cell(cell)
    assert [person.name for person in reading.persons] == [ONE, "Учебная Проба Макетовна"]
    assert (reading.lower_court, reading.lower_number) == BELOW


@pytest.mark.parametrize(
    "cell", [f"{JUDGE} Судейкина А.А. {CHARGED}{COURT} Учебный ГВС", f"{COURT} Учебный ГВС\n{CHARGED}", CHARGED, ""]
)
def test_what_stays_stays_where_it_was(cell: str) -> None:
    persons = court_and_persons(cell, fold(cell)).persons
    assert len(persons) <= len(cell)
    assert all(left in (written, " ", "\n") for left, written in zip(persons, cell, strict=False))
    assert (ONE in persons) == (ONE in cell)


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Учебный ГВС Примеров Т.Т.", "Примеров Т.Т."),
        ("Суд Учебной области, судебный участок № 5: Примеров Т.Т.", "Примеров Т.Т."),
        ("2ЗОВС Примеров Т.Т.", "Примеров Т.Т."),
        ("Верховный Суд Учебной Республики", ""),
        ("Верховный Суд Учебной Республики Примеров Т.Т.", "Примеров Т.Т."),
        ("Республики Ильяс Тестович", None),
        ("Учебный гарнизонный военный суд", ""),
        ("Судаков Тест Тестович", None),
        (ONE, None),
    ],
)
def test_a_person_behind_a_court(name: str, person: str | None) -> None:
    begins = behind_court(name)
    assert (None if begins is None else name[begins:].strip(" :")) == person


def test_a_card_keeps_the_person_behind_the_judge() -> None:
    page = """<html><title>Учебный суд (synthetic)</title><div id="modSdpContent">
<div class="title">Уголовные дела - апелляция</div><div class="casenumber">ДЕЛО № 22-8/2026</div>
<ul class="tabs"><li id="tab1">ЛИЦА</li></ul><div id="cont1"><table id="tablcont"><tr><th colspan="3">ЛИЦА</th></tr>
<tr><td>Фамилия / наименование</td><td>Перечень статей</td><td>Результат в отношении лица</td></tr>
<tr><td>PERSON</td><td>ст.337 ч.5 УК РФ</td><td></td></tr></table></div></div></html>"""
    for cell, name, kinds in (
        (f"{JUDGE} Судейкина А.А. {ONE}", ONE, []),
        (f"Учебный ГВС {ONE}", ONE, []),
        (f"{JUDGE} {ONE}", ONE, ["person_unreadable"]),
    ):
        record = get_source("ru_sudrf").read(page.replace("PERSON", cell).encode())
        assert [(person.name, len(person.charges)) for person in record.defendants] == [(name, 1)]
        assert [issue.kind for issue in record.issues] == kinds
