"""«Данных по запросу не обнаружено»: an honest zero, or a question the court did not understand?

The same page answers both. A zero is believed only when the register answered a question that covers this one with
rows of which none belongs here, or, failing that, when it answered *some* question in this session with rows, and this
one once more with none. Otherwise the sweep stays ``partial`` with the reason ``zero_unconfirmed``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from absentia.collect.kind import Kind
from absentia.collect.ledger.cards import DueCard
from absentia.collect.ledger.sweeps import Question, Result
from absentia.collect.session import Visit
from absentia.collect.site import Site, guids
from absentia.looks.rule import ZERO_UNCONFIRMED
from absentia.model import ListingRow, LookOutcome, PageRecord
from absentia.model.provision import article_and_part

_WIDEST_COVER = 400
"""Days; a wider window is asked for only where nothing narrower can prove anything."""
_WIDE_YEARS = (1, 3)
_MOST_ROWS = 200
"""A wider listing with more rows is not read to its end for the sake of one zero."""
UNCONFIRMED = ZERO_UNCONFIRMED
CONTRADICTED = "zero_contradicted"
_ANSWERS = "answers"
"""The register answers another question with rows; so this one, read once more, would be a zero."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a zero is proven, why, and the pages that prove it."""

    proven: bool
    reason: str
    proof: tuple[str, ...] = ()
    requests: int = 0

    def after(self, requests: int) -> Finding:
        """The same, having cost so many requests more."""
        return replace(self, requests=self.requests + requests)


_proven, _unproven = partial(Finding, True), partial(Finding, False)
Read = Callable[[Question], Awaitable[Result]]
"""Reads every page of a listing."""


async def prove_zero(site: Site, question: Question, zero: Visit, read: Read) -> Finding:
    """Whether ``zero``, which this question was just answered with, is one."""
    doubt = await _contradicted(site, question)
    if not doubt.proven:
        return doubt
    if (whole := _whole_register_without(site, question)) is not None:
        return _proven("whole_register_shows_none", tuple(whole.captures), doubt.requests)
    found = (await _probe(site, question, read)).after(doubt.requests)
    if found.reason != _ANSWERS:
        return found
    again = await site.ask(question, purpose="proof")
    if again.kind is Kind.EMPTY_RESULT:
        both = tuple(dict.fromkeys(one.capture for one in (zero, again) if one.capture))
        reason = "read_twice_beside_an_answered_question"
        return _proven(reason, (*found.proof, *both), found.requests + again.requests)
    return _unproven(CONTRADICTED, (), found.requests + again.requests)


async def _probe(site: Site, question: Question, read: Read) -> Finding:
    """Hold other questions against this one; the reason :data:`_ANSWERS`: this one must be asked once more.

    None is wider than the court is known to answer.
    """
    spent = 0
    doubted = False
    for probe, known in _probes(site, question):
        if site.widest is not None and probe.days > site.widest:
            continue
        visit = await _asked(site, probe, partial(_tells, probe, question))
        spent += visit.requests if visit else 0
        if visit is not None and site.unusable(visit, probe) is None:
            found = (await _weighed(site, probe, visit, question, read)).after(spent)
            if found.reason != _ANSWERS or not doubted:
                return found
            spent = found.requests
            break
        if visit is not None and visit.kind is Kind.TEMPORARILY_UNAVAILABLE and probe.days > question.days:
            site.too_wide(probe.days, question.days)  # the court has just answered the question itself
            continue
        if visit is not None and visit.kind is not Kind.EMPTY_RESULT:
            return _unproven(f"{UNCONFIRMED}:{visit.reason}", (), spent)
        # rows are known to answer this one: either they were removed, or the court does not understand us; from here on
        # only a listing that shows what is there, and none of this among it, proves anything
        doubted = doubted or known
    spent += await _try_other_template(site, question)
    return _unproven(UNCONFIRMED, (), spent)


async def _weighed(site: Site, probe: Question, visit: Visit, question: Question, read: Read) -> Finding:
    """What the rows of another question say of this one: all of them, if they are not too many to be read."""
    page = visit.record
    assert page is not None
    shown = (visit.capture,) if visit.capture else ()
    if any(_belongs(site, row, question) for row in page.rows):
        return _unproven(CONTRADICTED)
    if not _tells(probe, question, page):
        return _unproven(_ANSWERS, shown)
    whole = await read(probe) if page.counter != len(set(guids(page))) else None
    if whole is None:
        return _proven("wider_listing_shows_none", shown)
    if whole.outcome is not LookOutcome.COMPLETE:
        return _unproven(_ANSWERS, shown, whole.requests)
    if any(_belongs(site, row, question) for row in whole.rows.values()):
        return _unproven(CONTRADICTED, (), whole.requests)
    return _proven("wider_listing_shows_none", tuple(whole.captures), whole.requests)


def _tells(probe: Question, question: Question, page: PageRecord) -> bool:
    """Whether all rows of a probe's answer, of which this is the first page, can be held against the question."""
    return _covers(probe, question) and page.counter is not None and page.counter <= _MOST_ROWS


def _probes(site: Site, question: Question) -> Iterator[tuple[Question, bool]]:
    """Questions to hold against this one, the most telling first; and whether rows are known to answer them."""
    nearest = site.rows.nearest_receipt(question)
    if nearest is not None:
        cover = replace(question, since=min(nearest, question.since), until=max(nearest, question.until))
        if cover.days <= _WIDEST_COVER:
            yield cover, True
    whole = replace(question, provision=None)
    if question.provision is not None:
        yield whole, False
    shown = nearest or site.rows.nearest_receipt(whole)
    if shown is not None:
        yield replace(question if nearest else whole, since=shown, until=shown), True
    for years in _WIDE_YEARS:
        wide = dt.timedelta(days=365 * years)
        yield replace(whole, since=question.since - wide, until=question.until + wide), False


async def _asked(site: Site, probe: Question, fitting: Callable[[PageRecord], bool]) -> Visit | None:
    """The first page of a probe: remembered, if what it shows settles the matter by itself, else asked for now.

    ``None``: it was asked in this run, and answered «не обнаружено».
    """
    known = site.remembered(probe)
    if known is not None and known.record is not None and fitting(known.record):
        return replace(known, requests=0)
    if probe in site.silent:
        return None
    visit = await site.ask(probe, purpose="proof")
    if visit.kind is Kind.EMPTY_RESULT:
        site.silent.add(probe)
    if site.unusable(visit, probe) is None:
        site.remember(probe, visit)
    return visit


def _covers(wider: Question, question: Question) -> bool:
    return (
        wider.since <= question.since
        and wider.until >= question.until
        and wider.building == question.building
        and wider.register == question.register
        and wider.provision in (None, question.provision)
    )


def _belongs(site: Site, row: ListingRow, question: Question) -> bool:
    received = row.filing.received
    # a row without a date may be of any
    inside = received is None or question.since.isoformat() <= received <= question.until.isoformat()
    return inside and site.shows(row, question.provision)


def _whole_register_without(site: Site, question: Question) -> Result | None:
    """The unfiltered register of this very window, if it was read completely in this run and shows no such row."""
    covering = (read for whole, read in site.wholes.items() if _covers(whole, question) and read.rows)
    return next(
        (read for read in covering if not any(_belongs(site, row, question) for row in read.rows.values())), None
    )


async def _contradicted(site: Site, question: Question) -> Finding:
    """Rows seen here before: is the card of one of them still there, and still under this provision?"""
    known = site.rows.known(question)
    if not known:
        return _proven("")
    guid = known[0]["guid"]
    due = DueCard(question.register, guid, None, question.building, "open")
    visit = await site.open(due)
    record = visit.record
    if visit.kind is not Kind.CARD or record is None:
        if visit.kind.gone:
            return _proven("", (), visit.requests)
        return _unproven(UNCONFIRMED, (), visit.requests)
    article, _part = article_and_part(question.provision)
    charged = any(charge.article == article for d in record.defendants for charge in d.charges)
    if question.provision is None or charged:
        return _unproven(CONTRADICTED, (), visit.requests)
    return _proven("", (), visit.requests)


async def _try_other_template(site: Site, question: Question) -> int:
    """A court that migrated may answer every question of its old template with «не обнаружено»."""
    other = site.other_template(site.template)
    if other is None:
        return 0
    wide = replace(question, provision=None, since=question.until - dt.timedelta(days=365))
    visit = await site.ask_in(wide, other)
    return visit.requests
