"""Charts of months as plain SVG: one template, no library; a gap in looking is a gap, zero is a line at the bottom."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from absentia.publish.site.sheets import Chart, Mark

WIDTH, HEIGHT = 480, 220
_LEFT, _TOP, _BOTTOM, _RIGHT = 46, 22, 30, 6
_LETTER, _APART = 7.6, 10
"""About how wide a letter of a label is, and how far labels stand apart."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One period as it is drawn. ``kind``: exact, at-least, range, zero, unfinished, withheld, unknown."""

    kind: str
    x: float
    width: float
    y: float
    height: float
    label: str
    """What it says when pointed at."""
    above: float = 0.0
    """Of a range: the height of what may be there beyond its lower end."""
    expected: tuple[float, float, float] | None = None
    """Heights of the value, the lower and the upper end of what is expected."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything the template draws."""

    shapes: Sequence[Shape]
    ticks: Sequence[tuple[float, float]]
    """Height and number."""
    names: Sequence[tuple[float, str]]
    """Place and period."""
    base: float
    right: float


def drawing(chart: Chart, code: str) -> Drawing:
    """The shapes of a chart in one language."""
    top = highest(chart.marks)
    base = HEIGHT - _BOTTOM
    scale = (base - _TOP) / top
    step = (WIDTH - _LEFT - _RIGHT) / max(len(chart.marks), 1)
    return Drawing(
        shapes=list(_shapes(chart.marks, step, base, scale, code)),
        ticks=[(base - part * scale, part) for part in (0, top / 2, top)],
        names=list(_names(chart.marks, step, code)),
        base=base,
        right=WIDTH - _RIGHT,
    )


def _names(marks: Sequence[Mark], step: float, code: str) -> Iterator[tuple[float, str]]:
    """As many periods as can stand beside each other, none cut off at an end."""
    texts = [mark.label.text(code) for mark in marks]
    width = max(map(len, texts), default=0) * _LETTER
    every = max(1, math.ceil((width + _APART) / step))
    for place in range(0, len(texts), every):
        middle = _LEFT + (place + 0.5) * step
        yield min(max(middle, width / 2), WIDTH - width / 2), texts[place]


def highest(marks: Sequence[Mark]) -> float:
    """The end of the axis: the next 2, 4 or 10 times a power of ten above everything drawn; both halves are whole."""
    known = [2.0]
    for mark in marks:
        if mark.number is not None and mark.number.value is not None:
            known += [mark.number.value, mark.number.most or 0]
        if mark.expected is not None:
            known.append(mark.expected[2])
    largest = max(known)
    power = 10 ** math.floor(math.log10(largest))
    return next(float(step * power) for step in (1, 2, 4, 6, 8, 10) if step * power >= largest and step * power >= 2)


def _shapes(marks: Sequence[Mark], step: float, base: float, scale: float, code: str) -> Iterator[Shape]:
    for place, mark in enumerate(marks):
        x, width = _LEFT + place * step + step * 0.14, step * 0.72
        number = mark.number
        ends = None if mark.expected is None else tuple(base - one * scale for one in mark.expected)
        said = mark.label.text(code) + (f": {number.text(code)}" if number else "")
        if number is None or number.value is None:
            reason = None if number is None else number.reason
            label = f"{said}. {reason.text(code)}" if reason else said
            kind = "withheld" if number is not None and number.withheld else "unknown"
            yield Shape(kind, x, width, _TOP, base - _TOP, label)
            continue
        kind = "zero" if not number.value else "exact"
        above = 0.0
        if number.least is not None:
            kind = "at-least" if number.most is None else "range"
            above = 0.0 if number.most is None else (number.most - number.least) * scale
        if number.unfinished is not None:
            kind, said = "unfinished", f"{said}. {number.unfinished.text(code)}"
        height = number.value * scale
        yield Shape(kind, x, width, base - height, height, said, above, ends)  # type: ignore[arg-type]


def line(stretches: Sequence[tuple[int, int, str]], state: str) -> str:
    """The path of the weeks of one state in a strip that is one high and a week long per unit."""
    written: list[str] = []
    here = 0
    for first, length, own in stretches:
        if own == state:
            written.append(
                f"{'m' if written else 'M'}{first - here if written else first} {0 if written else '.5'}h{length}"
            )
            here = first + length
    return "".join(written)
