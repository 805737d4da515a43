"""What a register shows of a record on a given day: the only thing the pages are written from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from absentia.rehearsal.courts import SyntheticCourt
from absentia.rehearsal.drawn import cell
from absentia.rehearsal.world import RETURNED, TERMINATED, TRANSFERRED, VERDICT, Record, SyntheticPerson

UNREADABLE = "статья уточняется"
"""What a clerk may type instead of a list of articles."""
_OUTCOME = {
    VERDICT: "Постановление приговора",
    RETURNED: "Дело возвращено прокурору",
    TRANSFERRED: "Дело направлено по подсудности",
    TERMINATED: "Производство по делу прекращено",
}


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """A row of ДВИЖЕНИЕ ДЕЛА."""

    name: str
    date: dt.date
    time: str
    place: str
    result: str
    posted: dt.date


@dataclass(frozen=True, slots=True)
class SeenPerson:
    """A row of ЛИЦА."""

    name: str | None
    """``None`` where the court hides it."""
    charges: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A record as it stands on one day."""

    court: SyntheticCourt
    register: str
    guid: str
    portal_id: int
    uid: str | None
    number: str
    """With the former numbers as pages print them: ``1-17/2026 (1-648/2025;)``."""
    received: dt.date
    judge: str
    decided: dt.date | None
    result: str | None
    persons: tuple[SeenPerson, ...]
    events: tuple[SeenEvent, ...]
    lower_court: str | None
    lower_number: str | None
    published: dt.datetime
    changed: dt.datetime


def seen(record: Record, day: dt.date) -> Seen | None:
    """The record on ``day``; ``None`` before it was received and posted, or where the court hides it."""
    if not record.shows_on(day):
        return None
    decided = record.decided if record.decided and record.decided <= day else None
    events = tuple(event for event in _events(record) if event.posted <= day)
    published = dt.datetime.combine(record.posted or record.received, dt.time(17, 30))
    latest = max((event.posted for event in events), default=record.received)
    if record.changed and record.changed[0] <= day:
        latest = max(latest, record.changed[0])
    current, *former = record.numbers_at(day)
    lower = record.lower
    return Seen(
        court=record.court,
        register=record.register,
        guid=record.guid,
        portal_id=record.portal_id,
        uid=record.uid,
        number=current + (f" ({' '.join(f'{number};' for number in former)})" if former else ""),
        received=record.received,
        judge=record.judge,
        decided=decided,
        result=record.result if decided else None,
        persons=tuple(_person(person, record) for person in record.persons_at(day)),
        events=events,
        lower_court=_lower_court(lower) if lower else None,
        lower_number=lower.numbers_at(record.received)[0] if lower else None,
        published=published,
        changed=dt.datetime.combine(max(latest, record.posted or record.received), dt.time(18, 5)),
    )


def _lower_court(lower: Record) -> str:
    # higher courts write some lower courts in full and some in short
    return lower.court.name if lower.portal_id % 2 else lower.court.short_name


def _person(person: SyntheticPerson, record: Record) -> SeenPerson:
    # both styles of cells occur; which one is a habit of the record's clerk
    charges = cell(person.charges, prefix=record.portal_id % 5 == 0) if person.readable else UNREADABLE
    return SeenPerson(None if person.hidden else person.name, charges)


def _events(record: Record) -> tuple[SeenEvent, ...]:
    day = record.received
    rows = [
        SeenEvent("Регистрация поступившего в суд дела", day, "15:40", "", "", day),
        SeenEvent("Передача материалов дела судье", day, "16:55", "", "", day),
    ]
    if record.decided:
        half = day + (record.decided - day) / 2
        posted = half - dt.timedelta(days=min(3, (half - day).days))
        rows.append(SeenEvent("Судебное заседание", half, "10:00", "Зал № 1", "Заседание отложено", posted))
        outcome = _OUTCOME.get(record.result or "", "Вынесено решение")
        rows.append(SeenEvent("Судебное заседание", record.decided, "14:30", "Зал № 1", outcome, record.decided))
        if record.result == VERDICT:
            done = record.decided
            rows.append(SeenEvent("Провозглашение приговора", done, "17:30", "Зал № 1", "", done))
    return tuple(rows)
