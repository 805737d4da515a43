"""A page before it is HTML: one question, one answer, at most one chart, tables of numbers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from absentia.model.checked import Text
from absentia.model.texts import Words
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
