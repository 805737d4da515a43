"""``absentia estimate`` as a person meets it: numbers, reasons, both languages."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from absentia.cli.main import run

Captured = pytest.CaptureFixture[str]
CAUSES = Path(__file__).parents[1] / "estimate" / "synthetic_causes.csv"


@pytest.fixture(autouse=True)
def _language(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line changes LANGUAGE for click; each test starts from English and leaves no trace."""
    monkeypatch.setenv("LANGUAGE", "en")


def test_the_list_names_the_methods(capsys: Captured) -> None:
    for call in (["estimate"], ["estimate", "--list"]):
        assert run(call) == 0
        out = capsys.readouterr().out
        assert "excess-male-deaths" in out
        assert "leading-cause" in out


def test_the_paper_as_table_json_and_csv(capsys: Captured) -> None:
    assert run(["estimate", "excess-male-deaths", "--hiv", "removed"]) == 0
    table = capsys.readouterr().out
    for part in ("20,618", "1,374", "37,864", "1,533", "58,482", "2,727", "A lower bound", "10.1215/00703370-11862998"):
        assert part in table
    assert run(["estimate", "excess-male-deaths", "--hiv", "removed", "--format", "json"]) == 0
    estimates = json.loads(capsys.readouterr().out)["estimates"]
    whole = {e["period"]: e for e in estimates if e["ages"] == "15-49"}
    assert round(whole["2022"]["value"]) == 20_618
    assert whole["2022"]["interval"]["high"] - whole["2022"]["value"] > 2 * whole["2022"]["standard_error"]
    assert whole["2022"]["assumptions"]
    assert run(["estimate", "excess-male-deaths", "--format", "csv", "--years", "2023", "--ages", "20-24"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["variant"], row["period"], round(float(row["value"]))) for row in rows] == [
        ("5-linear-hiv-removed", "2023", 3057),
        ("5-linear-hiv-kept", "2023", 3281),
    ]
    assert {row["kind"] for row in rows} == {"prediction"}


def test_all_twelve_variants_side_by_side(capsys: Captured) -> None:
    assert run(["estimate", "excess-male-deaths", "--all-variants", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    sums = {row["variant"]: round(float(row["value"])) for row in rows if row["period"] == "2022–2023"}
    assert len(sums) == 12
    assert sums["10-linear-hiv-kept"] == 65_713
    assert (min(sums.values()), sums["5-linear-hiv-kept"]) == (46_631, 64_136)
    assert all(not row["standard_error"] for row in rows if row["variant"].startswith("1-"))


def test_parts_of_a_variant_are_options_too(capsys: Captured) -> None:
    assert (
        run(
            [
                "estimate",
                "excess-male-deaths",
                "--hiv",
                "kept",
                "--years",
                "2022",
                "--ages",
                "15-49",
                "--format",
                "json",
            ]
        )
        == 0
    )
    estimates = json.loads(capsys.readouterr().out)["estimates"]
    assert (round(estimates[-1]["value"]), estimates[-1]["variant"]) == (23_594, "5-linear-hiv-kept")


def test_a_refusal_is_told_with_its_reason_and_exits_1(capsys: Captured) -> None:
    assert run(["estimate", "excess-male-deaths", "--years", "2024"]) == 1
    assert "ends at 2023" in capsys.readouterr().out
    assert run(["estimate", "excess-male-deaths", "--years", "2024", "--format", "json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["estimates"] == []
    assert "2024" in answer["refusals"][0]["reason"]


def test_the_leading_cause_gives_shares_and_with_a_table_probabilities(capsys: Captured) -> None:
    assert run(["--lang", "ru", "estimate", "leading-cause", "--ages", "20-29"]) == 0
    table = capsys.readouterr().out
    assert "38,5\u00a0%" in table
    assert "таблица причин" in table
    call = f"estimate leading-cause --ages 20-29 --causes {CAUSES} --draws 5000 --seed 3 --format json"
    assert run(call.split()) == 0
    estimates = json.loads(capsys.readouterr().out)["estimates"]
    first = [e for e in estimates if e["name"].startswith("leading-cause:first")]
    assert {e["seed"] for e in first} == {3}
    assert all(0 <= e["value"] <= 1 for e in first)


def test_russian_says_the_same_numbers(capsys: Captured) -> None:
    assert run(["--lang", "ru", "estimate", "excess-male-deaths", "--years", "2022"]) == 0
    table = capsys.readouterr().out
    assert "20\u00a0618" in table
    assert "нижняя граница" in table
    assert "Student" not in table


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ("estimate nothing", "--list"),
        ("estimate excess-male-deaths --ages 15-17", "15-19"),
        ("estimate excess-male-deaths --seed 3", "--seed"),
        ("estimate excess-male-deaths --variant paper --hiv kept", "single parts"),
        ("estimate leading-cause --all-variants", "--all-variants"),
        ("estimate excess-male-deaths --window 3", "1"),
    ],
)
def test_wrong_calls_exit_2(call: str, says: str, capsys: Captured) -> None:
    assert run(call.split()) == 2
    captured = capsys.readouterr()
    assert says in captured.err
    assert not captured.out


def test_a_missing_table_exits_1(tmp_path: Path, capsys: Captured) -> None:
    assert run(["estimate", "excess-male-deaths", "--deaths", str(tmp_path / "none.csv")]) == 1
    assert "none.csv" in capsys.readouterr().err
