"""A user's table of causes of death: men, one year, by age band. Such tables are not bundled: their licences forbid it.

CSV with a header: ``year, age_group, cause, deaths`` and, if wanted, ``group`` (a coarser pooling) and ``war`` (``yes``
on the rows that hold the war's own deaths, which the excess replaces).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from absentia.errors import FigureProblem
from absentia.estimate.leading import Share
from absentia.figures import Column, Row, read_table
from absentia.model.texts import Said, counted, said

TOLERANCE = 0.05
"""Tables of causes and of deaths come from different files; they may differ by this part of all deaths."""
COLUMNS = (
    Column("year", "integer", required=True, minimum=1900, maximum=2100),
    Column("age_group", "string", required=True),
    Column("cause", "string", required=True),
    Column("deaths", "number", required=True, minimum=0),
    Column("group", "string"),
    Column("war", "string", enum=("yes", "no")),
)


@dataclass(frozen=True, slots=True)
class Causes:
    """Deaths of men by cause for one year and some ages, at each level of pooling the table has."""

    levels: dict[str, dict[str, float]]
    """Level (``cause``, ``group``) → cause group → deaths, without the war's own rows."""
    removed: float
    """Deaths on rows marked as the war's own."""

    @property
    def total(self) -> float:
        """All deaths of the listed causes but the war's own."""
        return sum(self.levels["cause"].values())


def read_causes(path: Path, year: int, bands: Sequence[str]) -> Causes:
    """The causes of one year and some ages.

    Raises:
        FigureProblem: a row does not fit, or a year and age asked for is not in the table.
    """
    rows = read_table(path, COLUMNS, ("year", "age_group", "cause"), optional=("group", "war"))
    wanted = [row for row in rows if row["year"] == year and row["age_group"] in bands]
    absent = [band for band in bands if not any(row["age_group"] == band for row in wanted)]
    if absent:
        raise FigureProblem(
            said("the table of causes has no rows for {year}, ages {bands}", year=str(year), bands=", ".join(absent)),
            where=str(path),
            next_step=said("add them, or ask for ages the table has (--ages)"),
        )
    kept = [row for row in wanted if row["war"] != "yes"]
    if not kept:
        raise FigureProblem(
            said("every row of the table is marked as the war's own"),
            where=str(path),
            next_step=said("mark with war = yes only the rows that hold the war's deaths"),
        )
    levels = {"cause": _pooled(kept, "cause")}
    if all(row["group"] for row in kept):
        levels["group"] = _pooled(kept, "group")
    return Causes(levels, sum(float(str(row["deaths"])) for row in wanted if row["war"] == "yes"))


def _pooled(rows: Sequence[Row], column: str) -> dict[str, float]:
    totals: defaultdict[str, float] = defaultdict(float)
    for row in rows:
        totals[str(row[column])] += float(str(row["deaths"]))
    return dict(totals)


def objections(causes: Causes, share: Share) -> list[Said]:
    """Why the table cannot be set against the excess; none when it can."""
    found = []
    slack = TOLERANCE * share.male_deaths
    if causes.total > share.other_deaths + slack:
        found.append(
            said(
                "the table lists {listed} besides the war's, but outside the excess only {other} are registered: it "
                "counts the war's deaths among its causes (mark them war = yes), or other people",
                listed=counted("{n} death", "{n} deaths", n=round(causes.total)),
                other=counted("{n} death", "{n} deaths", n=round(share.other_deaths)),
            )
        )
    unlisted = share.other_deaths - causes.total - slack
    if unlisted > share.excess.value:
        found.append(
            counted(
                "{unlisted} death has no cause in the table, more than the war's: a cause that is not listed could "
                "be first",
                "{unlisted} deaths have no cause in the table, more than the war's: a cause that is not listed could "
                "be first",
                unlisted=round(unlisted),
            )
        )
    return found
