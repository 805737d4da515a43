"""Somebody who looks at a courthouse now and then, without method, and keeps what comes: pages, not a ledger.

The questions are those people ask: a register over some window, whole or under one article, page after page, cards,
hearing lists. What goes wrong follows from chance: pages are skipped, turned weeks later, not read again at the end; a
court is forgotten, or goes dark for good.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from absentia.rehearsal.audit.scope import BEGIN
from absentia.rehearsal.audit.seen import Seen
from absentia.rehearsal.courthouse import Courthouse
from absentia.rehearsal.courthouse.asking import Wire
from absentia.rehearsal.courthouse.grammar import REGISTERS_OF_LEVEL
from absentia.rehearsal.courthouse.life import Entry, Life, Site
from absentia.rehearsal.courthouse.shown import register_day
from absentia.sources.ru_sudrf.queries import REGISTERS, Search, card_url, hearing_list_url

# «Всего по запросу найдено — 26», in either template
_COUNTER = re.compile(r"найдено\s*(?:—|-)\s*(?:<b>)?(\d+)")
_AGENT = {"user-agent": "synthetic visitor"}
_ARTICLES = ("337", "337 ч.5", "337 ч.3", "332")


@dataclass(frozen=True, slots=True)
class Kept(Seen):
    """One answer that was kept."""

    url: str
    status: int
    kind: str
    """``listing``, ``card`` or ``hearing_list``: what was asked for."""


@dataclass(slots=True)
class Visitor:
    """Visits a courthouse; ``kept`` is everything that came, in order."""

    house: Courthouse
    lot: random.Random
    kept: list[Kept] = field(default_factory=list)
    postponed: list[tuple[Site, str, str]] = field(default_factory=list)
    """Pages to be turned another time."""
    thorough: bool = False
    """Asks the same of every database a court may run, skips no page, reads the first again, and comes at the end."""

    @property
    def life(self) -> Life:
        """What the courts live through."""
        return self.house.life

    def look_around(self) -> list[Kept]:
        """Come some times between the first and the last day of the life."""
        span = (self.life.end - self.life.start).days
        days = sorted(self.life.start + dt.timedelta(days=self.lot.randrange(span)) for _visit in range(self._visits()))
        if self.thorough or self.lot.random() < 0.3:
            days.append(self.life.end)
        dark = {
            site.court.host: self.lot.choice(days)
            for site in self.life.sites
            if self.lot.random() < (0.05 if self.thorough else 0.2)  # invented shares
        }
        for day in days:
            self.house.set_time(dt.datetime.combine(day, dt.time(self.lot.randrange(5, 20)), dt.UTC))
            waiting, self.postponed = self.postponed, []
            for site, url, kind in waiting:
                self._ask(site, url, kind)
            for site in self.life.sites:
                if dark.get(site.court.host, day) >= day and self.lot.random() < 0.9:
                    self._visit(site)
        return self.kept

    def _visits(self) -> int:
        return self.lot.randrange(1, 4)

    def _ask(self, site: Site, url: str, kind: str) -> str:
        """Ask one question, a few seconds after the one before; the text of what came."""
        self.house.set_time(self.house.now + dt.timedelta(seconds=self.lot.randrange(3, 40)))
        parts = urlsplit(url)
        answered = self.house.answer(parts.netloc, parts.path, parts.query, _AGENT)
        body = answered.body[: len(answered.body) // 2] if answered.wire is Wire.CUT else answered.body
        if answered.wire is not Wire.RESET and body:
            self.kept.append(Kept(self.house.now, body, site.court.host, url, answered.status, kind))
        return body.decode("windows-1251", errors="replace")

    def _visit(self, site: Site) -> None:
        """Some questions about each register of a court, then cards and hearing lists."""
        for register in REGISTERS_OF_LEVEL[site.court.level]:
            buildings = [one + 1 for one in range(site.buildings)]
            if self.thorough:
                # whether there are others, too: only then can a count be exact
                buildings = [1, 2, 3]
            elif self.lot.random() < 0.1:
                buildings.append(site.buildings + 1)
            same = list(self._windows())
            for building in buildings:
                for since, until in same if self.thorough else self._windows():
                    narrowed = not self.thorough and self.lot.random() < 0.25
                    article = self.lot.choice(_ARTICLES) if narrowed else None
                    self._listing(site, self._search(site, register, building, since, until, article))
        self._cards(site)
        for _day in range(self.lot.randrange(3)):
            heard = self.life.end - dt.timedelta(days=self.lot.randrange(400))
            self._ask(site, hearing_list_url(site.court.host, heard), "hearing_list")

    def _windows(self) -> Iterator[tuple[dt.date | None, dt.date | None]]:
        """Windows of receipt dates: everything, a span cut in pieces, or whatever comes to mind."""
        today = self.house.now.date()
        first = self.lot.choice((None, dt.date(2021, 1, 1), BEGIN))
        last = self.lot.choice((None, self.life.end, today))
        way = self.lot.random()
        if way < 0.5:
            yield first, last
            return
        if way < 0.85:
            cuts = sorted(
                {BEGIN + dt.timedelta(days=self.lot.randrange(500)) for _cut in range(self.lot.randrange(1, 4))}
            )
            starts = [first, *cuts]
            ends = [*(cut - dt.timedelta(days=1) for cut in cuts), last]
            pieces = [(one, other) for one, other in zip(starts, ends, strict=True)]
            for piece in pieces:
                if piece[0] is None or piece[1] is None or piece[0] <= piece[1]:
                    yield piece
            return
        for _window in range(self.lot.randrange(1, 3)):
            since = BEGIN + dt.timedelta(days=self.lot.randrange(500))
            yield since, since + dt.timedelta(days=self.lot.randrange(1, 200))

    def _search(
        self,
        site: Site,
        register: str,
        building: int,
        since: dt.date | None,
        until: dt.date | None,
        article: str | None,
    ) -> Search:
        if since is None and until is None and article is None:
            since = BEGIN  # a search for everything is answered by the form
        return Search(
            host=site.court.host,
            register=REGISTERS[f"criminal-{register}"],
            since=since,
            until=until,
            article=article,
            building=building,
            template=site.at(self.house.now.date()).template,
            court_code=site.court.code,
        )

    def _listing(self, site: Site, search: Search) -> None:
        """Turn the pages; most people read all of them, few the first one again."""
        found = _COUNTER.search(self._ask(site, search.url, "listing"))
        pages = -(-int(found[1]) // site.size(self.house.now.date())) if found else 1
        pages += self.lot.random() < 0.1
        for number in range(2, pages + 1):
            url = replace(search, page=number).url
            if not self.thorough and self.lot.random() < 0.1:
                self.postponed.append((site, url, "listing"))
            elif self.thorough or self.lot.random() < 0.95:
                self._ask(site, url, "listing")
        if self.thorough or self.lot.random() < (0.7 if pages > 1 else 0.2):
            self._ask(site, search.url, "listing")

    def _cards(self, site: Site) -> None:
        day = register_day(self.house.now)
        share = self.lot.choice((0.0, 0.3, 0.3, 1.0))
        for entry in _of(self.life.entries, site):
            if entry.visible(day) and self.lot.random() < share:
                register, template = f"criminal-{entry.record.register}", site.at(day).template
                number = str(entry.record.portal_id)
                url = card_url(
                    site.court.host, register, entry.record.guid, number, building=entry.building, template=template
                )
                self._ask(site, url, "card")


def _of(entries: Sequence[Entry], site: Site) -> Iterator[Entry]:
    return (entry for entry in entries if entry.site is site)
