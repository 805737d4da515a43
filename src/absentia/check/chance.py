"""The interval of a comparison: of a ratio of counts by chance, of other numbers by the intervals they come with.

A ratio of counts always has one, by the rule that ``tally --compare`` follows
(:func:`~absentia.tally.rates.compare_counted`): with the counts of sub-periods where these are known, with Poisson's
chance where they are not.
"""

from __future__ import annotations

import dataclasses

from absentia.check.quantities import Quantity
from absentia.check.ranges import Range
from absentia.model.checked import Text
from absentia.model.estimate import Interval
from absentia.model.texts import N_, said
from absentia.tally.rates import CountRange, RateComparison, compare_counted

_UNCHECKED = said(
    N_(
        "The interval takes the counts as Poisson; published totals cannot show whether months vary more than chance "
        "allows, which would make it wider."
    )
)


def of_ratio(
    first: Quantity, second: Quantity, lengths: tuple[float, float], *, declared: bool = False
) -> tuple[Interval | None, tuple[Text, ...]]:
    """The interval of ``first / lengths[0]`` against ``second / lengths[1]``, and what must be known of it.

    Where both are counts, by chance; where one is a number with an interval of its own, by that, and the chance of the
    other at its ends. ``declared``: the claims file says that they are counts.
    """
    counts = _counted(first, lengths[0]), _counted(second, lengths[1])
    if (declared or (first.events and second.events)) and None not in counts:
        found = compare_counted(*(one for one in counts if one is not None))
        if isinstance(found, RateComparison):
            return found.interval, (() if found.dispersion is not None else (_UNCHECKED.both(),))
        return None, (said(N_("No interval: {reason}"), reason=found.reason).both(),)
    given = [one.interval for one in (first, second) if one.interval is not None]
    if not given:
        return None, ()
    top, bottom = (one.interval or Interval(one.value or 0.0, one.value or 0.0) for one in (first, second))
    if bottom.low <= 0:
        return None, (said(N_("No interval: the number to divide by may be zero")).both(),)
    factor = lengths[1] / lengths[0]
    low, high = top.low / (bottom.high if top.low >= 0 else bottom.low), top.high / bottom.low
    return dataclasses.replace(given[0], low=low * factor, high=high * factor), ()


def _counted(one: Quantity, exposure: float) -> CountRange | None:
    """The whole numbers it allows; of one that is open, its end. ``None``: it is no whole number."""
    value = float(one.value or 0)
    ends = one.allowed if one.bound == "between" else Range.exactly(value)
    low, high = float(ends.low), float(ends.high)
    if low < 0 or not (low.is_integer() and high.is_integer()):
        return None
    return CountRange(int(low), int(high), exposure, one.series)


def of_difference(first: Quantity, second: Quantity) -> Interval | None:
    """By the intervals of both, as far as they have any: from the least that both allow to the most."""
    given = [one.interval for one in (first, second) if one.interval is not None]
    if not given:
        return None
    one, other = (each.interval or Interval(each.value or 0.0, each.value or 0.0) for each in (first, second))
    return dataclasses.replace(given[0], low=one.low - other.high, high=one.high - other.low)
