"""A small world of prosecutions: who was charged with what, where it was filed, what became of it.

The world knows nothing of pages. Its volume follows the published growth of Article 337 cases (615 received in 2021,
1,001 in 2022, 2,076 in the first half of 2023, 5,024 in 2023; Mediazona), scaled down; everything else (mix of
provisions, durations, outcomes) is invented so that every situation occurs that a count can get wrong.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from absentia.rehearsal import drawn
from absentia.rehearsal.courts import COURTS, Manner, SyntheticCourt
from absentia.rehearsal.drawn import SyntheticCharge, companion, main_charge

SINCE, UNTIL = dt.date(2021, 1, 1), dt.date(2023, 12, 31)
VERDICT = "Вынесен ПРИГОВОР"
RETURNED = "ВОЗВРАЩЕНО ПРОКУРОРУ (в порядке ст. 237 УПК РФ)"
TRANSFERRED = "Направлено ПО ПОДСУДНОСТИ (подведомственности)"
TERMINATED = "Уголовное дело ПРЕКРАЩЕНО"
JOINED = "Дело присоединено к другому делу"
# half-years of Art. 337 receipts; the split of 2022 and the shape inside a half-year are ours
_HALF_YEARS = {(2021, 1): 300, (2021, 2): 315, (2022, 1): 360, (2022, 2): 641, (2023, 1): 2076, (2023, 2): 2948}


@dataclass(frozen=True, slots=True)
class SyntheticPerson:
    """A defendant; ``name`` is invented, ``hidden`` says whether the court shows it."""

    name: str
    hidden: bool
    charges: tuple[SyntheticCharge, ...]
    readable: bool = True
    """False: the court wrote something in the cell that is no list of articles."""


@dataclass(slots=True)
class Record:
    """One entry of one court's register, through time."""

    court: SyntheticCourt
    register: str
    """first, appeal or cassation."""
    guid: str
    portal_id: int
    uid: str | None
    received: dt.date
    persons: tuple[SyntheticPerson, ...]
    judge: str
    decided: dt.date | None = None
    result: str | None = None
    changed: tuple[dt.date, tuple[SyntheticPerson, ...]] | None = None
    """Since when the persons stand charged with something else."""
    lower: Record | None = None
    has_card: bool = True
    only_heard: bool = False
    """Shown in a hearing list and nowhere else: no receipt date can be read."""
    numbers: list[tuple[dt.date, str]] = field(default_factory=list)
    """Since when it bears which number."""
    unpublished: bool = False
    """In the register, but on no page ever."""
    posted: dt.date | None = None
    """The day it first appears, where that is not the day it was received."""
    removed: dt.date | None = None
    """The day it disappears again."""

    def shows_on(self, day: dt.date) -> bool:
        """Whether any page shows it on ``day``."""
        appeared = (self.posted or self.received) <= day
        return appeared and not self.unpublished and (self.removed is None or day < self.removed)

    def persons_at(self, day: dt.date) -> tuple[SyntheticPerson, ...]:
        """The persons and charges as the register shows them on ``day``."""
        return self.changed[1] if self.changed and self.changed[0] <= day else self.persons

    def numbers_at(self, day: dt.date) -> tuple[str, ...]:
        """The number borne on ``day``, then the former ones, newest first."""
        return tuple(number for since, number in reversed(self.numbers) if since <= day)


@dataclass(slots=True)
class Prosecution:
    """All records of one prosecution; the unit most counts use."""

    records: list[Record]


@dataclass(frozen=True, slots=True)
class World:
    """Everything that happened."""

    seed: int
    courts: tuple[SyntheticCourt, ...]
    prosecutions: tuple[Prosecution, ...]

    @property
    def records(self) -> tuple[Record, ...]:
        """Every record of every register."""
        return tuple(record for prosecution in self.prosecutions for record in prosecution.records)


def simulate(seed: int, *, courts: tuple[SyntheticCourt, ...] = COURTS, scale: float = 0.1) -> World:
    """Let the invented courts receive cases from 2021 to 2023; the same seed gives the same world.

    ``scale`` 1 would give as many Article 337 cases as were published for the whole country.
    """
    generator = random.Random(seed)  # noqa: S311  a repeatable rehearsal, not a secret
    simulation = _Simulation(generator, courts)
    for day in _receipt_days(generator, scale):
        simulation.prosecute(day)
    simulation.place_the_special_cases()
    number_records(simulation.prosecutions)
    return World(seed, courts, tuple(simulation.prosecutions))


def _receipt_days(generator: random.Random, scale: float) -> Iterator[dt.date]:
    for (year, half), count in _HALF_YEARS.items():
        first = dt.date(year, 6 * half - 5, 1)
        days = (dt.date(year + half // 2, 7 if half == 1 else 1, 1) - first).days
        for _case in range(max(2, _poisson(generator, count * scale))):
            # denser towards the end of a half-year, as the published months are
            yield first + dt.timedelta(days=int(days * generator.random() ** 0.8))


def _poisson(generator: random.Random, mean: float) -> int:
    total, threshold = 0, math.exp(-min(mean, 500.0))
    if mean > 500.0:  # where exp underflows a normal draw is as good
        return round(generator.gauss(mean, math.sqrt(mean)))
    product = generator.random()
    while product > threshold:
        total += 1
        product *= generator.random()
    return total


def record_of(
    generator: random.Random,
    court: SyntheticCourt,
    register: str,
    received: dt.date,
    persons: tuple[SyntheticPerson, ...],
    uid: str | None,
) -> Record:
    """A record that a court has just received, its ids and its judge drawn."""
    return Record(
        court=court,
        register=register,
        guid=drawn.guid(generator),
        portal_id=generator.randrange(10**6, 10**8),
        uid=uid,
        received=received,
        persons=persons,
        judge=drawn.judge(generator),
    )


def recharged(
    generator: random.Random, persons: Iterable[SyntheticPerson], day: dt.date
) -> tuple[SyntheticPerson, ...]:
    """The persons charged with something else from a day on; what was charged beside it stays."""
    return tuple(replace(person, charges=(main_charge(day, generator), *person.charges[1:])) for person in persons)


class _Simulation:
    """Builds prosecutions one by one."""

    def __init__(self, generator: random.Random, courts: tuple[SyntheticCourt, ...]) -> None:
        self.generator = generator
        self.garrisons = tuple(court for court in courts if court.level == "garrison")
        self.okrug = next((court for court in courts if court.level == "okrug"), None)
        self.cassation = next((court for court in courts if court.level == "cassation"), None)
        self.prosecutions: list[Prosecution] = []
        self._serial = 0

    def prosecute(self, day: dt.date) -> Prosecution:
        """One prosecution, from the day its case is received to whatever comes of it by the end of 2023."""
        generator = self.generator
        court = generator.choices(self.garrisons, weights=range(len(self.garrisons) + 3, 3, -1))[0]
        self._serial += 1
        uid = drawn.uid(court.code, day.year, self._serial)
        first = record_of(generator, court, "first", day, self._persons(day), uid)
        prosecution = Prosecution([first])
        self.prosecutions.append(prosecution)
        self._decide(first)
        if first.result in (RETURNED, TRANSFERRED):
            self._again(prosecution, first)
        elif first.result == VERDICT:
            self._appeal(prosecution, first)
        if len(prosecution.records) == 1:
            first.has_card = generator.random() > 0.2  # one in five is seen in the listing only
        return prosecution

    def _persons(self, day: dt.date) -> tuple[SyntheticPerson, ...]:
        generator = self.generator
        hidden = generator.random() < 0.25  # invented share
        number = generator.choices((1, 2, 3), weights=(92, 6, 2))[0]
        names: list[str] = []
        while len(names) < number:
            name = drawn.person(generator)
            if name not in names:
                names.append(name)
        persons = []
        for name in names:
            charges = [main_charge(day, generator)]
            if generator.random() < 0.15:  # invented share
                charges.append(companion(generator))
                generator.shuffle(charges)
            persons.append(SyntheticPerson(name, hidden, tuple(charges)))
        return tuple(persons)

    def _decide(self, record: Record) -> None:
        """Give the record its end, if it has one before the world stops."""
        generator = self.generator
        day = record.received + dt.timedelta(days=round(generator.gammavariate(4, 20)) + 5)
        result = generator.choices((VERDICT, TERMINATED, RETURNED, TRANSFERRED), weights=(82, 5, 7, 6))[0]
        if generator.random() < 0.06:  # invented share of charges changed during the trial
            since = record.received + (day - record.received) / 2
            record.changed = (since, recharged(self.generator, record.persons, since))
        if day <= UNTIL:
            record.decided, record.result = day, result

    def _again(self, prosecution: Prosecution, first: Record) -> None:
        """A returned case is filed again in the same court, a transferred one in another; the УИД stays."""
        assert first.decided is not None
        returned = first.result == RETURNED
        others = tuple(court for court in self.garrisons if court is not first.court)
        court = first.court if returned or not others else self.generator.choice(others)
        day = first.decided + dt.timedelta(days=self.generator.randrange(*((50, 120) if returned else (10, 30))))
        if day > UNTIL:
            return
        persons = first.persons_at(day)
        if returned and self.generator.random() < 0.5:  # invented share
            persons = recharged(self.generator, persons, day)
        record = record_of(self.generator, court, "first", day, persons, first.uid)
        prosecution.records.append(record)
        self._decide(record)
        if record.result in (RETURNED, TRANSFERRED):
            record.result = VERDICT
        if record.result == VERDICT:
            self._appeal(prosecution, record)

    def _appeal(self, prosecution: Prosecution, first: Record) -> None:
        """One verdict in six is appealed, one appeal in four goes on to cassation."""
        chain = ((self.okrug, "appeal", 6, (20, 50)), (self.cassation, "cassation", 4, (60, 120)))
        below = first
        for court, register, one_in, wait in chain:
            if court is None or below.decided is None or self.generator.randrange(one_in):
                return
            day = below.decided + dt.timedelta(days=self.generator.randrange(*wait))
            if day > UNTIL:
                return
            uid = first.uid if register == "cassation" else None
            record = record_of(self.generator, court, register, day, first.persons_at(day), uid)
            record.lower = first
            done = day + dt.timedelta(days=self.generator.randrange(14, 40))
            if done <= UNTIL:
                record.decided, record.result = done, "ВЫНЕСЕНО РЕШЕНИЕ ПО СУЩЕСТВУ ДЕЛА"
            prosecution.records.append(record)
            below = record

    def place_the_special_cases(self) -> None:
        """Place what every world must contain, whatever the seed.

        One unreadable cell, one case seen in a hearing list only, one УИД with a wrong check digit, one case that
        crosses a January.
        """
        answering = [court for court in self.garrisons if court.manner is Manner.ANSWERS]
        if not answering:
            return
        court = answering[0]
        for position, kind in enumerate(("unreadable", "only_heard", "bad_uid", "renumbered")):
            day = dt.date(2022, 11, 14) + dt.timedelta(days=position)
            self._serial += 1
            uid = drawn.uid(court.code, day.year, self._serial)
            record = record_of(self.generator, court, "first", day, self._persons(day)[:1], uid)
            if kind == "unreadable":
                person = record.persons[0]
                record.persons = (SyntheticPerson(person.name, person.hidden, (), readable=False),)
            elif kind == "only_heard":
                record.only_heard, record.has_card, record.uid = True, False, None
            elif kind == "bad_uid":
                record.uid = drawn.mistyped(uid)
            else:
                record.decided, record.result = dt.date(2023, 2, 20), VERDICT
            self.prosecutions.append(Prosecution([record]))


def number_records(prosecutions: Sequence[Prosecution]) -> None:
    """Give every record its numbers: each January the unfinished ones get new ones before anything is received."""
    counters: dict[tuple[str, str, int], int] = {}

    def take(record: Record, year: int) -> str:
        key = (record.court.host, record.register, year)
        ordinal = counters[key] = counters.get(key, 0) + 1
        if record.register == "cassation":
            return f"7У-{ordinal}/{year} [77-{ordinal + 100}/{year}]"
        return f"{'22' if record.register == 'appeal' else '1'}-{ordinal}/{year}"

    records = sorted(
        (record for prosecution in prosecutions for record in prosecution.records),
        key=lambda record: (record.received, record.guid),
    )
    for year in range(SINCE.year, UNTIL.year + 2):
        january = dt.date(year, 1, 9)
        for record in records:
            open_still = record.decided is None or record.decided >= january
            if record.received.year < year and open_still and record.register != "cassation":
                record.numbers.append((january, take(record, year)))
        for record in records:
            if record.received.year == year:
                record.numbers.append((record.received, take(record, year)))
