"""The units behind a count, one by one: for those who hold them against something else, or decide what may be shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from absentia.engine import Connection, ask
from absentia.tally.catalogue import measure
from absentia.tally.query import Scope, make_units

_SELECT = """
SELECT unit, court, day, max(weight)::INTEGER AS weight, bool_or(unreadable) AS unreadable, bool_or(charged) AS charged,
       coalesce(list_sort(list(DISTINCT article) FILTER (article IS NOT NULL)), []) AS articles
FROM (
    SELECT {id} || coalesce(':' || s.person, '') || coalesce(':' || s.charge, '') AS unit, s.court, s.day, s.weight,
           s.unreadable, s.charged, m.article_label AS article
    FROM scoped s
    JOIN record_line r ON r.line = s.charged_in
    LEFT JOIN matching m ON m.unit = s.unit
)
GROUP BY unit, court, day
ORDER BY unit, court, day
"""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a measure, and where it is counted."""

    unit: str
    """The ids of its case or record, its person and its charge: the same in every run."""
    court: str
    day: dt.date | None
    weight: int
    """As how many it counts: episodes of a charge."""
    unreadable: bool
    """Some of its charges could not be read."""
    charged: bool
    """Some charge of it is shown."""
    articles: tuple[str, ...]
    """All it is charged with within the scope, each once."""


def units(connection: Connection, name: str, scope: Scope) -> list[Unit]:
    """The units of a measure within a scope, in a prepared observatory."""
    chosen = measure(name)
    make_units(connection, chosen, scope, by=("article",))
    sql = _SELECT.replace("{id}", "r.record_id" if chosen.one_per_case is None else "r.case_id")
    return [Unit(**{**row, "articles": tuple(row["articles"])}) for row in ask(connection, sql)]
