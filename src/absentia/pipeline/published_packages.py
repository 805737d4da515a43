"""What a site may show of counts over packages, decided for all its versions together; pages of courts are apart.

Nothing that is counted on pages is counted in packages, so neither bounds the other.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from absentia.disclosure import Key, Table, withhold_together
from absentia.dumps.dump import Dump, PackageCoverage
from absentia.errors import DataProblem
from absentia.model.count import Count
from absentia.model.period import Period
from absentia.pipeline.claimed import Asked
from absentia.pipeline.inputs import digest
from absentia.pipeline.package_cells import EVERY, TABLE, Cells, Window, cell, problem_of, windows_of
from absentia.pipeline.version_record import Shown, ShownPackages
from absentia.pipeline.withholding import shown
from absentia.publish.site.numbers import id_of
from absentia.sources import get_source
from absentia.tally.catalogue import measures_of_packages, named_as
from absentia.tally.packages import DOCUMENTS, article_of, prepared
from absentia.tally.result import Tally
from absentia.tally.units_of_packages import WHOLE_CHAPTER, units_of_packages

ShownClaim = tuple[str, str, dt.date, dt.date]
"""What a claim counts: measure, label, first and last day."""


def of_packages(asked: Asked) -> bool:
    """Whether a claim counts over packages."""
    return named_as(asked.measure) in measures_of_packages()


def label_of(asked: Asked, held: Sequence[Dump]) -> ShownClaim:
    """What a claim counts, with the label its cells have.

    Raises:
        UsageProblem: a provision that packages are not counted by.
    """
    law = get_source(held[0].source).jurisdiction
    article = article_of(asked.provision, held) if asked.provision else WHOLE_CHAPTER
    return named_as(asked.measure), f"{law}:{article}", asked.since, asked.until


def with_packages(
    shown: Shown, held: Sequence[Dump], claims: Sequence[Asked], history: Sequence[Shown], threshold: int
) -> Shown:
    """What a new version shows, with the counts over these packages.

    Args:
        shown: what it shows of courts' pages.
        held: the newest package of each year.
        claims: the counts over packages that its claims print.
        history: every version on record.
        threshold: smaller counts are withheld.

    Raises:
        DataProblem: what a published version showed gives a small count away.
        Damaged: a package is missing or was changed.
    """
    seen = PackageCoverage(tuple(held))
    asked = tuple(sorted({label_of(one, held) for one in claims}))
    units = {}
    with prepared(held) as connection:
        for name, measure in measures_of_packages().items():
            found = units_of_packages(connection, measure, held)
            units[name] = {
                unit: (
                    ("",),
                    tuple(sorted(one.months)),
                    (frozenset(one.some | ({each + EVERY for each in one.every} if name != DOCUMENTS else set())),),
                )
                for unit, one in found.items()
            }
    now = dataclasses.replace(
        shown,
        units={**shown.units, **units},
        packages=ShownPackages(seen.first_day, seen.last_day, seen.whole_until, asked),
    )
    left_out = {name: Cells(name, [now]).mostly_small(threshold) for name in measures_of_packages()}
    now = dataclasses.replace(now, left_out={**shown.left_out, **left_out})
    before = [one for one in history if one.packages is not None]
    hidden = _withheld([*before, now], threshold)
    withheld = {name: {TABLE: _as_printed(hidden.get(name, {}).get(TABLE, frozenset()))} for name in units}
    rested_on = {**shown.inputs, **_inputs(now, seen)}
    return dataclasses.replace(now, withheld={**shown.withheld, **withheld}, inputs=rested_on)


def _withheld(versions: Sequence[Shown], threshold: int) -> Mapping[str, Mapping[Table, frozenset[Key]]]:
    """A month begins small and is withheld; it is shown when it is whole, unless that gives it away as it was."""
    try:
        return withhold_together(problem_of(versions, threshold, returning=True), threshold)
    except DataProblem:
        return withhold_together(problem_of(versions, threshold), threshold)


def _as_printed(hidden: AbstractSet[Key]) -> frozenset[Key]:
    """Where the lower end of a range is withheld, nothing of it is printed."""
    lower = {str(name) for (name,) in hidden if f"{EVERY} " in str(name)}
    return frozenset(hidden) | {(name.replace(f"{EVERY} ", " ", 1),) for name in lower}


def _inputs(now: Shown, seen: PackageCoverage) -> dict[str, str]:
    """By the id of a number, a digest of what it was counted from."""
    found = {}
    for measure in measures_of_packages():
        behind: defaultdict[tuple[str, Window], list[str]] = defaultdict(list)
        grid = [one for one in windows_of(now, measure) if not one.label]
        months = {one: one.months for one in grid}
        of_month: defaultdict[str, list[Window]] = defaultdict(list)
        for one, own in months.items():
            for month in own:
                of_month[month].append(one)
        for unit, (_court, within, (labels,)) in now.units[measure].items():
            assert isinstance(labels, frozenset)
            for window in {one for month in within for one in of_month[str(month)]}:
                for of in labels:
                    behind[str(of).removesuffix(EVERY), window].append(f"{unit}{'' if EVERY in str(of) else '?'}")
        for (of, window), units in behind.items():
            keys = {"measure": measure, "article": of, "period": window.name}
            found[id_of(keys)] = digest([seen.of(Period(window.start, window.end)), *sorted(units)])
    return found


def shown_tally(tally: Tally, label: str, decided: Shown, threshold: int) -> Tally:
    """A tally of one article by month or half-year for a reader: without what is withheld, and without a total.

    A range of which the upper end is withheld is a lower bound; one of which the lower end is, is not shown.
    """
    hidden = decided.withheld[tally.measure][TABLE]
    (by,) = tally.by
    left_out = any(
        label in labels
        for table, labels in decided.left_out.get(tally.measure, {}).items()
        if table.dimensions == (by,)
    )
    rows = []
    for row in tally.rows:
        count = row.count
        if count.known and left_out:
            count = Count.withheld()
        elif count.known:
            count = _shown(count, tally.measure, label, str(row.cell[by]), hidden)
        rows.append(dataclasses.replace(row, count=count))
    return shown(dataclasses.replace(tally, rows=tuple(rows), total=Count.withheld()), (), threshold)


def _shown(count: Count, measure: str, label: str, period: str, hidden: AbstractSet[Key]) -> Count:
    lower = label if measure == DOCUMENTS else label + EVERY
    if (cell(lower, period),) in hidden:
        return Count.withheld()
    if count.high is not None and (cell(label, period),) in hidden:
        return Count.at_least(count.low) if count.low else Count.withheld()
    return count


def hides(asked: Asked, decided: Shown, held: Sequence[Dump]) -> bool:
    """Whether an end of what a claim counts is withheld."""
    measure, label, since, until = label_of(asked, held)
    name = Window(since, until, label).name
    hidden = decided.withheld.get(measure, {}).get(TABLE, frozenset())
    return any((cell(one, name),) in hidden for one in (label, label + EVERY))
