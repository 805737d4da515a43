from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.model import Grain, Period
from absentia.model.period import label

DAYS = st.dates(dt.date(1991, 1, 1), dt.date(2090, 12, 31))
GRAINS = st.sampled_from(list(Grain))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2022", "2022-01-01", "2022-12-31"),
        ("2023-H1", "2023-01-01", "2023-06-30"),
        ("2023-h2", "2023-07-01", "2023-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-Q4", "2023-10-01", "2023-12-31"),
        ("2020-W53", "2020-12-28", "2021-01-03"),
        ("2022-09-24", "2022-09-24", "2022-09-24"),
        ("2021-01-01..2021-12-31", "2021-01-01", "2021-12-31"),
        ("2022-H2 .. 2023-Q1", "2022-07-01", "2023-03-31"),
    ],
)
def test_periods_read_as_people_write_them(text: str, start: str, end: str) -> None:
    assert Period.parse(text) == Period(dt.date.fromisoformat(start), dt.date.fromisoformat(end))


@pytest.mark.parametrize(
    "text", ["", "2023-13", "2023-H3", "2021-W53", "2023-02-30", "23", "2023..2022", "..", "2023-Q0"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Period.parse(text)


@given(DAYS, GRAINS)
def test_a_label_reads_back_as_the_period_its_day_lies_in(day: dt.date, grain: Grain) -> None:
    name = label(day, grain)
    period = Period.parse(name)
    assert period.start <= day <= period.end
    assert label(period.start, grain) == label(period.end, grain) == name
    assert Period.of(day, grain) == period


@given(DAYS, st.integers(0, 900), GRAINS)
def test_a_split_leaves_no_day_out_and_none_twice(start: dt.date, length: int, grain: Grain) -> None:
    whole = Period(start, start + dt.timedelta(days=length))
    pieces = list(whole.split(grain))
    assert pieces[0].start <= whole.start
    assert pieces[-1].end >= whole.end
    assert pieces[-1].start <= whole.end
    for one, following in pairwise(pieces):
        assert following.start == one.end + dt.timedelta(days=1)


@given(DAYS, st.integers(0, 900))
def test_months_add_up(start: dt.date, length: int) -> None:
    whole = Period(start, start + dt.timedelta(days=length))
    pieces = [
        Period(max(month.start, whole.start), min(month.end, whole.end)).months for month in whole.split(Grain.MONTH)
    ]
    assert sum(pieces) == pytest.approx(whole.months)
    assert all(0 < piece <= 1 for piece in pieces)


def test_whole_months_count_one_each() -> None:
    assert Period.parse("2023-H1").months == 6
    assert Period.parse("2022").months == 12
    assert Period.parse("2024-02-01..2024-02-15").months == pytest.approx(15 / 29)
