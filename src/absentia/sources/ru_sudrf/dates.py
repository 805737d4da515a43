"""Dates and times as the pages write them, as ISO text; what is no date is never made one."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

_DATE = re.compile(r"^(\d{2})\.(\d{2})\.(\d{4})$")  # 22.04.2026
_TIME = re.compile(r"^(\d{1,2}):(\d{2})$")  # 15:56, 9:05
# опубликовано 22.04.2026 18:54, изменено 19.06.2026 20:05
_PUBLISHED = re.compile(r"опубликовано\s+(\d{2}\.\d{2}\.\d{4})(?:\s+(\d{1,2}:\d{2}))?", re.IGNORECASE)
_CHANGED = re.compile(r"изменено\s+(\d{2}\.\d{2}\.\d{4})(?:\s+(\d{1,2}:\d{2}))?", re.IGNORECASE)

EARLIEST, LATEST = 1990, 2100
"""Years outside are typing errors (``0026``, ``1926``, ``2206``), not dates: no register of the portal is older."""


@lru_cache(maxsize=8192)
def iso_date(text: str) -> str | None:
    """``22.04.2026`` → ``2026-04-22``; ``None`` for anything that is not a day of the calendar."""
    match = _DATE.match(text)
    if match is None:
        return None
    day, month, year = (int(group) for group in match.groups())
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


@lru_cache(maxsize=2048)
def clock(text: str) -> str | None:
    """``9:05`` → ``09:05``; ``None`` for anything that is not a time of day."""
    match = _TIME.match(text)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2])
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None  # hours, minutes


def publication(text: str) -> tuple[str | None, str | None]:
    """The moments of «опубликовано …, изменено …» as ``2026-04-22T18:54`` (or the day, where no time stands)."""
    return _moment(_PUBLISHED.search(text)), _moment(_CHANGED.search(text))


def _moment(match: re.Match[str] | None) -> str | None:
    if match is None:
        return None
    day = iso_date(match[1])
    time = clock(match[2]) if match[2] else None
    if day is None or (match[2] and time is None):
        return None
    return f"{day}T{time}" if time else day
