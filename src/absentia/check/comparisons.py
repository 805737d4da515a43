"""Carry out a comparison and judge what the article claims of its result.

Every number is the range of values it allows. A comparison holds where the whole range agrees with what is claimed and
fails where none of it does; else it is open (``None``), never a guess. Where the numbers say the one and their interval
also holds values that would say the opposite, the outcome is ``opposed``.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from itertools import pairwise

from absentia.check import chance
from absentia.check.outcomes import SHARE, TIMES, TIMES_PER_MONTH, Outcome, Result, judged, opposed, unsaid
from absentia.check.quantities import Quantity
from absentia.check.ranges import Range, exceeds, reaches, together
from absentia.check.schema import Comparison
from absentia.model.checked import Text
from absentia.model.texts import N_, Said, said


def on_day(quantity: Quantity, comparison: Comparison) -> Quantity:
    """The number as it bears on the day the article speaks of: a later running total is an upper end of it."""
    day, period = comparison.as_of, quantity.period
    if day is None or period is None or not quantity.running_total or period.end == day:
        return quantity
    span = quantity.allowed.at_most() if period.end > day else quantity.allowed.at_least()
    return dataclasses.replace(quantity, span=span)


def carry_out(comparison: Comparison, quantities: Mapping[str, Quantity]) -> Outcome:
    """Compute and judge one comparison of a claim."""
    used = tuple(on_day(quantities[name], comparison) for name in comparison.operands)
    absent = next((quantity for quantity in used if quantity.value is None), None)
    if absent is not None:
        return unsaid(comparison, used, absent.note or absent.label)
    match comparison.operation:
        case "value":
            return judged(Result(comparison, used, used[0].value or 0.0, used[0].unit, used[0].allowed))
        case "contains":
            return _contains(comparison, used)
        case "between":
            return _between(comparison, used)
        case "difference":
            return _difference(comparison, used)
        case "trend":
            return _trend(comparison, used)
        case _:
            return _ratio(comparison, used)


def _contains(comparison: Comparison, used: tuple[Quantity, ...]) -> Outcome:
    quantity, target = used
    claimed = said(N_("the interval holds {value}"), value=target.value or 0.0).both()
    inside = quantity.interval
    holds = None
    if inside is not None:
        low, high = Range.exactly(inside.low), Range.exactly(inside.high)
        holds = together(reaches(target.allowed, low), reaches(high, target.allowed))
    result = Result(comparison, used, quantity.value or 0.0, quantity.unit, quantity.allowed)
    # the claim is about the interval itself: it cannot say the opposite of itself
    return judged(result, lambda _span: holds, claimed)


def _between(comparison: Comparison, used: tuple[Quantity, ...]) -> Outcome:
    named = dict(zip(comparison.operands, used, strict=True))
    low = named[comparison.low].allowed if comparison.low else None
    high = named[comparison.high].allowed if comparison.high else None

    def holds(span: Range) -> bool | None:
        return together(low is None or reaches(span, low), high is None or reaches(high, span))

    claimed = _ends(*(named[one].value if one else None for one in (comparison.low, comparison.high)))
    return judged(Result(comparison, used, used[0].value or 0.0, used[0].unit, used[0].allowed), holds, claimed)


def _ends(low: float | None, high: float | None) -> Text:
    if low is None:
        return said(N_("at most {high}"), high=high or 0.0).both()
    if high is None:
        return said(N_("at least {low}"), low=low).both()
    return said(N_("between {low} and {high}"), low=low, high=high).both()


def _difference(comparison: Comparison, used: tuple[Quantity, ...]) -> Outcome:
    first, second = used
    value = (first.value or 0.0) - (second.value or 0.0)
    span = first.allowed.minus(second.allowed)
    return judged(Result(comparison, used, value, first.unit, span, chance.of_difference(first, second)))


def _ratio(comparison: Comparison, used: tuple[Quantity, ...]) -> Outcome:
    first, second = used
    if not second.value:
        return unsaid(comparison, used, said(N_("the number to divide by is zero")).both())
    per_month = comparison.operation == "ratio_per_month"
    lengths = (1.0, 1.0)
    if per_month:
        if first.period is None or second.period is None:
            return unsaid(comparison, used, said(N_("a period has no known end, so no number per month")).both())
        lengths = (first.period.months, second.period.months)
    value = ((first.value or 0.0) / lengths[0]) / (second.value / lengths[1])
    interval, caveats = chance.of_ratio(first, second, lengths, declared=comparison.noise == "poisson")
    unit = SHARE if comparison.operation == "share" else TIMES_PER_MONTH if per_month else TIMES
    texts = Said(unit).both()
    span = _divided(first, second).times(lengths[1] / lengths[0])
    return judged(Result(comparison, used, value, texts, span, interval, caveats))


def _divided(first: Quantity, second: Quantity) -> Range:
    if first.bound == second.bound == "exact":
        # a ratio of a negative number is none of counts, and no range is needed
        return Range.exactly((first.value or 0.0) / (second.value or math.nan))
    return first.allowed.over(second.allowed)


def _trend(comparison: Comparison, used: tuple[Quantity, ...]) -> Outcome:
    """Every step goes the claimed way, per month where periods are known; the number is the last against the first."""
    months = [quantity.period.months if quantity.period else None for quantity in used]
    known = [length for length in months if length is not None]
    lengths = known if len(known) == len(used) else [1.0] * len(used)
    if not used[0].value:
        return unsaid(comparison, used, said(N_("the number to divide by is zero")).both())
    rising = comparison.direction == "rising"
    pairs = list(pairwise(zip(used, lengths, strict=True)))
    steps = [_step(earlier, later, rising=rising) for earlier, later in pairs]
    ends = (lengths[-1], lengths[0])
    declared = comparison.noise == "poisson"
    interval, caveats = chance.of_ratio(used[-1], used[0], ends, declared=declared)
    texts = Said(TIMES_PER_MONTH if known else TIMES).both()
    value = (used[-1].value or 0.0) / ends[0] / (used[0].value / ends[1])
    claimed = said(N_("every step rises") if rising else N_("every step falls")).both()
    span = _divided(used[-1], used[0]).times(ends[1] / ends[0])
    result = Result(comparison, used, value, texts, span, interval, caveats)
    outcome = judged(result, lambda _span: together(*steps), claimed)
    if outcome.holds is None or not any(_flat(earlier, later, declared=declared) for earlier, later in pairs):
        return dataclasses.replace(outcome, opposed=None)
    return dataclasses.replace(outcome, opposed=opposed(comparison))


_Point = tuple[Quantity, float]


def _step(earlier: _Point, later: _Point, *, rising: bool) -> bool | None:
    """Whether the later number, per month, is greater (or smaller) than the earlier."""
    (one, length), (other, other_length) = earlier, later
    before, after = one.allowed.times(1 / length), other.allowed.times(1 / other_length)
    return exceeds(after, before) if rising else exceeds(before, after)


def _flat(earlier: _Point, later: _Point, *, declared: bool) -> bool:
    """By its interval the step may go either way."""
    (one, length), (other, other_length) = earlier, later
    if not one.value:
        return False
    interval, _caveats = chance.of_ratio(other, one, (other_length, length), declared=declared)
    return interval is not None and interval.low <= 1 <= interval.high
