"""``absentia charges`` as a process: input, formats, exit codes. People are invented (synthetic)."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.running import called

CELLS = """\
Вымышленный Пример Тестович - ст.159 ч.4; ст.228 ч.1; ст.159 ч.4 УК РФ;Образцова-Тестова А.Б. - ст.337 ч.3.1 УК РФ

<Информация скрыта> - ст.205.1 ч.1.1 УК РФ
БЕЗ ИМЕНИ!
Образцова-Тестова А.Б. - ст.337 ч.3,1 УК РФ
"""


def charges(given: bytes, *arguments: str, lang: str = "en", **environment: str) -> subprocess.CompletedProcess[str]:
    return called("--lang", lang, "charges", *arguments, cwd=None, data=given, **environment)


def test_json_is_one_array_and_talk_stays_apart() -> None:
    done = charges(CELLS.encode())
    assert done.returncode == 0
    documents = json.loads(done.stdout)
    assert [len(document["persons"]) for document in documents] == [2, 0, 1, 1, 1]
    first, second = documents[0]["persons"]
    assert [(charge["provision"], charge["episodes"]) for charge in first["charges"]] == [("159/4", 2), ("228/1", 1)]
    assert (second["charges"][0]["article"], second["charges"][0]["part"]) == ("337", "3.1")
    assert [issue["kind"] for issue in documents[4]["issues"]] == ["charge_unreadable"]
    assert documents[4]["issues"][0]["raw"] == "ст.337 ч.3,1"
    assert documents[4]["persons"][0]["name"] == second["name"] == "person-2"
    assert done.stderr.strip() == "5 cells read, 1 issue"
    assert "Вымышленный" not in done.stdout


def test_names_on_request() -> None:
    documents = json.loads(charges(CELLS.encode(), "--show-names").stdout)
    assert documents[0]["persons"][0]["name"] == "Вымышленный Пример Тестович"
    assert documents[3]["persons"][0] == {"name": None, "name_hidden": False, "charges": []}
    assert documents[2]["persons"][0]["name_hidden"] is True


def test_csv_has_a_row_per_charge() -> None:
    done = charges(CELLS.encode(), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["line"], row["provision"], row["episodes"]) for row in rows] == [
        ("1", "159/4", "2"),
        ("1", "228/1", "1"),
        ("1", "337.3.1", "1"),
        ("2", "", ""),
        ("3", "205.1.1.1", "1"),
        ("4", "", ""),
        ("5", "", ""),
    ]
    assert rows[2]["family"] == "mobilisation"
    assert rows[4]["name"] == "(hidden)"
    assert rows[6]["issues"] == "1"


def test_a_table_for_people_in_russian() -> None:
    done = charges(CELLS.encode(), "--format", "table", lang="ru", COLUMNS="200")
    text = done.stdout
    assert done.returncode == 0
    assert "337.3.1" in text
    assert "эпизоды" in text
    assert "прочитано 5 граф" in done.stderr


@pytest.mark.parametrize("output_format", ["json", "csv", "table"])
def test_nothing_in_is_nothing_out(output_format: str) -> None:
    done = charges(b"", "--format", output_format)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    if output_format == "json":
        assert json.loads(done.stdout) == []


def test_undecodable_bytes_are_an_issue() -> None:
    done = charges(b"\xff\xfe\x00\x01\n" + "ст.337 ч.5 УК РФ".encode())
    documents = json.loads(done.stdout)
    assert done.returncode == 0
    assert documents[0]["issues"][0]["kind"] == "undecodable"
    assert documents[1]["persons"][0]["charges"][0]["provision"] == "337.5"


def test_wrong_usage_is_exit_2() -> None:
    assert charges(b"", "--format", "xml").returncode == 2
    assert charges(b"", "--kind", "page").returncode == 2


def test_a_reader_that_goes_away_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "absentia", "charges"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        try:
            process.stdin.write("ст.337 ч.5 УК РФ\n".encode() * 5000)
            process.stdin.close()
        except BrokenPipeError:
            pass
        assert "Traceback" not in process.stderr.read().decode()
        assert process.wait() == 0


def test_all_real_cells_through_the_command(shared: Path) -> None:
    with (shared / "facts" / "article_cells.csv").open(encoding="utf-8", newline="") as handle:
        cells = [row["case_info_masked"].replace("\n", "<br>") for row in csv.DictReader(handle)]
    done = charges("\n".join(cells).encode())
    documents = json.loads(done.stdout)
    assert len(documents) == len(cells)
    assert [document["issues"] for document in documents if document["issues"]] == []
    assert sum(len(document["persons"]) for document in documents) == sum(
        cell.count("ЛИЦО") + cell.count("<Информация") + cell.count("БЕЗ ИМЕНИ") for cell in cells
    )
