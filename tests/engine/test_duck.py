from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from absentia.engine import literal, open_tables, query, read_notes, table_files, write_parquet
from absentia.errors import Damaged, ObservatoryProblem

SCHEMA = (("name", "VARCHAR"), ("numbers", "VARCHAR[]"), ("day", "DATE"), ("seen", "TIMESTAMP"), ("good", "BOOLEAN"))
ROW = {
    "name": "ё'; --",
    "numbers": ["1-1/2023", None],
    "day": dt.date(2023, 2, 1),
    "seen": dt.datetime(2023, 2, 1, 3, 4, 5),  # noqa: DTZ001  tables keep UTC without a zone
    "good": None,
}


def test_what_is_written_is_read_back_with_its_notes(tmp_path: Path) -> None:
    file = tmp_path / "it's a folder" / "things.parquet"
    write_parquet(file, [ROW], SCHEMA, notes={"inputs": "семь"})
    assert read_notes(file)["inputs"] == "семь"
    with open_tables(file.parent, {"things": SCHEMA}, threads=1, memory="200MB") as connection:
        assert query(connection, "SELECT * FROM things") == [ROW]
    first = file.read_bytes()
    write_parquet(file, [ROW], SCHEMA, notes={"inputs": "семь"})
    assert file.read_bytes() == first


def test_values_are_bound_and_only_those_that_are_named(tmp_path: Path) -> None:
    with open_tables(tmp_path, {}) as connection:
        given = {"name": "x' OR 1=1", "name_of": 2, "unused": 3}
        assert query(connection, "SELECT $name AS a, $name_of AS b", given) == [{"a": "x' OR 1=1", "b": 2}]
        assert query(connection, "SELECT 1 AS one", given) == [{"one": 1}]
        assert query(connection, "SELECT " + literal("it's") + " AS text") == [{"text": "it's"}]


def test_a_missing_table_is_empty_and_a_folder_is_one_table(tmp_path: Path) -> None:
    write_parquet(tmp_path / "parts" / "b.parquet", [ROW], SCHEMA)
    write_parquet(tmp_path / "parts" / "a.parquet", [ROW, ROW], SCHEMA)
    assert [file.name for file in table_files(tmp_path, "parts")] == ["a.parquet", "b.parquet"]
    with open_tables(tmp_path, {"parts": SCHEMA, "absent": SCHEMA}) as connection:
        assert query(connection, "SELECT count(*) AS n FROM parts") == [{"n": 3}]
        assert query(connection, "SELECT * FROM absent") == []


def test_damaged_and_outdated_tables_are_named(tmp_path: Path) -> None:
    (tmp_path / "things.parquet").write_bytes(b"not a table")
    with pytest.raises(ObservatoryProblem, match="things"):
        open_tables(tmp_path, {"things": SCHEMA})
    write_parquet(tmp_path / "things.parquet", [ROW], SCHEMA)
    with pytest.raises(ObservatoryProblem, match="added_later"):
        open_tables(tmp_path, {"things": (*SCHEMA, ("added_later", "VARCHAR"))})
    assert read_notes(tmp_path / "none.parquet") == {}


def test_a_column_of_another_kind_is_told_when_it_is_read(tmp_path: Path) -> None:
    write_parquet(tmp_path / "things.parquet", [{"day": "2023-02-30"}], [("day", "VARCHAR")])
    with (
        open_tables(tmp_path, {"things": [("day", "DATE")]}) as connection,
        pytest.raises(ObservatoryProblem, match="its column cannot hold"),
    ):
        query(connection, "SELECT day FROM things")


@pytest.mark.parametrize("value", [1 << 62, "seven", dt.date(2023, 1, 1)])
def test_a_value_that_fits_no_column_is_told_and_nothing_is_written(tmp_path: Path, value: object) -> None:
    with pytest.raises(Damaged, match="does not fit the table"):
        write_parquet(tmp_path / "things.parquet", [{"number": value}], [("number", "INTEGER")])
    assert list(tmp_path.iterdir()) == []


def test_nothing_half_written_is_left(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        write_parquet(tmp_path / "things.parquet", [{"name": "only"}], SCHEMA)
    assert list(tmp_path.iterdir()) == []
