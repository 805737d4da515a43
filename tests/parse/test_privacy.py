from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.parse.people import Person, in_look_alikes, people

from absentia.archive import Archived
from absentia.model import (
    Charge,
    Code,
    Complaint,
    Defendant,
    Event,
    Field,
    Filing,
    Issue,
    ListingRow,
    PageKind,
    PageRecord,
    Party,
)
from absentia.model.page import ActReference, ExecutionDocument
from absentia.parse.document import page_document
from absentia.parse.mask import NAME, Mask, Numbering, Pseudonyms, mask_url
from absentia.parse.mask.names import fold_name
from absentia.parse.mask.record import MaskedReading, mask_record, names_of
from absentia.parse.reading import charges_readable
from absentia.parse.rows import rows_of

KEYED = Pseudonyms(b"key of the tests, which is public")


def mask_of(*names: str) -> Mask:
    return Mask([(name, "person") for name in names], KEYED)


@st.composite
def pages(draw: st.DrawFn) -> tuple[PageRecord, list[Person]]:
    """A page full of people: in cells of their own, in running text in any case form, and some named only there."""
    known = draw(st.lists(people(), min_size=1, max_size=4))
    judge = draw(people())
    strangers = draw(st.lists(people(), min_size=1, max_size=3))

    def write(person: Person) -> str:
        text = draw(st.sampled_from(person.written()))
        return in_look_alikes(text) if draw(st.booleans()) else text

    def bent() -> str:
        return " и ".join(draw(st.sampled_from(person.cases())) for person in [*known, judge])

    def stranger() -> str:
        person = draw(st.sampled_from(strangers))
        return draw(st.sampled_from([person.written()[index] for index in (0, 1, 2, 3, 4, 5)]))

    def text() -> str:
        return draw(
            st.sampled_from(
                [
                    f"отложено по ходатайству {bent()}",
                    f"явился {stranger()}, не явился адвокат {draw(st.sampled_from(strangers)).surname}",
                    f"{bent()}; {stranger()}",
                    f"зал № 3, {stranger()}",
                    "неявка сторон",
                ]
            )
        )

    cells = [write(person) for person in known]
    info = "; ".join(f"{cell} - ст.337 ч.5 УК РФ" for cell in cells) + f"; {strangers[0].surname} - бяка"
    charges = (Charge(Code.UK, "337", raw=info),)
    record = PageRecord(
        capture="0" * 64,
        page=PageKind.CARD,
        host="court.synthetic.example",
        court="Примерский гарнизонный военный суд (synthetic)",
        title=f"Дело {bent()}",
        url=f"https://court.synthetic.example/?name=sud&U1_DEFENDANT__NAMESS={known[0].surname}",
        filing=Filing(
            number="1-1/2026",
            guid="g",
            judge=write(judge),
            result=f"Вынесен ПРИГОВОР {stranger()}",
            lower_court="Образцовский районный суд",
            lower_judge=stranger(),
        ),
        fields=(
            Field("ДЕЛО", "Судья", write(judge)),
            Field("ДЕЛО", "Неведомая графа", strangers[0].surname),
            Field("ДЕЛО", "Примечание к делу", text()),
            Field("СТОРОНЫ", "Лицо, участвующее в деле (ФИО, наименование)", stranger()),
            Field("ЛИЦА", "Перечень статей", f"{strangers[0].surname} - ст.1"),
        ),
        events=tuple(
            Event(position, "Судебное заседание", None, place=text(), result=text(), ground=text(), note=text())
            for position in range(3)
        ),
        defendants=tuple(
            Defendant(
                position,
                cell,
                name_hidden=False,
                charges=charges,
                charges_raw=info,
                grounds=text(),
            )
            for position, cell in enumerate(cells)
        ),
        parties=(Party("Адвокат", stranger(), name_hidden=False, charges_raw=info, identifiers=(("ИНН", "1234"),)),),
        complaints=(Complaint("1", (Field("ЖАЛОБЫ", "Лицо, подавшее жалобу", stranger()),)),),
        execution_documents=(ExecutionDocument(None, None, None, text(), stranger()),),
        acts=(ActReference(f"Судебный акт #1 ({bent()})", 3, "f" * 64),),
        rows=(
            ListingRow(
                0,
                Filing(number="1-2/2026", judge=write(judge), result=text()),
                tuple(Defendant(position, cell, name_hidden=False) for position, cell in enumerate(cells)),
                info_raw=info,
                category=f"Иск: {strangers[-1].surname} к {strangers[0].surname}",
                place=text(),
            ),
        ),
        issues=(
            Issue("charge_unreadable", f"Лица: {stranger()}", f"{strangers[0].surname} - бяка"),
            Issue("unknown_label", "ДЕЛО", "Неведомая графа"),
            Issue("bad_date", "Дата", strangers[-1].surname),
        ),
    )
    return record, [*known, judge, *strangers]


@given(pages())
@settings(max_examples=100, deadline=None)
def test_no_planted_name_is_printed_or_stored(page_and_people: tuple[PageRecord, list[Person]]) -> None:
    record, planted = page_and_people
    mask = Mask(names_of(record), KEYED)
    masked = mask_record(record, mask)
    file = mask.text(f"дела/{planted[0].surname} {planted[0].initials}.html")
    printed = json.dumps(page_document(masked, source_file=file, captured=None, http_status=None), ensure_ascii=False)
    archived = Archived("0" * 64, "ru_sudrf", "captures-00001.warc.gz", 0, record.url, None, ())
    tables = rows_of(archived, 1, MaskedReading(masked, synthetic=True, readable=charges_readable(record))).tables
    for written in (printed, json.dumps(tables, ensure_ascii=False, default=str)):
        folded = fold_name(written)
        for person in planted:
            assert fold_name(person.root) not in folded, person


@given(pages())
@settings(max_examples=30, deadline=None)
def test_what_is_nobodys_name_stays(page_and_people: tuple[PageRecord, list[Person]]) -> None:
    record, _planted = page_and_people
    masked = mask_record(record, Mask(names_of(record), KEYED))
    assert masked.court == record.court
    assert masked.filing is not None
    assert (masked.filing.number, masked.filing.lower_court) == ("1-1/2026", "Образцовский районный суд")
    assert masked.filing.result is not None
    assert masked.filing.result.startswith("Вынесен ПРИГОВОР")
    assert {event.name for event in masked.events} == {"Судебное заседание"}
    assert all("ст.337 ч.5 УК РФ" in defendant.charges_raw for defendant in masked.defendants)
    assert masked.issues[1].raw == "Неведомая графа"
    assert [defendant.charges[0].article for defendant in masked.defendants] == ["337"] * len(masked.defendants)


@given(people(), people())
@settings(max_examples=100, deadline=None)
def test_equal_names_have_equal_pseudonyms_however_they_are_spelled(one: Person, other: Person) -> None:
    name = f"{one.surname} {one.initials}"
    same = [name.upper(), name.replace(".", ". "), in_look_alikes(name), name.replace("ё", "е"), f"  {name}\xa0"]
    assert {KEYED.of(spelling) for spelling in same} == {KEYED.of(name)}
    if fold_name(one.surname) != fold_name(other.surname):
        assert KEYED.of(name) != KEYED.of(f"{other.surname} {one.initials}")


def test_pseudonyms_last_under_one_key_and_change_with_it() -> None:
    name = "Вымышленный Пример Тестович"
    assert KEYED.of(name) == Pseudonyms(KEYED.key).of(name)
    assert KEYED.of(name) != Pseudonyms(b"another key").of(name)
    assert KEYED.of(name, "judge") == "j" + KEYED.of(name)[1:]


def test_without_an_observatory_persons_are_numbered_as_they_appear() -> None:
    run = Pseudonyms.for_one_run()
    text = " ".join(run.of(name) for name in ("Второй В.В.", "Первый П.П.", "Второй В. В.")) + run.of(
        "Судный С.С.", "judge"
    )
    assert Numbering().apply(text) == "person-1 person-2 person-1judge-1"


@pytest.mark.parametrize(
    ("text", "mode", "expected"),
    [
        ("Смоленский гарнизонный военный суд", "vocabulary", "Смоленский гарнизонный военный суд"),
        ("Смоленский ГВС", "vocabulary", "Смоленский ГВС"),
        ("Образцовский ГВС", "strict", "Образцовский ГВС"),
        ("ходатайство подал Смоленский суд отложил", "free", f"ходатайство подал {NAME} суд отложил"),
        ("дело Смоленского отложено", "free", f"дело {NAME} отложено"),
        ("смоленского не доставили", "free", f"{NAME} не доставили"),
        ("по делу Смоленского А.Б. отложено", "free", "по делу {p} отложено"),
        (
            "ВОЗВРАЩЕНО ПРОКУРОРУ (в порядке ст. 237 УПК РФ)",
            "vocabulary",
            "ВОЗВРАЩЕНО ПРОКУРОРУ (в порядке ст. 237 УПК РФ)",
        ),
        ("<Информация скрыта> - ст.205.1 ч.1.1 УК РФ", "strict", "<Информация скрыта> - ст.205.1 ч.1.1 УК РФ"),
        ("БЕЗ ИМЕНИ! - ст.125 УПК РФ", "strict", "БЕЗ ИМЕНИ! - ст.125 УПК РФ"),
        ("Ленинский районный суд г. Примерска", "free", "Ленинский районный суд г. Примерска"),
        ("секретарь Пробный, явка", "free", f"секретарь {NAME}, явка"),
        ("рядового Пробного и Ким Чен", "strict", f"рядового {NAME} и {NAME}"),
        ("Пример Тест оглы не явился", "free", f"{NAME} не явился"),
    ],
)
def test_running_text(text: str, mode: str, expected: str) -> None:
    mask = mask_of("Смоленский А.Б.", "ПРОКУРОР")
    assert mask.text(text, mode) == expected.format(p=KEYED.of("Смоленский А.Б."))  # type: ignore[arg-type]


def test_offices_keep_their_names_and_everybody_else_gets_a_pseudonym() -> None:
    mask = mask_of()
    for office in ("Прокуратура Примерского района", "Прокуратура г. Примерска", "ПРОКУРОР", "Управление ФНС России"):
        assert mask.name(office) == office
    for somebody in (
        "Прокуратура Пробный А.Б.",
        'ООО "Пробный"',
        "ИП Пробный",
        "Прокурор Пробный",
        "Управление Пробный",
    ):
        assert mask.name(somebody) == KEYED.of(somebody)
    assert mask.name("Информация скрыта") == "Информация скрыта"
    assert mask.name(None) is None


def test_a_firm_among_the_parties_does_not_hide_its_words_elsewhere() -> None:
    mask = mask_of('Акционерное общество "Суд и право"', "Банк")
    assert mask.text("Судебное заседание отложено, суд и банк") == "Судебное заседание отложено, суд и банк"


def test_addresses_lose_the_names_they_were_searched_with() -> None:
    url = "https://court.synthetic.example/modules.php?name=sud_delo&name_op=r&U1_DEFENDANT__NAMESS={}&g1_case__JUDGE={}&case_uid=1"
    masked = url.format("[masked]", "[masked]")
    assert mask_url(url.format("%CF%F0%EE%E1%ED%FB%E9", "Probny")) == masked
    assert mask_url("https://a.example/?q=%D0%9F%D1%80&n=1") == "https://a.example/?q=[masked]&n=1"
    assert mask_url(None) is None


def test_a_page_cannot_forge_a_pseudonym_mark() -> None:
    run = Pseudonyms.for_one_run()
    forged = run.of("Пробный П.П.")
    assert Numbering().apply(Mask([], run).text(f"ход {forged}")) == f"ход {forged[1:-1]}"
