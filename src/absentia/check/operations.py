"""Operations on the operands of a claim, what the article claims of their results, and what a range can settle of it.

"At least 49,000" is every number from there on: it supports "more than 40,000", refutes "at most 40,000", and of "more
than 60,000" it says nothing. A comparison is judged over its whole range: it holds where every number of it agrees, it
fails where none does, and else it cannot be said.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Literal, Self

from pydantic import Field, model_validator

from absentia.check.operand import Name, Number, Strict, Text
from absentia.model.estimate import Interval
from absentia.model.texts import Said, said

ROUNDING = 1e-9
"""Relative: 35 times 0.01 is 0.35, whatever a machine makes of it."""
Operation = Literal[
    "value", "ratio", "ratio_per_month", "difference", "share", "trend", "contains", "between",
    "same_unit", "adds_up", "published_for",
]  # fmt: skip
OWN_EXPECTATION = ("contains", "between", "trend", "same_unit", "adds_up", "published_for")
"""Operations that say themselves what is expected."""
SEVERAL = ("trend", "adds_up")
"""Operations of a list of operands."""


class Expectation(Strict):
    """What the article claims of the result; without one the number is shown and decides nothing."""

    at_least: Number | None = None
    at_most: Number | None = None
    equals: Number | None = None
    tolerance: Number | None = Field(default=None, ge=0, lt=1)
    """Relative, for ``equals``: “nearly 50,000” with 0.1 allows 45,000 to 55,000; without one the number is exact."""

    @model_validator(mode="after")
    def _something(self) -> Expectation:
        if self.at_least is None and self.at_most is None and self.equals is None:
            raise ValueError(said("expect at_least, at_most or equals"))
        if self.tolerance is not None and self.equals is None:
            raise ValueError(said("“{field}” belongs to “{kind}”", field="tolerance", kind="equals"))
        equals = [] if self.equals is None else [self.equals]
        low = max(
            [*(one - self.slack for one in equals), *([] if self.at_least is None else [self.at_least])],
            default=-math.inf,
        )
        high = min(
            [*(one + self.slack for one in equals), *([] if self.at_most is None else [self.at_most])], default=math.inf
        )
        if not _no_less(high, low):
            raise ValueError(said("no number is both at least {low} and at most {high}", low=low, high=high))
        return self

    @property
    def slack(self) -> float:
        """How far from ``equals`` a number may lie; of a number without tolerance, no farther than a machine rounds."""
        return abs(self.equals or 0.0) * max(self.tolerance or 0.0, ROUNDING)


class Comparison(Strict):
    """An operation on operands, and what the article claims of its result."""

    name: Name | None = None
    """What ``because`` calls its result."""
    label: Text
    operation: Operation
    of: Name | list[Name]
    """The operand; for ``trend`` two or more in order of time, for ``adds_up`` the parts."""
    to: Name | None = None
    """What it is set against: the denominator, the subtrahend, the number an interval should contain."""
    low: Name | None = None
    high: Name | None = None
    """Ends for ``between``; one may be left out."""
    expect: Expectation | None = None
    direction: Literal["rising", "falling"] | None = None
    noise: Literal["poisson"] | None = None
    """``poisson``: the operands are counts of events, though their units do not say so. Where they do, a ratio has its
    interval without it."""
    as_of: dt.date | None = None
    """The day the article speaks of; a running total of a later day is then an upper bound."""
    main: bool = False
    """The number the verdict turns on."""
    decides: bool = True
    """``false``: shown beside the others, without weight."""

    @model_validator(mode="after")
    def _complete(self) -> Comparison:
        problem = _missing(self)
        if problem:
            raise ValueError(problem)
        return self

    @property
    def alone(self) -> bool:
        """Its result is the operand's own number, and is not made of several."""
        return self.operation in ("value", "contains", "between", "same_unit", "published_for")

    @property
    def operands(self) -> tuple[str, ...]:
        """Every operand it names."""
        first = [self.of] if isinstance(self.of, str) else self.of
        return (*first, *(name for name in (self.to, self.low, self.high) if name))


_TWO = ("ratio", "ratio_per_month", "difference", "share", "contains", "same_unit", "adds_up", "published_for")


def _missing(comparison: Comparison) -> Said | None:
    several = isinstance(comparison.of, list)
    if several != (comparison.operation in SEVERAL):
        return said("“of” is one operand; only {kinds} take a list", kinds=", ".join(SEVERAL))
    if comparison.operation in _TWO and comparison.to is None:
        return said("“{kind}” needs “{field}”", kind=comparison.operation, field="to")
    if comparison.operation == "between" and comparison.low is None and comparison.high is None:
        return said("“between” needs “low”, “high” or both")
    # a trend joins two points or more
    if comparison.operation == "trend" and (comparison.direction is None or len(comparison.of) < 2):
        return said("“trend” needs “direction” and at least two operands")
    if comparison.expect and comparison.operation in OWN_EXPECTATION:
        return said("“{kind}” states its own expectation; leave “expect” out", kind=comparison.operation)
    return None


def decides(comparison: Comparison) -> bool:
    """Whether the verdict depends on this comparison."""
    own = comparison.operation in OWN_EXPECTATION
    return comparison.decides and (own or comparison.expect is not None)


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

    def holds(self, number: float) -> bool:
        """Whether it may be this number."""
        return _no_less(number, self.low) and _no_less(self.high, number)

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


def _no_less(one: float, other: float) -> bool:
    """At least the other, as far as a machine does not round: 0.3 over 0.1 is no less than 3."""
    return one >= other or math.isclose(one, other, rel_tol=ROUNDING)


def reaches(found: Range, threshold: Range) -> bool | None:
    """Whether a number is at least another, whatever both are in their ranges; ``None``: it depends."""
    if _no_less(found.low, threshold.high):
        return True
    return None if _no_less(found.high, threshold.low) else False


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
        least, most = (Range.exactly(expect.equals + side * expect.slack) for side in (-1, 1))
        answers += [reaches(found, least), reaches(most, found)]
    return together(*answers)
