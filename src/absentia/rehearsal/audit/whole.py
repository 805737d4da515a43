"""The truth of the whole world: what may be said of it by somebody who saw some part of it.

Counted is what was ever published up to the last day, seen or not: filings posted late, courts nobody looked at, cases
whose first filing nobody saw. Two things nobody can be asked to know, and no count pretends to:

* a record that was gone before any page that was seen could have shown it;
* what happens to the charges of a case after it was last seen: a count is of charges as last seen. Where they changed
  afterwards both answers are true, so the truth of a cell is a range.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from absentia.rehearsal.audit.scope import Cell, Charge, Scope, Unit, cells_of, holds
from absentia.rehearsal.courthouse.life import Entry, Life
from absentia.rehearsal.world import JOINED, RETURNED, TRANSFERRED, VERDICT, SyntheticPerson

REGISTERS = ("first", "appeal", "cassation")
Persons = tuple[SyntheticPerson, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers that are true: ``low`` is ``high`` but where charges changed after they were last seen."""

    low: int
    high: int

    @property
    def definite(self) -> bool:
        """There is one truth."""
        return self.low == self.high


NONE = Range(0, 0)


@dataclass(frozen=True, slots=True)
class _Filing:
    """A record that belongs to the truth, and what it may stand charged with."""

    entry: Entry
    persons: tuple[Persons, ...]
    """One, or two where a change came after it was last seen."""
    seen: bool
    end: dt.date
    away: bool = False
    """It was removed and brought back, and nobody saw it: whoever looked in between saw a world without it."""


class Whole:
    """The truth of one world for whoever saw some of it.

    Args:
        life: the world.
        seen: entry (by position) → the days of register on which pages that were seen show it.
    """

    def __init__(self, life: Life, seen: Mapping[int, Sequence[dt.date]]) -> None:
        positions = {id(entry.record): position for position, entry in enumerate(life.entries)}
        self._cases: list[list[_Filing]] = []
        for prosecution in life.world.prosecutions:
            filings = []
            for record in prosecution.records:
                position = positions[id(record)]
                if filing := _filing(life.entries[position], seen.get(position, ()), life.end):
                    filings.append(filing)
            if filings:
                self._cases.append(sorted(filings, key=_received))
        self._units: dict[str, list[list[tuple[Unit, ...]]]] = {}

    def cells(self, measure: str, by: Sequence[str], scope: Scope) -> dict[Cell, Range]:
        """The truth of every cell that is not zero whatever happened."""
        low: Counter[Cell] = Counter()
        high: Counter[Cell] = Counter()
        for alternatives in self._of(measure):
            counted = [_count(units, by, scope) for units in alternatives]
            for cell in set().union(*counted):
                found = [one.get(cell, 0) for one in counted]
                low[cell] += min(found)
                high[cell] += max(found)
        return {cell: Range(low[cell], high[cell]) for cell in high}

    def total(self, measure: str, scope: Scope, by: Sequence[str] = ()) -> Range:
        """The truth of everything the filters keep, each unit once; ``by`` decides what "sole" means."""
        low = high = 0
        for alternatives in self._of(measure):
            found = [
                sum({unit.key: unit.weight for unit in units if holds(unit, by, scope)}.values())
                for units in alternatives
            ]
            low, high = low + min(found), high + max(found)
        return Range(low, high)

    def days(self, measure: str) -> list[dt.date]:
        """The days its units are dated by."""
        return sorted({unit.day for alternatives in self._of(measure) for units in alternatives for unit in units})

    def _of(self, measure: str) -> list[list[tuple[Unit, ...]]]:
        """For each case, what may stand in it: the units of each alternative."""
        if measure not in self._units:
            self._units[measure] = [
                group for number, case in enumerate(self._cases) for group in _alternatives(measure, number, case)
            ]
        return self._units[measure]


def _received(filing: _Filing) -> dt.date:
    return filing.entry.record.received


def _filing(entry: Entry, seen: Sequence[dt.date], end: dt.date) -> _Filing | None:
    if entry.published is None or entry.published > end:
        return None
    back = entry.restored is not None and entry.restored <= end
    if not seen and entry.removed is not None and entry.removed <= end and not back:
        return None
    return _Filing(entry, _charged(entry, max(seen, default=dt.date.min), end), bool(seen), end, back and not seen)


def _charged(entry: Entry, since: dt.date, end: dt.date) -> tuple[Persons, ...]:
    """What the record stands charged with on the last day, or stood when it was last seen."""
    record = entry.record
    return tuple(dict.fromkeys((record.persons_at(since), record.persons_at(end))))


def _count(units: Iterable[Unit], by: Sequence[str], scope: Scope) -> Counter[Cell]:
    standing = {
        (unit.key, cell): unit.weight for unit in units if holds(unit, by, scope) for cell in cells_of(unit, by, scope)
    }
    counted: Counter[Cell] = Counter()
    for (_key, cell), weight in standing.items():
        counted[cell] += weight
    return counted


def _alternatives(measure: str, number: int, case: Sequence[_Filing]) -> Iterator[list[tuple[Unit, ...]]]:
    if measure == "filings_received":
        for place, filing in enumerate(case):
            day = filing.entry.record.received
            there: list[tuple[Unit, ...]] = [(_unit((number, place), filing, day, one),) for one in filing.persons]
            yield [*there, ()] if filing.away else there
        return
    yield [units for shown in _shown(case) for units in _of_shown(measure, number, shown)]


def _shown(case: Sequence[_Filing]) -> Iterator[list[_Filing]]:
    """The filings of a case, with and without each of those that were away."""
    for kept in itertools.product(*((True, False) if one.away else (True,) for one in case)):
        yield list(itertools.compress(case, kept))


def _of_shown(measure: str, number: int, case: Sequence[_Filing]) -> Iterator[tuple[Unit, ...]]:
    by_register = [[one for one in case if one.entry.record.register == register] for register in REGISTERS]
    choices = [
        [tuple(_case_units(measure, number, filings, persons)) for persons in _of_case(filings)]
        for filings in by_register
        if filings
    ]
    for chosen in itertools.product(*choices):
        yield tuple(itertools.chain.from_iterable(chosen))


def _of_case(filings: Sequence[_Filing]) -> tuple[Persons, ...]:
    """What the case may stand charged with: by its last filing, or by any since the last that was seen."""
    last_seen = max((place for place, one in enumerate(filings) if one.seen), default=0)
    return tuple(dict.fromkeys(persons for one in filings[last_seen:] for persons in one.persons))


def _case_units(measure: str, number: int, filings: Sequence[_Filing], persons: Persons) -> Iterator[Unit]:
    """The case's units in one register, if it stands charged with this."""
    first, last = filings[0], filings[-1]
    received, decided, result = first.entry.record.received, _decided(last), last.entry.record.result
    if measure == "cases_received":
        yield _unit((number,), first, received, persons)
    elif measure in ("cases_decided", "verdicts"):
        wanted = result == VERDICT if measure == "verdicts" else result not in _MOVED_ON
        if decided is not None and wanted:
            yield _unit((number,), last, decided, persons)
    elif measure == "persons_charged":
        register = first.entry.record.register
        for place, person in enumerate(persons):
            yield _unit((number, register, place), first, received, (person,))
    else:
        yield from _charge_units(number, first, persons)


def _charge_units(number: int, first: _Filing, persons: Persons) -> Iterator[Unit]:
    record = first.entry.record
    for place, person in enumerate(persons):
        for order, charge in enumerate(person.charges):
            whole = _unit((number, record.register, place, order), first, record.received, (person,))
            yield replace(whole, charges=((charge.article, charge.part),), weight=charge.episodes)


def _unit(key: tuple[object, ...], filing: _Filing, day: dt.date, persons: Persons) -> Unit:
    charged: tuple[Charge, ...] = tuple(
        dict.fromkeys((charge.article, charge.part) for person in persons for charge in person.charges)
    )
    record = filing.entry.record
    return Unit(key, record.court.host, day, record.register, charged, charged)


def _decided(filing: _Filing) -> dt.date | None:
    """When, if the court has posted it by the last day."""
    posted = filing.entry.decision_posted
    return filing.entry.record.decided if posted is not None and posted <= filing.end else None


_MOVED_ON = (RETURNED, TRANSFERRED, JOINED)
"""Results that end a filing and not the case."""
