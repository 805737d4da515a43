"""Every chart's rows have the columns its spec reads, and come from the same numbers as the verdict."""

from __future__ import annotations

import datetime as dt

import pytest
from scipy import stats

from absentia.check import check_article

COLUMNS = {
    "rate_per_month": {"label_en", "label_ru", "value", "low", "high"},
    "estimate_intervals": {"label_en", "label_ru", "value", "low", "high", "standing"},
    "share_by_age": {"age_group", "share", "low", "high"},
    "series": {"date", "value", "label_en", "label_ru", "qualifier"},
    "bars": {"label_en", "label_ru", "value"},
}
CLAIMS = {claim.id: claim for claim in check_article("guardian_2023_10").claims}


@pytest.mark.parametrize("name", CLAIMS)
def test_rows_have_the_columns_of_their_spec(name: str) -> None:
    chart = CLAIMS[name].chart
    assert chart is not None
    for row in chart.rows:
        assert set(row) - {"group_en", "group_ru"} == COLUMNS[chart.spec]
        assert isinstance(row.get("value", row.get("share")), int | float)
        if "date" in row:
            dt.date.fromisoformat(row["date"])


def test_rates_are_per_month_with_exact_poisson_ends() -> None:
    chart = CLAIMS["a"].chart
    assert chart is not None
    rates = {row["label_en"]: row for row in chart.rows}
    half = rates["January–June 2023"]
    assert half["value"] == pytest.approx(346)
    assert stats.poisson(half["low"] * 6).sf(2075) == pytest.approx(0.025)
    assert stats.poisson(half["high"] * 6).cdf(2076) == pytest.approx(0.025)


def test_confirmed_and_estimated_never_share_a_standing() -> None:
    chart = CLAIMS["b"].chart
    assert chart is not None
    standing = {row["label_en"]: row["standing"] for row in chart.rows}
    assert {standing[label] for label in standing if "excess" in label} == {"estimated"}
    assert {standing[label] for label in standing if "excess" not in label} == {"published"}
    assert all((row["low"] is None) == ("by name" in row["label_en"]) for row in chart.rows)
