"""Another counter's list of cases: court, number, day of receipt and article as they have them, a row each."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from absentia.errors import UsageProblem
from absentia.estimate.grid import Row, find_column, need_column, read_csv
from absentia.law import parse_provision
from absentia.link.courts import CourtNames, listed_court
from absentia.model import Period, Provision
from absentia.sources import all_sources

_COURT, _NUMBER, _RECEIVED, _ARTICLE = ("court",), ("number",), ("received", "date"), ("article", "provision")
# as spreadsheets of the region write it
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SEVERAL = re.compile(r"[;\n]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the list."""

    line: int
    court: str | None
    """The key of the court; ``None``: no known court is called so."""
    number: str
    """As it is written."""
    key: str | None
    """As numbers are compared; ``None``: it is unique in no register."""
    received: Period | None
    """The day, or the month or year where the list says no more; ``None`` where it says nothing."""
    provisions: tuple[Provision, ...]
    unreadable: str | None = None
    """A cell that cannot be read: ``date`` or ``article``."""


def read_list(path: Path, court_of: Callable[[str], str | None], among: Iterable[str]) -> tuple[Entry, ...]:
    """Every row of a CSV file with the columns court and number, and perhaps received and article.

    Args:
        path: of the file.
        court_of: the key of a court by what the list calls it.
        among: the jurisdictions an article may be of.

    Raises:
        UnreadableInput: no such file, no CSV in UTF-8, a column is missing.
    """
    header, rows = read_csv(path)
    court, number = need_column(path, header, _COURT), need_column(path, header, _NUMBER)
    received, article = find_column(header, _RECEIVED), find_column(header, _ARTICLE)
    jurisdictions = tuple(among)
    return tuple(_entry(row, court_of(row.text(court)), row.text(number), received, article, jurisdictions)
                 for row in rows)  # fmt: skip


def _entry(
    row: Row, court: str | None, number: str, received: str | None, article: str | None, among: tuple[str, ...]
) -> Entry:
    provisions: tuple[Provision, ...] = ()
    unreadable, day = None, None
    try:
        provisions = provisions_in(row.text(article), among) if article else ()
    except UsageProblem:
        unreadable = "article"
    try:
        day = day_in(row.text(received)) if received else None
    except ValueError:
        unreadable = "date"
    return Entry(row.line, court, number, number_key(number), day, provisions, unreadable)


def day_in(text: str) -> Period | None:
    """The day or period a cell names: as everywhere here, or ``17.05.2023``; ``None`` of an empty one.

    Raises:
        ValueError: it is neither.
    """
    if not text:
        return None
    if found := _DAY.fullmatch(text):
        day = dt.date(int(found[3]), int(found[2]), int(found[1]))
        return Period(day, day)
    return Period.parse(text[:10] if "T" in text or " " in text else text)


def provisions_in(text: str, among: tuple[str, ...]) -> tuple[Provision, ...]:
    """The articles or parts a cell names, several parted by semicolons.

    Raises:
        UsageProblem: one of them is none.
    """
    return tuple(parse_provision(one, among) for one in _SEVERAL.split(text) if one.strip())


def number_key(number: str) -> str | None:
    """As numbers are compared in the first source that reads it as one; ``None``: no register's number."""
    return next((key for source in all_sources() if (key := source.number_key(number)) is not None), None)


def named_court(names: CourtNames, text: str) -> str | None:
    """The key of a court by its host, its code or its name; ``None`` where none or several are called so."""
    cleaned = " ".join(text.split())
    listed = listed_court(host=cleaned, told=names.told) or listed_court(code=cleaned.upper(), told=names.told)
    if listed:
        return names.key(listed.host, None)
    key = names.key(cleaned, None)
    return key if key in names.spellings.values() else names.hosts_by_code.get(cleaned.upper()) or names.by_name(text)
