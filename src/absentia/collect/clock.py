"""Time, so that a year of collecting can be rehearsed in minutes.

:class:`SystemClock` is the real one. :class:`VirtualClock` stands still while anybody works and jumps to the earliest
sleeper once everybody sleeps; with a courthouse on loopback that makes a polite year as quick as its requests.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import heapq
import itertools
from collections.abc import AsyncIterator
from typing import Protocol


class Clock(Protocol):
    """What the collector asks of time."""

    def now(self) -> dt.datetime:
        """This moment, aware, UTC."""

    async def sleep(self, seconds: float) -> None:
        """Let so much time pass; nothing for zero or less."""

    def working(self) -> contextlib.AbstractAsyncContextManager[None]:
        """Around anything whose duration is not this clock's: a request in flight, work in a thread."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> dt.datetime:
        """This moment, aware, UTC."""
        return dt.datetime.now(dt.UTC)

    async def sleep(self, seconds: float) -> None:
        """Sleep in real time."""
        await asyncio.sleep(max(seconds, 0))

    @contextlib.asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Nothing to do: real time passes by itself."""
        yield


class VirtualClock:
    """A clock that passes only by sleeping. Lives in one event loop.

    Time jumps when no request is in flight and the loop has nothing else to run: that is asked twice in a row on
    successive turns of the loop, because a task that was just woken may be about to start a request.
    """

    def __init__(self, start: dt.datetime) -> None:
        self._now = start
        self._busy = 0
        self._order = itertools.count()
        self._sleepers: list[tuple[dt.datetime, int, asyncio.Future[None]]] = []
        self._stirred = 0
        self._looking = False

    def now(self) -> dt.datetime:
        """The virtual moment, aware, UTC."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Wait until virtual time has passed."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        loop = asyncio.get_running_loop()
        woken: asyncio.Future[None] = loop.create_future()
        heapq.heappush(self._sleepers, (self._now + dt.timedelta(seconds=seconds), next(self._order), woken))
        self._stir(loop)
        await woken
        self._stirred += 1

    @contextlib.asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Hold virtual time still for the duration of the block."""
        self._busy += 1
        self._stirred += 1
        try:
            yield
        finally:
            self._busy -= 1
            self._stir(asyncio.get_running_loop())

    def _stir(self, loop: asyncio.AbstractEventLoop) -> None:
        self._stirred += 1
        if not self._looking:
            self._looking = True
            loop.call_soon(self._look, self._stirred, 0)

    def _look(self, stirred: int, calm_turns: int) -> None:
        loop = asyncio.get_running_loop()
        if self._busy or not self._sleepers:
            self._looking = False
            return
        if stirred != self._stirred or calm_turns < _CALM_TURNS:
            calm = calm_turns + 1 if stirred == self._stirred else 0
            loop.call_soon(self._look, self._stirred, calm)
            return
        self._looking = False
        moment, _order, woken = heapq.heappop(self._sleepers)
        self._now = max(self._now, moment)
        if not woken.done():
            woken.set_result(None)
        self._stir(loop)


_CALM_TURNS = 8
"""Turns of the event loop without anything happening before time may jump: more than any chain of callbacks between
being woken and starting a request."""
