"""The work on one court in one run: its databases, its sweeps, its hearing lists, its cards, their texts."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

from absentia.collect.kind import Kind
from absentia.collect.ledger.cards import Acts, DueAct, DueCard
from absentia.collect.ledger.sweeps import Answers, Question, Result, Sweeps
from absentia.collect.other_questions import Counters, Hearings, State, states
from absentia.collect.session import Visit
from absentia.collect.settings import Settings
from absentia.collect.site import Site
from absentia.collect.sweep import Sweeper
from absentia.model import LookOutcome, PageRecord
from absentia.model.provision import article_and_part, asked_provision

_WHOLE_HOST = frozenset({LookOutcome.CAPTCHA, LookOutcome.BLOCKED})
"""Outcomes that every other search of the court would meet as well: the rest is parked without asking."""
MOST_TEXTS = 20
"""Texts of one case that are asked for; a portal that never says «ПУСТОЙ ДОКУМЕНТ» is not asked for ever."""
_PAST_THE_LAST = "empty_act"


class CourtRun:
    """Everything a run does with one court; each step is in the ledger before the next begins."""

    def __init__(
        self,
        site: Site,
        sweeps: Sweeps,
        run: str,
        settings: Settings,
        on_sweep: Callable[[str], None],
        pulses: Sequence[Question] = (),
    ) -> None:
        self._site = site
        self._sweeps = sweeps
        self._run = run
        self._settings = settings
        self._on_sweep = on_sweep
        self._pulses = pulses
        self._changed: set[Question] = set()
        """Older windows of which the counter says that something came or went."""
        self._acts = Acts(site.ledger, site.court.host)
        self._sweeper = Sweeper(site, sweeps, run)
        self._clock = site.clock
        self._moved = False
        """The site said that it is no longer at this host."""
        self._unknown: set[int] = set()
        """Databases that may exist and could not be asked."""

    async def do(self) -> None:
        """Do it all."""
        host = self._site.court.host
        if self._sweeps.planned(self._run, host):
            await self._other_buildings()
        gate = await self._sweep_all()
        if gate is None and await self._pulse():
            gate = await self._sweep_all()
        if self._moved:
            return  # what a site says that is no longer there says nothing of its cards
        always = self._settings.hearing_lists == "always"
        if always or (gate is LookOutcome.CAPTCHA and self._settings.hearing_lists == "captcha"):
            hearings = Hearings(self._site, self._sweeps, self._run, self._settings.provisions)
            await hearings.read(self._clock.now().date())
        if gate is not LookOutcome.BLOCKED and await self._cards() and self._settings.acts:
            await self._texts()

    async def _other_buildings(self) -> None:
        """Plan the same sweeps for the court's other databases; what may exist and cannot be asked is said so."""
        asked = self._sweeps.asked_in(self._run, self._site.court.host)
        if not asked:
            return
        found = await states(self._site, asked[0].register, self._clock.now().date())
        have = {question.key for question in asked}
        for building, state in found.items():
            if state in (State.ABSENT, State.EMPTY):
                self._sweeps.forget_building(self._run, self._site.court.host, building)
                continue
            firsts = [question for question in asked if question.building == 1]
            more = [q for one in firsts if (q := replace(one, building=building)).key not in have]
            self._sweeps.plan(self._run, more)
            if state is State.UNKNOWN:
                self._unknown.add(building)

    async def _pulse(self) -> bool:
        """Plan sweeps of the older windows whose counter is not what it was; says whether there are any."""
        pulse = Counters(self._site, dt.timedelta(days=self._settings.recent_days))
        changed = await pulse.changed([one for one in self._pulses if one.building not in self._unknown])
        have = {question.key for question in self._sweeps.asked_in(self._run, self._site.court.host)}
        more = [one for one in changed if one.key not in have]
        if more and more[0].provision is None:
            wanted = [asked_provision(*article_and_part(one)) for one in self._settings.provisions]
            more += [replace(one, provision=provision) for one in more for provision in wanted]
        self._sweeps.plan(self._run, more)
        self._changed.update(changed)
        return bool(more)

    async def _sweep_all(self) -> LookOutcome | None:
        """Every planned sweep gets its end; returns what barred the searches, if anything did."""
        barred: Result | None = None
        for sweep, question in self._sweeps.planned(self._run, self._site.court.host):
            if barred is not None:
                self._end(sweep, Result(barred.outcome, barred.reason))
                continue
            if question.building in self._unknown:
                self._end(sweep, Result(LookOutcome.UNREACHABLE, "building_not_probed"))
                continue
            self._sweeps.start(sweep, self._clock.now())
            result = self._sweeper.read_already(question) or await self._sweeper.sweep(sweep, question)
            self._take(sweep, question, result)
            self._moved = result.met is not None and (result.met is Kind.MOVED or result.met.away)
            if self._moved or result.outcome in _WHOLE_HOST or (result.met is not None and result.met.stops):
                barred = result
                if result.outcome is LookOutcome.CAPTCHA:
                    await self._site.save_picture(question.register)
        return barred.outcome if barred else None

    def _take(self, sweep: int, question: Question, result: Result) -> None:
        """What the sweep showed and how it ended, in one step."""
        now = self._clock.now()
        if question.provision is not None or not self._settings.provisions:
            wanted = set(result.rows)
        else:
            shows, provisions = self._site.shows, self._settings.provisions
            wanted = {guid for guid, row in result.rows.items() if any(shows(row, one) for one in provisions)}
        with self._site.ledger.step():
            new, changed = self._site.rows.take(question, result, now, wanted)
            if question in self._changed and not result.outcome.known:
                self._site.rows.ask_for_the_rest(question, result.rows, now)
            self._acts.linked(question, result, wanted)
            self._sweeps.count(self._run, new_filings=new, changed_filings=changed)
            self._sweeps.end(sweep, result, now)
        self._on_sweep(self._site.court.host)

    def _end(self, sweep: int, result: Result) -> None:
        self._sweeps.end(sweep, result, self._clock.now())
        self._on_sweep(self._site.court.host)

    async def _cards(self) -> bool:
        """Open the cards that are due; says whether the court went on answering."""
        gone: dict[int, DueCard] = {}
        for card in self._site.cards.due(self._clock.now()):
            visit = await self._site.open(card)
            if visit.kind.stops or visit.kind.away:
                return False
            self._card(card, visit)
            if visit.kind.gone:
                gone[card.building] = card
        for one in gone.values():
            await self._hold_against(one)
        return True

    async def _hold_against(self, gone: DueCard) -> None:
        """A card that is gone proves something only where the court shows others: where none was, ask for one.

        Where that is not there either, all cards may have moved to the addresses of the other template.
        """
        answers = Answers(self._site.ledger)
        if answers.on(self._site.court.host, gone.building, self._clock.now().date()):
            return
        card = self._site.cards.standing(gone.building)
        visit = await self._site.open(card) if card is not None else None
        if visit is None or visit.kind.gone:
            card = card or gone
            if (other := self._site.other_template(self._site.template)) is not None:
                moved = await self._site.open(card, other)
                visit = moved if visit is None or moved.kind is Kind.CARD else visit
        if card is None or visit is None or visit.kind.stops:
            return
        if card is not gone or visit.kind is Kind.CARD:
            self._card(card, visit)

    async def _texts(self) -> None:
        for act in self._acts.due():
            visit = await self._read(act)
            if visit is not None and visit.kind.stops:
                return

    async def _read(self, act: DueAct) -> Visit | None:
        """Ask for the texts of one case, one after the other; the visit that brought none, ``None`` where all came."""
        site, texts = self._site, 0
        urls = site.portal.act_urls(
            site.court.site,
            act.register,
            act.guid,
            act.case_id,
            act.link,
            building=act.building,
            template=site.template,
        )
        for texts, url in enumerate(itertools.islice(urls, min(act.shown or MOST_TEXTS, MOST_TEXTS)), 1):
            visit = await site.session.visit(url, "act")
            if visit.kind is not Kind.ACT or visit.record is None or not visit.capture:
                self._acts.failed(act, self._clock.now())
                return visit
            if any(issue.kind == _PAST_THE_LAST for issue in visit.record.issues):
                self._acts.done(act, texts - 1, self._clock.now())
                return None
            self._acts.text_read(act, texts, visit.capture, self._clock.now())
        if texts:
            self._acts.done(act, texts, self._clock.now())
        return None

    def _card(self, card: DueCard, visit: Visit) -> None:
        now = self._clock.now()
        if visit.kind is Kind.CARD and visit.record is not None and visit.capture:
            with self._site.ledger.step():
                self._site.cards.read(card, visit.record, visit.capture, now)
                self._acts.card_read(card, visit.record, self._site.cards.digest(_said_of_acts(visit.record)))
                self._sweeps.count(self._run, cards_opened=1)
        elif visit.kind.gone:
            with self._site.ledger.step():
                self._site.cards.gone(card, visit.capture, now)
                self._sweeps.count(self._run, cards_gone=1)
        else:
            self._site.cards.postpone(card, now)


def _said_of_acts(record: PageRecord) -> str:
    """What a card says of its acts; one that says nothing may have them all the same, so then all it says."""
    if record.acts:
        return repr(record.acts)
    return repr((record.fields, record.events, record.defendants, record.filing))
