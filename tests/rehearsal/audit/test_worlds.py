"""The tiny worlds hold what a count can get wrong, and nothing in them depends on the hour."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.rehearsal.audit.tiny import LONGEST_DELAY, lot_of, tiny
from tests.rehearsal.audit.visitor import Visitor

from absentia.rehearsal.courthouse import Courthouse, Life
from absentia.rehearsal.courthouse.life import Entry
from absentia.rehearsal.world import JOINED, RETURNED, TRANSFERRED, Prosecution

WORLDS = [tiny(number) for number in range(1, 21)]


def _cases(has: Callable[[Prosecution], bool]) -> Callable[[Life], bool]:
    return lambda life: any(has(prosecution) for prosecution in life.world.prosecutions)


def _entries(has: Callable[[Entry], bool]) -> Callable[[Life], bool]:
    return lambda life: any(has(entry) for entry in life.entries)


def _hosts(case: Prosecution) -> set[str]:
    return {record.court.host for record in case.records if record.register == "first"}


def _busy(life: Life) -> bool:
    days = [(entry.record.court.host, entry.record.received) for entry in life.entries]
    return max(days.count(day) for day in days) > 25


ODDITIES: dict[str, Callable[[Life], bool]] = {
    "more than a page of cases on one day": _busy,
    "transferred": _cases(lambda case: len(_hosts(case)) > 1),
    "returned and filed again": _cases(lambda case: case.records[0].result == RETURNED and len(case.records) > 1),
    "moved twice": _cases(lambda case: len([one for one in case.records if one.register == "first"]) == 3),
    "transferred and never seen again": _cases(
        lambda case: len(case.records) == 1 and case.records[0].result == TRANSFERRED
    ),
    "joined": _cases(lambda case: case.records[-1].result == JOINED),
    "an appeal whose first instance is never published": _cases(
        lambda case: case.records[0].unpublished and any(one.register == "appeal" for one in case.records)
    ),
    "unreadable": _entries(lambda entry: not all(person.readable for person in entry.record.persons)),
    "hidden names": _entries(lambda entry: any(person.hidden for person in entry.record.persons)),
    "hidden later": _entries(lambda entry: entry.hidden is not None),
    "recharged": _entries(lambda entry: entry.record.changed is not None),
    "no УИД": _entries(lambda entry: entry.record.uid is None),
    "several persons": _entries(lambda entry: len(entry.record.persons) > 1),
    "never published": _entries(lambda entry: entry.record.unpublished),
    "posted when the visits had begun": _entries(
        lambda entry: bool(entry.record.posted and (entry.record.posted - entry.record.received).days > 20)
    ),
    "decided long before it is posted": _entries(lambda entry: entry.late == 14),
    "removed": _entries(lambda entry: entry.removed is not None),
    "restored": _entries(lambda entry: entry.restored is not None),
    "two databases": lambda life: any(site.buildings == 2 for site in life.sites),
    "the other template": lambda life: any(site.court.template == "vnkod" for site in life.sites),
}


@pytest.mark.parametrize("oddity", ODDITIES)
def test_every_oddity_occurs_in_twenty_worlds(oddity: str) -> None:
    assert sum(ODDITIES[oddity](life) for life in WORLDS) >= 2


def test_the_same_number_gives_the_same_world_and_the_same_pages() -> None:
    assert [entry.record for entry in tiny(7).entries] == [entry.record for entry in WORLDS[6].entries]
    assert [entry.record for entry in tiny(8).entries] != [entry.record for entry in WORLDS[6].entries]
    first, second = (list(_pages(7)) for _time in range(2))
    assert first == second
    assert first


def _pages(number: int) -> Iterator[tuple[str, bytes]]:
    visitor = Visitor(Courthouse(tiny(number)), lot_of(number))
    return ((one.url, one.body) for one in visitor.look_around())


def test_delays_stay_within_what_the_worlds_promise() -> None:
    for life in WORLDS:
        for entry in life.entries:
            if entry.published is not None:
                assert 0 <= (entry.published - entry.record.received).days <= LONGEST_DELAY
            if entry.removed is not None:
                assert entry.decision_posted is None or entry.decision_posted < entry.removed
