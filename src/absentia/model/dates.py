"""Days and periods as each language spells them (CLDR through Babel)."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from absentia.messages import N_, translate
from absentia.model.period import Period

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
    if len(sides) == 2 and all(re.search(r"\s[–-]\s", side) for side in sides):  # noqa: PLR2004  one against the other
        return " / ".join(_range(side, language) for side in sides)
    return _range(text, language)


def spelled(text: str, language: str) -> str:
    """A sentence with its days and months in words; what is typed, and addresses, stay as they are."""
    parts = _TYPED.split(_ODD.sub(lambda found: translate(found[0], language), text))
    parts[::2] = [_WITHIN.sub(lambda found: _point(found[0], language), part) for part in parts[::2]]
    return "".join(parts)


def _range(text: str, language: str) -> str:
    ends = [end.strip() for end in _RANGE.split(text.strip())]
    if len(ends) != 2 or not all(_is_point(end) for end in ends):  # noqa: PLR2004  start and end
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


@lru_cache(maxsize=4096)
def _point(text: str, language: str) -> str:
    """One day, month, quarter, half-year or year in words."""
    from babel.dates import format_date

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
        # one kind of blank at which no line ends, as numbers have
        return format_date(dt.date.fromisoformat(text), format="long", locale=locale).replace("\u202f", "\u00a0")
    except ValueError:
        return text
