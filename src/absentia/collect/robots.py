"""robots.txt of each host, read once a day, obeyed (RFC 9309)."""

from __future__ import annotations

import datetime as dt
import re

from protego import Protego

from absentia.archive import looks_like_html
from absentia.collect.clock import Clock
from absentia.collect.keeping import Kept, Store
from absentia.collect.kind import Kind
from absentia.collect.ledger import Ledger
from absentia.collect.written import moment, stamp

AGENT = "absentia"
_FRESH = dt.timedelta(hours=24)
_USABLE = dt.timedelta(days=30)
"""While robots.txt cannot be read, the last one that could be is obeyed for so long (RFC 9309, 2.3.1.4)."""
_OK = 200
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

    def learn(self, host: str, status: int, kept: Kept) -> None:
        """Remember what a host says; no such file, or a page in its place, allows everything (RFC 9309, 2.3.1.3)."""
        says = status == _OK and not looks_like_html(kept.capture.body)
        self._ledger.set_host(host, robots=kept.digest if says else "", robots_read=stamp(self._clock.now()))

    def verdict(self, host: str, url: str) -> Kind | None:
        """``None`` where the address may be asked for; else the reason it may not."""
        read = moment(self._ledger.host(host)["robots_read"])
        rules = self._rules(host)
        if read is None or rules is None or self._clock.now() - read > _USABLE:
            return Kind.ROBOTS_UNREACHABLE
        return None if rules.can_fetch(url, AGENT) else Kind.ROBOTS

    def _rules(self, host: str) -> Protego | None:
        """The rules as last read; ``None`` where their capture is lost."""
        said = self._ledger.host(host)["robots"] or ""
        if host not in self._parsed or self._parsed[host][0] != said:
            capture = self._store.get(said) if DIGEST.fullmatch(said) else None
            if said and capture is None:
                return None
            text = capture.body.decode("utf-8", errors="replace")[:_LONGEST] if capture else ""
            self._parsed[host] = (said, Protego.parse(text))
        return self._parsed[host][1]
