"""Whether and how often courts may be asked: spacing, rests, quiet hours, budgets, the circuit breaker, robots.txt.

One request at a time per host, and a pause between its end and the next one's beginning; a pause between any two
requests over the platform. What is remembered for it stands in the ledger, so that a restart is no excuse.
"""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import datetime as dt
import re
from collections import defaultdict, deque
from collections.abc import AsyncIterator

from protego import Protego

from absentia.archive import looks_like_html
from absentia.archive.formats import is_packed, unpack
from absentia.collect.clock import Clock
from absentia.collect.kind import Kind
from absentia.collect.ledger import Ledger
from absentia.collect.ledger.values import moment, moment_of, stamp
from absentia.collect.request import Kept, Store
from absentia.collect.settings import Settings
from absentia.errors import ObservatoryProblem
from absentia.model.texts import said

FAILURES_TO_TRIP = 6
"""Requests in a row without a usable answer after which a host is left alone."""
BREAK_HOURS = (1.0, 24.0)
"""A host is left alone so long the first time, twice as long each next, and so long at most."""
LONGEST_WAIT = dt.timedelta(hours=BREAK_HOURS[1])
"""A run waits no longer for one host; the others do not wait with it, and the next run asks again."""
LONGEST_REST = dt.timedelta(days=30)
"""Whatever else it asks for: a number nobody meant is no reason never to ask again."""
_CLOCKS_DIFFER = dt.timedelta(hours=1)
"""As much as clocks of machines are set right by; so long is waited."""
_CROWD, _CROWD_SECONDS = 3, 600.0
"""So many hosts refusing within so many seconds mean that the platform as a whole wants a rest."""


class NotNow(Exception):
    """The host is not to be asked any more in this run; ``kind`` says why: breaker, budget."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.kind = kind


class Pace:
    """Decides when a request may leave."""

    def __init__(self, clock: Clock, ledger: Ledger, settings: Settings) -> None:
        """Go on where the ledger stopped.

        Raises:
            ObservatoryProblem: by this machine's clock that lies ahead; whoever waited for it would wait for nothing.
        """
        self._clock = clock
        self._ledger = ledger
        self._settings = settings
        self._hosts: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._platform = asyncio.Lock()
        self._last = ledger.latest()
        if self._last is not None and self._last - clock.now() > _CLOCKS_DIFFER:
            raise ObservatoryProblem(
                said(
                    "it is {now} by this machine's clock, and courts were last asked at {last}",
                    now=stamp(clock.now()),
                    last=stamp(self._last),
                ),
                where=str(ledger.file),
                next_step=said("set the clock; if it was wrong then, restore the backup from before"),
            )
        self._platform_rest: dt.datetime | None = None
        self._refusals: deque[tuple[dt.datetime, str]] = deque(maxlen=64)
        since = clock.now() - dt.timedelta(minutes=settings.rest_minutes, seconds=_CROWD_SECONDS)
        for row in ledger.ask("too_many_since", since=since):
            self._refused(row["host"], moment_of(row["time"]))

    @contextlib.asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for the host's turn, and hold it while the request is out.

        Raises:
            NotNow: the breaker is open, the host wants a rest of days, or the budget is spent.
        """
        async with self._hosts[host]:
            while (wait := self._host_wait(host)) > 0:
                await self._clock.sleep(wait)
            async with self._platform:
                while (wait := self._platform_wait()) > 0:
                    await self._clock.sleep(wait)
                self._check(host)
                self._last = self._clock.now()
                self._ledger.depart(host, self._last)
            yield

    def _check(self, host: str) -> None:
        now = self._clock.now()
        known = self._ledger.host(host)
        breaker, rest = moment(known["breaker_until"]), moment(known["rest_until"])
        if (breaker is not None and breaker > now) or (rest is not None and rest - now > LONGEST_WAIT):
            raise NotNow(Kind.BREAKER)
        if self._ledger.spent(now.date()) >= self._settings.daily_budget:
            raise NotNow(Kind.BUDGET)
        if self._ledger.spent(now.date(), host) >= self._settings.daily_budget_per_host:
            raise NotNow(Kind.BUDGET)

    def _host_wait(self, host: str) -> float:
        self._check(host)
        known = self._ledger.host(host)
        last, rest = moment(known["last_request"]), moment(known["rest_until"])
        ready = [self._clock.now()]
        if last is not None:
            ready.append(last + dt.timedelta(seconds=self._settings.seconds_per_host))
        if rest is not None:
            ready.append(rest)
        return max(self._until(max(ready)), self._quiet_wait())

    def _platform_wait(self) -> float:
        wait = self._quiet_wait()
        if self._last is not None:
            wait = max(wait, self._until(self._last + dt.timedelta(seconds=self._settings.seconds_per_platform)))
        if self._platform_rest is not None:
            wait = max(wait, self._until(self._platform_rest))
        return wait

    def _until(self, then: dt.datetime) -> float:
        return (then - self._clock.now()).total_seconds()

    def _quiet_wait(self) -> float:
        """Seconds until the quiet hours are over; 0 outside of them."""
        quiet = self._settings.quiet
        if quiet is None:
            return 0
        now = self._clock.now()
        start, end = (dt.datetime.combine(now.date(), time, dt.UTC) for time in quiet)
        if end <= start:  # over midnight
            if now < end:
                start -= dt.timedelta(days=1)
            else:
                end += dt.timedelta(days=1)
        return (end - now).total_seconds() if start <= now < end else 0

    # what an answer means for the next request

    def well(self, host: str) -> None:
        """It answered with a page."""
        known = self._ledger.host(host)
        if known["failures"] or known["trips"] or known["rest_until"]:
            self._ledger.set_host(host, failures=0, trips=0, breaker_until=None, rest_until=None, reason=None)

    def failed(self, host: str, reason: Kind) -> None:
        """It did not answer, or not usably; several times in a row open the breaker."""
        known = self._ledger.host(host)
        failures = known["failures"] + 1
        if failures < FAILURES_TO_TRIP:
            self._ledger.set_host(host, failures=failures, reason=reason)
            return
        first, longest = BREAK_HOURS
        hours = min(first * 2 ** known["trips"], longest)
        until = self._clock.now() + dt.timedelta(hours=hours)
        # after the break one failure is enough to open it again
        self._ledger.set_host(
            host, failures=FAILURES_TO_TRIP - 1, reason=reason, breaker_until=stamp(until), trips=known["trips"] + 1
        )

    def rest(self, host: str, reason: Kind, seconds: float | None = None) -> None:
        """It asked to be left alone for a while: at least the settings' rest, longer where it says so itself."""
        now = self._clock.now()
        length = max(self._settings.rest_minutes * 60, min(seconds or 0, LONGEST_REST.total_seconds()))
        until = now + dt.timedelta(seconds=length)
        self._ledger.set_host(host, rest_until=stamp(until), reason=reason)
        if reason is Kind.RATE_LIMITED:
            self._refused(host, now)

    def _refused(self, host: str, now: dt.datetime) -> None:
        """A host had too many requests; several of them mean that all had."""
        self._refusals.append((now, host))
        recent = {one for then, one in self._refusals if (now - then).total_seconds() <= _CROWD_SECONDS}
        if len(recent) >= _CROWD:
            self._platform_rest = now + dt.timedelta(minutes=self._settings.rest_minutes)


AGENT = "absentia"
_FRESH = dt.timedelta(hours=24)
_USABLE = dt.timedelta(days=30)
"""While robots.txt cannot be read, the last one that could be is obeyed for so long (RFC 9309, 2.3.1.4)."""
_OK, _SUCCESS = 200, range(200, 300)
_LONGEST = 500_000
DIGEST = re.compile(r"[0-9a-f]{64}")


class Robots:
    """What the hosts allow. The ledger knows which capture says it; the words, which may name anybody, stay there."""

    def __init__(self, ledger: Ledger, store: Store, clock: Clock) -> None:
        self._ledger = ledger
        self._store = store
        self._clock = clock
        self._parsed: dict[str, tuple[str, Protego]] = {}

    def stale(self, host: str) -> bool:
        """Whether it must be read again."""
        read = moment(self._ledger.host(host)["robots_read"])
        return read is None or self._clock.now() - read > _FRESH or self._rules(host) is None

    def learn(self, host: str, status: int, kept: Kept) -> bool:
        """Remember what a host says, if that came whole; says whether it did.

        No such file, or a page in its place, allows everything (RFC 9309, 2.3.1.3); a part of one says nothing.
        """
        words = words_of(kept.capture.body)
        if status in _SUCCESS and (status != _OK or words is None or kept.capture.problems):
            return False
        says = status == _OK and words is not None and not looks_like_html(words.encode())
        self._ledger.set_host(host, robots=kept.digest if says else "", robots_read=stamp(self._clock.now()))
        return True

    def verdict(self, host: str, url: str) -> Kind | None:
        """``None`` where the address may be asked for; else the reason it may not."""
        read = moment(self._ledger.host(host)["robots_read"])
        rules = self._rules(host)
        if read is None or rules is None or self._clock.now() - read > _USABLE:
            return Kind.ROBOTS_UNREACHABLE
        return None if rules.can_fetch(url, AGENT) else Kind.ROBOTS

    def _rules(self, host: str) -> Protego | None:
        """The rules as last read; ``None`` where their capture is lost, or a part."""
        digest = self._ledger.host(host)["robots"] or ""
        if host not in self._parsed or self._parsed[host][0] != digest:
            capture = self._store.get(digest) if DIGEST.fullmatch(digest) else None
            words = words_of(capture.body) if capture else None
            if digest and words is None:
                return None
            self._parsed[host] = (digest, Protego.parse(words or ""))
        return self._parsed[host][1]


def words_of(body: bytes) -> str | None:
    """The words of a robots.txt, also of one compressed or marked without a word of it; ``None`` where some are lost.

    With a byte order mark left before it, the first line is none the parser knows, and nothing would be forbidden.
    """
    if is_packed(body):
        try:
            body, whole = unpack(body, _LONGEST)
        except OSError:
            whole = False
        if not whole:
            return None
    encoding = "utf-16" if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    return body.decode(encoding, errors="replace")[:_LONGEST]
