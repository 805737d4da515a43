"""An estimate: a value with its interval and everything it rests on; or a refusal with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval at a stated level (0.95) of a stated kind (``confidence``, ``credible``, ``prediction`` …)."""

    low: float
    high: float
    level: float = 0.95
    kind: str = "confidence"


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something the method needs to be true, and what the check of it found.

    ``holds`` is ``None`` where data cannot test it: then ``outcome`` says so.
    """

    statement: str
    holds: bool | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """One number with its uncertainty.

    ``unit`` names what is counted, ``period`` when, ``inputs`` the figures or files it was computed from (id →
    citation), ``seed`` the random seed where one was used, ``sensitivity`` the same number under other choices.
    """

    name: str
    value: float
    interval: Interval | None
    unit: str
    method: str
    period: str | None = None
    standard_error: float | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    assumptions: Sequence[Assumption] = ()
    sensitivity: Mapping[str, float] = field(default_factory=dict)
    caveats: Sequence[str] = ()
    reference: str = ""
    seed: int | None = None
    ages: str | None = None
    """Ages covered, ``15-49``, where the number has any."""
    variant: str | None = None
    """Which of the method's variants was run."""
    place: str | None = None
    """The region, court or other place it is about, where the method tells several apart."""
    degrees_of_freedom: float | None = None
    """Of the Student's t its interval was made with."""
    observed: float | None = None
    """What was counted already, where the estimate adds to a count; no interval starts below it."""
    detail: Sequence[Mapping[str, float | str | None]] = ()
    """The rows behind the number (a posterior by date, parts by age), in the order a chart draws them."""
    written: Mapping[str, str] = field(default_factory=dict)
    """How ``value``, ``low`` and ``high`` read where they are not plain numbers: a date stands as its decimal year."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Instead of a number: why none can be given."""

    name: str
    reason: str
    assumptions: Sequence[Assumption] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    variant: str | None = None
    """Which of the method's variants refused."""
    place: str | None = None
    """The place there is no number for."""
