"""Periods of calendar time: week (ISO), month, quarter, half-year, year."""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

# "2023", "2023-05", "2023-Q2", "2023-H1", "2023-W05"
_LABEL = re.compile(r"^(?P<year>\d{4})(?:-(?:(?P<month>\d{2})|Q(?P<quarter>[1-4])|H(?P<half>[12])|W(?P<week>\d{2})))?$")
_RANGE = re.compile(r"^(\S+?)\s*\.\.\s*(\S+)$")
_DECEMBER = 12


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

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2022``, ``2023-H1``, ``2023-Q2``, ``2023-05``, ``2023-W05``, ``2023-05-17`` or ``A..B`` of these.

        Raises:
            ValueError: the text is none of these, or no such day, week or month exists.
        """
        cleaned = text.strip().upper()
        if match := _RANGE.match(cleaned):
            return cls(cls.parse(match[1]).start, cls.parse(match[2]).end)
        if match := _LABEL.match(cleaned):
            year = int(match["year"])
            if match["week"]:
                monday = dt.date.fromisocalendar(year, int(match["week"]), 1)
                return cls(monday, monday + dt.timedelta(days=6))
            first, months = 1, 12
            if match["month"]:
                first, months = int(match["month"]), 1
            elif match["quarter"]:
                first, months = 3 * int(match["quarter"]) - 2, 3
            elif match["half"]:
                first, months = 6 * int(match["half"]) - 5, 6
            return cls(dt.date(year, first, 1), _month_after(year, first + months - 1) - dt.timedelta(days=1))
        day = dt.date.fromisoformat(cleaned)
        return cls(day, day)

    @classmethod
    def of(cls, day: dt.date, grain: Grain) -> Self:
        """The period of this grain that ``day`` lies in."""
        return cls.parse(label(day, grain))

    def split(self, grain: Grain) -> Iterator[Self]:
        """The periods of this grain that overlap this one, whole, in order."""
        day = self.start
        while day <= self.end:
            piece = type(self).of(day, grain)
            yield piece
            day = piece.end + dt.timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.start}..{self.end}"


def label(day: dt.date, grain: Grain) -> str:
    """The name of the period ``day`` lies in: ``2023-W05``, ``2023-05``, ``2023-Q2``, ``2023-H1``, ``2023``."""
    if grain is Grain.WEEK:
        year, week, _weekday = day.isocalendar()
        return f"{year:04d}-W{week:02d}"
    suffix = {
        Grain.MONTH: f"-{day.month:02d}",
        Grain.QUARTER: f"-Q{(day.month + 2) // 3}",
        Grain.HALF_YEAR: f"-H{(day.month + 5) // 6}",
        Grain.YEAR: "",
    }
    return f"{day.year:04d}{suffix[grain]}"


def _month_after(year: int, month: int) -> dt.date:
    """First day of the month after this one."""
    return dt.date(year + month // _DECEMBER, month % _DECEMBER + 1, 1)
