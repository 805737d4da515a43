"""Carry out a comparison and judge what the article claims of its result.

A number that is only a lower or an upper end (``Quantity.bound``) can settle a claim in one direction only; in the
other it leaves it open: then the outcome is ``None``, never a guess.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from absentia.check.bounds import Bound, divided, judge
from absentia.check.quantities import Quantity
from absentia.check.schema import Comparison, Expectation, decides
from absentia.messages import LANGUAGES, N_, translate
from absentia.model.checked import Computed, Text
from absentia.model.estimate import Interval, Refusal
from absentia.model.numbers import number
from absentia.model.texts import said
from absentia.tally.rates import RateComparison, compare_rates

TIMES = N_("times")
TIMES_PER_MONTH = N_("times, per month")
SHARE = N_("share")
_POISSON_UNCHECKED = said(
    N_(
        "The interval takes the counts as Poisson; published totals cannot show whether months vary more than chance "
        "allows, which would make it wider."
    )
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A comparison carried out. ``holds`` is ``None`` where the numbers cannot say."""

    comparison: Comparison
    computed: Computed
    bound: Bound
    holds: bool | None
    decides: bool
    why: Text
    """What was found against what was claimed, in a sentence."""
    caveats: tuple[Text, ...] = ()
    operands: tuple[Quantity, ...] = ()


def on_day(quantity: Quantity, comparison: Comparison) -> Quantity:
    """The number as it bears on the day the article speaks of: a later running total is an upper end of it."""
    day, period = comparison.as_of, quantity.period
    if day is None or period is None or not quantity.running_total or period.end == day:
        return quantity
    one_sided: Bound = "at_most" if period.end > day else "at_least"
    bound = one_sided if quantity.bound in ("exact", one_sided) else "unknown"
    return dataclasses.replace(quantity, bound=bound)


def carry_out(comparison: Comparison, quantities: Mapping[str, Quantity]) -> Outcome:
    """Compute and judge one comparison of a claim."""
    used = tuple(on_day(quantities[name], comparison) for name in comparison.operands)
    absent = next((quantity for quantity in used if quantity.value is None), None)
    if absent is not None:
        return _open(comparison, used, absent.note or absent.label)
    match comparison.operation:
        case "value" | "contains" | "between":
            return _single(comparison, used)
        case "difference":
            return _difference(comparison, used)
        case "trend":
            return _trend(comparison, used)
        case _:
            return _ratio(comparison, used)


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
    return Outcome(comparison, computed, "unknown", None, decides(comparison), why, (), used)


def _standing(used: tuple[Quantity, ...]) -> str:
    standings = {quantity.standing for quantity in used}
    for standing in ("estimated", "tallied"):
        if standing in standings:
            return standing
    return "published" if len(used) == 1 else "computed"


def _sources(used: tuple[Quantity, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source for quantity in used for source in quantity.sources))


def _single(comparison: Comparison, used: tuple[Quantity, ...]) -> Outcome:
    quantity = used[0]
    named = dict(zip(comparison.operands, used, strict=True))
    value = quantity.value or 0.0
    holds: bool | None = None
    claimed: Text | None = None
    if comparison.operation == "contains":
        target = named[str(comparison.to)]
        claimed = said(N_("the interval holds {value}"), value=target.value or 0.0).both()
        inside = quantity.interval
        holds = None if inside is None else inside.low <= (target.value or 0.0) <= inside.high
    elif comparison.operation == "between":
        low = named[comparison.low].value if comparison.low else None
        high = named[comparison.high].value if comparison.high else None
        holds = (low is None or low <= value) and (high is None or value <= high)
        claimed = _ends(low, high)
    standing = "estimated" if quantity.standing == "estimated" else quantity.standing
    computed = _computed(comparison, value, quantity.unit, quantity.interval, used, standing)
    return _judged(comparison, computed, quantity.bound, used, holds, claimed)


def _ends(low: float | None, high: float | None) -> Text:
    if low is None:
        return said(N_("at most {high}"), high=high or 0.0).both()
    if high is None:
        return said(N_("at least {low}"), low=low).both()
    return said(N_("between {low} and {high}"), low=low, high=high).both()


def _computed(
    comparison: Comparison,
    value: float,
    unit: Text,
    interval: Interval | None,
    used: tuple[Quantity, ...],
    standing: str | None = None,
) -> Computed:
    shown = used[:1] if comparison.operation in ("value", "contains", "between") else used
    return Computed(
        label=comparison.label.both(),
        value=value,
        unit=unit,
        interval=interval,
        period=" / ".join(dict.fromkeys(quantity.period_text for quantity in shown if quantity.period_text)) or None,
        main=comparison.main,
        standing=standing or _standing(used if len(used) > 1 else (*used, *used)),
        sources=_sources(used),
    )


def _difference(comparison: Comparison, used: tuple[Quantity, ...]) -> Outcome:
    first, second = used
    value = (first.value or 0.0) - (second.value or 0.0)
    interval = None
    if first.interval and second.interval is None:
        interval = dataclasses.replace(
            first.interval,
            low=first.interval.low - (second.value or 0.0),
            high=first.interval.high - (second.value or 0.0),
        )
    bound = divided(first.bound, second.bound)  # a difference turns its second number round as a ratio does
    return _judged(comparison, _computed(comparison, value, first.unit, interval, used), bound, used)


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
    interval, caveats = _ratio_interval(comparison, first, second, lengths)
    unit = SHARE if comparison.operation == "share" else TIMES_PER_MONTH if per_month else TIMES
    texts = {code: translate(unit, code) for code in LANGUAGES}
    bound = divided(first.bound, second.bound)
    outcome = _judged(comparison, _computed(comparison, value, texts, interval, used), bound, used)
    return dataclasses.replace(outcome, caveats=(*outcome.caveats, *caveats))


def _ratio_interval(
    comparison: Comparison, first: Quantity, second: Quantity, lengths: tuple[float, float]
) -> tuple[Interval | None, tuple[Text, ...]]:
    """By the counts' own chance where they are events; by the numerator's interval where only it has one."""
    above, below = float(first.value or 0), float(second.value or 0)
    if comparison.noise == "poisson" and above.is_integer() and below.is_integer():
        found = compare_rates(int(above), lengths[0], int(below), lengths[1])
        if isinstance(found, RateComparison):
            return found.interval, (_POISSON_UNCHECKED.both(),)
        assert isinstance(found, Refusal)
        return None, (said(N_("No interval: {reason}"), reason=found.reason).both(),)
    if first.interval is not None and second.interval is None:
        factor = lengths[1] / lengths[0] / below
        ends = (first.interval.low * factor, first.interval.high * factor)
        return dataclasses.replace(first.interval, low=ends[0], high=ends[1]), ()
    return None, ()


def _trend(comparison: Comparison, used: tuple[Quantity, ...]) -> Outcome:
    """Every step goes the claimed way, per month where periods are known; the number is the last against the first."""
    months = [quantity.period.months if quantity.period else None for quantity in used]
    known = [length for length in months if length is not None]
    lengths = known if len(known) == len(used) else [1.0] * len(used)
    rates = [(quantity.value or 0.0) / length for quantity, length in zip(used, lengths, strict=True)]
    rising = comparison.direction == "rising"
    steps = [later > earlier if rising else later < earlier for earlier, later in pairwise(rates)]
    if not used[0].value:
        return _open(comparison, used, said(N_("the number to divide by is zero")).both())
    ends = (lengths[-1], lengths[0])
    interval, caveats = _ratio_interval(comparison, used[-1], used[0], ends)
    texts = {code: translate(TIMES_PER_MONTH if known else TIMES, code) for code in LANGUAGES}
    computed = _computed(comparison, rates[-1] / rates[0], texts, interval, used)
    exact = all(quantity.bound == "exact" for quantity in used)
    claimed = said(N_("every step rises") if rising else N_("every step falls")).both()
    outcome = _judged(comparison, computed, "exact", used, all(steps) if exact else None, claimed)
    return dataclasses.replace(outcome, caveats=(*outcome.caveats, *caveats))


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
    "unknown": N_("about {value}"),
    "exact": N_("{value}"),
}


def _judged(
    comparison: Comparison,
    computed: Computed,
    bound: Bound,
    used: tuple[Quantity, ...],
    holds: bool | None = None,
    claimed: Text | None = None,
) -> Outcome:
    value = computed.value or 0.0
    caveats: list[Text] = []
    if comparison.expect is not None:
        holds = judge(value, bound, comparison.expect)
        claimed = _expected(comparison.expect)
        if computed.interval is not None and holds is not None:
            ends = {judge(end, "exact", comparison.expect) for end in (computed.interval.low, computed.interval.high)}
            if ends != {holds}:
                caveats.append(
                    said(
                        N_("The interval of “{label}” also holds values that would say the opposite."),
                        label=computed.label,
                    ).both()
                )
    shown = {code: translate(_BOUNDS[bound], code).format(value=number(value, code)) for code in LANGUAGES}
    if computed.interval is not None:
        low, high = computed.interval.low, computed.interval.high
        shown = {c: f"{text} ({number(low, c)}–{number(high, c)})" for c, text in shown.items()}
    template = N_("{label}: {shown}; claimed: {claimed}; {outcome}.") if claimed else N_("{label}: {shown}.")
    outcome = said(_OUTCOMES[holds])
    why = (
        said(template, label=computed.label, shown=shown, claimed=claimed or {}, outcome=outcome).both()
        if claimed
        else said(template, label=computed.label, shown=shown).both()
    )
    if bound in ("at_least", "at_most"):
        computed = dataclasses.replace(computed, note=computed.note or _one_sided(bound))
    return Outcome(comparison, computed, bound, holds, decides(comparison), why, tuple(caveats), used)


def _one_sided(bound: Bound) -> Text:
    return said(N_("a lower end") if bound == "at_least" else N_("an upper end")).both()
