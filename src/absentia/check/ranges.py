"""The numbers a quantity allows, and what a range can and cannot settle.

"At least 49,000" is every number from there on: it supports "more than 40,000", refutes "at most 40,000", and of "more
than 60,000" it says nothing. A comparison is judged over its whole range: it holds where every number of it agrees, it
fails where none does, and else it cannot be said.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, Self

from absentia.check.operations import Expectation
from absentia.model.estimate import Interval

Bound = Literal["exact", "at_least", "at_most", "between", "unknown"]
"""How a range is said: the number, at least it, at most it, between two, or any number."""


@dataclass(frozen=True, slots=True)
class Range:
    """Every number from ``low`` to ``high``, both included; infinite where nothing limits it."""

    low: float
    high: float

    def __post_init__(self) -> None:
        # of a count that is whole until Python 3.11 nobody can ask whether it is
        object.__setattr__(self, "low", float(self.low))
        object.__setattr__(self, "high", float(self.high))
        if not self.low <= self.high:
            msg = f"no range: {self.low} to {self.high}"
            raise ValueError(msg)

    @classmethod
    def exactly(cls, value: float) -> Self:
        """This number."""
        return cls(value, value)

    @property
    def bound(self) -> Bound:
        """How it is said."""
        if self.low == self.high:
            return "exact"
        if math.isinf(self.high):
            return "at_least" if self.low and not math.isinf(self.low) else "unknown"
        return "at_most" if math.isinf(self.low) else "between"

    @property
    def single(self) -> bool:
        """It can be said by one number, with the sign of the end it is."""
        return self.bound in ("exact", "at_least", "at_most")

    def at_least(self) -> Range:
        """The same, open above."""
        return Range(self.low, math.inf)

    def at_most(self) -> Range:
        """The same, open below."""
        return Range(-math.inf, self.high)

    def plus(self, other: Range) -> Range:
        """Of a sum."""
        return Range(self.low + other.low, self.high + other.high)

    def minus(self, other: Range) -> Range:
        """Of a difference."""
        return Range(self.low - other.high, self.high - other.low)

    def times(self, factor: float) -> Range:
        """In another unit; the factor is positive."""
        return Range(self.low * factor, self.high * factor)

    def over(self, other: Range) -> Range:
        """Of a ratio of two counts, which are not negative; to nothing, or of less than it, it may be any number."""
        lows = [0.0 if math.isinf(one.low) else one.low for one in (self, other)]
        if min(*lows, self.high, other.high) < 0:
            return Range(-math.inf, math.inf)
        low = lows[0] / other.high if other.high else 0.0
        return Range(low, self.high / lows[1] if lows[1] else math.inf)

    def within(self, interval: Interval) -> Range:
        """With the ends an interval puts around it: an open end stays open."""
        return Range(min(self.low, interval.low), max(self.high, interval.high))


def reaches(found: Range, threshold: Range) -> bool | None:
    """Whether a number is at least another, whatever both are in their ranges; ``None``: it depends."""
    if found.low >= threshold.high:
        return True
    return False if found.high < threshold.low else None


def exceeds(found: Range, other: Range) -> bool | None:
    """Whether a number is greater than another."""
    not_so = reaches(other, found)
    return None if not_so is None else not not_so


def together(*answers: bool | None) -> bool | None:
    """All of several: one that fails decides; one that cannot be said leaves it open."""
    if False in answers:
        return False
    return None if None in answers else True


def judge(found: Range, expect: Expectation) -> bool | None:
    """Whether every number of the range meets the expectation (yes), none does (no), or some do (``None``)."""
    answers = []
    if expect.at_least is not None:
        answers.append(reaches(found, Range.exactly(expect.at_least)))
    if expect.at_most is not None:
        answers.append(reaches(Range.exactly(expect.at_most), found))
    if expect.equals is not None:
        answers.append(_near(found, expect.equals - expect.slack, expect.equals + expect.slack))
    return together(*answers)


def _near(found: Range, low: float, high: float) -> bool | None:
    if low <= found.low and found.high <= high:
        return True
    return False if found.low > high or found.high < low else None
