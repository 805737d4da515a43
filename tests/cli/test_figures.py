"""``absentia figures`` as a person meets it, in both languages."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from absentia.cli.main import run
from absentia.figures import load_package

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
    assert list(rows[0]) == [column.name for column in load_package()["court_cases"].columns]
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
