"""What a count is about, said once more: measures, dimensions and filters as the reference describes them.

Nothing here is taken from the code that counts; it is what that code is held against.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from absentia.law import family
from absentia.rehearsal.courts import invented_court

BEGIN = dt.date(2022, 7, 1)
"""Near it begin the periods that are asked about."""
MEASURES = ("filings_received", "cases_received", "persons_charged", "charges", "cases_decided", "verdicts")
PLACES = ("court", "okrug", "region")
GRAINS = ("week", "month", "quarter", "half-year", "year")
CHARGES = ("article", "provision", "family", "sole")
REGISTERS = ("instance", "procedure")
_WITH_A_POINT = ("159.2", "205.1", "228.1", "275.1")
"""Articles that occur in the worlds, or beside one that does, with a point in their number."""
DIMENSIONS = (*PLACES, *GRAINS, *CHARGES, *REGISTERS)
Charge = tuple[str, str | None]
"""Article and part."""
Cell = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """The filters of a count; ``None`` filters nothing, but for ``instance`` and ``procedure``."""

    since: dt.date | None = None
    until: dt.date | None = None
    provision: str | None = None
    sole: bool | None = None
    instance: str | None = None
    """``None``: the first instance, or all where it is a dimension."""
    procedure: str | None = None
    """``None``: criminal, or all where it is a dimension."""
    court: str | None = None

    @property
    def wanted(self) -> Charge | None:
        """The provision as article and part: 228.1 is an article of its own, 228/1 a part of another."""
        if self.provision is None:
            return None
        if self.provision in _WITH_A_POINT:
            return self.provision, None
        article, _mark, part = self.provision.replace("/", ".", 1).partition(".")
        return article, part or None


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing counted, as it stands in the world."""

    key: tuple[object, ...]
    """What it is: a unit that stands in several cells is still one."""
    court: str
    day: dt.date
    instance: str
    charges: tuple[Charge, ...]
    """What it is counted under."""
    others: tuple[Charge, ...]
    """All that its person, or the persons of its record, are charged with."""
    weight: int = 1


def period_of(day: dt.date, grain: str) -> str:
    """The name of the week, month, quarter, half-year or year a day lies in."""
    if grain == "week":
        year, week, _weekday = day.isocalendar()
        return f"{year}-W{week:02d}"
    part = {
        "month": f"-{day.month:02d}",
        "quarter": f"-Q{(day.month - 1) // 3 + 1}",
        "half-year": f"-H{(day.month - 1) // 6 + 1}",
        "year": "",
    }
    return f"{day.year}{part[grain]}"


def sole_of(unit: Unit, by: Sequence[str], scope: Scope) -> str | None:
    """``sole`` or ``among``: one thing charged is one exact part, or one article where articles are asked about.

    ``None`` of what is charged with nothing.
    """
    wanted = scope.wanted
    exact = "provision" in by or (wanted is not None and wanted[1] is not None)
    coarse = not exact and ("article" in by or wanted is not None)
    different = {article if coarse else (article, part) for article, part in unit.others}
    if not different:
        return None
    return "sole" if len(different) == 1 else "among"


def holds(unit: Unit, by: Sequence[str], scope: Scope) -> bool:
    """Whether the filters keep the unit."""
    instance = scope.instance or ("all" if "instance" in by else "first")
    return (
        (scope.since is None or unit.day >= scope.since)
        and (scope.until is None or unit.day <= scope.until)
        and (scope.court is None or unit.court == scope.court)
        and instance in ("all", unit.instance)
        # every invented case is criminal
        and (scope.procedure or "criminal") in ("all", "criminal")
        and (scope.wanted is None or any(_matches(charge, scope.wanted) for charge in unit.charges))
        and (scope.sole is None or sole_of(unit, by, scope) == ("sole" if scope.sole else "among"))
    )


def _matches(charge: Charge, wanted: Charge) -> bool:
    return charge[0] == wanted[0] and wanted[1] in (None, charge[1])


def cells_of(unit: Unit, by: Sequence[str], scope: Scope) -> Iterator[Cell]:
    """Every cell the unit stands in: one per charge it is counted under, where charges are a dimension."""
    court = invented_court(unit.court)
    assert court is not None
    values: dict[str, str | None] = {
        "court": unit.court,
        "okrug": court.okrug,
        "region": court.region,
        "instance": unit.instance,
        "procedure": "criminal",
        "sole": sole_of(unit, by, scope),
    }
    values |= {grain: period_of(unit.day, grain) for grain in GRAINS if grain in by}
    wanted = scope.wanted
    under = [charge for charge in unit.charges if wanted is None or _matches(charge, wanted)]
    if not {"article", "provision", "family"} & set(by):
        # a person charged with nothing that was ever written down is counted all the same
        yield tuple(values[dimension] for dimension in by)
        return
    for article, part in under:
        named = {
            "article": article,
            "provision": _written(article, part),
            "family": family(article, part, jurisdiction="ru"),
        }
        yield tuple({**values, **named}[dimension] for dimension in by)


def _written(article: str, part: str | None) -> str:
    """The provision as a reader is shown it: ``228/1`` where a point would make another article of it."""
    pointed = article if part is None else f"{article}.{part}"
    return f"{article}/{part}" if part is not None and pointed in _WITH_A_POINT else pointed


def pairs(dimensions: Sequence[str] = DIMENSIONS) -> Iterator[tuple[str, str]]:
    """Every two dimensions that go together: two kinds of period do not."""
    for one, other in itertools.combinations(dimensions, 2):
        if not {one, other} <= set(GRAINS):
            yield one, other
