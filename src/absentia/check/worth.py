"""May two numbers be set against each other, and does their comparison decide anything?

Not where they count unlike things. Documents, cases and persons, offences registered, suspicions, cases sent to court
and verdicts are different things: so many of the one for each of the other is a number of nothing, whatever it comes
to. Steps of the procedures of two states are different things under the same name.

Nor where they cover other days. A number that is one end of a range ("at least 49,000") bounds a ratio only where the
other number counts all of the same days: 49,000 of three years against the cases of two is at least nothing. Numbers of
periods that do not meet are compared as periods, whatever their length, and may be.

A number against itself, and a test that any number would pass, decide nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations, pairwise

from absentia.check.operations import Bound, Comparison, Range, judge
from absentia.check.outcomes import Outcome
from absentia.check.quantity import SLACK, Quantity
from absentia.errors import ClaimsProblem
from absentia.model.checked import Text
from absentia.model.period import Period
from absentia.model.texts import said
from absentia.model.units import PEOPLE, STEPS

_COMPUTED = frozenset(("ratio", "ratio_per_month", "share", "difference", "trend", "adds_up", "published_for"))
"""Operations that make one number of several; the others only ask which is the greater."""


def unlike(one: Quantity, other: Quantity) -> Text | None:
    """Why no number can be made of both; ``None`` where both count the same kind of thing.

    A number the article states without a unit is one of whatever it is set against.
    """
    if one.counts and other.counts and one.counts != other.counts:
        return said(
            "unlike things are counted: “{a}” counts {first}, “{b}” counts {second}; no number can be made of both",
            a=one.label, first=one.unit, b=other.label, second=other.unit,
        )  # fmt: skip
    return _of_two_states(one, other)


def _of_two_states(one: Quantity, other: Quantity) -> Text | None:
    """Why steps of two procedures are nothing of one kind, though both be called cases."""
    if one.whose is None or other.whose is None or one.whose == other.whose:
        return None
    if not {one.counts, other.counts} & STEPS:
        return None
    return said(
        "“{a}” is a step of the law of {first}, “{b}” of that of {second}: what one state records, another sends to "
        "court or tries, and neither is measured by the other",
        a=one.label, first=one.whose, b=other.label, second=other.whose,
    )  # fmt: skip


def mixed(comparison: Comparison, used: Sequence[Quantity]) -> Text | None:
    """Why a comparison comes to no number: what it would set against each other is unlike."""
    rule = unlike if comparison.operation in _COMPUTED else _of_two_states
    return next((reason for pair in combinations(used, 2) if (reason := rule(*pair)) is not None), None)


def out_of_time(comparison: Comparison, used: Sequence[Quantity]) -> Text | None:
    """Why a trend is none through time, or a share none of a whole that has those days; ``None`` where it may be."""
    for first, second in pairwise(used):
        one, other = first.window, second.window
        if one is None or other is None:
            continue
        days = {"a": first.label, "one": one.name, "b": second.label, "other": other.name}
        if comparison.operation == "trend" and (other.start < one.start or other.end < one.end):
            return said("a trend goes through time: “{a}” is of {one}, and “{b}” after it of {other}", **days)
        if comparison.operation == "share" and not _covers(other, one):
            return said(
                "the periods do not match: “{a}” covers {one}, “{b}” {other}; no part of it is of other days", **days
            )
    return None


def must_share_an_axis(drawn: Sequence[Quantity]) -> None:
    """Refuse to draw unlike things on one axis: the eye makes of them the ratio that no number may be.

    Raises:
        ClaimsProblem: two rows count unlike things.
    """
    kinds = {"people" if one.counts in PEOPLE else one.counts: one for one in drawn if one.counts}
    if len(kinds) > 1:
        first, second, *_more = kinds.values()
        raise ClaimsProblem(
            said(
                "unlike things on one axis: “{a}” counts {first}, “{b}” counts {second}",
                a=first.label, first=first.unit, b=second.label, second=second.unit,
            ),
            where="chart.rows",
            next_step=said("draw one of them, or give each a claim of its own"),
        )  # fmt: skip


def unmatched(first: Quantity, second: Quantity, bound: Bound) -> Text | None:
    """Why ``first`` against ``second``, known to be ``bound``, bounds nothing; ``None`` where it does.

    At least so many against a number of fewer of the days may be too much; at most so many of fewer days too little.
    """
    if bound == "exact":
        return None
    dated = all(one.figures or one.window is not None for one in (first, second))
    open_ended = next((one for one in (first, second) if one.window is None), None)
    if dated and open_ended is not None:
        return said("the period of “{label}” has no known end: nobody can say that both cover the same days",
                    label=open_ended.label)  # fmt: skip
    one, other = first.window, second.window
    if one is None or other is None or one.end < other.start or other.end < one.start:
        return None
    covered = (bound == "at_most" or _covers(other, one)) and (bound == "at_least" or _covers(one, other))
    if covered:
        return None
    return said(
        "the periods do not match: “{a}” covers {one}, “{b}” {other}; what is one end of a range says nothing then",
        a=first.label, one=one.name, b=second.label, other=other.name,
    )  # fmt: skip


def _covers(one: Period, other: Period) -> bool:
    """One leaves out no more of the other than :data:`~absentia.check.quantities.SLACK`."""
    inside = (min(one.end, other.end) - max(one.start, other.start)).days + 1
    return inside >= (1 - SLACK) * other.days


_RATIOS = ("ratio", "ratio_per_month")
_COUNTS, _SHARES = Range(0, math.inf), Range(0, 1)
TOO_WIDE = 2
"""An interval that holds nothing, and so many times the number, holds whatever anybody may claim."""


def worthless(outcome: Outcome) -> Text | None:
    """Why the comparison decides nothing, whatever it comes to; ``None`` where it decides."""
    label = outcome.comparison.label.words
    if _circular(outcome.operands):
        return said("“{label}” decides nothing: both sides rest on the same number.", label=label)
    if outcome.holds and (_any_number(outcome) or _too_wide(outcome)):
        return said("“{label}” decides nothing: any number would pass this test.", label=label)
    return None


def _circular(used: Sequence[Quantity]) -> bool:
    return any(_same(one, other) for one, other in pairwise(used))


def _same(one: Quantity, other: Quantity) -> bool:
    """The same number, or an estimate made of the number it stands against."""
    if one.name == other.name:
        return True
    first, second = one.origin, other.origin
    if first or second:
        one_of_other = one.standing == "estimated" and second <= first
        other_of_one = other.standing == "estimated" and first <= second
        return bool(first and second) and (first == second or one_of_other or other_of_one)
    return one.sources == other.sources != ("stated",) and one.period_text == other.period_text is not None


def _any_number(outcome: Outcome) -> bool:
    """Every number that a count, a ratio or a share can be meets what is expected."""
    expect, operation = outcome.comparison.expect, outcome.comparison.operation
    if expect is None:
        return False
    one = outcome.operands[0]
    counted = operation in _RATIOS or (operation == "value" and (one.events or one.standing == "tallied"))
    possible = _SHARES if operation == "share" else _COUNTS if counted else None
    return possible is not None and judge(possible, expect) is True


def _too_wide(outcome: Outcome) -> bool:
    """The interval that holds the number claimed also holds nothing, or a multiple of it."""
    if outcome.comparison.operation != "contains" or outcome.computed.interval is None:
        return False
    inside, claimed = outcome.computed.interval, outcome.operands[1].number
    return inside.low <= 0 or inside.high >= TOO_WIDE * claimed
