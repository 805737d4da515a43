"""What a table of counts by period shows before anything is computed from it."""

from __future__ import annotations

from itertools import pairwise

from absentia.estimate.requests.reading import Counts
from absentia.model.estimate import Assumption
from absentia.model.texts import counted, said

NEVER_FALLS, WHOLE = 10, 6
"""Periods in a row without a fall that are taken for a running total, and those of a table that never falls at all.

Of tables that grow fourfold in two years from 20 a month, 4 in 1,000 have ten such months in a row by chance.
"""
BUSY = 10
"""Beside so many, a period of none was not counted: of ten that are expected none comes once in 22,000 times."""


def check_counts(counts: Counts) -> tuple[Assumption, ...]:
    """Numbers of each period, not totals so far; and no zero where nobody counted.

    What holds tells nothing of the counts, which may be an organisation's own.
    """
    return _by_period(counts), _looked_at(counts)


def _by_period(counts: Counts) -> Assumption:
    longest = run = 1
    for (_one, before), (_other, after) in pairwise(counts.known):
        run = run + 1 if after >= before else 1
        longest = max(longest, run)
    total = longest >= (WHOLE if longest == len(counts.known) else NEVER_FALLS)
    return Assumption(
        said("{unit}: each number is of its own period, and no total so far", unit=counts.unit),
        not total,
        counted("{n} period in a row without a fall", "{n} periods in a row without a fall", n=longest)
        if total
        else said("they fall as often as numbers of periods do"),
    )


def _looked_at(counts: Counts) -> Assumption:
    known = counts.known
    suspect = []
    for at, (period, count) in enumerate(known):
        before = next((other for _one, other in reversed(known[:at]) if other), None)
        after = next((other for _one, other in known[at + 1 :] if other), None)
        beside = [one for one in (before, after) if one is not None]
        if count == 0 and beside and min(beside) >= BUSY:
            suspect.append(period.name)
    found = said("none beside {limit} and more", limit=BUSY)
    if suspect:
        found = said(
            "none in {periods}, beside {limit} and more: leave the cell empty where nobody counted",
            periods=", ".join(suspect[:5]) + (" …" if len(suspect) > 5 else ""),  # noqa: PLR2004  enough to find them
            limit=BUSY,
        )
    return Assumption(said("{unit}: no zero is written where nobody counted", unit=counts.unit), not suspect, found)
