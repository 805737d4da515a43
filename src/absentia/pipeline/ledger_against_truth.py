"""What the ledger of a rehearsal says was seen, held against what the courthouse showed at that very time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from absentia.collect import Ledger
from absentia.model.look import Look
from absentia.model.provision import article_and_part
from absentia.rehearsal.courthouse.answers import fits
from absentia.rehearsal.courthouse.grammar import Wanted
from absentia.rehearsal.courthouse.life import Entry, Life
from absentia.rehearsal.courthouse.shown import Registers, register_day

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
