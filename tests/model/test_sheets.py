"""Cells of pages in a spreadsheet: data, never a formula."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.model.sheets import guarded, write_rows


@pytest.mark.parametrize(
    "cell",
    [
        *("=1+1", "+7 900", "-2+3", "@SUM(A1)", " =1", "\t=1", "\r\n@x", "\u00a0=1", "\ufeff=1"),
        *("＝1", "＋1", "－1", "＠x", "-", "=", "\n", "--1", "+1+1", "-1,5,2"),
    ],
)
def test_what_a_spreadsheet_would_run_is_text(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell", ["-5", "+7", "-5.3%", "+0,5", "–", "1-1/2024", "a=b", "'=1", "", 0, -5, -0.5, True, "ст.337", "≥ 5"]
)
def test_data_stays_as_it_is(cell: object) -> None:
    assert guarded(cell) == cell


def test_nothing_is_an_empty_cell() -> None:
    assert guarded(None) == ""


@given(st.lists(st.lists(st.one_of(st.none(), st.integers(), st.text(max_size=8)), min_size=2, max_size=4), max_size=4))
def test_what_is_read_back_never_begins_like_a_formula_and_loses_nothing(rows: list[list[object]]) -> None:
    sheet = io.StringIO(newline="")
    write_rows(sheet, rows)
    sheet.seek(0)
    read = list(csv.reader(sheet))
    assert [[cell.removeprefix("'") for cell in cells] for cells in read] == [
        ["" if cell is None else str(cell).removeprefix("'") for cell in cells] for cells in rows
    ]
    assert not any(cell.lstrip().startswith(("=", "@")) for cells in read for cell in cells)
