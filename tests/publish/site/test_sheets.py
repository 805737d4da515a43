"""Names from outside become parts of paths that lead nowhere else; a sheet knows its numbers."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.publish.conftest import CHARTS, both
from tests.publish.site.conftest import observed
from tests.publish.site.test_numbers import number_of

from absentia.model.count import Count
from absentia.model.texts import Said, spoken
from absentia.publish.site.counts import sheets, withheld_among
from absentia.publish.site.numbers import Book
from absentia.publish.site.sheets import Chart, Mark, Sheet, Table, file_name, table_of
from absentia.tally.words import REASONS


@pytest.mark.parametrize("name", ["gvs-1.synthetic.example", "337", "228.1", "guardian_2023_10", "99GV0001"])
def test_a_plain_name_stays(name: str) -> None:
    assert file_name(name) == name


@given(st.text(), st.text())
def test_no_name_leads_out_of_its_folder_and_none_takes_another_s_place(first: str, second: str) -> None:
    path = PurePosixPath(f"courts/{file_name(first)}.html")
    assert len(path.parts) == 2
    assert ".." not in path.parts
    assert not path.name.startswith(".")
    assert path.name.isascii()
    assert (file_name(first) == file_name(second)) is (first == second)


def test_a_sheet_knows_each_of_its_numbers_once() -> None:
    first, second, third = (number_of(Count.exactly(1), keys={"measure": str(place)}) for place in range(3))
    sheet = Sheet(
        name="x",
        title=both("x", "x"),
        chart=Chart(
            both("t", "t"), both("d", "d"), both("u", "u"), [Mark(both("m", "m"), third), Mark(both("n", "n"), None)]
        ),
        tables=[Table(both("t", "t"), [both("h", "h")], [["words", second], [first]])],
        numbers=[first],
    )
    assert [one.id for one in sheet.every_number] == [first.id, second.id, third.id]


@pytest.mark.parametrize(
    ("spec", "headings", "row"),
    [
        ("bars", ["What", "Of what", "Value"], ["Nowhere", "pending at the end of 2023", "–"]),
        ("share_by_age", ["Ages", "Share", "Lower bound", "Upper bound"], ["25–29", "37.2%", "–", "–"]),
        ("rate_per_month", ["What", "Value", "Lower bound", "Upper bound"], ["2023, no interval", "419", "–", "–"]),
        ("series", ["What", "When", "Value"], ["helped, running total", "29 October 2023", "120"]),
    ],
)
def test_the_rows_of_a_chart_are_a_table_for_readers(spec: str, headings: list[str], row: list[str]) -> None:
    made = table_of(CHARTS[spec])
    assert [one.text("en") for one in made.headings] == headings
    assert [spoken(cell, "en") for cell in made.rows[-1]] == row
    assert all("_" not in spoken(cell, "ru") for cells in made.rows for cell in cells)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([Count.exactly(9), Count.exactly(0)], None),
        ([], None),
        ([Count.exactly(9), Count.withheld(), Count.withheld()], "2 of 3."),
        ([Count.at_least(9), Count.withheld(), Count.unknown("not_covered")], "1 of 2."),  # nobody knows the third
    ],
)
def test_a_page_tells_how_many_of_its_counts_are_withheld_and_not_for_whose_sake(
    counts: list[Count], told: str | None
) -> None:
    numbers = [number_of(one, reason=Said(REASONS[one.reason]) if one.reason else None) for one in counts]
    found = [note.text("en") for note in withheld_among(numbers)]
    assert [note.partition("page: ")[2].partition(" How")[0] for note in found] == ([] if told is None else [told])


def test_the_page_of_a_measure_and_an_article_has_that_note() -> None:
    (page,) = [one for one in sheets(observed(), Book()) if one.name == "counts/cases_received-337"]
    assert any(note.text("en").startswith("Withheld on this page: 1 of ") for note in page.notes)
