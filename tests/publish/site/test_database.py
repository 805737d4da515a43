"""All numbers in one file: the same numbers as beside the pages, with keys that hold, the same bytes twice."""

from __future__ import annotations

import io
import json
import sqlite3
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from bs4 import BeautifulSoup
from tests.publish.conftest import sample_article
from tests.publish.site.conftest import correction_of, dossier_of, observed

from absentia.publish.site import Dossier, build
from absentia.publish.site.database import DATABASE, METADATA, PARQUET

VERSION = "2023-07-31"


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    plain = dossier_of(observed(), articles=[sample_article()])
    record = json.loads(build(plain, VERSION).files["version.json"])["numbers"]
    claimed = json.loads(build(plain, VERSION).files["articles/guardian_2023_10-a.json"])["numbers"][0]["id"]
    assert claimed in record
    return dossier_of(observed(), articles=[sample_article()], corrections=[correction_of(claimed)])


@pytest.fixture(scope="module")
def files(dossier: Dossier) -> dict[str, bytes]:
    return dict(build(dossier, VERSION).files)


@pytest.fixture
def database(files: dict[str, bytes]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(files[DATABASE])
    connection.row_factory = sqlite3.Row
    return connection


def test_the_same_dossier_is_the_same_bytes(dossier: Dossier, files: dict[str, bytes]) -> None:
    again = build(dossier, VERSION).files
    for name in (DATABASE, PARQUET, METADATA, "data.zip"):
        assert again[name] == files[name], name


def test_parquet_and_database_have_every_number_as_it_is_recorded(
    files: dict[str, bytes], database: sqlite3.Connection
) -> None:
    record = json.loads(files["version.json"])["numbers"]
    columns = pq.read_table(io.BytesIO(files[PARQUET])).to_pylist()
    rows = [dict(one) for one in database.execute("SELECT * FROM numbers ORDER BY id")]
    assert [one["id"] for one in rows] == [one["id"] for one in columns] == sorted(record)
    for one, other in zip(rows, columns, strict=True):
        assert {name: one[name] for name in other} == other
        assert [one[name] for name in ("value", "least", "most")] == [
            record[one["id"]][name] for name in ("value", "least", "most")
        ]


def test_keys_of_the_database_hold(files: dict[str, bytes], database: sqlite3.Connection) -> None:
    assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    pages = {one["name"] for one in database.execute("SELECT name FROM pages")}
    assert pages == set(json.loads(files["version.json"])["pages"])
    shown = database.execute(
        "SELECT n.what FROM page_numbers p JOIN numbers n ON n.id = p.number WHERE p.page = 'index' ORDER BY place"
    ).fetchall()
    assert [one["what"] for one in shown] == [one["what"]["en"] for one in json.loads(files["index.json"])["numbers"]]
    (correction,) = database.execute("SELECT * FROM corrections")
    assert correction["fixed"] == "2023-08-02"


def test_the_description_names_tables_and_columns_there_are(
    files: dict[str, bytes], database: sqlite3.Connection, tmp_path: Path
) -> None:
    told = json.loads(files[METADATA])
    (name,) = told["databases"]
    assert f"{name}.db" == DATABASE
    tables = {one["name"] for one in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert set(told["databases"][name]["tables"]) == tables
    columns = {one["name"] for one in database.execute("PRAGMA table_info(numbers)")}
    about = told["databases"][name]["tables"]["numbers"]
    assert {*about["columns"], *about["facets"], about["label_column"]} <= columns
    # a file as others open it
    (tmp_path / DATABASE).write_bytes(files[DATABASE])
    with sqlite3.connect(tmp_path / DATABASE) as opened:
        assert opened.execute("SELECT count(*) FROM numbers").fetchone()[0] > 10


def told_by(files: dict[str, bytes], page: str) -> dict[str, object]:
    soup = BeautifulSoup(files[page], "html.parser")
    found: dict[str, object] = json.loads(soup.select_one("script").get_text())  # type: ignore[union-attr]
    return found


@pytest.mark.parametrize(
    ("page", "corrections"),
    [("data.html", 1), ("articles/guardian_2023_10-a.html", 1), ("articles/guardian_2023_10-b.html", 0)],
)
def test_programs_are_told_of_the_corrections_of_a_page(files: dict[str, bytes], page: str, corrections: int) -> None:
    found = told_by(files, page).get("correction", [])
    assert len(found) == corrections  # type: ignore[arg-type]
    for one in found:  # type: ignore[attr-defined]
        assert (one["@type"], one["datePublished"]) == ("CorrectionComment", "2023-08-02")
        assert "Right is" in one["text"]


def test_programs_are_told_every_file_that_holds_all_numbers(files: dict[str, bytes]) -> None:
    found = {one["contentUrl"] for one in told_by(files, "data.html")["distribution"]}  # type: ignore[attr-defined]
    assert found == {"data.zip", DATABASE, PARQUET}
    assert found <= set(files)
