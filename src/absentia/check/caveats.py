"""What a reader must know of a comparison, found from the figures themselves, beside what the claims file says."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from absentia.check.comparisons import carry_out
from absentia.check.operations import Range, judge
from absentia.check.outcomes import Outcome
from absentia.check.quantity import Quantity
from absentia.figures import Contradiction, Figure, breaks_crossed
from absentia.figures.contradictions import concerning
from absentia.model.checked import Text
from absentia.model.publishers import published_by
from absentia.model.texts import N_, Said, Words, counted, joined, said, said_of

_SYNTHETIC = said("The pages counted are synthetic: this number says nothing of the world.")
_OTHERWISE = N_("A number it rests on is rounded, and with another that rounds to it “{label}” holds.")
SAME_LENGTH = 0.05
"""Periods whose lengths differ by less than this part count as equally long."""


@dataclass(frozen=True, slots=True)
class Found:
    """One caveat; ``weighs`` keeps a verdict from being a plain “supported”.

    What the claims file says weighs as it says. What is found here weighs by one rule: where the opposite verdict lies
    inside the interval, or follows from a stated alternative: the rate per month, the ends of a rounded number,
    another publisher's number. Invented pages always weigh: of the world they say nothing.
    """

    text: Text
    weighs: bool = False


def find(
    outcomes: Sequence[Outcome],
    quantities: Mapping[str, Quantity],
    published: dt.date,
    contradictions: Iterable[Contradiction],
) -> list[Found]:
    """Every caveat that follows from the figures used, each once."""
    used = list({q.name: q for outcome in outcomes for q in outcome.operands}.values())
    deciding = [outcome for outcome in outcomes if outcome.decides]
    decisive = list({q.name: q for outcome in deciding for q in outcome.operands}.values())
    figures = [figure for quantity in decisive for figure in quantity.figures]
    named = [(name_of(figure, quantity), figure) for quantity in decisive for figure in quantity.figures]
    case = _Case(deciding, quantities)
    found = [
        *(Found(outcome.opposed, weighs=True) for outcome in deciding if outcome.opposed is not None),
        *(Found(caveat) for outcome in outcomes for caveat in outcome.caveats),
        *(Found(outcome.idle) for outcome in outcomes if outcome.idle is not None),
        *(one for outcome in deciding for one in _mismatches(outcome, case)),
        *(Found(sentence) for sentence in _weak_sources(named)),
        *(Found(sentence) for sentence in _later(named, published)),
        *_breaks(figures),
        *_disputed(figures, contradictions, case),
        *_rounded(used, case),
        *(Found(caveat) for quantity in used for caveat in quantity.caveats),
        *(Found(doubt, weighs=True) for quantity in used for doubt in quantity.doubts),
        *(Found(_SYNTHETIC, weighs=True) for quantity in used if quantity.synthetic),
    ]
    heavy = {str(one.text) for one in found if one.weighs}
    return list({str(one.text): Found(one.text, weighs=str(one.text) in heavy) for one in found}.values())


def in_doubt(outcomes: Sequence[Outcome], quantities: Mapping[str, Quantity]) -> list[Outcome]:
    """The outcomes, each refutation opposed that another end of a rounded number would turn: it can say nothing.

    What another publisher says is another's number: it is told, and this one's refutation stands.
    """
    return [
        dataclasses.replace(one, opposed=said(_OTHERWISE, label=one.comparison.label.words))
        if one.decides and one.answer is False and _by_rounding(one, quantities)
        else one
        for one in outcomes
    ]


def _by_rounding(outcome: Outcome, quantities: Mapping[str, Quantity]) -> bool:
    """Whether with other numbers that round to those given, each to its own, it would not say what it says.

    A figure that stands on both sides is one number on both.
    """
    groups = _moving_together(outcome.operands)
    if outcome.holds is None or not groups:
        return False
    rounded = {name: quantities[name] for name in frozenset[str]().union(*groups)}
    corners = [
        {name: _moved(one, _shift(name, ends) * one.scale) for name, one in rounded.items()}
        for ends in (dict(zip(groups, taken, strict=True)) for taken in product(*groups.values()))
    ]
    if outcome.comparison.expect is None:
        wide = {name: _hull(one, [corner[name].allowed for corner in corners]) for name, one in rounded.items()}
        return carry_out(outcome.comparison, {**quantities, **wide}).holds is not outcome.holds
    # the result goes one way with each number: from the least that their ends make it to the most it may be any
    spans = [carry_out(outcome.comparison, {**quantities, **corner}).span for corner in corners]
    known = [span for span in spans if span is not None]
    hull = Range(min(one.low for one in known), max(one.high for one in known)) if len(known) == len(spans) else None
    return hull is None or judge(hull, outcome.comparison.expect) is not outcome.holds


def _moving_together(operands: Sequence[Quantity]) -> dict[frozenset[str], tuple[float, float]]:
    """By the operands they stand in, how far the rounded figures of these may be below and above what is written."""
    groups: defaultdict[frozenset[str], tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for figure in dict.fromkeys(figure for one in operands for figure in one.figures if figure.about):
        if figure.value is not None:
            standing = frozenset(one.name for one in operands if figure in one.figures)
            low, high = (end - figure.value if math.isfinite(end) else 0.0 for end in figure.bounds())
            groups[standing] = groups[standing][0] + low, groups[standing][1] + high
    return dict(groups)


def _shift(name: str, ends: Mapping[frozenset[str], float]) -> float:
    """How far the figures of an operand are off in all, each group of them at this end."""
    return sum(end for standing, end in ends.items() if name in standing)


def _hull(quantity: Quantity, spans: Sequence[Range]) -> Quantity:
    """A quantity that may be whatever lies in one of these or between them."""
    wide = Range(min(one.low for one in spans), max(one.high for one in spans))
    return dataclasses.replace(quantity, span=wide, series=None)


def _moved(quantity: Quantity, off: float) -> Quantity:
    span = quantity.allowed.plus(Range.exactly(off))
    return dataclasses.replace(quantity, value=quantity.number + off, span=span, series=None)


@dataclass(frozen=True, slots=True)
class _Case:
    """The comparisons that decide, to be carried out again with other numbers."""

    deciding: Sequence[Outcome]
    quantities: Mapping[str, Quantity]

    def opposite(self, figure: Figure, value: float) -> bool:
        """With this number in place of the figure's, some comparison would say the opposite of what it says."""
        changed = {name: _replaced(one, figure, value) for name, one in self.quantities.items()}
        concerned = [one for one in self.deciding if any(figure in q.figures for q in one.operands)]
        return any(_says_opposite(one, carry_out(one.comparison, changed)) for one in concerned)

    def opposite_per_month(self, outcome: Outcome) -> bool:
        """Counted per month the comparison would say the opposite."""
        if outcome.comparison.operation != "ratio":
            return False
        monthly = outcome.comparison.model_copy(update={"operation": "ratio_per_month"})
        return _says_opposite(outcome, carry_out(monthly, self.quantities))


def _says_opposite(outcome: Outcome, other: Outcome) -> bool:
    return None not in (outcome.holds, other.holds) and outcome.holds is not other.holds


def _replaced(quantity: Quantity, figure: Figure, value: float) -> Quantity:
    """The quantity as it would be if the figure were another number."""
    if figure not in quantity.figures or figure.value is None:
        return quantity
    return _moved(quantity, (value - figure.value) * quantity.scale)


def _mismatches(outcome: Outcome, case: _Case) -> Iterator[Found]:
    first, second = outcome.operands[0], outcome.operands[-1]
    if outcome.comparison.operation == "between":
        for other in outcome.operands[1:]:
            if first.counts and other.counts and first.counts != other.counts:
                yield Found(said(
                    "Different units are set against each other: {first} ({a}) and {second} ({b}).",
                    first=first.unit, a=first.label, second=other.unit, b=other.label,
                ))  # fmt: skip
    if outcome.comparison.operation not in ("ratio", "difference", "share"):
        return
    if first.period is None or second.period is None:
        return
    lengths = first.period.months, second.period.months
    if abs(lengths[0] - lengths[1]) >= SAME_LENGTH * max(lengths):
        sentence = said(
            "Unequal periods: {a} covers {first}, {b} {second}.",
            a=first.label,
            first=counted("{n} month", "{n} months", n=round(lengths[0], 1)),
            b=second.label,
            second=counted("{n} month", "{n} months", n=round(lengths[1], 1)),
        )
        yield Found(sentence, weighs=case.opposite_per_month(outcome))


def name_of(figure: Figure, quantity: Quantity) -> Words:
    """What people call a figure: the label of the quantity, and of several figures under one label its period."""
    if len(quantity.figures) == 1:
        return said_of(quantity.label)
    return joined([said_of(quantity.label), figure.period_start], ", ")


def _weak_sources(named: Sequence[tuple[Words, Figure]]) -> Iterator[Said]:
    for what, figure in named:
        if not figure.verified:
            yield said(
                "Not read at its source: {what} ({publisher}).", what=what, publisher=published_by(figure.publisher)
            )
        if figure.evidence_level == "tertiary":
            yield said(
                "Known only from a report of a report: {what} ({publisher}).",
                what=what,
                publisher=published_by(figure.publisher),
            )


def _later(named: Sequence[tuple[Words, Figure]], published: dt.date) -> Iterator[Said]:
    for what, figure in named:
        day = figure.last_known_day
        if day is not None and day > published:
            yield said(
                "Ends after the article of {published}: {what}, to {day}.",
                what=what, day=figure.period_end or str(day), published=str(published),
            )  # fmt: skip


def _breaks(figures: Sequence[Figure]) -> Iterator[Found]:
    for entry in breaks_crossed(figures):
        when = str(entry.start) if entry.start == entry.end else f"{entry.start} – {entry.end}"
        yield Found(said("The series breaks on {when}: {what}.", when=when, what=entry.what))


def _disputed(figures: Sequence[Figure], contradictions: Iterable[Contradiction], case: _Case) -> Iterator[Found]:
    for entry in concerning([figure.id for figure in figures], contradictions):
        weighs = any(
            case.opposite(figure, value)
            for figure in figures
            if figure.id in entry.figure_ids
            for value in _otherwise(figure, entry)
        )
        if entry.reviewed:
            sentence = said("Publishers contradict each other here: {what}", what=entry.what)
        else:
            sides = joined(
                [
                    joined(
                        Said("{whose}: {value}", {"whose": published_by(figure.publisher), "value": figure.value})
                        for figure in side.figures
                    )
                    for side in entry.sides
                ],
                " ≠ ",
            )
            sentence = said("Publishers contradict each other here: {what} ({sides}).", what=entry.what, sides=sides)
        yield Found(sentence, weighs)


def _otherwise(figure: Figure, entry: Contradiction) -> Iterator[float]:
    """What the other sides would have in the figure's place; of one that is summed with others, what is left for it."""
    own = next((side for side in entry.sides if figure in side.figures), None)
    shift = (figure.value or 0) - sum(own.values) if own is not None and own.total else 0
    for side in entry.sides:
        if figure not in side.figures:
            yield from (value + shift for value in side.values)


def _rounded(quantities: Sequence[Quantity], case: _Case) -> Iterator[Found]:
    for quantity in quantities:
        for figure in quantity.figures:
            if figure.about:
                concerned = [one for one in case.deciding if any(figure in q.figures for q in one.operands)]
                weighs = any(_by_rounding(one, case.quantities) for one in concerned)
                yield Found(said("A rounded or approximate number: {what}.", what=name_of(figure, quantity)), weighs)
            elif figure.qualifier == "approx_date":
                yield Found(said("Its day is approximate: {what}.", what=name_of(figure, quantity)))
