"""Tables in parts: where a court's rows stand, what a run writes of them, what is left where it is cut off."""

from __future__ import annotations

import shutil
from pathlib import Path
from unittest.mock import patch

import pyarrow.parquet as pq
import pytest
from tests.link.standing import linked_files, stand
from tests.link.test_touched import book_of as book_of_pages
from tests.link.test_touched import forgetful, left, page
from tests.study import many

from absentia.engine import fill, open_tables
from absentia.errors import Damaged
from absentia.link import ensure_linked, link_cases, parts
from absentia.link.parts import Parts
from absentia.manifest import check, files_listed, read_manifest, record, vouched
from absentia.model.tables import LINKED
from absentia.observatory import Observatory
from absentia.parse.tables import TableWriter

COURTS = [f"gvs-{number}.synthetic.example" for number in range(8)]
PARTED = ("filing_states", "cases")


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_READINGS", 2)


def book(*more: str, path: Path) -> Observatory:
    """Two filings of each of the courts, and one more of some of them."""
    pages = [page(court, guid=guid, number=f"1-{guid}/2023") for court in COURTS for guid in ("1", "2")]
    return book_of_pages([*pages, *(page(court, guid="3", number="1-3/2023") for court in more)]).write(path)


def courts_in(file: Path) -> set[str]:
    return set(pq.read_table(file)["court"].to_pylist())


def inodes(observatory: Observatory) -> dict[str, int]:
    return {name: (observatory.tables / name).stat().st_ino for name in linked_files(observatory)}


@pytest.mark.parametrize(
    ("readings", "expected"), [(0, 1), (3, 1), (4, 2), (7, 2), (8, 4), (16, 8), (511, 128), (512, 256), (5000, 256)]
)
def test_there_are_as_many_parts_as_give_each_its_least(tmp_path: Path, readings: int, expected: int) -> None:
    with open_tables(tmp_path, {}) as connection:
        fill(connection, "filings", {"row": "BIGINT"}, [(row,) for row in range(readings)])
        found = Parts.of(connection, tmp_path)
        assert found.count == expected
        many = connection.execute("SELECT DISTINCT part_of(range::VARCHAR) FROM range(5000)").fetchall()
        assert sorted(many) == [(part,) for part in found.all]


def test_a_court_stands_in_one_part_and_rows_in_their_order(tmp_path: Path) -> None:
    observatory = book(path=tmp_path / "o")
    link_cases(observatory)
    for table, key in (("filing_states", ["filing_id", "capture", "row"]), ("cases", ["filing_id"])):
        files = sorted((observatory.tables / table).iterdir())
        assert len(files) > 1
        assert not (observatory.tables / f"{table}.parquet").exists()
        rows = [pq.read_table(file).to_pylist() for file in files]
        assert all(rows)
        for of_part in rows:
            keys = [[row[name] for name in key] for row in of_part]
            assert keys == sorted(keys)
    states = [courts_in(file) for file in sorted((observatory.tables / PARTED[0]).iterdir())]
    assert sorted(court for courts in states for court in courts) == COURTS


def test_only_parts_in_which_something_is_new_are_written(tmp_path: Path) -> None:
    old, new = book(path=tmp_path / "old"), book(COURTS[0], path=tmp_path / "new")
    link_cases(old)
    stand(old, new)
    before = inodes(new)
    anew = forgetful(new, tmp_path / "anew")
    with patch("absentia.link.touched._FEW", 0):
        link_cases(new)
    written = {name for name, inode in inodes(new).items() if before[name] != inode and name.startswith(PARTED)}
    link_cases(anew)
    assert left(new) == left(anew)
    assert len(written) == len(PARTED)
    (states,) = (name for name in written if name.startswith(PARTED[0]))
    assert COURTS[0] in courts_in(new.tables / states)


def test_where_parts_become_more_or_fewer_nothing_of_before_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    observatory = book(path=tmp_path / "o")
    link_cases(observatory)
    for least in (1 << 16, 1, 4):
        monkeypatch.setattr(parts, "_READINGS", least)
        with observatory.writing():
            shutil.copytree(observatory.path, tmp_path / f"{least}")
        (observatory.tables / "records.parquet").unlink()
        ensure_linked(observatory)
        anew = forgetful(Observatory(tmp_path / f"{least}"), tmp_path / f"{least}-anew")
        link_cases(anew)
        assert left(observatory)[0] == left(anew)[0]
        assert set(linked_files(observatory)) <= read_manifest(observatory.tables)["files"].keys()


@pytest.mark.parametrize("change", ["lost", "changed", "beside", "both"])
def test_a_table_is_vouched_for_with_all_its_parts_and_no_other(tmp_path: Path, change: str) -> None:
    observatory = book(path=tmp_path / "o")
    link_cases(observatory)
    whole = left(observatory)
    assert all(vouched(observatory.tables, table) for table in PARTED)
    first = next((observatory.tables / "cases").iterdir())
    match change:
        case "lost":
            first.unlink()
        case "changed":
            first.write_bytes(first.read_bytes() + b" ")
        case "beside":
            shutil.copyfile(first, first.with_name("999.parquet"))
        case _:
            shutil.copyfile(first, observatory.tables / "cases.parquet")
    assert not vouched(observatory.tables, "cases")
    assert vouched(observatory.tables, "filing_states")
    ensure_linked(observatory)
    assert left(observatory) == whole


def test_what_is_listed_of_a_table_is_what_stands_there(tmp_path: Path) -> None:
    for name in ("a/001.parquet", "a/000.parquet", "b.parquet", "ab.parquet"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    record(tmp_path, "a", "b", noted=1)
    assert sorted(files_listed(read_manifest(tmp_path), "a")) == ["a/000.parquet", "a/001.parquet"]
    check(tmp_path, ["a/001.parquet", "b.parquet"])
    (tmp_path / "a" / "000.parquet").unlink()
    record(tmp_path, "a")
    assert read_manifest(tmp_path)["files"].keys() == {"a/001.parquet", "b.parquet"}
    with pytest.raises(Damaged):
        check(tmp_path, ["ab.parquet"])


def test_a_parse_lets_all_parts_of_a_table_stand_or_none(tmp_path: Path) -> None:
    observatory = book(path=tmp_path / "o")
    link_cases(observatory)
    listed = read_manifest(observatory.tables)["files"]
    next((observatory.tables / "cases").iterdir()).unlink()
    with TableWriter(observatory.tables) as writer:
        carried = writer.carry(listed)
        there = {str(file.relative_to(writer.folder)) for file in writer.folder.glob("*/*.parquet")}
    assert {name.split("/")[0].removesuffix(".parquet") for name in carried} == {
        "filing_states", "records", "record_persons", "record_charges"
    }  # fmt: skip
    assert there == {name for name in carried if "/" in name} == set(files_listed({"files": listed}, "filing_states"))


class Cut(BaseException):
    """The process dies."""


def test_cut_off_at_any_write_the_next_run_leaves_what_a_whole_one_does(tmp_path: Path) -> None:
    old, new = book(path=tmp_path / "old"), book(*COURTS[:3], path=tmp_path / "new")
    link_cases(old)
    stand(old, new)
    whole = Observatory(shutil.copytree(new.path, tmp_path / "whole"))
    replacing = Path.replace
    seen = 0

    def replace(path: Path, target: Path) -> Path:
        nonlocal seen
        seen += 1
        if seen == dies:
            raise Cut
        return replacing(path, target)

    dies = 0
    with patch.object(Path, "replace", replace):
        link_cases(whole)
    writes = seen
    assert writes > len(LINKED)
    for dies in range(1, writes + 1, many(5, 1)):
        seen = 0
        cut = Observatory(shutil.copytree(new.path, tmp_path / f"cut-{dies}"))
        with patch.object(Path, "replace", replace), pytest.raises(Cut):
            link_cases(cut)
        ensure_linked(cut)
        assert left(cut) == left(whole)
