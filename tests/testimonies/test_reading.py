"""Two coders' table as people have it: what is read, what is refused, and that a refusal prints nothing of it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study import many
from tests.testimonies.conftest import FIELDS, HEADER, table
from tests.testimonies.tellers import TELLING

from absentia.errors import UnreadableInput
from absentia.testimonies.codebook import Field
from absentia.testimonies.reading import read_coded

GOOD = ("1,A,family,under_3,2022-H1", "1,B,family,under_3,2022-H1", "2,A,other,,2023-H1", "2,B,family,over_6,2023-H1")
CELLS = [line.split(",") for line in GOOD]
READ = (
    (("family", "family"), ("under_3", "under_3"), ("2022-H1", "2022-H1")),
    (("other", "family"), (None, "over_6"), ("2023-H1", "2023-H1")),
)


def read(tmp_path: Path, content: str | bytes, fields: tuple[Field, ...] = FIELDS) -> object:
    path = tmp_path / "coded.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_coded(path, fields).rows


@pytest.mark.parametrize(
    "content",
    [
        table(*GOOD),
        "\ufeff" + table(*GOOD),
        table(*GOOD).replace("\n", "\r\n"),
        table(*GOOD).replace(",", ";"),
        table(*GOOD).replace(",", "\t"),
        table(*GOOD).encode("utf-16"),
        table(*GOOD[::-1]),
        table(*GOOD, ",,,,", ""),
        table(*GOOD).replace("family", "Family").replace("H1", "h1").replace(",A,", ",a,"),
        table(*GOOD).replace("family", '" family "'),
        table(*(f"{coder},{reason},{left},{number},{months}" for number, coder, reason, months, left in CELLS),
              header="Coder,Reason,left_in,TESTIMONY,months_served"),
    ],
)  # fmt: skip
def test_a_table_is_read_as_spreadsheets_save_it(tmp_path: Path, content: str | bytes) -> None:
    assert read(tmp_path, content) == READ


def test_russian_codes_in_windows_1251_are_read(tmp_path: Path) -> None:
    fields = (Field("причина", "nominal", ("семья", "страх_за_жизнь")),)
    content = table("1;A;Семья", "1;B;страх_за_жизнь", header="testimony;coder;причина")
    assert read(tmp_path, content.encode("windows-1251"), fields) == ((("семья", "страх_за_жизнь"),),)
    assert read(tmp_path, content, fields) == ((("семья", "страх_за_жизнь"),),)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (table(*GOOD, GOOD[0]), "line 6: this testimony has a row of this coder already"),
        (table(*GOOD[:3]), "no row of coder B for testimony 2"),
        (table(GOOD[2], GOOD[3]), "not numbered 1, 2, 3"),
        (table("12345,A,family,,", "12345,B,family,,"), "testimonies are numbered"),
        (table("01,A,family,,", "01,B,family,,"), "testimonies are numbered"),
        (table("1,C,family,,"), "the coders are A and B"),
        (table("1,A,bored,,", "1,B,family,,"), "line 2, column reason: this is none of fear_for_life, family, other"),
        (table("1,A,family,,,", "1,B,family,,"), "another number of cells"),
        (table("1,A,family", "1,B,family"), "another number of cells"),
        (table("1,A", "1,B", header="testimony,coder"), "there is no column reason"),
        (table("1,A,,,,x", "1,B,,,,x", header=HEADER + ",note"), "column 6: no such field"),
        (table("1,A,,,,", "1,B,,,,", header=HEADER + ",reason"), "column 6: no such field"),
        (table("1,A,=HYPERLINK(1),,", "1,B,family,,"), "line 2, column reason"),
        (table('1,A,"family\nIvanov",,', "1,B,family,,"), "line 3, column reason"),
        (table(), "no testimony is coded"),
        ("", "the file is empty"),
        (table("1,A," + "x" * 200_000 + ",,"), "line 2"),
        (b"x" * ((1 << 20) + 1), "larger than 1 MB"),
    ],
)
def test_what_is_no_table_of_codes_is_refused_with_its_place(tmp_path: Path, content: str | bytes, told: str) -> None:
    with pytest.raises(UnreadableInput) as caught:
        read(tmp_path, content)
    text = str(caught.value)
    assert told in text
    for never in ("Ivanov", "HYPERLINK", "bored", "12345", "note"):
        assert never not in text.replace("never a testimony", "")


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(UnreadableInput, match="cannot be read"):
        read_coded(Path("/nowhere/coded.csv"), FIELDS)


def test_faults_are_told_at_once_and_not_without_end(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput) as caught:
        read(tmp_path, table(*(f"{nth},A,bored,,never" for nth in range(1, 31))))
    text = str(caught.value)
    assert text.count("column reason") == text.count("column left_in") == 5
    assert "50 more problems" in text


@settings(max_examples=many(60, 600))
@given(
    TELLING,
    st.integers(0, 1),
    st.integers(0, 5),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(",;\t"),
)
def test_no_cell_that_tells_of_a_person_passes_or_is_printed(
    tmp_path: Path, telling: str, row: int, column: int, encoding: str, delimiter: str
) -> None:
    """In any cell, the header's too; one column more is the place of notes."""
    lines = [line.split(",") for line in (HEADER, *GOOD)]
    lines[row][column : column + 1] = [telling]
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter).writerows(lines)
    with pytest.raises(UnreadableInput) as caught:
        read(tmp_path, target.getvalue().encode(encoding))
    assert telling not in str(caught.value).replace(str(tmp_path), "")
