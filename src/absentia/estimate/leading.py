"""The war as one cause of death among others, by age.

The war's deaths (their error is that of the excess, Student's t) are compared in simulation with the deaths of every
other cause group (Poisson noise around the given number). What is published is the probability of being first and the
level at which causes were pooled, never a bare rank: pooling decides ranks. Ranks with
their uncertainty: Goldstein and Spiegelhalter, Journal of the Royal Statistical Society A 159(3), 1996.

Without a table of causes only shares and bounds follow from the bundled figures: with a share above one half the war
was first however causes are pooled; with less it was first only if no other group has more than it; and it cannot be
first when fewer groups than ``groups_needed`` share the other deaths. Tables of causes are not bundled, for their
licences forbid it; a user's own is a CSV with a header: ``year, age_group, cause, deaths`` and, if wanted, ``group`` (a
coarser pooling) and ``war`` (``yes`` on the rows that hold the war's own deaths, which the excess replaces).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import stats

from absentia.errors import FigureProblem
from absentia.estimate.excess import Excess, Result
from absentia.estimate.options.deaths import LEADING, LEADING_SEED
from absentia.figures import Column, Row, read_table
from absentia.model.estimate import Assumption, Interval
from absentia.model.texts import Said, counted, said

SHARE = f"{LEADING}:share"
DRAWS = 100_000
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Share:
    """The war's share of all registered deaths of men of some ages in a year, and what it bounds."""

    excess: Result
    male_deaths: float

    @property
    def value(self) -> float:
        """Excess / all male deaths, 0 to 1."""
        return self.excess.value / self.male_deaths

    @property
    def interval(self) -> Interval | None:
        """The interval of the excess, divided; registered deaths are a count without error."""
        found = self.excess.interval
        if found is None:
            return None
        return Interval(found.low / self.male_deaths, found.high / self.male_deaths, found.level, found.kind)

    @property
    def probability_above_half(self) -> float | None:
        """Probability that the war took more than half: then it was first whatever the pooling."""
        return self.probability_of_more_than(HALF * self.male_deaths)

    @property
    def probability_above_zero(self) -> float | None:
        """Probability that the war took anybody at all here: no cause is first with less, so an upper bound."""
        return self.probability_of_more_than(0.0)

    def probability_of_more_than(self, deaths: float) -> float | None:
        """Probability that the war's deaths exceed a number; ``None`` without an error."""
        error, degrees = self.excess.standard_error, self.excess.degrees_of_freedom
        if not error or degrees is None:
            return None
        return float(stats.t.sf((deaths - self.excess.value) / error, degrees))

    @property
    def other_deaths(self) -> float:
        """All deaths of men not in the excess."""
        return self.male_deaths - self.excess.value

    @property
    def groups_needed(self) -> int | None:
        """The least number of other groups the war can be first among; ``None`` where it has no deaths to show.

        The largest of k groups has at least 1/k of the other deaths.
        """
        if self.excess.value <= 0:
            return None
        return max(1, math.floor(self.other_deaths / self.excess.value) + 1)


def share_of(excess: Excess, year: int, bands: tuple[str, ...]) -> Share:
    """The share of one year and some bands of a computed excess."""
    return Share(excess.total([year], bands), excess.male_deaths([year], bands))


def bound(share: Share) -> Said:
    """What the share alone says of the rank, in one sentence."""
    interval = share.interval
    if interval is not None and interval.low > HALF:
        return said("more than half of the deaths: first, however the other causes are pooled")
    if share.groups_needed is None or (interval is not None and interval.low <= 0):
        return counted(
            "not first by these figures: an excess of {excess} among {all} death cannot be told from none",
            "not first by these figures: an excess of {excess} among {all} deaths cannot be told from none",
            all=round(share.male_deaths),
            excess=round(share.excess.value),
        )
    return counted(
        "first only if no other cause has more than {excess} of the {other} other death ({part:.1%}), so they must "
        "fall into {groups} or more",
        "first only if no other cause has more than {excess} of the {other} other deaths ({part:.1%}), so they must "
        "fall into {groups} or more",
        other=round(share.other_deaths),
        excess=round(share.excess.value),
        part=share.excess.value / share.other_deaths,
        groups=counted("{n} group", "{n} groups", n=share.groups_needed),
    )


@dataclass(frozen=True, slots=True)
class Ranking:
    """How often the war came first, and which other cause it had to beat."""

    probability_first: float
    strongest: str
    strongest_deaths: float
    groups: int
    at_ends: tuple[float, float] | None
    """The probability if the excess were at either end of its interval: only the others' noise is left."""


def first_with(deaths: float, others: Mapping[str, float]) -> float:
    """Probability that a known number of deaths is more than every other group's Poisson number; exact."""
    return math.prod(float(stats.poisson.cdf(math.ceil(deaths) - 1, expected)) for expected in others.values())


def rank(war: Result, others: Mapping[str, float], *, draws: int = DRAWS, seed: int = LEADING_SEED) -> Ranking:
    """Simulate the war's deaths and every other group's, and count how often the war has most (a tie is not first)."""
    random = np.random.default_rng(seed)
    error, degrees = war.standard_error or 0.0, war.degrees_of_freedom or 1
    deaths = war.value + error * random.standard_t(degrees, draws)
    largest = np.zeros(draws)
    for name in sorted(others):
        largest = np.maximum(largest, random.poisson(others[name], draws))
    strongest = max(sorted(others), key=lambda name: others[name])
    interval = war.interval
    ends = None if interval is None else (first_with(interval.low, others), first_with(interval.high, others))
    return Ranking(float(np.mean(deaths > largest)), strongest, others[strongest], len(others), ends)


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


def checks_of(causes: Causes, share: Share) -> list[Assumption]:
    """What a rank assumes of the user's table; where the first fails there is no rank."""
    return [
        Assumption(
            said("the table of causes holds all other deaths, and none of the war's"),
            True,
            counted(
                "{listed} death of the table against {other} outside the excess (5 % of all deaths allowed for)",
                "{listed} deaths of the table against {other} outside the excess (5 % of all deaths allowed for)",
                listed=round(causes.total),
                other=round(share.other_deaths),
            ),
        ),
        Assumption(
            said("deaths are coded to the right cause, and vary around their number by chance"),
            None,
            said("cannot be tested here: a table of one year shows neither"),
        ),
    ]
