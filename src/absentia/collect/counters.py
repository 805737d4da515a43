"""Counters of windows that are not due: one page says whether anything came or went, long before the next sweep.

Older windows are swept every few weeks or months; a record that is removed and put back in between would never be
missed. The counter over all of them is one request. It is held against the rows known; where it differs, halves are
asked until the windows that changed are found, and these are swept in the same run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from absentia.collect.kind import Kind
from absentia.collect.ledger.cards import SLACK
from absentia.collect.ledger.sweeps import Question
from absentia.collect.ledger.values import moment, stamp
from absentia.collect.site import Site


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
