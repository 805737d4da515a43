"""The cells of counts over packages, and all of them in all versions as one problem of what must be withheld.

A case stands in every period in which it has a document, so months do not add up to half-years as those of documents
do. A unit of the problem is therefore a case in a stretch of time that no shown period crosses: it stands in all the
cells of that stretch it is counted in. Beside what is shown three things could be told, and are cells as well:

* ``less``: what a period holds and a shown period within it does not;
* ``not all``: cases of which some documents have the article and others not, between both ends of a range;
* the upper end of a range of which the lower alone is printed.

Of cases nothing is shown of a period that is not whole yet; of documents, that there are so many at least.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from absentia.disclosure import Bound, Cell, Problem, Publication, Sum, Table, Version
from absentia.model import Grain
from absentia.model.period import Period, label
from absentia.pipeline.version_record import Shown
from absentia.tally.catalogue import measures_of_packages
from absentia.tally.packages import DOCUMENTS
from absentia.tally.units_of_packages import WHOLE_CHAPTER

TABLE = Table(("cell",))
AXES = (("cell",),)
GRAINS = (Grain.MONTH, Grain.HALF_YEAR)
EVERY = " all"
"""Behind a label: all documents of the case have it. Documents have no such label."""
LESS, NOT_ALL = " less ", " not all"
_CHAIN = (
    ("cases_with_verdict", "", "cases_seen", ""), ("cases_with_verdict", EVERY, "cases_seen", EVERY),
    ("cases_seen", EVERY, DOCUMENTS, ""),
)  # fmt: skip
"""Counts of which the first is at most the second, cell by cell, with what stands behind their labels."""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A period of which a version shows counts."""

    start: dt.date
    end: dt.date
    label: str = ""
    """The only label it is shown of, as a claim counts it; empty: every article, as the tables have it."""

    @property
    def grain(self) -> Grain | None:
        """Of a period of the tables its own."""
        if self.label:
            return None
        return Grain.MONTH if self.start.month == self.end.month else Grain.HALF_YEAR

    @property
    def name(self) -> str:
        """A month or half-year as the tables call it; of a claim both days."""
        return f"{self.start}..{self.end}" if self.grain is None else label(self.start, self.grain)

    @property
    def months(self) -> frozenset[str]:
        """The months it is made of."""
        return frozenset(one.name for one in Period(self.start, self.end).split(Grain.MONTH))

    def shows(self, of: str) -> bool:
        """Whether counts under a label are shown of it."""
        plain = of.removesuffix(EVERY)
        return self.label == plain if self.label else not plain.endswith(WHOLE_CHAPTER)


@dataclass(frozen=True, slots=True)
class Made:
    """What a cell counts."""

    label: str
    windows: tuple[Window, ...]
    between: bool = False
    """It lies between counts: nobody prints it."""

    @property
    def plain(self) -> str:
        """The label without what all documents have."""
        return self.label.removesuffix(EVERY)


def windows_of(version: Shown, measure: str) -> frozenset[Window]:
    """The months and half-years that a version shows of a measure, and the periods of its claims."""
    own = version.packages
    if own is None:
        return frozenset()
    days = Period(own.first, own.last)
    grid = {Window(one.start, one.end) for grain in GRAINS for one in days.split(grain)}
    claims = {Window(since, until, of) for name, of, since, until in own.claims if name == measure}
    return frozenset(grid | claims)


def cell(of: str, window: str) -> str:
    """How a count under a label in a period is known."""
    return f"{of} {window}"


@dataclass(frozen=True)
class Cells:
    """All the cells of one measure in all versions, and which of them a version tells."""

    measure: str
    versions: Sequence[Shown]
    made: dict[str, Made] = field(default_factory=dict)
    """Every cell that some unit stands in."""
    units: list[Mapping[str, Cell]] = field(default_factory=list)
    """By version: each case or document in each stretch of time, with the cells it stands in."""

    def __post_init__(self) -> None:
        self.units.extend(dict(self._of(one)) for one in self.versions)

    @cached_property
    def _months(self) -> Mapping[Window, frozenset[str]]:
        return {
            one: one.months for one in sorted(set().union(*(windows_of(one, self.measure) for one in self.versions)))
        }

    @cached_property
    def _stretches(self) -> Mapping[str, tuple[Window, ...]]:
        """By month: the windows of its stretch, the least time that no window crosses the ends of."""
        found: list[tuple[dt.date, list[Window]]] = []
        for one in self._months:  # by their first days
            if found and one.start <= found[-1][0]:
                found[-1] = (max(found[-1][0], one.end), [*found[-1][1], one])
            else:
                found.append((one.end, [one]))
        return {month: tuple(many) for _end, many in found for one in many for month in self._months[one]}

    def _of(self, version: Shown) -> Iterator[tuple[str, Cell]]:
        for unit, (_court, months, (labels,)) in version.units.get(self.measure, {}).items():
            assert isinstance(labels, frozenset)
            stretches: defaultdict[tuple[Window, ...], set[str]] = defaultdict(set)
            for month in map(str, months):
                stretches[self._stretches.get(month, ())].add(month)
            for windows, within in stretches.items():
                cells = self._cells(frozenset(within), frozenset(map(str, labels)), windows)
                if cells:
                    yield f"{unit} {windows[0].start}", ((cells,),)

    @cached_property
    def _known(self) -> dict[tuple[frozenset[str], frozenset[str]], frozenset[str]]:
        return {}

    def _cells(self, months: frozenset[str], labels: frozenset[str], windows: Sequence[Window]) -> frozenset[str]:
        """Those of a unit of these months and labels; most units have the months and labels of others."""
        if (months, labels) not in self._known:
            found = dict(self._each(months, labels, windows))
            self.made.update(found)
            self._known[months, labels] = frozenset(found)
        return self._known[months, labels]

    def _each(
        self, months: frozenset[str], labels: frozenset[str], windows: Sequence[Window]
    ) -> Iterator[tuple[str, Made]]:
        for of in labels:
            shown = [one for one in windows if one.shows(of)]
            for one in shown:
                name = cell(of, one.name)
                if not self._months[one] & months:
                    continue
                yield name, Made(of, (one,))
                if self.measure != DOCUMENTS and not of.endswith(EVERY) and of + EVERY not in labels:
                    yield name + NOT_ALL, Made(of, (one,), between=True)
                for part in shown:
                    if self._months[part] < self._months[one] and not self._months[part] & months:
                        yield f"{name}{LESS}{part.name}", Made(of, (one, part), between=True)

    def untold(self, version: Shown) -> frozenset[tuple[str]]:
        """Cells of other versions' periods, of tables that this one leaves out, of cases in periods not whole yet."""
        packages, own = version.packages, windows_of(version, self.measure)
        assert packages is not None
        left_out = version.left_out.get(self.measure, {})

        def told(one: Made, window: Window) -> bool:
            whole = self.measure == DOCUMENTS or window.end <= packages.whole
            table = "" if window.grain is None else window.grain.value
            return window in own and whole and one.plain not in left_out.get(Table((table,)), ())

        return frozenset((name,) for name, one in self.made.items() if not all(told(one, each) for each in one.windows))

    def growing_before(self) -> frozenset[tuple[str]]:
        """Cells of periods that were not whole yet in the version before the last."""
        before = next((one.packages for one in self.versions[-2:-1]), None)
        if before is None:
            return frozenset()
        return frozenset(
            (name,) for name, one in self.made.items() if any(each.end > before.whole for each in one.windows)
        )

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many units of the last version stand in each cell."""
        return Counter(str(one) for ((cells,),) in self.units[-1].values() for one in cast("frozenset[str]", cells))

    def unprinted(self, threshold: int) -> frozenset[tuple[str]]:
        """Cells of the last version that nobody prints: what is between counts, and upper ends that are near the lower.

        Of a range whose ends differ by few the lower end alone is shown, as a lower bound.
        """
        near = {name.removesuffix(NOT_ALL) for name, many in self.counts.items()
                if name.endswith(NOT_ALL) and many < threshold}  # fmt: skip
        between = {name for name, one in self.made.items() if one.between}
        return frozenset((one,) for one in between | near)

    def mostly_small(self, threshold: int) -> Mapping[Table, frozenset[str]]:
        """By grain, the labels of which more than half of the counts would be withheld for themselves."""
        small: defaultdict[Grain, defaultdict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
        for name, many in self.counts.items():
            one = self.made[name]
            if not one.between and one.label == one.plain and one.windows[0].grain is not None:
                small[one.windows[0].grain][one.plain].append(many < threshold)
        return {
            Table((grain.value,)): frozenset(of for of, few in small[grain].items() if 2 * sum(few) > len(few))
            for grain in GRAINS
        }


def problem_of(versions: Sequence[Shown], threshold: int, *, returning: bool = False) -> Problem:
    """The last of these versions, each of which counted packages, is the new one.

    ``returning``: what the version before withheld and did not know whole yet may be shown now.
    """
    every = [Cells(name, versions) for name in measures_of_packages()]
    found = {one.measure: _publication(one, threshold, returning=returning) for one in every if one.made}
    return Problem(found, list(_bounds({one.measure: one for one in every})))


def _publication(cells: Cells, threshold: int, *, returning: bool) -> Publication:
    *history, now = cells.versions
    before = [
        Version(units, one.withheld.get(cells.measure, {}), {TABLE: cells.untold(one)})
        for one, units in zip(history, cells.units, strict=False)
    ]
    return Publication(
        AXES,
        (TABLE,),
        tuple(before),
        cells.units[-1],
        untold={TABLE: cells.untold(now)},
        unprinted={TABLE: cells.unprinted(threshold)},
        returning={TABLE: cells.growing_before() if returning else frozenset()},
    )


def _bounds(every: Mapping[str, Cells]) -> Iterator[Bound]:
    for lower, of_lower, upper, of_upper in _CHAIN:
        for name, one in every[lower].made.items():
            other = cell(one.plain + of_upper, one.windows[0].name)
            if not one.between and one.label == one.plain + of_lower and other in every[upper].made:
                yield Bound(Sum(lower, TABLE, ((name,),)), Sum(upper, TABLE, ((other,),)))
