"""Carry out a comparison and judge what the article claims of its result.

Every number is the range of values it allows. A comparison holds where the whole range agrees with what is claimed and
fails where none of it does; else it is open (``None``), never a guess. Where the numbers say the one and their interval
also holds values that would say the opposite, the outcome is ``opposed``.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from itertools import pairwise

from absentia.check import chance
from absentia.check.operations import Comparison, Range, exceeds, reaches, together
from absentia.check.outcomes import TIMES_PER_MONTH, Outcome, Result, ends_in_words, judged, opposed, unit_of, unsaid
from absentia.check.quantity import Quantity
from absentia.check.stated import adds_up, published_for, same_unit
from absentia.check.worth import mixed, out_of_time, unmatched, worthless
from absentia.model.texts import Said, joined, said


def on_day(quantity: Quantity, comparison: Comparison) -> Quantity:
    """The number as it bears on the day the article speaks of: a later running total is an upper bound of it.

    A total of totals of several days is one where all are later; of days that are not known it may be any number.
    """
    day, allowed = comparison.as_of, quantity.allowed
    if day is None or not quantity.running_total:
        return quantity
    ends = [figure.last_known_day for figure in quantity.figures] if quantity.period is None else [quantity.period.end]
    sides = {None if end is None else (end > day) - (end < day) for end in ends} or {None}
    spans = (({0}, allowed), ({0, 1}, allowed.at_most()), ({-1, 0}, allowed.at_least()))
    span = next((span for within, span in spans if sides <= within), Range(-math.inf, math.inf))
    return dataclasses.replace(quantity, span=span)


def carry_out(comparison: Comparison, quantities: Mapping[str, Quantity]) -> Outcome:
    """Compute and judge one comparison of a claim; one of no worth decides nothing."""
    outcome = _carried(comparison, quantities)
    idle = worthless(outcome) if outcome.decides else None
    return outcome if idle is None else dataclasses.replace(outcome, decides=False, idle=idle)


def _carried(comparison: Comparison, quantities: Mapping[str, Quantity]) -> Outcome:
    used = tuple(on_day(quantities[name], comparison) for name in comparison.operands)
    absent = next((quantity for quantity in used if quantity.value is None), None)
    if absent is not None:
        return unsaid(comparison, used, absent.note or absent.label)
    unfit = mixed(comparison, used) or out_of_time(comparison, used)
    if unfit is not None:
        return unsaid(comparison, used, unfit)
    return _OPERATIONS.get(comparison.operation, _ratio)(comparison, used)


def _value(comparison: Comparison, used: tuple[Quantity, ...]) -> Outcome:
    return judged(_alone(comparison, used))


def _alone(comparison: Comparison, used: tuple[Quantity, ...]) -> Result:
    """The first number as it is."""
    return Result(comparison, used, used[0].number, used[0].unit, used[0].allowed)


def _contains(comparison: Comparison, used: tuple[Quantity, ...]) -> Outcome:
    quantity, target = used
    inside = quantity.interval
    holds = None
    if inside is not None:
        low, high = Range.exactly(inside.low), Range.exactly(inside.high)
        holds = together(reaches(target.allowed, low), reaches(high, target.allowed))
    claimed = said("the interval holds {value}", value=target.number)
    # the claim is about the interval itself: it cannot say the opposite of itself
    return judged(_alone(comparison, used), lambda _span: holds, claimed)


def _between(comparison: Comparison, used: tuple[Quantity, ...]) -> Outcome:
    named = dict(zip(comparison.operands, used, strict=True))
    low, high = (named.get(one or "") for one in (comparison.low, comparison.high))
    limits = [one for one in (low, high) if one is not None]
    mismatch = next((why for one in limits if (why := unmatched(used[0], one, used[0].bound)) is not None), None)
    if mismatch is not None:
        return unsaid(comparison, used, mismatch)

    def inside(ranges: Callable[[Quantity], Range]) -> bool | None:
        found = ranges(used[0])
        return together(low is None or reaches(found, ranges(low)), high is None or reaches(ranges(high), found))

    holds = inside(lambda one: one.allowed)
    claimed = joined(ends_in_words(*(None if one is None else one.number for one in (low, high))), ", ")
    outcome = judged(_alone(comparison, used), lambda _span: holds, claimed)
    return _borne_out(outcome, inside(_with_interval))


def _with_interval(one: Quantity) -> Range:
    return one.allowed if one.interval is None else one.allowed.within(one.interval)


def _borne_out(outcome: Outcome, surely: bool | None) -> Outcome:
    """The outcome, opposed where the intervals do not say for sure what the numbers say."""
    against = outcome.holds is not None and surely is not outcome.holds
    return dataclasses.replace(outcome, opposed=opposed(outcome.comparison) if against else None)


def _difference(comparison: Comparison, used: tuple[Quantity, ...]) -> Outcome:
    first, second = used
    span = first.allowed.minus(second.allowed)
    mismatch = unmatched(first, second, span.bound)
    if mismatch is not None:
        return unsaid(comparison, used, mismatch)
    interval = chance.of_difference(first, second)
    return judged(Result(comparison, used, first.number - second.number, first.unit, span, interval))


def _ratio(comparison: Comparison, used: tuple[Quantity, ...]) -> Outcome:
    first, second = used
    if not second.value:
        return unsaid(comparison, used, said("the number to divide by is zero"))
    lengths = (1.0, 1.0)
    if comparison.operation == "ratio_per_month":
        if first.period is None or second.period is None:
            return unsaid(comparison, used, said("a period has no known end, so no number per month"))
        lengths = (first.period.months, second.period.months)
    result = _divided(comparison, used, (first, second), lengths)
    mismatch = unmatched(first, second, result.span.bound) if comparison.operation != "ratio_per_month" else None
    if mismatch is not None:
        return unsaid(comparison, used, mismatch)
    return judged(_part(result) if comparison.operation == "share" else result)


def _part(result: Result) -> Result:
    """A share: no part is larger than its whole, as far as the numbers leave it open."""
    span, interval = result.span, result.interval
    if interval is not None:
        interval = dataclasses.replace(interval, low=min(interval.low, 1.0), high=min(interval.high, 1.0))
    return dataclasses.replace(result, span=Range(span.low, max(span.low, min(span.high, 1.0))), interval=interval)


def _divided(
    comparison: Comparison, used: tuple[Quantity, ...], pair: tuple[Quantity, Quantity], lengths: tuple[float, float]
) -> Result:
    """One number against another, each over the length of its period."""
    first, second = pair
    value = (first.number / lengths[0]) / (second.number / lengths[1])
    # a ratio of a negative number is none of counts, and no range is needed
    exact = first.bound == second.bound == "exact"
    span = Range.exactly(value) if exact else first.allowed.over(second.allowed).times(lengths[1] / lengths[0])
    declared = comparison.noise == "poisson"
    found = (
        chance.of_share(first, second)
        if comparison.operation == "share" and (declared or (first.events and second.events))
        else chance.of_ratio(first, second, lengths, declared=declared)
    )
    return Result(comparison, used, value, unit_of(comparison, used), span, found.interval, found.caveats, found.unsure)


def _trend(comparison: Comparison, used: tuple[Quantity, ...]) -> Outcome:
    """Every step goes the claimed way, per month where periods are known; the number is the last against the first."""
    if not used[0].value:
        return unsaid(comparison, used, said("the number to divide by is zero"))
    months = [quantity.period.months for quantity in used if quantity.period is not None]
    dated = len(months) == len(used)
    lengths = months if dated else [1.0] * len(used)
    pairs = list(pairwise(zip(used, lengths, strict=True)))
    rising = comparison.direction == "rising"
    steps = [_step(earlier, later, rising=rising) for earlier, later in pairs]
    result = _divided(comparison, used, (used[-1], used[0]), (lengths[-1], lengths[0]))
    if dated:
        result = dataclasses.replace(result, unit=Said(TIMES_PER_MONTH))
    claimed = said("every step rises") if rising else said("every step falls")
    outcome = judged(result, lambda _span: together(*steps), claimed)
    # a step that chance may turn round says nothing for sure
    sure = [
        None if _flat(*pair, declared=comparison.noise == "poisson") else step
        for pair, step in zip(pairs, steps, strict=True)
    ]
    return _borne_out(outcome, together(*sure))


_Point = tuple[Quantity, float]


def _step(earlier: _Point, later: _Point, *, rising: bool) -> bool | None:
    """Whether the later number, per month, is greater (or smaller) than the earlier."""
    (one, length), (other, other_length) = earlier, later
    before, after = one.allowed.times(1 / length), other.allowed.times(1 / other_length)
    return exceeds(after, before) if rising else exceeds(before, after)


def _flat(earlier: _Point, later: _Point, *, declared: bool) -> bool:
    """By its interval the step may go either way."""
    (one, length), (other, other_length) = earlier, later
    found = chance.of_ratio(other, one, (other_length, length), declared=declared)
    if found.interval is None:
        return found.unsure is not None
    return found.interval.low <= 1 <= found.interval.high


_OPERATIONS: Mapping[str, Callable[[Comparison, tuple[Quantity, ...]], Outcome]] = {
    "value": _value,
    "contains": _contains,
    "between": _between,
    "difference": _difference,
    "trend": _trend,
    "same_unit": same_unit,
    "adds_up": adds_up,
    "published_for": published_for,
}
"""How each is carried out; the others are ratios."""
