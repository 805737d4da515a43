"""robots.txt of each host, read once a day, obeyed (RFC 9309)."""

from __future__ import annotations

import datetime as dt

from protego import Protego

from absentia.archive import looks_like_html
from absentia.collect.clock import Clock
from absentia.collect.ledger import Ledger, moment, stamp

AGENT = "absentia"
_FRESH = dt.timedelta(hours=24)
_USABLE = dt.timedelta(days=30)
"""While robots.txt cannot be read, the last one that could be is obeyed for so long (RFC 9309, 2.3.1.4)."""
_OK = 200


class Robots:
    """What the hosts allow."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock
        self._parsed: dict[str, tuple[str, Protego]] = {}

    def stale(self, host: str) -> bool:
        """Whether it must be read again."""
        read = moment(self._ledger.host(host)["robots_read"])
        return read is None or self._clock.now() - read > _FRESH

    def learn(self, host: str, status: int, body: bytes) -> None:
        """Remember what a host says; no such file, or a page in its place, allows everything (RFC 9309, 2.3.1.3)."""
        says = status == _OK and not looks_like_html(body)
        text = body.decode("utf-8", errors="replace") if says else ""
        self._ledger.set_host(host, robots=text[:500_000], robots_read=stamp(self._clock.now()))

    def verdict(self, host: str, url: str) -> str | None:
        """``None`` where the address may be asked for; else the reason it may not."""
        known = self._ledger.host(host)
        read = moment(known["robots_read"])
        if read is None or self._clock.now() - read > _USABLE:
            return "robots_unreachable"
        text = known["robots"] or ""
        if host not in self._parsed or self._parsed[host][0] != text:
            self._parsed[host] = (text, Protego.parse(text))
        return None if self._parsed[host][1].can_fetch(url, AGENT) else "robots"
