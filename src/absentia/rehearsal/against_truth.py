"""A rehearsal held against its courthouse: what the ledger says was seen, what is counted, what is kept.

The ledger against what a court showed at that very time; tallies beside the truth, cell by cell, and where a difference
may come from; the archive against what was sent: nothing lost, nothing doubled.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from absentia.archive import Archive
from absentia.archive.whole import Brought, verify_observatory
from absentia.collect import Ledger
from absentia.model.look import Look
from absentia.model.provision import article_and_part
from absentia.observatory import Observatory
from absentia.rehearsal.courthouse import truth as truths
from absentia.rehearsal.courthouse.answers import fits
from absentia.rehearsal.courthouse.grammar import Wanted
from absentia.rehearsal.courthouse.life import Entry, Life
from absentia.rehearsal.courthouse.shown import Registers, register_day
from absentia.rehearsal.courthouse.truth import DIMENSIONS
from absentia.rehearsal.visits import Sent
from absentia.tally import held, measures, tally

_DAY = dt.timedelta(days=1)


def _register(look: Look) -> str:
    """As the courthouse calls it: first, appeal, cassation."""
    return look.register.removeprefix("criminal-")


def _wanted(look: Look) -> Wanted:
    """The question as a court understands it."""
    article, part = article_and_part(look.provision)
    text = f"{article} ч.{part}" if part else article or ""
    return Wanted(_register(look), 1, since=look.since, until=look.until, article=text)


def as_json(look: Look) -> dict[str, Any]:
    """A look wrongly called known, for a report."""
    return {
        "court": look.court,
        "register": look.register,
        "provision": look.provision,
        "since": str(look.since),
        "until": str(look.until),
        "building": look.building,
        "outcome": str(look.outcome),
        "reason": look.reason,
        "rows": look.distinct,
        "ended": look.ended.isoformat(),
    }


def wrongly_known(life: Life, found: Iterable[Look]) -> list[tuple[Look, int]]:
    """The looks called complete or empty that did not see what the court then showed, and how much that was."""
    registers = Registers(life)
    wrong = []
    for look in found:
        if look.outcome.known:
            days = _days(look, life.end)
            numbers = {_shown(registers, look, day) for day in days}
            # a posting in the middle of a look: what it saw lies between what was there before and after
            if not min(numbers) <= look.distinct <= max(numbers) or (look.outcome == "empty") != (not look.distinct):
                wrong.append((look, max(numbers)))
    return wrong


def _days(look: Look, end: dt.date) -> list[dt.date]:
    first, last = register_day(look.started), register_day(look.ended)
    return [min(first + _DAY * number, end) for number in range((last - first).days + 1)]


def _shown(registers: Registers, look: Look, day: dt.date) -> int:
    rows = registers.rows(look.court, _register(look), day)
    return sum(row.entry.building == look.building and fits(row, _wanted(look)) for row in rows)


def unread_cards(ledger: Ledger) -> set[tuple[str, str]]:
    """Court and GUID of the cards that the ledger says nobody has read yet."""
    return {
        (row["court"], row["guid"].casefold())
        for row in ledger.rows("SELECT court, guid FROM cards WHERE state = 'unread'")
    }


def not_looked_at(life: Life, found: Sequence[Look], unread: AbstractSet[tuple[str, str]] = frozenset()) -> set[int]:
    """The entries (by position in the life) that were not seen as they finally stood, by the ledger's own account.

    A look saw an entry as it stands if it covers its register, building and receipt, under any provision it is charged
    with or all, and was done when nothing more happened to it. What only a card shows (the УИД, which links cases) is
    missing where the card is still ``unread``.
    """
    places: Mapping[tuple[str, str, int], list[Look]] = _by_place(found)
    missing = set()
    for position, entry in enumerate(life.entries):
        if entry.published is None or entry.published > life.end:
            continue
        place = (entry.site.court.host, entry.record.register, entry.building)
        known = (entry.site.court.host, entry.record.guid.casefold())
        if known in unread or not any(_saw(look, entry, life.end) for look in places.get(place, ())):
            missing.add(position)
    return missing


def _by_place(found: Iterable[Look]) -> dict[tuple[str, str, int], list[Look]]:
    places: dict[tuple[str, str, int], list[Look]] = defaultdict(list)
    for look in found:
        if look.outcome.known:
            places[look.court, _register(look), look.building].append(look)
    return places


def _saw(look: Look, entry: Entry, end: dt.date) -> bool:
    assert look.since is not None
    assert look.until is not None  # the collector leaves no end open
    if not look.since <= entry.record.received <= look.until:
        return False
    began = register_day(look.started)
    if not entry.visible(min(began, end)) or min(began, end) < _last_change(entry, end):
        return False
    charges = {charge.provision for person in entry.record.persons_at(min(began, end)) for charge in person.charges}
    asked = look.provision
    return asked is None or any(one == asked or one.startswith(f"{asked}.") for one in charges)


def _last_change(entry: Entry, end: dt.date) -> dt.date:
    """The last day on which what a listing says of it changed."""
    changed = entry.record.changed
    marks = [entry.published, entry.decision_posted, changed[0] if changed else None]
    marks += [since for since, _number in entry.record.numbers]
    return max(mark for mark in marks if mark is not None and mark <= end)


Cell = tuple[str | None, ...]
Counts = Mapping[Cell, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell in which truth and tally differ."""

    measure: str
    cell: Cell
    truth: int
    tallied: int
    explained: bool
    """It may hold a case of which something was not seen, by the ledger's own account."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "measure": self.measure,
            **dict(zip(DIMENSIONS, self.cell, strict=True)),
            "truth": self.truth,
            "tallied": self.tallied,
            "explained_by_the_ledger": self.explained,
        }


@dataclass(frozen=True, slots=True)
class Tallied:
    """All measures by court, half-year and exact provision."""

    truth: Mapping[str, Any]
    tallied: Mapping[str, Any]
    differences: tuple[Difference, ...]

    @property
    def unexplained(self) -> tuple[Difference, ...]:
        """Differences that no gap of the ledger accounts for."""
        return tuple(one for one in self.differences if not one.explained)


def compare(observatory: Observatory, life: Life, missing: set[int]) -> Tallied:
    """Tally every measure and hold it against the truth.

    Args:
        observatory: with tables.
        life: what really happened.
        missing: positions of the entries that no sweep the ledger calls complete saw as they stand.
    """
    truth = truths.expected(life, life.end)
    doubtful = doubtful_cells(life, missing)
    expected: dict[str, Any] = {}
    counted: dict[str, Any] = {}
    differences: list[Difference] = []
    with held(observatory):
        tallies = {name: tally(observatory, name, by=DIMENSIONS) for name in measures()}
    for name, result in tallies.items():
        found = {tuple(row.cell[one] for one in DIMENSIONS): row.seen for row in result.rows if row.seen}
        wanted = truth.cells(name, *DIMENSIONS)
        expected[name] = _shape(wanted, truth.total(name))
        counted[name] = _shape(found, result.seen) | {"complete": result.total.exact, "range": result.total.as_dict()}
        for cell in sorted(found.keys() | wanted.keys(), key=str):
            real, seen = wanted.get(cell, 0), found.get(cell, 0)
            if real != seen:
                differences.append(Difference(name, cell, real, seen, cell in doubtful))
    return Tallied(expected, counted, tuple(differences))


def _shape(cells: Counts, total: int) -> dict[str, Any]:
    rows = [
        dict(zip(DIMENSIONS, cell, strict=True)) | {"count": count}
        for cell, count in sorted(cells.items(), key=lambda item: str(item[0]))
    ]
    return {"total": total, "cells": rows}


def doubtful_cells(life: Life, missing: set[int]) -> set[Cell]:
    """Every cell that a case may stand in of which not all was seen: any of its courts, half-years and provisions."""
    entries = {id(entry.record): position for position, entry in enumerate(life.entries)}
    doubtful: set[Cell] = set()
    for prosecution in life.world.prosecutions:
        of_case = [entries[id(record)] for record in prosecution.records]
        if missing.intersection(of_case):
            doubtful.update(_cells_of([life.entries[position] for position in of_case]))
    return doubtful


def _cells_of(entries: list[Entry]) -> Iterator[Cell]:
    courts = {entry.record.court.host for entry in entries}
    days = {day for entry in entries for day in (entry.record.received, entry.record.decided) if day is not None}
    halves: set[str | None] = {f"{day.year}-H{1 if day.month < _JULY else 2}" for day in days} | {None}
    provisions: set[str | None] = {None}
    for entry in entries:
        sides = [entry.record.persons, entry.record.changed[1] if entry.record.changed else ()]
        provisions |= {charge.provision for persons in sides for person in persons for charge in person.charges}
    return ((court, half, provision) for court in courts for half in halves for provision in provisions)


_JULY = 7


def captures(observatory: Observatory, sent: Sequence[Sent]) -> dict[str, Any]:
    """How many answers are lost, how many are kept twice, and whether the archive proves itself.

    An answer is lost if it was sent to its end, the archive does not hold its bytes, and the same question was not
    answered and kept later (a collector killed while it read an answer asks again).
    """
    archive = Archive.reading(observatory.archive)
    kept: Counter[str] = Counter(entry.exact or entry.sha256 for entry in archive.entries)
    whole = [one for one in sent if one.whole]
    last_kept = {(one.host, one.target): one.time for one in whole if one.digest in kept}
    lost = {
        one.digest
        for one in whole
        if one.digest not in kept and last_kept.get((one.host, one.target), one.time) <= one.time
    }
    answered = Counter(one.digest for one in sent)
    # what was cut off on the way was sent as something else; the heads of two pages may be the same bytes
    uncut = Counter(entry.exact or entry.sha256 for entry in archive.entries if "truncated" not in entry.problems)
    twice = sum(max(count - answered[digest], 0) for digest, count in uncut.items() if digest in answered)
    return {
        "answers": len(whole),
        "kept": kept.total(),
        "distinct": len({entry.sha256 for entry in archive.entries}),
        "lost": len(lost),
        "duplicate": twice,
        "verified": not verify_observatory(observatory, Brought()).broken,
    }
