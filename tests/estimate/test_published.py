"""Published estimates beside ours: every one once, ours only for the same period, ends as their source names them."""

from __future__ import annotations

import csv
import io
import json

import pytest

from absentia.cli.main import run
from absentia.estimate import Context, answer
from absentia.estimate.options.deaths import CompareOptions
from absentia.estimate.published import NAMED, PUBLISHED, compare
from absentia.figures import Catalogue
from absentia.model import Period
from absentia.model.publishers import publisher

CATALOGUE = Catalogue()
FOUND = compare(CATALOGUE, CompareOptions())


def test_every_estimate_of_deaths_stands_once_by_vintage_and_other_units_do_not() -> None:
    published = [row for row in FOUND.rows if row.answer.name == PUBLISHED]
    assert len(published) == 20
    units = {row.figure.unit for row in published if row.figure}
    assert units == {"deaths", "excess deaths (AP wording: cases)"}
    named = [row for row in FOUND.rows if row.answer.name == NAMED]
    assert len(named) == 19
    vintages = [row.figure.source_date for row in FOUND.rows if row.figure]
    assert vintages == sorted(vintages)
    assert all(row.ours is None for row in named)


def test_ours_stands_only_beside_the_same_period() -> None:
    by_figure = {row.figure.id: row for row in FOUND.rows if row.figure}
    for figure, ours in (
        ("death_estimates-003", 23_594),
        ("death_estimates-013", 40_542),
        ("death_estimates-020", 64_136),
    ):
        beside = by_figure[figure].ours
        assert beside is not None
        assert round(beside.value) == ours
    cut = by_figure["death_estimates-001"].ours
    assert cut is not None
    assert cut.period == Period.parse("2022-02-24..2023-05-27")
    assert by_figure["death_estimates-014"].ours is None  # 2024
    assert any("2024-02-24" in str(refusal.reason) for refusal in FOUND.refusals)


def test_only_an_interval_at_95_percent_is_one() -> None:
    by_figure = {row.figure.id: row for row in FOUND.rows if row.figure}
    assert by_figure["death_estimates-001"].answer.interval is not None
    spread = by_figure["death_estimates-006"]
    assert spread.answer.interval is None
    assert list(spread.ends) == [66_000, 88_000, "range"]
    assert any("no interval of a level" in str(caveat) for caveat in spread.answer.caveats)


def test_the_chart_groups_by_period_and_names_the_minimum() -> None:
    data = answer("compare-deaths", Context(CATALOGUE), {}).chart
    assert data is not None
    labels = [str(row["label"]) for row in data.rows]
    cut = labels.index("2022-02-24 – 2023-05-27: excess male deaths (ours)")
    assert labels[cut + 1] == "to 2023-05-05: confirmed by name"
    assert labels[cut - 1].startswith("2022-02-24 – 2023-05-27: Me")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_verb_writes_table_json_and_csv(
    language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "en")
    call = ["--lang", language, "estimate", "compare-deaths"]
    assert run(call) == 0
    table = capsys.readouterr().out
    assert publisher("Mediazona", language) in table
    assert {"en": "66,000 … 88,000 (no interval)", "ru": "(не интервал)"}[language] in table
    assert run([*call, "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert len(document["rows"]) == len(document["estimates"]) == len(FOUND.rows)
    assert run([*call, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["standing"] for row in rows} == {"published", "estimated"}
