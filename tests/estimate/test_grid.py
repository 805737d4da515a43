"""Which period a cell is about, at the functions that every table of periods is read by."""

from __future__ import annotations

from pathlib import Path

import pytest

from absentia.errors import UnreadableInput
from absentia.estimate.grid import Row, label, read_csv
from absentia.model import Grain


def row(text: str) -> Row:
    return Row("table.csv", 2, {"when": text})


@pytest.mark.parametrize(
    ("text", "grain", "lies_in", "counts_it"),
    [
        ("2023-05", Grain.MONTH, "2023-05", True),
        ("2023-05-17", Grain.MONTH, "2023-05", True),
        ("2023-05-17T23:59", Grain.WEEK, "2023-W20", True),
        ("2023-W20", Grain.WEEK, "2023-W20", True),
        ("2024-02-29", Grain.YEAR, "2024", True),
        # a shorter period lies in a longer one, and what was counted in it is not what was counted in that
        ("2023-W20", Grain.MONTH, "2023-05", False),
        ("2023-05", Grain.YEAR, "2023", False),
        ("2023-05-15..2023-05-21", Grain.MONTH, "2023-05", False),
        # a longer one, or one across a border, lies in none
        ("2023", Grain.MONTH, None, False),
        ("2023-05", Grain.WEEK, None, False),
        ("2023-W22", Grain.MONTH, None, False),
        ("2023-05..2023-06", Grain.MONTH, None, False),
        ("2023-05-29..2023-06-04", Grain.MONTH, None, False),
    ],
)
def test_a_period_is_one_of_those_counted_or_an_error(
    text: str, grain: Grain, lies_in: str | None, counts_it: bool
) -> None:
    if lies_in is None:
        with pytest.raises(UnreadableInput, match="not one period of the length counted here"):
            row(text).inside("when", grain)
    else:
        assert label(row(text).inside("when", grain), grain) == lies_in
    if counts_it:
        assert label(row(text).number_of("when", grain), grain) == lies_in
    else:
        with pytest.raises(UnreadableInput, match="not one period of the length counted here"):
            row(text).number_of("when", grain)


@pytest.mark.parametrize(
    ("header", "twice"),
    [("date,count,count", True), ("date,n,N ", True), ("date,count,", False), ("date,count,,", False)],
)
def test_no_column_is_read_by_a_name_that_two_have(tmp_path: Path, header: str, twice: bool) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"{header}\n", encoding="utf-8")
    if twice:
        with pytest.raises(UnreadableInput, match="two columns have the same name"):
            read_csv(path)
    else:
        assert read_csv(path)[0] == header.split(",")
