"""The courts of a courthouse with their habits, what their registers live through, and when they show what of it."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field, replace

from absentia.rehearsal import drawn
from absentia.rehearsal.courts import Manner, SyntheticCourt, invented_court
from absentia.rehearsal.drawn import SyntheticCharge, main_charge
from absentia.rehearsal.world import (
    JOINED,
    SINCE,
    UNTIL,
    VERDICT,
    Prosecution,
    Record,
    SyntheticPerson,
    World,
    simulate,
)
from absentia.sources.ru_sudrf.template import Template

PAGE_SIZE = 25
"""Rows a page in the primary template; VNKOD courts differ."""
_WITH_BOTH_ABOVE, _WITH_OKRUG = 4, 3
"""From how many courts on a cassation and an okrug court are among them."""


@dataclass(frozen=True, slots=True)
class Site:
    """One court's site."""

    court: SyntheticCourt
    buildings: int = 1
    """Databases (``srv_num``) with records of their own."""
    repeats: bool = False
    """Asked for a database it lacks, answers from the first; else it says that there is no such server."""
    page_size: int = PAGE_SIZE
    migrates: dt.date | None = None
    """From this day on it uses the VNKOD template."""

    def at(self, day: dt.date) -> SyntheticCourt:
        """The court in the template of a day."""
        migrated = self.migrates is not None and day >= self.migrates
        return replace(self.court, template=Template.VNKOD) if migrated else self.court

    def size(self, day: dt.date) -> int:
        """Rows a page on a day."""
        return self.page_size if self.at(day).template is Template.VNKOD else PAGE_SIZE


def make_sites(count: int, migration: dt.date | None) -> tuple[Site, ...]:
    """So many courts: mostly garrisons, above them an okrug court and a cassation court where there is room.

    Args:
        count: 1 to 200.
        migration: when the second garrison (of four or more) changes its template.
    """
    above = ["ovs-1"] * (count >= _WITH_OKRUG) + ["kvs-1"] * (count >= _WITH_BOTH_ABOVE)
    labels = [f"gvs-{number}" for number in range(1, count - len(above) + 1)] + above
    sites = []
    for position, label in enumerate(labels, 1):
        court = invented_court(f"{label}.synthetic.example")
        assert court is not None
        court = replace(court, manner=Manner.ANSWERS, okrug=court.okrug if above else None)
        garrison = court.level == "garrison"
        sites.append(
            Site(
                court=court,
                buildings=2 if garrison and position % 5 == 4 else 1,  # one garrison in five
                repeats=position % 2 == 0 or court.level == "cassation",
                page_size=(20, 25, 30)[position % 3],
                migrates=migration if position == 2 and count >= _WITH_BOTH_ABOVE else None,  # gvs-2
            )
        )
    return tuple(sites)


_GARRISONS = 100
"""The published figures are of the whole country, with about so many garrison courts."""
_AT_LEAST = 3
"""Single cards removed at least; every so many-th is restored."""
_QUIET = dt.timedelta(days=60)
"""Nothing happens in a case for so long before its card is removed, so that what was seen of it is not in doubt."""
UNPUBLISHED, LATE, LONG_DELAY, WITH_ACT, HIDDEN_LATER, JOINED_SHARE, REMOVED = 0.06, 0.3, 0.05, 0.2, 0.05, 0.02, 0.02
"""Invented shares."""
_OKRUG_CHARGES = (SyntheticCharge("205.1", "1.1"), SyntheticCharge("275.1", None), SyntheticCharge("105", "2", ("а",)))


@dataclass(slots=True)
class Entry:
    """One record as its court publishes it."""

    record: Record
    site: Site
    building: int
    late: int
    """Days from a step in the case to its posting."""
    act: bool
    """The text of the verdict is published with the decision."""
    removed: dt.date | None = None
    restored: dt.date | None = None
    hidden: dt.date | None = None
    """From this day on the names are hidden."""

    @property
    def published(self) -> dt.date | None:
        """The day the record first appears; ``None``: never."""
        if self.record.unpublished:
            return None
        return self.record.posted or self.record.received

    @property
    def decision_posted(self) -> dt.date | None:
        """The day the decision appears."""
        if self.record.decided is None or self.published is None:
            return None
        return max(self.record.decided + dt.timedelta(days=self.late), self.published)

    def visible(self, day: dt.date) -> bool:
        """Whether listings and cards show it on a day."""
        if self.published is None or day < self.published:
            return False
        gone = self.removed is not None and day >= self.removed
        return not gone or (self.restored is not None and day >= self.restored)

    def quiet_before(self, day: dt.date) -> bool:
        """Whether it was decided, posted and left alone long before a day."""
        posted, changed = self.decision_posted, self.record.changed
        return posted is not None and posted <= day - _QUIET and (changed is None or changed[0] <= day - _QUIET)


@dataclass(frozen=True, slots=True)
class Life:
    """A courthouse's courts and all that happens in them. ``start`` to ``end`` is when somebody may come and look."""

    seed: int
    world: World
    sites: tuple[Site, ...]
    entries: tuple[Entry, ...]
    start: dt.date
    end: dt.date
    """The last day."""
    by_host: dict[str, Site] = field(default_factory=dict)
    """The sites by host."""


def live(*, courts: int = 10, months: int = 12, seed: int = 1) -> Life:
    """Let the courts live from 2021 to the end of 2023; the visitors come in the last ``months``.

    The same arguments give the same life. The volume follows the published figures, scaled to the number of courts.
    """
    month = UNTIL.year * 12 + UNTIL.month - months
    start = dt.date(month // 12, month % 12 + 1, 1)
    span = UNTIL - start
    sites = make_sites(courts, start + span * 0.45 if months > 1 else None)
    garrisons = sum(site.court.level == "garrison" for site in sites)
    invented = tuple(site.court for site in sites)
    world = simulate(seed, courts=invented, scale=garrisons / _GARRISONS)
    generator = random.Random(f"courthouse {seed}")  # noqa: S311  a repeatable rehearsal, not a secret
    world = World(seed, invented, (*world.prosecutions, *_okrug_cases(generator, sites)))
    _join(generator, world)
    by_host = {site.court.host: site for site in sites}
    entries = tuple(_entry(generator, record, by_host[record.court.host], start) for record in world.records)
    _remove(generator, entries, start, span)
    return Life(seed, world, sites, entries, start, UNTIL, by_host)


def _okrug_cases(generator: random.Random, sites: tuple[Site, ...]) -> list[Prosecution]:
    """What okrug courts try themselves."""
    cases = []
    for site in sites:
        if site.court.level != "okrug":
            continue
        days = sorted(SINCE + (UNTIL - SINCE) * generator.random() for _case in range(10 + 3 * len(sites)))
        ordinals: dict[int, int] = {}
        for serial, day in enumerate(days, 1):
            ordinals[day.year] = ordinals.get(day.year, 0) + 1
            charge = main_charge(day, generator) if generator.random() < 0.5 else generator.choice(_OKRUG_CHARGES)
            decided = day + dt.timedelta(days=generator.randrange(30, 150))
            record = Record(
                court=site.court,
                register="first",
                guid=drawn.guid(generator),
                portal_id=generator.randrange(10**6, 10**8),
                uid=drawn.uid(site.court.code, day.year, serial),
                received=day,
                persons=(SyntheticPerson(drawn.person(generator), generator.random() < 0.5, (charge,)),),
                judge=drawn.judge(generator),
                decided=decided if decided <= UNTIL else None,
                result=VERDICT if decided <= UNTIL else None,
                numbers=[(day, f"2-{ordinals[day.year]}/{day.year}")],
            )
            cases.append(Prosecution([record]))
    return cases


def _join(generator: random.Random, world: World) -> None:
    """Some cases end by being joined to another: their record says so and stays."""
    for prosecution in world.prosecutions:
        first = prosecution.records[0]
        single = len(prosecution.records) == 1 and first.court.level == "garrison"
        if single and first.result == VERDICT and generator.random() < JOINED_SHARE:
            first.result = JOINED


def _entry(generator: random.Random, record: Record, site: Site, start: dt.date) -> Entry:
    roll, waits = generator.random(), generator.random()
    # what the simple simulation shows in a hearing list only is here a case that the court never published
    record.unpublished = record.only_heard or (roll < UNPUBLISHED and record.register == "first")
    record.only_heard, record.has_card = False, True
    delay = 0
    if waits < LONG_DELAY:
        delay = generator.randrange(20, 70)
    elif waits < LATE + LONG_DELAY:
        delay = generator.randrange(1, 12)
    record.posted = record.received + dt.timedelta(days=delay)
    entry = Entry(
        record=record,
        site=site,
        building=1 + generator.randrange(site.buildings),
        late=generator.choice((0, 0, 0, 1, 2, 5, 14)),
        act=record.result == VERDICT and generator.random() < WITH_ACT,
    )
    if generator.random() < HIDDEN_LATER:
        entry.hidden = max(start, record.posted) + dt.timedelta(days=generator.randrange(10, 120))
    return entry


def _remove(generator: random.Random, entries: tuple[Entry, ...], start: dt.date, span: dt.timedelta) -> None:
    """Remove single cards and, in one court, many at once; every third single one is restored."""
    first, last, mass_day = start + span * 0.25, start + span * 0.5, start + span * 0.4
    known = [
        entry for entry in entries if entry.published and entry.published <= start and entry.record.register == "first"
    ]
    by_court: dict[str, list[Entry]] = {}
    for entry in known:
        if entry.site.court.level == "garrison" and entry.site.migrates is None and entry.quiet_before(mass_day):
            by_court.setdefault(entry.site.court.host, []).append(entry)
    chosen = max(by_court, key=lambda host: (len(by_court[host]), host), default="")
    for entry in by_court.get(chosen, ())[::2]:
        entry.removed = mass_day
    single = 0
    for entry in known:
        day = first + (last - first) * generator.random()
        lot = generator.random() < REMOVED or single < _AT_LEAST
        if entry.removed is None and lot and entry.quiet_before(day):
            single += 1
            entry.removed = day
            if single % _AT_LEAST == 0:
                entry.restored = day + span * 0.35
    # what is hidden while it is away, or shortly before, would make its last sight ambiguous
    for entry in entries:
        if entry.removed and entry.hidden and entry.hidden > entry.removed - _QUIET:
            entry.hidden = None
