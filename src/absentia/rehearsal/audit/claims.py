"""Claims by the hundred, of every operation, near the truth and near what is said, and whether they are true."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from absentia.rehearsal.audit.operands import Named, stated
from absentia.rehearsal.audit.scope import Scope
from absentia.rehearsal.audit.whole import Whole

CLAIMS = 320
_CLOSE = 1e-6
"""Results so close to what is claimed depend on how a machine rounds."""


@dataclass(frozen=True, slots=True)
class Posed:
    """A claim as a claims file writes it, and whether it is true of the world."""

    written: dict[str, Any]
    operation: str
    truth: bool | None
    """``None``: it has no truth, and may only be called untestable."""


def pose(pool: Sequence[Named], whole: Whole, lot: random.Random, number: int = CLAIMS) -> list[Posed]:
    """So many claims about the operands of a pool, of each operation about as many."""
    posed: list[Posed] = []
    draw = _Draw(pool, whole, lot)
    for operation, make in _MAKERS.items():
        wanted = len(posed) + -(-number // len(_MAKERS))
        # a drawing may come to nothing: a ratio to nothing, a result too close to what is claimed
        for _try in range(10 * number):
            if len(posed) < wanted and (one := make(draw)) is not None:
                posed.append(_written(f"c{len(posed)}", operation, one))
    return posed


@dataclass(frozen=True, slots=True)
class _Draw:
    """Where a claim is drawn from."""

    pool: Sequence[Named]
    whole: Whole
    lot: random.Random

    def one(self, *, periods: bool = False, interval: bool = False) -> Named:
        """Some operand."""
        fitting = [
            one
            for one in self.pool
            if (not periods or one.period is not None) and (not interval or one.interval is not None)
        ]
        return self.lot.choice(fitting)


@dataclass(frozen=True, slots=True)
class _Made:
    """A comparison, the operands it names, and whether it holds in truth."""

    comparison: dict[str, Any]
    operands: tuple[Named, ...]
    truth: bool | None


def _written(name: str, operation: str, made: _Made) -> Posed:
    operands = {part.name: part.written for one in made.operands for part in (one, *one.parts)}
    comparison = {"label": {"en": operation}, "operation": operation, "main": True, **made.comparison}
    text = {"en": "invented"}
    claim = {"id": name, "said": text, "reading": text, "operands": operands, "comparisons": [comparison]}
    return Posed(claim, operation, made.truth)


def _expectation(truth: float, said: float, lot: random.Random, *, whole: bool) -> tuple[dict[str, Any], bool] | None:
    """What is claimed of a number, and whether it holds: near the truth, near what is said, or between the two."""
    near = lot.choice((truth, said, (truth + said) / 2, 2 * truth, truth / 2))
    claimed = round(near) + lot.choice((-1, 0, 0, 1)) if whole else round(near * lot.choice((0.9, 1, 1.1)), 3)
    way = lot.choice(("at_least", "at_most", "equals", "both"))
    if not whole and abs(claimed - truth) < _CLOSE:
        return None
    if way == "at_least":
        return {"at_least": claimed}, truth >= claimed
    if way == "at_most":
        return {"at_most": claimed}, truth <= claimed
    if way == "both":
        width = lot.choice((0, 1, 3)) if whole else 0.5
        return {"at_least": claimed, "at_most": claimed + width}, claimed <= truth <= claimed + width
    tolerance = lot.choice((0, 0.05, 0.3))
    slack = abs(claimed) * tolerance
    if abs(abs(truth - claimed) - slack) < _CLOSE and tolerance:
        return None
    return {"equals": claimed, "tolerance": tolerance}, abs(truth - claimed) <= slack


def _value(draw: _Draw) -> _Made | None:
    one = draw.one()
    truth, extra = one.truth, {}
    if one.of is not None and one.period is not None and "figure" in one.written and draw.lot.random() < 0.8:
        day = one.period.end + dt.timedelta(days=draw.lot.randrange(-60, 40))
        if day < one.period.start:
            return None
        measure, provision = one.of
        then = draw.whole.total(measure, Scope(since=one.period.start, until=day, provision=provision))
        if not then.definite:
            return None
        truth, extra = then.low, {"as_of": day.isoformat()}
    expected = _expectation(truth, one.said, draw.lot, whole=True)
    return expected and _Made({"of": one.name, "expect": expected[0], **extra}, (one,), expected[1])


def _ratio(draw: _Draw, *, per_month: bool = False) -> _Made | None:
    first, second = draw.one(), draw.one()
    lengths = (1.0, 1.0)
    if per_month:
        if first.period is None or second.period is None:
            comparison = {"of": first.name, "to": second.name, "expect": {"at_least": 1}}
            return _Made(comparison, (first, second), None)
        lengths = (first.period.months, second.period.months)
    if not second.truth or not second.said:
        return None
    truth = (first.truth / lengths[0]) / (second.truth / lengths[1])
    said = (first.said / lengths[0]) / (second.said / lengths[1])
    expected = _expectation(truth, said, draw.lot, whole=False)
    noise = {"noise": "poisson"} if draw.lot.random() < 0.5 else {}  # invented share
    return expected and _Made(
        {"of": first.name, "to": second.name, "expect": expected[0], **noise}, (first, second), expected[1]
    )


def _share(draw: _Draw) -> _Made | None:
    """Of two numbers of which one may be a part of the other: more than the whole is an error, and no claim."""
    made = _ratio(draw)
    if made is None:
        return None
    part, whole = made.operands
    return made if part.truth <= whole.truth and part.said <= whole.said else None


def _difference(draw: _Draw) -> _Made | None:
    first, second = draw.one(), draw.one()
    expected = _expectation(first.truth - second.truth, first.said - second.said, draw.lot, whole=True)
    return expected and _Made(
        {"of": first.name, "to": second.name, "expect": expected[0]}, (first, second), expected[1]
    )


def _trend(draw: _Draw) -> _Made | None:
    chosen = [draw.one(periods=True) for _step in range(draw.lot.choice((2, 2, 3)))]
    names = [one.name for one in chosen]
    if len(set(names)) < len(names) or not chosen[0].truth:
        return None
    rates = [one.truth / one.period.months for one in chosen if one.period is not None]
    direction = draw.lot.choice(("rising", "falling"))
    steps = list(itertools.pairwise(rates if direction == "rising" else rates[::-1]))
    if any(abs(later - earlier) < _CLOSE for earlier, later in steps):
        return None
    return _Made({"of": names, "direction": direction}, tuple(chosen), all(one < other for one, other in steps))


def _between(draw: _Draw) -> _Made:
    one, lot = draw.one(), draw.lot
    ends = []
    for name in ("low", "high"):
        number = lot.choice((one.truth, one.said, (one.truth + one.said) / 2)) + lot.choice((-2, -1, 0, 1, 2))
        ends.append(stated(max(number, 0), name) if lot.random() < 0.5 else draw.one())  # invented share
    kept = lot.choice(((0, 1), (0,), (1,)))
    low, high = (ends[0] if 0 in kept else None), (ends[1] if 1 in kept else None)
    truth = (low is None or low.truth <= one.truth) and (high is None or one.truth <= high.truth)
    named = {"low": low, "high": high}
    comparison = {"of": one.name, **{key: end.name for key, end in named.items() if end is not None}}
    return _Made(comparison, (one, *(end for end in (low, high) if end is not None)), truth)


def _contains(draw: _Draw) -> _Made:
    one, other = draw.one(interval=True), draw.one()
    assert one.interval is not None
    low, high = one.interval
    return _Made({"of": one.name, "to": other.name}, (one, other), low <= other.truth <= high)


_MAKERS: Mapping[str, Callable[[_Draw], _Made | None]] = {
    "value": _value,
    "between": _between,
    "ratio": _ratio,
    "difference": _difference,
    "ratio_per_month": lambda draw: _ratio(draw, per_month=True),
    "share": _share,
    "trend": _trend,
    "contains": _contains,
}


def article(posed: Sequence[Posed]) -> dict[str, Any]:
    """The claims as a file has them."""
    return {
        "id": "audit",
        "title": {"en": "SYNTHETIC"},
        "publisher": "rehearsal",
        "date": dt.date(2024, 1, 20).isoformat(),
        "claims": [one.written for one in posed],
    }


def operands_of(posed: Posed) -> Iterator[str]:
    """Its operands, as written, for a finding."""
    for name, written in posed.written["operands"].items():
        yield f"{name}: " + ", ".join(f"{key}={value}" for key, value in written.items() if key != "unit")
