"""The ordinals of one register and year sorted: carried over, received and shown, missing, removed, not yet due.

The filings received in the year take ordinals after those that unfinished cases of earlier years were given in January.
Between the first and the last of them every ordinal that no page shows is a filing received in the year; before the
first and after the last there may be more, bounded by their neighbours.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from absentia.estimate.serial_gaps.evidence import RegisterYear, Shown

_NEIGHBOURS = 5
"""On either side, by date of receipt, that an ordinal is compared with."""
_FEWEST = 10
"""Ordinals received in the year below which neighbours say nothing."""
_FAR = 30
"""An ordinal nearer to its neighbours than this is never called a slip."""
_MOST_SLIPS = 0.02
"""With a larger share far from their neighbours, ordinals do not follow the receipts at all."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The register's ordinals up to the last day that is due."""

    own: tuple[Shown, ...]
    """Received in the year and due, one for each ordinal, in order."""
    others: frozenset[int]
    """Ordinals shown of anything else: carried over, received later, of unknown receipt."""
    slips: tuple[Shown, ...]
    """Ordinals far from those received at the same time: typing errors, left out."""
    doubled: int
    """Ordinals two different records bear."""
    carried: int
    """Ordinals that cases of earlier years bear."""
    carried_late: int
    """Of these, how many stand above the first one received in the year."""
    floor: int
    """The highest ordinal carried over before the first one received; 0 where none is shown."""
    ceiling: int | None
    """The next ordinal shown after the last one due; ``None`` where there is none."""
    highest: int
    """The highest ordinal shown: the register's size seen."""
    not_due: int
    """Ordinals above the last one that is due, up to the highest, shown or not."""
    undated: tuple[Shown, ...]
    """Shown between the first and the last received, by a page that prints no date of receipt (a hearing list)."""

    @property
    def first(self) -> int:
        """The first ordinal received in the year that is shown."""
        return self.own[0].ordinal

    @property
    def last(self) -> int:
        """The last ordinal received and due that is shown."""
        return self.own[-1].ordinal

    @property
    def missing(self) -> tuple[int, ...]:
        """Ordinals between first and last that no page shows."""
        seen = {one.ordinal for one in self.own} | self.others
        return tuple(n for n in range(self.first, self.last + 1) if n not in seen)

    @property
    def before(self) -> int:
        """Ordinals between the last carried over and the first received: either carried over or received."""
        return self.first - self.floor - 1

    @property
    def after(self) -> int | None:
        """Ordinals between the last that is due and the next shown: due or not; ``None`` where none is shown."""
        return None if self.ceiling is None else self.ceiling - self.last - 1


def count(register: RegisterYear) -> Counted | None:
    """Sort the ordinals; ``None`` where no filing received in the year and due is shown."""
    due = register.swept.due
    end = due.end if due else dt.date(register.year, 12, 31)
    received = [one for one in register.shown if one.received is not None and one.received.year == register.year]
    slips = _slips(received)
    far = set(slips)
    kept = [one for one in received if one not in far]
    own: dict[int, Shown] = {}
    holders: dict[int, set[str]] = {}
    placed: set[str] = set()
    for one in kept:
        holders.setdefault(one.ordinal, set()).add(one.record)
        # a record that was given another number within the year is one filing, at its first
        if one.received is not None and one.received <= end and one.record not in placed:
            own.setdefault(one.ordinal, one)
        placed.add(one.record)
    if not own:
        return None
    first, last = min(own), max(own)
    highest_kept = max(one.ordinal for one in kept)
    # an ordinal of unknown receipt, or of an earlier year, far above everything received is a slip too
    reach = highest_kept + max(_FAR, len(own))
    known = {*kept, *slips}
    rest = [one for one in register.shown if one not in known]
    slips = (*slips, *(one for one in rest if one.ordinal > reach))
    rest = [one for one in rest if one.ordinal <= reach]
    carried = {one.ordinal for one in rest if one.received is not None}
    others = ({one.ordinal for one in rest} | {one.ordinal for one in kept}) - set(own)
    above = [n for n in others if n > last]
    return Counted(
        own=tuple(own[n] for n in sorted(own)),
        others=frozenset(others),
        slips=slips,
        doubled=sum(len(records) > 1 for records in holders.values()),
        carried=len(carried),
        carried_late=sum(n > first for n in carried),
        floor=max((n for n in others if n < first), default=0),
        ceiling=min(above, default=None),
        highest=max(last, *above) if above else last,
        not_due=max(above) - min(above) + 1 if above else 0,
        undated=tuple(
            {
                n: one for one in rest if one.received is None and first < (n := one.ordinal) < last and n not in own
            }.values()
        ),
    )


def _slips(received: list[Shown]) -> tuple[Shown, ...]:
    """Ordinals far from the median of those received about the same time, if they are few."""
    if len(received) < _FEWEST:
        return ()
    placed = sorted(received, key=lambda one: (one.received, one.ordinal))
    ordinals = np.array([one.ordinal for one in placed], dtype=float)
    offsets = np.array([step for step in range(-_NEIGHBOURS, _NEIGHBOURS + 1) if step])
    around = np.clip(np.arange(len(placed))[:, None] + offsets, 0, len(placed) - 1)
    away = np.abs(ordinals - np.median(ordinals[around], axis=1))
    scale = 1.4826 * float(np.median(away))
    far = away > max(_FAR, 10 * scale)
    if far.sum() > max(1, _MOST_SLIPS * len(placed)):
        return ()
    return tuple(one for one, out in zip(placed, far, strict=True) if out)
