"""A tally: counts with everything they rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from absentia.dumps.dump import PackageCoverage
from absentia.looks.coverage import Coverage
from absentia.model.count import Count


@dataclass(frozen=True, slots=True)
class Row:
    """One cell of a tally."""

    cell: Mapping[str, Any]
    """A value for each dimension; ``None`` where it could not be read or is in no directory."""
    count: Count
    seen: int = 0
    """Units that were seen here, with those that may be later filings of cases counted elsewhere: for those who compute
    with it, never for a reader."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON and CSV: the dimensions, then the count."""
        return {**self.cell, **self.count.as_dict()}


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day at whose end was counted, and what was left out for it."""

    day: dt.date
    """UTC, as all times of captures."""
    later: int
    """Pages fetched for the first time after it."""
    undated: int
    """Pages nobody knows the time of: they are not known to have been there."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"day": str(self.day), "later": self.later, "undated": self.undated}


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one measure.

    Every count is a range: exact where complete looks show the whole cell and everything in it could be read, a lower
    bound elsewhere; nothing, with a reason, where nobody looked. A unit stands in every cell it belongs to, so the
    total is counted, not summed.
    """

    measure: str
    unit: Mapping[str, str]
    about: Mapping[str, str]
    by: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Count
    looked: Coverage | PackageCoverage
    """What was looked at."""
    unreadable: Mapping[str, int | None]
    """Units in scope that could not be placed, by reason, as far as the measure can have it: ``undated``,
    ``charges_unreadable``, ``charges_not_shown``, ``instance_unknown``, ``known_only_from_above``; and, counted once
    too often perhaps, ``perhaps_refiled``; over packages ``other_years``, ``category_empty``, ``category_is_group``,
    ``contradictory``. ``None`` where it was withheld as too small."""
    synthetic: bool
    filters: Mapping[str, Any] = field(default_factory=dict)
    since: str | None = None
    until: str | None = None
    suppressed: int | None = None
    """The threshold below which counts were withheld, where they were."""
    command: str = ""
    """What recomputes it."""
    seen: int = 0
    """Units that were seen in all; see :class:`Row`."""
    as_of: AsOf | None = None
    """The day as known at whose end this is, where it is not what is known now."""

    @property
    def rows_overlap(self) -> bool:
        """Units stand in several rows: of each charge, of each month with a document; of withheld ones, perhaps."""
        return bool(self.by) and (self.suppressed is not None or sum(row.seen for row in self.rows) > self.seen)

    @property
    def rows_fall_short(self) -> bool:
        """The rows add up to less than the total: what may belong to another row is counted in none of them."""
        told = [row.count.low or 0 for row in self.rows]
        return bool(self.by) and self.suppressed is None and sum(told) < (self.total.low or 0)

    @property
    def coverage(self) -> Mapping[str, Any]:
        """What was looked at, for JSON."""
        return self.looked.told

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "measure": self.measure,
            "unit": dict(self.unit),
            "about": dict(self.about),
            "synthetic": self.synthetic,
            "period": {"since": self.since, "until": self.until},
            "provision": self.filters.get("provision"),
            "by": list(self.by),
            "filters": dict(self.filters),
            "rows": [row.as_dict() for row in self.rows],
            **self.total.as_dict("total"),
            "unreadable": dict(self.unreadable),
            "coverage": dict(self.coverage),
            "suppressed_below": self.suppressed,
            "query": self.command,
            **({"as_of": self.as_of.as_dict()} if self.as_of else {}),
        }
