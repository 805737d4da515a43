"""How fast an archive grows, from the days of its seals."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from absentia.archive import Archive
from absentia.archive.sealing import Forecast, forecast, weekly_records
from absentia.observatory import Observatory

DAY = dt.date(2023, 7, 1)


def _on(**counts: int) -> dict[dt.date, int]:
    return {DAY + dt.timedelta(days=int(day[1:])): count for day, count in counts.items()}


@pytest.mark.parametrize(
    ("counts", "weekly"),
    [
        ({}, None),
        (_on(d0=10), None),
        (_on(d0=10, d6=70), None),  # less than a week tells nothing
        (_on(d0=10, d7=80), 70.0),
        (_on(d0=0, d14=100), 50.0),
        (_on(d0=0, d100=1000, d128=1400, d135=1500), 100.0),  # the last month counts, not the first load
        (_on(d0=5, d30=5), 0.0),
    ],
)
def test_records_a_week(counts: dict[dt.date, int], weekly: float | None) -> None:
    assert weekly_records(counts) == weekly


def test_an_archive_that_was_never_sealed_has_a_size_and_no_growth(tmp_path: Path) -> None:
    observatory = Observatory.create(tmp_path / "observatory")
    found = forecast(Archive.reading(observatory.archive))
    assert (found.size, found.weekly, found.weeks) == (0, None, None)
    assert found.free > 0


@pytest.mark.parametrize(("weekly", "weeks"), [(None, None), (0.0, None), (25.0, 4.0)])
def test_the_weeks_there_is_room_for(weekly: float | None, weeks: float | None) -> None:
    assert Forecast(10, 100, weekly).weeks == weeks
