"""Carry out a comparison and judge what the article claims of its result.

Every number is the range of values it allows. A comparison holds where the whole range agrees with what is claimed and
fails where none of it does; else it is open (``None``), never a guess. Where the numbers say the one and their interval
also holds values that would say the opposite, the outcome is ``opposed``.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from absentia.check import chance
from absentia.check.quantities import Quantity
from absentia.check.ranges import Range, exceeds, judge, reaches, together
from absentia.check.schema import Comparison, Expectation, decides
from absentia.messages import LANGUAGES, N_, translate
from absentia.model.checked import Computed, Text
from absentia.model.estimate import Interval
from absentia.model.numbers import number
from absentia.model.texts import said

TIMES = N_("times")
TIMES_PER_MONTH = N_("times, per month")
SHARE = N_("share")
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
    """The interval also holds values that would say the opposite: in a sentence."""
    caveats: tuple[Text, ...] = ()
    operands: tuple[Quantity, ...] = ()

    @property
    def answer(self) -> bool | None:
        """What it says of the claim: a refutation that the interval does not bear out says nothing."""
        return None if self.holds is False and self.opposed is not None else self.holds


def on_day(quantity: Quantity, comparison: Comparison) -> Quantity:
    """The number as it bears on the day the article speaks of: a later running total is an upper end of it."""
    day, period = comparison.as_of, quantity.period
    if day is None or period is None or not quantity.running_total or period.end == day:
        return quantity
    span = quantity.allowed.at_most() if period.end > day else quantity.allowed.at_least()
    return dataclasses.replace(quantity, span=span)


def carry_out(comparison: Comparison, quantities: Mapping[str, Quantity]) -> Outcome:
    """Compute and judge one comparison of a claim."""
    used = tuple(on_day(quantities[name], comparison) for name in comparison.operands)
    absent = next((quantity for quantity in used if quantity.value is None), None)
    if absent is not None:
        return _open(comparison, used, absent.note or absent.label)
    match comparison.operation:
        case "value":
            return _judged(_Result(comparison, used, used[0].value or 0.0, used[0].unit, used[0].allowed))
        case "contains":
            return _contains(comparison, used)
        case "between":
            return _between(comparison, used)
        case "difference":
            return _difference(comparison, used)
        case "trend":
            return _trend(comparison, used)
        case _:
            return _ratio(comparison, used)


@dataclass(frozen=True, slots=True)
class _Result:
    """What a comparison came to, before it is judged."""

    comparison: Comparison
    used: tuple[Quantity, ...]
    value: float
    unit: Text
    span: Range
    interval: Interval | None = None
    caveats: tuple[Text, ...] = ()

    @property
    def within(self) -> Interval | None:
        """Its interval: its own, or of a number that stands alone that number's."""
        alone = self.comparison.operation in ("value", "contains", "between")
        return self.used[0].interval if alone else self.interval


def _open(comparison: Comparison, used: tuple[Quantity, ...], note: Text) -> Outcome:
    label = comparison.label.both()
    unit = {code: translate(TIMES, code) for code in LANGUAGES} if "ratio" in comparison.operation else used[0].unit
    computed = Computed(
        label=label,
        value=None,
        unit=unit,
        main=comparison.main,
        note=note,
        standing=_standing(used),
        sources=_sources(used),
    )
    why = said(N_("{label}: no number ({note})"), label=label, note=note).both()
    return Outcome(comparison, computed, None, None, decides(comparison), why, operands=used)


def _standing(used: tuple[Quantity, ...]) -> str:
    standings = {quantity.standing for quantity in used}
    for standing in ("estimated", "tallied"):
        if standing in standings:
            return standing
    return "published" if len(used) == 1 else "computed"


def _sources(used: tuple[Quantity, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source for quantity in used for source in quantity.sources))


def _contains(comparison: Comparison, used: tuple[Quantity, ...]) -> Outcome:
    quantity, target = used
    claimed = said(N_("the interval holds {value}"), value=target.value or 0.0).both()
    inside = quantity.interval
    holds = None
    if inside is not None:
        low, high = Range.exactly(inside.low), Range.exactly(inside.high)
        holds = together(reaches(target.allowed, low), reaches(high, target.allowed))
    result = _Result(comparison, used, quantity.value or 0.0, quantity.unit, quantity.allowed)
    # the claim is about the interval itself: it cannot say the opposite of itself
    return _judged(result, lambda _span: holds, claimed)


def _between(comparison: Comparison, used: tuple[Quantity, ...]) -> Outcome:
    named = dict(zip(comparison.operands, used, strict=True))
    low = named[comparison.low].allowed if comparison.low else None
    high = named[comparison.high].allowed if comparison.high else None

    def holds(span: Range) -> bool | None:
        return together(low is None or reaches(span, low), high is None or reaches(high, span))

    claimed = _ends(*(named[one].value if one else None for one in (comparison.low, comparison.high)))
    return _judged(_Result(comparison, used, used[0].value or 0.0, used[0].unit, used[0].allowed), holds, claimed)


def _ends(low: float | None, high: float | None) -> Text:
    if low is None:
        return said(N_("at most {high}"), high=high or 0.0).both()
    if high is None:
        return said(N_("at least {low}"), low=low).both()
    return said(N_("between {low} and {high}"), low=low, high=high).both()


def _difference(comparison: Comparison, used: tuple[Quantity, ...]) -> Outcome:
    first, second = used
    value = (first.value or 0.0) - (second.value or 0.0)
    span = first.allowed.minus(second.allowed)
    return _judged(_Result(comparison, used, value, first.unit, span, chance.of_difference(first, second)))


def _ratio(comparison: Comparison, used: tuple[Quantity, ...]) -> Outcome:
    first, second = used
    if not second.value:
        return _open(comparison, used, said(N_("the number to divide by is zero")).both())
    per_month = comparison.operation == "ratio_per_month"
    lengths = (1.0, 1.0)
    if per_month:
        if first.period is None or second.period is None:
            return _open(comparison, used, said(N_("a period has no known end, so no number per month")).both())
        lengths = (first.period.months, second.period.months)
    value = ((first.value or 0.0) / lengths[0]) / (second.value / lengths[1])
    interval, caveats = chance.of_ratio(first, second, lengths, declared=comparison.noise == "poisson")
    unit = SHARE if comparison.operation == "share" else TIMES_PER_MONTH if per_month else TIMES
    texts = {code: translate(unit, code) for code in LANGUAGES}
    span = _divided(first, second).times(lengths[1] / lengths[0])
    return _judged(_Result(comparison, used, value, texts, span, interval, caveats))


def _divided(first: Quantity, second: Quantity) -> Range:
    if first.bound == second.bound == "exact":
        # a ratio of a negative number is none of counts, and no range is needed
        return Range.exactly((first.value or 0.0) / (second.value or math.nan))
    return first.allowed.over(second.allowed)


def _trend(comparison: Comparison, used: tuple[Quantity, ...]) -> Outcome:
    """Every step goes the claimed way, per month where periods are known; the number is the last against the first."""
    months = [quantity.period.months if quantity.period else None for quantity in used]
    known = [length for length in months if length is not None]
    lengths = known if len(known) == len(used) else [1.0] * len(used)
    if not used[0].value:
        return _open(comparison, used, said(N_("the number to divide by is zero")).both())
    rising = comparison.direction == "rising"
    pairs = list(pairwise(zip(used, lengths, strict=True)))
    steps = [_step(earlier, later, rising=rising) for earlier, later in pairs]
    ends = (lengths[-1], lengths[0])
    declared = comparison.noise == "poisson"
    interval, caveats = chance.of_ratio(used[-1], used[0], ends, declared=declared)
    texts = {code: translate(TIMES_PER_MONTH if known else TIMES, code) for code in LANGUAGES}
    value = (used[-1].value or 0.0) / ends[0] / (used[0].value / ends[1])
    claimed = said(N_("every step rises") if rising else N_("every step falls")).both()
    span = _divided(used[-1], used[0]).times(ends[1] / ends[0])
    result = _Result(comparison, used, value, texts, span, interval, caveats)
    outcome = _judged(result, lambda _span: together(*steps), claimed)
    if outcome.holds is None or not any(_flat(earlier, later, declared=declared) for earlier, later in pairs):
        return dataclasses.replace(outcome, opposed=None)
    return dataclasses.replace(outcome, opposed=_opposed(comparison))


_Point = tuple[Quantity, float]


def _step(earlier: _Point, later: _Point, *, rising: bool) -> bool | None:
    """Whether the later number, per month, is greater (or smaller) than the earlier."""
    (one, length), (other, other_length) = earlier, later
    before, after = one.allowed.times(1 / length), other.allowed.times(1 / other_length)
    return exceeds(after, before) if rising else exceeds(before, after)


def _flat(earlier: _Point, later: _Point, *, declared: bool) -> bool:
    """By its interval the step may go either way."""
    (one, length), (other, other_length) = earlier, later
    if not one.value:
        return False
    interval, _caveats = chance.of_ratio(other, one, (other_length, length), declared=declared)
    return interval is not None and interval.low <= 1 <= interval.high


def _expected(expect: Expectation) -> Text:
    parts = []
    if expect.equals is not None:
        template = N_("{value}, give or take {percent} %") if expect.tolerance else N_("exactly {value}")
        parts.append(said(template, value=expect.equals, percent=round(100 * expect.tolerance)))
    if expect.at_least is not None:
        parts.append(said(N_("at least {low}"), low=expect.at_least))
    if expect.at_most is not None:
        parts.append(said(N_("at most {high}"), high=expect.at_most))
    return {code: ", ".join(part.text(code) for part in parts) for code in LANGUAGES}


_OUTCOMES = {True: N_("it is so"), False: N_("it is not so"), None: N_("this cannot be said")}
_BOUNDS = {
    "at_least": N_("{value} at least"),
    "at_most": N_("{value} at most"),
    "between": N_("{low} to {high}"),
    "exact": N_("{value}"),
}


def _judged(result: _Result, judged: Judge | None = None, claimed: Text | None = None) -> Outcome:
    comparison, span, interval = result.comparison, result.span, result.within
    if span.bound == "unknown":
        return _open(comparison, result.used, said(N_("it may be any number")).both())
    if comparison.expect is not None:
        expect = comparison.expect
        judged, claimed = (lambda found: judge(found, expect)), _expected(expect)
    holds = judged(span) if judged is not None else None
    opposed = None
    if judged is not None and interval is not None and holds is not None and judged(span.within(interval)) is not holds:
        opposed = _opposed(comparison)
    outcome = Outcome(
        comparison,
        _computed(result),
        span,
        holds,
        decides(comparison),
        why={},
        opposed=opposed,
        caveats=result.caveats,
        operands=result.used,
    )
    return dataclasses.replace(outcome, why=_why(outcome, interval, claimed))


def _opposed(comparison: Comparison) -> Text:
    return said(
        N_("The interval of “{label}” also holds values that would say the opposite."), label=comparison.label.both()
    ).both()


def _why(outcome: Outcome, interval: Interval | None, claimed: Text | None) -> Text:
    computed, span = outcome.computed, outcome.span
    assert span is not None
    shown = {
        code: translate(_BOUNDS[span.bound], code).format(
            value=number(computed.value, code), low=number(span.low, code), high=number(span.high, code)
        )
        for code in LANGUAGES
    }
    if interval is not None:
        low, high = interval.low, interval.high
        shown = {c: f"{text} ({number(low, c)}–{number(high, c)})" for c, text in shown.items()}
    if claimed is None:
        return said(N_("{label}: {shown}."), label=computed.label, shown=shown).both()
    return said(
        N_("{label}: {shown}; claimed: {claimed}; {outcome}."),
        label=computed.label, shown=shown, claimed=claimed, outcome=said(_OUTCOMES[outcome.answer]),
    ).both()  # fmt: skip


def _computed(result: _Result) -> Computed:
    comparison, used = result.comparison, result.used
    alone = comparison.operation in ("value", "contains", "between")
    shown = used[:1] if alone else used
    return Computed(
        label=comparison.label.both(),
        value={"at_least": result.span.low, "at_most": result.span.high}.get(result.span.bound, result.value),
        unit=result.unit,
        interval=result.within,
        period=" / ".join(dict.fromkeys(quantity.period_text for quantity in shown if quantity.period_text)) or None,
        main=comparison.main,
        note=one_sided(result.span),
        standing=used[0].standing if alone else _standing(used if len(used) > 1 else (*used, *used)),
        sources=_sources(used),
    )


def one_sided(span: Range) -> Text | None:
    """What a number that is not the only possible one is."""
    match span.bound:
        case "at_least":
            return said(N_("a lower end")).both()
        case "at_most":
            return said(N_("an upper end")).both()
        case "between":
            return said(N_("between {low} and {high}"), low=span.low, high=span.high).both()
        case _:
            return None
