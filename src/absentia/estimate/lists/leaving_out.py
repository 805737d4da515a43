"""The total without each of the lists: how much the answer hangs on one of them."""

from __future__ import annotations

from dataclasses import dataclass

from absentia.estimate.lists.averaging import Average, average_of
from absentia.estimate.lists.checks import stopped
from absentia.estimate.lists.hierarchy import MOST_EXHAUSTIVE
from absentia.estimate.lists.models import fit_all
from absentia.estimate.lists.table import OverlapTable
from absentia.model import Interval
from absentia.model.texts import Words


@dataclass(frozen=True, slots=True)
class Without:
    """The log-linear average of the other lists, or why they give none; ``observed`` are the units on these."""

    without: str
    observed: int
    value: float | None = None
    interval: Interval | None = None
    refused: Words | None = None


def without_each(table: OverlapTable) -> tuple[Without, ...]:
    """One answer for each list left out, of three to five lists: with more, each would be a search of its own."""
    if not 2 < table.size <= MOST_EXHAUSTIVE or stopped(table) is not None:  # noqa: PLR2004  one of two leaves none
        return ()
    return tuple(_without(table, place) for place in range(table.size))


def _without(table: OverlapTable, place: int) -> Without:
    name, others = table.lists[place], table.without(place)
    why = stopped(others)
    found = average_of(fit_all(others)) if why is None else why
    if isinstance(found, Average):
        return Without(name, others.observed, found.value, found.interval)
    return Without(name, others.observed, refused=found)
