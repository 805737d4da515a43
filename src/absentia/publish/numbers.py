"""Numbers, intervals and dates as each language writes them (CLDR through Babel)."""

from __future__ import annotations

import datetime as dt
import math
import re

from babel.dates import format_date
from babel.numbers import format_decimal

from absentia.messages import N_, translate
from absentia.model.estimate import Interval

LOCALES = {"en": "en_GB", "ru": "ru_RU"}
DASH = "–"
SHARES = ("share", "probability", "доля", "вероятность")
"""How the units of numbers between 0 and 1 begin."""
SIGNIFICANT = 10
"""Digits a machine reads: more would only show how a processor rounds."""


def decimals(value: float) -> int:
    """How many decimals a person needs: none for whole numbers or from 100 on, else what makes two or three digits."""
    size = abs(value)
    if size >= 100 or value == int(value):  # noqa: PLR2004  three digits stand before the point
        return 0
    if size >= 10:  # noqa: PLR2004  two digits
        return 1
    return 2 if size >= 0.1 else 1 - math.floor(math.log10(size))  # noqa: PLR2004  0.0012 must not become 0.00


def finite(value: float | None) -> float | int | None:
    """A number JSON can hold: whole ones as ``int``, others to ten digits; ``None`` for nothing and infinities."""
    if value is None or not math.isfinite(value):
        return None
    if value == int(value):
        return int(value)
    return float(f"{value:.{SIGNIFICANT}g}")


def number(value: float | None, language: str, places: int | None = None) -> str:
    """``2076`` → ``2,076`` or ``2 076``; nothing → a dash, never a zero."""
    if value is None or not math.isfinite(value):
        return DASH
    digits = decimals(value) if places is None else places
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    text: str = format_decimal(round(value, digits) + 0.0, format=pattern, locale=LOCALES[language])
    return text.replace("-", "−")


def is_share(unit: str) -> bool:
    """Whether numbers of this unit lie between 0 and 1 and read better in percent."""
    return unit.lower().startswith(SHARES)


def measured(value: float | None, unit: str, language: str) -> str:
    """A number as its unit wants it: shares and probabilities in percent."""
    if value is None or not is_share(unit):
        return number(value, language)
    return percent(value * 100, language)


def percent(value: float, language: str, places: int | None = None) -> str:
    """``38.5`` → ``38.5%`` or ``38,5 %``."""
    text = number(value, language, (0 if value == int(value) else 1) if places is None else places)
    return f"{text}\u00a0%" if language == "ru" else f"{text}%"


def interval(given: Interval, language: str, value: float | None = None, unit: str = "") -> str:
    """``3.85–4.47``, with as many decimals as the value it belongs to; an open end is spelled out."""
    share = is_share(unit)
    scale = 100 if share else 1
    ends = [end * scale for end in (given.low, given.high)]
    centre = scale * value if value is not None and math.isfinite(value) and value != int(value) else None
    places = (
        1 if share else max(decimals(end) for end in ([centre] if centre is not None else ends) if math.isfinite(end))
    )
    low, high = (number(end, language, places) for end in ends)
    if share:
        low, high = (percent(end, language, places) for end in ends)
    if not math.isfinite(given.high):
        return translate("from {low}", language).format(low=low)
    if not math.isfinite(given.low):
        return translate("up to {high}", language).format(high=high)
    # a minus and an en dash look alike: spell the range out where an end is negative
    if given.low < 0:
        return translate("{low} to {high}", language).format(low=low, high=high)
    return f"{low}{DASH}{high}"


def level(given: Interval, language: str) -> str:
    """``0.95`` → ``95%``, written as the language does."""
    return percent(round(given.level * 100, 6), language)


# 2023-01-01   2023-05   2023   2023-H1   2023-Q2
_POINT = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?|-H[12]|-Q[1-4])?$")
_RANGE = re.compile(r"\s*(?:/|\.\.|\s[–-]\s|\sto\s)\s*")
_AGAINST = " / "
"""Between the two periods of a comparison, where each is a range with a dash."""


def period(text: str, language: str) -> str:
    """A date, period or pair of periods in ISO form spelled in words; anything else as it is.

    ``2023-01-01/2023-06-30`` → ``first half of 2023``; ``2022-02-24 – 2023-05-27`` → ``24 February 2022 – 27 May
    2023``.
    """
    sides = text.split(_AGAINST)
    if len(sides) == 2 and all(re.search(r"\s[–-]\s", side) for side in sides):  # noqa: PLR2004  one against the other
        return " / ".join(_range(side, language) for side in sides)
    return _range(text, language)


def _range(text: str, language: str) -> str:
    ends = [end.strip() for end in _RANGE.split(text.strip())]
    if len(ends) != 2 or not all(_POINT.match(end) for end in ends):  # noqa: PLR2004  start and end
        return _point(text.strip(), language)
    if whole := _whole(*ends):
        return _point(whole, language)
    return f" {DASH} ".join(_point(end, language) for end in _months(*ends))


def _whole(start: str, end: str) -> str | None:
    """The year, half-year, quarter or month these two days are the first and last of."""
    if not (len(start) == len(end) == 10 and start[:4] == end[:4]):  # noqa: PLR2004  YYYY-MM-DD
        return None
    year = start[:4]
    first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    if first.day != 1 or (last + dt.timedelta(days=1)).day != 1:
        return None
    months = {(1, 12): year, (1, 6): f"{year}-H1", (7, 12): f"{year}-H2"}
    months |= {(3 * quarter - 2, 3 * quarter): f"{year}-Q{quarter}" for quarter in range(1, 5)}
    months |= {(month, month): f"{year}-{month:02}" for month in range(1, 13)}
    return months.get((first.month, last.month))


def _months(start: str, end: str) -> tuple[str, str]:
    """Whole months instead of their first and last days: June to August, not 1 June to 31 August."""
    if len(start) == len(end) == 10:  # noqa: PLR2004  YYYY-MM-DD
        following = dt.date.fromisoformat(end) + dt.timedelta(days=1)
        if start.endswith("-01") and following.day == 1:
            return start[:7], end[:7]
    return start, end


def _point(text: str, language: str) -> str:
    """One day, month, quarter, half-year or year in words."""
    if not _POINT.match(text) or len(text) == 4:  # noqa: PLR2004  a year is a word already
        return text
    locale, year = LOCALES[language], text[:4]
    if text[5] == "H":
        half = N_("first half of {year}") if text[6] == "1" else N_("second half of {year}")
        return translate(half, language).format(year=year)
    if text[5] == "Q":
        return translate("quarter {quarter} of {year}", language).format(quarter=text[6], year=year)
    try:
        if len(text) == 7:  # noqa: PLR2004  YYYY-MM
            return format_date(dt.date.fromisoformat(f"{text}-01"), format="LLLL y", locale=locale)
        return format_date(dt.date.fromisoformat(text), format="long", locale=locale)
    except ValueError:
        return text
