"""What a reader must know of a comparison, found from the figures themselves, beside what the claims file says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from absentia.check.comparisons import Outcome
from absentia.check.quantities import Quantity
from absentia.figures import Contradiction, Figure, breaks_crossed
from absentia.figures.contradictions import concerning
from absentia.messages import N_
from absentia.model.checked import Text
from absentia.model.texts import Said, said

SAME_LENGTH = 0.05
"""Periods whose lengths differ by less than this part count as equally long."""


@dataclass(frozen=True, slots=True)
class Found:
    """One caveat; ``weighs`` keeps a verdict from being a plain “supported”."""

    text: Text
    weighs: bool = True


def find(outcomes: Sequence[Outcome], published: dt.date, contradictions: Iterable[Contradiction]) -> list[Found]:
    """Every caveat that follows from the figures used, each once."""
    quantities = list({q.name: q for outcome in outcomes for q in outcome.operands}.values())
    deciding = [outcome for outcome in outcomes if outcome.decides]
    decisive = list({q.name: q for outcome in deciding for q in outcome.operands}.values())
    figures = [figure for quantity in decisive for figure in quantity.figures]
    found = [
        *(Found(caveat) for outcome in outcomes for caveat in outcome.caveats),
        *(Found(sentence.both()) for outcome in deciding for sentence in _mismatches(outcome)),
        *(Found(sentence.both()) for sentence in _weak_sources(figures)),
        *(Found(sentence.both()) for sentence in _later(figures, published)),
        *_breaks(figures),
        *_disputed(figures, contradictions),
        *(Found(sentence.both(), weighs=False) for sentence in _rounded(quantities)),
        *(Found(caveat) for quantity in quantities for caveat in quantity.caveats),
    ]
    return list({entry.text["en"]: entry for entry in reversed(found)}.values())[::-1]


def _mismatches(outcome: Outcome) -> Iterator[Said]:
    if outcome.comparison.operation not in ("ratio", "difference", "share", "ratio_per_month", "trend"):
        return
    first, second = outcome.operands[0], outcome.operands[-1]
    if first.unit["en"] != second.unit["en"]:
        yield said(
            N_("Different units are set against each other: {first} ({a}) and {second} ({b})."),
            first=first.unit, a=first.label, second=second.unit, b=second.label,
        )  # fmt: skip
    if first.period is None or second.period is None or outcome.comparison.operation in ("ratio_per_month", "trend"):
        return
    lengths = first.period.months, second.period.months
    if abs(lengths[0] - lengths[1]) > SAME_LENGTH * max(lengths):
        yield said(
            N_("Unequal periods: {a} covers {first} months, {b} {second}."),
            a=first.label, first=round(lengths[0], 1), b=second.label, second=round(lengths[1], 1),
        )  # fmt: skip


def _weak_sources(figures: Sequence[Figure]) -> Iterator[Said]:
    for figure in figures:
        if not figure.verified:
            yield said(
                N_("{id} ({publisher}) could not be read at its source."), id=figure.id, publisher=figure.publisher
            )
        if figure.evidence_level == "tertiary":
            yield said(
                N_("{id} is known only from a report of a report ({publisher})."),
                id=figure.id,
                publisher=figure.publisher,
            )


def _later(figures: Sequence[Figure], published: dt.date) -> Iterator[Said]:
    for figure in figures:
        day = figure.last_known_day
        if day is not None and day > published:
            yield said(
                N_("{id} runs to {day}, after the article of {published}."),
                id=figure.id, day=figure.period_end or str(day), published=str(published),
            )  # fmt: skip


def _breaks(figures: Sequence[Figure]) -> Iterator[Found]:
    for entry in breaks_crossed(figures):
        when = str(entry.start) if entry.start == entry.end else f"{entry.start} – {entry.end}"
        yield Found(said(N_("The series breaks on {when}: {what}."), when=when, what=entry.what).both())


def _disputed(figures: Sequence[Figure], contradictions: Iterable[Contradiction]) -> Iterator[Found]:
    for entry in concerning([figure.id for figure in figures], contradictions):
        if entry.reviewed:
            yield Found(said(N_("Publishers contradict each other here: {what}"), what=entry.what).both())
        else:
            sides = " ≠ ".join("; ".join(f"{f.id}: {f.value:,.10g}" for f in side.figures) for side in entry.sides)
            yield Found(
                said(
                    N_("Publishers contradict each other here: {what} ({sides})."), what=entry.what, sides=sides
                ).both()
            )


def _rounded(quantities: Sequence[Quantity]) -> Iterator[Said]:
    for quantity in quantities:
        for figure in quantity.figures:
            if figure.qualifier == "approx":
                yield said(N_("{id} is a rounded or approximate number."), id=figure.id)
            elif figure.qualifier == "approx_date":
                yield said(N_("The day {id} speaks of is approximate."), id=figure.id)
