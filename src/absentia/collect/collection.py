"""What an observatory asks of courts, opened once: its settings, its courts, its clock, and what its ledger knows.

And single pages asked outside of a run: a fresh picture for each region that waits, or one page of every court.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Self

from absentia.archive import Archive
from absentia.archive.shards import Shard
from absentia.collect.captcha import Captchas
from absentia.collect.clock import Clock, SystemClock, VirtualClock
from absentia.collect.courts import Court, chosen, courts_of, shard
from absentia.collect.kind import Kind
from absentia.collect.ledger import Ledger
from absentia.collect.ledger.cards import Cards
from absentia.collect.ledger.merged import open_ledger
from absentia.collect.ledger.rows import Rows
from absentia.collect.pace import Pace
from absentia.collect.plan import Plan, make_plan
from absentia.collect.request import Fetcher
from absentia.collect.run import transport_of
from absentia.collect.session import Session, Visit
from absentia.collect.settings import Settings, portal_of, provisions_of, read_settings
from absentia.collect.site import Site
from absentia.collect.status import Standing, Status, standing_of, status
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


def start_of(settings: Settings, ledger: Ledger | None) -> Clock:
    """The machine's clock; in a rehearsal with a start, a virtual one that goes on where the ledger stopped."""
    if settings.rehearsal is None or settings.rehearsal.start is None:
        return SystemClock()
    begins = settings.rehearsal.start
    latest = ledger.latest() if ledger else None
    return VirtualClock(max(begins, latest) if latest else begins)


_THERE = (Kind.SEARCH_FORM, Kind.CAPTCHA_GATE)


@dataclass(frozen=True, slots=True)
class Probed:
    """How a court answered one question from this network."""

    court: str
    region: str
    standing: Standing
    reason: str | None
    """Why it does not stand well, in the ledger's words."""


@contextlib.asynccontextmanager
async def _asking(observatory: Observatory, settings: Settings) -> AsyncIterator[tuple[Session, Captchas]]:
    """What asks, archives and keeps the ledger while a block goes on, as in a run and at its pace."""
    with observatory.writing():
        ledger = Ledger(observatory.ledger)
        clock = start_of(settings, ledger)
        fetcher = Fetcher(settings.user_agent, transport_of(settings), settings.timeout_seconds)
        store = Archive.appending(observatory.archive, durable=not fetcher.rehearsed)
        session = Session(
            None,
            portal=portal_of(settings),
            clock=clock,
            ledger=ledger,
            fetcher=fetcher,
            store=store,
            pace=Pace(clock, ledger, settings),
            on_request=lambda _host: None,
        )
        try:
            yield session, Captchas(observatory, ledger, clock)
        finally:
            await fetcher.close()
            store.close()
            ledger.close()


async def fetch_pictures(observatory: Observatory, settings: Settings) -> int:
    """Fetch a fresh captcha for each region whose searches wait for one; says how many pictures wait now.

    Raises:
        ObservatoryBusy: a run is under way; the pictures it saved are fresh.
    """
    async with _asking(observatory, settings) as (session, captchas):
        parked = session.ledger.ask("registers_behind_captcha")
        wanted = {row["court"]: row["register"] for row in parked}
        saved = set()
        for court in courts_of(observatory, settings):
            if court.host in wanted and court.region not in saved and not captchas.answer_for(court.region):
                cards = Cards(session.ledger, court.host, b"")
                site = Site(court, session, Rows(session.ledger, court.host, cards), cards, captchas)
                if await site.save_picture(wanted[court.host]):
                    saved.add(court.region)
        return len(saved)


async def probe(
    observatory: Observatory,
    settings: Settings,
    courts: Sequence[Court],
    tell: Callable[[], None] = lambda: None,
) -> tuple[Probed, ...]:
    """Ask every court once for its search form, to see which of them answer this network, and which want a captcha.

    A court costs one page, and its robots.txt; a court that does not give the second is not asked for the first.
    Pictures that come are kept for a person to read. ``tell`` is called once a court is done.

    Raises:
        UsageProblem: the settings name no contact.
        ObservatoryBusy: another process writes.
    """
    async with _asking(observatory, settings) as (session, captchas):

        async def ask(court: Court) -> Probed:
            register = court.registers[0]
            visit = await session.visit(session.portal.form_url(court.site, register), "form", patient=False)
            picture = session.portal.picture_in(visit.body)
            if picture is not None and not captchas.has_fresh_picture(court.region):
                captchas.wait_for(court.region, court.host, picture, visit.capture)
            tell()
            standing = standing_after(visit, captcha=picture is not None)
            reasons = {Standing.ANSWERS: None, Standing.CAPTCHA: Kind.CAPTCHA_GATE}
            return Probed(court.host, court.region, standing, reasons.get(standing, visit.reason))

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(ask(court)) for court in courts]
        return tuple(task.result() for task in tasks)


def standing_after(visit: Visit, *, captcha: bool) -> Standing:
    """How a court stands that answered a question for its search form so."""
    if visit.kind in _THERE:
        return Standing.CAPTCHA if captcha or visit.kind is Kind.CAPTCHA_GATE else Standing.ANSWERS
    return standing_of({visit.outcome: 1}, moved=visit.kind.away or visit.kind.gone)
