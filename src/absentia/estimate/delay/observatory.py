"""The reporting triangle of a measure, from the two delays an observatory knows.

A measure dated by receipt is reported when a page first shows it (receipt → first seen): that needs looking again and
again, so with few days of capture the delay is not identifiable and the answer is a refusal. A measure dated by a
decision is reported when the portal posts the event («Дата размещения»), a date the card prints: one reading is enough,
if all cards were read at about the same time.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

import numpy as np

from absentia.engine import Connection, ask, query
from absentia.estimate.delay.triangle import LONGEST, Triangle
from absentia.estimate.grid import first_day, index_of
from absentia.estimate.options.series import DELAY as NAME
from absentia.law import parse_provision
from absentia.model.estimate import Assumption, Refusal
from absentia.model.period import Grain
from absentia.model.texts import Said, Words, counted, first_few, said
from absentia.observatory import Observatory
from absentia.tally.asked import known_court
from absentia.tally.catalogue import Measure, measure
from absentia.tally.coverage import coverage
from absentia.tally.prepare import jurisdictions, prepared
from absentia.tally.query import Scope, make_units

NAMED = 4
"""Courts that a sentence names."""
FEWEST_LOOKS = 8
"""Report periods with captures below which first-seen delays cannot be told from one another."""
UNDATED = 0.1
"""With more than this share of units without a report date, the triangle is not theirs."""
TOGETHER = 0.9
"""At least this share of cards must have been read in the last report period, for posted dates to be whole up to it."""
STEADY = 0.75
"""A court that was looked at in fewer of the report periods is left out: its delays are those of the looks."""
EARLY = 0.25
"""A last report period is over when it was looked at as late within it as in this share of the others."""


Cells = Counter[tuple[int, int]]
"""Counts by event period and delay."""
Closed = Mapping[int, float | None]
"""Report periods in which nobody could report, with the share of the usual: none."""


@dataclass(frozen=True, slots=True)
class Observed:
    """A triangle with what the nowcast must know besides: periods in which nobody looked, and the measure's unit."""

    triangle: Triangle
    closed: Closed
    unit: Words
    synthetic: bool
    left_out: tuple[str, ...] = ()
    """Courts that did not answer while the others did: nothing of theirs is in the triangle."""
    seen_there: int = 0
    """Units that these courts had shown."""


def from_observatory(
    observatory: Observatory,
    name: str,
    *,
    grain: Grain = Grain.WEEK,
    court: str | None = None,
    provision: str | None = None,
) -> Observed | Refusal:
    """The triangle of a measure: receipts by first capture, decisions by posting; of one court, or all looked at."""
    chosen = measure(name)
    scope = Scope()
    with prepared(observatory) as connection:
        if provision is not None:
            among = jurisdictions(connection)
            scope = scope.under(parse_provision(provision, among), among)
        if court is not None:
            scope = scope.in_court(known_court(connection, court))
        return triangle_of(connection, chosen, scope, grain, str(observatory.path))


def triangle_of(connection: Connection, chosen: Measure, scope: Scope, grain: Grain, source: str) -> Observed | Refusal:
    """The triangle of the units a tally of this scope counts, whatever its dates."""
    whenever = replace(scope, since=None, until=None)
    make_units(connection, chosen, whenever)
    rows = ask(connection, _sql(chosen))
    answering = _cards_read(connection, scope, grain) if chosen.by_decision else _answering(connection, scope, grain)
    silent = tuple(sorted({row["court"] for row in rows} - answering.courts))
    if silent and not answering.courts:
        return refuse(source, *_nobody(silent, posted=chosen.by_decision))
    seen_there = sum(int(row["number"]) for row in rows if row["court"] in silent)
    rows = [row for row in rows if row["court"] not in silent]
    synthetic = bool(query(connection, "SELECT bool_or(synthetic) AS synthetic FROM captures")[0]["synthetic"])
    cells, undated = cells_of(rows, grain)
    total = sum(cells.values())
    if not total and not undated:
        return Refusal(NAME, said("no unit of this measure was seen"), (), {source: said("the observatory")})
    if not total or undated > UNDATED * (total + undated):
        return refuse(
            source,
            said("every unit has its date of report"),
            said("{undated} of {all_units} have none", undated=undated, all_units=total + undated),
        )
    found = (_posted if chosen.by_decision else first_seen)(cells, answering.days, grain, source)
    left_out = tuple(sorted({*silent, *answering.silent}))
    unit = Said("{unit}", {"unit": chosen.unit})
    return found if isinstance(found, Refusal) else Observed(*found, unit, synthetic, left_out, seen_there)


def _sql(chosen: Measure) -> str:
    text = (files(__package__) / ("posted.sql" if chosen.by_decision else "first_seen.sql")).read_text(encoding="utf-8")
    by_filing = chosen.name == "filings_received"
    return text.replace("{key}", "c.record_id" if by_filing else "c.case_id").replace(
        "{unit_key}", "r.record_id" if by_filing else "r.case_id"
    )


@dataclass(frozen=True, slots=True)
class Answering:
    """Which courts were looked at up to the last report period, and on which days."""

    courts: frozenset[str]
    silent: frozenset[str]
    days: list[dt.date]
    """Days on which any of these courts was looked at."""


def _answering(connection: Connection, scope: Scope, grain: Grain) -> Answering:
    sql = (files(__package__) / "answering.sql").read_text(encoding="utf-8")
    concerned = coverage(connection, scope)
    return answering(
        query(connection, sql, scope.parameters()), {court.court: court.places for court in concerned.courts}, grain
    )


def answering(
    looks: Iterable[Mapping[str, Any]], places: Mapping[str, Iterable[tuple[str, int]]], grain: Grain
) -> Answering:
    """Tell the courts that answered from those that did not.

    A court answers if each of its databases was looked at in the last report period in which any court was, and in at
    least :data:`STEADY` of all since it was first looked at. What a court posts while nobody can look is late by no
    fault of the reporting, and of what it did not show in the end nothing can be said.

    Args:
        looks: court, register, building and day of looks that reach up to their day.
        places: register and database of everything a court has.
        grain: length of a report period.
    """
    days: dict[str, dict[tuple[str, int], set[dt.date]]] = {}
    for one in looks:
        days.setdefault(one["court"], {}).setdefault((one["register"], one["building"]), set()).add(one["day"])
    ends = [max(index_of(day, grain) for day in found) for court in days.values() for found in court.values()]
    last = max(ends, default=0)

    def steady(found: set[dt.date]) -> bool:
        periods = {index_of(day, grain) for day in found}
        return bool(periods) and max(periods) == last and len(periods) >= STEADY * (last - min(periods) + 1)

    courts = {
        court
        for court, wanted in places.items()
        if (asked := list(wanted)) and all(steady(days.get(court, {}).get(place, set())) for place in asked)
    }
    shared = sorted({day for court in courts for found in days[court].values() for day in found})
    return Answering(frozenset(courts), frozenset(places) - courts, shared)


def _cards_read(connection: Connection, scope: Scope, grain: Grain) -> Answering:
    """Courts whose cards were nearly all last read in the newest period in which any were."""
    rows = query(
        connection,
        "SELECT court, last_read AS day, count(*) AS number FROM ("
        "SELECT coalesce(k.key, f.court) AS court, f.filing_id, max(f.captured)::DATE AS last_read FROM filings f "
        "LEFT JOIN court_key k ON k.court = f.court AND k.court_code IS NOT DISTINCT FROM f.court_code "
        "WHERE f.page = 'card' AND f.captured IS NOT NULL AND ($court IS NULL OR coalesce(k.key, f.court) = $court) "
        "GROUP BY ALL) GROUP BY court, last_read",
        {"court": scope.court},
    )
    last = max((index_of(row["day"], grain) for row in rows), default=0)
    cards: Counter[str] = Counter()
    newest: Counter[str] = Counter()
    for row in rows:
        cards[row["court"]] += int(row["number"])
        newest[row["court"]] += int(row["number"]) if index_of(row["day"], grain) == last else 0
    courts = frozenset(court for court, number in cards.items() if newest[court] >= TOGETHER * number)
    days = sorted({row["day"] for row in rows if row["court"] in courts})
    return Answering(courts, frozenset(cards) - courts, days)


def _nobody(silent: Iterable[str], *, posted: bool) -> tuple[Said, Said]:
    """Why there is no nowcast where no court answers: what was needed, and what there is."""
    courts = first_few(silent, NAMED)
    if posted:
        outcome = said(
            "of the cards of {courts} fewer than {least:.0%} were last read in the same period",
            courts=courts,
            least=TOGETHER,
        )
        return said("all cards were read at about the same time"), outcome
    outcome = said("no look at {courts} shows what came in up to its day", courts=courts)
    return said("every court was looked at, again and again"), outcome


def cells_of(rows: Iterable[Mapping[str, Any]], grain: Grain) -> tuple[Cells, int]:
    """Counts by event period and delay, and how many have no report date or one before the event."""
    cells: Cells = Counter()
    undated = 0
    for row in rows:
        event, report, number = row["event"], row["report"], int(row["number"])
        delay = -1 if report is None else index_of(report, grain) - index_of(event, grain)
        if 0 <= delay <= LONGEST:
            cells[index_of(event, grain), delay] += number
        elif delay < 0:
            undated += number
    return cells, undated


def first_seen(cells: Cells, looked: list[dt.date], grain: Grain, source: str) -> tuple[Triangle, Closed] | Refusal:
    """Only units received since looking began have a delay; a period without captures is one nobody could report in."""
    periods = sorted({index_of(day, grain) for day in looked})
    statement = said("the register was looked at often enough to see when cases appear")
    outcome = counted(
        "complete looks in {found} period (needed: {least})",
        "complete looks in {found} different periods (needed: {least})",
        found=len(periods),
        least=FEWEST_LOOKS,
    )
    if len(periods) < FEWEST_LOOKS:
        return refuse(source, statement, outcome)
    begin, end = periods[0], _last_over(looked, grain)
    since = Counter({key: number for key, number in cells.items() if begin <= key[0] <= end})
    if not since:
        return refuse(source, statement, said("nothing was received since looking began"))
    closed: Closed = dict.fromkeys(set(range(begin, end + 1)) - set(periods), 0.0)
    return Triangle.from_pairs(since, grain=grain, now=end, source=source), closed


def _last_over(looked: list[dt.date], grain: Grain) -> int:
    """The last report period that counts as over: its last look came as late within it as looks usually do.

    A series looked at every Tuesday has weeks that end on Tuesday, each like the others; looked at daily and last on
    a Monday, its last week is not over.
    """
    latest: dict[int, int] = {}
    for day in sorted(looked):
        period = index_of(day, grain)
        latest[period] = (day - first_day(period, grain)).days
    end = max(latest)
    usual = float(np.quantile([late for period, late in latest.items() if period != end], EARLY))
    return end if latest[end] >= usual else end - 1


def _posted(cells: Cells, read: list[dt.date], grain: Grain, source: str) -> tuple[Triangle, Closed]:
    # the reading may have been made in the middle of its period: only whole report periods count
    end = max(index_of(day, grain) for day in read) - 1
    return Triangle.from_pairs(cells, grain=grain, now=end, source=source), {}


def refuse(source: str, statement: Words, outcome: Words) -> Refusal:
    """No nowcast, for an assumption fails."""
    fails = Assumption(statement, False, outcome)
    reason = said("an assumption fails: {reason}", reason=fails.finding)
    return Refusal(NAME, reason, (fails,), {source: said("the observatory")})
