"""One sweep: every page of a listing, held against its own counter, read again, and only then called complete.

What is held against the portal's habits: pages beyond the end repeat the last one; rows shift while pages are turned;
wide windows fail; a wrong question looks like an honest zero; a captcha and the firewall answer with status 200.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from absentia.collect.kind import Kind
from absentia.collect.ledger.sweeps import Question, Result, Sweeps
from absentia.collect.session import Visit
from absentia.collect.site import Site, guids
from absentia.collect.zero import UNCONFIRMED, prove_zero
from absentia.looks.rule import UNSTABLE, ZERO_UNCONFIRMED, ListingPage, combine, complete, derive, word
from absentia.model import LookOutcome

ATTEMPTS = 3
"""Readings of a window before it is split: rows may shift under the reader."""
_DEEPEST = 3
"""Halvings of a window that does not stand still; a portal that always contradicts itself is not asked for ever."""
_PULSE_DAYS = 7
"""A window this narrow that is «временно недоступна» too means that the width is not the trouble."""
_AGAIN = UNSTABLE | {
    "zero_contradicted",
    Kind.CUT,
    "filter_ignored",
    "wrong_register",
    "wrong_court",
    "missing_counter",
}


class Sweeper:
    """Sweeps one court."""

    def __init__(self, site: Site, sweeps: Sweeps, run: str) -> None:
        self._site = site
        self._sweeps = sweeps
        self._run = run

    async def sweep(self, sweep: int, question: Question, depth: int = 0) -> Result:
        """Ask until the answer stands or the tries are used up; a window that is too wide is split."""
        if self._site.widest is not None and question.days > self._site.widest:
            return await self._split(sweep, question, "window_known_too_wide", None, depth)
        requests, counters = 0, []
        result = Result(LookOutcome.PARTIAL, "unstable")
        for _attempt in range(ATTEMPTS):
            template = self._site.template
            result = await self._read(question)
            requests += result.requests
            if result.counter is not None:
                counters.append(result.counter)
            if self._site.template != template:
                continue  # the court turned out to have migrated
            if result.outcome is not LookOutcome.PARTIAL or word(result.reason) not in _AGAIN:
                break
        result.requests = requests
        if result.met is Kind.TEMPORARILY_UNAVAILABLE and question.days > 1:
            return await self._perhaps_too_wide(sweep, question, result, depth)
        if word(result.reason) in UNSTABLE and question.days > 1 and depth < _DEEPEST:
            counter = counters[-1] if counters else None
            split = await self._split(sweep, question, f"unstable:{word(result.reason)}", counter, depth)
            split.requests += requests
            return split
        return result

    # without asking

    def read_already(self, question: Question) -> Result | None:
        """What the whole register, read moments ago, says of one provision: the portal's filter would say no more.

        The filter looks for the article in the very cell that the unfiltered listing shows.
        """
        whole = self._site.wholes.get(replace(question, provision=None))
        if question.provision is None or whole is None:
            return None
        rows = {guid: row for guid, row in whole.rows.items() if self._site.shows(row, question.provision)}
        outcome, reason = derive((whole.outcome, whole.reason), len(rows))
        if not outcome.known:
            return Result(outcome, reason)
        # an empty one is proven by the pages of the whole, or by what proved that empty
        proof = () if rows else tuple(whole.captures) if whole.rows else whole.proof
        return Result(
            outcome,
            reason,
            counter=len(rows),
            rows=rows,
            capture_of=whole.capture_of,
            captures=whole.captures,
            proof=proof,
        )

    # one reading

    async def _read(self, question: Question) -> Result:
        """Read the page that the rule wants next, until it wants none."""
        result = Result(LookOutcome.PARTIAL)
        pages: list[ListingPage] = []
        judged = complete(pages)
        while judged.wants is not None:
            visit = await self._page(question, judged.wants, result)
            if visit.kind is Kind.EMPTY_RESULT:
                return await self._zero(question, visit, result) if not pages else _partial(result, "counter_changed")
            if (failed := self._failed(visit, question, result)) is not None:
                return failed
            if not pages:
                self._site.remember(question, visit)
            pages.append(self._seen(visit, judged.wants))
            self._add(visit, result)
            result.counter = pages[0].counter
            result.pages = len({page.number for page in pages})
            judged = complete(pages)
            if judged.reason == ZERO_UNCONFIRMED:
                return await self._zero(question, visit, result)
        result.outcome, result.reason = judged.outcome, judged.reason
        if question.provision is None and result.outcome is LookOutcome.COMPLETE:
            self._site.wholes[question] = result
        return result

    def _seen(self, visit: Visit, number: int) -> ListingPage:
        record, capture = visit.record, visit.capture
        assert record is not None
        assert capture is not None
        now = self._site.clock.now()
        return ListingPage(number, record.counter, guids(record), record.pages or 0, now, capture)

    async def _page(self, question: Question, number: int, result: Result) -> Visit:
        visit = await self._site.ask(question, number)
        result.requests += visit.requests
        if visit.capture:
            result.captures.append(visit.capture)
        return visit

    def _failed(self, visit: Visit, question: Question, result: Result) -> Result | None:
        """How the sweep ends where this page is no usable part of a listing."""
        reason = self._site.unusable(visit, question)
        if reason is None:
            return None
        result.reason = reason
        if visit.kind is Kind.LISTING:
            result.outcome = LookOutcome(reason) if reason == LookOutcome.LAYOUT_CHANGED else LookOutcome.PARTIAL
        elif visit.kind is Kind.SEARCH_FORM and visit.record is not None and visit.record.captcha:
            result.outcome, result.reason = LookOutcome.CAPTCHA, "search_form_with_captcha"
        else:
            shows = visit.kind is Kind.BACKEND_ERROR and visit.record is not None and visit.record.rows
            result.outcome, result.met = LookOutcome.PARTIAL if shows else visit.outcome, visit.kind
        return result

    def _add(self, visit: Visit, result: Result) -> None:
        assert visit.record is not None
        assert visit.capture is not None
        for row in visit.record.rows:
            if row.filing.guid:
                result.rows[row.filing.guid] = row
                result.capture_of[row.filing.guid] = visit.capture

    async def _zero(self, question: Question, zero: Visit, result: Result) -> Result:
        result.pages = 1
        found = await prove_zero(self._site, question, zero, self._read)
        result.requests += found.requests
        result.reason = found.reason
        result.proof = found.proof
        if found.proven:
            result.outcome, result.counter = LookOutcome.EMPTY, 0
        # what is proven empty as a whole is empty under each provision, and what nobody could confirm stays so
        if question.provision is None and (found.proven or found.reason == UNCONFIRMED):
            self._site.wholes[question] = result
        return result

    # windows that are too wide

    async def _perhaps_too_wide(self, sweep: int, question: Question, result: Result, depth: int) -> Result:
        """«Временно недоступна»: the width of the window, or the court? A narrow window tells."""
        pulse = replace(question, since=max(question.since, question.until - dt.timedelta(days=_PULSE_DAYS - 1)))
        if pulse.days == question.days:
            pulse = question.halves()[1]
        visit = await self._site.ask(pulse, purpose="proof", patient=False)
        result.requests += visit.requests
        if visit.kind not in (Kind.LISTING, Kind.EMPTY_RESULT):
            return result
        self._site.too_wide(question.days, _PULSE_DAYS)
        split = await self._split(sweep, question, "window_too_wide", None, depth)
        split.requests += result.requests
        return split

    async def _split(self, sweep: int, question: Question, why: str, counter: int | None, depth: int) -> Result:
        """Ask for both halves and hold their sum against what the whole said."""
        self._sweeps.forget_children(sweep)
        halves = question.halves()
        children = self._sweeps.plan(self._run, halves, parent=sweep)
        whole = Result(LookOutcome.PARTIAL, why, counter=0)
        ends = []
        for child, half in zip(children, halves, strict=True):
            self._sweeps.start(child, self._site.clock.now())
            part = await self.sweep(child, half, depth + 1)
            self._sweeps.end(child, part, self._site.clock.now())
            ends.append(part)
            whole.parts += [(half, part)] if part.outcome.known else part.parts
            whole.rows |= part.rows
            whole.capture_of |= part.capture_of
            whole.captures += part.captures
            whole.pages += part.pages
            whole.requests += part.requests
        return await self._reconciled(sweep, question, whole, ends, counter)

    async def _reconciled(
        self, sweep: int, question: Question, whole: Result, parts: Sequence[Result], counter: int | None
    ) -> Result:
        why = whole.reason
        whole.counter = len(whole.rows)
        shown = [(part.outcome, frozenset(part.rows)) for part in parts]
        whole.outcome, problem = combine(shown)
        if problem is None and counter is not None:
            visit = await self._page(question, 1, whole)
            now = visit.record.counter if visit.record and visit.kind is Kind.LISTING else None
            whole.outcome, problem = combine(shown, -1 if now is None else now)
        if all(part.outcome.known for part in parts):
            whole.parts.clear()
            if problem is not None:
                self._sweeps.doubt_parts(sweep, problem)
        if problem is not None:
            return _with(whole, f"{why}:{problem}")
        whole.proof = tuple(dict.fromkeys(capture for part in parts for capture in part.proof))
        if question.provision is None:
            self._site.wholes[question] = whole
        return _with(whole, f"{why}:parts_add_up")


def _partial(result: Result, reason: str) -> Result:
    result.outcome, result.reason = LookOutcome.PARTIAL, reason
    return result


def _with(result: Result, reason: str) -> Result:
    result.reason = reason
    return result
