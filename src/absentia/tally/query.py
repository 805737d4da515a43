"""The SQL of a count. Only fixed pieces are put together here; every value a user gave is a bound parameter."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from absentia.model import Grain, Period

_PERIOD_SQL = {
    Grain.WEEK.value: "date_trunc('week', s.day)::DATE",
    Grain.MONTH.value: "date_trunc('month', s.day)::DATE",
    Grain.QUARTER.value: "date_trunc('quarter', s.day)::DATE",
    # the first day of January or July
    Grain.HALF_YEAR.value: "make_date(year(s.day), CASE WHEN month(s.day) < 7 THEN 1 ELSE 7 END, 1)",
    Grain.YEAR.value: "date_trunc('year', s.day)::DATE",
}
_SELECT = {
    "court": "s.court AS court",
    "okrug": "k.okrug AS okrug",
    "region": "k.region AS region",
    "instance": "s.instance AS instance",
    "procedure": "s.procedure AS procedure",
    "article": "c.article_label AS article",
    "provision": "c.provision_label AS provision",
    "family": "c.family AS family",
    "sole": "s.sole AS sole",
}
_FROM_CHARGES = frozenset({"article", "provision", "family"})

_UNITS = """
WITH unit AS (
{measure}
),
-- the charges of each unit: of its record, its person or itself
unit_charge AS (
    SELECT u.unit, u.charged_in, u.person, u.charge, c.article, c.part, c.article_label, c.provision_label, c.code,
           f.family
    FROM (SELECT DISTINCT unit, charged_in, person, charge FROM unit) u
    JOIN record_charge c
      ON c.record_id = u.charged_in
     AND (u.person IS NULL OR c.person = u.person)
    LEFT JOIN provision_family f
      ON c.code IN ('УК', 'unassigned') AND f.article = c.article AND f.part IS NOT DISTINCT FROM c.part
    WHERE u.charge IS NULL OR c.position = u.charge
),
-- what a unit's person or record is charged with in all, to tell a sole charge from one among several
breadth AS (
    SELECT u.unit,
           count(DISTINCT c.{sole_level}) AS different,
           bool_and(coalesce(p.charges_readable, false)) AS readable,
           bool_or(p.charges_readable IS NOT DISTINCT FROM false) AS unreadable,
           count(c.{sole_level}) > 0 AS charged
    FROM (SELECT DISTINCT unit, charged_in, person FROM unit) u
    LEFT JOIN record_person p ON p.record_id = u.charged_in AND (u.person IS NULL OR p.position = u.person)
    LEFT JOIN record_charge c ON c.record_id = u.charged_in AND c.person = p.position
    GROUP BY u.unit
),
matching AS (
    SELECT * FROM unit_charge c
    WHERE ($article IS NULL OR (c.article = $article AND c.code IN ('УК', 'unassigned')))
      AND ($part IS NULL OR c.part = $part)
),
-- the units of the register and court asked about, whatever their day and charges
placed AS (
    SELECT u.*, b.unreadable, b.charged,
           CASE WHEN b.different > 1 THEN 'among' WHEN b.different = 1 AND b.readable THEN 'sole' END AS sole
    FROM unit u
    JOIN breadth b USING (unit)
    WHERE ($court IS NULL OR u.court = $court)
      AND ($instance = 'all' OR u.instance = $instance)
      AND ($procedure = 'all' OR u.procedure = $procedure)
),
counted AS (
    SELECT * FROM placed s
    WHERE ($article IS NULL OR EXISTS (SELECT 1 FROM matching m WHERE m.unit = s.unit))
      AND ($sole IS NULL OR s.sole = $sole)
),
scoped AS (
    SELECT * FROM counted s
    WHERE ($since IS NULL OR s.day >= $since)
      AND ($until IS NULL OR s.day <= $until)
)
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: bound values, and the one column that decides what "sole" means."""

    since: dt.date | None = None
    until: dt.date | None = None
    article: str | None = None
    part: str | None = None
    sole: bool | None = None
    sole_level: str = "provision_label"
    """Two charges are different when they differ in this column: the article or the exact part."""
    instance: str = "first"
    procedure: str = "criminal"
    court: str | None = None
    by_decision: bool = False
    """The measure dates its units by a decision; see :meth:`absentia.tally.result.CourtCoverage.covers`."""

    def in_court(self, court: str) -> Scope:
        """The same, in one court."""
        return dataclasses.replace(self, court=court)

    @property
    def provision(self) -> str | None:
        """As people type it."""
        return ".".join(filter(None, (self.article, self.part))) or None

    def parameters(self) -> Mapping[str, Any]:
        """The values to bind."""
        return {
            "since": self.since,
            "until": self.until,
            "article": self.article,
            "part": self.part,
            "sole": None if self.sole is None else ("sole" if self.sole else "among"),
            "instance": self.instance,
            "procedure": self.procedure,
            "court": self.court,
        }

    def filters(self) -> dict[str, Any]:
        """For JSON and people."""
        return {
            "instance": self.instance,
            "procedure": self.procedure,
            "provision": self.provision,
            "sole": self.parameters()["sole"],
            "court": self.court,
        }

    def options(self) -> Iterator[tuple[str, str | None]]:
        """The command-line options that say the same."""
        given = {"--since": self.since, "--until": self.until, "--provision": self.provision, "--court": self.court}
        for option, value in given.items():
            if value is not None:
                yield option, str(value)
        if self.sole is not None:
            yield "--sole" if self.sole else "--among", None
        yield "--instance", self.instance
        if self.procedure != "criminal":
            yield "--procedure", self.procedure

    def period(self, first: dt.date | None, last: dt.date | None) -> Period | None:
        """From the first to the last day asked for, or else seen; ``None`` where neither is known."""
        start, end = self.since or first, self.until or last
        return Period(start, end) if start and end and start <= end else None


def units_sql(measure: str, scope: Scope) -> str:
    """The statements up to ``scoped``: the units asked about, to be followed by a ``SELECT``."""
    return _UNITS.replace("{measure}", measure).replace("{sole_level}", scope.sole_level)


def compose(measure: str, dimensions: Sequence[str], scope: Scope) -> str:
    """Count per cell: a unit counts once in every cell it belongs to."""
    columns = [
        f"{_PERIOD_SQL[dimension]} AS period" if dimension in _PERIOD_SQL else _SELECT[dimension]
        for dimension in dimensions
    ]
    names = ["period" if dimension in _PERIOD_SQL else dimension for dimension in dimensions]
    tables = ["scoped s"]
    if {"okrug", "region"} & set(dimensions):
        tables.append("LEFT JOIN (SELECT DISTINCT key, okrug, region FROM court_key) k ON k.key = s.court")
    if _FROM_CHARGES & set(dimensions):
        tables.append("LEFT JOIN matching c ON c.unit = s.unit")
    cells = ", ".join([*columns, "s.unit AS unit", "s.weight AS weight"])
    grouped = ", ".join([*names, "coalesce(sum(weight), 0)::BIGINT AS count"])
    sql = f"{units_sql(measure, scope)}\nSELECT {grouped}\nFROM (SELECT DISTINCT {cells} FROM {' '.join(tables)})"  # noqa: S608  fixed pieces only
    return f"{sql}\nGROUP BY ALL\nORDER BY ALL" if names else sql


def totals_sql(measure: str, scope: Scope) -> str:
    """Count everything once, and find the first and last day."""
    return (
        f"{units_sql(measure, scope)}\nSELECT coalesce(sum(weight), 0)::BIGINT AS count, "  # noqa: S608  fixed pieces only
        "min(first_day) AS first_day, max(last_day) AS last_day FROM "
        "(SELECT unit, weight, min(day) AS first_day, max(day) AS last_day FROM scoped GROUP BY unit, weight)"
    )


def unreadable_sql(measure: str, scope: Scope) -> str:
    """What could not be placed: units without a day or with charges nobody could read, records of no known instance."""
    return (
        f"{units_sql(measure, scope)}\n"  # noqa: S608  fixed pieces only
        """SELECT
    (SELECT count(DISTINCT unit) FROM counted WHERE day IS NULL) AS undated,
    (SELECT count(DISTINCT unit) FROM placed s WHERE unreadable
        AND ($since IS NULL OR s.day >= $since) AND ($until IS NULL OR s.day <= $until)) AS charges_unreadable,
    (SELECT count(DISTINCT unit) FROM placed s WHERE NOT charged AND NOT coalesce(unreadable, false)
        AND ($since IS NULL OR s.day >= $since) AND ($until IS NULL OR s.day <= $until)) AS charges_not_shown,
    (SELECT count(*) FROM record WHERE instance = 'unknown' AND $instance <> 'all'
        AND ($court IS NULL OR court = $court)) AS instance_unknown,
    (SELECT count(DISTINCT case_id) FROM record r WHERE $instance = 'first' AND $court IS NULL
        AND r.instance IN ('appeal', 'cassation', 'supervisory')
        AND ($procedure = 'all' OR r.procedure = $procedure)
        AND NOT EXISTS (SELECT 1 FROM record o WHERE o.case_id = r.case_id AND o.instance = 'first')
    ) AS known_only_from_above"""
    )
