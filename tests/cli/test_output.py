"""What pages and claims say is printed letter by letter: no markup of a terminal's, no formula of a spreadsheet's."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

import absentia.cli
from absentia.cli.render import write_csv, write_table

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
