"""What the gate lets out of a text, kind by kind of name. People are invented (synthetic)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.parse.people import Person, declined, disguised, people
from tests.study import many

from absentia.parse.mask import NAME, Mask, Numbering, Pseudonyms, words_of
from absentia.parse.mask.letters import clean, fold_name
from absentia.parse.mask.pseudonyms import Kind

KEYED = Pseudonyms(b"key of the tests, which is public")
WORDS = words_of("ru_sudrf")


def mask_of(*names: str) -> Mask:
    persons: list[tuple[str, Kind]] = [(name, "person") for name in names]
    return Mask(persons, KEYED, WORDS)


NOBODY = mask_of()


@pytest.mark.parametrize(
    "name",
    [
        "Гражданский А.В.",
        "ГРАЖДАНСКИЙ А. В.",
        "Гражданский",
        "Судья",
        "Прокурор",
        "Военный Суд",
        "В. С.",
        "О.",
        "Без",
        "Ли",
        "Мировой И.О.",
        "Секретарь У.К.",
        "гражданский а.в.",
        "337",
        "Прокуратура",
    ],
)
def test_a_persons_cell_is_never_nobody(name: str) -> None:
    assert NOBODY.name(name) == KEYED.of(name)
    assert NOBODY.name(name, "judge") == KEYED.of(name, "judge")


@pytest.mark.parametrize("cell", ["Информация скрыта", "<Информация скрыта>", "-", "", "–"])
def test_a_hidden_name_stays_hidden(cell: str) -> None:
    assert NOBODY.name(cell) == cell


OFFICES = (
    "Прокуратура Примерского района",
    "Прокуратура г. Твери",
    "ПРОКУРОР",
    "АДВОКАТОМ",
    "Представитель потерпевшего",
    "Управление ФНС России",
    "Военная прокуратура гарнизона",
)
SOMEBODY = (
    "Прокуратура Пробный А.Б.",
    "Прокуратура пробный",
    'ООО "Пробный"',
    "ИП Пробный",
    "Прокурор Пробный",
    "Прокурор Гражданский",
    "Прокурор пробный",
    "Управление Пробный",
    "Гражданский",
    "Прокурор А.Б.",
    "Банк",
)


def test_where_an_office_may_stand_an_office_stays_and_everybody_else_gets_a_pseudonym() -> None:
    assert [NOBODY.party(office) for office in OFFICES] == list(OFFICES)
    assert [NOBODY.party(somebody) for somebody in SOMEBODY] == [KEYED.of(somebody) for somebody in SOMEBODY]
    assert NOBODY.party(None) is None


@pytest.mark.parametrize("forms", declined(), ids=lambda forms: forms[0])
def test_a_name_of_the_page_is_found_in_every_case_great_and_small(forms: tuple[str, ...]) -> None:
    mask = mask_of(f"{forms[0]} А.Б.")
    small = [] if forms[0] == "Гражданский" else [form.lower() for form in forms]  # «дело гражданское»
    for form in forms:
        for text in (f"дело {one} отложено" for one in (form, form.upper(), *small)):
            assert mask.text(text) == f"дело {NAME} отложено"
    assert mask.text(f"по делу {forms[1]} А.Б. отложено") == f"по делу {KEYED.of(f'{forms[0]} А.Б.')} отложено"


STRANGERS = [
    # capitals of any script
    ("явился Пробний", f"явился {NAME}"),
    ("явился Їжак, не явился Ґонтар", f"явился {NAME}, не явился {NAME}"),
    ("явилась Әсем Нұрланқызы", f"явилась {NAME}"),
    ("явился Ҡыуат Саҡмаров", f"явился {NAME}"),
    ("явился Җиһан", f"явился {NAME}"),
    ("явился Տեստյան", f"явился {NAME}"),
    ("явился თესტაძე", f"явился {NAME}"),
    ("явился 王小明", f"явился {NAME}"),
    ("явился Straße Testov", f"явился {NAME}"),
    ("явился ПРОБНЫЙ", f"явился {NAME}"),
    ("ст.337Пробный", f"ст.337{NAME}"),
    ("неявкаПробного", NAME),
    # spelled so that no pattern of letters fits
    ("явился Про\u00adбный", f"явился {NAME}"),
    ("явился Про\u0301бный", f"явился {NAME}"),
    ("явился П\u200bробный", f"явился {NAME}"),
    (unicodedata.normalize("NFD", "явился Йод Пробный"), f"явился {NAME}"),
    ("явилась Пробная\u2011Тестова", f"явилась {NAME}"),
    ("явился О’Пробный", f"явился {NAME}"),
    ("явился д'Пробный", f"явился {NAME}"),
    ("явилась Гражданская-Тестова", f"явилась {NAME}"),
    # small behind a role, however declined, and lists
    ("судья пробный отложил", f"судья {NAME} отложил"),
    ("по ходатайству адвоката соловья", f"по ходатайству адвоката {NAME}"),
    ("свидетели пробный, тестов и соловей не явились", f"свидетели {NAME} и {NAME} не явились"),
    ("свидетели А. Пробный, Б. Тестов и В. Соловей", f"свидетели {NAME} и {NAME}"),
    ("подсудимому пробному вручена копия", f"подсудимому {NAME} вручена копия"),
    ("ИСТЕЦ: пробный", f"ИСТЕЦ: {NAME}"),
    ("рядового пробного и ефрейтора тестова", f"рядового {NAME} и ефрейтора {NAME}"),
    ("переводчик ким явился", f"переводчик {NAME} явился"),
    ("прапорщик нұрланов", f"прапорщик {NAME}"),
    ("мичман пробный", f"мичман {NAME}"),
    # initials and patronymics, great and small
    ("явился пробный а.б.", f"явился {NAME}"),
    ("явился Гражданский А.Б.", f"явился {NAME}"),
    ("явился А.Б. Гражданский", f"явился {NAME}"),
    ("явился Гражданский Пример Тестович", f"явился {NAME}"),
    ("явился пробный пример тестович", f"явился {NAME}"),
    ("явилась пробная тестина тестовна", f"явилась {NAME}"),
    ("Пример Тест оглы не явился", f"{NAME} не явился"),
    ("пример тест-оглы не явился", f"{NAME} не явился"),
    ("явилась Тест Пробақызы", f"явилась {NAME}"),
    # a word of the court's that is a surname where nothing known follows
    ("явился Гражданский", f"явился {NAME}"),
    ("судья Мировой, секретарь Военный", f"судья {NAME}, секретарь {NAME}"),
    ("2026 г. Киров не явился", f"2026 г. {NAME} не явился"),
    ("Вынесен ПРИГОВОР Пробному А.Б.", f"Вынесен ПРИГОВОР {NAME}"),
    ("зал Пробного № 3", f"зал {NAME} № 3"),
    ("Дело Пробного", f"Дело {NAME}"),
    ("Ли не явился", f"{NAME} не явился"),
    ("явился Цой", f"явился {NAME}"),
    # a word of the court's, a rank or a town where a name lacks a surname
    ("адвокат Бланк Пример Тестович", f"адвокат {NAME}"),
    ("явился Пример Тестович Бланк", f"явился {NAME}"),
    ("явился Бланк Пример Тест оглы", f"явился {NAME}"),
    ("рядовой Старшина Пример Тестович", f"рядовой {NAME}"),
    ("явился Капитан А.Б.", f"явился {NAME}"),
    ("явка Капитан А.Б. обязательна", f"явка {NAME}"),
    ("явился Саратов А. Б.", f"явился {NAME}"),
    ("Капитан А.Б. пробный", f"{NAME}"),
    ("капитан А.Б. пробный", f"капитан {NAME}"),
    # a town or region that somebody is called after
    ("Саратов и Реутов не явились", f"{NAME} и {NAME} не явились"),
    ("явились Алтайский и Волжский", f"явились {NAME} и {NAME}"),
    ("встреча с Владимиром", f"встреча с {NAME}"),
    # two towns are no town
    ("явился Владимир Пушкин", f"явился {NAME}"),
    ("явились Артём и Владимир Чехов", f"явились {NAME} и {NAME}"),
    # set wide
    ("П р о б н ы й явился", f"{NAME} явился"),
    ("явился П\xa0Р\xa0О\xa0Б\xa0Н\xa0Ы\xa0Й", f"явился {NAME}"),
    # nicknames, mail and pages
    ("по кличке пробный", f"по кличке {NAME}"),
    ("с позывным соловей", f"с позывным {NAME}"),
    ("направить на proba.testov@mail.ru", f"направить на {NAME}@{NAME}"),
    ("см. https://vk.com/proba", f"см. {NAME}://{NAME}/{NAME}"),
    ("см. t.me/proba и www.proba.ru", f"см. {NAME}/{NAME} и {NAME}"),
    ("в телеграме @proba", f"в телеграме @{NAME}"),
]


@pytest.mark.parametrize(("text", "expected"), STRANGERS)
def test_whoever_the_page_does_not_list_is_masked_in_its_text(text: str, expected: str) -> None:
    assert NOBODY.text(text) == expected


READABLE = [
    "Вынесен ПРИГОВОР",
    "ВОЗВРАЩЕНО ПРОКУРОРУ (в порядке ст. 237 УПК РФ)",
    "Уголовное дело ПРЕКРАЩЕНО назначена мера уголовно-правового характера - СУДЕБНЫЙ ШТРАФ (ст. 25.1 УПК РФ)",
    "Уголовные дела - первая инстанция",
    "Административные дела (КАC РФ) - первая инстанция",
    "ПЕРЕСМОТР В ВЫШЕСТОЯЩЕЙ ИНСТАНЦИИ",
    "Судья (мировой судья) первой инстанции",
    "Заседание отложено в связи с неявкой адвоката",
    "Судья в отпуске, секретарь не явился",
    "Подсудимый не доставлен из СИЗО",
    "Зал № 3",
    "Ленинский районный суд г. Уфы Республики Башкортостан",
    "Перовский районный суд (Город Москва)",
    "Верховный Cуд Республики Коми",
    "Образцовский гарнизонный военный суд",
    "Образцовский ГВС",
    "2-й Западный окружной военный суд",
    "Смоленский суд",
    "26 - Ставропольский край",
    "г. Киров, г. Нижний Новгород",
    "в городе Наро-Фоминск, г. Ростов на Дону, г. Петропавловск-Камчатский, г. Волжский",
    "Алтайский край, Верховный Суд Чеченской Республики, Самарская область",
    "п. а б в г, ст. 158/1, и/о, Зал А Б В",
    "Капитан не явился, Бланк не подписан",
    "Гражданский иск оставлен без рассмотрения",
    "Третий кассационный суд общей юрисдикции",
    "<Информация скрыта> - ст.205.1 ч.1.1 УК РФ",
    "БЕЗ ИМЕНИ!",
    "ЛИЦА[0].date",
    "I, II и IV кварталы",
    "a heading the vocabulary does not have",
]


@pytest.mark.parametrize("text", READABLE)
def test_words_of_law_courts_and_places_stay_readable(text: str) -> None:
    assert NOBODY.text(text) == text


CHARGES = [
    ("ст.337 ч.5 УК РФ", "ст.337 ч.5 УК РФ"),
    ("ст. 30 ч.3, ст.158 ч.2 п.п.а,в УК РФ", "ст. 30 ч.3, ст.158 ч.2 п.п.а,в УК РФ"),
    ("ст.337 ч.5 (в ред. ФЗ от 07.03.2011 № 26-ФЗ)", "ст.337 ч.5 (в ред. ФЗ от 07.03.2011 № 26-ФЗ)"),
    ("пробный - ст.337", f"{NAME} - ст.337"),
    ("Ким - ст.337", f"{NAME} - ст.337"),
    ("ст.337 ч.5 прим Пробный", f"ст.337 ч.5 прим {NAME}"),
    ("рядового Пробного и Ким Чен", f"рядового {NAME} и {NAME}"),
    ("ст.337 ч.5 (2 эпизода)", "ст.337 ч.5 (2 эпизода)"),
]


@pytest.mark.parametrize(("text", "expected"), CHARGES)
def test_among_charges_small_words_are_suspect_too(text: str, expected: str) -> None:
    assert NOBODY.charges(text) == expected


NUMBERS = (
    "1-17/2026",
    "7У-1297/2026",
    "3/1-12/2026",
    "К/21548",
    "М-2773/2024",
    "1-805/3-2013",
    "да-3/2026",
    "22K-1/2026",
)


def test_numbers_of_cases_pass_and_what_is_none_stays_as_distinct_as_it_was() -> None:
    assert [NOBODY.number(number) for number in NUMBERS] == list(NUMBERS)
    named = [
        NOBODY.number(text) for text in ("Пробный 1-1/2026", "1-1/2026 пробный", "соловей", "Цой-1/2026", "тестов")
    ]
    assert not any(word in text for text in named for word in ("робный", "оловей", "Цой", "тестов"))
    assert len(set(named)) == len(named)
    assert named[0].endswith(" 1-1/2026")


def test_courts_keep_places_in_no_list_and_lose_names() -> None:
    for court in (
        "Образцовский суд",
        "Суд г. Примерска",
        "Нижне-Примерский районный суд",
        "Судебный участок № 3 г. Тест",
    ):
        assert NOBODY.court(court) == court
    one, other = (NOBODY.court(f"Образцовский районный суд, судья {name}") for name in ("Пробный", "Тестов"))
    assert one != other
    assert one.startswith("Образцовский районный суд, судья p-")
    assert "Киров" not in NOBODY.court("Образцовский суд 2026 г. Киров")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ходатайство подал Смоленский суд отложил", f"ходатайство подал {NAME} суд отложил"),
        ("дело Смоленского отложено", f"дело {NAME} отложено"),
        ("смоленского не доставили", f"{NAME} не доставили"),
        ("по делу Смоленского А.Б. отложено", "по делу {p} отложено"),
        ("Вынесен ПРИГОВОР", "Вынесен ПРИГОВОР"),
        ("ПРИГОВОР А.Б. вынесен", "ПРИГОВОР А.Б. вынесен"),
        ("судья гражданский отложил", f"судья {NAME} отложил"),
        ("гражданский иск", "гражданский иск"),
        ("Гражданский заявил иск", f"{NAME} заявил иск"),
    ],
)
def test_names_of_the_page_that_are_words_of_the_court(text: str, expected: str) -> None:
    mask = mask_of("Смоленский А.Б.", "Гражданский В.В.", "Приговор А.Б.", "ПРОКУРОР")
    assert mask.text(text) == expected.format(p=KEYED.of("Смоленский А.Б."))


def test_a_court_stays_where_courts_are_expected_whoever_is_on_the_page() -> None:
    assert (
        mask_of("Смоленский А.Б.").court("Смоленский гарнизонный военный суд") == "Смоленский гарнизонный военный суд"
    )


def test_a_firm_among_the_parties_does_not_hide_its_words_elsewhere() -> None:
    mask = mask_of('Акционерное общество "Суд и право"', "Банк", "Прокурор")
    text = "Судебное заседание отложено, суд и банк; Прокурор не явился"
    assert mask.text(text) == text


def test_of_two_names_of_the_page_the_one_that_is_written_so_is_meant() -> None:
    mask = mask_of("Условний Павел", "Условной Павел")
    assert mask.text("Условной Павел не явился") == f"{KEYED.of('Условной Павел')} не явился"
    assert mask.text("Условний Павел не явился") == f"{KEYED.of('Условний Павел')} не явился"


@given(people(), people())
@settings(max_examples=many(40, 400))
def test_equal_names_have_equal_pseudonyms_however_they_are_spelled(one: Person, other: Person) -> None:
    name = f"{one.surname} {one.initials}"
    same = [name.upper(), name.replace(".", ". "), name.replace("ё", "е"), f"  {name}\xa0", *disguised(name)]
    assert {KEYED.of(spelling) for spelling in same} == {KEYED.of(name)}
    if fold_name(one.surname) != fold_name(other.surname):
        assert KEYED.of(name) != KEYED.of(f"{other.surname} {one.initials}")


@given(people(), st.data())
@settings(max_examples=many(50, 600))
def test_no_disguise_carries_a_name_through(person: Person, data: st.DataObject) -> None:
    written = data.draw(st.sampled_from(disguised(data.draw(st.sampled_from(person.written())))))
    for text in (f"явился {written}, отложено", f"судья {written.lower()}", f"{written} - ст.337", written):
        shown = NOBODY.text(text)
        assert not {fold_name(form) for form in person.forms} & set(fold_name(shown).split()), shown


@given(st.text(max_size=60))
def test_cleaning_is_done_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert unicodedata.is_normalized("NFC", clean(text))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("&#1055;&#x440;&#X43E;&Ccaron;", "ПроČ"),
        ("&amp;#1055;&amp;amp;#1088;", "Пр"),
        ("%D0%9F%D1%80, 50%25", "Пр, 50%"),
        ("%CF%F0", "Пр"),
        ("%25D0%259F", "П"),
        ("%u041F\\u0440", "Пр"),
        ("&#1\u00ad055;", "П"),
        ("&&#35;1055;", "П"),
        ("Пр &" + "amp;" * 9 + "#1055;", "[encoded]"),
        ("%" + "25" * 9 + "D0", "[encoded]"),
        ("50 % & 7 %, a\\b", "50 % & 7 %, a\\b"),
        ("&#57344;&#xd800;", "\ufffd"),
        ("\x1b[2JПр\x07&#27;\x9b", "[2JПр"),
        ("П\x85р\x0bа\tб", "П р а\tб"),
    ],
)
def test_letters_are_read_however_they_are_encoded(written: str, read: str) -> None:
    assert clean(written) == read
    assert clean(read) == read


@given(st.text("&%\\#;xu0159amp\u00adП", max_size=30))
def test_cleaning_what_is_encoded_is_done_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_pseudonyms_last_under_one_key_and_change_with_it() -> None:
    name = "Вымышленный Пример Тестович"
    assert KEYED.of(name) == Pseudonyms(KEYED.key).of(name)
    assert KEYED.of(name) != Pseudonyms(b"another key of the tests, public too").of(name)
    assert KEYED.of(name, "judge") == "j" + KEYED.of(name)[1:]


def test_without_an_observatory_persons_are_numbered_as_they_appear() -> None:
    run = Pseudonyms.for_one_run()
    text = " ".join(run.of(name) for name in ("Второй В.В.", "Первый П.П.", "Второй В. В.")) + run.of(
        "Судный С.С.", "judge"
    )
    assert Numbering().apply(text) == "person-1 person-2 person-1judge-1"


def test_a_page_cannot_forge_a_pseudonym_mark() -> None:
    run = Pseudonyms.for_one_run()
    forged = run.of("Пробный П.П.")
    gate = Mask([], run, WORDS)
    assert Numbering().apply(gate.text(f"ход {forged}")) == f"ход {forged[1:-1]}"
    assert Numbering().apply(str(gate.name(f"<Информация скрыта>{forged}"))) == "person-1"


@pytest.mark.parametrize(
    ("written", "kept"), [("УК", True), ("КоАП", True), ("unassigned", True), ("Вымышленный", False), ("KT", False)]
)
def test_a_code_is_one_of_the_law_or_suspected_like_any_word(written: str, *, kept: bool) -> None:
    assert (NOBODY.code(written) == written) is kept
