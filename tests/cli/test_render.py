"""The same rows as a table for people, as JSON or as CSV for programs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from absentia.cli.render import render

ROWS: list[dict[str, Any]] = [
    {"court": "a.example", "count": 1234, "kept": True},
    {"court": "b.example", "count": None, "kept": False},
]
HEADINGS = {"court": "Court", "count": "Count"}


@pytest.mark.parametrize(
    ("output_format", "options", "expected"),
    [
        ("json", {}, ROWS),
        ("json", {"document": {"rows": 2}}, {"rows": 2}),
        ("json", {"document": []}, []),  # nothing is a document, too
        ("json", {"shown": [{"court": "A"}]}, ROWS),
    ],
)
def test_json_is_the_rows_or_the_document(
    capsys: pytest.CaptureFixture[str], output_format: str, options: dict[str, Any], expected: Any
) -> None:
    render(output_format, ROWS, HEADINGS, **options)
    assert json.loads(capsys.readouterr().out) == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "court,count\r\na.example,1234\r\nb.example,\r\n"),
        ({"columns": ["kept", "court"]}, "kept,court\r\ntrue,a.example\r\nfalse,b.example\r\n"),
        ({"shown": [{"court": "A"}], "document": {}}, "court,count\r\na.example,1234\r\nb.example,\r\n"),
    ],
)
def test_csv_has_the_keys_of_the_headings_or_the_columns_named(
    capsys: pytest.CaptureFixture[str], options: dict[str, Any], expected: str
) -> None:
    render("csv", ROWS, HEADINGS, **options)
    found = capsys.readouterr().out
    assert found.replace("\r\n", "\n").lower() == expected.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ["Court|Count", "a.example|1234", "b.example|"]),
        ({"shown": [{"court": "A"}], "document": {}, "columns": ["kept"]}, ["Court|Count", "A|"]),
        ({"shown": []}, ["Court|Count"]),
    ],
)
def test_people_see_the_rows_shown_under_their_headings(
    capsys: pytest.CaptureFixture[str], options: dict[str, Any], expected: list[str]
) -> None:
    render("table", ROWS, HEADINGS, **options)
    assert ["|".join(cell.strip() for cell in line) for line in cells(capsys.readouterr().out)] == expected


@pytest.mark.parametrize(("right", "cell"), [((), " two"), (("count",), "   two")])
def test_what_is_named_stands_to_the_right(capsys: pytest.CaptureFixture[str], right: Any, cell: str) -> None:
    render("table", [{"court": "A", "count": "two"}], HEADINGS, right=right)
    assert cells(capsys.readouterr().out)[1][1].rstrip() == cell


def cells(table: str) -> list[list[str]]:
    """The cells of a printed table, without the line under its headings."""
    lines = [line.replace("┃", "│").split("│") for line in table.splitlines()]
    return [line for line in lines if len(line) > 1]
