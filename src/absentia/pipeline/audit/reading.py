"""What a tally states, as a reader of its JSON takes it: every number a range, every zero a zero."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from absentia.rehearsal.audit.scope import Cell
from absentia.rehearsal.audit.whole import Range

_MAY_BE_UNREAD = frozenset(("week", "month", "quarter", "half-year", "year", "article", "provision", "family", "sole"))
"""Dimensions in which nothing stands for "cannot be read": a cell of such units says nothing of the world."""


@dataclass(frozen=True, slots=True)
class Said:
    """A number as it was stated: the truth is ``low`` at least and ``high`` at most."""

    low: int
    high: int | None

    @property
    def kind(self) -> str:
        """How it was stated."""
        if self.high == 0:
            return "zero"
        return "at least" if self.high is None else "exact" if self.high == self.low else "between"

    def agrees(self, truth: Range) -> bool:
        """Whether some truth lies in the range stated."""
        return self.low <= truth.high and (self.high is None or truth.low <= self.high)

    def __str__(self) -> str:
        return {"zero": "0", "at least": f"≥ {self.low}", "exact": str(self.low)}.get(
            self.kind, f"{self.low} to {self.high}"
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """One number of a tally; ``cell`` is ``None`` for the total."""

    cell: Cell | None
    said: Said


def statements(tally: Mapping[str, Any]) -> Iterator[Statement]:
    """Every number of a tally, of its JSON form; where there is none nothing is stated."""
    by = tally["by"]
    if (total := _said(tally["total"], tally)) is not None:
        yield Statement(None, total)
    for row in tally["rows"]:
        cell = tuple(row[dimension] for dimension in by)
        unread = any(value is None and dimension in _MAY_BE_UNREAD for dimension, value in zip(by, cell, strict=True))
        if by and not unread and (said := _said(row["count"], row)) is not None:
            yield Statement(cell, said)


def _said(count: int | None, beside: Mapping[str, Any]) -> Said | None:
    """A count with what stands beside it; one that stands alone is taken as it is written: exact."""
    if count is None:
        return None
    if "low" in beside:
        return Said(beside["low"], beside["high"])
    # a zero is read as a zero, whatever stands beside it
    exact = beside.get("complete", True) or count == 0
    return Said(count, count if exact else None)
