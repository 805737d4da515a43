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
    """How many decimals a person needs: three digits in all, none for whole numbers."""
    size = abs(value)
    if value == int(value):
        return 0
    return next((places for places, start in enumerate((100, 10, 1)) if size >= start), 3)


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
    places = 1 if share else max(decimals(end) for end in ([centre] if centre is not None else ends) if math.isfinite(end))
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


# 2023-01-01/2023-06-30   2023-H1   2023-Q2   2023-05   2023
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}$")
_MONTH = re.compile(r"\d{4}-\d{2}$")
_HALF = re.compile(r"(\d{4})-H([12])$")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])$")


def period(text: str, language: str) -> str:
    """A date or period in ISO form spelled in words; anything else as it is.

    ``2023-01-01/2023-06-30`` → ``1 January 2023 – 30 June 2023``.
    """
    for separator in ("/", "..", " to "):
        start, found, end = text.partition(separator)
        if found and _known(start.strip()) and _known(end.strip()):
            return f"{period(start.strip(), language)} {DASH} {period(end.strip(), language)}"
    locale = LOCALES[language]
    try:
        if _DAY.match(text):
            return format_date(dt.date.fromisoformat(text), format="long", locale=locale)
        if _MONTH.match(text):
            return format_date(dt.date.fromisoformat(f"{text}-01"), format="LLLL y", locale=locale)
    except ValueError:
        return text
    if found_half := _HALF.match(text):
        word = N_("first half of {year}") if found_half[2] == "1" else N_("second half of {year}")
        return translate(word, language).format(year=found_half[1])
    if found_quarter := _QUARTER.match(text):
        return translate("quarter {quarter} of {year}", language).format(
            quarter=found_quarter[2], year=found_quarter[1]
        )
    return text


def _known(text: str) -> bool:
    return bool(re.match(r"\d{4}(-(\d{2}(-\d{2})?|H[12]|Q[1-4]))?$", text))
