"""Breaks in the series: days after which a series no longer counts the same thing, or is no longer shown."""

from __future__ import annotations

import datetime as dt
import fnmatch
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from absentia.figures.figure import Figure
from absentia.figures.package import load_package
from absentia.figures.reading import read_table


@dataclass(frozen=True, slots=True)
class Break:
    """What happened, when, to which measures, and the figures that show it."""

    id: str
    start: dt.date
    end: dt.date
    what: Mapping[str, str]
    tables: tuple[str, ...]
    measures: tuple[str, ...]
    figures: tuple[str, ...]
    verified: bool

    def concerns(self, figure: Figure) -> bool:
        """Whether the figure belongs to a series that breaks here."""
        return figure.table in self.tables and any(fnmatch.fnmatchcase(figure.measure, p) for p in self.measures)


@cache
def load_breaks() -> tuple[Break, ...]:
    """The bundled breaks, in order of time."""
    resource = load_package()["series_breaks"]
    rows = read_table(resource.path, resource.columns, resource.primary_key)
    breaks = [
        Break(
            id=str(row["id"]),
            start=dt.date.fromisoformat(str(row["start"])),
            end=dt.date.fromisoformat(str(row["end"])),
            what={"en": str(row["what_en"]), "ru": str(row["what_ru"])},
            tables=tuple(str(row["tables"]).split()),
            measures=tuple(str(row["measures"]).split()),
            figures=tuple(str(row["figures"] or "").split()),
            verified=bool(row["verified"]),
        )
        for row in rows
    ]
    return tuple(sorted(breaks, key=lambda entry: entry.start))


def breaks_crossed(figures: Iterable[Figure]) -> tuple[Break, ...]:
    """The breaks that lie inside the stretch of time these figures span, each judged on the series it concerns."""
    given = list(figures)
    crossed = []
    for entry in load_breaks():
        spans = [(figure.period, figure) for figure in given if entry.concerns(figure)]
        days = [period for period, _figure in spans if period is not None]
        if days and min(day.start for day in days) < entry.start and max(day.end for day in days) >= entry.start:
            crossed.append(entry)
    return tuple(crossed)
