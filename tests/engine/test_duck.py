from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from tests.engine.test_parquet import ROW, SCHEMA

from absentia.engine import (
    add,
    fill,
    literal,
    named_statements,
    number_rows,
    open_tables,
    query,
    read_notes,
    table_files,
    write_parquet,
)
from absentia.errors import ObservatoryProblem


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
    with pytest.raises(ObservatoryProblem, match="has no column “added_later”: another version"):
        open_tables(tmp_path, {"things": (*SCHEMA, ("added_later", "VARCHAR"))})
    assert read_notes(tmp_path / "none.parquet") == {}


def test_a_column_of_another_kind_is_told_when_it_is_read(tmp_path: Path) -> None:
    write_parquet(tmp_path / "things.parquet", [{"day": "2023-02-30"}], [("day", "VARCHAR")])
    with (
        open_tables(tmp_path, {"things": [("day", "DATE")]}) as connection,
        pytest.raises(ObservatoryProblem, match="its column cannot hold"),
    ):
        query(connection, "SELECT day FROM things")


def test_rows_are_numbered_as_they_stand_in_the_file(tmp_path: Path) -> None:
    write_parquet(tmp_path / "t.parquet", [{"a": 7}, {"a": 5}, {"a": 6}], (("a", "BIGINT"),))
    with open_tables(tmp_path, {}) as connection:
        number_rows(connection, "numbered", tmp_path / "t.parquet")
        assert query(connection, "SELECT a, line FROM numbered WHERE a < 7 ORDER BY a") == [
            {"a": 5, "line": 1},
            {"a": 6, "line": 2},
        ]


def test_rows_of_several_files_are_numbered_file_by_file(tmp_path: Path) -> None:
    files = [tmp_path / "t" / f"{name}.parquet" for name in "ba"]
    for file in files:
        write_parquet(file, [{"a": 1}, {"a": 2}], (("a", "BIGINT"),))
    with open_tables(tmp_path, {}) as connection:
        number_rows(connection, "numbered", *files)
        assert query(connection, "SELECT a, line FROM numbered ORDER BY line") == [
            {"a": a, "line": file * 2**24 + a - 1} for file in (0, 1) for a in (1, 2)
        ]


def test_no_two_rows_of_several_files_get_one_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("absentia.engine.duck._LINE_BITS", 1)
    files = [tmp_path / f"{name}.parquet" for name in "ab"]
    write_parquet(files[1], [{"a": 4}], (("a", "BIGINT"),))
    for rows in (2, 3):
        write_parquet(files[0], [{"a": a} for a in range(rows)], (("a", "BIGINT"),))
        with open_tables(tmp_path, {}) as connection:
            number_rows(connection, "numbered", *files)
            if rows == 2:
                assert len(query(connection, "SELECT DISTINCT line FROM numbered")) == 3
                continue
            with pytest.raises(duckdb.Error, match="more rows than are numbered"):
                query(connection, "SELECT DISTINCT line FROM numbered")


def test_statements_are_cut_by_their_names() -> None:
    text = "-- of what\n-- name: one\nSELECT 1\n\n-- name: two\n-- a word\nSELECT 2\n"
    assert named_statements(text) == {"one": "SELECT 1", "two": "-- a word\nSELECT 2"}


def test_what_is_made_in_one_connection_is_seen_by_no_other_and_gone_with_it(tmp_path: Path) -> None:
    write_parquet(tmp_path / "t.parquet", [{"a": 7}], (("a", "BIGINT"),))
    for _twice in range(2):
        with (
            open_tables(tmp_path, {"t": (("a", "BIGINT"),)}) as one,
            open_tables(tmp_path / "other", {"t": (("a", "BIGINT"),)}) as other,
        ):
            fill(one, "mine", {"b": "BIGINT"}, [(1,), (2,)])
            one.execute("SET VARIABLE told = 1")
            add(one, "mine", {"b": "BIGINT"}, [(3,)])
            assert query(one, "SELECT a, b FROM t, mine ORDER BY b") == [{"a": 7, "b": b} for b in (1, 2, 3)]
            assert query(other, "SELECT count(*) AS n, getvariable('told') AS told FROM t") == [{"n": 0, "told": None}]
            with pytest.raises(duckdb.CatalogException):
                query(other, "FROM mine")


def test_no_bar_of_progress_is_written_among_the_results(tmp_path: Path) -> None:
    with open_tables(tmp_path, {}) as connection:
        assert query(connection, "SELECT current_setting('enable_progress_bar') AS bar") == [{"bar": False}]
