"""``absentia figures`` as a person meets it, in both languages."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest
from tests.figures.forms import form

from absentia.cli.main import run
from absentia.figures import fact_columns, load_package

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _language(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line changes LANGUAGE for click; each test starts from English and leaves no trace."""
    monkeypatch.setenv("LANGUAGE", "en")


def test_without_a_word_the_tables_are_listed_in_the_language(capsys: Captured) -> None:
    assert run(["figures"]) == 0
    english = capsys.readouterr().out
    assert all(name in english for name in load_package())
    assert run(["--lang", "ru", "figures"]) == 0
    assert "Опубликованные оценки военных потерь" in capsys.readouterr().out
    assert run(["figures", "--format", "json"]) == 0
    listed = {row["table"]: row for row in json.loads(capsys.readouterr().out)}
    assert listed["unhcr_stock"]["licence"].startswith("Creative Commons")
    assert listed["court_cases"]["rows"] == 98


def test_a_table_is_filtered_and_written_as_csv_with_every_column(capsys: Captured) -> None:
    call = "figures court_cases --measure art337_cases_filed --publisher mediazona --since 2023-01-01 --format csv"
    assert run(call.split()) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert "court_cases-001" in {row["id"] for row in rows}
    assert list(rows[0]) == [column.name for column in fact_columns()]
    assert all("Mediazona" in row["publisher"] for row in rows)


def test_without_a_table_the_filter_searches_every_figure(capsys: Captured) -> None:
    assert run(["figures", "--measure", "estimate_total", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["measure"] for row in rows} == {"estimate_total"}


def test_an_id_shows_one_figure_and_its_contradictions(capsys: Captured) -> None:
    assert run(["figures", "help_organisations-004"]) == 0
    captured = capsys.readouterr()
    assert "2,086" in captured.out
    assert "contradicted" in captured.err
    assert run(["figures", "show", "help_organisations-004", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["value"] == 2086


def test_citing_as_text_bibtex_and_csl_json(capsys: Captured) -> None:
    assert run(["figures", "cite", "court_cases-001"]) == 0
    text = capsys.readouterr().out
    assert text == (
        "Mediazona. “One hundred convictions a week. Over two thousand AWOL cases went to courts in the first half of "
        "2023”, 2023-07-19. https://en.zona.media/article/2023/07/19/337 — 2,076 cases; criminal cases under Art. 337 "
        "UK RF (unauthorised abandonment of unit/place of service) received by garrison and district military courts, "
        "counted from court websites; 2023-01-01 – 2023-06-30. [court_cases-001; the publisher's own text; read at its "
        "source]\n"
    )
    assert run(["--lang", "ru", "figures", "cite", "court_cases-001"]) == 0
    assert "2\u00a0076 дел;" in capsys.readouterr().out
    assert run(["figures", "cite", "court_cases-001", "unhcr_stock", "--format", "bibtex"]) == 0
    assert capsys.readouterr().out.count("@misc{") == 2
    assert run(["figures", "cite", "court_cases-001", "--format", "csl-json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["issued"] == {"date-parts": [[2023, 7, 19]]}


def test_contradictions_show_both_sides_with_their_figures(capsys: Captured) -> None:
    assert run(["figures", "contradictions", "--format", "json"]) == 0
    found = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    sides = found["cases-are-not-persons"]["sides"]
    assert [side["values"] for side in sides] == [[20538], [20662]]
    assert sides[0]["figures"] == ["court_cases-059", "court_cases-060", "court_cases-061"]
    assert run(["--lang", "ru", "figures", "contradictions", "court_cases-053"]) == 0
    table = capsys.readouterr().out
    assert "refusal-2023-two-vintages" in table
    assert "5\u00a0517" in table
    assert "cases-are-not-persons" not in table


@pytest.mark.parametrize(
    ("call", "code", "says"),
    [
        ("figures court_casess", 1, "court_cases"),
        ("figures cite court_cases-999", 1, "court_cases-0"),
        ("figures court_cases --measure nothing", 2, "art337_cases_filed"),
        ("figures court_cases --since yesterday", 2, "--since"),
        ("figures contradictions x-1", 1, "x-1"),
    ],
)
def test_errors_say_what_there_is(call: str, code: int, says: str, capsys: Captured) -> None:
    assert run(call.split()) == code
    captured = capsys.readouterr()
    assert says in captured.err
    assert not captured.out


def test_own_figures_without_citation_stop_with_line_and_column(tmp_path: Path, capsys: Captured) -> None:
    header = "id,measure,value,unit,period_start,period_end,geography,definition,publisher,source_title,source_date"
    file = tmp_path / "own.csv"
    file.write_text(f"{header},source_url\na-1,m,1,cases,2024,2024,x,synthetic,P,T,2024,\n", encoding="utf-8")
    assert run(["figures", "--figures", str(file)]) == 1
    assert "line 2, column source_url" in capsys.readouterr().err
    assert run(["--lang", "ru", "figures", "--figures", str(file)]) == 1
    assert "у числа должен быть источник" in capsys.readouterr().err
    file.write_text(file.read_text(encoding="utf-8").replace("2024,\n", "2024,https://example.org\n"), encoding="utf-8")
    assert run(["figures", "own", "--figures", str(file), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["id"] == "a-1"


IMPORT = ("figures", "import", "form10a")
WHERE = ("--url", "https://example.org/forms", "--geography", "Example region")


def test_a_form_is_written_as_a_table_that_is_read_beside_the_bundled_ones(tmp_path: Path, capsys: Captured) -> None:
    form10a = tmp_path / "10-a-svod-2021.xls"
    form10a.write_bytes(form())
    assert run([*IMPORT, str(form10a), *WHERE]) == 0
    captured = capsys.readouterr()
    assert "7 rows of the sheet Раздел 20 (Гл. 33) for 2021" in captured.err
    assert "“Осуждено / по основной статье”; they sum to its total, 40" in captured.err
    table = tmp_path / "mine.csv"
    table.write_text(captured.out, encoding="utf-8")
    assert run(["figures", "mine", "--figures", str(table), "--format", "json"]) == 0
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert {name: row["value"] for name, row in rows.items()} == {
        "own_form10a-2021-chapter33": 40, "own_form10a-2021-337": 28, "own_form10a-2021-337-1": 3,
        "own_form10a-2021-337-3": 20, "own_form10a-2021-337-3.1": 5, "own_form10a-2021-338": 2,
        "own_form10a-2021-338-1": 2, "own_form10a-2021-344": 4, "own_form10a-2021-344-1": 4, "own_form10a-2021-345": 6,
        "own_form10a-2021-352.1": 0,
    }  # fmt: skip
    part = rows["own_form10a-2021-337-3.1"]
    assert part["geography"] == "Example region"
    assert part["note"].startswith("sheet Раздел 20 (Гл. 33), row 9 (numbers of the sheet); column “Осуждено / по")
    assert part["source_date"] == "not stated"
    assert part["verified"] is True
    assert hashlib.sha256(form10a.read_bytes()).hexdigest() in part["note"]


def test_two_forms_of_one_period_and_a_wrong_file_write_no_table(tmp_path: Path, capsys: Captured) -> None:
    one, other, wrong = tmp_path / "a.xls", tmp_path / "b.xls", tmp_path / "c.xls"
    one.write_bytes(form())
    other.write_bytes(form())
    wrong.write_bytes(b"%PDF-1.4")
    for files, code, says in (
        ((one, other), 2, "another file covers 2021"),
        ((one, wrong), 1, "a PDF"),
        ((one, "--period", "x"), 2, "no day or period"),
    ):
        assert run([*IMPORT, *map(str, files), *WHERE]) == code
        captured = capsys.readouterr()
        assert says in captured.err
        assert not captured.out
    assert run([*IMPORT, str(one), "--geography", "x"]) == 2
    assert "--url" in capsys.readouterr().err


def test_a_table_written_as_csv_can_be_read_again_as_ones_own(tmp_path: Path, capsys: Captured) -> None:
    assert run(["figures", "armed_forces", "--format", "csv"]) == 0
    table = tmp_path / "mine.csv"
    table.write_text(capsys.readouterr().out.replace("armed_forces-", "mine-"), encoding="utf-8")
    assert run(["figures", "mine", "--figures", str(table), "--format", "csv"]) == 0
    assert capsys.readouterr().out == table.read_text(encoding="utf-8")


def test_verifying_tells_what_was_kept_and_what_was_not(capsys: Captured) -> None:
    assert run(["figures", "verify"]) == 0
    assert "not kept" in capsys.readouterr().out
    assert run(["figures", "verify", "--format", "json"]) == 0
    kept = {row["table"]: row for row in json.loads(capsys.readouterr().out)}
    form10a = kept["form10a_convicted_ch33"]
    assert (form10a["whole"], form10a["date"], form10a["sha256"]) == (True, "2022-11-22", None)


def test_a_changed_file_is_named_with_its_table_and_what_next(tmp_path: Path, capsys: Captured) -> None:
    same, changed = tmp_path / "armed_forces.csv", tmp_path / "court_cases.csv"
    same.write_bytes(load_package()["armed_forces"].path.read_bytes())
    changed.write_bytes(load_package()["court_cases"].path.read_bytes().replace(b"2076", b"2077", 1))
    assert run(["figures", "verify", str(same)]) == 0
    assert "byte for byte" in capsys.readouterr().out
    assert run(["figures", "verify", str(same), str(changed)]) == 1
    captured = capsys.readouterr()
    assert "CHANGED" in captured.out
    assert "court_cases-001" in captured.out
    assert "1 of 2 (tables: court_cases)" in captured.err
    assert f"where: {changed}" in captured.err
    assert "what next: take the file from its source again" in captured.err
    assert run(["--lang", "ru", "figures", "verify", str(changed), "--format", "json"]) == 1
    captured = capsys.readouterr()
    row = json.loads(captured.out)[0]
    assert (row["outcome"], row["table"]) == ("changed", "court_cases")
    assert "что делать: возьмите файл у источника заново" in captured.err


def test_a_damaged_table_of_absentia_itself_is_said_whatever_was_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr("absentia.cli.figures_files.damaged_tables", lambda: ["court_cases"])
    file = tmp_path / "armed_forces.csv"
    file.write_bytes(load_package()["armed_forces"].path.read_bytes())
    calls: tuple[list[str], ...] = ([], [str(file)])
    for call in calls:
        assert run(["figures", "verify", *call]) == 1
        assert "not what they were: court_cases" in capsys.readouterr().err
