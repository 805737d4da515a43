"""What is known of one register in one year: the ordinals seen, and how far the complete looks at it reach.

Only a look at the whole register shows the ordinals of all it holds; one for an article shows that article's, and
nothing of the gaps between them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from absentia.model import Period
from absentia.sources import get_source
from absentia.sources.protocol import Place


@dataclass(frozen=True, slots=True)
class ShownLook:
    """One complete look: which dates of receipt it covers, when it was taken, which records it shows."""

    court: str
    building: int
    """The database asked (srv_num)."""
    period: Period
    taken: dt.date
    """The day of its first page; what was received on that day may have been entered after it."""
    ended: dt.datetime
    """When its last page was fetched."""
    article: str | None
    """``None``: the whole register."""
    records: frozenset[str]


@dataclass(frozen=True, slots=True)
class Looks:
    """By court: all complete looks at its register, how many others there were, and its name."""

    complete: Mapping[str, tuple[ShownLook, ...]]
    incomplete: Mapping[str, int]
    names: Mapping[str, str]


def looks(rows: Iterable[Mapping[str, Any]]) -> Looks:
    """The rows of ``looks.sql``."""
    found: defaultdict[str, list[ShownLook]] = defaultdict(list)
    incomplete: Counter[str] = Counter()
    names: dict[str, str] = {}
    for row in rows:
        if row["court_name"]:
            names.setdefault(row["court"], row["court_name"])
        if not row["known"]:
            incomplete[row["court"]] += 1
        elif row["since"] <= row["until"]:
            found[row["court"]].append(
                ShownLook(
                    row["court"],
                    row["building"],
                    Period(row["since"], row["until"]),
                    row["taken"],
                    row["ended"],
                    row["article"],
                    frozenset(row["records"]),
                )
            )
    return Looks({court: tuple(one) for court, one in found.items()}, dict(incomplete), names)


_FIRST_YEAR = 1990


@dataclass(frozen=True, slots=True)
class Shown:
    """An ordinal some page showed, and whose it is."""

    ordinal: int
    record: str
    received: dt.date | None
    article: bool | None
    """Whether the record carries the article; ``None`` where its charges cannot be read."""
    listed: bool
    """By a complete look at the whole register, not only by a card, a hearing list or a search for one article."""
    removed: bool
    """Confirmed gone, where disappearances were looked for; else seen once, and absent from a later complete look at
    the whole register that covers its date of receipt."""


@dataclass(frozen=True, slots=True)
class Swept:
    """How far complete looks at the whole register reach in the year."""

    due: Period | None
    """From 1 January to the last day that was looked at at least the posting delay later; ``None``: not at all."""
    reason: str = ""
    """Why ``due`` is ``None``: never, article, incomplete, start."""
    databases: tuple[str, ...] = ()
    """The server numbers (srv_num) asked."""
    taken: dt.date | None = None
    """The day of the newest look."""


@dataclass(frozen=True, slots=True)
class RegisterYear:
    """One register of one court in one year."""

    court: str
    name: str | None
    register: str
    year: int
    shown: tuple[Shown, ...]
    swept: Swept
    other_series: Mapping[str, frozenset[int]]
    """Ordinals of the court's other series of the same index and year, by series."""


def registers(rows: Iterable[Mapping[str, Any]], seen: Looks, posting_delay: int) -> Iterator[RegisterYear]:
    """Every register and year the rows of ``ordinals.sql`` name, in order of court, register and year."""
    found: dict[tuple[str, str, int], dict[tuple[str, int], Shown]] = defaultdict(dict)
    indexes: dict[tuple[str, str], str] = {}
    whole = {court: tuple(one for one in found if one.article is None) for court, found in seen.complete.items()}
    listed = {court: frozenset().union(*(one.records for one in found)) for court, found in whole.items()}
    last_seen = _last_seen(rows := list(rows))
    for row in rows:
        where = get_source(row["source"]).place(row["number"])
        if where is None or not _possible(where, row["received"]):
            continue
        court, record = row["court"], row["record"]
        indexes[court, where.register] = where.index
        found[court, where.register, where.year][record, where.ordinal] = Shown(
            ordinal=where.ordinal,
            record=record,
            received=row["received"],
            article=row["article"],
            listed=record in listed.get(court, frozenset()),
            removed=_removed(row, last_seen[record], whole.get(court, ())),
        )
    for (court, register, year), entries in sorted(found.items()):
        yield RegisterYear(
            court=court,
            name=seen.names.get(court),
            register=register,
            year=year,
            shown=tuple(sorted(entries.values(), key=lambda one: (one.ordinal, one.record))),
            swept=_swept(year, seen, court, posting_delay),
            other_series={
                other: frozenset(one.ordinal for one in found[court, other, year].values())
                for (where_else, other), index in sorted(indexes.items())
                if where_else == court
                and other != register
                and index == indexes[court, register]
                and (court, other, year) in found
            },
        )


def _possible(where: Place, received: dt.date | None) -> bool:
    """A number of a year before the receipt is a slip of the pen; it names no place."""
    return where.year >= (received.year if received else _FIRST_YEAR)


def _last_seen(rows: Sequence[Mapping[str, Any]]) -> dict[str, dt.datetime | None]:
    last: dict[str, dt.datetime | None] = {}
    for row in rows:
        times = [one for one in (last.get(row["record"]), row["seen"]) if one is not None]
        last[row["record"]] = max(times, default=None)
    return last


_FATES = {"confirmed": True, "returned": False, "excluded": False}
"""What the history of disappearances says of a record's removal; a suspected one is as open as one it does not know."""


def _removed(row: Mapping[str, Any], seen: dt.datetime | None, whole: Sequence[ShownLook]) -> bool:
    if (known := _FATES.get(row.get("fate") or "")) is not None:
        return known
    received, record = row["received"], row["record"]
    if received is None or seen is None:
        return False
    later = [one for one in whole if one.ended > seen and one.period.start <= received <= one.period.end]
    if not later:
        return False
    # a court with several databases shows a record in one of them only
    shown_in = {one.building for one in whole if record in one.records}
    later = [one for one in later if not shown_in or one.building in shown_in]
    return bool(later) and record not in later[-1].records


def _swept(year: int, seen: Looks, court: str, posting_delay: int) -> Swept:
    """How far from 1 January on every day was looked at late enough for its filings to have been posted."""
    complete = seen.complete.get(court, ())
    whole = [one for one in complete if one.article is None]
    first = dt.date(year, 1, 1)
    here = [one for one in whole if one.period.start <= dt.date(year, 12, 31) and one.period.end >= first]
    swept = Swept(
        due=None,
        databases=tuple(sorted({str(one.building) for one in here})),
        taken=max((one.taken for one in here), default=None),
    )
    if not here:
        by_article = any(one.article for one in complete)
        incomplete = seen.incomplete.get(court, 0)
        return replace(swept, reason="article" if by_article else "incomplete" if incomplete else "never")
    delay = dt.timedelta(days=posting_delay)
    day = first
    while day.year == year and any(
        one.period.start <= day <= one.period.end and one.taken - day >= delay for one in here
    ):
        day += dt.timedelta(days=1)
    if day == first:
        return replace(swept, reason="start")
    return replace(swept, due=Period(first, day - dt.timedelta(days=1)))
