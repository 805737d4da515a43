"""Single pages asked outside of a run: a fresh picture for each region that waits, or one page of every court."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from absentia.archive import Archive
from absentia.collect.captcha import Captchas
from absentia.collect.collection import start_of
from absentia.collect.courts import Court, courts_of
from absentia.collect.kind import Kind
from absentia.collect.ledger import Ledger
from absentia.collect.ledger.cards import Cards
from absentia.collect.ledger.rows import Rows
from absentia.collect.pace import Pace
from absentia.collect.request import Fetcher
from absentia.collect.run import transport_of
from absentia.collect.session import Session, Visit
from absentia.collect.settings import Settings, portal_of
from absentia.collect.site import Site
from absentia.collect.status import Standing, standing_of
from absentia.observatory import Observatory

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
