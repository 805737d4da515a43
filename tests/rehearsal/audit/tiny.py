"""Tiny worlds in which everything stands beside everything: a few courts, some sixty filings, every oddity likely.

The larger rehearsals follow published shares; here what is rare is common. A case is returned and filed again, moved to
a court that nobody looks at, joined, recharged, its cell unreadable, its names hidden, its УИД missing or wrong; an
appeal comes to light whose first instance never does; thirty cases come in on one day; filings and decisions are
posted up to ten weeks late, also when nobody looks any more.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from absentia.rehearsal import drawn
from absentia.rehearsal.audit.scope import BEGIN
from absentia.rehearsal.courthouse.life import Entry, Life, Site
from absentia.rehearsal.courts import SyntheticCourt, invented_court
from absentia.rehearsal.drawn import companion, main_charge
from absentia.rehearsal.world import (
    JOINED,
    RETURNED,
    TERMINATED,
    TRANSFERRED,
    UNTIL,
    VERDICT,
    Prosecution,
    Record,
    SyntheticPerson,
    World,
    number_records,
    recharged,
    record_of,
)

LONGEST_DELAY = 69
"""Days from receipt to the first page, at most."""
_DECIDED_LATE = (0, 0, 0, 1, 2, 5, 14)
_APPEALED = "ВЫНЕСЕНО РЕШЕНИЕ ПО СУЩЕСТВУ ДЕЛА"
_ENDS = ((VERDICT, 50), (RETURNED, 14), (TRANSFERRED, 14), (JOINED, 6), (TERMINATED, 6), (None, 10))
_QUIET = 60


def lot_of(*parts: object) -> random.Random:
    """Chance that follows from these parts alone."""
    return random.Random(" ".join(str(part) for part in parts))  # noqa: S311  a repeatable rehearsal, not a secret


@dataclass(slots=True)
class _Making:
    """A world while it is made."""

    lot: random.Random
    sites: tuple[Site, ...]
    prosecutions: list[Prosecution] = field(default_factory=list)
    serial: int = 0

    def courts(self, level: str) -> list[SyntheticCourt]:
        return [site.court for site in self.sites if site.court.level == level]

    def chance(self, share: float) -> bool:
        return self.lot.random() < share


def tiny(seed: int) -> Life:
    """A tiny world; the same seed gives the same. ``start`` to ``end`` is when somebody may come and look."""
    lot = lot_of("tiny", seed)
    making = _Making(lot, _sites(lot))
    for _case in range(lot.randrange(20, 40)):
        _prosecute(making, _day(lot, BEGIN, UNTIL))
    if making.chance(0.5):
        busy, court = _day(lot, BEGIN, UNTIL), lot.choice(making.courts("garrison"))
        for _case in range(lot.randrange(26, 34)):
            _prosecute(making, busy, court, plain=True)
    number_records(making.prosecutions)
    courts = tuple(site.court for site in making.sites)
    world = World(seed, courts, tuple(making.prosecutions))
    start = _day(lot, dt.date(2023, 1, 10), dt.date(2023, 9, 1))
    by_host = {site.court.host: site for site in making.sites}
    entries = tuple(_entry(making, record, by_host[record.court.host], start) for record in world.records)
    return Life(seed, world, making.sites, entries, start, UNTIL, by_host)


def _day(lot: random.Random, first: dt.date, last: dt.date) -> dt.date:
    return first + dt.timedelta(days=lot.randrange((last - first).days + 1))


def _sites(lot: random.Random) -> tuple[Site, ...]:
    labels = [f"gvs-{number}" for number in lot.sample((1, 2, 3, 4, 9), lot.randrange(2, 5))]
    labels += ["ovs-1"] * (lot.random() < 0.7) + ["kvs-1"] * (lot.random() < 0.5)
    sites = []
    for label in labels:
        court = invented_court(f"{label}.synthetic.example")
        assert court is not None
        garrison = court.level == "garrison"
        sites.append(
            Site(
                court=court,
                buildings=2 if garrison and lot.random() < 0.15 else 1,
                repeats=lot.random() < 0.5 or court.level == "cassation",
                page_size=lot.choice((20, 25, 30)),
            )
        )
    return tuple(sites)


def _prosecute(making: _Making, day: dt.date, court: SyntheticCourt | None = None, *, plain: bool = False) -> None:
    """One prosecution from its first receipt; a ``plain`` one has one filing and no end."""
    lot = making.lot
    where = court or lot.choice(making.courts("garrison"))
    making.serial += 1
    first = record_of(lot, where, "first", day, _persons(making, day), None)
    first.uid = _uid(making, where, day)
    prosecution = Prosecution([first])
    making.prosecutions.append(prosecution)
    last = first
    if not plain:
        _decide(making, last)
        while last.result in (RETURNED, TRANSFERRED) and len(prosecution.records) < 3:
            following = _again(making, last)
            if following is None:
                break
            prosecution.records.append(following)
            _decide(making, following)
            last = following
        if last.result == VERDICT:
            _appeal(making, prosecution, last)
    for record in prosecution.records:
        # an appeal of an unpublished first instance is the only thing to be seen of its case
        record.unpublished = making.chance(0.08)


def _uid(making: _Making, court: SyntheticCourt, day: dt.date) -> str | None:
    uid = drawn.uid(court.code, day.year, making.serial)
    if making.chance(0.05):
        return drawn.mistyped(uid)
    return None if making.chance(0.05) else uid


def _persons(making: _Making, day: dt.date) -> tuple[SyntheticPerson, ...]:
    lot = making.lot
    hidden = making.chance(0.3)
    names: list[str] = []
    for _person in range(lot.choices((1, 2, 3), weights=(80, 15, 5))[0]):
        name = drawn.person(lot)
        names += [name] if name not in names else []
    persons = []
    for name in names:
        charges = [main_charge(day, lot)]
        if making.chance(0.25):
            charges.append(companion(lot))
            lot.shuffle(charges)
        # what the clerk did not write as articles is charged all the same
        persons.append(SyntheticPerson(name, hidden, tuple(charges), readable=not making.chance(0.06)))
    return tuple(persons)


def _decide(making: _Making, record: Record) -> None:
    lot = making.lot
    day = record.received + dt.timedelta(days=lot.randrange(5, 160))
    result = lot.choices([end for end, _weight in _ENDS], weights=[weight for _end, weight in _ENDS])[0]
    if making.chance(0.12):
        since = record.received + (day - record.received) / 2
        record.changed = (since, recharged(lot, record.persons, since))
    if result is not None and day <= UNTIL:
        record.decided, record.result = day, result


def _again(making: _Making, before: Record) -> Record | None:
    """A returned case is filed again in the same court, a transferred one in another; the УИД stays."""
    lot = making.lot
    assert before.decided is not None
    returned = before.result == RETURNED
    others = [court for court in making.courts("garrison") if court is not before.court]
    court = before.court if returned or not others else lot.choice(others)
    day = before.decided + dt.timedelta(days=lot.randrange(*((30, 120) if returned else (10, 30))))
    if day > UNTIL or making.chance(0.15):
        return None
    persons = before.persons_at(day)
    if returned and making.chance(0.4):
        persons = recharged(lot, persons, day)
    return record_of(lot, court, "first", day, persons, before.uid)


def _appeal(making: _Making, prosecution: Prosecution, first: Record) -> None:
    """One verdict in three is appealed, one appeal in two goes on to cassation; УИД and lower court are not lost."""
    below = first
    for level, register, one_in in (("okrug", "appeal", 3), ("cassation", "cassation", 2)):
        courts = making.courts(level)
        if not courts or below.decided is None or making.lot.randrange(one_in):
            return
        day = below.decided + dt.timedelta(days=making.lot.randrange(20, 60))
        if day > UNTIL:
            return
        record = record_of(making.lot, courts[0], register, day, first.persons_at(day), None)
        record.uid = first.uid if making.chance(0.5) else None
        record.lower = first
        done = day + dt.timedelta(days=making.lot.randrange(14, 40))
        if done <= UNTIL:
            record.decided, record.result = done, _APPEALED
        prosecution.records.append(record)
        below = record


def _entry(making: _Making, record: Record, site: Site, start: dt.date) -> Entry:
    """When and where the court shows the record; one in twenty that stood quiet for long is removed, some restored."""
    lot = making.lot
    delay = lot.choices((0, lot.randrange(1, 12), lot.randrange(20, LONGEST_DELAY + 1)), weights=(70, 20, 10))[0]
    record.posted = record.received + dt.timedelta(days=delay)
    entry = Entry(
        record=record,
        site=site,
        building=1 + lot.randrange(site.buildings),
        late=lot.choice(_DECIDED_LATE),
        act=False,
    )
    day = _day(lot, start, UNTIL)
    changed = record.changed[0] if record.changed else record.received
    quiet = max(changed, entry.decision_posted or day) + dt.timedelta(days=_QUIET)
    if making.chance(0.1) and quiet <= day:
        entry.removed = day
        if making.chance(0.3):
            entry.restored = day + dt.timedelta(days=lot.randrange(14, 90))
    elif making.chance(0.1):
        entry.hidden = _day(lot, start, UNTIL)
    return entry
