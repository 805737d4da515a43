"""Whole registers with hidden filings: courts of known habits, whose truth no page shows.

Unlike :mod:`~absentia.rehearsal.world`, which follows Article 337 through its instances, this one fills first-instance
criminal registers with everything a court receives, gives out ordinals by the court's habit, and hides some filings:
never published, removed later, or posted late. Nothing here is modelled on any court.
"""

from __future__ import annotations

import datetime as dt
import enum
import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from absentia.rehearsal import drawn
from absentia.rehearsal.courts import SyntheticCourt, garrison_court
from absentia.rehearsal.drawn import SyntheticCharge
from absentia.rehearsal.world import JOINED, VERDICT, Prosecution, Record, SyntheticPerson, World
from absentia.sources.ru_sudrf.template import Template

_OTHER_ARTICLES = ("158", "159", "228", "335", "105", "264", "286", "290")
_RENUMBERED = (1, 9)
"""The January day on which unfinished cases get their new numbers."""
_BLOCK = 400
_FIRST = 100
"""Numbers of courts up to here belong to the other rehearsals."""


class Numbering(enum.StrEnum):
    """How a court gives out the ordinals of a year."""

    CONSECUTIVE = "consecutive"
    """1, 2, 3 … as cases come; unfinished ones first, in January."""
    BLOCKS = "blocks"
    """Each of three judges has a block of ordinals of their own."""
    SHUFFLED = "shuffled"
    """In no order."""
    EVERY_SECOND = "every second"
    """Even ordinals only."""
    TWO_SERIES = "two series"
    """Two buildings count from 1 under the same index."""
    MARKED_SERIES = "marked series"
    """A second building counts from 1 under a mark of its own: 1-1-17/2022."""


@dataclass(frozen=True, slots=True)
class Habit:
    """What a court receives in a year, how it numbers it and what it hides; chances are per filing."""

    yearly: int = 150
    share: float = 0.3
    """Of the article."""
    numbering: Numbering = Numbering.CONSECUTIVE
    unpublished: float = 0.1
    unpublished_article: float | None = None
    """Of the article, where that differs."""
    removed: float = 0.0
    """Removed some months after receipt."""
    joined: float = 0.03
    """Joined to another case; every second of these disappears at once."""
    growing: float = 0.0
    """By how much the article's share rises from January to December."""
    hole: tuple[dt.date, dt.date] | None = None
    """Of what was received between these days most is hidden."""
    posting: float = 0.0
    """Mean days from receipt to the first page."""


@dataclass(frozen=True, slots=True)
class RegisterTruth:
    """What one court received from 1 January of a year to some day."""

    received: int
    article: int
    hidden: int
    """Never shown on any page."""
    hidden_article: int


def garrison(number: int, template: Template = Template.PRIMARY) -> SyntheticCourt:
    """An invented court that answers every search."""
    return replace(
        garrison_court(_FIRST + number, "Учебная область «Регистр» (synthetic)", template=template), okrug=None
    )


def simulate_registers(
    seed: int, habits: Mapping[SyntheticCourt, Habit], years: Iterable[int], *, article: str = "337"
) -> World:
    """Fill the registers of some years; the same seed gives the same world."""
    generator = random.Random(seed)  # noqa: S311  a repeatable rehearsal, not a secret
    span = sorted(years)
    prosecutions = []
    for court, habit in habits.items():
        records = [
            _record(generator, court, habit, day, article) for year in span for day in _days(generator, year, habit)
        ]
        _number(generator, records, habit.numbering, span)
        prosecutions += [Prosecution([record]) for record in records]
    return World(seed, tuple(habits), tuple(prosecutions))


def register_truth(
    world: World, host: str, year: int, until: dt.date, *, article: str = "337", register: str | None = None
) -> RegisterTruth:
    """What the court received in the year up to ``until``, and how much of it no page ever shows.

    ``register`` is a series (``1``, ``1-1``); by default all of them together.
    """
    mine = [
        record
        for record in world.records
        if record.court.host == host
        and record.received.year == year
        and record.received <= until
        and register in (None, record.numbers[0][1].rsplit("-", 1)[0])
    ]
    of_article = [record for record in mine if _carries(record, article)]
    return RegisterTruth(
        received=len(mine),
        article=len(of_article),
        hidden=sum(record.unpublished for record in mine),
        hidden_article=sum(record.unpublished for record in of_article),
    )


def _carries(record: Record, article: str) -> bool:
    return any(charge.article == article for person in record.persons for charge in person.charges)


def _days(generator: random.Random, year: int, habit: Habit) -> list[dt.date]:
    """Days of receipt, working days only, from 10 January on."""
    first, last = dt.date(year, 1, 10), dt.date(year, 12, 30)
    days: list[dt.date] = []
    while len(days) < habit.yearly:
        day = first + dt.timedelta(days=generator.randrange((last - first).days + 1))
        if day.weekday() < 5:
            days.append(day)
    return sorted(days)


def _record(generator: random.Random, court: SyntheticCourt, habit: Habit, day: dt.date, article: str) -> Record:
    share = habit.share + habit.growing * (day.timetuple().tm_yday / 365 - 0.5)
    of_article = generator.random() < share
    number = article if of_article else generator.choice(_OTHER_ARTICLES)
    charge = SyntheticCharge(number, generator.choice(("1", "2", "3")))
    decided = day + dt.timedelta(days=round(generator.gammavariate(3, 20)) + 5)
    record = Record(
        court=court,
        register="first",
        guid=drawn.guid(generator),
        portal_id=generator.randrange(10**6, 10**8),
        uid=None,
        received=day,
        persons=(SyntheticPerson(drawn.person(generator), hidden=False, charges=(charge,)),),
        judge=drawn.judge(generator),
        decided=decided,
        result=VERDICT,
    )
    if generator.random() < habit.joined:
        record.result = JOINED
        record.removed = decided if generator.random() < 0.5 else None
    if generator.random() < habit.removed:
        record.removed = day + dt.timedelta(days=generator.randrange(60, 200))
    if habit.posting:
        record.posted = day + dt.timedelta(days=min(13, int(generator.expovariate(1 / habit.posting))))
    chance = habit.unpublished
    if of_article and habit.unpublished_article is not None:
        chance = habit.unpublished_article
    if habit.hole and habit.hole[0] <= day <= habit.hole[1]:
        chance = 0.8
    record.unpublished = generator.random() < chance
    return record


def _number(generator: random.Random, records: list[Record], numbering: Numbering, years: list[int]) -> None:
    """Every January the unfinished get new numbers, then everybody as they come."""
    waiting = sorted(records, key=lambda record: (record.received, record.guid))
    for year in range(years[0], years[-1] + 2):
        january = dt.date(year, *_RENUMBERED)
        carried = [one for one in waiting if one.received.year < year and (one.decided or january) >= january]
        fresh = [one for one in waiting if one.received.year == year]
        ordinals = list(range(1, len(carried) + len(fresh) + 1))
        if numbering is Numbering.SHUFFLED:
            generator.shuffle(ordinals)
        taken: Counter[int] = Counter()
        for one, ordinal in zip((*carried, *fresh), ordinals, strict=True):
            since = january if one.received.year < year else one.received
            one.numbers.append((since, f"1-{_written(numbering, one, ordinal, taken)}/{year}"))


def _written(numbering: Numbering, record: Record, ordinal: int, taken: Counter[int]) -> str:
    """The ordinal as the court writes it; ``taken`` counts what each judge or building has given out."""
    if numbering is Numbering.EVERY_SECOND:
        return str(2 * ordinal)
    desk = record.portal_id % 3 if numbering is Numbering.BLOCKS else record.portal_id % 2
    if numbering in (Numbering.CONSECUTIVE, Numbering.SHUFFLED):
        return str(ordinal)
    taken[desk] += 1
    if numbering is Numbering.BLOCKS:
        return str(desk * _BLOCK + taken[desk])
    return f"1-{taken[desk]}" if numbering is Numbering.MARKED_SERIES and desk else str(taken[desk])
