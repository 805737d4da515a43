"""Periods of calendar time: week (ISO), month, quarter, half-year, year."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass


class Grain(enum.StrEnum):
    """How finely time is cut."""

    WEEK = "week"
    """ISO week, Monday to Sunday: ``2023-W05``."""
    MONTH = "month"
    """``2023-05``."""
    QUARTER = "quarter"
    """``2023-Q2``."""
    HALF_YEAR = "half-year"
    """``2023-H1``."""
    YEAR = "year"
    """``2023``."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A closed interval of days."""

    start: dt.date
    end: dt.date

    def __post_init__(self) -> None:
        if self.end < self.start:
            msg = f"a period must not end ({self.end}) before it starts ({self.start})"
            raise ValueError(msg)

    @property
    def days(self) -> int:
        """Number of days, both ends counted."""
        return (self.end - self.start).days + 1

    @property
    def months(self) -> float:
        """Length in months: whole calendar months count 1 each, a partial month by its share of days."""
        total = 0.0
        year, month = self.start.year, self.start.month
        while (year, month) <= (self.end.year, self.end.month):
            first = dt.date(year, month, 1)
            following = dt.date(year + month // 12, month % 12 + 1, 1)
            inside = (min(self.end + dt.timedelta(days=1), following) - max(self.start, first)).days
            total += inside / (following - first).days
            year, month = following.year, following.month
        return total
