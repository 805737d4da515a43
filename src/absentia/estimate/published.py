"""Every published estimate of deaths beside ours: by vintage, each with the period it covers.

Nothing is averaged: estimates of different vintages, periods and populations stand side by side, and only where the
period is the same does our number stand next to a published one. Named dead are a minimum, never an estimate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from absentia.estimate import excess_report, external, until
from absentia.estimate.method import Answer, Context, Table, bar, drawn
from absentia.estimate.options.deaths import (
    COMPARE,
    EXCESS,
    EXTERNAL_CAUSES,
    UNTIL,
    CompareOptions,
    ExcessOptions,
    ExternalOptions,
    UntilOptions,
)
from absentia.estimate.until import INVASION
from absentia.estimate.variants import ranges
from absentia.figures import Catalogue, Figure
from absentia.model.checked import ChartData
from absentia.model.estimate import Estimate, Refusal
from absentia.model.period import Period
from absentia.model.publishers import published_by
from absentia.model.texts import N_, Said, Words, said, spoken

PUBLISHED, NAMED = f"{COMPARE}:published", f"{COMPARE}:named"
_SIGNS = {"at_least": "≥ ", "at_most": "≤ ", "approx": "≈ "}
_KINDS = {
    PUBLISHED: N_("published estimate"),
    NAMED: N_("named, a minimum"),
    EXCESS: N_("ours: excess"),
    UNTIL: N_("ours: excess, cut at a day"),
    EXTERNAL_CAUSES: N_("ours: external causes"),
}
_HEADINGS = {
    "vintage": said("published"),
    "period": said("period"),
    "shown": said("value"),
    "bounds": said("ends"),
    "kind": said("kind"),
    "publisher": said("publisher"),
    "same": said("ours, same period"),
}
ESTIMATES, VINTAGES = "death_estimates", "confirmed_deaths_vintages"
COLUMNS = (
    "estimate", "vintage", "publisher", "figure", "standing", "qualifier", "period", "value", "low", "high", "ends",
    "unit", "ours", "ours_low", "ours_high",
)  # fmt: skip
OTHER_MEASURES = ("weekly_peak",)
"""Measures of the table that are deaths, but not of a period as a whole."""


@dataclass(frozen=True, slots=True)
class Row:
    """One number: published, as a figure, or ours; beside it ours for the same period, where there is one."""

    answer: Estimate
    figure: Figure | None = None
    """``None``: it is ours."""
    ours: Estimate | None = None

    @property
    def standing(self) -> str:
        """Whether somebody published it, or it was estimated here."""
        return "published" if self.figure else "estimated"

    @property
    def qualifier(self) -> str:
        """How it is meant."""
        return self.figure.qualifier if self.figure else "exact"

    @property
    def ends(self) -> tuple[float | None, float | None, str | None]:
        """Both ends, and what they are, in the source's words; of ours, the kind of interval."""
        if self.figure is not None:
            return self.figure.value_low, self.figure.value_high, self.figure.interval_note
        interval = self.answer.interval
        return (None, None, None) if interval is None else (interval.low, interval.high, interval.kind)

    @property
    def until(self) -> dt.date | None:
        """The last day it covers."""
        covered = _covered(self.answer.period)
        return None if covered is None else covered.end


@dataclass(frozen=True, slots=True)
class Compared:
    """All rows: published and named by vintage, then ours; and what could not be computed."""

    rows: tuple[Row, ...]
    refusals: tuple[Refusal, ...]


def compare(catalogue: Catalogue, options: CompareOptions) -> Compared:
    """Put every published estimate beside ours."""
    figures = sorted(_wanted(catalogue), key=lambda one: (one.source_date, one.id))
    ours, refusals = _ours(catalogue, options, figures)
    by_period = {_covered(one.period): one for one in ours if one.name.startswith(EXCESS)}
    rows = [_row(figure, by_period) for figure in figures]
    return Compared((*rows, *map(Row, [*ours, *_external(catalogue)])), tuple(refusals))


def _wanted(catalogue: Catalogue) -> Iterator[Figure]:
    for figure in catalogue.figures(ESTIMATES):
        deaths = figure.unit.startswith(("deaths", "excess deaths")) and "per week" not in figure.unit
        if deaths and figure.measure not in OTHER_MEASURES and figure.value is not None:
            yield figure
    yield from (figure for figure in catalogue.figures(VINTAGES) if figure.value is not None)


def _ours(
    catalogue: Catalogue, options: CompareOptions, figures: Sequence[Figure]
) -> tuple[list[Estimate], list[Refusal]]:
    """By year, and up to every day a published total ends on within the weeks that are known."""
    context, variant, ages = Context(catalogue), options.variant, options.ages
    answers = excess_report.run(context, ExcessOptions(years="2022-2023", variant=variant, ages=ages)).numbers
    whole = [one for one in answers if isinstance(one, Refusal) or one.ages == ranges(options.bands)]
    for text in sorted({one.period_end for one in figures if one.table == ESTIMATES and one.period_end}):
        day = Period.parse(text).end
        if day != Period.years(day.year).end:
            whole += until.run(context, UntilOptions(until=day, variant=variant, ages=ages)).numbers
    estimates = [one for one in whole if isinstance(one, Estimate)]
    return estimates, [one for one in whole if isinstance(one, Refusal)]


def _external(catalogue: Catalogue) -> list[Estimate]:
    return external.run(Context(catalogue), ExternalOptions()).estimates


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
        method=Said(figure.definition),
        period=figure.period or figure.period_start,
        inputs={figure.id: figure.source_title},
        caveats=list(_notes(figure)),
        reference=f"{figure.publisher}, {figure.source_title}, {figure.source_date}, {figure.source_url}",
        variant=f"{figure.publisher}, {figure.source_date}",
        at_least=named or figure.qualifier == "at_least",
    )
    return Row(answer, figure, None if named or covered is None else ours.get(covered))


def _notes(figure: Figure) -> Iterator[Words]:
    if figure.table == VINTAGES:
        yield said("a minimum: names published by then; later lists add deaths of the same weeks")
    if figure.qualifier == "at_least":
        yield said("at least so many, by its publisher")
    if figure.interval is None and figure.value_low is not None and figure.value_high is not None:
        yield said(
            "published ends {low} to {high} ({what}): no interval of a level",
            low=figure.value_low,
            high=figure.value_high,
            what=Said(figure.interval_note or ""),
        )
    if figure.evidence_level == "tertiary":
        yield said("known only from a report of a report")
    if not figure.verified:
        yield said("could not be read at its source")


def run(context: Context, options: CompareOptions) -> Answer:
    """Published estimates by vintage, named lists, then ours, as estimates; published ones cite their figure."""
    found = compare(context.catalogue, options)
    rows = [_record(row) for row in found.rows]
    return Answer(
        [*(row.answer for row in found.rows), *found.refusals],
        _chart(found),
        Table([{**record, **_shown(row)} for record, row in zip(rows, found.rows, strict=True)], _HEADINGS, COLUMNS,
              right=("shown", "bounds", "same")),
        notes=[
            said(
                "Methods, ages and coverage differ (`--format json` has each definition); numbers are set side by side "
                "and never averaged. A later vintage of the same period replaces an earlier one of the same authors."
            )
        ],
        explained=(),
        more={"rows": rows},
    )  # fmt: skip


def _record(row: Row) -> dict[str, Any]:
    figure, ours = row.figure, row.ours
    interval = None if ours is None else ours.interval
    low, high, ends = row.ends
    return {
        "estimate": row.answer.name,
        "vintage": figure and figure.source_date,
        "publisher": figure and figure.publisher,
        "figure": figure and figure.id,
        "standing": row.standing,
        "qualifier": row.qualifier,
        "period": row.answer.period,
        "value": round(row.answer.value, 6),
        "low": low,
        "high": high,
        "ends": ends,
        "unit": row.answer.counts,
        "ours": None if ours is None else round(ours.value, 6),
        "ours_low": None if interval is None else round(interval.low, 6),
        "ours_high": None if interval is None else round(interval.high, 6),
    }


def _shown(row: Row) -> dict[str, Any]:
    """The cells people see: the value with its sign, its ends, what it is, and ours."""
    ends: Said | None = None
    low, high, _what = row.ends
    if low is not None and high is not None:
        ends = Said("{low:.0f} … {high:.0f}", {"low": low, "high": high})
        interval = row.answer.interval
        what = said("no interval") if interval is None else interval.named
        ends = Said("{ends} ({what})", {"ends": ends, "what": what})
    same: Said | None = None
    if row.ours is not None:
        shape = "{n:.0f} ({ends})" if row.ours.ends else "{n:.0f}"
        same = Said(shape, {"n": row.ours.value, "ends": row.ours.named_ends})
    return {
        "shown": Said(_SIGNS.get(row.qualifier, "") + "{n:.0f}", {"n": row.answer.value}),
        "bounds": ends,
        "kind": said(_KINDS[row.answer.name]),
        "publisher": published_by(row.figure.publisher) if row.figure else row.answer.variant,
        "same": same,
    }


def _chart(found: Compared) -> ChartData | None:
    """Published and ours for the periods both cover, with the named dead known by the end of each."""
    shown: list[Row] = []
    ours = [
        row for row in found.rows if row.standing == "estimated" and not row.answer.name.endswith("external-causes")
    ]
    # of those with deaths from HIV kept and removed, the ones asked for
    ours = [row for row in ours if row.answer.variant == ours[-1].answer.variant]
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
    if row.figure is None:
        return said("{period}: excess male deaths (ours)", period=row.answer.period)
    if row.answer.name == NAMED:
        return said("to {day}: confirmed by name", day=row.until)
    publisher, vintage = published_by(row.figure.publisher), row.figure.source_date
    return said("{period}: {publisher}, {vintage}", period=row.answer.period, publisher=publisher, vintage=vintage)
