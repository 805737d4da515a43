"""What really happened in a courthouse: filing by filing, and what a faultless collection must count.

Computed from the world, never from the pages. Every measure is a list of units; a unit stands in one court and one
half-year and under each of its provisions, so a cell court × half-year × provision holds the units that carry the
provision, and totals count each unit once.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from absentia.rehearsal.courthouse.asking import Fault
from absentia.rehearsal.courthouse.life import Entry, Life
from absentia.rehearsal.courts import Manner
from absentia.rehearsal.world import JOINED, RETURNED, TRANSFERRED, VERDICT, Prosecution, Record, SyntheticPerson, World

DIMENSIONS = ("court", "half-year", "provision")


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing counted: ``weight`` is 1 but for charges, where it is the number of episodes."""

    court: str
    date: dt.date | None
    provisions: tuple[str, ...]
    """Empty where the cell cannot be read."""
    weight: int = 1

    @property
    def half_year(self) -> str | None:
        """``2023-H1``; ``None`` where no date can be read."""
        return None if self.date is None else f"{self.date.year}-H{1 if self.date.month < 7 else 2}"

    def keys(self, dimensions: tuple[str, ...]) -> Iterator[tuple[str | None, ...]]:
        """The cells this unit stands in."""
        provisions: tuple[str | None, ...] = self.provisions or (None,)
        for provision in provisions if "provision" in dimensions else provisions[:1]:
            values = {"court": self.court, "half-year": self.half_year, "provision": provision}
            yield tuple(values[dimension] for dimension in dimensions)


@dataclass(frozen=True, slots=True)
class Truth:
    """The expected counts of one world."""

    seed: int
    units: Mapping[str, tuple[Unit, ...]]
    not_looked_at: Mapping[str, str]
    """Courts that answer no search, with how they answer instead."""
    known_only_from_above: int = 0
    """Cases of which exact keys lead to a higher court's records only."""

    def cells(self, measure: str, *dimensions: str) -> Mapping[tuple[str | None, ...], int]:
        """Expected count per cell of the dimensions named (court, half-year, provision)."""
        counts: Counter[tuple[str | None, ...]] = Counter()
        for unit in self.units[measure]:
            for key in set(unit.keys(dimensions)):
                counts[key] += unit.weight
        return counts

    def total(self, measure: str) -> int:
        """Expected total: every unit once."""
        return sum(unit.weight for unit in self.units[measure])

    def as_json(self) -> str:
        """``truth.json``: expected counts per measure × court × half-year × provision, and the totals."""
        measures: dict[str, Any] = {}
        for measure in self.units:
            cells = [
                dict(zip(DIMENSIONS, key, strict=True)) | {"count": count}
                for key, count in sorted(self.cells(measure, *DIMENSIONS).items(), key=str)
            ]
            by_court = [
                {"court": key[0], "half-year": key[1], "count": count}
                for key, count in sorted(self.cells(measure, "court", "half-year").items(), key=str)
            ]
            measures[measure] = {"total": self.total(measure), "by_court": by_court, "cells": cells}
        document = {
            "synthetic": True,
            "note": "counts of an invented world; nothing here is real",
            "seed": self.seed,
            "not_looked_at": dict(self.not_looked_at),
            "known_only_from_above": self.known_only_from_above,
            "measures": measures,
        }
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def truth_of(world: World, day: dt.date) -> Truth:
    """Count the world as the registers of the answering courts show it on ``day``."""
    measures: dict[str, list[Unit]] = {
        name: []
        for name in ("filings_received", "cases_received", "persons_charged", "charges", "cases_decided", "verdicts")
    }
    for prosecution in world.prosecutions:
        for name, unit in _units(prosecution, day):
            measures[name].append(unit)
    silent = {court.host: court.manner.value for court in world.courts if court.manner is not Manner.ANSWERS}
    above = sum(_only_from_above(prosecution, day) for prosecution in world.prosecutions)
    return Truth(world.seed, {name: tuple(units) for name, units in measures.items()}, silent, above)


def _only_from_above(prosecution: Prosecution, day: dt.date) -> int:
    """How many cases exact keys must make of the higher courts' records that lead to no first instance in sight.

    An appeal shows no УИД: of a case transferred to a court that does not answer, it leads to that court only.
    """
    seen = [record for record in prosecution.records if record.court.manner is Manner.ANSWERS and record.shows_on(day)]
    first = [record for record in seen if record.register == "first"]
    known_by_uid = any(record.has_card and record.uid for record in first)
    unseen = [record for record in seen if record.lower is not None and not any(record.lower is one for one in first)]
    groups = {id(record.lower): [one for one in unseen if one.lower is record.lower] for record in unseen}
    return sum(
        not (known_by_uid and any(record.uid and record.has_card for record in group)) for group in groups.values()
    )


def _units(prosecution: Prosecution, day: dt.date) -> Iterator[tuple[str, Unit]]:
    shown = [
        record
        for record in prosecution.records
        if record.register == "first" and record.court.manner is Manner.ANSWERS and record.shows_on(day)
    ]
    if not shown:
        return
    shown.sort(key=lambda record: record.received)
    for record in shown:
        yield "filings_received", Unit(record.court.host, _received(record), _provisions(record.persons_at(day)))
    first, last = shown[0], shown[-1]
    court, received = first.court.host, _received(first)
    persons = last.persons_at(day)
    yield "cases_received", Unit(court, received, _provisions(persons))
    for person in persons:
        yield "persons_charged", Unit(court, received, _provisions((person,)))
        for charge in person.charges:
            yield "charges", Unit(court, received, (charge.provision,), charge.episodes)
    if last.decided and last.decided <= day and last.result not in (RETURNED, TRANSFERRED) and not last.only_heard:
        decided = Unit(last.court.host, last.decided, _provisions(persons))
        yield "cases_decided", decided
        if last.result == VERDICT:
            yield "verdicts", decided


def _received(record: Record) -> dt.date | None:
    return None if record.only_heard else record.received


def _provisions(persons: tuple[SyntheticPerson, ...]) -> tuple[str, ...]:
    return tuple(sorted({charge.provision for person in persons for charge in person.charges}))


def expected(life: Life, day: dt.date | None = None) -> Truth:
    """The counts of everything ever published up to a day (the last by default), removed or not.

    What was removed counts as it last stood: nothing happens in a case for sixty days before its card is removed.
    """
    until = day or life.end
    entries = {id(entry.record): entry for entry in life.entries}
    copies: dict[int, Record] = {}
    prosecutions = []
    for prosecution in life.world.prosecutions:
        records = []
        for record in prosecution.records:
            copy = copies[id(record)] = _as_published(entries[id(record)], until)
            records.append(copy)
        for copy in records:
            copy.lower = copies.get(id(copy.lower), copy.lower)
        prosecutions.append(Prosecution(records))
    return truth_of(World(life.seed, life.world.courts, tuple(prosecutions)), until)


def _as_published(entry: Entry, day: dt.date) -> Record:
    """The record with only what its court has posted. A joinder ends a filing, not a case."""
    record = entry.record
    posted = entry.decision_posted is not None and entry.decision_posted <= day
    known = posted and record.result != JOINED
    return replace(record, decided=record.decided if known else None, result=record.result if known else None)


def _filing(entry: Entry, case: int) -> dict[str, Any]:
    record = entry.record
    changed = [record.changed] if record.changed else []
    return {
        "case": case,
        "court": record.court.host,
        "court_code": record.court.code,
        "register": f"criminal-{record.register}",
        "building": entry.building,
        "guid": record.guid,
        "uid": record.uid,
        "numbers": [{"since": str(since), "number": number} for since, number in record.numbers],
        "received": str(record.received),
        "published": _text(entry.published),
        "decided": _text(record.decided),
        "decision_posted": _text(entry.decision_posted),
        "result": record.result,
        "names_hidden_since": _text(entry.hidden),
        "removed": _text(entry.removed),
        "restored": _text(entry.restored),
        "charges": [
            {"since": str(since), "persons": [[charge.provision for charge in one.charges] for one in persons]}
            for since, persons in [(record.received, record.persons), *changed]
        ],
    }


def _text(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def disappearances(life: Life, day: dt.date | None = None) -> list[dict[str, Any]]:
    """Every removal of something that was shown before, with its return, up to a day."""
    until = day or life.end
    return [
        {
            "court": entry.record.court.host,
            "register": f"criminal-{entry.record.register}",
            "guid": entry.record.guid,
            "removed": _text(entry.removed),
            "restored": _text(entry.restored if entry.restored and entry.restored <= until else None),
        }
        for entry in life.entries
        if entry.published is not None and entry.removed is not None and entry.removed <= until
    ]


def document(life: Life, faults: Sequence[Fault] = (), day: dt.date | None = None) -> dict[str, Any]:
    """The truth file; names stand nowhere in it."""
    entries = {id(entry.record): entry for entry in life.entries}
    counts = json.loads(expected(life, day).as_json())
    return {
        "synthetic": True,
        "note": "an invented world; nothing here is real",
        "seed": life.seed,
        "start": str(life.start),
        "end": str(day or life.end),
        "courts": [
            {
                "host": site.court.host,
                "code": site.court.code,
                "name": site.court.name,
                "level": site.court.level,
                "region": site.court.region,
                "template": site.court.template.value,
                "migrates": _text(site.migrates),
                "buildings": site.buildings,
            }
            for site in life.sites
        ],
        "faults": [fault.name for fault in faults],
        "outages": [
            {"court": host, "since": str(since), "until": str(until)}
            for fault in faults
            for host, since, until in fault.outages()
        ],
        "moves": [
            {"court": move.old, "to": move.new, "day": str(move.day)} for fault in faults for move in fault.moves()
        ],
        "filings": [
            _filing(entries[id(record)], case)
            for case, prosecution in enumerate(life.world.prosecutions, 1)
            for record in prosecution.records
        ],
        "disappearances": disappearances(life, day),
        "known_only_from_above": counts["known_only_from_above"],
        "measures": counts["measures"],
    }


def write(life: Life, faults: Sequence[Fault] = ()) -> str:
    """The truth file as text."""
    return json.dumps(document(life, faults), ensure_ascii=False, indent=1) + "\n"
