"""Which rows of a list and which records here are the same, and for each of the rest the one reason why it is not.

Every row and every counted record stands in exactly one place, so that the parts add up to the difference.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from absentia.model import Period
from absentia.reconcile.listed import Entry

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
