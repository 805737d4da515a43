"""Withhold small counts so that nobody can be recognised by them, nor compute them back from what is shown.

A tally with its margins is a publication of its own (see :mod:`absentia.disclosure`): what is withheld is enough for
this table alone. Two tables withheld apart may give away together what each withholds.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Container, Hashable, Mapping
from itertools import combinations

from absentia.errors import ObservatoryProblem, UsageProblem
from absentia.model import Grain, Period
from absentia.model.count import WITHHELD, Count
from absentia.model.period import label
from absentia.model.texts import said
from absentia.observatory import CONFIG, Observatory
from absentia.tally.result import Tally

DEFAULT = 5
_LARGE = 100
"""So many times the threshold and more are all alike: no small count takes more room."""
_UNPLACED = frozenset((None, "unknown"))
"""What a row has where something could not be read."""
Key = tuple[str | int | None, ...]


def suppress_counts(counts: Mapping[Key, int], threshold: int) -> frozenset[Key]:
    """The cells to withhold, by their keys: one value per dimension, all keys equally long; ``()`` is the total.

    A reader knows every shown count, every shown sum over some of the dimensions, and that what is withheld is at least
    one; for all that, each small count may be any of numbers at least the threshold apart.
    """
    from absentia.disclosure import Publication, Table, withhold  # it brings a solver; most tallies withhold nothing

    width = len(next(iter(counts), ()))
    dimensions = tuple(str(position) for position in range(width))
    margins = [kept for size in range(width + 1) for kept in combinations(dimensions, size)]
    units = {
        f"{number} {unit}": tuple((value,) for value in key)
        for number, (key, count) in enumerate(counts.items())
        for unit in range(min(count, threshold * _LARGE))
    }
    found = withhold(Publication(tuple((one,) for one in dimensions), tuple(map(Table, margins)), (), units), threshold)
    return frozenset(key for table in {Table(dimensions), Table(())} for key in found[table])  # type: ignore[misc]


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

    The total is withheld where it is small itself, or where rows cannot be protected otherwise. What could not be read
    is a count like any other and is withheld when small; so is the upper bound of a count that would tell it.

    Raises:
        UsageProblem: the period cuts a month, or what is counted by: a day more or less would tell single units.
    """
    if (found := cut(tally.by, tally.since, tally.until)) is not None:
        raise UsageProblem(
            said("a period that is cut tells single units to those who ask for a day more or less"),
            where=found[0],
            next_step=said("with --suppress, choose the first or last day of {period}", period=found[1].name),
        )
    counts = {tuple(row.cell.values()): row.seen for row in tally.rows if row.count.known}
    safe = without(tally, suppress_counts(counts, threshold), threshold)
    return dataclasses.replace(safe, command=f"{tally.command} --suppress {threshold}")


def without(tally: Tally, hidden: Container[tuple[Hashable, ...]], threshold: int) -> Tally:
    """The tally without the rows of these keys (``()``: the total), and without anything else that is small.

    What could not be placed is counted by its reason, too: where its row is withheld, so is every such count.
    """
    rows = tuple(
        dataclasses.replace(
            row,
            count=Count.withheld()
            if row.count.known and tuple(row.cell.values()) in hidden
            else _open(row.count, threshold),
        )
        for row in tally.rows
    )
    small = _small(tally.seen, threshold) or () in hidden
    told = not any(row.count.reason == WITHHELD and not _UNPLACED.isdisjoint(row.cell.values()) for row in rows)
    return dataclasses.replace(
        tally,
        rows=rows,
        total=Count.withheld() if small else _open(tally.total, threshold),
        unreadable={
            key: count if not count or (told and not _small(count, threshold)) else None
            for key, count in tally.unreadable.items()
        },
        looked=tally.looked.without_pages(),
        suppressed=threshold,
    )


def cut(by: Collection[str], since: object, until: object) -> tuple[str, Period] | None:
    """The end of a tally's period that cuts a month or what is counted by, and the period that it cuts."""
    grain = next((one for one in Grain if one.value in by), Grain.MONTH)
    for option, day, last in (("--since", since, False), ("--until", until, True)):
        if day is not None:
            given = Period.parse(str(day)).start
            whole = Period.parse(label(given, grain))
            if given != (whole.end if last else whole.start):
                return f"{option} {day}", whole
    return None


def _small(count: int, threshold: int) -> bool:
    return 0 < count < threshold


def _open(count: Count, threshold: int) -> Count:
    """Without an upper bound that differs from the lower by few unreadable units, and only where it begins at no few.

    A count that may be as small as a withheld one reads like one, however many units stand behind it.
    """
    if count.low is not None and _small(count.low, threshold):
        return Count.withheld()
    if count.low is None or count.high is None or not _small(count.high - count.low, threshold):
        return count
    return Count.at_least(count.low) if count.low else Count.withheld()
