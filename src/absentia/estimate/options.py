"""Options of a method, which come as plain text from the command line or a claims file."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from absentia.errors import UsageProblem
from absentia.model.texts import said


def refuse_beside_file(options: Mapping[str, str], names: Sequence[str]) -> None:
    """Refuse options that choose among an observatory's data beside a file, which would ignore them.

    Raises:
        UsageProblem: one of them is given.
    """
    for name in names:
        if options.get(name):
            raise UsageProblem(
                said("--{option} goes with --measure, not with a file", option=name),
                next_step=said("leave it out, or cut the file to what is meant"),
            )


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
            said("“{text}” cannot be used for {option}", text=text, option=name.replace("_", "-")),
            next_step=said("give a number from {low:g} to {high:g}", low=low, high=high),
        )
    return value
