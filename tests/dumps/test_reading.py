"""Packages of an invented register, with every fault: all lines are accounted for, and no judge is written anywhere."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dumps.register_world import FAULTS, JUDGE, World, package
from tests.running import called
from tests.study import many

from absentia.dumps.package import opened
from absentia.dumps.probing import CONFIRMED, probe
from absentia.dumps.reading import connected, stage
from absentia.engine import ask
from absentia.errors import UnreadableInput
from absentia.sources.ua_edrsr import register_layout as layout

NAME = "edrsr_data_2026.zip"
SOUND = {"moved", "bare_quote", "newline", "crlf", "encoded_twice", "twice", "twice_redated", "odd_years", "in_folder",
         "unknown_codes"}  # fmt: skip
REFUSED = {
    "added": "has other columns than are known: unknown: region",
    "missing_column": "missing: status",
    "cut_off": "damaged or cut short",
    "declared_bomb": "documents.csv is too large: 214,748,364,800 B",
    "dots": "a name that leads elsewhere: ../documents.csv",
    "backslash": "a name that leads elsewhere",
    "absolute": "a name that leads elsewhere: /etc/documents.csv",
    "encrypted": "locked by a password",
    "two_files": "two files called documents.csv",
    "no_dictionary": "the package has no instances.csv",
    "other_codes": "the code 1 means “Рішення” here",
    "unknown_category": "the category 40851 has a name that means no article yet",
    "unnamed_code": "criminal documents of the category 40851",
}
LISTED = {
    "open_quote": "no_record", "swallowed": "no_document", "short_row": "no_record", "long_row": "no_record",
    "blank_line": "no_record", "no_utf8": "no_record", "bad_day": "no_document", "bad_status": "no_document",
}  # fmt: skip
"""Faults that cost a line, each with its reason."""


def made(folder: Path, *faults: str, seed: int = 1) -> Path:
    world = World(seed)
    return package(world.documents(0), folder / NAME, world.day(0), *faults)


def test_every_fault_has_its_row() -> None:
    assert set(FAULTS) == SOUND | REFUSED.keys() | LISTED.keys()


@pytest.mark.parametrize("fault", ["", *sorted(SOUND)])
def test_what_only_looks_odd_is_read_whole(tmp_path: Path, fault: str) -> None:
    plain = probe(made(tmp_path), layout)
    found = probe(made(tmp_path, fault), layout)
    assert (found.sound, "refused_lines: 0" in found.page) == (True, True)
    if fault in {"moved", "bare_quote", "crlf", "in_folder", "newline", "encoded_twice"}:
        same = [line for line in plain.page if line.startswith(("category 4", "adopted", "justice", "courts"))]
        assert len(same) > 10
        assert set(same) <= set(found.page)


def test_codes_of_no_dictionary_are_said(tmp_path: Path) -> None:
    page = probe(made(tmp_path, "unknown_codes"), layout).page
    assert "categories: 9 in the dictionary; 1 codes of documents are not in it" in page
    assert "judgment_code 15 (no name): fewer than 5" in page
    assert [line for line in page if line.startswith(f"{CONFIRMED}: judgment_code 1 is a verdict, and some")]


def test_what_unpacks_to_more_than_it_may_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = made(tmp_path)
    monkeypatch.setattr("absentia.dumps.reading.LARGEST_TABLE", 1000)
    assert any("more than 1,000 B unpacked" in line for line in probe(file, layout).page)


@pytest.mark.parametrize("fault", sorted(REFUSED))
def test_what_cannot_be_trusted_is_refused_by_name(tmp_path: Path, fault: str) -> None:
    found = probe(made(tmp_path, fault), layout)
    assert not found.sound
    assert any(line.startswith("REFUSED: ") and REFUSED[fault] in line for line in found.page), found.page


@pytest.mark.parametrize("fault", sorted(LISTED))
def test_a_bad_line_is_named_and_the_others_are_read(tmp_path: Path, fault: str) -> None:
    found = probe(made(tmp_path, fault), layout)
    assert not found.sound
    assert any(line.startswith("  line ") and line.endswith(LISTED[fault]) for line in found.page)
    (lines,) = [line for line in found.page if line.startswith("lines: ")]
    assert lines.endswith("+ 1 refused")


def test_a_file_most_of_which_is_no_table_is_not_read_in_part(tmp_path: Path) -> None:
    documents = World(1).documents(0)[:20]
    found = probe(package(documents, tmp_path / NAME, World(1).day(0), "short_row"), layout)
    assert any("is built otherwise" in line for line in found.page)


def staged(file: Path, folder: Path) -> tuple[Any, list[dict[str, Any]]]:
    with opened(file, layout) as found, connected(folder) as connection:
        lines = stage(found, layout, connection, folder / "staged.parquet")
        return lines, ask(connection, "SELECT * FROM staged ORDER BY document")


def test_what_is_kept_of_a_document(tmp_path: Path) -> None:
    world = World(1)
    _lines, rows = staged(made(tmp_path, "moved"), tmp_path)
    documents = sorted(world.documents(0), key=lambda one: one.id)
    assert len(rows) == len(documents) > 100
    for row, one in zip(rows, documents, strict=True):
        assert (row["document"], row["court"], row["form"], row["kind"]) == (one.id, one.court, one.form, one.kind)
        assert (row["category"] or "", row["adopted"], row["received"]) == (one.category, one.adopted, one.received)
        assert (row["open"], row["has_address"], row["published"]) == (one.open, one.address, one.published)
        assert row["number"] == (one.number if one.kind == "2" else None), "only criminal proceedings keep a number"
    assert any(row["court"].startswith("0") for row in rows)
    assert "judge" not in rows[0]


CHANCE = sorted(SOUND | LISTED.keys())


@settings(max_examples=many(8, 100))
@given(seed=st.integers(0, 10_000), faults=st.sets(st.sampled_from(CHANCE)))
def test_lines_read_and_lines_refused_are_all_of_them(tmp_path: Path, seed: int, faults: set[str]) -> None:
    import zipfile

    file = made(tmp_path, *faults, seed=seed)
    with zipfile.ZipFile(file) as found:
        (name,) = [one for one in found.namelist() if one.casefold().endswith("documents.csv")]
        lines = len(io.BytesIO(found.read(name)).readlines()) - 1
    try:
        counted, _rows = staged(file, tmp_path)
    except UnreadableInput as error:  # a small world with many faults
        if "is built otherwise" not in str(error):
            raise
        return
    assert counted.lines == lines == counted.rows + counted.breaks + counted.refused
    assert counted.refused >= len(faults & LISTED.keys())
    assert JUDGE.encode() not in (tmp_path / "staged.parquet").read_bytes()
    assert not any(JUDGE in line for line in probe(file, layout).page)
    assert sorted(one.name for one in tmp_path.iterdir()) == [NAME, "staged.parquet"], (
        "no pipe is left, nothing unpacked"
    )


def test_the_command_prints_the_page(tmp_path: Path) -> None:
    done = called("sources", "check", "ua_edrsr", made(tmp_path))
    assert done.returncode == 0, done.stderr
    assert f"{CONFIRMED}: codes of courts have leading zeros" in done.stdout
    bad = called("sources", "check", "ua_edrsr", made(tmp_path, "short_row"))
    assert bad.returncode == 1
    other = called("sources", "check", "ru_sudrf", tmp_path)
    assert other.returncode == 2
    assert "does not come as packages" in other.stderr
