"""The interval of a comparison: of a ratio of counts by chance, of other numbers by the intervals they come with.

A ratio of counts has one, unless they changed inside their periods by far more than chance, by the rule that
``tally --compare`` follows (:func:`~absentia.tally.rates.compare_counted`): with the counts of sub-periods where these
are known, with Poisson's chance where they are not.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from absentia.check.operations import Range
from absentia.check.quantity import Quantity
from absentia.model.checked import Text
from absentia.model.estimate import Interval
from absentia.model.texts import Said, joined, said
from absentia.tally.dispersion import Series
from absentia.tally.rates import CountRange, RateComparison, compare_counted

LEVEL = 0.95
_UNCHECKED = said(
    "The interval takes the counts as Poisson; published totals cannot show whether months vary more than chance "
    "allows, which would make it wider."
)
FEWEST_DEGREES = 2
"""With one degree of freedom Student's t has no variance: it says nothing that anybody could use."""
WIDEST = 100.0
"""Nor does an interval whose upper end is more than so many times its lower one."""
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Chance:
    """An interval, or why there is none, and what must be known of it."""

    interval: Interval | None = None
    caveats: tuple[Text, ...] = ()
    unsure: Text | None = None
    """The numbers vary more than chance allows, and nothing says how far: any answer may be turned."""


def of_ratio(first: Quantity, second: Quantity, lengths: tuple[float, float], *, declared: bool = False) -> Chance:
    """The interval of ``first / lengths[0]`` against ``second / lengths[1]``, and what must be known of it.

    Where both are counts, by chance; where one is a number with an interval of its own, by that, and by the chance of
    the other where it is a count. ``declared``: the claims file says that they are counts.
    """
    counts = _counted(first, lengths[0]), _counted(second, lengths[1])
    if (declared or (first.events and second.events)) and None not in counts:
        found = compare_counted(*(one for one in counts if one is not None))
        if not isinstance(found, RateComparison):
            return Chance(caveats=(said("No interval: {reason}", reason=found.reason),))
        spread = found.dispersion
        if spread is None:
            return Chance(found.interval, (_UNCHECKED,))
        few, ends = spread.degrees_of_freedom < FEWEST_DEGREES, found.interval
        if spread.overdispersed and (few or ends.high > WIDEST * ends.low):
            return Chance(unsure=_grows(first, second))
        return Chance(found.interval)
    given = [one.interval for one in (first, second) if one.interval is not None]
    if not given:
        return Chance()
    top, bottom = (one.interval or by_chance(one) or Interval(one.number, one.number) for one in (first, second))
    if bottom.low <= 0:
        return Chance(caveats=(said("No interval: the number to divide by may be zero"),))
    factor = lengths[1] / lengths[0]
    ratios = [above / below * factor for above in (top.low, top.high) for below in (bottom.low, bottom.high)]
    return Chance(dataclasses.replace(given[0], low=min(ratios), high=max(ratios)))


def of_share(part: Quantity, whole: Quantity) -> Chance:
    """The exact interval of a share of counted things (Clopper and Pearson, Biometrika 26, 1934).

    Of numbers that are ranges, and of those whose months are known to vary, as of a ratio: it is wider.
    """
    from scipy.stats import binomtest

    counted, among = _counted(part, 1), _counted(whole, 1)
    exact = counted is not None and among is not None and counted.low == counted.high <= among.low == among.high
    if not exact or part.series is not None or whole.series is not None:
        return of_ratio(part, whole, (1.0, 1.0), declared=True)
    assert counted is not None
    assert among is not None
    found = binomtest(counted.low, among.low).proportion_ci(LEVEL, method="exact")
    return Chance(Interval(float(found.low), float(found.high), LEVEL))


def _grows(*numbers: Quantity) -> Text:
    """How the number went inside its period, instead of an interval that would take it as steady."""
    cut = [(one.label, one.series) for one in numbers if one.series is not None]
    told = [
        said("“{label}” by sub-periods: {rates} a month", label=label, rates=_rates(series)) for label, series in cut
    ]
    return said(
        "{told}. It changed inside the period by far more than chance; no interval around an average rate can say how "
        "sure the ratio is.",
        told=joined(told),
    )


def _rates(series: Series) -> Text:
    """Per month; of many stretches the first and the last."""
    pairs = zip(series.counts, series.exposures, strict=True)
    rates = [Said("{n}", {"n": round(count / months)}) for count, months in pairs]
    return joined(rates) if len(rates) <= _SHOWN else joined([rates[0], rates[-1]], " … ")


def _counted(one: Quantity, exposure: float) -> CountRange | None:
    """The whole numbers it allows; of one that is open, its end. ``None``: it is no whole number."""
    ends = one.allowed if one.bound == "between" else Range.exactly(one.number)
    if ends.low < 0 or not (ends.low.is_integer() and ends.high.is_integer()):
        return None
    return CountRange(int(ends.low), int(ends.high), exposure, one.series)


def by_chance(one: Quantity) -> Interval | None:
    """The exact Poisson interval of a count that is one number (Garwood, Biometrika 28, 1936)."""
    if not one.events or one.bound != "exact":
        return None
    from scipy.special import gammainccinv, gammaincinv

    tail = (1 - LEVEL) / 2
    low = float(gammaincinv(one.number, tail)) if one.number else 0.0
    return Interval(low, float(gammainccinv(one.number + 1, tail)), LEVEL)


def of_difference(first: Quantity, second: Quantity) -> Interval | None:
    """By the intervals of both, as far as they have any: from the least that both allow to the most."""
    given = [one.interval for one in (first, second) if one.interval is not None]
    if not given:
        return None
    one, other = (each.interval or Interval(each.number, each.number) for each in (first, second))
    return dataclasses.replace(given[0], low=one.low - other.high, high=one.high - other.low)
