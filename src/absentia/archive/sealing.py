"""Sealing: a statement of what stands beside the archive goes into the chain, and the seal fixes the chain with it.

So one signature covers the archive's head, the ledger, the decisions, the keys' fingerprints and the tables' manifest.
What the seals say of records and days tells, too, how fast the archive grows and how long the disk has room for it.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from absentia.archive.chain import Chain
from absentia.archive.evidence import TABLES_DIFFER, against_statements, damaged
from absentia.archive.seals import SEALS, Seal, fingerprint, private_key, seals_in
from absentia.archive.statements import Statement, says_nothing_new, statement_of, statements_in
from absentia.archive.store import Archive
from absentia.archive.watermark import own_key, remember, watermark
from absentia.durable import write_atomically
from absentia.errors import ObservatoryProblem
from absentia.model.texts import counted, said
from absentia.observatory import Observatory


def seal(observatory: Observatory, archive: Archive, day: date) -> tuple[Seal, Path]:
    """Seal the observatory as it stands; one that has its seal keeps it. The caller holds the observatory's lock.

    Raises:
        ObservatoryProblem: there is nothing to seal, less or other than was sealed before, or the day is before that of
            the last seal.
        Damaged: a key, the ledger, the decisions or a seal is not what was sealed before.
    """
    archive.sync()
    if not archive.chain.position:
        raise ObservatoryProblem(
            said("the archive holds nothing to seal"),
            where=str(observatory.archive),
            next_step=said("collect or import pages first"),
        )
    key = private_key(observatory)
    before = statements_in(observatory.archive)
    _must_stand(observatory, before)
    statement = statement_of(observatory, fingerprint(key.public_key()), before)
    if not (says_nothing_new(statement, before) and _sealed(observatory, archive.chain)):
        _must_rise(observatory, archive.chain, day)
        archive.state((statement.model_dump_json() + "\n").encode())
        archive.sync()
        _write(observatory, archive.chain, day)
    found = _sealed(observatory, archive.chain)
    assert found is not None
    remember(observatory, seal=found[0].text, seal_key=fingerprint(key.public_key()))
    return found


def _must_stand(observatory: Observatory, before: Sequence[Statement]) -> None:
    """What a seal is to cover is what the ones before it covered: a new one vouches for no change."""
    own_key(observatory)
    for broken in against_statements(observatory, before):
        if broken.reason != TABLES_DIFFER:  # they are derived, and may be written anew
            raise damaged(observatory, broken)


def _sealed(observatory: Observatory, chain: Chain) -> tuple[Seal, Path] | None:
    """The seal of the chain as it stands."""
    for path, made in seals_in(observatory.archive / SEALS):
        if made is not None and (made.count, made.head) == (chain.position, chain.head):
            return made, path
    return None


def _write(observatory: Observatory, chain: Chain, day: date) -> None:
    key = private_key(observatory)
    unsigned = Seal(day, chain.position, chain.head, b"")
    made = Seal(day, chain.position, chain.head, key.sign(unsigned.stated.encode("ascii")))
    folder = observatory.archive / SEALS
    # remembered first: a seal that nobody remembers would be a memory that was lost
    remember(observatory, seal=made.text, seal_key=fingerprint(key.public_key()))
    write_atomically(folder / made.name, made.file_content)


def _must_rise(observatory: Observatory, chain: Chain, day: date) -> None:
    """A seal covers what the ones before it cover, and is not dated before them."""
    mark = watermark(observatory)
    remembered = Seal.parse(mark.seal) if mark and mark.seal else None
    if remembered is not None and chain.head_at(remembered.count) != remembered.head:
        raise ObservatoryProblem(
            counted(
                "the archive does not hold what was sealed on {day}: {count} record",
                "the archive does not hold what was sealed on {day}: {count} records",
                count=remembered.count,
                day=remembered.day,
            ),
            where=str(observatory.archive),
            next_step=said("see what is missing with `absentia archive verify`, and restore it from your backup"),
        )
    known = [made for _path, made in seals_in(observatory.archive / SEALS) if made is not None]
    last = max((made.day for made in (*known, *([remembered] if remembered else ()))), default=day)
    if day < last:
        raise ObservatoryProblem(
            said("today is {day} by this machine's clock, and the last seal is of {last}", day=day, last=last),
            where=str(observatory.archive / SEALS),
            next_step=said("set the clock; a seal is never dated before the one it goes on from"),
        )


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
    found = seals_in(archive.folder / SEALS)
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
