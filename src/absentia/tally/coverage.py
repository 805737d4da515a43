"""What was looked at: pages by court and kind, and the receipt dates that complete listings show from end to end.

Zero is only said of a court and period when its listings, added up, equal their own counter and leave no day out. A
captcha, a block or «временно недоступна» is never a zero; «Данных по запросу не обнаружено» is one only where the very
same register of the same court answered another search with rows (a wrongly put question gets the same page).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from absentia.engine import Connection, query
from absentia.model import PageKind, Period
from absentia.sources.ru_sudrf.asked import Asked, asked
from absentia.tally.result import CourtCoverage, Coverage, Window

# of pages that no search brings only the number counts; there may be millions of them
_SQL = """
WITH seen AS (
    SELECT coalesce(k.key, c.court) AS court, k.name, c.court_name, c.capture, c.captured, c.page, c.instance,
           c.procedure, c.counter, c.rows, c.last_page,
           CASE WHEN c.page NOT IN ('card', 'act', 'hearing_list') THEN c.url END AS url
    FROM captures c
    LEFT JOIN court_key k ON k.court = c.court AND k.court_code IS NOT DISTINCT FROM c.court_code
    WHERE c.court IS NOT NULL
)
SELECT court, name, court_name, page, instance, procedure, url, counter, rows, last_page, captured,
       1 AS pages, captured AS first_captured, captured AS last_captured, capture
FROM seen WHERE page NOT IN ('card', 'act', 'hearing_list')
UNION ALL
SELECT court, name, court_name, page, instance, procedure, NULL, NULL, NULL, NULL, NULL,
       count(*), min(captured), max(captured), NULL
FROM seen WHERE page IN ('card', 'act', 'hearing_list')
GROUP BY court, name, court_name, page, instance, procedure
ORDER BY court, captured NULLS LAST, capture, page, instance, procedure, court_name
"""
_NO_COURT = "SELECT count(*) AS pages FROM captures WHERE court IS NULL"
_RECORDS = frozenset({PageKind.LISTING, PageKind.CARD, PageKind.HEARING_LIST})
# of several refusals the first of these names the reason
_REFUSALS = (
    PageKind.CAPTCHA_GATE,
    PageKind.BLOCK_G,
    PageKind.BLOCK_B,
    PageKind.TEMPORARILY_UNAVAILABLE,
    PageKind.BACKEND_ERROR,
    PageKind.NO_CONTENT,
    PageKind.MOVED,
    PageKind.EMPTY_RESULT,
    PageKind.SEARCH_FORM,
    PageKind.UNKNOWN,
    PageKind.ACT,
)
_FIRST_DAY = dt.date(1990, 1, 1)
"""Before any register of the portals begins: the start of a search without one."""


def coverage(connection: Connection, *, instance: str, procedure: str, court: str | None) -> Coverage:
    """What the observatory saw of the registers a count is about (``all``: of every one), in one court or all."""
    by_court: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in query(connection, _SQL):
        if court is None or row["court"] == court:
            by_court[row["court"]].append(row)
    courts = []
    first: list[dt.datetime] = []
    last: list[dt.datetime] = []
    for key, rows in by_court.items():
        relevant = [row for row in rows if _concerns(row, instance, procedure)]
        if relevant:
            courts.append(_court(key, relevant))
            first += [row["first_captured"] for row in relevant if row["first_captured"]]
            last += [row["last_captured"] for row in relevant if row["last_captured"]]
    return Coverage(
        courts=tuple(courts),
        first_captured=min(first).isoformat() if first else None,
        last_captured=max(last).isoformat() if last else None,
        pages_of_no_court=int(query(connection, _NO_COURT)[0]["pages"]),
    )


def _concerns(row: Mapping[str, Any], instance: str, procedure: str) -> bool:
    """The page is of the register asked about, or may be: refusals often do not say which register they refuse."""
    question = asked(row["url"])
    found = row["instance"] or (question.instance if question else None)
    known = found not in (None, "unknown")
    if instance != "all" and known and found != instance:
        return False
    return procedure == "all" or row["procedure"] in (None, "unknown", procedure)


def _court(key: str, rows: Sequence[Mapping[str, Any]]) -> CourtCoverage:
    pages: Counter[str] = Counter()
    for row in rows:
        pages[row["page"]] += row["pages"]
    reason = None
    if not any(kind in _RECORDS for kind in pages):
        reason = next((str(kind) for kind in _REFUSALS if kind in pages), str(PageKind.UNKNOWN))
    windows, incomplete = _windows(rows)
    names = [row["name"] or row["court_name"] for row in rows if row["name"] or row["court_name"]]
    return CourtCoverage(
        court=key,
        name=names[0] if names else None,
        pages=dict(sorted(pages.items())),
        reason=reason,
        windows=windows,
        incomplete=incomplete,
    )


def _windows(rows: Iterable[Mapping[str, Any]]) -> tuple[tuple[Window, ...], int]:
    searches: dict[tuple[Any, ...], list[tuple[Asked, Mapping[str, Any]]]] = defaultdict(list)
    empty: list[tuple[Asked, Mapping[str, Any]]] = []
    answered: set[str] = set()
    for row in rows:
        question = asked(row["url"])
        if question is None or question.narrowed or row["captured"] is None:
            continue
        if row["page"] == PageKind.LISTING:
            answered.add(question.form)
            search = (question.form, question.since, question.until, question.article, question.part)
            searches[*search, row["counter"]].append((question, row))
        elif row["page"] == PageKind.EMPTY_RESULT:
            empty.append((question, row))
    windows, incomplete = set(), 0
    for answers in searches.values():
        seen = {question.page: row["rows"] or 0 for question, row in answers}
        counter = answers[0][1]["counter"]
        # a counter may be wrong: links to pages that nobody saw say that there is more
        linked = max((row["last_page"] or 0 for _question, row in answers), default=0)
        if counter is None or sum(seen.values()) != counter or linked > len(seen):
            incomplete += 1
        elif window := _window(answers):
            windows.add(window)
    for question, row in empty:
        if question.form in answered and (window := _window([(question, row)])):
            windows.add(window)
    ordered = sorted(windows, key=lambda one: (one.period, one.captured, one.article or "", one.part or ""))
    return tuple(ordered), incomplete


def _window(answers: Sequence[tuple[Asked, Mapping[str, Any]]]) -> Window | None:
    question = answers[0][0]
    # what was received on the day of the first page may have been entered after it
    last_seen = min(row["captured"] for _question, row in answers).date() - dt.timedelta(days=1)
    start, end = question.since or _FIRST_DAY, min(question.until or last_seen, last_seen)
    if end < start:
        return None
    return Window(Period(start, end), last_seen + dt.timedelta(days=1), question.article, question.part)
