"""A claim's chart: only what is known is drawn, one end of a range says so, the columns are those its spec reads."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from scipy import stats
from tests.check.guardian import WRITTEN, claims
from tests.check.test_caveats import figure, published
from tests.check.test_comparisons import half, quantity

from absentia.check.charts import chart_data
from absentia.check.operations import Range
from absentia.check.quantity import Quantity
from absentia.check.schema import Chart
from absentia.model.checked import Standing
from absentia.model.estimate import Interval
from absentia.model.texts import in_columns, in_languages
from absentia.publish.charts import draw, filled

COLUMNS = {
    "rate_per_month": {"label_en", "label_ru", "value", "low", "high", "qualifier"},
    "estimate_intervals": {"label_en", "label_ru", "value", "low", "high", "standing", "qualifier"},
    "share_by_age": {"age_group", "share", "low", "high", "qualifier"},
    "series": {"date", "value", "label_en", "label_ru", "qualifier"},
    "bars": {"label_en", "label_ru", "value", "qualifier"},
}
TEXT = {"en": "invented", "ru": "выдумано"}
WORDS = in_languages(TEXT)
INTERVAL = Interval(6, 60)
NUMBERS = {
    "counted": quantity("counted", 12, period=half, events=True),
    "none_counted": quantity("none_counted", 0, period=half, events=True),
    "measured": quantity("measured", 12, period=half),
    "estimated": quantity("estimated", 12, period=half, interval=INTERVAL),
    "undated": quantity("undated", 12, events=True, interval=INTERVAL),
    "least": quantity("least", 12, "at_least", period=half, events=True),
    "most": quantity("most", 12, "at_most", period=half, events=True),
    "about": published("about", 12, qualifier="approx"),
    "unknown": quantity("unknown", None, period=half),
}


def rows(spec: str, *given: Quantity | dict[str, Any]) -> list[dict[str, Any]] | None:
    """The rows of a chart of these numbers; a dictionary is a row as the claims file writes it."""
    named = [{"operand": one.name} if isinstance(one, Quantity) else one for one in given]
    chart = Chart.model_validate({"spec": spec, "title": TEXT, "description": TEXT, "unit": TEXT, "rows": named})
    drawn = chart_data(chart, NUMBERS | {one.name: one for one in given if isinstance(one, Quantity)})
    return None if drawn is None else in_columns(drawn.rows)


@pytest.mark.parametrize("name", [name for name, claim in WRITTEN.items() if claim.chart])
def test_rows_have_the_columns_of_their_spec(name: str) -> None:
    chart = claims()[name].chart
    assert chart is not None
    for row in in_columns(chart.rows):
        assert set(row) - {"group_en", "group_ru"} == COLUMNS[chart.spec]
        assert isinstance(row.get("value", row.get("share")), int | float)
        if "date" in row:
            dt.date.fromisoformat(row["date"])


def test_confirmed_and_estimated_never_share_a_standing() -> None:
    chart = claims()["b"].chart
    assert chart is not None
    standing = {str(row["label"]): row["standing"] for row in chart.rows}
    assert {standing[label] for label in standing if "excess" in label} == {"estimated"}
    assert {standing[label] for label in standing if "excess" not in label} == {"published"}
    assert all((row["low"] is None) == ("by name" in str(row["label"])) for row in chart.rows)


@pytest.mark.parametrize("spec", COLUMNS)
def test_what_is_not_known_is_not_drawn(spec: str) -> None:
    known, unknown = NUMBERS["counted"], NUMBERS["unknown"]
    assert rows(spec, unknown) is None
    drawn = rows(spec, unknown, known)
    assert drawn is not None
    assert [row.get("value", row.get("share")) for row in drawn] == [2 if spec == "rate_per_month" else 12]


@pytest.mark.parametrize("spec", COLUMNS)
@pytest.mark.parametrize(
    ("name", "qualifier", "sign"),
    [("counted", "exact", ""), ("least", "at_least", "≥ "), ("most", "at_most", "≤ "), ("about", "approx", "≈ ")],
)
def test_one_end_of_a_range_and_a_rounded_number_say_so(spec: str, name: str, qualifier: str, sign: str) -> None:
    chart = Chart.model_validate(
        {"spec": spec, "title": TEXT, "description": TEXT, "unit": TEXT, "rows": [{"operand": name}]}
    )
    data = chart_data(chart, NUMBERS)
    assert data is not None
    assert [row["qualifier"] for row in data.rows] == [qualifier]
    shown = {"rate_per_month": "2.0", "share_by_age": "1200.0%"}.get(spec, "12")
    assert f">{sign}{shown}<" in draw(filled(data, "en"))


@pytest.mark.parametrize("standing", ["published", "tallied", "computed", "estimated"])
@pytest.mark.parametrize(
    ("span", "drawn"),
    [(Range(5, 5), True), (Range(5, 9).at_least(), True), (Range(5, 9), False), (Range(0, 0).at_least(), False)],
)
def test_a_range_is_drawn_where_one_number_with_its_sign_says_it(standing: Standing, span: Range, drawn: bool) -> None:
    one = Quantity("sum", WORDS, 5, WORDS, standing, span=span)
    assert (rows("bars", one) is not None) is drawn


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("none_counted", 0, stats.chi2.ppf(0.975, 2) / 2 / 6),
        ("counted", stats.chi2.ppf(0.025, 24) / 2 / 6, stats.chi2.ppf(0.975, 26) / 2 / 6),
        ("measured", None, None),  # no count: chance says nothing of it
        ("estimated", 1, 10),  # its own interval, per month
        ("least", None, None),  # of a number that is open no interval
    ],
)
def test_a_rate_has_the_interval_of_its_number_per_month(name: str, low: float | None, high: float | None) -> None:
    (row,) = rows("rate_per_month", NUMBERS[name]) or []
    assert (row["low"], row["high"]) == ((None, None) if low is None else pytest.approx((low, high)))
    assert row["value"] == NUMBERS[name].number / 6


def test_without_a_period_there_is_no_rate() -> None:
    assert rows("rate_per_month", NUMBERS["undated"]) is None


@pytest.mark.parametrize("spec", ["estimate_intervals", "share_by_age"])
def test_a_number_stands_with_its_own_interval_and_none_without(spec: str) -> None:
    with_, without = rows(spec, NUMBERS["estimated"], NUMBERS["counted"]) or []
    assert (with_["low"], with_["high"]) == (6, 60)
    assert (without["low"], without["high"]) == (None, None)


def test_a_point_stands_on_its_own_day_or_the_first_of_its_period() -> None:
    day = {"operand": "counted", "date": "2023-05-01"}
    (own, first) = rows("series", day, NUMBERS["counted"]) or []
    assert (own["date"], first["date"]) == ("2023-05-01", "2023-01-01")
    assert rows("series", NUMBERS["undated"]) is None
    (row,) = rows("series", {"operand": "undated", "date": "2023-05-01"}) or []
    assert row["date"] == "2023-05-01"


def test_a_row_has_the_words_of_the_file_or_those_of_its_number() -> None:
    own_label = quantity("counted", 0).label
    for spec in ("rate_per_month", "estimate_intervals", "series", "bars"):
        (own, written) = rows(spec, NUMBERS["counted"], {"operand": "counted", "label": TEXT}) or []
        assert (own["label_en"], own["label_ru"]) == (own_label.text("en"), own_label.text("ru"))
        assert (written["label_en"], written["label_ru"]) == ("invented", "выдумано")
    (own, written) = rows("share_by_age", NUMBERS["counted"], {"operand": "counted", "age_group": "20–29"}) or []
    assert (own["age_group"], written["age_group"]) == ("counted", "20–29")
    (own, written) = rows("bars", NUMBERS["counted"], {"operand": "counted", "group": TEXT}) or []
    assert "group_en" not in own
    assert (written["group_en"], written["group_ru"]) == ("invented", "выдумано")


def test_a_list_that_is_a_minimum_is_one_whatever_its_source_says_of_it() -> None:
    listed = Quantity("listed", WORDS, 5, WORDS, "published", span=Range(5, 5).at_least(), figures=(figure("f", 5),))
    (row,) = rows("series", listed, {"operand": "listed", "date": "2023-05-01"}) or []
    assert row["qualifier"] == "at_least"
