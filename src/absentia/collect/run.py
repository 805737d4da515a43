"""A run: the courts of a plan, side by side, one slow one holding up none; resumed where the last one was cut short."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

import httpx2

from absentia.archive import Archive
from absentia.archive.evidence import must_have_evidence, must_have_ledger_as_stated
from absentia.archive.sealing import seal
from absentia.archive.seals import own_private_key
from absentia.archive.watermark import own_key, remember
from absentia.collect.captcha import ROUNDS, Captchas, Person, answer_waiting, only_rehearsed
from absentia.collect.clock import Clock
from absentia.collect.court import CourtRun
from absentia.collect.courts import Court
from absentia.collect.ledger import Ledger
from absentia.collect.ledger.cards import Cards
from absentia.collect.ledger.rows import Rows
from absentia.collect.ledger.sweeps import Result, Sweeps
from absentia.collect.pace import Pace
from absentia.collect.plan import Plan
from absentia.collect.report import Alarms, RunReport, write_report
from absentia.collect.request import Fetcher, Loopback, Network, Store
from absentia.collect.session import Session
from absentia.collect.settings import Settings, portal_of
from absentia.collect.site import Site
from absentia.errors import AbsentiaError, UsageProblem
from absentia.model import LookOutcome
from absentia.model.texts import said
from absentia.observatory import CONFIG, Observatory


@dataclass(slots=True)
class Progress:
    """Where a run stands."""

    courts: int
    sweeps: int
    requests_expected: int
    budget: int
    """Requests left of the day's budget."""
    courts_done: int = 0
    sweeps_done: int = 0
    requests: int = 0
    seconds_left: float = 0.0
    """At the pace of the settings."""
    working_on: set[str] = field(default_factory=set)


OnProgress = Callable[[Progress], None]


class Sharing(Protocol):
    """Puts what is collected somewhere else too: ``absentia.sharing.push.Sharing``."""

    @property
    def failed(self) -> AbsentiaError | None:
        """Why the last attempt did not work; that holds up nothing."""

    def beside(self, clock: Clock, settle: Callable[[], None]) -> contextlib.AbstractAsyncContextManager[None]:
        """Do so while a block goes on; ``settle`` ends what the archive has begun to write."""

    async def push_quietly(self, clock: Clock) -> None:
        """Do so now."""


def transport_of(settings: Settings) -> httpx2.AsyncBaseTransport:
    """The network, or the loopback port of a rehearsal."""
    if settings.rehearsal is None:
        return Network()
    if settings.rehearsal.port is None:
        raise UsageProblem(
            said("nobody serves the courthouse of this rehearsal"),
            where=f"{CONFIG} [collect] rehearsal",
            next_step=said("serve it with `absentia rehearse --serve --port 8800` and write port = 8800 there"),
        )
    return Loopback(settings.rehearsal.port)


async def collect(
    observatory: Observatory,
    plan: Plan,
    *,
    clock: Clock,
    transport: httpx2.AsyncBaseTransport | None = None,
    progress: OnProgress | None = None,
    sharing: Sharing | None = None,
    person: Person | None = None,
    alarms: Alarms = lambda _ledger, _run: (),
) -> RunReport:
    """Carry a plan out, after whatever an earlier run left undone.

    With ``sharing``, what is collected is put into a location that several machines collect into, beginning with what
    an earlier run left behind; a location that cannot be reached holds up nothing (:attr:`RunReport.not_shared`).
    ``person`` reads the captchas of a rehearsal while it goes on, and of no other courts; ``alarms`` says what the
    run's report is to warn of.

    Raises:
        UsageProblem: the settings name no contact; somebody but a person is to read captchas of real courts.
        ObservatoryBusy: another process writes.
        ShardTaken: another observatory puts the same part of the courts into the location.
        NoSpace, OSError: the disk does not take what came; nothing is lost, the next run goes on.
    """
    agent = plan.settings.user_agent
    with observatory.writing():
        fetcher = Fetcher(agent, transport or transport_of(plan.settings), plan.settings.timeout_seconds)
        only_rehearsed(person, rehearsed=fetcher.rehearsed)
        must_have_evidence(observatory)
        must_have_ledger_as_stated(observatory)
        own_private_key(observatory)  # else the run could not be sealed at its end
        ledger = Ledger(observatory.ledger, durable=not fetcher.rehearsed)
        store = Archive.appending(observatory.archive, durable=not fetcher.rehearsed)
        remember(observatory)  # that there is a ledger
        try:
            run = _Run(
                observatory, plan, clock, ledger, store, fetcher, progress=progress, person=person, alarms=alarms
            )
            async with sharing.beside(clock, store.sync) if sharing else contextlib.nullcontext():
                report = await run.do()
            if store.chain.position:
                seal(observatory, store, clock.now().date())
            store.close()
            if sharing is not None:
                await sharing.push_quietly(clock)
                report = replace(report, not_shared=str(sharing.failed) if sharing.failed else None)
            return report
        finally:
            await fetcher.close()
            store.close()
            ledger.close()


class _Run:
    """One run, with everything it shares between courts."""

    def __init__(
        self,
        observatory: Observatory,
        plan: Plan,
        clock: Clock,
        ledger: Ledger,
        store: Store,
        fetcher: Fetcher,
        *,
        progress: OnProgress | None,
        person: Person | None,
        alarms: Alarms,
    ) -> None:
        self._person = person
        self._alarms = alarms
        self._observatory = observatory
        self._plan = plan
        self._clock = clock
        self._ledger = ledger
        self._tell = progress or (lambda _progress: None)
        self._sweeps = Sweeps(ledger)
        self._captchas = Captchas(observatory, ledger, clock)
        self.id = self._sweeps.unfinished_run() or f"collect-{clock.now():%Y%m%dT%H%M%SZ}"
        self._session = Session(
            self.id,
            portal=portal_of(plan.settings),
            clock=clock,
            ledger=ledger,
            fetcher=fetcher,
            store=store,
            pace=Pace(clock, ledger, plan.settings),
            on_request=self._on_request,
        )
        self._key = own_key(observatory)
        self._internal: dict[str, str] = {}
        self._progress = Progress(len(plan.courts), 0, plan.requests, plan.settings.daily_budget)

    async def do(self) -> RunReport:
        courts = self._prepare()
        self._tell(self._progress)
        await self._side_by_side(courts)
        for _round in range(1 if self._person is None else ROUNDS):
            if self._person is not None:
                answer_waiting(self._ledger, self._person, self._clock.now())
            if not (again := self._answered_meanwhile(courts)):
                break
            await self._side_by_side(again)
        self._end_the_rest()
        self._sweeps.finish(self.id, self._clock.now())
        whose = portal_of(self._plan.settings).jurisdiction
        hosts = [court.host for court in self._plan.courts]
        return write_report(self._observatory, self._ledger, self.id, self._internal, self._alarms, whose, hosts)

    def _prepare(self) -> list[Court]:
        """Write the plan down; what an earlier run left undone comes first."""
        with self._ledger.step():
            self._sweeps.begin(self.id, self._clock.now(), self._plan.digest)
            left = {question.key for _sweep, question in self._sweeps.planned(self.id)}
            done = {q.key for court in self._plan.courts for q in self._sweeps.asked_in(self.id, court.host)}
            self._sweeps.plan(self.id, [q for q in self._plan.questions if q.key not in left | done])
        planned = Counter(question.court for _sweep, question in self._sweeps.planned(self.id))
        self._progress.sweeps = planned.total()
        courts = {court.host: court for court in self._plan.courts}
        # a court that only the interrupted run knew of is no longer among the settings' courts
        for sweep, question in self._sweeps.planned(self.id):
            if question.court not in courts:
                self._sweeps.end(sweep, Result(LookOutcome.PARTIAL, "court_not_asked_any_more"), self._clock.now())
        order = list(courts.values())
        random.Random(self.id).shuffle(order)  # noqa: S311  no court is always the last one of a day's budget
        return order

    async def _side_by_side(self, courts: list[Court]) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for court in courts:
                    group.create_task(self._court(court), name=court.host)
        except BaseExceptionGroup as errors:
            raise _first(errors) from errors

    async def _court(self, court: Court) -> None:
        self._progress.working_on.add(court.host)
        try:
            cards = Cards(self._ledger, court.host, self._key)
            site = Site(court, self._session, Rows(self._ledger, court.host, cards), cards, self._captchas)
            pulses = [one for one in self._plan.pulses if one.court == court.host]
            await CourtRun(site, self._sweeps, self.id, self._plan.settings, self._on_sweep, pulses).do()
        except (AbsentiaError, OSError):
            raise
        except Exception as error:  # noqa: BLE001  one court's surprise must not stop the others
            self._internal[court.host] = f"internal:{type(error).__name__}"
            for sweep, _question in self._sweeps.planned(self.id, court.host):
                self._sweeps.end(
                    sweep, Result(LookOutcome.PARTIAL, f"internal:{type(error).__name__}"), self._clock.now()
                )
        self._progress.working_on.discard(court.host)
        self._progress.courts_done += 1
        self._tell(self._progress)

    def _answered_meanwhile(self, courts: list[Court]) -> list[Court]:
        """Courts whose searches were parked, and for whose region a person has answered while the run went on."""
        again = []
        for court in courts:
            if self._captchas.answer_for(court.region) is None:
                continue
            parked = self._sweeps.parked(self.id, court.host)
            for sweep in parked:
                self._sweeps.reopen(sweep)
            if parked:
                again.append(court)
                self._progress.courts_done -= 1
                self._progress.sweeps_done -= len(parked)
        return again

    def _end_the_rest(self) -> None:
        """Nothing planned stays without an end."""
        for sweep, _question in self._sweeps.planned(self.id):
            self._sweeps.end(sweep, Result(LookOutcome.PARTIAL, "not_asked"), self._clock.now())

    def _on_request(self, _host: str) -> None:
        progress, settings = self._progress, self._plan.settings
        progress.requests += 1
        progress.budget = settings.daily_budget - self._ledger.spent(self._clock.now().date())
        left = max(progress.requests_expected - progress.requests, 0)
        waiting = max(progress.courts - progress.courts_done, 1)
        progress.seconds_left = left * max(settings.seconds_per_platform, settings.seconds_per_host / waiting)
        self._tell(progress)

    def _on_sweep(self, _host: str) -> None:
        self._progress.sweeps_done += 1
        self._tell(self._progress)


def _first(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    """The error that matters: a group of one court's failures is told as the first of them."""
    first = errors.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first
