"""The article's sentence as one answer: four ways, each with what it covers, a number or the reason.

Lists, pages and observatories here are synthetic.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from tests.rehearsal.written import write_pages

from absentia import parse
from absentia.cli.main import run as call
from absentia.errors import DataProblem
from absentia.estimate import estimate
from absentia.estimate.undercount import COVERS, GAPS, LEAKED, LISTS, NOWCAST, chart
from absentia.figures import Catalogue
from absentia.link import link_cases
from absentia.messages import translate
from absentia.model import Estimate, Refusal
from absentia.observatory import Observatory

CATALOGUE = Catalogue()


def run(observatory: Observatory | None = None, **options: str) -> list[Estimate | Refusal]:
    return estimate("undercount", CATALOGUE, options, observatory)


@pytest.fixture(scope="module")
def observatory(tmp_path_factory: pytest.TempPathFactory) -> Observatory:
    """An observatory of synthetic pages."""
    folder = tmp_path_factory.mktemp("undercount")
    write_pages(folder / "pages", 2023, scale=0.03)
    made = Observatory.create(folder / "observatory")
    outcome = parse.Outcome()
    with made.writing():
        found = parse.find_inputs((str(folder / "pages"),), "ru_sudrf").inputs
        parse.store_inputs(made, found, "ru_sudrf", outcome, lambda _steps: None)
        parse.build_tables(made, 1)
    link_cases(made)
    return made


@pytest.fixture(scope="module")
def of_lists(tmp_path_factory: pytest.TempPathFactory) -> list[Estimate | Refusal]:
    """What is answered of three independent lists of a thousand units (synthetic)."""
    path = tmp_path_factory.mktemp("lists") / "overlaps.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(
            [("A", "B", "C", "count"), (1, 1, 1, 60), (1, 1, 0, 60), (1, 0, 1, 140), (1, 0, 0, 140), (0, 1, 1, 90),
             (0, 1, 0, 90), (0, 0, 1, 210)]
        )  # fmt: skip
    return run(lists=str(path))


def test_published_figures_alone_give_the_first_row_and_three_reasons() -> None:
    first, *others = run()
    assert isinstance(first, Estimate)
    assert first.name == LEAKED
    assert first.value == pytest.approx(49_000 / 16_903)  # 15,902 since mobilisation and all 1,001 of 2022: 2.90
    assert any(ratio == pytest.approx(49_000 / 16_245) for ratio in first.sensitivity.values())  # 343 before it: 3.02
    assert not any(ratio > 3.02 for ratio in first.sensitivity.values())
    assert first.interval is None
    assert "at least" in str(first.unit)
    assert set(first.inputs) == {
        "hidden_desertion-001",
        "court_cases-054",
        "court_cases-056",
        "court_cases-057",
        "court_cases-004",
    }
    assert [one.name for one in others] == [GAPS, NOWCAST, LISTS]
    assert all(isinstance(one, Refusal) and one.reason for one in others)
    assert "-C DIR" in str(others[0])
    assert "--triangle" in str(others[1])
    assert "--lists" in str(others[2])


def test_an_observatory_answers_by_the_gaps_in_its_numbers(observatory: Observatory) -> None:
    answers = run(observatory)
    alone = estimate("serial-gaps", CATALOGUE, {"article": "337"}, observatory)
    numbers = [one for one in answers if isinstance(one, Estimate) and one.name == GAPS]
    expected = [one for one in alone if isinstance(one, Estimate) and one.name == "serial-gaps"]
    if expected:
        assert [one.value for one in numbers] == [one.value for one in expected if one.period == expected[-1].period]
        assert all(one.synthetic for one in numbers)
    else:
        assert any(isinstance(one, Refusal) and one.name == GAPS for one in answers)
    nowcast = [one for one in answers if one.name == NOWCAST]
    assert len(nowcast) == 1


def test_an_observatory_without_pages_is_a_reason_not_an_error(tmp_path: Path) -> None:
    empty = Observatory.create(tmp_path / "empty")
    answers = run(empty)
    reasons = {one.name: one.reason for one in answers if isinstance(one, Refusal)}
    assert set(reasons) == {GAPS, NOWCAST, LISTS}


def test_overlapping_lists_come_with_the_span_of_all_methods_where_they_agree(
    of_lists: list[Estimate | Refusal],
) -> None:
    (one,) = [one for one in of_lists if one.name == LISTS]
    assert isinstance(one, Estimate)
    assert one.observed == 790
    assert str(one.caveats[0]) == COVERS[LISTS]
    assert one.interval is not None
    assert one.interval.kind == "all methods"
    assert 790 <= one.interval.low < 1000 < one.interval.high
    assert "methods agree" in str(one.caveats[-1])


def test_overlapping_lists_that_do_not_agree_give_the_criterion_and_no_number(tmp_path: Path) -> None:
    """Synthetic: one list drawn from another, which leaves two, and two can never agree."""
    path = tmp_path / "overlaps.csv"
    path.write_text("A,B,C,n\n1,0,0,800\n1,1,0,160\n0,0,1,280\n1,0,1,70\n1,1,1,14\n", encoding="utf-8")
    (one,) = [one for one in run(lists=str(path)) if one.name == LISTS]
    assert isinstance(one, Refusal)
    assert "List B is left out" in str(one.reason)
    assert "Only one method gave a number" in str(one.reason)


def test_a_broken_file_of_the_users_is_an_error(tmp_path: Path) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_text("A,B,count\n1,0,many\n", encoding="utf-8")
    with pytest.raises(DataProblem):
        run(lists=str(broken))
    with pytest.raises(DataProblem):
        run(triangle=str(tmp_path / "nowhere.csv"))


def test_the_chart_sets_each_against_what_it_set_out_from(of_lists: list[Estimate | Refusal]) -> None:
    data = chart(of_lists)
    assert data is not None
    first = data.rows[0]
    assert first["value"] == pytest.approx(49_000 / 16_903)
    assert all(row["value"] >= 1 for row in data.rows)
    assert data.unit.text("en") == "times"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_verb_says_what_each_covers(
    language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)
    assert call(["--lang", language, "estimate", "undercount"]) == 0
    out = capsys.readouterr().out
    assert "never added" in out or "нельзя складывать" in out
    ways = ("leaked lists, at least", "serial gaps", "nowcast", "overlapping lists")
    assert len(ways) == len(COVERS)
    for way in ways:
        assert translate(way, language) in out
    assert call(["--lang", language, "estimate", "undercount", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in document["refusals"]] == [GAPS, NOWCAST, LISTS]
    assert call(["-C", str(tmp_path / "nowhere"), "estimate", "undercount"]) == 1
