"""Do two numbers that are set against each other cover the same days?

A number that is one end of a range ("at least 49,000") bounds a ratio only where the other number counts all of the
same days: 49,000 of three years against the cases of two is at least nothing. Numbers of periods that do not meet are
compared as periods, whatever their length, and may be.
"""

from __future__ import annotations

from absentia.check.quantity import Quantity
from absentia.check.ranges import Bound
from absentia.check.sums import SLACK
from absentia.model.checked import Text
from absentia.model.period import Period
from absentia.model.texts import said


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
