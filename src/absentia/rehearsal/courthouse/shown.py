"""What the site of a court shows of a record on a day of its register (a day turns at five past six in the evening)."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from absentia.rehearsal.courthouse.life import Entry, Life
from absentia.rehearsal.view import Seen, SeenEvent, seen

TURN = dt.time(18, 5)
"""When clerks post."""
_MOSCOW = dt.timedelta(hours=3)
_KEPT = 400
_ACTS = 500_000_000


def register_day(moment: dt.datetime) -> dt.date:
    """The latest day whose postings are on the site at a moment (UTC)."""
    local = moment.astimezone(dt.UTC).replace(tzinfo=None) + _MOSCOW
    return local.date() if local.time() >= TURN else local.date() - dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """A record on a page."""

    entry: Entry
    view: Seen

    @property
    def act(self) -> bool:
        """Whether the text of its verdict is there."""
        return self.entry.act and self.view.decided is not None

    @property
    def act_number(self) -> int:
        """The act's own number in links to it, which is not the card's."""
        return self.view.portal_id + _ACTS


def shown(entry: Entry, day: dt.date) -> Shown | None:
    """The record as its court shows it on a day; ``None`` where it does not."""
    if not entry.visible(day):
        return None
    record, published = entry.record, entry.published
    view = seen(record, day)
    assert view is not None
    assert published is not None
    events = tuple(_posted(event, entry, published, day) for event in view.events)
    events = tuple(event for event in events if event.posted <= day)
    decided = record.decided if entry.decision_posted and entry.decision_posted <= day else None
    hidden = entry.hidden is not None and entry.hidden <= day
    steps = [published, *(event.posted for event in events)]
    steps += [event.date for event in events if event.place and event.date <= day]
    steps += [since for since, _number in record.numbers if since <= day]
    marks = (record.changed[0] if record.changed else None, entry.hidden, entry.restored, entry.decision_posted)
    steps += [mark for mark in marks if mark is not None and mark <= day]
    persons = tuple(replace(person, name=None) for person in view.persons) if hidden else view.persons
    return Shown(
        entry,
        replace(
            view,
            court=entry.site.at(day),
            decided=decided,
            result=record.result if decided else None,
            persons=persons,
            events=events,
            published=dt.datetime.combine(published, TURN),
            changed=dt.datetime.combine(max(steps), TURN),
        ),
    )


def _posted(event: SeenEvent, entry: Entry, published: dt.date, day: dt.date) -> SeenEvent:
    """An event with the day it was posted; a hearing still to come has no result yet."""
    posted = max(event.posted + dt.timedelta(days=entry.late), published)
    return replace(event, posted=posted, result=event.result if event.date <= day else "")


class Registers:
    """The registers of all courts, day by day."""

    def __init__(self, life: Life) -> None:
        self._entries: dict[tuple[str, str], list[Entry]] = {}
        self._by_guid: dict[tuple[str, str], Entry] = {}
        for entry in life.entries:
            host = entry.site.court.host
            self._entries.setdefault((host, entry.record.register), []).append(entry)
            self._by_guid[host, entry.record.guid] = entry
        self._cache: OrderedDict[tuple[str, str, dt.date], tuple[Shown, ...]] = OrderedDict()

    def rows(self, host: str, register: str, day: dt.date) -> Sequence[Shown]:
        """All a register shows on a day, newest receipt first."""
        key = (host, register, day)
        if key not in self._cache:
            rows = [row for entry in self._entries.get((host, register), ()) if (row := shown(entry, day))]
            rows.sort(key=lambda row: (row.view.received, row.view.guid), reverse=True)
            self._cache[key] = tuple(rows)
            if len(self._cache) > _KEPT:
                self._cache.popitem(last=False)
        return self._cache[key]

    def card(self, host: str, guid: str, day: dt.date) -> Shown | None:
        """The record with a GUID, if the court shows it."""
        entry = self._by_guid.get((host, guid.lower()))
        return shown(entry, day) if entry else None

    def by_act(self, host: str, number: str, day: dt.date) -> Shown | None:
        """The record whose act has this number, if the court shows it."""
        return self.by_number(host, str(int(number) - _ACTS), day) if number.isdecimal() else None

    def by_number(self, host: str, portal_id: str, day: dt.date) -> Shown | None:
        """The record with a portal number, if the court shows it."""
        for (one, _register), entries in self._entries.items():
            if one == host:
                for entry in entries:
                    if str(entry.record.portal_id) == portal_id:
                        return shown(entry, day)
        return None

    def heard(self, host: str, heard: dt.date, day: dt.date) -> list[tuple[Shown, SeenEvent]]:
        """The hearings of a day, as the site shows them on another."""
        found = []
        for one, register in self._entries:
            if one != host:
                continue
            for row in self.rows(host, register, day):
                found += [(row, event) for event in row.view.events if event.place and event.date == heard]
        return sorted(found, key=lambda pair: (pair[0].view.register, pair[1].time, pair[0].view.guid))
