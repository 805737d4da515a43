"""The sum of several numbers of a claim: what it may be, of which days it is, and when there is none."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from itertools import combinations, pairwise

from absentia.check.operand import Operand
from absentia.check.operations import Range
from absentia.check.quantity import SLACK, Quantity, absent, named, scaled, standing_of, widened
from absentia.errors import ClaimsProblem
from absentia.model.estimate import Interval
from absentia.model.period import Period
from absentia.model.texts import said
from absentia.tally.dispersion import Series

_SUREST_LAST = ("estimated", "approx", "at_least", "at_most", "approx_date", "derived", "exact")


def summed(name: str, operand: Operand, parts: list[Quantity]) -> Quantity:
    """The sum; of counts in which some unit may stand twice, whatever they come to without it.

    Raises:
        ClaimsProblem: the parts count unlike things, in different states, or the same things again.
    """
    missing = next((part for part in parts if part.value is None), None)
    if missing is not None:
        return absent(name, operand, said("a part is missing: {label}", label=missing.label))
    units = {str(part.unit) for part in parts}
    if len(units) > 1 or len({part.counts for part in parts}) > 1:
        reason = said("the parts have different units: {units}", units=", ".join(sorted(units)))
        raise ClaimsProblem(
            reason,
            where=f"operands.{name}.sum",
            next_step=said("name parts of one unit and one state"),
        )
    states = {part.whose for part in parts if part.whose is not None}
    if len(states) > 1:
        reason = said("the parts are counted in different states: {names}", names=", ".join(sorted(states)))
        raise ClaimsProblem(
            reason,
            where=f"operands.{name}.sum",
            next_step=said("name parts of one unit and one state"),
        )
    if again := next((pair for pair in combinations(parts, 2) if _again(*pair)), None):
        a, b = (part.name for part in again)
        raise ClaimsProblem(
            said("“{a}” and “{b}” count the same things of the same days: a sum has them twice", a=a, b=b),
            where=f"operands.{name}.sum",
            next_step=said("leave out the one that is in the other"),
        )
    same = len({(part.period, part.period_text) for part in parts}) == 1
    span, value = Range.exactly(0), sum(part.number for part in parts)
    for part in parts:
        span = span.plus(part.allowed)
    if any(_may_share(*pair) for pair in combinations(parts, 2)):
        value = max(part.allowed.low for part in parts)
        span = Range(value, span.high)
    return Quantity(
        name=name,
        label=named(operand.label, said("sum")),
        value=value * operand.scale,
        unit=named(operand.unit, parts[0].unit),
        standing=standing_of(parts),
        period=parts[0].period if same else None,
        period_text=parts[0].period_text if same else None,
        reach=_reach(parts),
        interval=scaled(_whole_interval(parts), operand.scale),
        meant=min((part.meant for part in parts), key=_SUREST_LAST.index),
        span=widened(span, operand),
        events=operand.scale == 1 and all(part.events for part in parts),
        series=_one_after_another(parts) if operand.scale == 1 else None,
        synthetic=any(part.synthetic for part in parts),
        running_total=all(part.running_total for part in parts),
        figures=tuple(figure for part in parts for figure in part.figures),
        made_of=tuple(key for part in parts for key in part.made_of),
        scale=operand.scale * max(part.scale for part in parts),
        source_unit=parts[0].source_unit if operand.scale == 1 else "",
        whose=next(iter(states), None),
        sources=tuple(source for part in parts for source in part.sources),
        citations=tuple(citation for part in parts for citation in part.citations),
        caveats=tuple(caveat for part in parts for caveat in part.caveats),
        doubts=tuple(doubt for part in parts for doubt in part.doubts),
    )


_ONE_DAY = frozenset(
    ("filings_received", "cases_received", "persons_charged", "charges", "cases_decided", "verdicts", "documents")
)
"""Measures whose units have one day each; cases of packages stand in every month with a document."""
_ARTICLE = re.compile(r"^(?:\w+:)?(\d+)")
"""The number a provision begins with; articles that share it, 205 and 205.1, are taken for parts of one."""


def _meet(one: Quantity, other: Quantity) -> bool:
    a, b = one.period, other.period
    return a is not None and b is not None and a.start <= b.end and b.start <= a.end


def _again(one: Quantity, other: Quantity) -> bool:
    """Whether what one counts is in the other: the same number, or one series or measure over the same days."""
    if one.name == other.name:
        return True
    if one.tallied is not None and other.tallied is not None:
        (measure, provision), (other_measure, other_provision) = one.tallied, other.tallied
        alike = provision == other_provision or None in (provision, other_provision)
        return measure == other_measure and alike and _meet(one, other)
    if one.figures and other.figures:
        first, second = ({(each.table, each.measure, each.geography) for each in part.figures} for part in (one, other))
        return one.figures == other.figures or (not first.isdisjoint(second) and _meet(one, other))
    return one.sources == other.sources != ("stated",) and one.period_text == other.period_text is not None


def _may_share(one: Quantity, other: Quantity) -> bool:
    """Whether some unit may be counted in both: a case of two charges is one of each."""
    if one.tallied is None or other.tallied is None:
        return False
    (measure, provision), (other_measure, other_provision) = one.tallied, other.tallied
    if measure != other_measure or measure not in _ONE_DAY:
        return True
    articles = [_ARTICLE.findall(text or "") for text in (provision, other_provision)]
    apart = measure == "charges" and articles[0] != articles[1]  # a charge is of one
    return not apart and _meet(one, other)


def _reach(parts: Sequence[Quantity]) -> Period | None:
    """From the first day of all parts to the last, where next to no day between is in none of them."""
    dated = sorted(part.period for part in parts if part.period is not None)
    if len(dated) != len(parts):
        return None
    reached, left_out = dated[0], 0
    for one in dated[1:]:
        left_out += max((one.start - reached.end).days - 1, 0)
        reached = Period(reached.start, max(reached.end, one.end))
    return reached if left_out <= SLACK * reached.days else None


def _whole_interval(parts: Sequence[Quantity]) -> Interval | None:
    """From the least that the intervals of all parts allow to the most."""
    given = [part.interval for part in parts if part.interval is not None]
    if not given:
        return None
    ends = [part.interval or Interval(part.number, part.number) for part in parts]
    return dataclasses.replace(given[0], low=sum(one.low for one in ends), high=sum(one.high for one in ends))


def _one_after_another(parts: Sequence[Quantity]) -> Series | None:
    """The parts as sub-periods, where they are counts of stretches that follow each other."""
    dated = sorted(
        (part.period, int(part.number))
        for part in parts
        if part.period is not None and part.events and part.bound == "exact"
    )
    gaps = any((later.start - earlier.end).days != 1 for (earlier, _n), (later, _m) in pairwise(dated))
    if gaps or len(dated) != len(parts):
        return None
    return Series(tuple(count for _period, count in dated), tuple(period.months for period, _count in dated))
