"""Periods of time: read in every form people write, and named as they were given."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.model.period import Grain, Period


@pytest.mark.parametrize(
    ("text", "start", "end", "grain", "name"),
    [
        ("2022", "2022-01-01", "2022-12-31", Grain.YEAR, "2022"),
        ("2023-H2", "2023-07-01", "2023-12-31", Grain.HALF_YEAR, "2023-H2"),
        ("2023-q2", "2023-04-01", "2023-06-30", Grain.QUARTER, "2023-Q2"),
        ("2024-02", "2024-02-01", "2024-02-29", Grain.MONTH, "2024-02"),
        ("2023-W05", "2023-01-30", "2023-02-05", Grain.WEEK, "2023-W05"),
        (" 2023-05-17 ", "2023-05-17", "2023-05-17", None, "2023-05-17"),
        ("2022..2023", "2022-01-01", "2023-12-31", Grain.YEAR, "2022–2023"),
        ("2023-W01..2023-W05", "2023-01-02", "2023-02-05", Grain.WEEK, "2023-W01 – 2023-W05"),
        ("2023-01 .. 2023-H2", "2023-01-01", "2023-12-31", None, "2023-01-01 – 2023-12-31"),
        ("2022-02-24..2023-05-27", "2022-02-24", "2023-05-27", None, "2022-02-24 – 2023-05-27"),
    ],
)
def test_a_period_is_read_and_named(text: str, start: str, end: str, grain: Grain | None, name: str) -> None:
    found = Period.parse(text)
    assert (str(found.start), str(found.end), found.grain, found.name) == (start, end, grain, name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2023-13",
        "2023-H3",
        "2023-W54",
        "2023-02-30",
        "soon",
        "2023..2022",
        "23",
        "9999",
        "9999-W52",
        "9999-12-31",
        "0000",
    ],
)
def test_what_is_no_period_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):
        Period.parse(text)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1)), st.sampled_from(Grain))
def test_a_name_reads_back_to_the_same_days(day: dt.date, grain: Grain) -> None:
    period = Period.of(day, grain)
    assert Period.parse(period.name) == period
    assert period.name == Period.parse(period.name).name


@given(st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1)))
def test_days_written_short_cover_the_whole_month_or_year(day: dt.date) -> None:
    month, year = Period.parse(f"{day:%Y-%m}"), Period.parse(f"{day:%Y}")
    assert year.start <= month.start <= day <= month.end <= year.end
    assert (month.end + dt.timedelta(days=1)).day == 1
    assert (year.end + dt.timedelta(days=1)).month == 1


@pytest.mark.parametrize(
    ("years", "named"),
    [
        ((2022,), Period.years(2022)),
        ((2023, 2022), Period.years(2022, 2023)),
        ((2022, 2024), "2022, 2024"),  # what is between is not in it
        ((2021, 2022, 2024), "2021, 2022, 2024"),
    ],
)
def test_years_apart_are_no_period(years: tuple[int, ...], named: Period | str) -> None:
    assert Period.of_years(years) == named


def test_a_name_never_hides_days_that_are_missing() -> None:
    assert Period(dt.date(2022, 2, 24), dt.date(2022, 12, 31), Grain.YEAR).name == "2022-02-24 – 2022-12-31"
    assert Period.years(2022) == Period.parse("2022")
    assert Period.years(2022, 2023).name == "2022–2023"
