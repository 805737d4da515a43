"""An estimate: a value with its interval and everything it rests on; or a refusal with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from absentia.model.numbers import Quantity
from absentia.model.period import Period
from absentia.model.texts import N_, Measured, Said, Words, joined, numbers_in, said

KINDS: Mapping[str, str] = {
    "confidence": N_("{level} confidence interval"),
    "credible": N_("{level} credible interval"),
    "prediction": N_("{level} prediction interval"),
    "all weightings": N_("{level} interval over every way of cutting the year"),
    "all methods": N_("span of all methods' {level} intervals"),
    "all ways": N_("range over all ways"),
    "bounds": N_("bounds"),
    "one-sided": N_("{level} one-sided bound"),
}
"""What ends are called that reach so far."""
_OTHER_KIND = N_("{level} interval ({kind})")


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval at a stated level (0.95) of a stated kind (``confidence``, ``credible``, ``prediction`` …)."""

    low: float
    high: float
    level: float = 0.95
    kind: str = "confidence"

    @property
    def named(self) -> Said:
        """What its ends are: ``95% confidence interval``."""
        level = Measured(self.level, Quantity.LEVEL)
        return Said(KINDS.get(self.kind, _OTHER_KIND), {"level": level, "kind": self.kind})


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something the method needs to be true, and what the check of it found.

    ``holds`` is ``None`` where data cannot test it: then ``outcome`` says so.
    """

    statement: Words
    holds: bool | None
    outcome: Words

    @property
    def finding(self) -> Said:
        """The statement with its outcome."""
        return Said("{statement}: {outcome}", {"statement": self.statement, "outcome": self.outcome})

    @property
    def told(self) -> Said:
        """The finding as a line: what holds, fails, or cannot be tested."""
        mark = {True: said("holds"), False: said("FAILS"), None: said("not testable")}[self.holds]
        return Said("  [{mark}] {finding}", {"mark": mark, "finding": self.finding})


def failed(assumptions: Iterable[Assumption]) -> Said | None:
    """Which assumptions do not hold, and why; nothing where none fails."""
    findings = [one.finding for one in assumptions if one.holds is False]
    return joined(findings) if findings else None


@dataclass(frozen=True, slots=True)
class Estimate:
    """One number with its uncertainty, said in no language yet.

    ``unit`` names what is counted, ``period`` when (words where a user gave words), ``inputs`` the figures or files it
    was computed from (id → citation), ``seed`` the random seed where one was used, ``sensitivity`` the same number
    under other choices.
    """

    name: str
    value: float
    interval: Interval | None
    unit: Words
    method: Words
    period: Period | str | None = None
    standard_error: float | None = None
    inputs: Mapping[str, Words] = field(default_factory=dict)
    assumptions: Sequence[Assumption] = ()
    sensitivity: Mapping[Words, float] = field(default_factory=dict)
    caveats: Sequence[Words] = ()
    reference: str = ""
    seed: int | None = None
    ages: str | None = None
    """Ages covered, ``15-49``, where the number has any."""
    variant: str | None = None
    """Which of the method's variants was run."""
    place: Words | None = None
    """The region, court or other place it is about, where the method tells several apart."""
    degrees_of_freedom: float | None = None
    """Of the Student's t its interval was made with."""
    observed: float | None = None
    """What was counted already, where the estimate adds to a count; no interval starts below it."""
    detail: Sequence[Mapping[str, Any]] = ()
    """The rows behind the number (a posterior by date, parts by age), in the order a chart draws them."""
    written: Mapping[str, str] = field(default_factory=dict)
    """How ``value``, ``low`` and ``high`` read where they are not plain numbers: a date stands as its decimal year."""
    quantity: Quantity = Quantity.COUNT
    """What kind of number it is, and so how it is written."""
    at_least: bool = False
    """It is a lower bound: the truth may be any number from it on, and no interval says how far."""
    synthetic: bool = False
    """It was computed from invented pages and says nothing of the world."""

    @property
    def counts(self) -> Words:
        """The unit, with the label that invented data must carry."""
        return said("{unit} · synthetic pages", unit=self.unit) if self.synthetic else self.unit

    @property
    def measured(self) -> Words | Measured:
        """The value as it reads."""
        return self.written.get("value") or Measured(self.value, self.quantity)

    @property
    def ends(self) -> Said | None:
        """The interval as it reads, if there is one."""
        if self.interval is None:
            return None
        low, high = (Measured(end, self.quantity) for end in (self.interval.low, self.interval.high))
        return Said(
            "{low} … {high}", {"low": low, "high": high} | {k: v for k, v in self.written.items() if k != "value"}
        )

    @property
    def named_ends(self) -> Said | None:
        """The interval as it reads, and what it is: a confidence, a credible, a prediction interval."""
        return None if self.interval is None or self.ends is None else joined([self.ends, self.interval.named], ", ")

    def shown(self) -> Mapping[str, Any]:
        """Its fields for JSON, the unit with its label."""
        return {one.name: getattr(self, one.name) for one in fields(self)} | {"unit": self.counts}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Instead of a number: why none can be given."""

    name: str
    reason: Words
    assumptions: Sequence[Assumption] = ()
    inputs: Mapping[str, Words] = field(default_factory=dict)
    variant: str | None = None
    """Which of the method's variants refused."""
    place: Words | None = None
    """The place there is no number for."""
    synthetic: bool = False
    """It is about invented pages."""

    def without_counts(self) -> Refusal:
        """The same for who may not learn small counts: which assumption fails, and not what was found of it."""
        failing = [one.statement for one in self.assumptions if one.holds is False]
        reason = self.reason
        if numbers_in(reason):
            reason = said("an assumption fails: {reason}", reason=joined(failing)) if failing else _NOT_TOLD
        return replace(self, reason=reason, assumptions=uncounted(self.assumptions), inputs={})


_NOT_TOLD = said("what was counted speaks against it, and is not told here")


def uncounted(assumptions: Iterable[Assumption]) -> tuple[Assumption, ...]:
    """Those of which neither statement nor outcome tells a number."""
    return tuple(one for one in assumptions if not numbers_in(one.finding))
