"""Withhold small counts so that nobody can be recognised by them, nor compute them back from what is shown.

A count from 1 to the threshold less one is withheld, and with it as many others as it takes: on every line of the
table whose sum a reader may know (the total, and every sum over some of the dimensions) the withheld counts must be at
least two and add up to enough that any one of them could reach the threshold. The smallest are taken. See
Hundepool et al., Statistical Disclosure Control, 2012, chapter 4 (secondary cell suppression).
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from itertools import combinations

from absentia.errors import ObservatoryProblem
from absentia.messages import _
from absentia.observatory import CONFIG, Observatory
from absentia.tally.result import Tally

SUPPRESSED = "suppressed"
"""The ``reason`` of a row whose count is withheld; the same for small and for complementary ones."""
DEFAULT = 5
_PAIR = 2


def suppress_counts(counts: Mapping[tuple[Hashable, ...], int], threshold: int) -> frozenset[tuple[Hashable, ...]]:
    """The cells to withhold, by their keys: one value per dimension, all keys equally long.

    Zeros are shown: nobody is recognised by them.
    """
    hidden = {key for key, count in counts.items() if 0 < count < threshold}
    lines = _lines(counts)
    changed = bool(hidden)
    while changed:
        changed = False
        for line in lines:
            while _open(counts, hidden, line, threshold):
                candidates = [key for key in line if key not in hidden and counts[key] > 0]
                if not candidates:
                    break
                hidden.add(min(candidates, key=lambda key: (counts[key], str(key))))
                changed = True
    return frozenset(hidden)


def threshold_of(observatory: Observatory) -> int:
    """The observatory's own threshold: ``smallest_count`` under ``[privacy]`` in its settings.

    Raises:
        ObservatoryProblem: the setting is no positive whole number.
    """
    chosen = observatory.config.get("privacy", {}).get("smallest_count", DEFAULT)
    if isinstance(chosen, bool) or not isinstance(chosen, int) or chosen < 1:
        raise ObservatoryProblem(
            _("the smallest count that may be shown must be a positive whole number, not {given!r}").format(
                given=chosen
            ),
            where=f"{observatory.path / CONFIG}: [privacy] smallest_count",
            next_step=_("write for example smallest_count = 5"),
        )
    return chosen


def _lines(counts: Mapping[tuple[Hashable, ...], int]) -> list[list[tuple[Hashable, ...]]]:
    """The groups of cells whose sums may be known: for every choice of dimensions, the cells that agree in them."""
    width = len(next(iter(counts), ()))
    lines = []
    for size in range(width):
        for kept in combinations(range(width), size):
            groups: dict[tuple[Hashable, ...], list[tuple[Hashable, ...]]] = defaultdict(list)
            for key in counts:
                groups[tuple(key[position] for position in kept)].append(key)
            lines += list(groups.values())
    return lines


def _open(
    counts: Mapping[tuple[Hashable, ...], int],
    hidden: set[tuple[Hashable, ...]],
    line: Sequence[tuple[Hashable, ...]],
    threshold: int,
) -> bool:
    """The withheld cells of this line could be computed back, or narrowed to small counts, from its sum."""
    withheld = [counts[key] for key in line if key in hidden]
    if not withheld:
        return False
    # every withheld cell is at least 1, so each can be as large as the sum less one for each of the others
    return len(withheld) < _PAIR or sum(withheld) - (len(withheld) - 1) < threshold


def suppressed(tally: Tally, threshold: int) -> Tally:
    """The tally with small counts withheld: their ``count`` is ``None`` and their ``reason`` ``suppressed``.

    The total is withheld too where it is small itself, or where the rows cannot be protected without that. What could
    not be read is a count of people like any other and is withheld when small.
    """
    counts = {
        tuple(row[dimension] for dimension in tally.by): row["count"] for row in tally.rows if row["count"] is not None
    }
    hidden = suppress_counts(counts, threshold)
    rows = tuple(
        dict(row) | {"count": None, "reason": SUPPRESSED}
        if tuple(row[dimension] for dimension in tally.by) in hidden
        else row
        for row in tally.rows
    )
    whole = list(counts)
    total_open = _open(counts, set(hidden), whole, threshold) or (tally.total or 0) in range(1, threshold)
    return dataclasses.replace(
        tally,
        rows=rows,
        total=None if total_open else tally.total,
        unreadable={key: count for key, count in tally.unreadable.items() if not 0 < count < threshold},
        suppressed=threshold,
    )
