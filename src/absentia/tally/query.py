"""The SQL of a count. Only fixed pieces are put together here; every value a user gave is a bound parameter."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from absentia.engine import Connection, ask, named_statements
from absentia.law import written
from absentia.model import Grain, Period, Provision
from absentia.tally.catalogue import Measure

UNITS = named_statements((files(__package__) / "units.sql").read_text(encoding="utf-8"))
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
# in the place of tables that are by person, or by case
_PERSONS = "(SELECT *, NULL::INTEGER AS position FROM person_of_record)"
_FILINGS = "(SELECT *, record_no AS charged_record, received AS first_received FROM record)"


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

    def parameters(self) -> dict[str, Any]:
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


def make_units(connection: Connection, chosen: Measure, scope: Scope, by: Collection[str] = ()) -> None:
    """Make the tables ``unit``, ``matching`` and ``scoped`` of a measure: anew, so one count after another.

    ``by`` what is counted: charges are gathered only for those who ask for them, there or in the scope.
    """
    pieces = {
        "measure": chosen.sql,
        "sole_level": scope.sole_level,
        "charged": "person" if chosen.checked_by == "persons_charged" else _PERSONS,
    }
    asked = {
        "of_charges": scope.article is not None or bool(CHARGE_DIMENSIONS & set(by)),
        "of_soles": scope.sole is not None or "sole" in by,
    }
    for name in ("measured", "matching", "breadth", "unit", "scoped"):
        _make(connection, name, pieces, scope.parameters() | asked)


def make_standing(connection: Connection, chosen: Measure, scope: Scope) -> None:
    """Make the table ``standing`` of the units that were made."""
    of_case = _FILINGS if chosen.one_per_case is None else "case_in_instance"
    _make(connection, "standing", {"of_case": of_case}, scope.parameters())


def _make(connection: Connection, name: str, pieces: Mapping[str, str], parameters: Mapping[str, Any]) -> None:
    sql = UNITS[name]
    for piece, text in pieces.items():
        sql = sql.replace(f"{{{piece}}}", text)
    ask(connection, sql, parameters)


def compose(measure: Measure, dimensions: Sequence[str], scope: Scope) -> str:
    """Count per cell: a unit counts once in every cell it belongs to.

    Beside ``seen``, all of them: ``firm``, those that are surely counted here and only here but for open ends; how many
    cases these are, ``with_uid`` and ``without_uid``, and how many, where charges matter, are ``followed`` by a filing
    whose charges may be theirs by now; the ``heaviest`` of them; and the cell's first and last day.
    """
    columns, names = columns_of(dimensions)
    tables = ["standing s"]
    if {"okrug", "region"} & set(dimensions):
        tables.append("LEFT JOIN (SELECT DISTINCT key, okrug, region FROM court_key) k ON k.key = s.court")
    if CHARGE_DIMENSIONS & set(dimensions):
        tables.append("LEFT JOIN matching c ON c.unit = s.unit")
    listed = "".join(f"{name}, " for name in names)
    selected = "".join(f"{column}, " for column in columns)
    followed = "s.followed" if charges_matter(measure, dimensions, scope) else "false"
    return f"""WITH placed AS (
    SELECT {selected}s.unit, s.weight, s.day, s.case_no, s.has_uid, {_firm(measure, dimensions, scope)} AS firm,
           {followed} AS followed
    FROM {" ".join(tables)}
),
in_cell AS (
    SELECT {listed}unit, weight, any_value(case_no) AS case_no, bool_or(firm) AS firm, bool_or(has_uid) AS has_uid,
           bool_or(followed) AS followed, min(day) AS first_day, max(day) AS last_day
    FROM placed
    GROUP BY {listed}unit, weight
),
of_case AS (
    SELECT {listed}case_no, firm, has_uid, followed, sum(weight) AS weight, min(first_day) AS first_day,
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
       max(last_day) AS last_day, min(first_day) AS first_day
FROM of_case
GROUP BY ALL"""  # noqa: S608  fixed pieces only


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
    here = "s.began_here AND " if placed else ""
    origin = f"s.has_uid AND ({here}{begins} <= s.began OR s.began_here AND s.settled_here)"
    free = "false" if placed or grain != "NULL" else "$since IS NULL AND $until IS NULL"
    above = f"s.has_uid AND (({free}) OR s.settled_everywhere)"
    first = f"({origin}) OR s.settled_everywhere" if measure.one_per_case == "first" else "true"
    return f"CASE WHEN s.instance = 'first' THEN {first} ELSE {above} END"
