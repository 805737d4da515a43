"""Numbers that bound the truth from one side only, and what they can and cannot settle.

"At least 49,000" can support "more than 40,000" and refute "at most 40,000"; of "more than 60,000" it says nothing.
"""

from __future__ import annotations

from typing import Literal

from absentia.check.schema import Expectation

Bound = Literal["exact", "at_least", "at_most", "unknown"]
"""What the number says of the truth: it, at least it, at most it, or neither."""


def judge(value: float, bound: Bound, expect: Expectation) -> bool | None:
    """Whether the truth behind ``value`` meets the expectation: yes, no, or not to be said."""
    verdicts = []
    if expect.at_least is not None:
        verdicts.append(_reaches(value, bound, expect.at_least))
    if expect.at_most is not None:
        mirrored: dict[Bound, Bound] = {"at_least": "at_most", "at_most": "at_least"}
        verdicts.append(_reaches(-value, mirrored.get(bound, bound), -expect.at_most))
    if expect.equals is not None:
        slack = abs(expect.equals) * expect.tolerance
        verdicts.append(_near(value, bound, expect.equals - slack, expect.equals + slack))
    if False in verdicts:
        return False
    return None if None in verdicts else True


def _reaches(value: float, bound: Bound, threshold: float) -> bool | None:
    if bound == "unknown":
        return None
    if value >= threshold:
        return None if bound == "at_most" else True
    return None if bound == "at_least" else False


def _near(value: float, bound: Bound, low: float, high: float) -> bool | None:
    if bound == "exact":
        return low <= value <= high
    beyond = (bound == "at_least" and value > high) or (bound == "at_most" and value < low)
    return False if beyond else None


def divided(above: Bound, below: Bound) -> Bound:
    """What a ratio of two positive numbers says of the true ratio."""
    if below == "exact":
        return above
    turned: dict[Bound, Bound] = {"at_least": "at_most", "at_most": "at_least", "unknown": "unknown"}
    if above == "exact":
        return turned[below]
    return above if above == turned[below] else "unknown"
