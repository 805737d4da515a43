"""Each feature of the grammar on a line of its own; people and offences are invented (synthetic)."""

from __future__ import annotations

import pytest

from absentia.model import Charge, Role
from absentia.model.page import CellReading
from absentia.sources.ru_sudrf.charges import LONGEST_CELL, read_articles, read_cell
from absentia.sources.ru_sudrf.codes import Code

NAME = "Вымышленный Пример Тестович"
OTHER = "Образцова-Тестова А.Б."


def told(charges: tuple[Charge, ...]) -> list[str]:
    """Charges in one line each: code, provision, points, role and modifiers if any, episodes if several."""
    lines = []
    for charge in charges:
        words = [charge.code, charge.article if charge.part is None else f"{charge.article}/{charge.part}"]
        words += ["".join(charge.points)] if charge.points else []
        words += [charge.role.value, *charge.modifiers] if charge.modifiers else []
        words += [f"x{charge.episodes}"] if charge.episodes > 1 else []
        lines.append(" ".join(words))
    return lines


def only(cell: str) -> list[str]:
    """The charges of a cell with one person, read without a complaint."""
    reading = read_cell(cell)
    assert reading.issues == ()
    assert len(reading.persons) == 1
    return told(reading.persons[0].charges)


@pytest.mark.parametrize(
    ("charges", "expected"),
    [
        # the two styles
        ("ст.337 ч.5 УК РФ", ["УК 337/5"]),
        ("УК РФ: ст. 158 ч.3 п. г; ст. 337 ч.3", ["УК 158/3 г", "УК 337/3"]),
        ("УК РФ ст. 158 ч.3", ["УК 158/3"]),
        ("ст.283 ч.1; ст.275 УК РФ", ["УК 283/1", "УК 275"]),
        # decimals stay what they are
        ("ст.337 ч.3.1; ст.337 ч.3 УК РФ", ["УК 337/3.1", "УК 337/3"]),
        ("ст.205.1 ч.1.1 УК РФ", ["УК 205.1/1.1"]),
        ("ст.173.1 ч.2 п.б УК РФ", ["УК 173.1/2 б"]),
        ("ст.337 ч.2.1; ст.332 ч.2.2 УК РФ", ["УК 337/2.1", "УК 332/2.2"]),
        ("ст.228¹ ч.3¹ УК РФ", ["УК 228.1/3.1"]),
        # episodes
        ("УК РФ: [ст. 163 ч.1] [ст. 163 ч.1] [ст. 163 ч.1]", ["УК 163/1 x3"]),
        ("УК РФ: [ст. 160 ч.3; ст. 327 ч.2] [ст. 158 ч.2 п. в]", ["УК 160/3", "УК 327/2", "УК 158/2 в"]),
        ("ст.159 ч.4; ст.228 ч.1; ст.159 ч.4 УК РФ", ["УК 159/4 x2", "УК 228/1"]),
        ("ст.158 ч.2 п.б; ст.158 ч.2 п.в; ст.158 ч.2 п.п.б,в УК РФ", ["УК 158/2 б", "УК 158/2 в", "УК 158/2 бв"]),
        ("ст. 337 ч. 5 УК РФ (2 эпизода)", ["УК 337/5 x2"]),
        ("ст. 337 ч. 5 (3 эп.); ст.338 ч.1 УК РФ", ["УК 337/5 x3", "УК 338/1"]),
        # 30 and 33 modify the next charge, and only that
        ("ст. 30 ч.3, ст.158 ч.3 п.в; ст.158 ч.2 п.в УК РФ", ["УК 158/3 в attempt 30.3", "УК 158/2 в"]),
        ("ст.30 ч.3; ст.105 ч.2 п.ж УК РФ", ["УК 105/2 ж attempt 30.3"]),
        ("УК РФ: [ст. 30 ч.1; ст. 205 ч.2 п. а]", ["УК 205/2 а preparation 30.1"]),
        ("ст.33 ч.5-ст.105 ч.2 п.п.а,в,ж,з УК РФ", ["УК 105/2 авжз accomplice 33.5"]),
        ("ст.290 ч.5 пп.а,б; ст.33 ч.3; ст.286 ч.3 УК РФ", ["УК 290/5 аб", "УК 286/3 organiser 33.3"]),
        ("ст.33 ч.4 - ст.163 ч.1 УК РФ", ["УК 163/1 instigator 33.4"]),
        ("ст.33 ч.5-ст.30 ч.3-ст.105 ч.1 УК РФ", ["УК 105/1 accomplice 33.5 30.3"]),
        ("ст.30 ч.3, ст.33 ч.5, ст.105 ч.1 УК РФ", ["УК 105/1 accomplice 30.3 33.5"]),
        ("ст.33 ч.3, ст.33 ч.5, ст.105 ч.1 УК РФ", ["УК 105/1 other 33.3 33.5"]),
        ("ст.30, ст.105 ч.1 УК РФ", ["УК 105/1 other 30"]),
        ("ст.33 ч.2, ст.105 ч.1 УК РФ", ["УК 105/1 other 33.2"]),
        ("ст.158 ч.1; ст. 30 ч.3, ст.158 ч.1 УК РФ", ["УК 158/1", "УК 158/1 attempt 30.3"]),
        ("ст.30 УПК РФ", ["УПК 30"]),
        # points
        ("ст.158 ч.2 п.п. «а», «в» УК РФ", ["УК 158/2 ав"]),
        ("ст.158 ч.2 п.п. в, а УК РФ", ["УК 158/2 ав"]),
        ("ст.158 ч.2 п. а и б УК РФ", ["УК 158/2 аб"]),
        ("ст.158 ч.2 пункт в УК РФ", ["УК 158/2 в"]),
        ("ст.158 ч.2 п.а, п.б УК РФ", ["УК 158/2 аб"]),
        ("ст.105 ч.2 п.п. а-в,к УК РФ", ["УК 105/2 а-вк"]),
        ("ст.105 ч.2 п.е.1 УК РФ", ["УК 105/2 е.1"]),
        ("ст.105 ч.2 п.е1 УК РФ", ["УК 105/2 е.1"]),
        ("ст.24 ч.1 п.2 УПК РФ", ["УПК 24/1 2"]),
        ("ст.63 ч.1 п.п; п.п ч.1 ст.63; ст.63 ч.1 п.п.к,п УК РФ", ["УК 63/1 п x2", "УК 63/1 кп"]),
        # the order of the law's own citations
        ("ч.5 ст.337 УК РФ", ["УК 337/5"]),
        ("п. «г» ч. 3 ст. 158, ч.1 ст.161 УК РФ", ["УК 158/3 г", "УК 161/1"]),
        ("частью 5 статьи 337 УК РФ", ["УК 337/5"]),
        ("статья 337 часть 5 Уголовного кодекса Российской Федерации", ["УК 337/5"]),
        ("ст.337, ч.5 УК РФ", ["УК 337/5"]),
        # lists
        ("ст.ст. 158 ч.2 п.в, 161 ч.1 УК РФ", ["УК 158/2 в", "УК 161/1"]),
        ("ст.ст.30 ч.3, 158 ч.1 УК РФ", ["УК 158/1 attempt 30.3"]),
        ("ст.337 ч.5 и ст.338 ч.1 УК РФ", ["УК 337/5", "УК 338/1"]),
        # codes
        ("ст.125 УПК РФ", ["УПК 125"]),
        ("ст.19.34 ч.1 КоАП РФ", ["КоАП 19.34/1"]),
        ("ст.20.3.3 ч.1 КоАП РФ", ["КоАП 20.3.3/1"]),
        ("ст.111 ч.1 УК РФ; ст.108 УПК РФ", ["УК 111/1", "УПК 108"]),
        ("УК РФ: ст. 111 ч.1; ст. 108 УПК РФ", ["УК 111/1", "УПК 108"]),
        ("УК РФ: ст. 111 ч.1; УПК РФ: ст. 108", ["УК 111/1", "УПК 108"]),
        ("ст.337 ч.3; ст.338 ч.1", ["unassigned 337/3", "unassigned 338/1"]),
        ("ст.111 ч.1 УК РФ; ст.112 ч.1", ["УК 111/1", "unassigned 112/1"]),
        ("ст.337 ч.5 УК", ["УК 337/5"]),
        # how people type
        ("Cт. 337 ч. 3.1 УK PФ", ["УК 337/3.1"]),  # Latin C, K, P
        ("ст337ч5", ["unassigned 337/5"]),
        ("СТ.337 Ч.5 П.А УКРФ", ["УК 337/5 а"]),
        ("ст.337\u00a0ч.5\u00a0УК\u00a0РФ", ["УК 337/5"]),
        ("ст.158.ч.2.п.в. УК РФ.", ["УК 158/2 в"]),
        # notes
        ("ст.159 ч.3 (в ред. ФЗ от 07.03.2011 № 26-ФЗ); ст.160 ч.1 УК РФ", ["УК 159/3", "УК 160/1"]),
        ("ст.111 ч.4 УК РФ в ред. ФЗ от 07.03.2011 № 26-ФЗ", ["УК 111/4"]),
    ],
)
def test_charges_of_one_person(charges: str, expected: list[str]) -> None:
    assert only(f"{NAME} - {charges}") == expected
    assert only(f"<Информация скрыта> - {charges}") == expected
    read, issues = read_articles(charges)
    assert (told(read), issues) == (expected, ())


@pytest.mark.parametrize(
    ("charges", "expected", "complaints"),
    [
        # a comma may be a decimal point or a list: never guessed
        ("ст.337 ч.3,1 УК РФ", [], ["ст.337 ч.3,1"]),
        ("ст.ст.173,1 УК РФ", [], ["ст.ст.173,1"]),
        ("ст.158 ч.2, ч.3; ст.161 ч.1 УК РФ", ["УК 161/1"], ["ст.158 ч.2, ч.3"]),
        ("ст.158 ч.ч.1,2 УК РФ", [], ["ст.158 ч.ч.1,2"]),
        ("ст.228-1 ч.4 УК РФ", [], ["ст.228-1 ч.4"]),
        ("ст.ст.158-161 УК РФ", [], ["ст.ст.158-161"]),
        # what stands behind a unit may change its meaning
        ("ст.337 ч.3 прим; ст.338 ч.1 УК РФ", ["УК 338/1"], ["ст.337 ч.3 прим"]),
        ("ст.337 ч.3 (1) УК РФ", [], ["ст.337 ч.3 (1)"]),
        ("ст.337 ч.пять УК РФ", [], ["ст.337 ч.пять"]),
        ("ст.337 ч.", [], ["ст.337 ч."]),
        ("ст.158 ч.2 п.абв УК РФ", [], ["ст.158 ч.2 п.абв"]),
        ("ст.158 ч.2 п.b УК РФ", [], ["ст.158 ч.2 п.b"]),  # Latin b: «в» or «б»?
        ("ст.3375 УК РФ", [], ["ст.3375"]),
        ("ст.205.1.1 УК РФ", [], ["ст.205.1.1"]),
        ("ст.337 ч.З УК РФ", [], ["ст.337 ч.З"]),  # the letter З
        # other codes are not ours
        ("ст.117 УК РСФСР", [], ["ст.117 УК РСФСР"]),
        ("ст.409 УК Украины", [], ["ст.409 УК Украины"]),
        ("ст.409 УК Казахстана", [], ["ст.409 УК Казахстана"]),
        ("УК ДНР: ст. 409 ч.1", [], ["ст. 409 ч.1"]),
        ("ст.218 КАС РФ", [], ["ст.218 КАС РФ"]),
        ("ст.111 ч.1 УК РФ; ст.117 УК РСФСР", ["УК 111/1"], ["ст.117 УК РСФСР"]),
        # a modifier belongs to what it stood before, read or not
        ("ст.30 ч.3, ст.ххх; ст.158 ч.1 УК РФ", ["УК 158/1"], ["ст.30 ч.3, ст.ххх"]),
        ("ст.158 ч.1; ст.30 ч.3 УК РФ", ["УК 158/1"], ["ст.30 ч.3"]),
        ("[ст.30 ч.3] [ст.158 ч.1] УК РФ", ["УК 158/1"], ["ст.30 ч.3"]),
        ("ст.30 ч.3 УК РФ; ст.108 УПК РФ", ["УПК 108"], ["ст.30 ч.3"]),
        ("ст.30 ч.3 (2 эпизода), ст.158 ч.1 УК РФ", [], ["ст.30 ч.3 (2 эпизода), ст.158 ч.1"]),
        # brackets, notes, codes that stand alone
        ("[ст. 163 ч.1", ["unassigned 163/1"], ["["]),
        ("ст. 163 ч.1] УК РФ", ["УК 163/1"], ["]"]),
        ("ст.158 ч.1; ст.161 ч.1 УК РФ (2 эпизода)", ["УК 158/1", "УК 161/1"], ["(2 эпизода)"]),
        ("ст.158 ч.1 УК РФ (неясно)", ["УК 158/1"], ["(неясно)"]),
        ("ст.158 ч.1 УК РФ; УПК РФ", ["УК 158/1"], ["УПК РФ"]),
        ("337 ч.5 УК РФ", [], ["337 ч.5"]),
        ("УК РФ: ст.ххх", [], ["ст.ххх"]),
        ("УК РФ: ст.ххх; ст.158 ч.1", ["УК 158/1"], ["ст.ххх"]),
        ("УК РФ: ст.111; ст.ххх УПК РФ; ст.112 ч.1", ["УК 111", "unassigned 112/1"], ["ст.ххх"]),
        ("ст.111 УК РФ; ст.ххх УПК РФ; ст.112 ч.1 УК РФ", ["УК 111", "УК 112/1"], ["ст.ххх"]),
    ],
)
def test_what_cannot_be_read_is_said_and_never_guessed(
    charges: str, expected: list[str], complaints: list[str]
) -> None:
    reading = read_cell(f"{NAME} - {charges}", where="строка 7")
    assert [person.name for person in reading.persons] == [NAME]
    assert told(reading.persons[0].charges) == expected
    assert [issue.raw for issue in reading.issues] == complaints
    assert {issue.kind for issue in reading.issues} == {"charge_unreadable"}
    assert all(issue.where == "строка 7" and issue.message for issue in reading.issues)
    read, issues = read_articles(charges)
    assert (told(read), [issue.raw for issue in issues]) == (expected, complaints)


def names(reading: CellReading) -> list[str | None]:
    return [person.name for person in reading.persons]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (f"{NAME} - ст.159 ч.4; ст.228 ч.1 УК РФ;{OTHER} - ст.159 ч.4 УК РФ", [NAME, OTHER]),
        (f"{NAME} - ст.159 ч.4 УК РФ;\n{OTHER} - ст.159 ч.4 УК РФ", [NAME, OTHER]),
        (f"{NAME} - УК РФ: ст. 159 ч.4; ст. 158 ч.1;\n{OTHER} - УК РФ: ст. 159 ч.4", [NAME, OTHER]),
        (f"{NAME} - ст.337 ч.3; {OTHER} - ст.337 ч.5", [NAME, OTHER]),
        ("Пример – ст.337 ч.5 УК РФ;Тестов — ст.337 ч.5 УК РФ", ["Пример", "Тестов"]),
        ("Пример - Образцова А. Б. - ст.337 ч.5 УК РФ", ["Пример - Образцова А. Б."]),
        ("Пример-Образцова А.Б.-ст.337 ч.5 УК РФ", ["Пример-Образцова А.Б."]),
        ("П. П. Пример - ст.337 ч.5 УК РФ", ["П. П. Пример"]),
        ("Ч.П. Пример - ст.337 ч.5 УК РФ; П.Ч. Тестов - ст.338 ч.1 УК РФ", ["Ч.П. Пример", "П.Ч. Тестов"]),
        ("Пример Тест Образец оглы - ст.337 ч.5 УК РФ", ["Пример Тест Образец оглы"]),
        ("Ук Пример - ст.337 ч.5 УК РФ", ["Ук Пример"]),
        ("ст. лейтенант Пример А.Б. - ст.337 ч.5 УК РФ", ["ст. лейтенант Пример А.Б."]),
        ("Example Test O'Sample - ст.337 ч.5 УК РФ", ["Example Test O'Sample"]),
        ('ООО "Пример - Плюс № 5" - ст.19.28 ч.1 КоАП РФ', ['ООО "Пример - Плюс № 5"']),
        ("ЛИЦО1 - ст.337 ч.5 УК РФ; ЛИЦО2 - ч.5 ст.337 УК РФ", ["ЛИЦО1", "ЛИЦО2"]),
        ("  Пример   Тестов  - ст.337 ч.5 УК РФ ;\n", ["Пример Тестов"]),
    ],
)
def test_persons_begin_where_a_name_and_a_dash_stand_before_charges(cell: str, expected: list[str]) -> None:
    reading = read_cell(cell)
    assert names(reading) == expected
    assert reading.issues == ()
    assert all(person.charges and not person.name_hidden for person in reading.persons)


def test_hidden_and_absent_names() -> None:
    cell = "<Информация скрыта> - ст.158 ч.1 УК РФ;<Информация скрыта> - ст.162 ч.2 УК РФ;БЕЗ ИМЕНИ!"
    reading = read_cell(cell)
    assert [(person.name, person.name_hidden) for person in reading.persons] == [
        (None, True),
        (None, True),
        (None, False),
    ]
    assert [told(person.charges) for person in reading.persons] == [["УК 158/1"], ["УК 162/2"], []]
    assert reading.issues == ()
    bare = read_cell("<Информация скрыта>; Информация скрыта\n&lt;Информация скрыта&gt;<Информация скрыта>")
    assert [(person.name_hidden, person.charges) for person in bare.persons] == [(True, ())] * 4
    assert bare.issues == ()


def test_a_name_alone_is_a_person_without_charges_and_no_issue() -> None:
    for cell in (NAME, "БЕЗ ИМЕНИ!", f"{NAME}; {OTHER}", 'АО "Пример"', "Пример Тест Образец оглы"):
        reading = read_cell(cell)
        assert reading.issues == ()
        assert reading.persons
        assert all(not person.charges for person in reading.persons)
    assert names(read_cell(f"{NAME};\n{OTHER}")) == [NAME, OTHER]


@pytest.mark.parametrize(
    "cell", [f"{NAME} -", f"{NAME} - ", f"{NAME} - УК РФ", f"{NAME} - УК РФ:", "<Информация скрыта> - "]
)
def test_charges_announced_and_not_given_are_an_issue_of_their_own(cell: str) -> None:
    reading = read_cell(cell)
    assert len(reading.persons) == 1
    assert [issue.kind for issue in reading.issues] == ["charges_missing"]


def test_charges_without_a_name_are_somebodys() -> None:
    reading = read_cell("ст.337 ч.5; ст.338 ч.1 УК РФ")
    assert [(person.name, person.name_hidden) for person in reading.persons] == [(None, False)]
    assert told(reading.persons[0].charges) == ["УК 337/5", "УК 338/1"]
    assert reading.issues == ()


def test_a_name_without_a_dash_is_not_taken_for_certain() -> None:
    reading = read_cell(f"{NAME} ст.337 ч.5 УК РФ; {OTHER} ст.338 ч.1 УК РФ")
    assert names(reading) == [None, None]
    assert [told(person.charges) for person in reading.persons] == [["УК 337/5"], ["УК 338/1"]]
    assert [(issue.kind, issue.raw) for issue in reading.issues] == [
        ("person_unreadable", NAME),
        ("person_unreadable", OTHER),
    ]


def test_words_that_are_neither_name_nor_charge_are_nobody() -> None:
    reading = read_cell("КАТЕГОРИЯ: споры о наследстве")
    assert reading.persons == ()
    assert [issue.kind for issue in reading.issues] == ["person_unreadable"]
    among = read_cell(f"{NAME} - ст.337 ч.5 УК РФ; что-то ещё; {OTHER} - ст.338 ч.1 УК РФ")
    assert names(among) == [NAME, OTHER]
    assert [(issue.kind, issue.raw) for issue in among.issues] == [("charge_unreadable", "что-то ещё")]


@pytest.mark.parametrize("separator", [" ", "", "\n", ";\n"])
def test_the_court_below_is_cut_off_with_or_without_a_separator(separator: str) -> None:
    cell = (
        f"{NAME} - УК РФ: ст. 335 ч.1{separator}Суд (судебный участок) первой инстанции: Примерский гарнизонный "
        f"военный суд{separator.strip(';')}Номер дела в первой инстанции: 1-47/2022 (1-3/2021;)"
    )
    reading = read_cell(cell)
    assert told(reading.persons[0].charges) == ["УК 335/1"]
    assert reading.lower_court == "Примерский гарнизонный военный суд"
    assert reading.lower_number == "1-47/2022 (1-3/2021;)"
    assert reading.issues == ()


def test_raw_is_what_stands_on_the_page() -> None:
    cell = f"{NAME} -  Cт. 30 ч.3,  ст.158 ч.2 п.«в» (в ред. ФЗ от 07.03.2011 № 26-ФЗ); ст.161 УК РФ"
    person = read_cell(cell).persons[0]
    assert [charge.raw for charge in person.charges] == [
        "Cт. 30 ч.3,  ст.158 ч.2 п.«в» (в ред. ФЗ от 07.03.2011 № 26-ФЗ)",
        "ст.161",
    ]
    assert person.raw == cell
    assert person.charges[0] == Charge(
        code=Code.UK,
        article="158",
        part="2",
        points=("в",),
        role=Role.ATTEMPT,
        modifiers=("30.3",),
        raw=person.charges[0].raw,
    )


def test_raw_of_a_quoted_point_keeps_its_closing_quote() -> None:
    assert read_articles("ст.158 ч.2 п. «в»; ст.161 УК РФ")[0][0].raw == "ст.158 ч.2 п. «в»"


def test_nothing_is_nothing() -> None:
    for empty in ("", " ", "\n", ";", " ; \n;"):
        assert read_cell(empty) == CellReading()
        assert read_articles(empty) == ((), ())


def test_a_text_far_too_long_is_refused_as_a_whole() -> None:
    reading = read_cell("ст.337 ч.5; " * (LONGEST_CELL // 10))
    assert reading.persons == ()
    assert [issue.kind for issue in reading.issues] == ["cell_too_long"]
    assert [issue.kind for issue in read_articles("ст." * LONGEST_CELL)[1]] == ["cell_too_long"]
