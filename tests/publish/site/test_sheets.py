"""Names from outside become parts of paths that lead nowhere else; a sheet knows its numbers."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.publish.conftest import both
from tests.publish.site.test_numbers import number_of

from absentia.model.count import Count
from absentia.publish.site.sheets import Chart, Mark, Sheet, Table, file_name


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
