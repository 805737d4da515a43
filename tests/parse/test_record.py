"""Records on their way through the gate: names in every field, in every form. People are invented (synthetic)."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.parse.people import Person, disguised, people
from tests.study import many

from absentia.archive import Archived
from absentia.model import (
    Charge,
    Complaint,
    Defendant,
    Event,
    Field,
    Filing,
    Identifier,
    Issue,
    ListingRow,
    Masked,
    PageKind,
    PageRecord,
    Party,
)
from absentia.model.page import ActReference, ExecutionDocument
from absentia.parse.document import page_document
from absentia.parse.mask import Pseudonyms, mask_of, mask_reading, mask_record
from absentia.parse.mask.letters import fold_name
from absentia.parse.reading import Reading
from absentia.parse.rows import rows_of
from absentia.sources import get_source

SOURCE = get_source("ru_sudrf")
KEYED = Pseudonyms(b"key of the tests, which is public")


@st.composite
def pages(draw: st.DrawFn) -> tuple[PageRecord, list[Person]]:
    """A page full of people: in cells of their own, in running text in any case form, and some named only there."""
    known = draw(st.lists(people(), min_size=1, max_size=4))
    judge = draw(people())
    strangers = draw(st.lists(people(), min_size=1, max_size=3))

    def write(person: Person) -> str:
        return draw(st.sampled_from(disguised(draw(st.sampled_from(person.written())))))

    def bent() -> str:
        return " и ".join(draw(st.sampled_from(disguised(draw(st.sampled_from(p.forms))))) for p in [*known, judge])

    def small() -> str:
        return draw(st.sampled_from(draw(st.sampled_from(strangers)).forms)).lower()

    def stranger() -> str:
        return write(draw(st.sampled_from(strangers)))

    def text() -> str:
        return draw(
            st.sampled_from(
                [
                    f"отложено по ходатайству {bent()}",
                    f"явился {stranger()}, не явился адвокат {small()}",
                    f"{bent()}; {stranger()}",
                    f"зал № 3, {stranger()}",
                    f"свидетели {small()}, {small()} и {small()} не явились",
                    "неявка сторон",
                ]
            )
        )

    def filing(number: str) -> Filing:
        return Filing(
            number=number,
            former_numbers=(f"{number} {stranger()}",),
            material_number=stranger(),
            joined_number=f"{stranger()} 1-1/2025",
            guid=stranger(),
            uid=stranger(),
            received=stranger(),
            decided=stranger(),
            in_force=stranger(),
            judge=write(judge),
            result=f"Вынесен ПРИГОВОР {stranger()}",
            published=stranger(),
            changed=stranger(),
            lower_court=f"Образцовский районный суд, судья {small()}",
            lower_number=f"1-1/2024 {small()}",
            lower_former_numbers=(stranger(),),
            lower_material_number=stranger(),
            lower_judge=stranger(),
            case_id=stranger(),
        )

    def events() -> tuple[Event, ...]:
        return tuple(
            Event(position, text(), stranger(), stranger(), text(), text(), text(), text(), stranger())
            for position in range(2)
        )

    cells = [write(person) for person in known]
    info = "; ".join(f"{cell} - ст.337 ч.5 УК РФ" for cell in cells) + f"; {small()} - бяка"
    charges = (Charge("УК", "337", points=("а", stranger()), modifiers=(stranger(),), raw=info),)
    defendants = tuple(
        Defendant(
            position,
            cell,
            name_hidden=False,
            charges=charges,
            charges_raw=info,
            result=text(),
            decided=stranger(),
            material=text(),
            grounds=text(),
        )
        for position, cell in enumerate(cells)
    )
    record = PageRecord(
        capture="0" * 64,
        page=PageKind.CARD,
        court_code=stranger(),
        host="court.synthetic.example",
        court="Примерский гарнизонный военный суд (synthetic)",
        title=f"Дело {bent()}",
        hearing_date=stranger(),
        url=f"https://court.synthetic.example/?name=sud&U1_DEFENDANT__NAMESS={known[0].surname}",
        filing=filing("1-1/2026"),
        fields=(
            Field("ДЕЛО", "Судья", write(judge)),
            Field(f"ДЕЛО {stranger()}", "Неведомая графа", small()),
            Field("ДЕЛО", f"Графа {stranger()}", stranger()),
            Field("ДЕЛО", "Примечание к делу", text()),
            Field("ДЕЛО", "Уникальный идентификатор дела", small()),
            Field("ДЕЛО", "Районный суд", f"Образцовский суд {stranger()}"),
            Field("СТОРОНЫ", "Лицо, участвующее в деле (ФИО, наименование)", small()),
            Field("СТОРОНЫ", "Переводчик", small()),
            Field("ЛИЦА", "Перечень статей", f"{small()} - ст.1"),
        ),
        events=events(),
        defendants=defendants,
        parties=(
            Party(
                f"Адвокат {stranger()}",
                small(),
                name_hidden=False,
                charges_raw=info,
                identifiers=(Identifier(stranger(), "12"),),
            ),
        ),
        complaints=(Complaint(stranger(), (Field("ЖАЛОБЫ", "Лицо, подавшее жалобу", small()),), events()),),
        execution_documents=(ExecutionDocument(stranger(), f"ФС № 1 {small()}", stranger(), text(), small()),),
        acts=(ActReference(f"Судебный акт #1 ({bent()})", 3, "f" * 64),),
        rows=(
            ListingRow(
                0,
                filing("1-2/2026"),
                defendants,
                info_raw=info,
                section=f"Уголовные дела {stranger()}",
                time=stranger(),
                place=text(),
                hearing_result=text(),
                act_link=stranger(),
            ),
            ListingRow(
                1, Filing(), info_raw=(civil := f"Иск: {stranger()} к {stranger()}, ИСТЕЦ: {small()}"), category=civil
            ),
        ),
        issues=(
            Issue("charge_unreadable", f"Лица: {stranger()}", f"{small()} - бяка"),
            Issue("unknown_label", "ДЕЛО", "Неведомая графа"),
            Issue("unknown_label", stranger(), f"Графа: {small()}"),
            Issue("unknown_section", "card", stranger()),
            Issue("bad_date", "Дата", small()),
            Issue(stranger(), "page", stranger(), stranger()),
        ),
        charset=stranger(),
    )
    return record, [*known, judge, *strangers]


def words_in(text: str) -> set[str]:
    return set(fold_name(text.replace("\\n", " ")).split())


@given(pages())
@settings(max_examples=many(15, 200))
def test_no_planted_name_is_printed_or_stored(page_and_people: tuple[PageRecord, list[Person]]) -> None:
    record, planted = page_and_people
    mask = mask_of(record, KEYED, SOURCE)
    masked = mask_record(record, mask, SOURCE)
    file = mask.file(f"дела/{planted[0].surname.lower()} {planted[0].initials}.html")
    printed = json.dumps(page_document(masked, source_file=file, captured=None, http_status=None), ensure_ascii=False)
    archived = Archived("0" * 64, "ru_sudrf", "captures-00001.warc.gz", 0, record.url, None, ())
    tables = rows_of(archived, 1, mask_reading(Reading(record, synthetic=True), KEYED, SOURCE)).tables
    for written in (printed, json.dumps(tables, ensure_ascii=False, default=str)):
        found = words_in(written)
        for person in planted:
            # «гражданский» is a word of the pages' own, too
            leaked = {fold_name(form) for form in person.forms} & found - words_in("гражданский крайний")
            assert not leaked, [line for line in written.split('"') if leaked & words_in(line)]


@given(pages())
@settings(max_examples=many(12, 200))
def test_what_is_nobodys_name_stays(page_and_people: tuple[PageRecord, list[Person]]) -> None:
    record, _planted = page_and_people
    masked = mask_record(record, mask_of(record, KEYED, SOURCE), SOURCE)
    assert masked.court == record.court
    assert masked.filing is not None
    assert masked.filing.number == "1-1/2026"
    assert masked.filing.lower_court is not None
    assert masked.filing.lower_court.startswith("Образцовский районный суд, судья ")
    assert masked.filing.result is not None
    assert masked.filing.result.startswith("Вынесен ПРИГОВОР ")
    assert all("ст.337 ч.5 УК РФ" in defendant.charges_raw for defendant in masked.defendants)
    assert [defendant.charges[0].article for defendant in masked.defendants] == ["337"] * len(masked.defendants)
    assert masked.rows[0].section is not None
    assert masked.rows[0].section.startswith("Уголовные дела ")


def masked(record: PageRecord) -> PageRecord[Masked]:
    return mask_record(record, mask_of(record, KEYED, SOURCE), SOURCE)


def page(*fields: Field, issues: tuple[Issue, ...] = ()) -> PageRecord[Masked]:
    return masked(PageRecord("0" * 64, PageKind.CARD, fields=fields, issues=issues))


def test_of_a_link_to_an_act_only_the_publishers_own_parameters_stay() -> None:
    row = ListingRow(0, Filing(), act_link="number=5&new=&delo_id=Вымышленный")
    (shown,) = masked(PageRecord("c" * 64, PageKind.LISTING, rows=(row,))).rows
    assert shown.act_link == "number=5&new=&delo_id=[masked]"


def test_known_labels_stay_and_unknown_ones_are_read_like_any_text() -> None:
    known = Field("РАССМОТРЕНИЕ В НИЖЕСТОЯЩЕМ СУДЕ", "Судья (мировой судья) первой инстанции", "Пробный А.Б.")
    (shown,) = page(known).fields
    assert (shown.section, shown.label) == (known.section, known.label)
    assert shown.value == KEYED.of("Пробный А.Б.", "judge")
    (shown,) = page(Field("Пробный", "Графа Пробного", "3")).fields
    assert (shown.section, shown.label, shown.value) == ("[name]", "[name]", "3")


def test_what_stands_beside_an_unknown_label_is_under_the_strictest_suspicion() -> None:
    issue = Issue("unknown_label", "ДЕЛО", "Пометка: явился пробный")
    unknown = page(Field("ДЕЛО", "Пометка", "явился пробный"), issues=(issue,))
    assert unknown.fields[0].value == "явился [name]"
    assert unknown.issues[0].raw == "[name]: явился [name]"
    assert page(Field("ДЕЛО", "Вид материала", "явился пробный")).fields[0].value == "явился пробный"


def test_a_heading_that_nobody_knows_is_under_the_strictest_suspicion() -> None:
    field = Field("ПРОЧЕЕ пробный", "Дата пробный", "3")
    issues = (Issue("unknown_section", "card", field.section), Issue("unknown_label", field.section, field.label))
    (shown,) = page(field, issues=issues).fields
    assert (shown.section, shown.label) == ("ПРОЧЕЕ [name]", "Дата [name]")
    (known,) = page(Field("ДЕЛО", "Дата пробный", "3")).fields
    assert known.label == "Дата пробный"


def test_titles_and_sections_are_the_vocabularys_words_or_suspect() -> None:
    title = "Уголовные дела - первая инстанцияосужденный пробный"
    act = ActReference("Судебный акт #1 (Приговор) пробный", 3, "f" * 64)
    row = ListingRow(0, Filing(), section="Уголовные дела пробный")
    shown = masked(PageRecord("0" * 64, PageKind.LISTING, title=title, acts=(act,), rows=(row,)))
    assert shown.title == "Уголовные дела - первая [name]"
    assert shown.acts[0].title == "Судебный акт #1 (Приговор) [name]"
    assert shown.rows[0].section == "Уголовные дела [name]"


def test_what_reading_found_wrong_is_said_without_names() -> None:
    raised = (
        Issue("not_read", "page", "ValueError"),
        Issue("counter_mismatch", "listing", "25 rows; 1-25 of 30 announced"),
        Issue("backend_warning", "page", "Trying to access array offset"),
        Issue("bad_date", "ДЕЛО[0].date", "пробный"),
    )
    shown = page(issues=raised).issues
    assert [issue.raw for issue in shown] == [*(issue.raw for issue in raised[:3]), "[name]"]
    assert [issue.where for issue in shown] == [issue.where for issue in raised]
