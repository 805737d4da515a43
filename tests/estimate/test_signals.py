"""Signals: each panel in its own unit, with what it covers; gaps are gaps; invented pages are labelled."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from tests.tally.build import Book

from absentia.estimate import Context, answer
from absentia.estimate.delay import method as delay
from absentia.estimate.method import Answer
from absentia.estimate.signals import Panel, asylum, courts, leaked_lists, requests
from absentia.figures import Catalogue
from absentia.messages import LANGUAGES
from absentia.model.estimate import Estimate, Interval, Refusal
from absentia.model.period import Period
from absentia.model.texts import said, said_of, spoken
from absentia.publish.charts import filled

FIGURES = Catalogue()
WIDEST = 60
"""Letters that a line of a panel has room for."""


def shown(found: Answer) -> list[dict[str, Any]]:
    assert found.chart is not None
    return [dict(one) for one in found.chart.rows]


@pytest.mark.parametrize(
    ("panel", "expected"),
    [
        (courts(FIGURES), {"2021": 615 / 12, "2022": 1001 / 12, "2023-H1": 346, "2023": 5024 / 12, "2024-02": 718,
                           "2024-05": 844}),
        (requests(FIGURES), {"2023-01": 28, "2023-06": 54, "2023-09": 184, "2023-10": 218, "2023-11": 175,
                             "2024-01": 284}),
        (leaked_lists(FIGURES), {"2022-02-24 – 2024-12-31": 49_000}),
        (asylum(FIGURES), {"2021": 4_542, "2022": 16_195, "2023": 26_065, "2024": 17_499}),
    ],
)  # fmt: skip
def test_a_panel_has_the_numbers_that_were_published_and_no_other(panel: Panel, expected: dict[str, float]) -> None:
    assert {one.period.name: one.value for one in panel.marks} == pytest.approx(expected)


class Shelf(Catalogue):
    """Asylum rows of one year, one of each kind."""

    def rows(self, table: str) -> Any:
        del table
        kinds = [("G", "N", "FI", "P"), ("G", "N", "FI", "P"), ("G", "N", "FI", "C"), ("G", "R", "FI", "P"),
                 ("U", "N", "FI", "P"), ("G", "N", "AR", "P")]  # fmt: skip
        names = ("procedure_type", "app_type", "dec_level", "app_pc")
        return [dict(zip(names, kind, strict=True), year=2022, value=10**place) for place, kind in enumerate(kinds)]


def test_cases_repeats_appeals_and_other_procedures_are_never_added_to_persons() -> None:
    assert [one.value for one in asylum(Shelf()).marks] == [11]


def test_no_two_panels_share_a_unit_or_an_axis() -> None:
    found = answer("signals", Context(FIGURES), {})
    assert found.chart is not None
    spec = filled(found.chart, "en")
    assert spec["resolve"]["scale"]["y"] == "independent"
    assert "line" not in {layer["mark"]["type"] for layer in spec["spec"]["layer"]}
    units = {row["order"]: spoken(row["unit"], "en") for row in shown(found)}
    assert len(set(units.values())) == len(units) == 4


def test_a_month_without_a_number_has_no_row() -> None:
    """Not even an empty one: nothing stands there to be drawn at zero."""
    rows = [row for row in shown(answer("signals", Context(FIGURES), {})) if row["order"] == 1]
    assert [row["date"] for row in rows] == ["2023-01", "2023-06", "2023-09", "2023-10", "2023-11", "2024-01"]
    assert all(row["value"] for row in rows)
    assert [row["date"] for row in rows if row["qualifier"] != "exact"] == ["2023-09"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_a_panel_fits_its_width(language: str) -> None:
    for row in shown(answer("signals", Context(FIGURES), {})):
        for name in ("group", "unit", "covers", "source"):
            assert len(said_of(row[name]).text(language)) <= WIDEST, row[name]


def test_numbers_that_are_written_out_have_room() -> None:
    rows = shown(answer("signals", Context(FIGURES), {}))
    assert [row["date"] for row in rows if row["order"] == 0 and row["labelled"]] == ["2021", "2022", "2023", "2024-05"]
    assert {row["date"] for row in rows if row["order"] == 1 and row["labelled"]} >= {"2024-01"}


def test_without_an_observatory_there_is_no_nowcast_and_the_reason() -> None:
    (only,) = answer("signals", Context(FIGURES), {}).refusals
    assert only.name == "signals:nowcast"
    assert "no observatory was named" in spoken(only.reason, "en")


def test_an_observatory_adds_what_it_saw_and_says_that_it_is_invented(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Book()
    page = made.page("listing", captured="2023-12-31T03:00:00", instance="first")
    made.entry(page, received="2023-02-01", number=None, guid="a", uid=None, uid_valid=False)
    context = Context(FIGURES, made.write(tmp_path / "observatory"))
    months = [
        Estimate("delay", 40.0 + at, Interval(30, 60, 0.95, "prediction"), said("filings"), said("m"),
                 Period.parse(name), synthetic=True)
        for at, name in enumerate(("2023-11", "2023-12", "2023-11..2023-12"))
    ]  # fmt: skip
    monkeypatch.setattr(delay, "run", lambda *_asked: Answer(months))
    found = answer("signals", context, {})
    expected = [one for one in found.estimates if one.name == "signals:nowcast"]
    assert [one.value for one in expected] == [40, 41]  # without their sum
    assert all(one.synthetic and "synthetic pages" in spoken(one.counts, "en") for one in expected)
    rows = [row for row in shown(found) if "synthetic pages" in spoken(row["unit"], "en")]
    assert all(len(spoken(row["unit"], code)) <= WIDEST for row in shown(found) for code in LANGUAGES)
    assert {spoken(row["group"], "en") for row in rows} >= {"Expected when everything is posted"}
    assert [(row["low"], row["high"]) for row in rows if row["low"] is not None] == [(30, 60), (30, 60)]


def test_a_nowcast_that_is_refused_is_a_reason(tmp_path: Path) -> None:
    made = Book()
    page = made.page("listing", captured="2023-12-31T03:00:00", instance="first")
    made.entry(page, received="2023-02-01", number=None, guid="a", uid=None, uid_valid=False)
    found = answer("signals", Context(FIGURES, made.write(tmp_path / "observatory")), {})
    assert [one.name for one in found.refusals] == ["signals:nowcast"]
    assert isinstance(found.refusals[0], Refusal)


def test_a_total_stands_on_its_last_day() -> None:
    (row,) = (row for row in shown(answer("signals", Context(FIGURES), {})) if row["kind"] == "total")
    assert row["start"] == dt.date(2024, 12, 31).isoformat()
    assert row["qualifier"] == "at_least"
