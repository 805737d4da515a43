"""The tallies of a rehearsal beside the truth, cell by cell, and where a difference may come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from absentia.observatory import Observatory
from absentia.rehearsal.courthouse import truth as truths
from absentia.rehearsal.courthouse.life import Entry, Life
from absentia.rehearsal.courthouse.truth import DIMENSIONS
from absentia.tally import held, measures, tally

Cell = tuple[str | None, ...]
Counts = Mapping[Cell, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell in which truth and tally differ."""

    measure: str
    cell: Cell
    truth: int
    tallied: int
    explained: bool
    """It may hold a case of which something was not seen, by the ledger's own account."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "measure": self.measure,
            **dict(zip(DIMENSIONS, self.cell, strict=True)),
            "truth": self.truth,
            "tallied": self.tallied,
            "explained_by_the_ledger": self.explained,
        }


@dataclass(frozen=True, slots=True)
class Tallied:
    """All measures by court, half-year and exact provision."""

    truth: Mapping[str, Any]
    tallied: Mapping[str, Any]
    differences: tuple[Difference, ...]

    @property
    def unexplained(self) -> tuple[Difference, ...]:
        """Differences that no gap of the ledger accounts for."""
        return tuple(one for one in self.differences if not one.explained)


def compare(observatory: Observatory, life: Life, missing: set[int]) -> Tallied:
    """Tally every measure and hold it against the truth.

    Args:
        observatory: with tables.
        life: what really happened.
        missing: positions of the entries that no sweep the ledger calls complete saw as they stand.
    """
    truth = truths.expected(life, life.end)
    doubtful = doubtful_cells(life, missing)
    expected: dict[str, Any] = {}
    counted: dict[str, Any] = {}
    differences: list[Difference] = []
    with held(observatory):
        tallies = {name: tally(observatory, name, by=DIMENSIONS) for name in measures()}
    for name, result in tallies.items():
        found = {tuple(row.cell[one] for one in DIMENSIONS): row.seen for row in result.rows if row.seen}
        wanted = truth.cells(name, *DIMENSIONS)
        expected[name] = _shape(wanted, truth.total(name))
        counted[name] = _shape(found, result.seen) | {"complete": result.total.exact, "range": result.total.as_dict()}
        for cell in sorted(found.keys() | wanted.keys(), key=str):
            real, seen = wanted.get(cell, 0), found.get(cell, 0)
            if real != seen:
                differences.append(Difference(name, cell, real, seen, cell in doubtful))
    return Tallied(expected, counted, tuple(differences))


def _shape(cells: Counts, total: int) -> dict[str, Any]:
    rows = [
        dict(zip(DIMENSIONS, cell, strict=True)) | {"count": count} for cell, count in sorted(cells.items(), key=_order)
    ]
    return {"total": total, "cells": rows}


def _order(item: tuple[Cell, int]) -> str:
    return str(item[0])


def doubtful_cells(life: Life, missing: set[int]) -> set[Cell]:
    """Every cell that a case may stand in of which not all was seen: any of its courts, half-years and provisions."""
    entries = {id(entry.record): position for position, entry in enumerate(life.entries)}
    doubtful: set[Cell] = set()
    for prosecution in life.world.prosecutions:
        of_case = [entries[id(record)] for record in prosecution.records]
        if missing.intersection(of_case):
            doubtful.update(_cells_of([life.entries[position] for position in of_case]))
    return doubtful


def _cells_of(entries: list[Entry]) -> Iterator[Cell]:
    courts = {entry.record.court.host for entry in entries}
    days = {day for entry in entries for day in (entry.record.received, entry.record.decided) if day is not None}
    halves: set[str | None] = {f"{day.year}-H{1 if day.month < _JULY else 2}" for day in days} | {None}
    provisions: set[str | None] = {None}
    for entry in entries:
        sides = [entry.record.persons, entry.record.changed[1] if entry.record.changed else ()]
        provisions |= {charge.provision for persons in sides for person in persons for charge in person.charges}
    return ((court, half, provision) for court in courts for half in halves for provision in provisions)


_JULY = 7
