"""The most that a cell may hold: units that may belong where they are not counted, because not all could be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

from absentia.tally.catalogue import Measure
from absentia.tally.query import (
    CHARGE_DIMENSIONS,
    PERIOD_SQL,
    PLACES,
    Scope,
    charges_matter,
    columns_of,
)

KNOWN = (*PERIOD_SQL, "court", "instance", "procedure")
"""The dimensions by which a unit that is not wholly read is told apart."""
_PERHAPS = """($court IS NULL OR s.court IS NULL OR s.court = $court)
      AND ($instance = 'all' OR s.instance IN ($instance, 'unknown'))
      AND ($procedure = 'all' OR s.procedure IN ($procedure, 'unknown'))
      AND ($since IS NULL OR s.day IS NULL OR s.day >= $since)
      AND ($until IS NULL OR s.day IS NULL OR s.day <= $until)"""


class Loose:
    """Units that may belong to cells in which they are not counted, because something of them could not be read.

    Args:
        rows: what is known of them by dimension (``None``: nothing), ``counted`` in the total, and ``units``, ``None``
            for any number.
        dimensions: those of period, court, instance and procedure by which is counted.
    """

    def __init__(self, rows: Iterable[Mapping[str, Any]] = (), dimensions: Sequence[str] = ()) -> None:
        self._dimensions = dimensions
        self._by: dict[tuple[Any, ...], int | None] = {}
        self.of_total: int | None = 0
        for row in rows:
            key = tuple(None if row[one] == "unknown" else row[one] for one in dimensions)
            self._by[key] = _plus(self._by.get(key, 0), row["units"])
            if not row["counted"]:
                self.of_total = _plus(self.of_total, row["units"])
        self._known = [{key[place] for key in self._by} for place in range(len(dimensions))]

    def of_cell(self, cell: Mapping[str, Any]) -> int | None:
        """How many of them may belong to a cell; ``None``: nobody knows."""
        if not self._by:
            return 0
        # what no loose unit is known by is looked up for none
        values = [
            (None,) if (value := cell[one]) is None or value not in known else (value, None)
            for one, known in zip(self._dimensions, self._known, strict=True)
        ]
        most: int | None = 0
        for key in product(*values):
            if key in self._by:
                most = _plus(most, self._by[key])
        return most


def _plus(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def loose_sql(measure: Measure, checked: Measure, dimensions: Sequence[str], scope: Scope) -> str:
    """Units that may belong to cells in which they are not counted, because something of them could not be read.

    Of the tables that :func:`~absentia.tally.query.make_units` made of ``checked``. By what is known of them: period,
    court, instance and procedure, as far as these are dimensions. ``counted``: they are in the total. ``units`` is
    ``NULL`` where there may be any number of units of the measure in one.
    """
    given = set(dimensions)
    matters = {
        "s.day IS NULL": bool(given & set(PERIOD_SQL)) or scope.since is not None or scope.until is not None,
        # how many charges an unreadable cell holds nobody knows, whatever they are
        "s.unreadable OR NOT s.charged": bool(given & CHARGE_DIMENSIONS)
        or scope.article is not None
        or measure.name != checked.name,
        "s.sole IS NULL": "sole" in given or scope.sole is not None,
        "s.instance = 'unknown'": "instance" in given or scope.instance != "all",
        "s.procedure = 'unknown'": "procedure" in given or scope.procedure != "all",
        "s.court IS NULL": bool(given & set(PLACES)) or scope.court is not None,
    }
    unknown = " OR ".join(text for text, wanted in matters.items() if wanted) or "false"
    kept = [one for one in dimensions if one in KNOWN]
    columns, names = columns_of(kept)
    selected, listed = "".join(f"{one}, " for one in columns), "".join(f"{one}, " for one in names)
    units, counted = "count(DISTINCT unit)", "s.unit IN (SELECT unit FROM scoped)"
    if measure.name != checked.name:
        # what is looked through are others: any number of units may be in one, and none of these is counted
        units, counted = "NULL::BIGINT", "false"
    sql = f"""SELECT {listed}counted, {units} AS units
FROM (
    SELECT {selected}s.unit, {counted} AS counted
    FROM unit s
    WHERE ({unknown}) AND {_PERHAPS}
      AND ($article IS NULL OR s.matches OR s.unreadable OR NOT s.charged)
      AND ($sole IS NULL OR s.sole IS NULL OR s.sole = $sole)
)
GROUP BY ALL"""  # noqa: S608  fixed pieces only
    if measure.checked_by == "persons_charged":
        # a case of which no page shows a person has some all the same, and a name may be that of several
        sql += f"""
UNION ALL
SELECT {selected}false AS counted, NULL::BIGINT AS units
FROM (SELECT charged_record, first_court AS court, instance, procedure, first_received AS day FROM case_in_instance) s
WHERE (s.charged_record NOT IN (SELECT record_no FROM person)
       OR s.charged_record IN (SELECT record_no FROM record WHERE crowded)) AND {_PERHAPS}"""  # noqa: S608
    if charges_matter(measure, dimensions, scope):
        # by its next filing a case may have other persons and charges
        units = "count(*)" if measure.name == "cases_received" else "NULL::BIGINT"
        sql += f"""
UNION ALL
SELECT {listed}false AS counted, {units} AS units
FROM (
    SELECT {selected}s.case_no
    FROM (SELECT case_no, instance, procedure, first_court AS court, first_received AS day FROM case_in_instance) s
    JOIN open_end e ON e.followed AND e.case_no = s.case_no AND e.procedure = s.procedure AND s.instance = 'first'
    WHERE {_PERHAPS}
)
GROUP BY ALL"""  # noqa: S608
    return sql
