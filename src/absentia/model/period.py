"""Periods of calendar time: week (ISO), month, quarter, half-year, year."""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Self

# "2023", "2023-05", "2023-Q2", "2023-H1", "2023-W05"
_LABEL = re.compile(
    r"^(?P<year>\d{4})(?:-(?:(?P<month>\d{2})|Q(?P<quarter>[1-4])|H(?P<half>[12]))|-?W(?P<week>\d{2}))?$"
)
_RANGE = re.compile(r"^(\S+?)\s*\.\.\s*(\S+)$")
_DECEMBER = 12
_LAST_YEAR = 9998
"""There is a day after each of its days."""


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
    grain: Grain | None = field(default=None, compare=False)
    """The periods it was given in, and is named by: weeks, months … ; ``None``: days."""

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
    @lru_cache(maxsize=1 << 12)
    def parse(cls, text: str) -> Self:
        """Read ``2022``, ``2023-H1``, ``2023-Q2``, ``2023-05``, ``2023-W05``, ``2023-05-17`` or ``A..B`` of these.

        Raises:
            ValueError: the text is none of these, or no such day, week or month exists.
        """
        try:
            found = cls._parsed(text.strip().upper())
        except OverflowError as error:  # a week that ends after the last day there is
            raise ValueError(str(error)) from error
        if found.end.year > _LAST_YEAR:
            msg = f"no calendar reaches beyond {_LAST_YEAR}"
            raise ValueError(msg)
        return found

    @classmethod
    def _parsed(cls, cleaned: str) -> Self:
        if match := _RANGE.match(cleaned):
            return cls.parse(match[1]).through(cls.parse(match[2]))
        if match := _LABEL.match(cleaned):
            year = int(match["year"])
            if match["week"]:
                monday = dt.date.fromisocalendar(year, int(match["week"]), 1)
                return cls(monday, monday + dt.timedelta(days=6), Grain.WEEK)
            first, months, grain = 1, 12, Grain.YEAR
            if match["month"]:
                first, months, grain = int(match["month"]), 1, Grain.MONTH
            elif match["quarter"]:
                first, months, grain = 3 * int(match["quarter"]) - 2, 3, Grain.QUARTER
            elif match["half"]:
                first, months, grain = 6 * int(match["half"]) - 5, 6, Grain.HALF_YEAR
            return cls(dt.date(year, first, 1), _month_after(year, first + months - 1) - dt.timedelta(days=1), grain)
        day = dt.date.fromisoformat(cleaned)
        return cls(day, day)

    @classmethod
    def years(cls, first: int, last: int | None = None) -> Self:
        """A calendar year, or those from the first to the last."""
        return cls(dt.date(first, 1, 1), dt.date(first if last is None else last, 12, 31), Grain.YEAR)

    @classmethod
    def of_years(cls, years: Collection[int]) -> Self | str:
        """Several years together; by their names where they do not follow each other: those between are not in it."""
        first, last = min(years), max(years)
        if len(set(years)) == last - first + 1:
            return cls.years(first, last)
        return ", ".join(str(year) for year in sorted(set(years)))

    def through(self, last: Period) -> Self:
        """From the first day of this one to the last of another; named as both were given, if they were alike."""
        return type(self)(self.start, last.end, self.grain if self.grain == last.grain else None)

    @property
    def name(self) -> str:
        """As people write it: ``2022``, ``2022–2023``, ``2023-W01 – 2023-W05``, ``2022-02-24 – 2023-05-27``."""
        first, last = str(self.start), str(self.end)
        if self.grain is not None:
            whole = type(self).of(self.start, self.grain).start, type(self).of(self.end, self.grain).end
            if whole == (self.start, self.end):
                first, last = label(self.start, self.grain), label(self.end, self.grain)
        if first == last:
            return first
        return f"{first}–{last}" if len(first) == len("2022") else f"{first} – {last}"

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


@lru_cache(maxsize=1 << 12)
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
