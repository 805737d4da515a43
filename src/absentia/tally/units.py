"""The units behind a count, one by one: for those who hold them against something else, or decide what may be shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from absentia.engine import Connection, ask
from absentia.tally.catalogue import measure
from absentia.tally.query import Scope, make_units

_SELECT = """
SELECT DISTINCT r.record_id AS unit, s.unreadable, s.charged
FROM scoped s
JOIN record_line r ON r.line = s.charged_in
ORDER BY unit
"""


@dataclass(frozen=True, slots=True)
class Unit:
    """One filing that was received."""

    unit: str
    """The id of its record."""
    unreadable: bool
    """Some of its charges could not be read."""
    charged: bool
    """Some charge of it is shown."""


def units(connection: Connection, scope: Scope) -> list[Unit]:
    """The filings received within a scope, in a prepared observatory."""
    make_units(connection, measure("filings_received"), scope)
    return [Unit(**row) for row in ask(connection, _SELECT)]


_PLACED = """
SELECT measured.unit, measured.court, measured.day, measured.weight, measured.articles
FROM (
    SELECT {id} || coalesce(':' || s.person, '') || coalesce(':' || s.charge, '') AS unit, s.court, s.day,
           max(s.weight)::INTEGER AS weight,
           coalesce(list_sort(list(DISTINCT m.article_label) FILTER (m.article_label IS NOT NULL)), []) AS articles
    FROM scoped s
    JOIN record_line r ON r.line = s.charged_in
    LEFT JOIN matching m ON m.unit = s.unit
    GROUP BY ALL
) measured
ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class Placed:
    """One unit of a measure, and where it is counted."""

    unit: str
    """The ids of its case or record, its person and its charge: the same in every run."""
    court: str
    day: dt.date | None
    weight: int
    articles: tuple[str, ...]
    """All it is charged with, each once."""


def placed(connection: Connection, name: str, scope: Scope) -> list[Placed]:
    """The units of a measure within a scope, in a prepared observatory."""
    chosen = measure(name)
    make_units(connection, chosen, scope)
    sql = _PLACED.replace("{id}", "r.record_id" if chosen.one_per_case is None else "r.case_id")
    return [Placed(**{**row, "articles": tuple(row["articles"])}) for row in ask(connection, sql)]
