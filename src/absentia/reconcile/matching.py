"""Which rows of a list and which records here are the same, and for each of the rest the one reason why it is not.

Another counter's list has court, number, day of receipt and article as they have them, a row each. Every row and every
counted record stands in exactly one place, so that the parts add up to the difference.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
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


OF_LIST = (
    "repeated",
    "instance",
    "article",
    "charges_unreadable",
    "date",
    "court_unknown",
    "number_unreadable",
    "article_unreadable",
    "date_unreadable",
    "not_looked_at",
    "undated",
    "not_shown",
)
"""Why a row that the list counts is not counted here, in the order in which it is asked."""
OF_HERE = ("date", "article", "court_not_listed", "transferred", "refiled", "gone", "not_listed")
"""Why a record that is counted here is not counted in the list, in that order."""
MISSED = frozenset({"not_looked_at", "not_shown", "court_not_listed", "gone", "not_listed"})
"""One side has the filing, and the other has not. All else is the same filing counted by another rule, or cannot be
told."""


@dataclass(frozen=True, slots=True)
class Held:
    """One record here."""

    record_id: str
    case_id: str
    court: str
    number: str | None
    """As a page wrote it last."""
    keys: frozenset[str]
    """All numbers it ever had, as numbers are compared."""
    received: dt.date | None
    differs: str | None
    """Why it is not counted: ``instance``, ``article``, ``charges_unreadable`` or ``date``; ``None``: it is."""
    gone: bool = False
    """Its court has stopped showing it."""


@dataclass(frozen=True, slots=True)
class Unlike:
    """A row or record that only one side counts."""

    reason: str
    entry: Entry | None
    held: Held | None
    """The other side's, where it is known but not counted."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A list and the records here, told apart."""

    both: tuple[tuple[Entry, Held], ...]
    only_listed: tuple[Unlike, ...]
    only_here: tuple[Unlike, ...]
    outside: tuple[Unlike, ...]
    """Rows that the list has and that were not asked about: of another period (``date``) or article."""


def match(
    entries: Iterable[Entry],
    records: Sequence[Held],
    outside: Callable[[Entry], str | None],
    looked_at: Callable[[str, Period], bool],
) -> Matched:
    """Tell a list and records apart.

    Args:
        entries: the rows of the list.
        records: all records here, counted or not.
        outside: whether a row is not asked about, by what itself says: ``date`` or ``article``.
        looked_at: whether complete looks show all that a court received in a period.
    """
    by_number: dict[tuple[str, str], list[Held]] = defaultdict(list)
    for record in records:
        for key in record.keys:
            by_number[record.court, key].append(record)
    both, only_listed, strangers = [], [], []
    taken: set[str] = set()
    otherwise: dict[str, Unlike] = {}
    rows = list(entries)
    for entry in rows:
        same = by_number[entry.court, entry.key] if entry.court and entry.key else ()
        held = nearest(entry, same, taken)
        if (left_out := outside(entry)) is not None:
            unlike = Unlike(left_out, entry, held)
            strangers.append(unlike)
            if held:
                otherwise.setdefault(held.record_id, unlike)
        elif held and held.record_id in taken:
            only_listed.append(Unlike("repeated", entry, held))
        elif held and held.differs is None:
            taken.add(held.record_id)
            both.append((entry, held))
        else:
            only_listed.append(Unlike(_why_listed(entry, held, looked_at), entry, held))
    courts = {entry.court for entry in rows}
    elsewhere: dict[str, set[str]] = defaultdict(set)
    for _entry, held in both:
        elsewhere[held.case_id].add(held.court)
    only_here = [
        Unlike(_why_here(record, otherwise, courts, elsewhere[record.case_id]), _entry_of(otherwise, record), record)
        for record in records
        if record.differs is None and record.record_id not in taken
    ]
    return Matched(tuple(both), tuple(only_listed), tuple(only_here), tuple(strangers))


def nearest(entry: Entry, same: Iterable[Held], taken: Iterable[str]) -> Held | None:
    """Of the records with a row's number in its court, one that is counted and free, of the nearest day of receipt."""

    def far(record: Held) -> tuple[bool, bool, int, str]:
        days = 0 if entry.received is None or record.received is None else _days(entry.received, record.received)
        return record.differs is not None, record.record_id in taken, days, record.record_id

    return min(same, key=far, default=None)


def _days(period: Period, day: dt.date) -> int:
    return max((period.start - day).days, (day - period.end).days, 0)


def _why_listed(entry: Entry, held: Held | None, looked_at: Callable[[str, Period], bool]) -> str:
    if held is not None and held.differs is not None:
        return held.differs
    if entry.court is None:
        return "court_unknown"
    if entry.key is None:
        return "number_unreadable"
    if entry.unreadable is not None:
        return f"{entry.unreadable}_unreadable"
    if entry.received is None:
        return "undated"
    return "not_shown" if looked_at(entry.court, entry.received) else "not_looked_at"


def _why_here(held: Held, otherwise: dict[str, Unlike], courts: set[str | None], elsewhere: set[str]) -> str:
    if held.record_id in otherwise:
        return otherwise[held.record_id].reason
    if held.court not in courts:
        return "court_not_listed"
    if elsewhere:  # another record of its case is in the list
        return "refiled" if held.court in elsewhere else "transferred"
    return "gone" if held.gone else "not_listed"


def _entry_of(otherwise: dict[str, Unlike], held: Held) -> Entry | None:
    return otherwise[held.record_id].entry if held.record_id in otherwise else None
