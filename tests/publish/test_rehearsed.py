"""Tallies as tables: what is counted, what is withheld, what nobody could look at."""

from __future__ import annotations

from typing import Any

from absentia.looks.coverage import Coverage
from absentia.model.count import Count
from absentia.publish import State, rehearsed
from absentia.tally import Tally
from absentia.tally.result import Row

TALLY = Tally(
    measure="cases_received",
    unit={"en": "cases", "ru": "дела"},
    about={"en": "Each once.", "ru": "Каждое один раз."},
    by=("half-year",),
    rows=(
        Row({"half-year": "2022-H1"}, Count.at_least(12)),
        Row({"half-year": "2022-H2"}, Count.exactly(0)),
        Row({"half-year": "2023-H1"}, Count.withheld()),
        Row({"half-year": "2023-H2"}, Count.unknown("not_covered")),
        Row({"half-year": "2024-H1"}, Count.unknown("perhaps_refiled")),
        Row({"half-year": None}, Count(7, 9)),
    ),
    total=Count.withheld(),
    looked=Coverage((), None, None),
    unreadable={"undated": 7, "charges_unreadable": 0, "something_new": 2},
    synthetic=True,
)


def test_states_are_told_apart() -> None:
    made = rehearsed.table(TALLY, "Synthetic cases received, by court", command="absentia tally", truth=None)
    assert [(row.cell.state, row.cell.low) for row in made.rows] == [
        (State.COUNTED, 12),
        (State.COUNTED, 0),  # a zero that complete listings prove
        (State.SUPPRESSED, None),
        (State.NOT_LOOKED_AT, None),
        (State.UNCERTAIN, None),
        (State.COUNTED, 7),
    ]
    assert made.total.state is State.SUPPRESSED
    assert made.rows[0].keys[0].both() == {"en": "first half of 2022", "ru": "первое полугодие 2022 года"}
    assert made.rows[5].keys[0].both() == {"en": "not stated", "ru": "не указан"}
    assert [(one.reason.text("en"), one.count) for one in made.unplaced] == [
        ("without a date", 7),
        ("something_new", 2),
    ]


def test_the_chart_draws_counts_only() -> None:
    made = rehearsed.table(TALLY, "Synthetic cases received, by court", command="absentia tally")
    chart = rehearsed.chart(made)
    assert [row["value"] for row in chart.rows] == [12, 0, None, None, None, 7]
    assert [str(row["text"]) for row in chart.rows] == [
        "at least 12", "0", "withheld", "not looked at", "cannot be told", "7–9",
    ]  # fmt: skip
    assert chart.unit.text("en").startswith("Synthetic")
    assert chart.unit.text("ru").startswith("Вымышленные данные")


def test_coverage_says_why_a_court_was_not_looked_at() -> None:
    courts: list[dict[str, Any]] = [
        {"court": "a.example", "name": "A", "looked_at": True, "reason": None, "pages": {"card": 3, "moved": 1}},
        {"court": "b.example", "name": None, "looked_at": False, "reason": "captcha", "pages": {}},
        {"court": "c.example", "name": None, "looked_at": False, "reason": "new_kind", "pages": {}},
        {"court": "d.example", "name": None, "looked_at": True, "reason": None, "pages": {}, "looks": {"captcha": 2}},
    ]  # fmt: skip
    seen, captcha, unknown, partly = rehearsed.coverage({"looks": {}} | court for court in courts)
    assert partly.outcome.text("en") == "looked at in part: its searches want a captcha"
    assert (seen.looked_at, seen.pages) == (True, 3)
    assert captcha.outcome.both() == {
        "en": "not looked at: the court wants a captcha",
        "ru": "не просмотрен: суд требует код с картинки",
    }
    assert unknown.outcome.text("en") == "not looked at"
