"""Numbers, intervals, days and periods as each language writes them (CLDR through Babel).

One rule for pages, tables and sentences.
"""

from __future__ import annotations

import datetime as dt
import enum
import math
import re
from functools import lru_cache

from absentia.messages import N_, translate
from absentia.model.period import Period

NOTHING = DASH = "–"
_SIGNIFICANT = 10
"""Digits a machine reads: more would only show how a processor rounds."""
_NO_BREAK = "\u00a0"
# "+.1f" ".0%" "d" ".3g" "": what may follow a value's name in a template
_SPECIFICATION = re.compile(r"^(?P<sign>\+?)(?:\.(?P<places>\d+))?(?P<kind>[fg%d]?)$")


class Quantity(enum.StrEnum):
    """What kind of number an estimate gives, and so how it is written."""

    COUNT = "count"
    """Units: whole ones."""
    SHARE = "share"
    """A share or a probability, 0 to 1: in percent."""
    RATIO = "ratio"
    """A rate or a ratio."""
    LEVEL = "level"
    """The level of an interval, 0 to 1: in whole percent, or as few decimals as it has."""
    DATE = "date"
    """A day as its decimal year."""


def decimals(value: float) -> int:
    """How many decimals a reader needs: none for whole numbers or from 100 on, and never so few that it reads zero."""
    size = abs(value)
    if size >= 100 or value == int(value):  # three digits stand before the point
        return 0
    if size >= 1:
        return 2
    return 3 if size >= 0.01 else 1 - math.floor(math.log10(size))  # 0.0012 must not become 0.001


def number(value: float | None, code: str, places: int | None = None, *, sign: bool = False) -> str:
    """``2076`` → ``2,076`` or ``2 076``; ``2.07`` → ``2,07`` in Russian; nothing → a dash, never a zero.

    With ``places`` that many decimals are written; without, as many as a reader needs.
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    digits = decimals(value) if places is None else places
    pattern = "#,##0" + ("." + ("#" if places is None else "0") * digits if digits else "")
    return _localised(value, pattern, digits, code, sign=sign)


def percent(share: float | None, code: str, places: int = 1, *, sign: bool = False) -> str:
    """``0.385`` → ``38.5%`` or ``38,5 %``."""
    if share is None or not math.isfinite(share):
        return NOTHING
    text = number(100 * share, code, places, sign=sign)
    return f"{text}{_NO_BREAK}%" if code == "ru" else f"{text}%"


def _localised(value: float, pattern: str, digits: int, code: str, *, sign: bool) -> str:
    from babel.numbers import format_decimal

    rounded = round(float(value), digits) + 0.0
    text = format_decimal(rounded, format=pattern, locale=code).replace("-", "−")
    return f"+{text}" if sign and rounded > 0 else text


def written(value: float, specification: str, code: str) -> str:
    """A number as a template asks for it after the colon: ``.1f``, ``.0%``, ``.3g``, each with ``+``; or by the rule.

    Raises:
        ValueError: the template asks for something else.
    """
    found = _SPECIFICATION.match(specification)
    if found is None:
        msg = f"a number in a sentence cannot be written as {specification!r}"
        raise ValueError(msg)
    sign, places = bool(found["sign"]), None if found["places"] is None else int(found["places"])
    match found["kind"]:
        case "%":
            return percent(value, code, places or 0, sign=sign)
        case "g":
            # as Python shortens it, with the language's decimal sign: 1.2e-05
            text = format(float(value), f".{6 if places is None else places}g").replace("e-", "e−")
            text = "−" + text[1:] if text.startswith("-") else text
            return text.replace(".", ",") if code == "ru" else text
        case "d":
            return str(int(value))
        case _:
            return number(value, code, places, sign=sign)


def measured(value: float | None, quantity: Quantity, code: str) -> str:
    """A number as its kind wants it."""
    match quantity:
        case Quantity.SHARE:
            return percent(value, code)
        case Quantity.COUNT:
            return number(value, code, 0)
        case Quantity.LEVEL:
            return NOTHING if value is None else level(value, code)
        case Quantity.DATE:
            return NOTHING if value is None else _year(value, code)
        case _:
            return number(value, code)


def bounded(value: float | None, least: float | None, most: float | None, quantity: Quantity, code: str) -> str:
    """A number, or the range of those that are possible: ``5``, ``≥ 5``, ``≤ 5``, ``5–7``."""
    if least is None and most is None:
        return measured(value, quantity, code)
    if most is None:
        return f"≥{_NO_BREAK}{measured(least, quantity, code)}"
    if least is None:
        return f"≤{_NO_BREAK}{measured(most, quantity, code)}"
    return between(least, most, code, value, share=quantity is Quantity.SHARE)


def _year(value: float, code: str) -> str:
    """A decimal year: no digits are grouped."""
    shown = f"{value:.2f}".rstrip("0").rstrip(".")
    return shown.replace(".", ",") if code == "ru" else shown


def between(low: float, high: float, code: str, value: float | None = None, *, share: bool = False) -> str:
    """``3.85–4.47``, with as many decimals as the value it belongs to is written with; an open end is spelled out."""
    ends = [end * (100 if share else 1) for end in (low, high)]
    places = 1 if share else _places(value, ends)
    sign = "" if not share else f"{_NO_BREAK}%" if code == "ru" else "%"
    first, last = (number(end, code, places) for end in ends)
    if not math.isfinite(high):
        return translate(N_("from {low}"), code).format(low=first + sign)
    if not math.isfinite(low):
        return translate(N_("up to {high}"), code).format(high=last + sign)
    # a minus and an en dash look alike: spell the range out where an end is negative
    if low < 0:
        return translate(N_("{low} to {high}"), code).format(low=first + sign, high=last + sign)
    return f"{first}{DASH}{last}{sign}"


def _places(value: float | None, ends: list[float]) -> int:
    if value is not None and math.isfinite(value) and value != int(value):
        shown = f"{round(value, decimals(value)):.10f}".rstrip("0")
        return len(shown.partition(".")[2])
    return max(decimals(round(end, 2)) for end in ends if math.isfinite(end))


def level(share: float, code: str) -> str:
    """``0.95`` → ``95%``, ``0.995`` → ``99.5%``."""
    return percent(share, code, 0 if round(100 * share, 4).is_integer() else 1)


def finite(value: float | None) -> float | int | None:
    """A number JSON can hold: whole ones as ``int``, others to ten digits; ``None`` for nothing and infinities."""
    if value is None or not math.isfinite(value):
        return None
    if value == int(value):
        return int(value)
    return float(f"{value:.{_SIGNIFICANT}g}")


LOCALES = {"en": "en_GB", "ru": "ru_RU"}
DASHES = {"en": "–", "ru": "—"}
"""Between two dates."""

# 2023-01-01   2023-05   2023   2023-H1   2023-Q2
_POINT = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?|-H[12]|-Q[1-4])?$")
DAYS = re.compile(r"\d{4}-\d{2}-\d{2}(?: [–-] \d{4}-\d{2}-\d{2})?")
"""A day as data have it, or the first and the last of several."""
_RANGE = re.compile(r"\s*(?:/|\.\.|\s[–-]\s|\sto\s)\s*")
ODD = (
    N_("2023 (undated excerpt; between Jul and Nov 2023)"), N_("2023-12 or 2024-01"), N_("2022 (Sep?)"),
    N_("2025 (spring)"), N_("not stated; a copy kept on 22 November 2022"), N_("not stated"),
)  # fmt: skip
"""Days of publication as the bundled figures have them where no day is known."""
_ODD = re.compile("|".join(re.escape(one) for one in ODD if one[0].isdigit()))
# `--since 2023-01-01`   https://example.org/2023-07-10   --until 2023-06-30
_TYPED = re.compile(r"(`[^`]*`|https?://\S+|--[\w-]+[ =]\S+)")
_WITHIN = re.compile(r"(?<![\w/.=:#-])\d{4}-(?:0[1-9]|1[0-2])(?:-\d{2})?(?![\w/-]|\.\w)")
_AGAINST = " / "
"""Between the two periods of a comparison, where each is a range with a dash."""


def period(given: Period | str, language: str) -> str:
    """A date, period or pair of periods in ISO form spelled in words; anything else as it is.

    ``2023-01-01/2023-06-30`` → ``first half of 2023``; ``2022-02-24 – 2023-05-27`` → ``24 February 2022 – 27 May
    2023``.
    """
    text = given.name if isinstance(given, Period) else given
    if text in ODD:
        return spelled(translate(text, language), language)
    sides = text.split(_AGAINST)
    if len(sides) == 2 and all(re.search(r"\s[–-]\s", side) for side in sides):  # one against the other
        return " / ".join(_range(side, language) for side in sides)
    return _range(text, language)


def spelled(text: str, language: str) -> str:
    """A sentence with its days and months in words; what is typed, and addresses, stay as they are."""
    parts = _TYPED.split(_ODD.sub(lambda found: translate(found[0], language), text))
    parts[::2] = [_WITHIN.sub(lambda found: _point(found[0], language), part) for part in parts[::2]]
    return "".join(parts)


def _range(text: str, language: str) -> str:
    ends = [end.strip() for end in _RANGE.split(text.strip())]
    if len(ends) != 2 or not all(_is_point(end) for end in ends):  # start and end
        return _point(text.strip(), language)
    if whole := _whole(*ends):
        return _point(whole, language)
    return f" {DASHES[language]} ".join(_point(end, language) for end in _months(*ends))


def _is_point(text: str) -> bool:
    """Whether this is written as a day, month, quarter, half-year or year, and there is one."""
    try:
        return bool(_POINT.match(text) and Period.parse(text))
    except ValueError:
        return False


def _whole(start: str, end: str) -> str | None:
    """The year, half-year, quarter or month these two days are the first and last of."""
    if not (len(start) == len(end) == 10 and start[:4] == end[:4]):  # YYYY-MM-DD
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
    if len(start) == len(end) == 10:  # YYYY-MM-DD
        following = dt.date.fromisoformat(end) + dt.timedelta(days=1)
        if start.endswith("-01") and following.day == 1:
            return start[:7], end[:7]
    return start, end


@lru_cache(maxsize=4096)
def _point(text: str, language: str) -> str:
    """One day, month, quarter, half-year or year in words."""
    from babel.dates import format_date

    if not _POINT.match(text) or len(text) == 4:  # a year is a word already
        return text
    locale, year = LOCALES[language], text[:4]
    if text[5] == "H":
        half = N_("first half of {year}") if text[6] == "1" else N_("second half of {year}")
        return translate(half, language).format(year=year)
    if text[5] == "Q":
        return translate("quarter {quarter} of {year}", language).format(quarter=text[6], year=year)
    try:
        if len(text) == 7:  # YYYY-MM
            return format_date(dt.date.fromisoformat(f"{text}-01"), format="LLLL y", locale=locale)
        # one kind of blank at which no line ends, as numbers have
        return format_date(dt.date.fromisoformat(text), format="long", locale=locale).replace("\u202f", "\u00a0")
    except ValueError:
        return text
