"""One value of a page at a time: read it, or note why not."""

from __future__ import annotations

from absentia.model import Issue
from absentia.sources.ru_sudrf.dates import clock, iso_date
from absentia.sources.ru_sudrf.findings import finding
from absentia.sources.ru_sudrf.numbers import CaseNumber, read_number
from absentia.sources.ru_sudrf.text import folded
from absentia.sources.ru_sudrf.vocabulary import hidden_or_absent


def text_or_none(raw: str) -> str | None:
    """The folded text, or ``None`` for an empty cell."""
    return folded(raw) or None


def date_value(raw: str, where: str, issues: list[Issue]) -> str | None:
    """An ISO date; anything else in the cell is an issue, never a guess."""
    text = folded(raw)
    if not text:
        return None
    date = iso_date(text)
    if date is None:
        issues.append(finding("bad_date", where, text))
    return date


def time_value(raw: str, where: str, issues: list[Issue]) -> str | None:
    """``HH:MM``, or an issue."""
    text = folded(raw)
    if not text:
        return None
    time = clock(text)
    if time is None:
        issues.append(finding("bad_time", where, text))
    return time


def number_value(raw: str, where: str, issues: list[Issue]) -> CaseNumber:
    """A case number taken apart; pieces that are no number are issues."""
    number = read_number(folded(raw))
    issues.extend(finding("bad_number", where, piece) for piece in number.unread)
    return number


def name_value(raw: str) -> tuple[str | None, bool]:
    """A person's name and whether the page hides it."""
    text = folded(raw)
    hidden, absent = hidden_or_absent(text)
    return (None if hidden or absent or not text else text), hidden
