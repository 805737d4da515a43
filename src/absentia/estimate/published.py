"""Every published estimate of deaths beside ours: by vintage, each with the period it covers.

Nothing is averaged: estimates of different vintages, periods and populations stand side by side, and only where the
period is the same does our number stand next to a published one. Named dead are a minimum, never an estimate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from absentia.estimate.excess import NAME as EXCESS
from absentia.estimate.excess_charts import row as chart_row
from absentia.estimate.excess_more import external, up_to
from absentia.estimate.excess_report import run as run_excess
from absentia.figures import Catalogue, Figure
from absentia.figures.figure import first_day, last_day
from absentia.messages import LANGUAGES, N_, _, translate
from absentia.model.checked import ChartData
from absentia.model.estimate import Estimate, Refusal
from absentia.model.texts import number, said

NAME = "compare-deaths"
PUBLISHED = f"{NAME}:published"
NAMED = f"{NAME}:named"
OPTIONS = ("variant", "ages")
ESTIMATES, VINTAGES = "death_estimates", "confirmed_deaths_vintages"
KEPT = "5-linear-hiv-kept"
OTHER_MEASURES = ("weekly_peak",)
"""Measures of the table that are deaths, but not of a period as a whole."""
_EARLIEST = dt.date(2022, 2, 24)
CHART_TITLE = N_("Estimates of deaths by the period they cover")
CHART_WORDS = N_(
    "Published estimates and ours where they cover the same period, and the dead confirmed by name by its end, which "
    "are a minimum."
)


@dataclass(frozen=True, slots=True)
class Row:
    """One number: who published it when, what it covers; ours for the same period beside it, where there is one."""

    answer: Estimate
    vintage: str
    """When it was published, as its source dates it; ours have none."""
    publisher: str
    figure: str | None
    standing: str
    qualifier: str
    low: float | None
    high: float | None
    ends: str | None
    """What the ends are, in the source's words; ``95%`` is an interval, ``range`` is not."""
    until: dt.date | None
    ours: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """All rows: published and named by vintage, then ours; and what could not be computed."""

    rows: tuple[Row, ...]
    refusals: tuple[Refusal, ...]


def compare(catalogue: Catalogue, options: Mapping[str, str]) -> Compared:
    """Put every published estimate beside ours.

    Raises:
        UsageProblem: an unknown variant, or ages that cut a band.
    """
    chosen = {"variant": options.get("variant") or KEPT}
    if options.get("ages"):
        chosen["ages"] = options["ages"]
    figures = sorted(_wanted(catalogue), key=lambda one: (one.source_date, one.id))
    ours, refusals = _ours(catalogue, chosen, figures)
    by_period = {_period(one.period or ""): one for one in ours if one.name.startswith(EXCESS)}
    rows = [_row(figure, by_period) for figure in figures]
    return Compared((*rows, *(_our_row(one) for one in [*ours, *_external(catalogue)])), tuple(refusals))


def _wanted(catalogue: Catalogue) -> Iterator[Figure]:
    for figure in catalogue.figures(ESTIMATES):
        deaths = figure.unit.startswith(("deaths", "excess deaths")) and "per week" not in figure.unit
        if deaths and figure.measure not in OTHER_MEASURES and figure.value is not None:
            yield figure
    yield from (figure for figure in catalogue.figures(VINTAGES) if figure.value is not None)


def _ours(
    catalogue: Catalogue, chosen: Mapping[str, str], figures: Sequence[Figure]
) -> tuple[list[Estimate], list[Refusal]]:
    """By year, and up to every day a published total ends on within the weeks that are known."""
    answers = run_excess(catalogue, {**chosen, "years": "2022-2023"})
    whole = [one for one in answers if isinstance(one, Estimate)]
    ages = whole[-1].ages if whole else None
    found = [one for one in whole if one.ages == ages]
    refused = [one for one in answers if isinstance(one, Refusal)]
    days = sorted({one.period_end for one in figures if one.table == ESTIMATES and one.period_end})
    for day in days:
        if last_day(day) == dt.date(last_day(day).year, 12, 31):
            continue
        for answer in up_to(catalogue, {**chosen, "until": day}):
            if isinstance(answer, Estimate):
                found.append(answer)
            else:
                refused.append(answer)
    return found, refused


def _external(catalogue: Catalogue) -> Iterator[Estimate]:
    yield from (one for one in external(catalogue, {}) if isinstance(one, Estimate))


def _period(text: str) -> tuple[dt.date, dt.date] | None:
    """First and last day; the invasion began on 24 February, so January and February 2022 do not tell periods apart."""
    ends = [part.strip() for part in text.replace(" – ", "–").split("–")]
    if not all(ends):
        return None
    start, end = first_day(ends[0]), last_day(ends[-1])
    return max(_EARLIEST, start), end


def _row(figure: Figure, ours: Mapping[tuple[dt.date, dt.date] | None, Estimate]) -> Row:
    named = figure.table == VINTAGES
    period = f"{figure.period_start} – {figure.period_end}" if figure.period_end else figure.period_start
    covered = _period(period) if figure.period_end else None
    answer = Estimate(
        name=NAMED if named else PUBLISHED,
        value=figure.value or 0.0,
        interval=figure.interval,
        unit=_("dead confirmed by name") if named else _("deaths"),
        method=figure.definition,
        period=period,
        inputs={figure.id: figure.source_title},
        caveats=list(_notes(figure)),
        reference=f"{figure.publisher}, {figure.source_title}, {figure.source_date}, {figure.source_url}",
        variant=f"{figure.publisher}, {figure.source_date}",
    )
    return Row(
        answer=answer,
        vintage=figure.source_date,
        publisher=figure.publisher,
        figure=figure.id,
        standing="published",
        qualifier=figure.qualifier,
        low=figure.value_low,
        high=figure.value_high,
        ends=figure.interval_note,
        until=None if covered is None else covered[1],
        ours=None if named or covered is None else ours.get(covered),
    )


def _notes(figure: Figure) -> Iterator[str]:
    if figure.table == VINTAGES:
        yield _("a minimum: names published by then; later lists add deaths of the same weeks")
    if figure.qualifier == "at_least":
        yield _("at least so many, by its publisher")
    if figure.interval is None and figure.value_low is not None and figure.value_high is not None:
        yield _("published ends {low} to {high} ({what}): not a 95 % interval").format(
            low=number(figure.value_low), high=number(figure.value_high), what=figure.interval_note
        )
    if figure.evidence_level == "tertiary":
        yield _("known only from a report of a report")
    if not figure.verified:
        yield _("could not be read at its source")


def _our_row(answer: Estimate) -> Row:
    interval, covered = answer.interval, _period(answer.period or "")
    return Row(
        answer=answer,
        vintage="",
        publisher="",
        figure=None,
        standing="estimated",
        qualifier="exact",
        low=None if interval is None else interval.low,
        high=None if interval is None else interval.high,
        ends=None if interval is None else interval.kind,
        until=None if covered is None else covered[1],
    )


def run(catalogue: Catalogue, options: Mapping[str, str]) -> list[Estimate | Refusal]:
    """Published estimates by vintage, named lists, then ours, as estimates; published ones cite their figure."""
    found = compare(catalogue, options)
    return [*(row.answer for row in found.rows), *found.refusals]


def chart(found: Compared) -> ChartData | None:
    """Published and ours for the periods both cover, with the named dead known by the end of each."""
    shown: list[dict[str, object]] = []
    ours = [
        row for row in found.rows if row.standing == "estimated" and not row.answer.name.endswith("external-causes")
    ]
    for own in sorted(ours, key=lambda row: (row.until or _EARLIEST, row.answer.period or "")):
        same = [row for row in found.rows if row.ours is own.answer]
        shown += [_drawn(row) for row in (*same, own)]
        named = [row for row in found.rows if row.answer.name == NAMED and row.until and own.until]
        before = [row for row in named if row.until and own.until and row.until <= own.until]
        if before and _from_the_start(own.answer):
            shown.append(_drawn(max(before, key=lambda row: row.until or _EARLIEST)))
    if not shown:
        return None
    return ChartData(
        spec="estimate_intervals",
        rows=shown,
        title={code: translate(CHART_TITLE, code) for code in LANGUAGES},
        description={code: translate(CHART_WORDS, code) for code in LANGUAGES},
        unit={code: translate(N_("deaths"), code) for code in LANGUAGES},
    )


def _from_the_start(answer: Estimate) -> bool:
    covered = _period(answer.period or "")
    return covered is not None and covered[0] == _EARLIEST


def _drawn(row: Row) -> dict[str, object]:
    interval = row.answer.interval
    period = row.answer.period or ""
    if row.standing == "estimated":
        label = said(N_("{period}: excess male deaths (ours)"), period=period).both()
    elif row.answer.name == NAMED:
        label = said(N_("to {day}: confirmed by name"), day=str(row.until)).both()
    else:
        label = said(N_("{period}: {publisher}, {vintage}"), period=period, publisher=row.publisher,
                     vintage=row.vintage).both()  # fmt: skip
    low, high = (None, None) if interval is None else (interval.low, interval.high)
    return chart_row(label, row.answer.value, low, high, row.standing)
