"""A tally: counts with everything they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one measure.

    ``rows`` have one key per dimension of ``by`` and ``count``; ``count`` is ``None`` (never 0) where nobody looked,
    and then ``reason`` says why. Where the only dimensions are court and period, ``complete`` says whether complete
    listings show the whole cell; a count of an incomplete cell is a lower bound. A unit stands in every cell it
    belongs to, so ``total`` is counted, not summed.
    """

    measure: str
    unit: Mapping[str, str]
    about: Mapping[str, str]
    by: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int | None
    complete: bool
    """Complete listings of every court looked at show the whole period; otherwise the total is a lower bound."""
    coverage: Mapping[str, Any]
    unreadable: Mapping[str, int | None]
    """Units in scope that could not be placed: ``undated``, ``charges_unreadable``, ``charges_not_shown``,
    ``instance_unknown``, ``known_only_from_above``; ``None`` where the number was withheld as too small."""
    synthetic: bool
    filters: Mapping[str, Any] = field(default_factory=dict)
    since: str | None = None
    until: str | None = None
    suppressed: int | None = None
    """The threshold below which counts were withheld, where they were."""
    command: str = ""
    """What recomputes it."""

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
            "rows": [dict(row) for row in self.rows],
            "total": self.total,
            "complete": self.complete,
            "unreadable": dict(self.unreadable),
            "coverage": dict(self.coverage),
            "suppressed_below": self.suppressed,
            "query": self.command,
        }
