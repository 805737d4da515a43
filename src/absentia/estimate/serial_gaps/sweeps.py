"""Complete looks at a register: the pages of one search whose rows, added up, are all that its counter says there are.

Only a search narrowed by nothing but dates of receipt shows a whole register. One that names an article shows the
ordinals of that article and nothing of the gaps between them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from absentia.model import Period
from absentia.sources.ru_sudrf.asked import Asked, asked

_FIRST_DAY = dt.date(1990, 1, 1)
"""Before any register of the portals begins: the start of a search without one."""
_PAUSE = dt.timedelta(hours=36)
"""Pages of one search that lie further apart belong to two looks."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """One complete look: which dates of receipt it covers, when it was taken, which records it shows."""

    court: str
    database: str
    """The register asked, as the address writes it, with its server number (srv_num)."""
    period: Period
    taken: dt.date
    """The day of its first page; what was received on that day may have been entered after it."""
    ended: dt.datetime
    """When its last page was fetched."""
    article: str | None
    """``None``: the whole register."""
    records: frozenset[str]


@dataclass(frozen=True, slots=True)
class Looks:
    """All complete looks at the first-instance criminal registers, and how many searches were incomplete, by court."""

    sweeps: Mapping[str, tuple[Sweep, ...]]
    incomplete: Mapping[str, int]
    names: Mapping[str, str]


_Page = tuple[Asked, Mapping[str, Any]]


def looks(rows: Iterable[Mapping[str, Any]]) -> Looks:
    """Put pages of searches (the rows of ``listings.sql``) together into complete looks."""
    searches: dict[tuple[Any, ...], list[_Page]] = defaultdict(list)
    empty: list[_Page] = []
    answered: set[tuple[str, str]] = set()
    names: dict[str, str] = {}
    for row in rows:
        if row["court_name"]:
            names.setdefault(row["court"], row["court_name"])
        question = asked(row["url"])
        if question is None or question.narrowed or question.instance != "first":
            continue
        if row["page"] == "empty_result":
            empty.append((question, row))
            continue
        answered.add((row["court"], question.form))
        bounds = (question.since, question.until, question.article, question.part)
        searches[row["court"], question.form, *bounds, row["counter"]].append((question, row))
    found: dict[str, list[Sweep]] = defaultdict(list)
    incomplete: dict[str, int] = defaultdict(int)
    for pages in searches.values():
        court = pages[0][1]["court"]
        for look in _apart(pages):
            sweep = _complete(look, pages)
            if sweep is None:
                incomplete[court] += 1
            else:
                found[court].append(sweep)
    for question, row in empty:
        # a wrongly put question gets the same page: only believed of a register that answered another one
        if (row["court"], question.form) in answered and (sweep := _sweep([(question, row)], frozenset())):
            found[row["court"]].append(sweep)
    ordered = {court: tuple(sorted(sweeps, key=lambda one: (one.ended, one.period))) for court, sweeps in found.items()}
    return Looks(ordered, dict(incomplete), names)


def _apart(pages: Sequence[_Page]) -> Iterator[list[_Page]]:
    """Cut the pages of one search, in order of time, into looks: where a page comes again, another look begins."""
    look: list[_Page] = []
    for question, row in pages:
        again = any(question.page == earlier.page for earlier, _row in look)
        if look and (again or row["captured"] - look[-1][1]["captured"] > _PAUSE):
            yield look
            look = []
        look.append((question, row))
    if look:
        yield look


def _complete(look: Sequence[_Page], pages: Sequence[_Page]) -> Sweep | None:
    """The look as a sweep if it shows as many different records as its counter says, and every page it links to.

    An archive keeps a page once whose bytes came again, so a page this look lacks may stand under an earlier or later
    look that saw the same counter.
    """
    counter = look[0][1]["counter"]
    if counter is None:
        return None
    own = {question.page for question, _row in look}
    kept = [*look, *((question, row) for question, row in pages if question.page not in own)]
    by_page = {question.page: row for question, row in kept}
    records = [record for row in by_page.values() for record in row["records"]]
    linked = max(row["last_page"] for row in by_page.values())
    if len(set(records)) != counter or linked > len(by_page):
        return None
    return _sweep(look, frozenset(records))


def _sweep(look: Sequence[_Page], records: frozenset[str]) -> Sweep | None:
    question, first = look[0]
    taken = min(row["captured"] for _question, row in look).date()
    start = question.since or _FIRST_DAY
    end = min(question.until or taken, taken - dt.timedelta(days=1))
    if end < start:
        return None
    article = f"{question.article}.{question.part}" if question.part else question.article
    ended = max(row["captured"] for _question, row in look)
    return Sweep(first["court"], question.form, Period(start, end), taken, ended, article, records)
