"""Asking a court's register for a page of a listing, in the template the court uses now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from absentia.collect.captchas import Captchas
from absentia.collect.courts import Court
from absentia.collect.filings import Filings
from absentia.collect.kind import Kind
from absentia.collect.sweeps import Question, Result
from absentia.collect.visiting import Visit, Visitor
from absentia.collect.written import not_understood, stamp
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
class Round:
    """What the work on one court shares within one run."""

    court: Court
    visitor: Visitor
    filings: Filings
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
    def portal(self) -> Portal:
        """The portal the court's site belongs to."""
        return self.visitor.portal

    @property
    def template(self) -> str:
        """The template the court uses, as far as is known."""
        known = self.visitor.ledger.template(self.court.host)
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
        visit = await self.visitor.visit(url, purpose, patient=patient)
        if visit.kind is Kind.CAPTCHA_GATE and answer is not None:
            self.captchas.refused(self.court.region, answer.captcha_id)
        self.notice_template(visit)
        return visit

    def notice_template(self, visit: Visit) -> None:
        """A page that is plainly of the other template means that the court has migrated."""
        record = visit.record
        if record is None or record.page not in _TELLING or record.template == NO_TEMPLATE:
            return
        ledger = self.visitor.ledger
        self.told = True
        if record.template != self.template:
            ledger.set_host(self.court.host, template=record.template, migrated=stamp(self.visitor.clock.now()))
        elif ledger.host(self.court.host)["template"] is None:
            ledger.set_host(self.court.host, template=record.template)

    async def site_bars(self, register: str) -> Visit | None:
        """What shows that nothing this site says of a card counts: it moved, or answers nothing; ``None``: it is there.

        Asked once a run, of the search form, which every site has and no removal takes away.
        """
        if self.barred is None:
            visit = await self.visitor.visit(self.portal.form_url(self.court.site, register), "form")
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
        )
        return fault(asked, answer)

    def remember(self, question: Question, visit: Visit) -> None:
        """This question was answered with rows."""
        self.first_pages[question] = replace(visit, body=b""), self.visitor.clock.now()

    def remembered(self, question: Question) -> Visit | None:
        """The first page of its answer, if it was given lately."""
        visit, when = self.first_pages.get(question, (None, None))
        return visit if when is not None and self.visitor.clock.now() - when < MEMORY else None


def guids(record: PageRecord) -> tuple[str, ...]:
    """The records of a page, in its order."""
    return tuple(row.filing.guid for row in record.rows if row.filing.guid)


def _day(received: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(received) if received else None
    except ValueError:
        return None
