"""One sweep: every page of a listing, held against its own counter, read again, and only then called complete.

What is held against the portal's habits: pages beyond the end repeat the last one; rows shift while pages are turned;
wide windows fail; a wrong question looks like an honest zero; a captcha and the firewall answer with status 200.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from absentia.collect.asking import Round, guids, shows
from absentia.collect.ledger import moment, stamp
from absentia.collect.sweeps import Question, Result, Sweeps
from absentia.collect.visiting import CUT, Visit
from absentia.collect.zero import UNCONFIRMED, Zero, prove_zero
from absentia.model import PageKind, SweepOutcome

ATTEMPTS = 3
"""Readings of a window before it is split: rows may shift under the reader."""
_DEEPEST = 3
"""Halvings of a window that does not stand still; a portal that always contradicts itself is not asked for ever."""
_PULSE_DAYS = 7
"""A window this narrow that is «временно недоступна» too means that the width is not the trouble."""
_WIDTH_KEPT = dt.timedelta(days=60)
_EXTRA_PAGES = 3
_UNSTABLE = frozenset({"counter_changed", "rows_shifted", "page_clamped", "first_page_changed", "rows_do_not_add_up"})
_AGAIN = _UNSTABLE | {"zero_contradicted", CUT, "filter_ignored", "wrong_register", "wrong_court", "missing_counter"}
_LAYOUT = frozenset({"layout_changed"})


class Sweeper:
    """Sweeps one court."""

    def __init__(self, round_: Round, sweeps: Sweeps, run: str) -> None:
        self._round = round_
        self._sweeps = sweeps
        self._run = run

    async def sweep(self, sweep: int, question: Question, depth: int = 0) -> Result:
        """Ask until the answer stands or the tries are used up; a window that is too wide is split."""
        widest = self._widest(question.court)
        if widest is not None and question.days > widest:
            return await self._split(sweep, question, "window_known_too_wide", None, depth)
        requests, counters = 0, []
        result = Result(SweepOutcome.PARTIAL, "unstable")
        for _attempt in range(ATTEMPTS):
            template = self._round.template
            result = await self._read(question)
            requests += result.requests
            if result.counter is not None:
                counters.append(result.counter)
            if self._round.template is not template:
                continue  # the court turned out to have migrated
            if result.outcome is not SweepOutcome.PARTIAL or result.reason not in _AGAIN:
                break
        result.requests = requests
        if result.reason == PageKind.TEMPORARILY_UNAVAILABLE and question.days > 1:
            return await self._perhaps_too_wide(sweep, question, result, depth)
        if result.reason in _UNSTABLE and question.days > 1 and depth < _DEEPEST:
            counter = counters[-1] if counters else None
            split = await self._split(sweep, question, f"unstable:{result.reason}", counter, depth)
            split.requests += requests
            return split
        return result

    # without asking

    def read_already(self, question: Question) -> Result | None:
        """What the whole register, read moments ago, says of one provision: the portal's filter would say no more.

        The filter looks for the article in the very cell that the unfiltered listing shows.
        """
        whole = self._round.wholes.get(replace(question, provision=None))
        if question.provision is None or whole is None:
            return None
        if whole.outcome is SweepOutcome.PARTIAL:
            return Result(SweepOutcome.PARTIAL, whole.reason)
        rows = {guid: row for guid, row in whole.rows.items() if shows(row, question.provision)}
        return Result(
            SweepOutcome.COMPLETE if rows else SweepOutcome.EMPTY,
            "read_in_whole_register",
            counter=len(rows),
            rows=rows,
            capture_of=whole.capture_of,
            captures=whole.captures,
        )

    # one reading

    async def _read(self, question: Question) -> Result:
        result = Result(SweepOutcome.PARTIAL)
        first = await self._page(question, 1, result)
        if first.kind == PageKind.EMPTY_RESULT:
            return await self._zero(question, result)
        if (failed := self._failed(first, question, result)) is not None:
            return failed
        assert first.record is not None
        assert first.record.counter is not None
        counter = result.counter = first.record.counter
        result.pages = 1
        self._round.remember(question, first)
        self._add(first, result)
        size = max(len(first.record.rows), 1)
        last = -(-counter // size)
        if len(set(guids(first.record))) < len(first.record.rows):
            return _partial(result, "rows_shifted")
        reason = await self._more_pages(question, result, counter, last, guids(first.record))
        if reason is not None:
            return reason if isinstance(reason, Result) else _partial(result, reason)
        if len(result.rows) != counter:
            return _partial(result, "rows_do_not_add_up")
        if (first.record.pages or 1) > result.pages:
            # the counter is satisfied, and yet the page leads on to others: one of the two is wrong
            return _partial(result, "more_pages_linked")
        if result.pages > 1 and (reason := await self._unchanged(question, result, first)):
            return reason if isinstance(reason, Result) else _partial(result, reason)
        result.outcome, result.reason = SweepOutcome.COMPLETE, None
        if question.provision is None:
            self._round.wholes[question] = result
        return result

    async def _more_pages(
        self, question: Question, result: Result, counter: int, last: int, before: tuple[str, ...]
    ) -> Result | str | None:
        """Turn the pages; a result or a reason where that cannot be gone on with."""
        number = 1
        while len(result.rows) < counter and number < last + _EXTRA_PAGES:
            number += 1
            visit = await self._page(question, number, result)
            if visit.kind == PageKind.EMPTY_RESULT:
                return "counter_changed"
            if (failed := self._failed(visit, question, result)) is not None:
                return failed
            assert visit.record is not None
            shown = guids(visit.record)
            if visit.record.counter != counter:
                return "counter_changed"
            if set(shown) == set(before):
                return "page_clamped"
            if len(set(shown)) < len(shown) or any(guid in result.rows for guid in shown):
                return "rows_shifted"
            result.pages += 1
            self._add(visit, result)
            before = shown
        return None

    async def _unchanged(self, question: Question, result: Result, first: Visit) -> Result | str | None:
        """Read the first page again: rows that came or went meanwhile have shifted all others."""
        again = await self._page(question, 1, result)
        if (failed := self._failed(again, question, result)) is not None:
            return failed
        assert again.record is not None
        assert first.record is not None
        same = again.record.counter == first.record.counter and guids(again.record) == guids(first.record)
        return None if same else "first_page_changed"

    async def _page(self, question: Question, number: int, result: Result) -> Visit:
        visit = await self._round.ask(question, number)
        result.requests += visit.requests
        if visit.capture:
            result.captures.append(visit.capture)
        return visit

    def _failed(self, visit: Visit, question: Question, result: Result) -> Result | None:
        """How the sweep ends where this page is no usable part of a listing."""
        reason = self._round.unusable(visit, question)
        if reason is None:
            return None
        if reason in _LAYOUT:
            result.outcome = SweepOutcome.LAYOUT_CHANGED
        elif visit.kind == PageKind.SEARCH_FORM and visit.record is not None and visit.record.captcha:
            result.outcome, reason = SweepOutcome.CAPTCHA, "search_form_with_captcha"
        elif visit.kind == PageKind.BACKEND_ERROR and visit.record is not None and visit.record.rows:
            result.outcome = SweepOutcome.PARTIAL
        else:
            result.outcome = visit.outcome if visit.kind == reason else SweepOutcome.PARTIAL
        result.reason = reason
        return result

    def _add(self, visit: Visit, result: Result) -> None:
        assert visit.record is not None
        assert visit.capture is not None
        for row in visit.record.rows:
            if row.filing.guid:
                result.rows[row.filing.guid] = row
                result.capture_of[row.filing.guid] = visit.capture

    async def _zero(self, question: Question, result: Result) -> Result:
        result.pages = 1
        verdict, reason, requests = await prove_zero(self._round, question, self._read)
        result.requests += requests
        result.reason = reason
        if verdict is Zero.PROVEN:
            result.outcome, result.counter = SweepOutcome.EMPTY, 0
        # what is proven empty as a whole is empty under each provision, and what nobody could confirm stays so
        if question.provision is None and (verdict is Zero.PROVEN or reason == UNCONFIRMED):
            self._round.wholes[question] = result
        return result

    # windows that are too wide

    def _widest(self, host: str) -> int | None:
        """How wide a window this court lately answered; what was found long ago is found out anew."""
        known = self._round.visitor.ledger.host(host)
        found = moment(known["widest_found"])
        fresh = found is not None and self._round.visitor.clock.now() - found < _WIDTH_KEPT
        return known["widest_days"] if fresh else None

    async def _perhaps_too_wide(self, sweep: int, question: Question, result: Result, depth: int) -> Result:
        """«Временно недоступна»: the width of the window, or the court? A narrow window tells."""
        pulse = replace(question, since=max(question.since, question.until - dt.timedelta(days=_PULSE_DAYS - 1)))
        if pulse.days == question.days:
            pulse = question.halves()[1]
        visit = await self._round.ask(pulse, purpose="proof", patient=False)
        result.requests += visit.requests
        if visit.kind not in (PageKind.LISTING, PageKind.EMPTY_RESULT):
            return result
        now = stamp(self._round.visitor.clock.now())
        narrower = max(question.days // 2, _PULSE_DAYS)
        self._round.visitor.ledger.set_host(question.court, widest_days=narrower, widest_found=now)
        split = await self._split(sweep, question, "window_too_wide", None, depth)
        split.requests += result.requests
        return split

    async def _split(self, sweep: int, question: Question, why: str, counter: int | None, depth: int) -> Result:
        """Ask for both halves and hold their sum against what the whole said."""
        self._sweeps.forget_children(sweep)
        halves = question.halves()
        children = self._sweeps.plan(self._run, halves, parent=sweep)
        whole = Result(SweepOutcome.PARTIAL, why, counter=0)
        ends = []
        twice = False
        for child, half in zip(children, halves, strict=True):
            self._sweeps.start(child, self._round.visitor.clock.now())
            part = await self.sweep(child, half, depth + 1)
            self._sweeps.end(child, part, self._round.visitor.clock.now())
            ends.append(part.outcome)
            whole.parts += [(half, part)] if part.outcome.known else part.parts
            twice = twice or not whole.rows.keys().isdisjoint(part.rows)
            whole.rows |= part.rows
            whole.capture_of |= part.capture_of
            whole.captures += part.captures
            whole.pages += part.pages
            whole.requests += part.requests
        return await self._reconciled(question, whole, ends, counter, twice=twice)

    async def _reconciled(
        self, question: Question, whole: Result, ends: list[SweepOutcome], counter: int | None, *, twice: bool
    ) -> Result:
        why = whole.reason
        whole.counter = len(whole.rows)
        if not all(end.known for end in ends):
            same = set(ends)
            whole.outcome = same.pop() if len(same) == 1 else SweepOutcome.PARTIAL
            return _with(whole, f"{why}:parts_not_complete")
        whole.parts.clear()
        if twice:
            return _with(whole, f"{why}:a_record_in_two_parts")
        if counter is not None:
            visit = await self._page(question, 1, whole)
            now = visit.record.counter if visit.record else None
            if visit.kind != PageKind.LISTING or now != len(whole.rows):
                return _with(whole, f"{why}:parts_do_not_add_up")
        whole.outcome = SweepOutcome.COMPLETE if whole.rows else SweepOutcome.EMPTY
        if question.provision is None:
            self._round.wholes[question] = whole
        return _with(whole, f"{why}:parts_add_up")


def _partial(result: Result, reason: str) -> Result:
    result.outcome, result.reason = SweepOutcome.PARTIAL, reason
    return result


def _with(result: Result, reason: str) -> Result:
    result.reason = reason
    return result
