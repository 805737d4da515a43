"""The one place where it is decided what of a count may be shown in a publication."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from absentia.disappearances import Gone, withheld
from absentia.tally import Tally, suppress_counts, suppressed

_COLUMNS = ("disappeared", "returned", "suspected")


def safe_to_show(tally: Tally, threshold: int) -> Tally:
    """A tally whose small counts are withheld, for those who compute with the others."""
    return suppressed(tally, threshold)


def shown(tally: Tally, threshold: int) -> Tally:
    """The same for a reader: it no longer knows how many units were seen."""
    safe = safe_to_show(tally, threshold)
    return dataclasses.replace(safe, seen=0, rows=tuple(dataclasses.replace(row, seen=0) for row in safe.rows))


def shown_disappearances(counts: Sequence[Gone], threshold: int) -> tuple[Gone, ...]:
    """Counts of disappearances, the small ones withheld, each column by itself."""
    hidden: dict[str, set[str | None]] = {}
    for column in _COLUMNS:
        given: dict[tuple[str | int | None, ...], int] = {
            (one.key,): value for one in counts if (value := one.counts[column].low) is not None
        }
        small = suppress_counts(given, threshold)
        hidden[column] = {one.key for one in counts if (one.key,) in small}
    return withheld(counts, hidden)
