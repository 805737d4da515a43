"""The notebook of the docs shows what its cells give, and says so where they give something else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tools import notebook


def test_the_notebook_shows_what_its_cells_give() -> None:
    kept = json.loads(notebook.NOTEBOOK.read_text(encoding="utf-8"))
    given = notebook.run(kept)
    assert notebook.stale(kept, given) == []
    shown = [kind for cell in given["cells"] for one in cell.get("outputs", ()) for kind in one.get("data", ())]
    assert shown.count("image/svg+xml") == 3
    assert shown.count("text/html") >= 3


@pytest.mark.parametrize(
    ("now", "same"),
    [
        ({"image/svg+xml": ["<svg>other</svg>"]}, True),
        ({"application/vnd.vegalite.v5+json": {"datasets": {"rows": [1]}, "config": {"font": "other"}}}, True),
        ({"application/vnd.vegalite.v5+json": {"datasets": {"rows": [2]}}}, False),
        ({"text/plain": ["other"]}, False),
    ],
)
def test_a_picture_drawn_otherwise_is_not_stale_and_other_rows_are(now: dict[str, Any], *, same: bool) -> None:
    data = {
        "application/vnd.vegalite.v5+json": {"datasets": {"rows": [1]}, "config": {"font": "one"}},
        "image/svg+xml": ["<svg/>"],
        "text/plain": ["one"],
    }
    before, after = ({"cells": [{"id": "c", "outputs": [{"data": shown}]}]} for shown in (data, data | now))
    assert notebook.stale(before, after) == ([] if same else ["c"])


class Drawn:
    def _repr_mimebundle_(self) -> dict[str, Any]:
        return {"image/svg+xml": "<svg/>"}


class Tabled:
    def __repr__(self) -> str:
        return "two\nlines"

    def _repr_html_(self) -> str:
        return "<table/>"


@pytest.mark.parametrize(
    ("source", "names", "data"),
    [
        ("x = 1", {}, None),
        ("x = 1\nx + 1", {}, {"text/plain": ["2"]}),
        ("one", {"one": Drawn()}, {"image/svg+xml": ["<svg/>"]}),
        ("one", {"one": Tabled()}, {"text/html": ["<table/>"], "text/plain": ["two\n", "lines"]}),
        ("None", {}, None),
    ],
)
def test_a_cell_shows_its_last_expression(source: str, names: dict[str, Any], data: dict[str, Any] | None) -> None:
    found = notebook.run_cell(source, names, 3)
    assert [one["data"] for one in found] == ([] if data is None else [data])
    assert all(one["execution_count"] == 3 for one in found)


def test_a_cell_shows_what_it_prints() -> None:
    found = notebook.run_cell("print('a')\nprint('b')\n1", {}, 1)
    assert found[0] == {"name": "stdout", "output_type": "stream", "text": ["a\n", "b\n"]}
    assert found[1]["data"] == {"text/plain": ["1"]}
