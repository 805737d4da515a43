"""Every published estimate of deaths beside ours: by vintage, each with the period it covers.

Nothing is averaged: estimates of different vintages, periods and populations stand side by side, and only where the
period is the same does our number stand next to a published one. Named dead are a minimum, never an estimate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from absentia.estimate.apportion import INVASION
from absentia.estimate.charts import bar, drawn
from absentia.estimate.excess import NAME as EXCESS
from absentia.estimate.excess_more import external, up_to
from absentia.estimate.excess_report import run as run_excess
from absentia.figures import Catalogue, Figure
from absentia.model.checked import ChartData
from absentia.model.estimate import Estimate, Refusal
from absentia.model.period import Period
from absentia.model.texts import Said, Words, said, spoken

NAME = "compare-deaths"
PUBLISHED = f"{NAME}:published"
NAMED = f"{NAME}:named"
OPTIONS = ("variant", "ages")
ESTIMATES, VINTAGES = "death_estimates", "confirmed_deaths_vintages"
KEPT = "5-linear-hiv-kept"
OTHER_MEASURES = ("weekly_peak",)
"""Measures of the table that are deaths, but not of a period as a whole."""


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
    by_period = {_covered(one.period): one for one in ours if one.name.startswith(EXCESS)}
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
        last = Period.parse(day).end
        if last == Period.years(last.year).end:
            continue
        for answer in up_to(catalogue, {**chosen, "until": day}):
            if isinstance(answer, Estimate):
                found.append(answer)
            else:
                refused.append(answer)
    return found, refused


def _external(catalogue: Catalogue) -> Iterator[Estimate]:
    yield from (one for one in external(catalogue, {}) if isinstance(one, Estimate))


def _covered(period: Period | str | None) -> Period | None:
    """The invasion began on 24 February, so January and February 2022 do not tell periods apart."""
    if not isinstance(period, Period):
        return None
    return Period(max(INVASION, period.start), period.end) if period.end >= INVASION else None


def _row(figure: Figure, ours: Mapping[Period | None, Estimate]) -> Row:
    named = figure.table == VINTAGES
    covered = _covered(figure.period)
    answer = Estimate(
        name=NAMED if named else PUBLISHED,
        value=figure.value or 0.0,
        interval=figure.interval,
        unit=said("dead confirmed by name") if named else said("deaths"),
        method=figure.definition,
        period=figure.period or figure.period_start,
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
        until=None if covered is None else covered.end,
        ours=None if named or covered is None else ours.get(covered),
    )


def _notes(figure: Figure) -> Iterator[Words]:
    if figure.table == VINTAGES:
        yield said("a minimum: names published by then; later lists add deaths of the same weeks")
    if figure.qualifier == "at_least":
        yield said("at least so many, by its publisher")
    if figure.interval is None and figure.value_low is not None and figure.value_high is not None:
        yield said(
            "published ends {low} to {high} ({what}): not a 95 % interval",
            low=figure.value_low,
            high=figure.value_high,
            what=figure.interval_note,
        )
    if figure.evidence_level == "tertiary":
        yield said("known only from a report of a report")
    if not figure.verified:
        yield said("could not be read at its source")


def _our_row(answer: Estimate) -> Row:
    interval, covered = answer.interval, _covered(answer.period)
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
        until=None if covered is None else covered.end,
    )


def run(catalogue: Catalogue, options: Mapping[str, str]) -> list[Estimate | Refusal]:
    """Published estimates by vintage, named lists, then ours, as estimates; published ones cite their figure."""
    found = compare(catalogue, options)
    return [*(row.answer for row in found.rows), *found.refusals]


def chart(found: Compared) -> ChartData | None:
    """Published and ours for the periods both cover, with the named dead known by the end of each."""
    shown: list[Row] = []
    ours = [
        row for row in found.rows if row.standing == "estimated" and not row.answer.name.endswith("external-causes")
    ]
    for own in sorted(ours, key=lambda row: (row.until or INVASION, spoken(row.answer.period, "en"))):
        shown += [row for row in found.rows if row.ours is own.answer] + [own]
        named = [row for row in found.rows if row.answer.name == NAMED and row.until and own.until]
        before = [row for row in named if row.until and own.until and row.until <= own.until]
        covered = _covered(own.answer.period)
        if before and covered is not None and covered.start == INVASION:
            shown.append(max(before, key=lambda row: row.until or INVASION))
    return drawn(
        [bar(_label(row), row.answer.value, row.answer.interval, row.standing) for row in shown],
        said("Estimates of deaths by the period they cover"),
        said(
            "Published estimates and ours where they cover the same period, and the dead confirmed by name by its end, "
            "which are a minimum."
        ),
        said("deaths"),
    )


def _label(row: Row) -> Said:
    if row.standing == "estimated":
        return said("{period}: excess male deaths (ours)", period=row.answer.period)
    if row.answer.name == NAMED:
        return said("to {day}: confirmed by name", day=row.until)
    return said(
        "{period}: {publisher}, {vintage}", period=row.answer.period, publisher=row.publisher, vintage=row.vintage
    )
