"""How large an archive is, how fast it grows, and how long the disk has room for it."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping
from dataclasses import dataclass

from absentia.archive import seals
from absentia.archive.store import Archive

_WEEK = 7
_BEHIND = 28
"""Days over which growth is measured: a month of weekly runs."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Bytes, and what they grow by."""

    size: int
    free: int
    """On the disk the archive is on."""
    weekly: float | None
    """Bytes a week; ``None``: there are no two seals a week apart to tell it from."""

    @property
    def weeks(self) -> float | None:
        """Until the disk is full, if it goes on so."""
        return self.free / self.weekly if self.weekly else None


def forecast(archive: Archive) -> Forecast:
    """Measured from the days of the seals, each of which says how many records there were, and the size of a record."""
    size = sum(path.stat().st_size for path in archive.segments())
    found = seals.seals_in(archive.folder / seals.SEALS)
    counts = {seal.day: seal.count for _path, seal in found if seal is not None}
    records = weekly_records(counts)
    position = archive.chain.position
    weekly = records * size / position if records is not None and position else None
    return Forecast(size, shutil.disk_usage(archive.folder).free, weekly)


def weekly_records(counts: Mapping[dt.date, int]) -> float | None:
    """Records a week between the newest seal and one about a month before, or the oldest; ``None`` within a week.

    Args:
        counts: how many records there were, by day.
    """
    if not counts:
        return None
    last = max(counts)
    before = [day for day in counts if (last - day).days >= _WEEK]
    if not before:
        return None
    first = max((day for day in before if (last - day).days >= _BEHIND), default=min(before))
    return (counts[last] - counts[first]) / (last - first).days * _WEEK
