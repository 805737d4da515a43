"""Overlap tables from files: three layouts, and every way to get them wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from absentia.errors import AbsentiaError, DataProblem, UnreadableInput, UsageProblem
from absentia.estimate.lists import Layout, OverlapTable, read_lists


def written(folder: Path, text: str, name: str = "lists.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def counts(table: OverlapTable) -> dict[str, int]:
    return {
        "".join(str(cell >> bit & 1) for bit in range(table.size)): int(count)
        for cell, count in enumerate(table.counts)
        if count
    }


@pytest.mark.parametrize(
    "text",
    [
        "A,B,n\n1,0,5\n0,1,7\n1,1,2\n",
        '"A","B","frequency"\n1,0,5\n0,1,7\n1,1,2\n',
        "A;B;count\n1;0;5\n0;1;7\n1;1;2.0\n",
        "A\tB\tweight\n1\t0\t5\n0\t1\t7\n1\t1\t2\n",
        "\ufeffA,B,число\nда,нет,5\nнет,да,7\nда,да,2\n",
        "A,B,n\n0,0,0\n1,0,5\n0,1,7\n1,1,2\n",
    ],
)
def test_tables_of_counts(tmp_path: Path, text: str) -> None:
    found = read_lists(written(tmp_path, text))
    assert found.layout == "counts"
    assert found.tables[0].lists == ("A", "B")
    assert counts(found.tables[0]) == {"10": 5, "01": 7, "11": 2}


def test_units_with_a_column_for_each_list(tmp_path: Path) -> None:
    text = "unit_id,A,B,note\nu1,1,0,x\nu2,1,1,y\nu3,0,1,z\nu4,0,1,x\n"
    found = read_lists(written(tmp_path, text))
    assert (found.layout, found.rows) == ("units", 4)
    assert counts(found.tables[0]) == {"10": 1, "01": 2, "11": 1}


def test_one_row_for_each_unit_and_list(tmp_path: Path) -> None:
    text = "person,list\np1,press\np1,court\np2,press\np2,press\np3,court\n"
    found = read_lists(written(tmp_path, text))
    assert found.layout == "memberships"
    assert found.tables[0].lists == ("court", "press")
    assert counts(found.tables[0]) == {"11": 1, "01": 1, "10": 1}


def test_one_column_that_names_several_lists(tmp_path: Path) -> None:
    found = read_lists(
        written(tmp_path, "case_no,sources\n1,press;court\n2,press\n3,court | leak\n"), Layout(unit=None)
    )
    assert counts(found.tables[0]) == {"101": 1, "001": 1, "110": 1}


def test_chosen_lists_drop_units_on_none_of_them(tmp_path: Path) -> None:
    text = "person,list\np1,press\np1,court\np2,leak\np3,court\np4,press\n"
    found = read_lists(written(tmp_path, text), Layout(lists=("press", "court")))
    assert counts(found.tables[0]) == {"11": 1, "01": 1, "10": 1}
    assert "1 row on none" in str(found.notes[0])


def test_lists_chosen_from_a_table_of_counts_leave_out_units_only_on_others(tmp_path: Path) -> None:
    text = "A,B,C,n\n1,0,0,5\n0,1,0,7\n1,1,0,2\n0,0,1,40\n1,0,1,3\n"
    found = read_lists(written(tmp_path, text), Layout(lists=("A", "B")))
    assert counts(found.tables[0]) == {"10": 8, "01": 7, "11": 2}
    assert "40 units on none of the chosen lists" in str(found.notes[0])


def test_strata_make_a_table_each(tmp_path: Path) -> None:
    text = "region,A,B,n\neast,1,0,5\neast,1,1,2\nwest,0,1,7\nwest,1,1,1\n"
    found = read_lists(written(tmp_path, text), Layout(strata=("region",)))
    assert [table.stratum for table in found.tables] == ["east", "west"]
    assert [table.observed for table in found.tables] == [7, 8]


def test_a_million_rows_are_read(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    on = rng.random((1_000_000, 3)) < 0.4
    on[~on.any(axis=1), 0] = True
    lines = np.array(["0,0,0", "1,0,0", "0,1,0", "1,1,0", "0,0,1", "1,0,1", "0,1,1", "1,1,1"])
    codes = on @ np.array([1, 2, 4])
    path = written(tmp_path, "A,B,C\n" + "\n".join(lines[codes]) + "\n")
    found = read_lists(path)
    assert np.array_equal(found.tables[0].counts, np.bincount(codes, minlength=8))


BAD: list[tuple[str, str, Layout, type[AbsentiaError], str]] = [
    ("negative count", "A,B,n\n1,0,5\n0,1,-7\n1,1,2\n", Layout(), DataProblem, "table row 2, column n"),
    ("fraction", "A,B,n\n1,0,5\n0,1,7.5\n1,1,2\n", Layout(), DataProblem, "whole number"),
    ("words for a count", "A,B,n\n1,0,five\n0,1,7\n", Layout(), DataProblem, "five"),
    ("empty count", "A,B,n\n1,0,\n0,1,7\n", Layout(), DataProblem, "whole number"),
    ("one list", "A,n\n1,5\n", Layout(), DataProblem, "only one list"),
    ("one named list", "person,list\np1,press\np2,press\n", Layout(), DataProblem, "only one list"),
    ("one chosen list", "A,B,n\n1,0,5\n0,1,7\n1,1,2\n", Layout(lists=("A",)), DataProblem, "only one list"),
    ("chosen twice", "A,B,n\n1,0,5\n0,1,7\n", Layout(lists=("A", "A")), UsageProblem, "named twice"),
    ("chosen, row twice", "A,B,n\n1,0,5\n0,1,7\n1,0,2\n", Layout(lists=("A", "B")), DataProblem, "1,0"),
    ("on no list at all", "A,B,C,n\n1,1,0,5\n0,0,0,9\n", Layout(lists=("A", "B")), DataProblem, "none of the lists"),
    ("combination twice", "A,B,n\n1,0,5\n0,1,7\n1,0,2\n", Layout(), DataProblem, "10|1,0"),
    ("all-zero cell", "A,B,n\n0,0,90\n1,0,5\n0,1,7\n", Layout(), DataProblem, "none of the lists"),
    ("units on no list", "A,B\n1,0\n0,0\n1,1\n", Layout(), DataProblem, "none of the lists"),
    ("neither 0 nor 1", "A,B,n\n1,0,5\n0,2,7\n1,1,2\n", Layout(), DataProblem, "neither 0 nor 1"),
    ("nothing counted", "A,B,n\n1,0,0\n0,1,0\n", Layout(), DataProblem, "no unit"),
    ("empty stratum", "s,A,B,n\nx,1,0,5\ny,1,1,0\n", Layout(strata=("s",)), DataProblem, "stratum y has no unit"),
    ("no such column", "A,B,n\n1,0,5\n", Layout(strata=("region",)), UsageProblem, "region"),
    ("no such list", "person,list\np1,a\np2,b\n", Layout(lists=("a", "z")), UsageProblem, "named z"),
    ("unit without id", "person,list\np1,a\n,b\n", Layout(), DataProblem, "no unit id"),
    ("unit without list", "person,list\np1,a\np2,\n", Layout(), DataProblem, "names no list"),
    ("two strata", "s,person,list\nx,p1,a\ny,p1,b\n", Layout(strata=("s",)), DataProblem, "two strata"),
    ("no header", "1,0,5\n0,1,7\n", Layout(), UnreadableInput, "numbers, not names"),
    ("same name twice", "A,A,n\n1,0,5\n0,1,7\n", Layout(), UnreadableInput, "same name"),
    ("ragged", "A,B,n\n1,0\n0,1,7\n", Layout(), UnreadableInput, "not a table"),
    ("header only", "A,B,n\n", Layout(), UnreadableInput, "no row"),
    ("empty", "", Layout(), UnreadableInput, "empty"),
    ("no list column", "name,town\nx,y\nz,w\n", Layout(), DataProblem, "no column of lists"),
    ("huge", "A,B,n\n1,0,5000000000000\n0,1,7\n", Layout(), DataProblem, "whole number"),
]


@pytest.mark.parametrize(("text", "layout", "kind", "words"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_bad_input_is_told_what_where_and_what_next(
    tmp_path: Path, text: str, layout: Layout, kind: type[AbsentiaError], words: str
) -> None:
    with pytest.raises(kind) as told:
        read_lists(written(tmp_path, text), layout)
    assert any(word in str(told.value) for word in words.split("|"))
    assert told.value.next_step
    assert any(part in str(told.value.where) for part in ("lists.csv", "--lists")) or "only one list" in words


def test_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="no such file"):
        read_lists(tmp_path / "absent.csv")
    (tmp_path / "bytes.csv").write_bytes(bytes(range(256)) * 40)
    with pytest.raises(AbsentiaError):
        read_lists(tmp_path / "bytes.csv")


def test_unit_ids_are_in_no_message(tmp_path: Path) -> None:
    text = "s,person,list\nx,Вымышленный Пример,a\ny,Вымышленный Пример,b\n"
    with pytest.raises(DataProblem) as told:
        read_lists(written(tmp_path, text), Layout(strata=("s",)))
    assert "Вымышленный" not in str(told.value)


@pytest.mark.parametrize(
    ("counts_given", "words"),
    [
        ([0, 1, 2], "cells needed: 4"),
        ([0, 1, 2, -3], "negative"),
        ([0, 1, 2, 2.5], "whole number"),
        ([7, 1, 2, 3], "no list"),
        ([0, 0, 0, 0], "no unit"),
        ([0, 1, float("nan"), 3], "whole number"),
        ([0, 1, 2, 10**13], "10¹²"),
    ],
)
def test_a_wrong_table_is_refused(counts_given: list[float], words: str) -> None:
    with pytest.raises(DataProblem, match=words):
        OverlapTable(("A", "B"), np.array(counts_given))


@pytest.mark.parametrize(
    "name",
    [
        "kosovo_killings_1999.csv",
        "hepatitis_a_taiwan_1995.csv",
        "uk_modern_slavery_2013_5_lists.csv",
        "uk_modern_slavery_2013_6_lists.csv",
        "netherlands_trafficking_5_lists.csv",
    ],
)
def test_the_published_tables_are_read(shared: Path, name: str) -> None:
    found = read_lists(shared / "bench" / name)
    observed = {"kos": 4400, "hep": 271, "uk_": 2744, "net": 8234}[name[:3]]
    assert found.layout == "counts"
    assert found.tables[0].observed == observed


def test_the_tables_typed_for_the_tests_are_the_published_ones(
    shared: Path, kosovo: OverlapTable, hepatitis: OverlapTable, slavery: OverlapTable
) -> None:
    for name, table in (
        ("kosovo_killings_1999", kosovo),
        ("hepatitis_a_taiwan_1995", hepatitis),
        ("uk_modern_slavery_2013_5_lists", slavery),
    ):
        assert np.array_equal(read_lists(shared / "bench" / f"{name}.csv").tables[0].counts, table.counts)
