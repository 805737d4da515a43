"""``absentia testimonies`` as a person meets it: codes in, counts out, nothing of a person told."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from tests.testimonies.conftest import CODEBOOK, table

from absentia.cli.main import run

Captured = pytest.CaptureFixture[str]
GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "testimonies.md"
CODES = [*["family,under_3,2022-H1"] * 6, *["other,3_to_6,2022-H2"] * 6, "other,over_6,2022-H2"]


@pytest.fixture(autouse=True)
def _language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")


@pytest.fixture
def home(tmp_path: Path, capsys: Captured) -> Path:
    assert run(["init", str(tmp_path / "watch")]) == 0
    capsys.readouterr()
    return tmp_path / "watch"


def imported(home: Path, coded: str | bytes, codebook: str = CODEBOOK, *more: str) -> int:
    (home.parent / "coded.csv").write_bytes(coded if isinstance(coded, bytes) else coded.encode())
    (home.parent / "codebook.yml").write_text(codebook, encoding="utf-8")
    files = [str(home.parent / "coded.csv"), "--codebook", str(home.parent / "codebook.yml")]
    return run([*more, "-C", str(home), "testimonies", "import", *files])


def both(*codes: str) -> str:
    return table(*(f"{nth},{coder},{code}" for nth, code in enumerate(codes, 1) for coder in "AB"))


def test_of_so_many_testimonies_so_many_named_what(home: Path, capsys: Captured) -> None:
    assert imported(home, both(*CODES)) == 0
    told = capsys.readouterr()
    assert "Of 13 published testimonies coded, so many named:" in told.out
    rows = [[cell.strip() for cell in line.split("│")] for line in told.out.splitlines() if "│" in line]
    assert ["reason", "family", "6", "good: .800 and more", "1.00 (1.00 … 1.00)"] in rows
    assert ["reason", "fear for life", "0", "good: .800 and more", "1.00 (1.00 … 1.00)"] in rows
    assert ["months_served", "over 6", "withheld", "good: .800 and more", ""] in rows
    assert "no share of deserters follows" in told.err
    assert "Counts below 5 are withheld" in told.err
    assert run(["-C", str(home), "testimonies", "show"]) == 0
    assert capsys.readouterr().out == told.out
    assert [path.name for path in (home / "testimonies").iterdir()] == ["codes.json"]


def test_for_programs_and_in_russian(home: Path, capsys: Captured) -> None:
    assert imported(home, both(*CODES)) == 0
    capsys.readouterr()
    assert run(["-C", str(home), "testimonies", "show", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["testimonies"] == {"count": 13, "complete": True, "low": 13, "high": 13}
    reason, months, _left = found["fields"]
    assert reason["counts"]["family"]["count"] == 6
    assert months["counts"]["over_6"] == {
        "count": None,
        "complete": False,
        "low": None,
        "high": None,
        "reason": "suppressed",
    }
    assert months["alpha"] is None
    assert run(["-C", str(home), "testimonies", "show", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["testimonies"] for row in rows} == {"13"}
    assert [row["count"] for row in rows if row["reason"] == "suppressed"] == ["", ""]
    assert run(["--lang", "ru", "-C", str(home), "testimonies", "show"]) == 0
    told = capsys.readouterr()
    assert "В 13 закодированных опубликованных свидетельствах названо столько раз:" in told.out
    assert "о доле среди дезертиров" in told.err


def test_a_field_the_coders_do_not_agree_on_is_not_counted(home: Path, capsys: Captured) -> None:
    rows = [
        f"{nth},{coder},{'family' if (nth + (coder == 'A') * (nth > 4)) % 2 else 'other'},,"
        for nth in range(1, 21)
        for coder in "AB"
    ]
    assert imported(home, table(*rows)) == 0
    told = capsys.readouterr()
    assert "family" not in told.out
    assert "too low: below .667" in told.out
    assert (
        "coders agree too little (Krippendorff's alpha below .667, or none): reason, months_served, left_in" in told.err
    )


def test_the_articles_two_testimonies_are_too_few_as_the_guide_says(home: Path, capsys: Captured) -> None:
    blocks = re.findall(r"```(?:yaml|text)\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    codebook, coded, shown = (
        next(one for one in blocks if one.startswith(begin)) for begin in ("fields:", "testimony,", "So few")
    )
    assert imported(home, coded, codebook) == 0
    out = capsys.readouterr().out
    assert out.startswith(shown)
    rows = [[cell.strip() for cell in line.split("│")] for line in out.splitlines() if "│" in line]
    assert len(rows) == sum(line.count(",") for line in codebook.splitlines())
    assert {tuple(row[2:]) for row in rows} == {("withheld", "withheld", "")}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("1,A,Вымышленов Иван,,", "line 2, column reason"),
        ("1,A,family,,15.03.2023", "line 2, column left_in"),
        ("1,A,family,,2023-03-15", "line 2, column left_in"),
        ("1,A,в/ч 12345,,", "line 2, column reason"),
        ("12345,A,family,,", "line 2, column testimony"),
        ("1,Вымышленов,family,,", "line 2, column coder"),
        ("1,A,55.7558 37.6173,,", "line 2, column reason"),
        ("1,A,ночью ушёл через лес,,", "line 2, column reason"),
        ("1,A,Мытищи,,", "line 2, column reason"),
        ("1,A,=cmd|' /C calc'!A0,,", "line 2, column reason"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
def test_what_tells_of_a_person_is_refused_and_not_printed(
    home: Path, capsys: Captured, row: str, told: str, encoding: str
) -> None:
    assert imported(home, table(row, "1,B,family,,").encode(encoding)) == 1
    found = capsys.readouterr()
    assert told in found.err
    assert "only codes are taken" in found.err
    value = next(cell for cell in row.split(",") if cell not in ("", "1", "A", "family"))
    assert value not in (found.out + found.err).replace(str(home.parent), "")
    assert not (home / "testimonies").exists()
    assert imported(home, table(row, "1,B,family,,").encode(encoding), CODEBOOK, "--lang", "ru") == 1
    assert value not in capsys.readouterr().err.replace(str(home.parent), "")
