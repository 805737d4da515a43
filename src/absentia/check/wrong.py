"""What is wrong in a claims file, all of it at once: whoever mends one thing is not sent back for the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from absentia.errors import ClaimsProblem
from absentia.model.texts import Words, joined, said


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing: what, where, and what to do about it."""

    what: Words
    where: str
    next_step: Words | None = None


def all_of(found: Sequence[Wrong]) -> ClaimsProblem:
    """The first as an error has it; each other in a line of its own."""
    first, *others = found
    lines = [
        said("also, {where}: {what}", where=one.where, what=one.what)
        if one.next_step is None
        else said("also, {where}: {what}; {next}", where=one.where, what=one.what, next=one.next_step)
        for one in others
    ]
    return ClaimsProblem(joined([first.what, *lines], "\n  "), where=first.where, next_step=first.next_step)
