"""A page before it is HTML: one question, one answer, at most one chart, tables of numbers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from absentia.messages import LANGUAGES, N_
from absentia.model.checked import ChartData, Text
from absentia.model.numbers import NOTHING, Quantity, measured, period
from absentia.model.texts import Said, Words, in_columns, in_languages
from absentia.publish.site.numbers import Number

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]|^\.+")


def file_name(text: str) -> str:
    """A name from outside (a court's host, an article, a claim) as part of a path; none leads out of its folder."""
    safe = _UNSAFE.sub("_", text)
    return safe if safe == text and text else f"{safe}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to another page of the site."""

    words: Text
    name: str


Cell = Number | Link | Words


@dataclass(frozen=True, slots=True)
class Mark:
    """One period of a chart: what was counted, or why nothing is there, and apart from it what is expected."""

    label: Text
    number: Number | None
    expected: tuple[float, float, float] | None = None
    """Value, lower and upper end of the interval."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Periods in their order; a gap in looking is a gap."""

    title: Text
    description: Text
    unit: Text
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class Strip:
    """One row of a chart of weeks: stretches of one state, as first week, number of weeks, state."""

    label: str
    stretches: Sequence[tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class Weeks:
    """Courts by week; what was not looked at is a hole."""

    title: Text
    description: Text
    first: str
    """The first Monday, ISO."""
    count: int
    strips: Sequence[Strip]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; ``note`` stands under it."""

    title: Text
    headings: Sequence[Text]
    rows: Sequence[Sequence[Cell]]
    note: Text | None = None


CHART_COLUMNS: Mapping[str, str] = {
    "label": N_("What"), "group": N_("Of what"), "date": N_("When"), "age_group": N_("Ages"), "value": N_("Value"),
    "share": N_("Share"), "low": N_("Lower bound"), "high": N_("Upper bound"),
}  # fmt: skip
"""What the rows of a chart have for readers; the rest is how they are drawn."""


def table_of(chart: ChartData) -> Table:
    """The rows of a chart as a table."""
    rows = in_columns(chart.rows)
    columns = [name for name in CHART_COLUMNS if any(name in row or f"{name}_en" in row for row in rows)]
    return Table(
        chart.title,
        [Said(CHART_COLUMNS[name]) for name in columns],
        [[_shown(row, name) for name in columns] for row in rows],
    )


def _shown(row: Mapping[str, Any], name: str) -> Words:
    if f"{name}_en" in row:
        return in_languages({code: row[f"{name}_{code}"] for code in LANGUAGES})
    value = row.get(name)
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return in_languages({code: period(value, code) for code in LANGUAGES}) if name == "date" else value
    kind = Quantity.SHARE if "share" in row else Quantity.COUNT if float(value).is_integer() else Quantity.RATIO
    return in_languages({code: measured(value, kind, code) for code in LANGUAGES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page of the site."""

    name: str
    """Its path without ending: ``counts/cases_received-337``."""
    title: Text
    lead: Sequence[Text] = ()
    """The answer first; numbers stand in it as their marks."""
    chart: Chart | Weeks | None = None
    tables: Sequence[Table] = ()
    notes: Sequence[Text] = ()
    links: Sequence[tuple[Text, str]] = ()
    """Where to go from here: words and the page's name."""
    code: str = ""
    """A command or statement, to be copied."""
    template: str = "sheet.html"
    more: Mapping[str, Any] = field(default_factory=dict)
    """What a template of its own needs."""
    numbers: Sequence[Number] = ()
    """Those that stand outside of its tables."""
    structured: Mapping[str, Any] | Sequence[Any] | None = None
    """JSON-LD."""
    invented: bool = False
    """Its courts are invented, whether it shows a number of them or not."""
    boxed: bool = False
    """What is invented stands in a box that says so; the rest is not."""

    @property
    def synthetic(self) -> bool:
        """It says something of invented courts."""
        return self.invented or (not self.boxed and any(one.synthetic for one in self.every_number))

    @property
    def every_number(self) -> list[Number]:
        """Each number it shows, once, in the order they stand."""
        found = {one.id: one for one in [*self.numbers, *self._in_tables()]}
        return list(found.values())

    def _in_tables(self) -> Iterator[Number]:
        for table in self.tables:
            for row in table.rows:
                yield from (cell for cell in row if isinstance(cell, Number))
        if isinstance(self.chart, Chart):
            yield from (mark.number for mark in self.chart.marks if mark.number is not None)
