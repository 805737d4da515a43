"""What of the archive is still to be read, a stretch of captures at a time: memory stays flat whatever there is."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from absentia.archive import Archived

Result = TypeVar("Result")
PORTION = 4096
"""Captures that are read before their rows are put in order and written."""
BATCH = 64
"""Captures a process reads at a time."""
_MOST_GONE = 1 << 16


@dataclass(frozen=True, slots=True)
class Wanted:
    """A capture to be read, and the digest of what it is read with."""

    capture: Archived
    id: str
    """Of the capture, in the tables."""
    reading: bytes


@dataclass(slots=True)
class Portion:
    """A stretch of captures, in the order of their ids."""

    read: list[Wanted] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    """Captures whose rows in the tables no longer hold: not in the archive, or known of it otherwise; sorted."""
    known: int = 0
    until: str | None = None
    """The last id of the stretch; ``None`` for the last stretch."""

    @property
    def unchanged(self) -> bool:
        """Nothing in it differs from the tables."""
        return not self.read and not self.gone

    def batches(self) -> list[list[Wanted]]:
        """What is to be read, in the order it stands in the archive, so that a court's dictionary is loaded once."""
        wanted = sorted(self.read, key=lambda one: (one.capture.file, one.capture.offset))
        return [wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH)] or [[]]


def portions(
    captures: Iterable[Archived],
    known: Iterable[tuple[str, bytes]],
    reading: Callable[[Archived], bytes],
    name: Callable[[str], str],
) -> Iterator[Portion]:
    """Lay the archive beside what the tables hold, both sorted by the ids that ``name`` makes of digests."""
    before = iter(known)
    old = next(before, None)
    portion = Portion()
    for capture in captures:
        identity = name(capture.sha256)
        while old is not None and old[0] < identity:
            portion.gone.append(old[0])
            old = next(before, None)
        now = reading(capture)
        if old is not None and old[0] == identity:
            same, old = old[1] == now, next(before, None)
            if same:
                portion.known += 1
                continue
            portion.gone.append(identity)
        portion.read.append(Wanted(capture, identity, now))
        if len(portion.read) >= PORTION or len(portion.gone) >= _MOST_GONE:
            portion.until = identity
            yield portion
            portion = Portion()
    while old is not None:
        portion.gone.append(old[0])
        old = next(before, None)
    yield portion


def read_portions(
    plan: Iterable[Portion], spread: Callable[[Iterator[list[Wanted]]], Iterator[Result]]
) -> Iterator[tuple[Portion, list[Result]]]:
    """Every portion with what its batches gave; the processes that ``spread`` hands them to wait for no portion's end.

    ``spread``: what comes of each batch, in their order.
    """
    under_way: deque[tuple[Portion, int]] = deque()

    def batches() -> Iterator[list[Wanted]]:
        for portion in plan:
            parts = portion.batches()
            under_way.append((portion, len(parts)))
            yield from parts

    done: list[Result] = []
    for result in spread(batches()):
        done.append(result)
        if len(done) == under_way[0][1]:
            yield under_way.popleft()[0], done
            done = []
