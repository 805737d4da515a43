"""What an observatory asks of courts, opened once: its settings, its courts, its clock, and what its ledger knows."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from absentia.archive.evidence import must_have_ledger_as_stated
from absentia.archive.shards import Shard
from absentia.collect.clock import Clock, SystemClock, VirtualClock
from absentia.collect.courts import Court, chosen, courts_of, shard
from absentia.collect.ledger import Ledger
from absentia.collect.ledger.merged import merged
from absentia.collect.plan import Plan, make_plan
from absentia.collect.settings import Settings, portal_of, provisions_of, read_settings
from absentia.collect.status import Status, status
from absentia.errors import UsageProblem
from absentia.observatory import Observatory


@dataclass(frozen=True, slots=True)
class Collection:
    """The courts of an observatory, as they are to be asked now."""

    observatory: Observatory
    settings: Settings
    courts: tuple[Court, ...]
    clock: Clock

    @classmethod
    def open(cls, observatory: Observatory, courts: Sequence[str] = (), *, part: Shard | None = None) -> Self:
        """Open it.

        ``courts``: only these, by host, code or name. ``part``: only what falls to this machine of several.

        Raises:
            UsageProblem: the settings or a name cannot be used.
        """
        settings = read_settings(observatory)
        asked = chosen(courts_of(observatory, settings), courts)
        with open_ledger(observatory, own=True) as ledger:
            return cls(
                observatory,
                settings,
                shard(asked, part.part, part.parts) if part else asked,
                start_of(settings, ledger),
            )

    def plan(
        self,
        *,
        provisions: Sequence[str] = (),
        since: dt.date | None = None,
        until: dt.date | None = None,
        everything: bool = False,
    ) -> Plan:
        """The sweeps that are due, as :func:`~absentia.collect.plan.make_plan` finds them."""
        with open_ledger(self.observatory, own=True) as ledger:
            return make_plan(
                self.settings,
                self.courts,
                ledger,
                self.clock.now(),
                provisions=provisions_of(provisions, portal_of(self.settings).jurisdiction) if provisions else (),
                since=since,
                until=until,
                everything=everything,
            )

    def status(self) -> Status:
        """What is known of the courts, also from other machines."""
        with open_ledger(self.observatory) as ledger:
            return status(ledger, self.courts, self.settings, start_of(self.settings, ledger).now())


def status_of(observatory: Observatory) -> Status | None:
    """How its courts stand; ``None``: its settings name none, pages are only imported."""
    try:
        return Collection.open(observatory).status()
    except UsageProblem:
        if observatory.config.get("collect"):
            raise
        return None


def reading(observatory: Observatory, *, own: bool = False) -> Ledger | None:
    """The ledger, opened to read it; ``None`` before the first run.

    Where shards of a location were fetched it is theirs and the own one as one, unless only the ``own`` is wanted.

    Raises:
        Damaged: there was a ledger and it is missing, or it is not what it was.
    """
    must_have_ledger_as_stated(observatory)
    if own:
        return Ledger(observatory.ledger, reading=True) if observatory.ledger.exists() else None
    return merged(observatory)


@contextlib.contextmanager
def open_ledger(observatory: Observatory, *, own: bool = False) -> Iterator[Ledger | None]:
    """The same for the length of a block."""
    ledger = reading(observatory, own=own)
    try:
        yield ledger
    finally:
        if ledger is not None:
            ledger.close()


def start_of(settings: Settings, ledger: Ledger | None) -> Clock:
    """The machine's clock; in a rehearsal with a start, a virtual one that goes on where the ledger stopped."""
    if settings.rehearsal is None or settings.rehearsal.start is None:
        return SystemClock()
    begins = settings.rehearsal.start
    latest = ledger.latest() if ledger else None
    return VirtualClock(max(begins, latest) if latest else begins)
