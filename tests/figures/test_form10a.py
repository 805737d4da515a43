"""Form 10-a: what is carried over adds up, and what is read from a file of any layout is what stands in it."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from pathlib import Path

import pytest
from tests.figures.forms import SMALL, Layout, form

from absentia.errors import AbsentiaError, EmptyInput, FigureProblem, UnreadableInput, UsageProblem
from absentia.figures import Catalogue
from absentia.figures.form10a import Form, Line, article_and_part, bundled_forms, is_total
from absentia.figures.form10a_file import read_form
from absentia.figures.form10a_sheet import _by_main_article
from absentia.model.period import Period

CATALOGUE = Catalogue()
ROWS = CATALOGUE.rows("form10a_convicted_ch33")
YEARS = range(2013, 2022)
TOTALS = {
    "chapter33": (1940, 1961, 2003, 1669, 1736, 1413, 1449, 979, 1083),
    "337": (651, 859, 984, 914, 1187, 983, 910, 519, 565),
    "338": (126, 89, 57, 54, 44, 37, 31, 19, 19),
    "332": (11, 1, 0, 4, 2, 1, 0, 1, 0),
}
"""As published, article by article."""


@pytest.mark.parametrize("year", YEARS)
def test_every_row_of_a_year_is_read_and_the_parts_sum_to_the_forms_own_total(year: int) -> None:
    of_year = [row for row in ROWS if row["year"] == year]
    values = {str(row["article_part"]): int(str(row["value"])) for row in of_year}
    assert sum(values.values()) == 2 * values["332-352"]
    assert values.get("353", 0) == 0
    (read,) = bundled_forms(of_year)
    assert len(read.lines) == len(of_year) - 1 - ("353" in values)
    assert read.total.persons == sum(line.persons or 0 for line in read.lines)


@pytest.mark.parametrize("what", TOTALS)
def test_what_was_published_of_an_article_is_the_sum_of_its_parts(what: str) -> None:
    found = [CATALOGUE.figure(f"form10a-{year}-{what}") for year in YEARS]
    assert [figure.value for figure in found] == list(TOTALS[what])
    assert {figure.unit for figure in found} == {"persons"}
    assert [figure.period for figure in found] == [Period.years(year) for year in YEARS]


def test_the_chapters_total_is_the_one_reported_by_the_press() -> None:
    assert CATALOGUE.figure("form10a-2021-chapter33").value == CATALOGUE.figure("court_cases-068").value == 1083


def test_a_part_and_an_article_without_parts_are_exact_and_an_added_article_is_derived() -> None:
    part, whole, alone = (CATALOGUE.figure(f"form10a-2021-{end}") for end in ("337-4", "337", "347"))
    assert (part.value, part.qualifier, part.measure) == (337, "exact", "art337_part4_convicted_main_article")
    assert (whole.value, whole.qualifier, whole.measure) == (565, "derived", "art337_convicted_main_article")
    assert (alone.value, alone.qualifier) == (3, "exact")
    assert "10-a-svod-2021.xls" in part.source_title
    assert part.note == "sheet Раздел 20 (Гл. 33), row 17 (numbers of the form)"
    assert whole.note == "sheet Раздел 20 (Гл. 33), rows 14 to 17, added (numbers of the form)"
    assert not any(figure.id.endswith("-353") for figure in CATALOGUE.figures())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("337ч.3", ("337", "3")),
        (" 337 ч. 3.1 ", ("337", "3.1")),
        ("337Ч3", ("337", "3")),
        ("345", ("345", None)),
        ("352.1", ("352.1", None)),
        ("332ч.1", ("332", "1")),
        ("344ч.1,(344стар.ред.)", ("344", "1")),
        ("344ч.1\n(344встаройредакции)", ("344", "1")),
        ("331", None),
        ("353", None),
        ("105ч.2", None),
        ("332-352", None),
        ("3370", None),
        ("Статья УК РФ", None),
        ("", None),
    ],
)
def test_an_article_with_its_part_as_the_form_writes_it(text: str, found: object) -> None:
    assert article_and_part(text) == found


@pytest.mark.parametrize("text", ["337ч.3,4", "337 и 338", "352ч.", "332x"])
def test_what_begins_as_an_article_of_the_chapter_and_is_none_is_not_passed_over(text: str) -> None:
    with pytest.raises(ValueError, match=text[:3]):
        article_and_part(text)


@pytest.mark.parametrize(
    ("text", "total"),
    [("332-352", True), ("332 – 352.1", True), ("332", False), ("331-352", False), ("332-353", False), ("", False)],
)
def test_the_total_of_the_chapter(text: str, total: object) -> None:
    assert is_total(text) is total


def _form(*persons: int | None, total: int | None) -> Form:
    lines = tuple(Line("337", str(n), count, n) for n, count in enumerate(persons, 1))
    return Form("f.xls", "s", Period.years(2021), Line("", None, total, 0), lines)


def test_an_empty_cell_is_a_zero_only_because_the_rest_is_the_total() -> None:
    assert [line.persons for line in _form(2, None, total=2).checked("f.xls").lines] == [2, 0]
    for bad in (_form(2, None, total=3), _form(2, total=1), _form(2, total=None)):
        with pytest.raises(FigureProblem, match="sum to 2"):
            bad.checked("f.xls")
    twice = _form(1, 1, total=2)
    twice = dataclasses.replace(twice, lines=(twice.lines[0], twice.lines[0]))
    with pytest.raises(FigureProblem, match="337 1 is in the form twice"):
        twice.checked("f.xls")


@pytest.mark.parametrize(
    ("heading", "by_main"),
    [
        ("осуждено / по основной статье", True),
        ("число осужденных лиц по основной квалификации", True),
        ("осуждено по основной и дополнительной статье / по основной", True),
        ("осуждено по основной и дополнительной статье / по дополнительной", False),
        ("осуждено по основной и дополнительной статье", False),
        ("прекращено / по основной статье", False),
        ("осуждено", False),
    ],
)
def test_a_heading_says_that_it_counts_the_convicted_by_main_article(heading: str, by_main: object) -> None:
    assert _by_main_article(heading) is by_main


MOVED = Layout(
    title=("Отчет о числе осужденных по основной статье", "за 2015 год"),
    sheet="Раздел 2",
    headings=(("№ стр.", "Осуждено по основной квалификации", "Осуждено по основной квалификации", "Ст."),
              ("№ стр.", "лишение свободы", "всего", "Ст.")),
    code=3,
    count=2,
    above=(("105ч.1", 345), ("105-125", 345)),
    other_sheets=(("Раздел 18", (("305ч.1", 7),)),),
)  # fmt: skip
HALF = Layout(title=("форма N 10-a", "за 1-е полугодие 2022 года"), merge_title=False)


@pytest.mark.parametrize(
    ("layout", "period"),
    [(Layout(), "2021"), (MOVED, "2015"), (HALF, "2022-H1"), (Layout(title=("за 6 месяцев 2020",)), "2020-H1")],
)
def test_columns_are_found_by_their_headings_wherever_they_stand(tmp_path: Path, layout: Layout, period: str) -> None:
    path = tmp_path / "form.xls"
    path.write_bytes(form(layout=layout))
    read, content = read_form(path)
    assert content == path.read_bytes()
    assert read.period == Period.parse(period)
    assert read.sheet == layout.sheet
    assert read.heading == " / ".join(
        dict.fromkeys(row[layout.count] for row in layout.headings if len(row[layout.count]) > 1)
    )
    assert read.total.persons == 40
    assert [(line.article, line.part, line.persons) for line in read.lines] == [
        ("337", "1", 3), ("337", "3", 20), ("337", "3.1", 5), ("338", "1", 2), ("344", "1", 4), ("345", None, 6),
        ("352.1", None, 0),
    ]  # fmt: skip
    first = len(layout.title) + len(layout.headings) + len(layout.above) + 2
    assert [line.row for line in read.lines] == list(range(first, first + 7))


@pytest.mark.parametrize("year", YEARS)
def test_a_year_written_as_the_department_does_is_read_as_it_is_carried_over(tmp_path: Path, year: int) -> None:
    of_year = [row for row in ROWS if row["year"] == year]
    codes = [(str(row["article_part"]), int(str(row["value"]))) for row in of_year]
    layout = Layout(title=(f"за 12 месяцев {year} г.",), sheet=str(of_year[0]["sheet"]))
    path = tmp_path / str(of_year[0]["file"])
    path.write_bytes(form(codes, layout))
    read, _content = read_form(path)
    (carried,) = bundled_forms(of_year)
    assert [(line.article, line.part, line.persons) for line in read.lines] == [
        (line.article, line.part, line.persons) for line in carried.lines
    ]


def test_a_person_may_say_period_and_column_where_the_file_does_not(tmp_path: Path) -> None:
    vague = Layout(
        title=("Осужденные по основной статье",),
        headings=(("Вид", "Статья", "№ стр.", "Осуждено всего", "Осуждено доп."),),
    )
    path = tmp_path / "form.xls"
    path.write_bytes(form(layout=vague))
    with pytest.raises(UsageProblem, match="year or half-year"):
        read_form(path)
    with pytest.raises(UsageProblem, match=r"“Осуждено всего”; “Осуждено доп\."):
        read_form(path, Period.years(2021))
    with pytest.raises(UsageProblem, match="cannot be told"):
        read_form(path, Period.years(2021), "осуждено")
    read, _content = read_form(path, Period.years(2021), "Осуждено  ВСЕГО")
    assert (read.period, read.heading, read.total.persons) == (Period.years(2021), "Осуждено всего", 40)


NO_TOTAL = SMALL[1:]
SHIFTED = (("332-352", 41), *SMALL[1:])
CELL = (("332-352", 40), ("337ч.1", "3 чел."), *SMALL[2:])
NO_CODE = (*SMALL, ("337ч.3,4", 0))


@pytest.mark.parametrize(
    ("content", "kind", "says", "next_step"),
    [
        (form(NO_TOTAL), FigureProblem, "in the form 0 times", "compare"),
        (form((*SMALL, SMALL[0])), FigureProblem, "in the form 2 times", "compare"),
        (form(SHIFTED), FigureProblem, "sum to 40, the form's own total is 41", "compare"),
        (form((*SMALL, ("337ч.1", 0))), FigureProblem, "337 1 is in the form twice", "compare"),
        (form(CELL), FigureProblem, "“3чел.” is not a whole number", "compare"),
        (form(NO_CODE), FigureProblem, "“337ч.3,4” is no article", "compare"),
        (form((("105ч.1", 1),)), FigureProblem, "no row of this file", "December 2022"),
        (form(layout=Layout(other_sheets=(("Раздел 21", SMALL),))), FigureProblem, "several sheets", "keep one"),
        (form(layout=Layout(title=("Форма № 10.3", "за 2021 год"))), FigureProblem, "form 10.3, not", "10-a"),
        (form(layout=Layout(title=("за 2021 год", "за 2020 год"))), UsageProblem, "which year", "--period"),
        (b"", EmptyInput, "empty", "another copy"),
        (b"%PDF-1.4", UnreadableInput, "a PDF", "as .xls"),
        (b"\n<html>", UnreadableInput, "a web page or XML", "97–2003"),
        (b"PK\x03\x04 torn", UnreadableInput, "a ZIP archive", "unpack"),
        (b"id,measure\n1,2\n", UnreadableInput, "no old Excel file", "another copy"),
        (form()[:3000], UnreadableInput, "damaged", "another copy"),
    ],
)  # fmt: skip
def test_what_is_no_such_form_is_refused_by_name_with_what_to_do(
    tmp_path: Path, content: bytes, kind: type[AbsentiaError], says: str, next_step: str
) -> None:
    path = tmp_path / "form.xls"
    path.write_bytes(content)
    with pytest.raises(kind, match=says) as caught:
        read_form(path)
    assert str(path) in str(caught.value.where)
    assert next_step in str(caught.value.next_step)


def test_a_new_excel_file_a_missing_one_and_another_period_are_told_apart(tmp_path: Path) -> None:
    new = io.BytesIO()
    with zipfile.ZipFile(new, "w") as archive:
        archive.writestr("xl/workbook.xml", "")
    path = tmp_path / "form.xls"
    path.write_bytes(new.getvalue())
    with pytest.raises(UnreadableInput, match=r"new Excel file \(\.xlsx\)"):
        read_form(path)
    with pytest.raises(UnreadableInput, match="cannot be read"):
        read_form(tmp_path / "absent.xls")
    path.write_bytes(form())
    with pytest.raises(UsageProblem, match="covers 2021"):
        read_form(path, Period.years(2020))


def test_no_damage_of_a_file_ends_in_a_traceback(tmp_path: Path) -> None:
    """Each byte of every place that the reader looks at first, changed: a form or a refusal, nothing else."""
    whole, path = form(), tmp_path / "form.xls"
    for at in [*range(0, 600, 7), *range(600, len(whole), 131)]:
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            read_form(path)
        except AbsentiaError as refused:
            assert refused.next_step  # noqa: PT017  a damaged byte may also leave the form as it was
    for end in range(0, len(whole), 257):
        path.write_bytes(whole[:end])
        with pytest.raises(AbsentiaError):
            read_form(path)
