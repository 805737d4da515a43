from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from absentia.engine import (
    copy_parquet,
    copy_parts,
    open_tables,
    query,
    read_notes,
    write_parquet,
)
from absentia.errors import Damaged

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


@pytest.mark.parametrize("value", [1 << 62, "seven", dt.date(2023, 1, 1)])
def test_a_value_that_fits_no_column_is_told_and_nothing_is_written(tmp_path: Path, value: object) -> None:
    with pytest.raises(Damaged, match="does not fit the table"):
        write_parquet(tmp_path / "things.parquet", [{"number": value}], [("number", "INTEGER")])
    assert list(tmp_path.iterdir()) == []


def test_nothing_half_written_is_left(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        write_parquet(tmp_path / "things.parquet", [{"name": "only"}], SCHEMA)
    assert list(tmp_path.iterdir()) == []


def test_what_a_select_gives_has_the_bytes_of_its_rows_however_it_was_made(tmp_path: Path) -> None:
    schema = (("a", "BIGINT"), ("b", "VARCHAR"), ("c", "VARCHAR[]"))
    numbers = "SELECT range AS a, 'x' || range AS b, ['y' || range] AS c FROM range(70000)"
    halves = f"SELECT * FROM ({numbers}) WHERE a % 2 = 0 UNION ALL SELECT * FROM ({numbers}) WHERE a % 2 = 1"  # noqa: S608
    with open_tables(tmp_path, {}, threads=2) as connection:
        copy_parquet(connection, numbers, tmp_path / "once.parquet", schema, notes={"made": "once"})
        copy_parquet(connection, f"{halves} ORDER BY a", tmp_path / "sorted.parquet", schema, notes={"made": "once"})
    rows = [{"a": number, "b": f"x{number}", "c": [f"y{number}"]} for number in range(70000)]
    write_parquet(tmp_path / "rows.parquet", rows, schema, notes={"made": "once"})
    once, by_rows, put_in_order = ((tmp_path / f"{name}.parquet").read_bytes() for name in ("once", "rows", "sorted"))
    assert once == by_rows == put_in_order
    assert read_notes(tmp_path / "once.parquet") == {"made": "once"}


def test_an_empty_table_has_its_columns_and_one_form(tmp_path: Path) -> None:
    with open_tables(tmp_path, {}) as connection:
        copy_parquet(connection, "SELECT 1 AS a WHERE false", tmp_path / "never.parquet", (("a", "BIGINT"),))
        copy_parquet(
            connection, "SELECT range AS a FROM range(9) WHERE range > 9", tmp_path / "none.parquet", (("a", "BIGINT"),)
        )
    write_parquet(tmp_path / "t.parquet", [], (("a", "BIGINT"),))
    assert len({(tmp_path / f"{name}.parquet").read_bytes() for name in ("never", "none", "t")}) == 1
    with open_tables(tmp_path, {"t": (("a", "BIGINT"),)}) as connection:
        assert query(connection, "SELECT * FROM t") == []


def test_rows_go_into_the_file_of_their_part(tmp_path: Path) -> None:
    paths = {part: tmp_path / "t" / f"{part}.parquet" for part in (1, 2, 5, 7)}
    paths[2].parent.mkdir()
    paths[2].write_bytes(b"of before")
    case = "CASE WHEN range < 70000 THEN 1 WHEN range < 70003 THEN 5 ELSE 7 END AS part"
    rows = f"SELECT {case}, range AS a FROM range(200000)"  # noqa: S608
    schema = (("a", "BIGINT"),)
    with open_tables(tmp_path, {}) as connection:
        copy_parts(connection, rows, paths, schema, notes={5: {"made": "once"}})
    expected = {1: range(70000), 5: range(70000, 70003), 7: range(70003, 200000)}
    assert {part: pq.read_table(path)["a"].to_pylist() for part, path in paths.items() if path.exists()} == {
        part: list(found) for part, found in expected.items()
    }
    assert [read_notes(paths[part]).get("made") for part in expected] == [None, "once", None]
    # the same rows make the same bytes, whoever writes them
    for part, found in expected.items():
        made = tmp_path / "whole.parquet"
        write_parquet(made, [{"a": a} for a in found], schema, notes={"made": "once"} if part == 5 else None)
        assert paths[part].read_bytes() == made.read_bytes()
