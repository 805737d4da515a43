"""A number an article states, held against the series it is from: its unit, its period, and its own parts.

A number may be right and yet be printed of another thing, or of another stretch of time: suspicions as trials, two
months as a year. Neither is seen by dividing it by the right number.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from absentia.check.operations import Comparison, Range, reaches, together
from absentia.check.outcomes import Outcome, Result, judged, unsaid
from absentia.check.quantity import Quantity
from absentia.figures.stretches import Stretch
from absentia.model.checked import Text
from absentia.model.period import Grain, Period
from absentia.model.texts import N_, joined, said

SMALLEST_TELLING = 100
"""A smaller number may stand for several stretches of a series by chance."""


def same_unit(comparison: Comparison, used: tuple[Quantity, ...]) -> Outcome:
    """Whether what the claim counts is what its source counts."""
    stated, source = used
    if not stated.counts or not source.counts:
        return unsaid(comparison, used, said("nobody says what “{label}” counts",
                                             label=(source if stated.counts else stated).label))  # fmt: skip
    label = comparison.label.words
    if stated.counts == source.counts:
        why = said("{label}: the claim and its source both count {unit}.", label=label, unit=source.unit)
    else:
        why = said("{label}: the claim counts {claimed}, its source {unit}.", label=label, claimed=stated.unit,
                   unit=source.unit)  # fmt: skip
    return _decided(comparison, used, stated.counts == source.counts, why)


def adds_up(comparison: Comparison, used: tuple[Quantity, ...]) -> Outcome:
    """Whether the parts an article states make the total it states; of ends of ranges, whether they may."""
    *parts, total = used
    made, span = sum(part.number for part in parts), Range.exactly(0)
    for part in parts:
        span = span.plus(part.allowed)
    holds = together(reaches(span, total.allowed), reaches(total.allowed, span))
    result = Result(comparison, used, made, total.unit, span)
    outcome = judged(result, lambda _span: holds, total.label)
    if outcome.computed.value is None:
        return outcome
    why = said(
        N_("{label}: the parts make {made}, the total said is {total}.")
        if holds is not None
        else N_(
            "{label}: the parts make {made}, the total said is {total}; not all are exact, and both may be the same."
        ),
        label=comparison.label.words,
        made=made,
        total=total.number,
    )
    return dataclasses.replace(outcome, why=why)


def published_for(comparison: Comparison, used: tuple[Quantity, ...]) -> Outcome:
    """Whether the series has a number for the period it is stated of, or for another one.

    The series is that of the figure it is set against; its numbers are those of its figures, and of figures that follow
    each other. A total that is labelled with the period is no proof of it where its parts make another number, and make
    this one from a later day on.
    """
    stated, series = used
    period, value, label = stated.period, stated.number, comparison.label.words
    if period is None:
        return unsaid(comparison, used, said("the period it is stated of is not given"))
    here = {one.value for one in series.stretches if one.period == period}
    fitting = sorted(one for one in here if stated.allowed.holds(one))
    other = _elsewhere(stated, series.stretches)
    numbers = _plainest(value, period, series.stretches)
    if not here:
        note = said("the series has no number for {period}", period=_named(period))
        return unsaid(comparison, used, note if other is None else joined([note, _is_of(value, other)], "; "))
    if not fitting:
        why = said("{label}: for {period} the series has {numbers}, not {value}", label=label, period=_named(period),
                   numbers=numbers, value=value)  # fmt: skip
        why = joined([why, *([] if other is None else [_is_of(value, other)])], "; ")
        return _decided(comparison, used, False, said("{sentence}.", sentence=why))
    if len(here) > 1 and other is not None and len(other.figures) > 1 and other.period.end == period.end:
        why = said(
            "{label}: {value} is called the number of {period}, and is the sum from {day} on; the parts of the whole "
            "period make {numbers}.",
            label=label, value=value, period=_named(period), day=str(other.period.start), numbers=numbers,
        )  # fmt: skip
        return _decided(comparison, used, False, why)
    why = said("{label}: the series has {value} for {period}.", label=label, value=fitting[0], period=_named(period))
    return _decided(comparison, used, True, why)


def _plainest(value: float, period: Period, stretches: Sequence[Stretch]) -> Text:
    """The numbers of a period other than this one, of the fewest figures each: what is published as it is, if any."""
    others = [one for one in stretches if one.period == period and one.value != value]
    fewest = min((len(one.figures) for one in others), default=0)
    plain = sorted({one.value for one in others if len(one.figures) == fewest})
    return joined([said("{value}", value=one) for one in plain], ", ")


def _elsewhere(stated: Quantity, stretches: Sequence[Stretch]) -> Stretch | None:
    """Of which other stretch the series has this number: one of the same end, else the one of the fewest figures."""
    if stated.number < SMALLEST_TELLING or stated.period is None:
        return None
    period = stated.period
    found = [one for one in stretches if one.value == stated.number and one.period != period]
    return min(
        found,
        key=lambda one: (one.period.end != period.end, len(one.figures), one.period.start, one.period.end),
        default=None,
    )


def _is_of(value: float, stretch: Stretch) -> Text:
    return said("{value} is its number for {period} ({figures})", value=value, period=_named(stretch.period),
                figures=", ".join(one.id for one in stretch.figures))  # fmt: skip


def _named(period: Period) -> str:
    """A period by the years or months it is whole of, «2022» and not its first and last day."""
    for grain in (Grain.YEAR, Grain.MONTH):
        if (Period.of(period.start, grain).start, Period.of(period.end, grain).end) == (period.start, period.end):
            return Period(period.start, period.end, grain).name
    return period.name


def _decided(comparison: Comparison, used: tuple[Quantity, ...], holds: bool, why: Text) -> Outcome:
    """The number as it is stated, with what was found of it."""
    stated = used[0]
    outcome = judged(Result(comparison, used, stated.number, stated.unit, stated.allowed), lambda _span: holds)
    return dataclasses.replace(outcome, why=why)
