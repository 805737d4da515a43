"""May two numbers be set against each other? Not where they count unlike things.

Documents, cases and persons, offences registered, suspicions, cases sent to court and verdicts are different things: so
many of the one for each of the other is a number of nothing, whatever it comes to. Steps of the procedures of two
states are different things under the same name.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from absentia.check.operations import Comparison
from absentia.check.quantity import Quantity
from absentia.errors import ClaimsProblem
from absentia.model.checked import Text
from absentia.model.texts import said
from absentia.model.units import PEOPLE, STEPS

_COMPUTED = frozenset(("ratio", "ratio_per_month", "share", "difference", "trend", "adds_up", "published_for"))
"""Operations that make one number of several; the others only ask which is the greater."""


def unlike(one: Quantity, other: Quantity) -> Text | None:
    """Why no number can be made of both; ``None`` where both count the same kind of thing.

    A number the article states without a unit is one of whatever it is set against.
    """
    if one.counts and other.counts and one.counts != other.counts:
        return said(
            "unlike things are counted: “{a}” counts {first}, “{b}” counts {second}; no number can be made of both",
            a=one.label, first=one.unit, b=other.label, second=other.unit,
        )  # fmt: skip
    return _of_two_states(one, other)


def _of_two_states(one: Quantity, other: Quantity) -> Text | None:
    """Why steps of two procedures are nothing of one kind, though both be called cases."""
    if one.whose is None or other.whose is None or one.whose == other.whose:
        return None
    if not {one.counts, other.counts} & STEPS:
        return None
    return said(
        "“{a}” is a step of the law of {first}, “{b}” of that of {second}: what one state records, another sends to "
        "court or tries, and neither is measured by the other",
        a=one.label, first=one.whose, b=other.label, second=other.whose,
    )  # fmt: skip


def mixed(comparison: Comparison, used: Sequence[Quantity]) -> Text | None:
    """Why a comparison comes to no number: what it would set against each other is unlike."""
    rule = unlike if comparison.operation in _COMPUTED else _of_two_states
    return next((reason for pair in combinations(used, 2) if (reason := rule(*pair)) is not None), None)


def must_share_an_axis(drawn: Sequence[Quantity]) -> None:
    """Refuse to draw unlike things on one axis: the eye makes of them the ratio that no number may be.

    Raises:
        ClaimsProblem: two rows count unlike things.
    """
    kinds = {"people" if one.counts in PEOPLE else one.counts: one for one in drawn if one.counts}
    if len(kinds) > 1:
        first, second, *_more = kinds.values()
        raise ClaimsProblem(
            said(
                "unlike things on one axis: “{a}” counts {first}, “{b}” counts {second}",
                a=first.label, first=first.unit, b=second.label, second=second.unit,
            ),
            where="chart.rows",
            next_step=said("draw one of them, or give each a claim of its own"),
        )  # fmt: skip
