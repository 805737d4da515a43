"""What a court is asked besides its sweeps: which databases it runs, whether old windows changed, who was heard.

Databases: the first alone may be silently incomplete. Each is asked once and remembered. A court without a second
database may answer it with the rows of its first.

Counters of windows that are not due: one page says whether anything came or went, long before the next sweep. Older
windows are swept every few weeks or months; a record that is removed and put back in between would never be missed. The
counter over all of them is one request. It is held against the rows known; where it differs, halves are asked until the
windows that changed are found, and these are swept in the same run.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from absentia.collect.kind import Kind
from absentia.collect.ledger.cards import SLACK, Acts
from absentia.collect.ledger.sweeps import Question, Result, Sweeps
from absentia.collect.ledger.values import day_of, moment, moment_of, stamp, word_of
from absentia.collect.site import Site, guids
from absentia.model import LookOutcome


class State(enum.StrEnum):
    """What is known of a database of a court."""

    PRESENT = "present"
    ABSENT = "absent"
    EMPTY = "empty"
    """Exists or not, shows nothing, while the first shows rows before and after."""
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
    if set(readings) == {State.EMPTY} and not (reference and await _shows_rows(site, question)):
        return State.UNKNOWN  # a court that says «nothing found» to everything says nothing
    return readings[0] if len(set(readings)) == 1 else State.UNKNOWN


async def _shows_rows(site: Site, question: Question) -> bool:
    visit = await site.ask(question, purpose="building", patient=False)
    return site.unusable(visit, question) is None and visit.record is not None and bool(guids(visit.record))


_BACK_DAYS = 14
"""How far back the first look at hearing lists goes, and the longest gap that is made up for."""
_SUNDAY = 6


class Hearings:
    """Reads the lists of hearings of the days since the last look; no captcha guards them.

    They show only cases that were heard, so they complete nothing.
    """

    def __init__(self, site: Site, sweeps: Sweeps, run: str, provisions: Sequence[str]) -> None:
        self._site = site
        self._sweeps = sweeps
        self._run = run
        self._provisions = provisions

    def days(self, today: dt.date) -> list[dt.date]:
        """The days to read: from the one after the last read, up to today; Sundays left out."""
        found = self._site.ledger.first("last_hearing_day", court=self._site.court.host)
        first = today - dt.timedelta(days=_BACK_DAYS)
        if found and found["day"]:
            first = max(first, day_of(found["day"]) + dt.timedelta(days=1))
        span = (today - first).days + 1
        days = (first + dt.timedelta(days=offset) for offset in range(max(span, 0)))
        return [day for day in days if day.weekday() != _SUNDAY]

    async def read(self, today: dt.date) -> None:
        """Read them, each written down as a day of its own."""
        for day in self.days(today):
            url = self._site.portal.hearing_list_url(self._site.court.site, day)
            if url is None:
                return
            result = await self._day(day, url)
            now = self._site.clock.now()
            with self._site.ledger.step():
                self._take(day, result, now)
                self._note(day, result, now)
            if result.outcome in (LookOutcome.UNREACHABLE, LookOutcome.BLOCKED):
                return

    async def _day(self, day: dt.date, url: str) -> Result:
        visit = await self._site.session.visit(url, "hearing_list")
        self._site.notice_template(visit)
        result = Result(visit.outcome, visit.reason, requests=visit.requests)
        if visit.capture:
            result.captures.append(visit.capture)
        record = visit.record
        if visit.kind is not Kind.HEARING_LIST or record is None:
            return result
        result.pages = 1
        if record.hearing_date != day.isoformat():
            result.outcome, result.reason = LookOutcome.PARTIAL, "answered_another_day"
            return result
        for row in record.rows:
            if row.filing.guid and visit.capture:
                result.rows[row.filing.guid] = row
                result.capture_of[row.filing.guid] = visit.capture
        result.counter = len(result.rows)
        result.outcome = LookOutcome.COMPLETE if result.rows else LookOutcome.EMPTY
        result.reason = None
        return result

    def _note(self, day: dt.date, result: Result, now: dt.datetime) -> None:
        capture = result.captures[0] if result.captures else None
        self._site.ledger.change(
            "hearing_day",
            court=self._site.court.host,
            day=day,
            run=self._run,
            outcome=str(result.outcome),
            reason=result.reason,
            rows=len(result.rows),
            capture=capture,
            now=now,
        )

    def _take(self, day: dt.date, result: Result, now: dt.datetime) -> None:
        """Cards of the provisions wanted are to be opened; a register of its own for each row."""
        by_register: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for guid, row in result.rows.items():
            key = f"{row.procedure}-{row.instance}"
            wanted = not self._provisions or any(self._site.shows(row, provision) for provision in self._provisions)
            if key in self._site.court.registers and wanted:
                by_register[key][guid] = guid
        for register, wanted_guids in by_register.items():
            part = Result(
                result.outcome,
                rows={guid: result.rows[guid] for guid in wanted_guids},
                capture_of=result.capture_of,
            )
            question = Question(self._site.court.host, register, None, day, day)
            new, changed = self._site.rows.take(question, part, now, wanted_guids, kind="hearing_list")
            Acts(self._site.ledger, self._site.court.host).linked(question, part, wanted_guids)
            self._sweeps.count(self._run, new_filings=new, changed_filings=changed)


class Counters:
    """Takes the pulse of one court."""

    def __init__(self, site: Site, every: dt.timedelta) -> None:
        self._site = site
        self._every = every
        self._failed = False
        """The court showed something else than a counter."""

    async def changed(self, windows: Sequence[Question]) -> list[Question]:
        """Those of the windows whose counter is not that of the rows known. Says nothing where the court does not."""
        now = self._site.clock.now()
        host = self._site.ledger.host(self._site.court.host)
        last = moment(host["pulsed"])
        if not windows or (last is not None and now - last < self._every - SLACK):
            return []
        widest = self._site.widest
        whole = {piece: one for one in windows for piece in _pieces(one, widest)}
        lists: dict[tuple[str, str | None, int], list[Question]] = {}
        for piece in whole:
            lists.setdefault((piece.register, piece.provision, piece.building), []).append(piece)
        found: dict[Question, None] = {}
        for group in lists.values():
            for run in _adjoining(group, widest):
                found |= dict.fromkeys(whole[piece] for piece in await self._differing(run, None))
                if self._failed:
                    return list(found)
        self._site.ledger.set_host(self._site.court.host, pulsed=stamp(self._site.clock.now()))
        return list(found)

    async def _differing(self, windows: Sequence[Question], counter: int | None) -> list[Question]:
        """The windows that changed among adjoining ones; ``counter``: what they must add up to, if that is known."""
        if counter is None:
            counter = await self._counter(windows)
        if counter is None or counter == sum(self._known(one) for one in windows):
            return []
        if len(windows) == 1:
            return list(windows)
        middle = len(windows) // 2
        first, second = windows[:middle], windows[middle:]
        shown = await self._counter(first)
        if shown is None:
            return list(windows)  # one of them did
        return [*await self._differing(first, shown), *await self._differing(second, counter - shown)]

    async def _counter(self, windows: Sequence[Question]) -> int | None:
        question = replace(windows[0], since=windows[0].since, until=windows[-1].until)
        visit = await self._site.ask(question, purpose="pulse", patient=False)
        if visit.kind is Kind.EMPTY_RESULT:
            return 0
        if visit.kind is Kind.LISTING and self._site.unusable(visit, question) is None:
            return visit.record.counter if visit.record else None
        if visit.kind is Kind.TEMPORARILY_UNAVAILABLE and len(windows) > 1:
            self._site.too_wide(question.days, max(one.days for one in windows))
        self._failed = True
        return None

    def _known(self, question: Question) -> int:
        return len(self._site.rows.known(question))


def _pieces(window: Question, widest: int | None) -> list[Question]:
    """The window in parts as wide as the court answers."""
    if widest is None or window.days <= max(widest, 1):
        return [window]
    return [piece for half in window.halves() for piece in _pieces(half, widest)]


def _adjoining(windows: Sequence[Question], widest: int | None) -> list[list[Question]]:
    """Runs of windows without a day between them, none wider than the court answers."""
    runs: list[list[Question]] = []
    for one in sorted(windows, key=lambda question: question.since):
        last = runs[-1] if runs else None
        joins = last is not None and one.since - last[-1].until == dt.timedelta(days=1)
        if last is not None and joins and (widest is None or (one.until - last[0].since).days < widest):
            last.append(one)
        else:
            runs.append([one])
    return runs
