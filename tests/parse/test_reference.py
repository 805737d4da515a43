"""The reference names every key that is printed and every column that is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from absentia.model.tables import TABLES
from absentia.parse import json_schema
from absentia.parse.reading import FOREIGN, LAYOUT

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_a_table_is_explained(table: str) -> None:
    text = (REFERENCE / "tables.md").read_text(encoding="utf-8")
    section = text.partition(f"## `{table}`")[2].partition("\n## ")[0]
    assert set(re.findall(r"`([a-z_]+)`", section)) >= {column for column, _kind in TABLES[table]}


def test_every_key_of_the_document_is_explained() -> None:
    text = (REFERENCE / "parse.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z_0-9]+", text))
    for shape in json_schema()["$defs"].values():
        assert words >= shape.get("properties", {}).keys(), shape["title"]
    assert {FOREIGN, LAYOUT} <= words
