"""What really happened in a courthouse: filing by filing, and what a faultless collection must count."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from absentia.rehearsal.courthouse.asking import Fault
from absentia.rehearsal.courthouse.life import Entry, Life
from absentia.rehearsal.truth import Truth, truth_of
from absentia.rehearsal.world import JOINED, Prosecution, Record, World


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
