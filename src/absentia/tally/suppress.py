"""Withhold small counts so that nobody can be recognised by them, nor compute them back from what is shown.

A count from 1 to the threshold less one is withheld, and with it as many others as it takes until each of them, for all
that a reader can work out from the counts shown, the total and every shown sum over some of the dimensions, might be as
large as the threshold. Sums are shown by the same rule, each as a table of its own. What a reader can work out is a
linear programme (Hundepool et al., Statistical Disclosure Control, 2012, chapter 4: the "attacker's problem"); for a
list it is simply whether the withheld counts, at least two of them, add up to the threshold.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from absentia.errors import ObservatoryProblem
from absentia.model.count import Count
from absentia.model.texts import said
from absentia.observatory import CONFIG, Observatory
from absentia.tally.result import Tally

DEFAULT = 5
_WITHOUT_BOUND = 3
"""The solver's word for a count that nothing shown limits."""
Key = tuple[str | int | None, ...]
Line = tuple[frozenset[Key], int]
"""Cells whose sum a reader knows, and the sum."""


def suppress_counts(counts: Mapping[Key, int], threshold: int) -> frozenset[Key]:
    """The cells to withhold, by their keys: one value per dimension, all keys equally long.

    Where only large counts could protect a small one the smallest of them go; a zero goes only where nothing else on
    its line is left.
    """
    hidden = {key for key, count in counts.items() if 0 < count < threshold}
    if not hidden:
        return frozenset()
    small = sorted(hidden, key=str)
    known = list(_known(counts, threshold))
    while exposed := _exposed(counts, hidden, small, known, threshold):
        added = {found for key in exposed if (found := _complement(counts, hidden, key, known)) is not None}
        if not added:
            break  # everything is withheld
        # one at a time where few are exposed keeps the number of withheld counts low
        hidden |= added
    return frozenset(hidden)


def _known(counts: Mapping[Key, int], threshold: int) -> Iterator[Line]:
    """Every sum over some of the dimensions that would be shown, each margin being a table of its own."""
    width = len(next(iter(counts), ()))
    for size in range(width):
        for kept in combinations(range(width), size):
            groups: dict[Key, set[Key]] = defaultdict(set)
            for key in counts:
                groups[tuple(key[position] for position in kept)].add(key)
            sums = {name: sum(counts[key] for key in cells) for name, cells in groups.items()}
            withheld = suppress_counts(sums, threshold)
            for name in sums.keys() - withheld:
                yield frozenset(groups[name]), sums[name]


def _complement(counts: Mapping[Key, int], hidden: set[Key], key: Key, known: Sequence[Line]) -> Key | None:
    """The smallest shown count that stands on a known line with the exposed one; zeros last."""
    lines = sorted((line for line, _sum in known if key in line), key=lambda line: (len(line), sorted(map(str, line))))
    for line in [*lines, frozenset(counts)]:
        shown = line - hidden
        if shown:
            return min(shown, key=lambda one: (counts[one] == 0, counts[one], str(one)))
    return None


def _exposed(
    counts: Mapping[Key, int], hidden: set[Key], small: Sequence[Key], known: Sequence[Line], threshold: int
) -> list[Key]:
    """The small counts of which a reader could work out that they are below the threshold."""
    order = sorted(hidden, key=str)
    rows, sums = [], []
    for line, total in known:
        unknown = [position for position, key in enumerate(order) if key in line]
        if unknown:
            rows.append(unknown)
            sums.append(total - sum(counts[key] for key in line - hidden))
    if not rows:
        return []
    if len(rows) == 1:
        # one sum over what is withheld: any one of them may be all of it, and one alone is
        return list(small) if sums[0] < threshold else []
    return _attack(order, rows, sums, small, threshold)


def _attack(
    order: Sequence[Key], rows: Sequence[Sequence[int]], sums: Sequence[int], small: Sequence[Key], threshold: int
) -> list[Key]:
    """Solve the attacker's problem: how large could each small count be?"""
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix

    places = [(row, column) for row, columns in enumerate(rows) for column in columns]
    matrix = csr_matrix(
        (np.ones(len(places)), ([row for row, _column in places], [column for _row, column in places])),
        shape=(len(rows), len(order)),
    )
    exposed = []
    safe: set[Key] = set()
    for key in small:
        if key in safe:
            continue
        goal = np.zeros(len(order))
        goal[order.index(key)] = -1
        solved = linprog(goal, A_eq=matrix, b_eq=np.array(sums), bounds=(0, None), method="highs")
        if solved.status == _WITHOUT_BOUND:
            continue
        # what is large in one possible world is safe in all
        large = np.flatnonzero(np.round(solved.x, 6) >= threshold).tolist()
        safe |= {order[position] for position in large}
        if key not in safe:
            exposed.append(key)
    return exposed


def threshold_of(observatory: Observatory) -> int:
    """The observatory's own threshold: ``smallest_count`` under ``[privacy]`` in its settings.

    Raises:
        ObservatoryProblem: the setting is no positive whole number.
    """
    chosen = observatory.config.get("privacy", {}).get("smallest_count", DEFAULT)
    if isinstance(chosen, bool) or not isinstance(chosen, int) or chosen < 1:
        raise ObservatoryProblem(
            said(
                "the smallest count that may be shown must be a positive whole number, not {given}", given=repr(chosen)
            ),
            where=f"{observatory.path / CONFIG}: [privacy] smallest_count",
            next_step=said("write for example smallest_count = 5"),
        )
    return chosen


def suppressed(tally: Tally, threshold: int) -> Tally:
    """The tally with small counts withheld.

    The total is withheld where it is small itself. What could not be read is a count like any other and is withheld
    when small; so is the upper bound of a count that would tell it.
    """
    counts = {tuple(row.cell.values()): row.seen for row in tally.rows if row.count.known}
    hidden = suppress_counts(counts, threshold)
    rows = tuple(
        dataclasses.replace(
            row, count=Count.withheld() if tuple(row.cell.values()) in hidden else _open(row.count, threshold)
        )
        for row in tally.rows
    )
    return dataclasses.replace(
        tally,
        rows=rows,
        total=Count.withheld() if _small(tally.seen, threshold) else _open(tally.total, threshold),
        unreadable={
            key: None if count is None or _small(count, threshold) else count for key, count in tally.unreadable.items()
        },
        suppressed=threshold,
        command=f"{tally.command} --suppress {threshold}",
    )


def _small(count: int, threshold: int) -> bool:
    return 0 < count < threshold


def _open(count: Count, threshold: int) -> Count:
    """Without an upper bound that differs from the lower by a small number of unreadable units."""
    if count.low is None or count.high is None or not _small(count.high - count.low, threshold):
        return count
    return Count.at_least(count.low) if count.low else Count.withheld()
