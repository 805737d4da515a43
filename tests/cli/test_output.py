"""The same rows as a table for people, as JSON or as CSV for programs; what pages say is printed letter by letter."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

import absentia.cli
from absentia.cli.main import run
from absentia.cli.output import echo, render, say, talk, write_csv, write_json, write_table

TEXTS = [
    "[sic]",
    "[/b]",
    "[bold]x[/bold]",
    "[link=file:///x]y[/link]",
    ":dog:",
    "[",
    "]",
    "\\[a]",
    "[[a]]",
    "[red]",
    "=1+1",
    "{x}",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_table_eats_no_text(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_table([{"a": f"x{text}y"}], {"a": f"p{text}q"}, title=f"m{text}n")
    shown = re.sub(r"\s+", "", capsys.readouterr().out)
    for whole in (f"x{text}y", f"p{text}q", f"m{text}n"):
        assert whole in shown


def test_nothing_that_is_printed_gives_a_terminal_orders(capsys: pytest.CaptureFixture[str]) -> None:
    order = "\x1b[2J\u202e"
    for one in (echo, say):
        one("{name}", name=order)
    write_table([{"a": order}], {"a": order}, title=order)
    write_json({"a": order + "\x9b"})
    out, err = capsys.readouterr()
    assert not re.search("[\x1b\x9b\u202e]", out + err)
    assert json.loads(out[out.rindex("{") :]) == {"a": order + "\x9b"}


def test_a_sheet_runs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    write_csv([{"a": "=1+1", "b": -1, "c": None}], ["a", "b", "c"])
    assert list(csv.reader(io.StringIO(capsys.readouterr().out))) == [["a", "b", "c"], ["'=1+1", "-1", ""]]


def test_every_verb_writes_tables_and_sheets_by_these() -> None:
    package = Path(absentia.cli.__file__).parents[1]
    for file in package.rglob("*.py"):
        source = file.read_text(encoding="utf-8")
        if file.name != "sheets.py" and "figures" not in file.parts and "audit" not in file.parts:
            assert "csv.writer" not in source, file
        # a page's words are never read as markup, on no screen and in no text
        assert not re.search(r"\bConsole\((?!.*markup=False)", source), file
        assert not re.search(r"TextColumn\((?!.*markup=False)", source), file


def _said(*words: str) -> int:
    return run(["--lang", "en", *words])


def test_whoever_wants_quiet_hears_errors_and_gets_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _said("-q", "init", str(tmp_path / "o")) == 0
    assert capsys.readouterr() == ("", "")
    assert _said("-q", "-C", str(tmp_path / "none"), "status") == 1
    assert "there is no observatory here" in capsys.readouterr().err
    assert _said("--quiet", "figures", "cite", "court_cases-001") == 0
    assert capsys.readouterr().out
    # the next call talks again
    assert _said("init", str(tmp_path / "p")) == 0
    assert "was made" in capsys.readouterr().err


def test_what_is_said_is_in_the_log_with_its_time_whoever_wants_quiet(tmp_path: Path) -> None:
    log = tmp_path / "absentia.log"
    assert _said("-q", "--log", str(log), "init", str(tmp_path / "o")) == 0
    assert _said("--log", str(log), "-C", str(tmp_path / "none"), "status") == 1
    lines = log.read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} INFO an observatory was made in .*", lines[0])
    assert " ERROR absentia: error: there is no observatory here" in "\n".join(lines)


def test_a_log_is_begun_anew_and_five_older_ones_are_kept(tmp_path: Path) -> None:
    log = tmp_path / "absentia.log"
    talk(quiet=True, log=log)
    try:
        for _line in range(80):
            say("x" * 100_000)
    finally:
        talk()
    kept = sorted(file.name for file in tmp_path.iterdir())
    assert kept == ["absentia.log", *(f"absentia.log.{number}" for number in range(1, 6))]
    assert all(file.stat().st_size <= 1_000_000 for file in tmp_path.iterdir())


def test_a_log_that_cannot_be_written_is_an_error_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _said("--log", str(tmp_path / "none" / "log"), "init", str(tmp_path / "o")) == 1
    assert "absentia: error" in capsys.readouterr().err
    assert not (tmp_path / "o").exists()


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
        ({"shown": []}, []),
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
