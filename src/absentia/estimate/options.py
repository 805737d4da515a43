"""Options of a method, which come as plain text from the command line or a claims file."""

from __future__ import annotations

import math

from absentia.errors import UsageProblem
from absentia.messages import _


def number_option(text: str, name: str, *, low: float, high: float, whole: bool = False) -> float:
    """A number within bounds.

    Raises:
        UsageProblem: not a number, not whole where it must be, or out of bounds.
    """
    try:
        value = int(text) if whole else float(text)
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise UsageProblem(
            _("“{text}” cannot be used for {option}").format(text=text, option=name.replace("_", "-")),
            next_step=_("give a number from {low:g} to {high:g}").format(low=low, high=high),
        )
    return value
