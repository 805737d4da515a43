"""What the ledger of a rehearsal says was seen, held against what the courthouse showed at that very time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from absentia.collect import Ledger
from absentia.collect.sweeps import HEARINGS
from absentia.rehearsal.courthouse.answers import fits
from absentia.rehearsal.courthouse.grammar import Wanted
from absentia.rehearsal.courthouse.life import Entry, Life
from absentia.rehearsal.courthouse.shown import Registers, register_day

KNOWN = ("complete", "empty")
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sweep:
    """A sweep that ended."""

    court: str
    register: str
    """As the courthouse calls it: first, appeal, cassation."""
    provision: str | None
    since: dt.date
    until: dt.date
    building: int
    outcome: str
    reason: str | None
    distinct: int
    started: dt.datetime
    ended: dt.datetime

    @property
    def known(self) -> bool:
        """The ledger says that it saw the whole window."""
        return self.outcome in KNOWN

    @property
    def wanted(self) -> Wanted:
        """The question as a court understands it."""
        article, _dot, part = (self.provision or "").partition(".")
        text = f"{article} ч.{part}" if part else article
        return Wanted(self.register, 1, since=self.since, until=self.until, article=text)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "court": self.court,
            "register": self.register,
            "provision": self.provision,
            "since": str(self.since),
            "until": str(self.until),
            "building": self.building,
            "outcome": self.outcome,
            "reason": self.reason,
            "rows": self.distinct,
            "ended": self.ended.isoformat(),
        }


def sweeps(ledger: Ledger) -> Iterator[Sweep]:
    """Every sweep of registers that ended, oldest first; parts of split windows are not told apart from others."""
    for row in ledger.rows("SELECT * FROM sweeps WHERE outcome IS NOT NULL AND register <> ? ORDER BY id", (HEARINGS,)):
        yield Sweep(
            court=row["court"],
            register=row["register"].removeprefix("criminal-"),
            provision=row["provision"],
            since=dt.date.fromisoformat(row["since"]),
            until=dt.date.fromisoformat(row["until"]),
            building=row["building"],
            outcome=row["outcome"],
            reason=row["reason"],
            distinct=row["distinct_guids"] or 0,
            started=dt.datetime.fromisoformat(row["started"]),
            ended=dt.datetime.fromisoformat(row["ended"]),
        )


def wrongly_known(life: Life, found: Iterable[Sweep]) -> list[tuple[Sweep, int]]:
    """The sweeps called complete or empty that did not see what the court then showed, and how much that was."""
    registers = Registers(life)
    wrong = []
    for sweep in found:
        if sweep.known:
            days = _days(sweep, life.end)
            numbers = {_shown(registers, sweep, day) for day in days}
            # a posting in the middle of a sweep: what it saw lies between what was there before and after
            if not min(numbers) <= sweep.distinct <= max(numbers) or (sweep.outcome == "empty") != (not sweep.distinct):
                wrong.append((sweep, max(numbers)))
    return wrong


def _days(sweep: Sweep, end: dt.date) -> list[dt.date]:
    first, last = register_day(sweep.started), register_day(sweep.ended)
    return [min(first + _DAY * number, end) for number in range((last - first).days + 1)]


def _shown(registers: Registers, sweep: Sweep, day: dt.date) -> int:
    rows = registers.rows(sweep.court, sweep.register, day)
    return sum(row.entry.building == sweep.building and fits(row, sweep.wanted) for row in rows)


def unread_cards(ledger: Ledger) -> set[tuple[str, str]]:
    """Court and GUID of the cards that the ledger says nobody has read yet."""
    return {
        (row["court"], row["guid"].casefold())
        for row in ledger.rows("SELECT court, guid FROM cards WHERE state = 'unread'")
    }


def not_looked_at(life: Life, found: Sequence[Sweep], unread: AbstractSet[tuple[str, str]] = frozenset()) -> set[int]:
    """The entries (by position in the life) that were not seen as they finally stood, by the ledger's own account.

    A sweep saw an entry as it stands if it covers its register, building and receipt, under any provision it is charged
    with or all, and was done when nothing more happened to it. What only a card shows (the УИД, which links cases) is
    missing where the card is still ``unread``.
    """
    looks: Mapping[tuple[str, str, int], list[Sweep]] = _by_place(found)
    missing = set()
    for position, entry in enumerate(life.entries):
        if entry.published is None or entry.published > life.end:
            continue
        place = (entry.site.court.host, entry.record.register, entry.building)
        known = (entry.site.court.host, entry.record.guid.casefold())
        if known in unread or not any(_saw(sweep, entry, life.end) for sweep in looks.get(place, ())):
            missing.add(position)
    return missing


def _by_place(found: Iterable[Sweep]) -> dict[tuple[str, str, int], list[Sweep]]:
    looks: dict[tuple[str, str, int], list[Sweep]] = defaultdict(list)
    for sweep in found:
        if sweep.known:
            looks[sweep.court, sweep.register, sweep.building].append(sweep)
    return looks


def _saw(sweep: Sweep, entry: Entry, end: dt.date) -> bool:
    if not sweep.since <= entry.record.received <= sweep.until:
        return False
    began = register_day(sweep.started)
    if not entry.visible(min(began, end)) or min(began, end) < _last_change(entry, end):
        return False
    charges = {charge.provision for person in entry.record.persons_at(min(began, end)) for charge in person.charges}
    asked = sweep.provision
    return asked is None or any(one == asked or one.startswith(f"{asked}.") for one in charges)


def _last_change(entry: Entry, end: dt.date) -> dt.date:
    """The last day on which what a listing says of it changed."""
    changed = entry.record.changed
    marks = [entry.published, entry.decision_posted, changed[0] if changed else None]
    marks += [since for since, _number in entry.record.numbers]
    return max(mark for mark in marks if mark is not None and mark <= end)
