"""Lists of hearings: no captcha guards them. They show only cases that were heard, so they complete nothing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from absentia.collect.acts import Acts
from absentia.collect.asking import Round
from absentia.collect.kind import Kind
from absentia.collect.sweeps import Question, Result, Sweeps
from absentia.collect.written import day_of, stamp
from absentia.model import LookOutcome

_BACK_DAYS = 14
"""How far back the first look goes, and the longest gap that is made up for."""
_SUNDAY = 6


class Hearings:
    """Reads the days since the last look."""

    def __init__(self, round_: Round, sweeps: Sweeps, run: str, provisions: Sequence[str]) -> None:
        self._round = round_
        self._sweeps = sweeps
        self._run = run
        self._provisions = provisions

    def days(self, today: dt.date) -> list[dt.date]:
        """The days to read: from the one after the last read, up to today; Sundays left out."""
        found = self._round.visitor.ledger.row(
            "SELECT max(day) AS day FROM hearing_days WHERE court = ? AND outcome IN ('complete', 'empty')",
            (self._round.court.host,),
        )
        first = today - dt.timedelta(days=_BACK_DAYS)
        if found and found["day"]:
            first = max(first, day_of(found["day"]) + dt.timedelta(days=1))
        span = (today - first).days + 1
        days = (first + dt.timedelta(days=offset) for offset in range(max(span, 0)))
        return [day for day in days if day.weekday() != _SUNDAY]

    async def read(self, today: dt.date) -> None:
        """Read them, each written down as a day of its own."""
        for day in self.days(today):
            url = self._round.portal.hearing_list_url(self._round.court.site, day)
            if url is None:
                return
            result = await self._day(day, url)
            now = self._round.visitor.clock.now()
            with self._round.visitor.ledger.step():
                self._take(day, result, now)
                self._note(day, result, now)
            if result.outcome in (LookOutcome.UNREACHABLE, LookOutcome.BLOCKED):
                return

    async def _day(self, day: dt.date, url: str) -> Result:
        visit = await self._round.visitor.visit(url, "hearing_list")
        self._round.notice_template(visit)
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
        found = (str(result.outcome), result.reason, len(result.rows), capture, stamp(now))
        self._round.visitor.ledger.write(
            "INSERT INTO hearing_days (court, day, run, outcome, reason, rows, capture, read) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (self._round.court.host, day.isoformat(), self._run, *found),
        )

    def _take(self, day: dt.date, result: Result, now: dt.datetime) -> None:
        """Cards of the provisions wanted are to be opened; a register of its own for each row."""
        by_register: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for guid, row in result.rows.items():
            key = f"{row.procedure}-{row.instance}"
            wanted = not self._provisions or any(self._round.shows(row, provision) for provision in self._provisions)
            if key in self._round.court.registers and wanted:
                by_register[key][guid] = guid
        for register, wanted_guids in by_register.items():
            part = Result(
                result.outcome,
                rows={guid: result.rows[guid] for guid in wanted_guids},
                capture_of=result.capture_of,
            )
            question = Question(self._round.court.host, register, None, day, day)
            new, changed = self._round.filings.take(question, part, now, wanted_guids, kind="hearing_list")
            Acts(self._round.visitor.ledger, self._round.court.host).linked(question, part, wanted_guids)
            self._sweeps.count(self._run, new_filings=new, changed_filings=changed)
