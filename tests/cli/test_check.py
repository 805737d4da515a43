"""``absentia check`` as a person meets it: verdicts are results, whatever they are; broken files are errors."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from tests.check.test_known_then import listed, written

from absentia import check
from absentia.check import check_article
from absentia.cli.main import run
from absentia.model.checked import CheckedArticle

Captured = pytest.CaptureFixture[str]
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(autouse=True)
def _language(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line changes LANGUAGE for click; each test starts from English and leaves no trace."""
    monkeypatch.setenv("LANGUAGE", "en")


def test_without_an_article_the_bundled_ones_are_listed(capsys: Captured) -> None:
    assert run(["check"]) == 0
    assert "guardian_2023_10" in capsys.readouterr().out
    assert run(["check", "--format", "json"]) == 0
    listed = {row["article"]: row["claims"] for row in json.loads(capsys.readouterr().out)}
    assert listed == {
        "babel_2025_08": "a, b, c, d, e, f",
        "guardian_2023_10": "a, a2, b, c, d, d2, e, e2, f, g, h, i",
        "tass_2025_08": "a, b, c, d, e, f, g",
    }


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("claim", ["a", "d2"])
def test_the_report_reads_as_it_was_read_and_approved(language: str, claim: str, capsys: Captured) -> None:
    assert run(["--lang", language, "check", "guardian_2023_10", "--claim", claim]) == 0
    golden = GOLDEN / f"check_{claim}.{language}.txt"
    out = re.sub(r"[ \t]+\n", "\n", capsys.readouterr().out)
    if not golden.exists():
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(out, encoding="utf-8")
        pytest.fail(f"{golden.name} was written; read it, and run again")
    assert out == golden.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def guardian() -> CheckedArticle:
    return check_article("guardian_2023_10")


@pytest.fixture
def checked(guardian: CheckedArticle, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bundled article, all of it, is checked once; how it is told is what is looked at."""
    monkeypatch.setattr(check, "check_article", lambda *_given, **_more: guardian)


@pytest.mark.usefixtures("checked")
def test_json_has_each_verdict_its_number_interval_and_sources(capsys: Captured) -> None:
    assert run(["check", "guardian_2023_10", "--format", "json"]) == 0
    claims = {claim["id"]: claim for claim in json.loads(capsys.readouterr().out)["claims"]}
    assert claims["a"]["verdict"] == "supported with caveat"
    assert round(claims["a"]["value"], 2) == 2.07
    assert claims["b"]["interval"] == {"low": 40000, "high": 55000, "level": 0.95, "kind": "confidence"}
    assert claims["d2"]["verdict"] == claims["e"]["verdict"] == "cannot be tested"
    assert claims["a"]["citations"][0]["evidence_level"] == "primary"


@pytest.mark.usefixtures("checked")
def test_every_sentence_is_counted_and_has_its_state(capsys: Captured) -> None:
    assert run(["check", "guardian_2023_10"]) == 0
    pattern = r"^(\d+) factual sentences: (\d+) tested, (\d+) with numbers .*, (\d+) that nothing here can test$"
    (line,) = re.findall(pattern, capsys.readouterr().out, re.MULTILINE)
    assert run(["check", "guardian_2023_10", "--format", "json"]) == 0
    states = [one["state"] for one in json.loads(capsys.readouterr().out)["sentences"]]
    assert [len(states), *map(states.count, ("tested", "undecided", "unchecked"))] == [int(one) for one in line]
    assert run(["--lang", "ru", "check", "guardian_2023_10"]) == 0
    assert re.search(r"^\d+ предложени\w+ о фактах: проверено — \d+, ", capsys.readouterr().out, re.MULTILINE)


def test_csv_has_a_row_for_every_number(capsys: Captured) -> None:
    assert run(["check", "guardian_2023_10", "--claim", "a′", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    (main,) = [row for row in rows if row["main"] == "yes"]
    assert main["claim"] == "a2"
    assert float(main["value"]) == float(main["least"]) == 49_000
    assert main["sources"].startswith("hidden_desertion-001")


def test_what_was_known_then_stands_below_what_is_known_now(tmp_path: Path, capsys: Captured) -> None:
    observatory = listed(tmp_path / "o", july=3, january=9)
    file = str(written(tmp_path, "2023-07-19", expect={"at_least": 6}))
    place = ["-C", str(observatory.path)]
    for language, supported, day, open_ in (
        ("en", "SUPPORTED", "2023-07-19 (UTC)", "CANNOT BE TESTED"),
        ("ru", "ПОДТВЕРЖДАЕТСЯ", "19 июля 2023\u00a0г. (UTC)", "ПРОВЕРИТЬ НЕЛЬЗЯ"),
    ):
        assert run([*place, "--lang", language, "check", file]) == 0
        out = capsys.readouterr().out
        assert out.index(supported) < out.index(day) < out.index(open_) < out.index("≥")
    assert run([*place, "check", file, "--format", "csv"]) == 0
    main = next(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    told = [main[one] for one in ("verdict", "value", "as_of", "then_verdict", "then_value", "then_least", "then_most")]
    assert told == ["supported with caveat", "9", "2023-07-19", "cannot be tested", "3.0", "3.0", ""]
    assert run([*place, "check", file, "--format", "json"]) == 0
    then = json.loads(capsys.readouterr().out)["claims"][0]["then"]
    assert (then["day"], then["later"], then["verdict"]) == ("2023-07-19", 1, "cannot be tested")


def test_an_own_file_is_checked_and_any_verdict_exits_0(capsys: Captured) -> None:
    file = Path(__file__).parents[1] / "check" / "claims" / "hundred_a_week.yml"
    assert run(["check", str(file)]) == 0
    out = capsys.readouterr().out
    assert "NOT SUPPORTED" in out
    assert "CANNOT BE TESTED" in out


def test_the_schema_is_json(capsys: Captured) -> None:
    assert run(["check", "--print-schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Article"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a: [", "YAML"),
        ("id: x\n", "missing"),
        (None, "no such file"),
    ],
)
def test_a_broken_file_exits_1_and_says_where(content: str | None, says: str, tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "mine.yml"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    assert run(["check", str(file)]) == 1
    captured = capsys.readouterr()
    assert says in captured.err
    assert str(file) in captured.err
    assert not captured.out


def test_unknown_articles_exit_1_and_unknown_claims_2(capsys: Captured) -> None:
    assert run(["check", "guardian"]) == 1
    assert run(["check", "guardian_2023_10", "--claim", "z"]) == 2
    assert "a, a2, b" in capsys.readouterr().err


def test_a_folder_that_is_no_observatory_is_refused_when_named(tmp_path: Path, capsys: Captured) -> None:
    assert run(["-C", str(tmp_path), "check", "guardian_2023_10", "--claim", "a"]) == 1
    assert "no observatory" in capsys.readouterr().err
