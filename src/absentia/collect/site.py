"""A court's site as a run comes to know it: pages of listings and cards, asked for in the template it uses now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from absentia.collect.captcha import Captchas
from absentia.collect.clock import Clock
from absentia.collect.courts import Court
from absentia.collect.kind import Kind
from absentia.collect.ledger import Ledger
from absentia.collect.ledger.cards import Cards, DueCard
from absentia.collect.ledger.rows import Rows
from absentia.collect.ledger.sweeps import Question, Result
from absentia.collect.ledger.values import not_understood, stamp
from absentia.collect.session import Session, Visit
from absentia.looks.page import Answer, Asked, fault
from absentia.model import ListingRow, PageKind, PageRecord
from absentia.model.page import NO_TEMPLATE
from absentia.model.texts import said
from absentia.sources.protocol import Portal

_TELLING = frozenset({PageKind.LISTING, PageKind.CARD, PageKind.HEARING_LIST, PageKind.SEARCH_FORM})
"""Kinds of pages whose markup proves the template; messages look alike in both."""
MEMORY = dt.timedelta(hours=2)
"""For so long what a court showed in this run counts as what it shows."""


@dataclass(slots=True)
class Site:
    """What the work on one court shares within one run."""

    court: Court
    session: Session
    rows: Rows
    cards: Cards
    captchas: Captchas
    first_pages: dict[Question, tuple[Visit, dt.datetime]] = field(default_factory=dict)
    """First pages of usable listings of this run, by what was asked, and when."""
    silent: set[Question] = field(default_factory=set)
    """Questions of this run that were answered «не обнаружено»."""
    told: bool = False
    """A page of this run proved which template the court uses."""
    barred: Visit | None = None
    """What its search form met, once it was asked whether the site is still there."""
    wholes: dict[Question, Result] = field(default_factory=dict)
    """Whole registers as they were read in this run: completely, or as zeros nobody could confirm."""

    @property
    def clock(self) -> Clock:
        """The run's clock."""
        return self.session.clock

    @property
    def ledger(self) -> Ledger:
        """The observatory's ledger."""
        return self.session.ledger

    @property
    def portal(self) -> Portal:
        """The portal the court's site belongs to."""
        return self.session.portal

    @property
    def template(self) -> str:
        """The template the court uses, as far as is known."""
        known = self.ledger.template(self.court.host)
        if known is not None and known not in self.portal.templates:
            raise not_understood(said("one of its words"))
        return known or self.court.template or self.portal.templates[0]

    def other_template(self, template: str) -> str | None:
        """The one a court may have changed to from this; ``None`` where the portal has no other."""
        return next((other for other in self.portal.templates if other != template), None)

    def shows(self, row: ListingRow, provision: str | None) -> bool:
        """Whether the portal's filter would find a row under a provision, or under none."""
        return provision is None or self.portal.shows(row, provision)

    async def ask(self, question: Question, page: int = 1, *, purpose: str = "listing", patient: bool = True) -> Visit:
        """One page of a listing; a court that turns out to have migrated is asked again in its new template."""
        before = self.template
        visit = await self._ask(question, page, before, purpose, patient=patient)
        if self.template != before:
            again = await self._ask(question, page, self.template, purpose, patient=patient)
            return replace(again, requests=again.requests + visit.requests)
        return visit

    async def ask_in(self, question: Question, template: str) -> Visit:
        """The first page, asked in a template of the caller's choice; its answer may show that the court migrated."""
        return await self._ask(question, 1, template, "proof", patient=True)

    async def _ask(self, question: Question, page: int, template: str, purpose: str, *, patient: bool) -> Visit:
        answer = self.captchas.answer_for(self.court.region)
        url = self.portal.search_url(
            self.court.site,
            question.register,
            question.since,
            question.until,
            provision=question.provision,
            building=question.building,
            page=page,
            template=template,
            court_code=self.court.code,
            captcha=answer,
        )
        if url is None:
            return Visit("", Kind.NO_CODE)
        visit = await self.session.visit(url, purpose, patient=patient)
        if visit.kind is Kind.CAPTCHA_GATE and answer is not None:
            self.captchas.refused(self.court.region, answer.captcha_id)
        self.notice_template(visit)
        return visit

    def notice_template(self, visit: Visit) -> None:
        """A page that is plainly of the other template means that the court has migrated."""
        record = visit.record
        if record is None or record.page not in _TELLING or record.template == NO_TEMPLATE:
            return
        self.told = True
        if record.template != self.template:
            self.ledger.set_host(self.court.host, template=record.template, migrated=stamp(self.clock.now()))
        elif self.ledger.host(self.court.host)["template"] is None:
            self.ledger.set_host(self.court.host, template=record.template)

    async def site_bars(self, register: str) -> Visit | None:
        """What shows that nothing this site says of a card counts: it moved, or answers nothing; ``None``: it is there.

        Asked once a run, of the search form, which every site has and no removal takes away.
        """
        if self.barred is None:
            visit = await self.session.visit(self.portal.form_url(self.court.site, register), "form")
            self.notice_template(visit)
            gone = visit.kind.gone or visit.kind.away
            self.barred = replace(visit, kind=Kind.SITE_MOVED) if gone else visit
        there = self.barred.kind in (Kind.SEARCH_FORM, Kind.CAPTCHA_GATE, Kind.UNKNOWN)
        return None if there or self.told else self.barred

    def unusable(self, visit: Visit, question: Question) -> str | None:
        """Why a page of the kind “listing” is no proof of anything; ``None`` for one that is."""
        record = visit.record
        if visit.kind is not Kind.LISTING or record is None:
            return visit.reason
        register = self.portal.registers[question.register]
        asked = Asked(register.instance, register.procedure, question.since, question.until, self.court.code)
        answer = Answer(
            counter=record.counter,
            received=tuple(_day(row.filing.received) for row in record.rows),
            issues={issue.kind for issue in record.issues},
            instance=record.instance,
            procedure=record.procedure,
            court_code=record.court_code,
            another_charge=any(_charged(row) and not self.shows(row, question.provision) for row in record.rows),
        )
        return fault(asked, answer)

    async def open(self, card: DueCard, template: str | None = None) -> Visit:
        """Ask for a card, in the court's template of today or in one of the caller's choice.

        That it is gone is said only of a site that is there, in the template it has now.
        """
        chosen = template or self.template
        visit = await self._open(card, chosen)
        if not visit.kind.gone:
            return visit
        if not self.told and (barred := await self.site_bars(card.register)) is not None:
            return replace(visit, kind=barred.kind, why=barred.why)
        if self.template != chosen:
            again = await self._open(card, self.template)
            return replace(again, requests=again.requests + visit.requests)
        if template is None and not self.told and (another := self.other_template(chosen)) is not None:
            # no page of this run proved the template: an address of the other one may lead to it
            other = await self._open(card, another)
            if other.kind is Kind.CARD:
                return replace(other, requests=other.requests + visit.requests)
        return visit

    async def _open(self, card: DueCard, template: str) -> Visit:
        url = self.portal.card_url(
            self.court.site, card.register, card.guid, card.case_id, building=card.building, template=template
        )
        visit = await self.session.visit(url, "card")
        self.notice_template(visit)
        return visit

    async def save_picture(self, register: str) -> bool:
        """Fetch the search form and save the captcha it shows; says whether a picture waits now."""
        region = self.court.region
        if self.captchas.has_fresh_picture(region):
            return True
        visit = await self.session.visit(self.portal.form_url(self.court.site, register), "form")
        picture = self.portal.picture_in(visit.body)
        if picture is None:
            return False
        self.captchas.wait_for(region, self.court.host, picture, visit.capture)
        return True

    @property
    def widest(self) -> int | None:
        """How wide a window (days) the court lately answered, where it refused a wider one."""
        return self.ledger.widest(self.court.host, self.clock.now())

    def too_wide(self, days: int, answers: int) -> None:
        """So wide a window is refused though one of ``answers`` days is not: half as much is asked at most from now on.

        No sweep that worked is to be split for it.
        """
        narrower = max(days // 2, answers)
        if self.widest is None or narrower < self.widest:
            self.ledger.set_host(self.court.host, widest_days=narrower, widest_found=stamp(self.clock.now()))

    def remember(self, question: Question, visit: Visit) -> None:
        """This question was answered with rows."""
        self.first_pages[question] = replace(visit, body=b""), self.clock.now()

    def remembered(self, question: Question) -> Visit | None:
        """The first page of its answer, if it was given lately."""
        visit, when = self.first_pages.get(question, (None, None))
        return visit if when is not None and self.clock.now() - when < MEMORY else None


def guids(record: PageRecord) -> tuple[str, ...]:
    """The records of a page, in its order."""
    return tuple(row.filing.guid for row in record.rows if row.filing.guid)


def _charged(row: ListingRow) -> bool:
    return any(one.charges for one in row.defendants)


def _day(received: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(received) if received else None
    except ValueError:
        return None
