"""Which comparisons decide nothing: of a number against itself, and tests that any number would pass."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from absentia.check.outcomes import Outcome
from absentia.check.quantity import Quantity
from absentia.check.ranges import Range, judge
from absentia.model.checked import Text
from absentia.model.texts import said

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
