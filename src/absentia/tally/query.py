"""The SQL of a count. Only fixed pieces are put together here; every value a user gave is a bound parameter."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from absentia.law import written
from absentia.model import Grain, Period, Provision
from absentia.tally.catalogue import Measure

PERIOD_SQL = {
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
CHARGE_DIMENSIONS = frozenset({"article", "provision", "family"})
"""Counted once for each charge of a unit."""
PLACES = ("court", "okrug", "region")

SOLE_SQL = "CASE WHEN b.different > 1 THEN 'among' WHEN b.different = 1 AND b.readable THEN 'sole' END"
_UNITS = """
WITH unit AS (
{measure}
),
-- the charges of each unit: of its record, its person or itself
unit_charge AS (
    SELECT u.unit, u.charged_in, u.person, u.charge, c.article, c.part, c.article_label, c.provision_label, c.of_law,
           c.jurisdiction, f.family
    FROM (SELECT DISTINCT unit, charged_in, person, charge FROM unit) u
    JOIN record_charge c
      ON c.record_id = u.charged_in
     AND (u.person IS NULL OR c.person = u.person)
    LEFT JOIN provision_family f
      ON c.of_law AND f.jurisdiction = c.jurisdiction AND f.article = c.article AND f.part IS NOT DISTINCT FROM c.part
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
    WHERE ($article IS NULL OR (c.article = $article AND c.of_law AND c.jurisdiction = $jurisdiction))
      AND ($part IS NULL OR c.part = $part)
),
-- the units of the register and court asked about, whatever their day and charges
placed AS (
    SELECT u.*, b.unreadable, b.charged,
           {sole} AS sole
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
    jurisdiction: str | None = None
    """Whose article it is."""
    article: str | None = None
    part: str | None = None
    provision: str | None = None
    """Article and part as people type them here."""
    sole: bool | None = None
    sole_level: str = "provision_label"
    """Two charges are different when they differ in this column: the article or the exact part."""
    instance: str = "first"
    procedure: str = "criminal"
    court: str | None = None
    by_decision: bool = False
    """The measure dates its units by a decision; see :meth:`absentia.looks.coverage.CourtCoverage.covers`."""

    def in_court(self, court: str) -> Scope:
        """The same, in one court."""
        return dataclasses.replace(self, court=court)

    def under(self, wanted: Provision | None, among: Collection[str]) -> Scope:
        """The same, of what is charged with a provision, where charges are of these jurisdictions."""
        if wanted is None:
            return self
        provision = written(wanted, among=among)
        return dataclasses.replace(
            self, jurisdiction=wanted.jurisdiction, article=wanted.article, part=wanted.part, provision=provision
        )

    def parameters(self) -> Mapping[str, Any]:
        """The values to bind."""
        return {
            "since": self.since,
            "until": self.until,
            "jurisdiction": self.jurisdiction,
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
    return _UNITS.replace("{sole}", SOLE_SQL).replace("{measure}", measure).replace("{sole_level}", scope.sole_level)


def compose(measure: Measure, dimensions: Sequence[str], scope: Scope) -> str:
    """Count per cell: a unit counts once in every cell it belongs to.

    Beside ``seen``, all of them: ``firm``, those that are surely counted here and only here but for open ends; how many
    cases these are, ``with_uid`` and ``without_uid``, and how many, where charges matter, are ``followed`` by a filing
    whose charges may be theirs by now; the ``heaviest`` of them; and the cell's first and last day.
    """
    columns, names = columns_of(dimensions)
    tables = [
        "scoped s",
        "LEFT JOIN record r ON r.record_id = s.charged_in",
        (
            "LEFT JOIN case_in_instance z"
            " ON z.case_id = r.case_id AND z.instance = s.instance AND z.procedure = s.procedure"
        ),
        "LEFT JOIN case_origin o ON o.case_id = r.case_id",
        (
            f"LEFT JOIN open_end e ON {charges_matter(measure, dimensions, scope)} AND s.instance = 'first'"
            " AND e.case_id = r.case_id AND e.procedure = s.procedure"
        ),
    ]
    if {"okrug", "region"} & set(dimensions):
        tables.append("LEFT JOIN (SELECT DISTINCT key, okrug, region FROM court_key) k ON k.key = s.court")
    if CHARGE_DIMENSIONS & set(dimensions):
        tables.append("LEFT JOIN matching c ON c.unit = s.unit")
    listed = "".join(f"{name}, " for name in names)
    selected = "".join(f"{column}, " for column in columns)
    return (
        f"{units_sql(measure.sql, scope)},\n"  # noqa: S608  fixed pieces only
        f"""standing AS (
    SELECT {selected}s.unit, s.weight, s.day, r.case_id, o.case_id IS NOT NULL AS has_uid,
           {_firm(measure, dimensions, scope)} AS firm, coalesce(e.followed, false) AS followed
    FROM {" ".join(tables)}
),
in_cell AS (
    SELECT {listed}unit, weight, any_value(case_id) AS case_id, bool_or(firm) AS firm, bool_or(has_uid) AS has_uid,
           bool_or(followed) AS followed, min(day) AS first_day, max(day) AS last_day
    FROM standing
    GROUP BY {listed}unit, weight
),
of_case AS (
    SELECT {listed}case_id, firm, has_uid, followed, sum(weight) AS weight, min(first_day) AS first_day,
           max(last_day) AS last_day
    FROM in_cell
    GROUP BY ALL
)
SELECT {listed}coalesce(sum(weight), 0)::BIGINT AS seen,
       coalesce(sum(weight) FILTER (firm), 0)::BIGINT AS firm,
       count(*) FILTER (firm AND has_uid) AS with_uid,
       count(*) FILTER (firm AND NOT has_uid) AS without_uid,
       count(*) FILTER (firm AND followed AND has_uid) AS followed,
       count(*) FILTER (firm AND followed AND NOT has_uid) AS followed_without_uid,
       coalesce(max(weight) FILTER (firm), 0)::BIGINT AS heaviest,
       min(first_day) AS first_day, max(last_day) AS last_day
FROM of_case
GROUP BY ALL
ORDER BY ALL"""
    )


def charges_matter(measure: Measure, dimensions: Sequence[str], scope: Scope) -> bool:
    """Whether the count is another if a case is charged otherwise: by what is asked, or by what is counted."""
    asked = bool(set(dimensions) & {*CHARGE_DIMENSIONS, "sole"}) or scope.article is not None or scope.sole is not None
    return measure.one_per_case == "first" and (asked or measure.checked_by == "persons_charged")


def columns_of(dimensions: Sequence[str]) -> tuple[list[str], list[str]]:
    """What to select for dimensions, and the names of the columns: of a period, whatever its grain, ``period``."""
    columns = [
        f"{PERIOD_SQL[dimension]} AS period" if dimension in PERIOD_SQL else _SELECT[dimension]
        for dimension in dimensions
    ]
    return columns, ["period" if dimension in PERIOD_SQL else dimension for dimension in dimensions]


def _firm(measure: Measure, dimensions: Sequence[str], scope: Scope) -> str:
    """Whether the unit is no later filing of a case whose first was not seen, and stands where the first would.

    The УИД says where and in which year a case began. Where that is enough for the cell, it is; else everything that
    came before must have been looked at: in that court since the year began, or in every court.
    """
    if measure.one_per_case is None:
        return "true"
    grain = next((PERIOD_SQL[one] for one in dimensions if one in PERIOD_SQL), "NULL")
    placed = bool(set(PLACES) & set(dimensions)) or scope.court is not None
    begins = f"greatest(coalesce({grain}, DATE '0001-01-01'), coalesce($since, DATE '0001-01-01'))"
    day = "z.first_received"
    looked = (
        "EXISTS (SELECT 1 FROM settled t WHERE t.instance = $instance AND t.procedure = $procedure"  # noqa: S608
        " AND t.court IS NOT DISTINCT FROM {court} AND t.since <= {since} AND t.until >= " + day + ")"
    )
    everywhere = looked.format(court="NULL", since=day)
    year = "make_date(o.year, 1, 1)"
    origin = (
        f"o.case_id IS NOT NULL AND ({'o.court = s.court AND ' if placed else ''}{begins} <= {year}"
        f" OR o.court = s.court AND {looked.format(court='s.court', since=year)})"
    )
    free = "false" if placed or grain != "NULL" else "$since IS NULL AND $until IS NULL"
    above = f"o.case_id IS NOT NULL AND (({free}) OR {everywhere})"
    first = f"({origin}) OR {everywhere}" if measure.one_per_case == "first" else "true"
    return f"CASE WHEN s.instance = 'first' THEN {first} ELSE {above} END"


def open_ends_sql() -> str:
    """From which days open ends may stand in a count once more, by court (none: in any) and whether they show a УИД."""
    return """SELECT court, has_uid, list_sort(list(since)) AS since
FROM open_end
WHERE $procedure = 'all' OR procedure IN ($procedure, 'unknown')
GROUP BY ALL
ORDER BY ALL"""


def successors_sql() -> str:
    """How many filings show no УИД: each may be the next of one case."""
    return """SELECT count(*) AS filings
FROM record r
LEFT JOIN case_origin o USING (case_id)
WHERE r.instance IN ('first', 'unknown') AND o.case_id IS NULL
  AND ($procedure = 'all' OR r.procedure IN ($procedure, 'unknown'))"""


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
