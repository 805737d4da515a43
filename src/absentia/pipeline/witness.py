"""A courthouse with a witness: what it really sent, to hold the collector's own books against."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from absentia.rehearsal.courthouse import Courthouse
from absentia.rehearsal.courthouse.asking import Answer, Wire
from absentia.rehearsal.courthouse.life import Life


@dataclass(frozen=True, slots=True)
class Sent:
    """One answer as the courthouse sent it."""

    time: dt.datetime
    """Virtual."""
    host: str
    target: str
    """Path and query."""
    digest: str
    """SHA-256 of the body."""
    whole: bool
    """Sent to its end."""
    seconds: float
    """How long the court took, virtual."""


class Witness(Courthouse):
    """Writes down every answer it gives."""

    def __init__(self, life: Life, faults: Iterable[str] = (), seed: int = 1, *, owing: bool = False) -> None:
        super().__init__(life, faults, seed, owing=owing)
        self.sent: list[Sent] = []

    def answer(self, host: str, path: str, query: str = "", headers: Mapping[str, str] | None = None) -> Answer:
        """Answer, and remember."""
        answered = super().answer(host, path, query, headers)
        self.sent.append(
            Sent(
                self.now,
                host.partition(":")[0].lower(),
                f"{path}?{query}" if query else path,
                hashlib.sha256(answered.body).hexdigest(),
                answered.wire is Wire.WHOLE,
                answered.seconds,
            )
        )
        return answered


def spacing(sent: Iterable[Sent]) -> tuple[float | None, float | None]:
    """Seconds between two requests at least, to one host and to the platform."""
    ordered = sorted(sent, key=lambda one: one.time)
    by_host: dict[str, list[dt.datetime]] = {}
    for one in ordered:
        by_host.setdefault(one.host, []).append(one.time)
    host = [_gap(times) for times in by_host.values()]
    return min((gap for gap in host if gap is not None), default=None), _gap([one.time for one in ordered])


def _gap(times: list[dt.datetime]) -> float | None:
    return min(((after - before).total_seconds() for before, after in itertools.pairwise(times)), default=None)


def per_day(sent: Iterable[Sent]) -> int:
    """Most requests of a day (UTC)."""
    return max(Counter(one.time.date() for one in sent).values(), default=0)
