"""What an update leaves of its cells is what the next one finds, and what changed between two is told cell by cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from absentia.model.count import Count
from absentia.pipeline.update_cells import FILE, Cell, _cell, changes, read_cells, write_cells

HERE, THERE = '["cases_received", "a.example", "2023-H1", "337.5"]', '["cases_received", null, "2023-H1", null]'
CELLS = {THERE: _cell(Count.at_least(3), 4), HERE: _cell(Count.exactly(2), 2)}


def test_what_is_written_is_read_a_cell_a_line_in_order(tmp_path: Path) -> None:
    write_cells(tmp_path, CELLS)
    assert read_cells(tmp_path) == CELLS
    lines = (tmp_path / FILE).read_text(encoding="utf-8").splitlines()
    assert (lines[0], lines[-1], len(lines)) == ("{", "}", 4)
    assert "a.example" in lines[1]
    write_cells(tmp_path, {})
    assert read_cells(tmp_path) == {}


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "[1]", '{"a": 1}', '{"a": {"low": 1}}', '{"a": {"low": 3, "high": 2}}', '{"a": {"low": "x"}}'],
)  # fmt: skip
def test_what_is_no_counts_is_not_gone_on_from(tmp_path: Path, content: str) -> None:
    assert read_cells(tmp_path) is None
    (tmp_path / FILE).write_text(content, encoding="utf-8")
    assert read_cells(tmp_path) is None


def test_a_cell_changed_where_something_else_is_seen_in_it() -> None:
    now: dict[str, Cell] = {HERE: _cell(Count.exactly(2), 2), THERE: _cell(Count.at_least(4), 5)}
    (one,) = changes(CELLS, now)
    assert one == {
        "measure": "cases_received", "court": None, "half-year": "2023-H1", "provision": None,
        "before": CELLS[THERE], "now": now[THERE],
    }  # fmt: skip
    # another count of the same units is none: coverage moved, not what was seen
    assert changes(CELLS, CELLS | {HERE: _cell(Count.at_least(1), 2)}) == []
    assert [(each["before"], each["now"]) for each in changes({}, {HERE: CELLS[HERE]})] == [(None, CELLS[HERE])]
    assert [(each["before"], each["now"]) for each in changes({HERE: CELLS[HERE]}, {})] == [(CELLS[HERE], None)]
