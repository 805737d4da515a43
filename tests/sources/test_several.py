"""Two persons in one cell: two, or an issue; never silently one. People are invented (synthetic)."""

from __future__ import annotations

import pytest

from absentia.model import PageKind
from absentia.sources import get_source
from absentia.sources.ru_sudrf.charges import PERSON_UNREADABLE as PERSON
from absentia.sources.ru_sudrf.charges import read_articles, read_cell
from absentia.sources.ru_sudrf.several import SEVERAL, one_name, several_persons

SOURCE = get_source("ru_sudrf")
ONE, TWO = "Примеров Тест Тестович", "Учебный Макет Макетович"
CARD = """<html><title>Учебный суд (synthetic)</title><div id="modSdpContent">
<div class="title">Уголовные дела - первая инстанция</div><div class="casenumber">ДЕЛО № 1-8/2026</div>
<ul class="tabs"><li id="tab1">ЛИЦА</li></ul><div id="cont1"><table id="tablcont"><tr><th colspan="4">ЛИЦА</th></tr>
<tr><td>Фамилия / наименование</td><td>Перечень статей</td><td>Дата рассмотрения дела в отношении лица</td>
<td>Результат в отношении лица</td></tr>
<tr><td>PERSON</td><td>ст.337 ч.5 УК РФ</td><td></td><td></td></tr></table></div>
</div></html>"""


@pytest.mark.parametrize(
    "name",
    [
        f"{ONE}, {TWO}",
        f"{ONE}\n{TWO}",
        f"{ONE}; {TWO}",
        f"{ONE} и {TWO}",
        f"{ONE} {TWO}",
        f"{ONE.upper()}, {TWO.upper()}",
        "Примеров Т.Т., Учебный М.М.",
        "Примеров Т.Т. Учебный М. М.",
        "Примеров Тест Тестович Учебная Проба Макетовна",
        f"Алиев Проба Тест оглы, {ONE}",
        f'ООО "Пример", {ONE}',
        "ФИО1, ФИО2",
        "Примеров Тест/Учебный Макет",
        f"{ONE} ({TWO})",
        "Т.Т. Примеров М.М. Учебный",
        "Примеров Т. Учебный М.",
        "Алиев Проба Тест оглы Учебный Макет Проба оглы",
        "Примеров Т.Т. и др.",
        f"{ONE} и другие",
        f"{ONE} и ещё 2 лица",
        f"{ONE} (+2)",
        f"{ONE}, всего 3 человека",
        "Примеров Т.Т. (он же Учебный М.М.) и др.",
    ],
)
def test_a_name_that_may_be_several_persons_is_told(name: str) -> None:
    assert several_persons(name)
    said = [(issue.kind, issue.message) for issue in SOURCE.read(CARD.replace("PERSON", _markup(name)).encode()).issues]
    assert said == [("person_unreadable", SEVERAL)]


@pytest.mark.parametrize(
    "name",
    [
        ONE,
        "Попович Тест Тестович",
        "Примеров-Учебный Тест Тестович",
        "Примеров, Тест Тестович",
        "Примеров Тест Тестович, 01.02.2000 г.р.",
        "Примеров (он же Учебный М.М.) Т.Т.",
        f"{ONE}, он же {TWO}",
        "Примерова (ранее Учебная М.М.) Т.Т.",
        'ООО "Пример, Учебный Макет и Ко"',
        "Алиев Проба Тест оглы",
        'ООО "Пример и др."',
        "Другов Тест Тестович",
        "Кедр. Тест Тестович",
        "Информация скрыта",
        "",
    ],
)
def test_one_person_however_written_is_one(name: str) -> None:
    assert not several_persons(name)
    record = SOURCE.read(CARD.replace("PERSON", _markup(name)).encode())
    assert (record.page, len(record.defendants), record.issues) == (PageKind.CARD, 1, ())


@pytest.mark.parametrize("charges", ["", " - ст.337 ч.5 УК РФ"])
@pytest.mark.parametrize("between", [", ", " ", " и "])
def test_in_a_listing_too(between: str, charges: str) -> None:
    reading = read_cell(f"{ONE}{between}{TWO}{charges}", where="rows[0].info")
    assert [(issue.kind, issue.where, issue.raw) for issue in reading.issues] == [
        ("person_unreadable", "rows[0].info", f"{ONE}{between}{TWO}")
    ]


@pytest.mark.parametrize("between", ["; ", "\n", ";\n"])
def test_semicolons_and_lines_part_persons(between: str) -> None:
    assert [person.name for person in read_cell(f"{ONE}{between}{TWO}").persons] == [ONE, TWO]


@pytest.mark.parametrize("between", [", ", " ", " и ", " | ", " • ", "; 2) "])
@pytest.mark.parametrize("other", ["Учебный М.М. - ", "УЧЕБНЫЙ М.М. - ", "Uchebny M. ", "Учебный, ", "ПАК М. - "])
def test_a_name_among_charges_is_somebody_who_was_not_read(between: str, other: str) -> None:
    text = f"{ONE} - ст.337 ч.5 УК РФ{between}{other}ст.338 ч.1 УК РФ"
    persons = read_cell(text, where="rows[0].info")
    assert len(persons.persons) == 2 or (PERSON, "rows[0].info") in [(one.kind, one.where) for one in persons.issues]
    _charges, issues = read_articles(text.partition(" - ")[2], where="ЛИЦА[0]")
    assert (PERSON, "ЛИЦА[0]") in [(issue.kind, issue.where) for issue in issues]


@pytest.mark.parametrize(
    "charges", ["ст.337 ч.V УК РФ", "ст.117 ч.2 УПК Украины", "337 ч.5 УК РФ", "ст.З37 УК РФ", "Информация скрыта"]
)
def test_charges_that_cannot_be_read_are_nobody(charges: str) -> None:
    issues = read_cell(f"{ONE} - {charges}").issues
    assert {issue.kind for issue in issues} == {"charge_unreadable"}
    assert {issue.kind for issue in read_articles(charges)[1]} == {"charge_unreadable"}


BOXES = [
    "<div>{}</div><div>{}</div>",
    "<p>{}<p>{}",
    "<ul><li>{}<li>{}</ul>",
    "{}<div>{}</div>",
    "<P>{}</P>{}",
    "<table><tr><td>{}</td></tr><tr><td>{}</td></tr></table>",
    "<font><div>{}</div>{}</font>",
]


@pytest.mark.parametrize("boxes", BOXES)
def test_so_do_paragraphs_boxes_and_items(boxes: str) -> None:
    info = boxes.format(f"{ONE} - ст.337 ч.5 УК РФ", f"{TWO} - ст.338 ч.1 УК РФ")
    rows = f"<tr><th>№ дела<th>Лица<th>Судья<th>Решение<tr><td>1-8/2026<td>{info}<td><td>"
    record = SOURCE.read(CARD.partition('<div class="casen')[0].encode() + f"<table id=tablcont>{rows}".encode())
    assert [(one.name, len(one.charges)) for one in record.rows[0].defendants] == [(ONE, 1), (TWO, 1)]
    card = SOURCE.read(CARD.replace("PERSON", boxes.format(ONE, TWO)).encode())
    assert ("person_unreadable", "ЛИЦА[0]") in [(issue.kind, issue.where) for issue in card.issues]


@pytest.mark.parametrize("name", ["<Информация скрыта>", ONE])
@pytest.mark.parametrize("articles", ["<Информация скрыта>", "Информация скрыта"])
def test_hidden_articles_are_nobody(name: str, articles: str) -> None:
    reading = read_cell(f"{name} - {articles}; {TWO} - ст.337 ч.5 УК РФ")
    assert [person.name for person in reading.persons] == [None if name.startswith("<") else ONE, TWO]
    assert [person.name_hidden for person in reading.persons] == [name.startswith("<"), False]
    assert [len(person.charges) for person in reading.persons] == [0, 1]
    assert [(issue.kind, issue.raw.strip()) for issue in reading.issues] == [("charge_unreadable", articles)]


def test_a_hidden_name_may_give_its_ground() -> None:
    reading = read_cell("<Информация скрытаНа основании ст 5, 14 ФЗ №262 от 22.12.2008> - ст.337 ч.5 УК РФ")
    assert [(person.name_hidden, len(person.charges)) for person in reading.persons] == [(True, 1)]
    assert reading.issues == ()


HIDDEN = "Информация скрыта"
GROUND = "<Информация скрытаНа основании ст 5, 14 ФЗ №262>"


@pytest.mark.parametrize(
    ("text", "name", "hidden", "several"),
    [
        (HIDDEN, None, True, False),
        (f"<{HIDDEN}>", None, True, False),
        (GROUND, None, True, False),
        (f"{HIDDEN}, {HIDDEN}", None, True, True),
        (f"<{HIDDEN}>\n<{HIDDEN}>", None, True, True),
        (f"{HIDDEN}\n{ONE}", None, True, True),
        (f"{ONE}; <{HIDDEN}>", None, True, True),
        ("БЕЗ ИМЕНИ!", None, False, False),
        ("", None, False, False),
        (ONE, ONE, False, False),
        (f"{ONE}, {TWO}", f"{ONE}, {TWO}", False, True),
        ("Скрытый Тест Тестович", "Скрытый Тест Тестович", False, False),
    ],
)
def test_a_cell_that_is_to_hold_one(text: str, name: str | None, hidden: bool, several: bool) -> None:
    assert one_name(text) == (name, hidden, several)
    record = SOURCE.read(CARD.replace("PERSON", _markup(text)).encode())
    assert [(person.name_hidden, len(person.charges)) for person in record.defendants] == [(hidden, 1)]
    assert [issue.kind for issue in record.issues] == ["person_unreadable"] * several


def test_a_hidden_name_and_hidden_articles_of_a_card_are_one_person() -> None:
    record = SOURCE.read(CARD.replace("PERSON", HIDDEN).replace("ст.337 ч.5 УК РФ", HIDDEN).encode())
    assert [(person.name, person.name_hidden, person.charges) for person in record.defendants] == [(None, True, ())]
    assert [issue.kind for issue in record.issues] == ["charge_unreadable"]


PARTIES = CARD.replace("ЛИЦА", "СТОРОНЫ").replace(
    "<td>Перечень статей</td><td>Дата рассмотрения дела в отношении лица</td>\n<td>Результат в отношении лица</td>",
    "<td>Вид лица, участвующего в деле</td><td>ИНН</td><td>КПП</td>",
)


@pytest.mark.parametrize(
    ("party", "name", "hidden", "issues"),
    [
        (ONE, ONE, False, []),
        (HIDDEN, None, True, []),
        ("Прокуратура Учебного района г.Пример, Примеров Т.Т.", None, False, []),
        (f"{ONE}\n{TWO}", None, False, [("several_parties", "СТОРОНЫ[0]", f"{ONE} {TWO}")]),
        (f"{HIDDEN}, {TWO}", None, True, [("several_parties", "СТОРОНЫ[0]", f"{HIDDEN}, {TWO}")]),
    ],
)
def test_two_parties_in_one_cell_are_an_issue(
    party: str, name: str | None, hidden: bool, issues: list[tuple[str, str, str]]
) -> None:
    record = SOURCE.read(PARTIES.replace("PERSON", _markup(party)).encode())
    assert [one.name_hidden for one in record.parties] == [hidden]
    if name is not None:
        assert record.parties[0].name == name
    assert [(issue.kind, issue.where, issue.raw) for issue in record.issues] == issues


def _markup(name: str) -> str:
    return name.replace("<", "&lt;").replace("\n", "<br>")
