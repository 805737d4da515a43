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
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from absentia.engine import Connection, query
from absentia.estimate.delay.nowcasting import NAME
from absentia.estimate.delay.triangle import LONGEST, Triangle
from absentia.estimate.grid import index_of
from absentia.law import parse_provision
from absentia.messages import _, language
from absentia.model.estimate import Assumption, Refusal
from absentia.model.period import Grain
from absentia.observatory import Observatory
from absentia.tally.catalogue import Measure, measure
from absentia.tally.prepare import prepared

FEWEST_LOOKS = 8
"""Report periods with captures below which first-seen delays cannot be told from one another."""
UNDATED = 0.1
"""With more than this share of units without a report date, the triangle is not theirs."""
TOGETHER = 0.9
"""At least this share of cards must have been read in the last report period, for posted dates to be whole up to it."""


@dataclass(frozen=True, slots=True)
class Observed:
    """A triangle with what the nowcast must know besides: periods in which nobody looked, and the measure's unit."""

    triangle: Triangle
    closed: Mapping[int, float | None]
    unit: str
    synthetic: bool


def from_observatory(
    observatory: Observatory,
    name: str,
    *,
    grain: Grain = Grain.WEEK,
    court: str | None = None,
    provision: str | None = None,
) -> Observed | Refusal:
    """The triangle of a measure.

    Args:
        observatory: with tables.
        name: of the measure; receipt measures by first capture, decision measures by posting.
        grain: length of a period.
        court: one court's host; by default all that were looked at.
        provision: an article or exact part.

    Raises:
        UsageProblem: an unknown measure or provision.
        ObservatoryProblem: nothing has been parsed yet.
    """
    chosen = measure(name)
    wanted = parse_provision(provision) if provision is not None else None
    parameters = {
        "court": court,
        "article": wanted.article if wanted else None,
        "part": wanted.part if wanted else None,
    }
    with prepared(observatory) as connection:
        rows = query(connection, _sql(chosen), parameters)
        synthetic = bool(query(connection, "SELECT bool_or(synthetic) AS synthetic FROM captures")[0]["synthetic"])
        looked = _looks(connection, court)
        last_read = _last_read(connection, court)
    source = str(observatory.path)
    unit = chosen.unit[language()]
    cells, undated = _cells(rows, grain)
    total = sum(cells.values())
    if not total or undated > UNDATED * (total + undated):
        return _refuse(
            source,
            _("every unit has its date of report"),
            _("{undated} of {all_units} have none").format(undated=undated, all_units=total + undated),
        )
    if chosen.by_decision:
        return _posted(cells, last_read, grain, source, unit, synthetic)
    return _first_seen(cells, looked, grain, source, unit, synthetic)


def _sql(chosen: Measure) -> str:
    text = (files(__package__) / ("posted.sql" if chosen.by_decision else "first_seen.sql")).read_text(encoding="utf-8")
    by_filing = chosen.name == "filings_received"
    text = text.replace("{measure}", chosen.sql)
    return text.replace("{key}", "c.record_id" if by_filing else "c.case_id").replace(
        "{unit_key}", "r.record_id" if by_filing else "r.case_id"
    )


def _looks(connection: Connection, court: str | None) -> list[dt.date]:
    """Days on which pages of the register were captured."""
    rows = query(
        connection,
        "SELECT DISTINCT f.captured::DATE AS day FROM filings f LEFT JOIN court_key k "
        "ON k.court = f.court AND k.court_code IS NOT DISTINCT FROM f.court_code "
        "WHERE f.captured IS NOT NULL AND ($court IS NULL OR coalesce(k.key, f.court) = $court) ORDER BY day",
        {"court": court},
    )
    return [row["day"] for row in rows]


def _last_read(connection: Connection, court: str | None) -> Counter[dt.date]:
    """How many cards were last read on each day."""
    rows = query(
        connection,
        "SELECT last_read, count(*) AS number FROM ("
        "SELECT f.filing_id, max(f.captured)::DATE AS last_read FROM filings f LEFT JOIN court_key k "
        "ON k.court = f.court AND k.court_code IS NOT DISTINCT FROM f.court_code "
        "WHERE f.page = 'card' AND f.captured IS NOT NULL AND ($court IS NULL OR coalesce(k.key, f.court) = $court) "
        "GROUP BY f.filing_id) GROUP BY last_read",
        {"court": court},
    )
    return Counter({row["last_read"]: int(row["number"]) for row in rows})


def _cells(rows: Iterable[Mapping[str, Any]], grain: Grain) -> tuple[Counter[tuple[int, int]], int]:
    """Counts by event period and delay, and how many have no report date or one before the event."""
    cells: Counter[tuple[int, int]] = Counter()
    undated = 0
    for row in rows:
        event, report, number = row["event"], row["report"], int(row["number"])
        delay = -1 if report is None else index_of(report, grain) - index_of(event, grain)
        if 0 <= delay <= LONGEST:
            cells[index_of(event, grain), delay] += number
        elif delay < 0:
            undated += number
    return cells, undated


def _first_seen(
    cells: Counter[tuple[int, int]], looked: list[dt.date], grain: Grain, source: str, unit: str, synthetic: bool
) -> Observed | Refusal:
    """Only units received since looking began have a delay; a period without captures is one nobody could report in."""
    periods = sorted({index_of(day, grain) for day in looked})
    statement = _("the register was looked at often enough to see when cases appear")
    outcome = _("captures in {found} different periods (needed: {least})").format(
        found=len(periods), least=FEWEST_LOOKS
    )
    if len(periods) < FEWEST_LOOKS:
        return _refuse(source, statement, outcome)
    begin, end = periods[0], periods[-1]
    since = Counter({key: number for key, number in cells.items() if begin <= key[0] <= end})
    if not since:
        return _refuse(source, statement, _("nothing was received since looking began"))
    closed: dict[int, float | None] = dict.fromkeys(set(range(begin, end)) - set(periods), 0.0)
    return Observed(Triangle.from_pairs(since, grain=grain, now=end, source=source), closed, unit, synthetic)


def _posted(
    cells: Counter[tuple[int, int]],
    last_read: Counter[dt.date],
    grain: Grain,
    source: str,
    unit: str,
    synthetic: bool,
) -> Observed | Refusal:
    by_period: Counter[int] = Counter()
    for day, number in last_read.items():
        by_period[index_of(day, grain)] += number
    if not by_period:
        return _refuse(source, _("the cards have a time of capture"), _("none has"))
    end = max(by_period)
    share = by_period[end] / sum(by_period.values())
    if share < TOGETHER:
        outcome = _("only {share:.0%} were last read in the same period (needed: {least:.0%})").format(
            share=share, least=TOGETHER
        )
        return _refuse(source, _("all cards were read at about the same time"), outcome)
    # the reading may have been made in the middle of its period: only whole report periods count
    triangle = Triangle.from_pairs(cells, grain=grain, now=end - 1, source=source)
    return Observed(triangle, {}, unit, synthetic)


def _refuse(source: str, statement: str, outcome: str) -> Refusal:
    reason = _("an assumption fails: {reason}").format(reason=f"{statement}: {outcome}")
    return Refusal(NAME, reason, (Assumption(statement, False, outcome),), {source: _("the observatory")})
