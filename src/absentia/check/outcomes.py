"""The outcome of a comparison: its result, judged over the whole range against what is claimed, and said in words."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass

from absentia.check.operations import Comparison, Expectation, Range, decides, judge
from absentia.check.quantity import Quantity, standing_of
from absentia.model.checked import Computed, Standing, Text
from absentia.model.estimate import Interval
from absentia.model.texts import N_, Said, joined, said

TIMES = N_("times")
TIMES_PER_MONTH = N_("times, per month")
_UNITS = {"ratio": TIMES, "ratio_per_month": TIMES_PER_MONTH, "trend": TIMES, "share": N_("share")}
Judge = Callable[[Range], bool | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A comparison carried out. ``holds`` is ``None`` where the numbers cannot say."""

    comparison: Comparison
    computed: Computed
    span: Range | None
    """The values the result may have; ``None`` where it has none."""
    holds: bool | None
    decides: bool
    why: Text
    """What was found against what was claimed, in a sentence."""
    opposed: Text | None = None
    """The interval, or for a refutation another end of a rounded number, would say the opposite: in a sentence."""
    caveats: tuple[Text, ...] = ()
    operands: tuple[Quantity, ...] = ()
    idle: Text | None = None
    """Why it decides nothing though the claims file lets it."""

    @property
    def answer(self) -> bool | None:
        """What it says of the claim: a refutation that an interval or a rounded number may turn says nothing."""
        return None if self.holds is False and self.opposed is not None else self.holds


@dataclass(frozen=True, slots=True)
class Result:
    """What a comparison came to, before it is judged."""

    comparison: Comparison
    used: tuple[Quantity, ...]
    value: float
    unit: Text
    span: Range
    interval: Interval | None = None
    caveats: tuple[Text, ...] = ()
    unsure: Text | None = None
    """Why no interval can say how sure it is, though chance may turn it."""

    @property
    def within(self) -> Interval | None:
        """Its interval: its own, or of a number that stands alone that number's."""
        return self.used[0].interval if self.comparison.alone else self.interval


def unsaid(comparison: Comparison, used: tuple[Quantity, ...], note: Text) -> Outcome:
    """A comparison that comes to no number, and why."""
    label = comparison.label.words
    computed = Computed(
        label=label,
        value=None,
        unit=unit_of(comparison, used),
        main=comparison.main,
        note=note,
        standing=_standing(comparison, used),
        sources=_sources(used),
    )
    why = said("{label}: no number ({note})", label=label, note=note)
    return Outcome(comparison, computed, None, None, decides(comparison), why, operands=used)


def unit_of(comparison: Comparison, used: tuple[Quantity, ...]) -> Text:
    """The unit of a result: of a ratio times, or a share; else that of the numbers."""
    unit = _UNITS.get(comparison.operation)
    return used[0].unit if unit is None else Said(unit)


def _standing(comparison: Comparison, used: tuple[Quantity, ...]) -> Standing:
    return used[0].standing if comparison.alone else standing_of(used)


def _sources(used: tuple[Quantity, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source for quantity in used for source in quantity.sources))


def expected(expect: Expectation) -> Text:
    """What is claimed of a result, in words."""
    parts = []
    if expect.equals is not None:
        template = N_("{value}, give or take {percent} %") if expect.tolerance else N_("exactly {value}")
        parts.append(said(template, value=expect.equals, percent=round(100 * (expect.tolerance or 0), 3)))
    return joined([*parts, *ends_in_words(expect.at_least, expect.at_most)], ", ")


def ends_in_words(low: float | None, high: float | None) -> list[Said]:
    """From and to; of numbers that were counted, the low one may be above the high one, and nothing lies between."""
    at_least = [] if low is None else [said("at least {low}", low=low)]
    return at_least if high is None else [*at_least, said("at most {high}", high=high)]


_OUTCOMES = {True: N_("this holds"), False: N_("this does not hold"), None: N_("undecided")}
_BOUNDS = {
    "at_least": N_("{value} at least"),
    "at_most": N_("{value} at most"),
    "between": N_("{low} to {high}"),
    "exact": N_("{value}"),
}


def _only_shown(_span: Range) -> None:
    """Nothing is claimed of the result."""


def judged(result: Result, judging: Judge = _only_shown, claimed: Text | None = None) -> Outcome:
    """The outcome: by what the file expects of the result, or by the operation's own rule and words."""
    comparison, span, interval = result.comparison, result.span, result.within
    if span.bound == "unknown":
        return unsaid(comparison, result.used, said("it may be any number"))
    if comparison.expect is not None:
        expect = comparison.expect
        judging, claimed = (lambda found: judge(found, expect)), expected(expect)
    holds = judging(span)
    against = interval is not None and judging(span.within(interval)) is not holds
    outcome = Outcome(
        comparison,
        _computed(result),
        span,
        holds,
        decides(comparison),
        why=Said(""),
        opposed=opposed(comparison) if against else (None if holds is None else result.unsure),
        caveats=(*result.caveats, *(() if result.unsure is None else (result.unsure,))),
        operands=result.used,
    )
    return dataclasses.replace(outcome, why=_why(outcome, span, interval, claimed))


def opposed(comparison: Comparison) -> Text:
    """That the interval does not bear the numbers out, in a sentence."""
    return said(
        "The interval of “{label}” also holds values that would say the opposite.", label=comparison.label.words
    )


def _why(outcome: Outcome, span: Range, interval: Interval | None, claimed: Text | None) -> Text:
    computed = outcome.computed
    shown = Said(_BOUNDS[span.bound], {"value": computed.value, "low": span.low, "high": span.high})
    if interval is not None:
        shown = Said("{shown} ({low}–{high})", {"shown": shown, "low": interval.low, "high": interval.high})
    if claimed is None:
        return said("{label}: {shown}.", label=computed.label, shown=shown)
    return said(
        "{label}: {shown}; claimed: {claimed}; {outcome}.",
        label=computed.label, shown=shown, claimed=claimed, outcome=said(_OUTCOMES[outcome.answer]),
    )  # fmt: skip


def _computed(result: Result) -> Computed:
    comparison, used = result.comparison, result.used
    shown = used[:1] if comparison.alone else used
    least, most = ends_of(result.span)
    return Computed(
        label=comparison.label.words,
        value={"at_least": result.span.low, "at_most": result.span.high}.get(result.span.bound, result.value),
        unit=result.unit,
        interval=result.within,
        period=" / ".join(dict.fromkeys(quantity.period_text for quantity in shown if quantity.period_text)) or None,
        main=comparison.main,
        note=one_sided(result.span),
        standing=_standing(comparison, used),
        sources=_sources(used),
        least=least,
        most=most,
    )


def ends_of(span: Range) -> tuple[float | None, float | None]:
    """Least and most of what a number may be, as :class:`~absentia.model.checked.Computed` has them."""
    if span.bound == "exact":
        return None, None
    least, most = (end if math.isfinite(end) else None for end in (span.low, span.high))
    return least, most


def one_sided(span: Range) -> Text | None:
    """What a number that is not the only possible one is."""
    match span.bound:
        case "at_least":
            return said("a lower bound")
        case "at_most":
            return said("an upper bound")
        case "between":
            return said("between {low} and {high}", low=span.low, high=span.high)
        case _:
            return None
