"""One visit: wait for the turn, ask, archive, only then read, write into the ledger. No step is ever skipped.

What can go wrong on the way is tried again, a bounded number of times; what remains is said by ``Visit.kind``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from absentia.archive.formats import page_in
from absentia.collect.clock import Clock, VirtualClock
from absentia.collect.kind import Kind
from absentia.collect.ledger import Ledger
from absentia.collect.ledger.values import stamp, word_of
from absentia.collect.pace import NotNow, Pace, Robots
from absentia.collect.request import REHEARSAL_SECONDS, Answer, Fetcher, Kept, NoAnswer, Store, host_of, keep
from absentia.looks.rule import VISIT
from absentia.model import LookOutcome, PageRecord
from absentia.sources.protocol import Portal

TRIES = 3
_WAITS = (30.0, 120.0)
"""Seconds before the second and the third try."""
_TOO_MANY, _SERVER, _REDIRECT = 429, 500, range(300, 400)
_FORBIDDEN, _NOT_FOUND = 403, 404
_ALIKE = {401: _FORBIDDEN, 451: _FORBIDDEN, 410: _NOT_FOUND}
"""Statuses that mean the same: a password is wanted, a law forbids it; it is gone."""
_SPOILT = frozenset({"truncated", "oversize", "too_deep", "too_dense", "not_read", "garbled"})
"""Issues of a page that may be whole the next time."""
_NO_CONNECTION = frozenset({Kind.TLS, Kind.REFUSED, Kind.NO_NAME, Kind.CONNECTION, Kind.TIMEOUT, Kind.PROTOCOL})
_ENDS = re.compile(rb"</html\s*>", re.IGNORECASE)
_TAIL = 600
"""Bytes within which a page ends."""
_SITE = frozenset({"listing", "proof", "building", "pulse", "form"})
"""Purposes of requests that any site that is there answers otherwise than «перемещена»."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a request brought home."""

    url: str
    kind: Kind
    why: Kind | None = None
    """What the host did before, where that is why it was not asked now."""
    record: PageRecord | None = None
    capture: str | None = None
    body: bytes = b""
    requests: int = 0

    @property
    def outcome(self) -> LookOutcome:
        """How a sweep ends that got this instead of rows."""
        return (self.why or self.kind).outcome

    @property
    def reason(self) -> str:
        """The same in the ledger's words."""
        return f"{self.kind}:{self.why}" if self.why else self.kind


class Session:
    """Makes visits, for one run."""

    def __init__(
        self,
        run: str | None,
        *,
        portal: Portal,
        clock: Clock,
        ledger: Ledger,
        fetcher: Fetcher,
        store: Store,
        pace: Pace,
        on_request: Callable[[str], None],
    ) -> None:
        self.run = run
        self.portal = portal
        self.clock = clock
        self.ledger = ledger
        self.pace = pace
        self._fetcher = fetcher
        self._store = store
        self._on_request = on_request
        self._robots = Robots(ledger, store, clock)

    async def visit(self, url: str, purpose: str, *, patient: bool = True) -> Visit:
        """Ask for a page.

        ``patient``: try again what may go better the next time (a broken connection, a cut page, «временно
        недоступна» after the host's rest).
        """
        host = host_of(url)
        requests = 0
        visit = Visit(url, Kind.CONNECTION)
        for attempt in range(TRIES if patient else 1):
            if attempt and visit.kind not in (Kind.RATE_LIMITED, Kind.TEMPORARILY_UNAVAILABLE):
                await self.clock.sleep(_WAITS[attempt - 1])
            try:
                requests += await self._ask_robots(host, TRIES if patient else 1)
                if (refused := self._robots.verdict(host, url)) is not None:
                    return Visit(url, refused, self._why(refused, host), requests=requests)
                visit = await self._once(url, host, purpose)
            except NotNow as stop:
                return Visit(url, stop.kind, self._why(stop.kind, host), requests=requests)
            requests += 1
            if not _may_go_better(visit, attempt):
                break
        return replace(visit, requests=requests)

    def _why(self, refused: Kind, host: str) -> Kind | None:
        """What opened an open breaker, and how the connection failed over which a robots.txt could not be read."""
        reason = self.ledger.host(host)["reason"]
        if reason is None or refused not in (Kind.BREAKER, Kind.ROBOTS_UNREACHABLE):
            return None
        why = word_of(Kind, reason)
        return why if refused is Kind.BREAKER or why in _NO_CONNECTION else None

    async def _once(self, url: str, host: str, purpose: str) -> Visit:
        async with self.pace.turn(host):
            now = self.clock.now()
            answer = await self._asked(host, purpose, url, now)
            if isinstance(answer, Kind):
                return Visit(url, answer)
            kept = self._keep(url, answer, now, evidence=_is_stale(answer))
            visit = self._read(url, answer, kept)
            with self.ledger.step():
                self._log(host, purpose, url, answer.status, visit.kind, visit.capture, answer.seconds)
                self._conclude(host, visit, answer, purpose)
            self._on_request(host)
            return visit

    async def _asked(self, host: str, purpose: str, url: str, now: dt.datetime) -> Answer | Kind:
        """The answer, or why none came; that is written down."""
        try:
            return await self._fetch(url, now)
        except NoAnswer as failure:
            with self.ledger.step():
                self._log(host, purpose, url, None, failure.kind, None, failure.seconds)
                self.pace.failed(host, failure.kind)
            self._on_request(host)
            return failure.kind

    def _keep(self, url: str, answer: Answer, now: dt.datetime, *, evidence: bool = False) -> Kept:
        durable = not self._fetcher.rehearsed
        return keep(self._store, self.portal, url, answer, now, evidence=evidence, durable=durable)

    async def _fetch(self, url: str, now: dt.datetime) -> Answer:
        """The answer, once it is there on this run's own clock.

        A rehearsed court does not keep us waiting, it says how long it would have (``X-Rehearsal-Seconds``). So long is
        waited in virtual time, or until the time-out, after which nothing has come. Only this host waits.

        Raises:
            NoAnswer: nothing came.
        """
        async with self.clock.working():
            answer = await self._fetcher.fetch(url, stamp(now))
        if not (self._fetcher.rehearsed and isinstance(self.clock, VirtualClock)):
            return answer
        try:
            seconds = float(answer.header(REHEARSAL_SECONDS) or 0)
        except ValueError:
            return answer
        if seconds > self._fetcher.timeout:
            await self.clock.sleep(self._fetcher.timeout)
            raise NoAnswer(Kind.TIMEOUT, self._fetcher.timeout)
        await self.clock.sleep(seconds)
        return replace(answer, seconds=max(seconds, 0.0))

    def _read(self, url: str, answer: Answer, kept: Kept) -> Visit:
        digest = kept.digest
        if _is_stale(answer):
            return Visit(url, Kind.STALE, capture=digest)
        if answer.status == _TOO_MANY:
            return Visit(url, Kind.RATE_LIMITED, capture=digest)
        if answer.status >= _SERVER:
            return Visit(url, Kind.SERVER_ERROR, capture=digest)
        if answer.status in _REDIRECT:
            elsewhere = _points_to(answer, url) not in ("", host_of(url))
            return Visit(url, Kind.REDIRECTED if elsewhere else Kind.REDIRECT, capture=digest)
        if kept.readable:
            body = page_in(kept.capture.body)
            record = self.portal.read(body, url=url)
            spoilt = bool(kept.capture.problems) or any(issue.kind in _SPOILT for issue in record.issues)
            kind = Kind[record.page.name]
            # a page that breaks off before anything tells what it is has not changed its layout
            refused = answer.status == _FORBIDDEN and not kept.capture.problems
            breaks_off = kind is Kind.UNKNOWN and not refused and not _ENDS.search(body[-_TAIL:])
            if breaks_off or (spoilt and (kind.records or kind is Kind.UNKNOWN)):
                kind = Kind.CUT
            if not (kind is Kind.UNKNOWN and answer.status in (_FORBIDDEN, _NOT_FOUND)):
                return Visit(url, kind, record=record, capture=digest, body=body)
        status = _ALIKE.get(answer.status, answer.status)
        if status in (_FORBIDDEN, _NOT_FOUND):
            return Visit(url, Kind.FORBIDDEN if status == _FORBIDDEN else Kind.NOT_FOUND, capture=digest)
        return Visit(url, Kind.CUT if not kept.capture.body or kept.capture.problems else Kind.PROTOCOL, capture=digest)

    def _conclude(self, host: str, visit: Visit, answer: Answer, purpose: str) -> None:
        """What the answer means for the next request to this host."""
        if visit.kind.away or (visit.kind is Kind.MOVED and purpose in _SITE):
            target = _points_to(answer, visit.url) or self.ledger.host(host)["moved_to"]
            self.ledger.set_host(host, moved_seen=stamp(self.clock.now()), moved_to=target)
        if visit.kind is Kind.RATE_LIMITED or (answer.status >= _SERVER and answer.header("retry-after")):
            self.pace.rest(host, Kind.RATE_LIMITED, _retry_after(answer, self.clock.now()))
            self.pace.failed(host, visit.kind)
        elif visit.kind is Kind.TEMPORARILY_UNAVAILABLE:
            self.pace.rest(host, visit.kind)  # each costs a rest already, and may be the window's fault: no breaker
        elif visit.kind.well or (visit.kind is Kind.NO_SUCH_DATABASE and purpose == "building"):
            # a database that does not exist is no failure of the court
            self.pace.well(host)
            if visit.kind.records:
                self.ledger.set_host(host, last_visit=stamp(self.clock.now()))
        else:
            self.pace.failed(host, visit.kind)

    async def _ask_robots(self, host: str, tries: int) -> int:
        """Read the host's robots.txt where the known one is older than a day; says how many requests that took."""
        requests = 0
        while self._robots.stale(host) and requests < tries:
            if requests:
                await self.clock.sleep(_WAITS[requests - 1])
            url = f"https://{host}/robots.txt"
            async with self.pace.turn(host):
                if not self._robots.stale(host):
                    return requests  # somebody else asked while we waited
                now = self.clock.now()
                requests += 1
                answer = await self._asked(host, "robots", url, now)
                if answer is Kind.TLS:
                    return requests  # a certificate is not mended within minutes
                if isinstance(answer, Kind):
                    continue
                kept = self._keep(url, answer, now, evidence=True)
                with self.ledger.step():
                    self._log(host, "robots", url, answer.status, "robots", kept.capture.sha256, answer.seconds)
                    if answer.status == _TOO_MANY or answer.status >= _SERVER:
                        self.pace.rest(host, Kind.RATE_LIMITED, _retry_after(answer, self.clock.now()))
                        self.pace.failed(host, Kind.SERVER_ERROR)
                    elif not self._robots.learn(host, answer.status, kept):
                        self.pace.failed(host, Kind.CUT)
                self._on_request(host)
        return requests

    def _log(
        self, host: str, purpose: str, url: str, status: int | None, kind: str, capture: str | None, seconds: float
    ) -> None:
        self.ledger.log(
            self.run, self.clock.now(), host, purpose, url, status=status, kind=kind, capture=capture, seconds=seconds
        )


def _is_stale(answer: Answer) -> bool:
    """Whether a proxy answered from an earlier visit: no parser is to take what it shows for what is there now."""
    return answer.age > VISIT.total_seconds()


def _may_go_better(visit: Visit, attempt: int) -> bool:
    if visit.kind is Kind.TEMPORARILY_UNAVAILABLE:
        return attempt == 0  # once more after the rest; then the window may be too wide
    return visit.kind.again


def _points_to(answer: Answer, url: str) -> str:
    """The host a redirection points to; empty where it names none. Nobody goes there by itself."""
    try:
        return host_of(urljoin(url, answer.header("location") or "")) if answer.status in _REDIRECT else ""
    except ValueError:
        return ""


def _retry_after(answer: Answer, now: dt.datetime) -> float | None:
    """Seconds the server asks us to wait, given as a number or as a date."""
    text = (answer.header("retry-after") or "").strip()
    if text.isdecimal():
        return float(text)
    try:
        then = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return (then - now).total_seconds() if then.tzinfo else None
