"""``absentia estimate``: regions, days, external causes and charts as a person meets them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from absentia.cli.main import run

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _language(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line changes LANGUAGE for click; each test starts from English and leaves no trace."""
    monkeypatch.setenv("LANGUAGE", "en")


def test_regions_stand_raw_and_pooled_in_one_line_and_the_sum_beside_the_nation(capsys: Captured) -> None:
    assert run(["estimate", "excess-male-deaths", "--regions"]) == 0
    out = capsys.readouterr().out
    (line,) = [line for line in out.splitlines() if line.startswith("Buryatia")]
    own, pooled = (int(line.split("│")[n].strip()) for n in (1, 3))
    assert 0 < pooled < own
    assert "the nation as one: 23,594" in out
    assert "No number for excess-male-deaths:region: Nenets" in out
    assert run(["--lang", "ru", "estimate", "excess-male-deaths", "--region", "бурятия"]) == 0
    assert "Республика Бурятия" in capsys.readouterr().out


def test_csv_and_json_name_the_place(capsys: Captured) -> None:
    assert run(["estimate", "excess-male-deaths", "--region", "Tuva", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["place"] for row in rows} == {"Tuva"}
    assert {row["estimate"].rpartition(":")[2] for row in rows} == {"region", "pooled", "rate"}
    assert run(["estimate", "excess-male-deaths", "--region", "Nenets", "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["refusals"][0]["place"] == "Nenets"


@pytest.mark.parametrize(
    "call",
    [
        "excess-male-deaths --until 2023-05-27 --hiv kept",
        "excess-male-deaths --regions",
        "leading-cause",
        "compare-deaths",
        "undercount",
    ],
)
def test_charts_are_written_as_svg_and_as_a_complete_spec(call: str, tmp_path: Path, capsys: Captured) -> None:
    for suffix in ("svg", "json"):
        file = tmp_path / f"chart.{suffix}"
        assert run(["estimate", *call.split(), "--chart", str(file)]) == 0
        text = file.read_text(encoding="utf-8")
        assert text.startswith("<svg") if suffix == "svg" else json.loads(text)["datasets"]["rows"]
    capsys.readouterr()


@pytest.mark.parametrize(
    ("call", "code", "says"),
    [
        ("excess-male-deaths --region Atlantis", 2, "no region"),
        ("excess-male-deaths --until 2024-06-01", 1, "2023-11-01"),
        ("excess-male-deaths --until yesterday", 2, "yesterday"),
        ("excess-male-deaths --regions --all-variants", 2, "all-variants"),
        ("excess-male-deaths --regions --until 2023-01-01", 2, "exclude each other"),
        ("excess-male-deaths --external-causes --ages 20-24", 2, "ages"),
        ("undercount --lists nowhere.csv", 1, "nowhere.csv"),
    ],
)
def test_what_cannot_be_answered_says_why(call: str, code: int, says: str, capsys: Captured) -> None:
    assert run(["estimate", *call.split()]) == code
    captured = capsys.readouterr()
    assert says in captured.out + captured.err


def test_each_age_band_has_a_probability_and_its_upper_end(capsys: Captured) -> None:
    assert run(["estimate", "leading-cause", "--format", "json"]) == 0
    answers = json.loads(capsys.readouterr().out)["estimates"]
    halves = {one["ages"]: one for one in answers if one["name"] == "leading-cause:above-half"}
    assert set(halves) == {"15-19", "20-24", "25-29", "15-29"}
    for one in halves.values():
        (upper,) = one["sensitivity"].values()
        assert 0 < one["value"] < upper <= 1
    (external,) = [one for one in answers if one["name"] == "leading-cause:above-other-external"]
    assert external["value"] < 0.001


@pytest.mark.parametrize("call", ["leading-cause", "lists absent.csv"])
def test_a_chart_is_asked_for_as_svg_or_json_before_anything_is_computed(
    call: str, tmp_path: Path, capsys: Captured
) -> None:
    file = tmp_path / "chart.png"
    assert run(["estimate", *call.split(), "--chart", str(file)]) == 2
    assert "--chart" in capsys.readouterr().err
    assert not file.exists()


def test_the_chart_of_a_leading_cause_is_the_share_by_age(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "chart.json"
    assert run(["estimate", "leading-cause", "--ages", "20-24,25-29", "--chart", str(file)]) == 0
    rows = json.loads(file.read_text(encoding="utf-8"))["datasets"]["rows"]
    assert [row["age_group"] for row in rows] == ["20-24", "25-29", "20-29"]
    assert [round(100 * row["share"], 1) for row in rows] == [40.4, 37.2, 38.5]
    assert all(row["low"] < row["share"] < row["high"] for row in rows)
    capsys.readouterr()
