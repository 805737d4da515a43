"""Which databases a court runs: the first alone may be silently incomplete.

Each is asked once and remembered. A court without a second database may answer it with the rows of its first.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping

from absentia.collect.kind import Kind
from absentia.collect.ledger.sweeps import Question
from absentia.collect.ledger.values import moment_of, word_of
from absentia.collect.site import Site, guids


class State(enum.StrEnum):
    """What is known of a database of a court."""

    PRESENT = "present"
    ABSENT = "absent"
    EMPTY = "empty"
    """Exists or not, shows nothing."""
    UNKNOWN = "unknown"


_AGAIN = {
    State.PRESENT: dt.timedelta(days=3650),
    State.ABSENT: dt.timedelta(days=90),
    State.EMPTY: dt.timedelta(days=28),
    State.UNKNOWN: dt.timedelta(0),
}
"""After which time a state is looked at again."""
_WINDOWS = (365, 60, 14)
_READINGS = 3
"""A database is called empty or absent when it says so every time."""
_SAYS = {Kind.EMPTY_RESULT: State.EMPTY, Kind.NO_SUCH_DATABASE: State.ABSENT}


async def states(site: Site, register: str, today: dt.date) -> Mapping[int, State]:
    """What is known of each database but the first."""
    ledger, now = site.ledger, site.clock.now()
    host = site.court.host
    known = {
        row["building"]: state
        for row in ledger.ask("buildings", court=host)
        if now - moment_of(row["checked"]) < _AGAIN[state := word_of(State, row["state"])]
    }
    missing = [building for building in site.portal.registers[register].databases[1:] if building not in known]
    if not missing:
        return known
    reference, question = await _reference(site, register, today)
    for building in missing:
        state = State.UNKNOWN if reference is None else await _state(site, question, building, reference)
        with ledger.step():
            ledger.change("set_building", court=host, building=building, state=state, now=site.clock.now())
        known[building] = state
    return known


async def _reference(site: Site, register: str, today: dt.date) -> tuple[frozenset[str] | None, Question]:
    """What the first database shows: what another must not merely repeat. ``None`` where it shows nothing usable."""
    question = Question(site.court.host, register, None, today, today)
    for days in _WINDOWS:
        question = Question(site.court.host, register, None, today - dt.timedelta(days=days), today)
        visit = await site.ask(question, purpose="building", patient=False)
        if site.unusable(visit, question) is None and visit.record is not None:
            site.remember(question, visit)
            return frozenset(guids(visit.record)), question
        if visit.kind is Kind.EMPTY_RESULT:
            site.silent.add(question)
            return frozenset(), question
        if visit.kind is not Kind.TEMPORARILY_UNAVAILABLE:
            break
    return None, question


async def _state(site: Site, question: Question, building: int, reference: frozenset[str]) -> State:
    asked = Question(question.court, question.register, None, question.since, question.until, building)
    readings = []
    for _reading in range(_READINGS):
        visit = await site.ask(asked, purpose="building", patient=False)
        if site.unusable(visit, asked) is None and visit.record is not None:
            shown = frozenset(guids(visit.record))
            if not reference and (again := await site.ask(question, purpose="building")).record is not None:
                reference = frozenset(guids(again.record))  # its emptiness may have been none
            # a row may have come in between: more than half the same is the same
            return State.ABSENT if len(shown & reference) * 2 > len(shown) else State.PRESENT
        if visit.kind not in _SAYS:
            return State.UNKNOWN
        readings.append(_SAYS[visit.kind])
    return readings[0] if len(set(readings)) == 1 else State.UNKNOWN
