"""What one page may cost, in steps of work: the same on every machine, and no clock among the judges.

What reading and masking cost grows as a page does, and yet one within the limits of bytes and tags can be so dense with
words that it costs a minute. So a reader says of every letter it is about to look at for what it means, once each time
it is, and a page that asks for more than any page of a court is given up by name. Where no page is read, nothing is
counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

MOST = 1_500_000
"""Letters looked at for one page; the densest real ones ask for 40,000."""
KIND = "too_dense"
"""The issue of a page that was given up."""


class TooManySteps(Exception):
    """The page asks for more work than any page of a court."""


_left: ContextVar[list[int] | None] = ContextVar("steps_left", default=None)


@contextmanager
def of_one_page() -> Iterator[None]:
    """Within, work is counted, and more than a page may cost raises :class:`TooManySteps`."""
    before = _left.set([MOST])
    try:
        yield
    finally:
        _left.reset(before)


def spend(steps: int) -> None:
    """So much work is about to be done.

    Raises:
        TooManySteps: it is more than the page may cost.
    """
    left = _left.get()
    if left is not None:
        left[0] -= steps
        if left[0] < 0:
            raise TooManySteps
