"""One published number with its citation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import cast

from absentia.figures.reading import Row
from absentia.model.checked import Citation
from absentia.model.estimate import Interval
from absentia.model.period import Period


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of a fact table. ``value`` is ``None`` where the source proves something without giving a number."""

    id: str
    table: str
    measure: str
    value: float | None
    value_low: float | None
    value_high: float | None
    interval_note: str | None
    """What the two ends are, in the source's words: ``95%``, ``range`` …"""
    unit: str
    qualifier: str
    period_start: str
    period_end: str | None
    as_of: str | None
    geography: str
    definition: str
    publisher: str
    source_title: str
    source_date: str
    source_url: str
    evidence_level: str
    verified: bool
    note: str | None
    jurisdiction: str | None = None
    """Whose law and state it is of, ``ru``; ``None``: of several, of none, or not said."""

    @classmethod
    def from_row(cls, table: str, row: Row) -> Figure:
        """A checked row of a fact table as a figure."""
        values = {name: row[name] for name in row if name != "interval"}
        values["unit"] = row["unit"] or ""
        return cls(table=table, interval_note=cast("str | None", row["interval"]), **values)  # type: ignore[arg-type]  # read_table checked each cell's type

    @property
    def period(self) -> Period | None:
        """The days it covers; ``None`` where the source leaves the end open."""
        if self.period_end is None:
            return None
        return Period.parse(self.period_start).through(Period.parse(self.period_end))

    @property
    def last_known_day(self) -> dt.date | None:
        """The day the figure speaks of: the end of its period, or the state's date."""
        text = self.period_end or self.as_of
        return Period.parse(text).end if text else None

    @property
    def interval(self) -> Interval | None:
        """The published interval, where the source says that it is one at 95 %."""
        if self.interval_note != "95%" or self.value_low is None or self.value_high is None:
            return None
        return Interval(self.value_low, self.value_high, 0.95, "confidence")

    @property
    def about(self) -> bool:
        """It may be another number nearby: said to be about, or with ends that are no interval at 95 %."""
        ends = self.value_low is not None or self.value_high is not None
        return self.qualifier == "approx" or (ends and self.interval is None)

    def bounds(self) -> tuple[float, float]:
        """The numbers the statement allows: exact is one point, ``at_least`` has no upper bound, about is ± 5 %."""
        value = self.value if self.value is not None else 0.0
        low, high = value, value
        if self.qualifier == "approx":
            low, high = value * 0.95, value * 1.05
        low = min(low, self.value_low) if self.value_low is not None else low
        high = max(high, self.value_high) if self.value_high is not None else high
        if self.qualifier == "at_least":
            high = float("inf")
        if self.qualifier == "at_most":
            low = 0.0
        return low, high

    def citation(self) -> Citation:
        """Where it was published."""
        return Citation(
            publisher=self.publisher,
            title=self.source_title,
            date=self.source_date,
            url=self.source_url,
            figure=self.id,
            evidence_level=self.evidence_level,
            verified=self.verified,
        )
