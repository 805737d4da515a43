"""Operations on the operands of a claim, and what the article claims of their results."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field, model_validator

from absentia.check.operand import Name, Strict, Text
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

    at_least: float | None = None
    at_most: float | None = None
    equals: float | None = None
    tolerance: float | None = Field(default=None, ge=0, lt=1)
    """Relative, for ``equals``: “nearly 50,000” with 0.1 allows 45,000 to 55,000; without one the number is exact."""

    @model_validator(mode="after")
    def _something(self) -> Expectation:
        if self.at_least is None and self.at_most is None and self.equals is None:
            raise ValueError(said("expect at_least, at_most or equals"))
        if self.tolerance is not None and self.equals is None:
            raise ValueError(said("“{field}” belongs to “{kind}”", field="tolerance", kind="equals"))
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
    if comparison.operation == "trend" and (comparison.direction is None or len(comparison.of) < 2):  # noqa: PLR2004  a trend joins two points or more
        return said("“trend” needs “direction” and at least two operands")
    if comparison.expect and comparison.operation in OWN_EXPECTATION:
        return said("“{kind}” states its own expectation; leave “expect” out", kind=comparison.operation)
    return None


def decides(comparison: Comparison) -> bool:
    """Whether the verdict depends on this comparison."""
    own = comparison.operation in OWN_EXPECTATION
    return comparison.decides and (own or comparison.expect is not None)
