"""A help organisation's counts, its own or published ones: one measure, by period, gaps left open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from absentia.errors import UnreadableInput, UsageProblem
from absentia.estimate.change_point import Series as Dated
from absentia.estimate.grid import Row, need_column, no_rows, read_csv
from absentia.estimate.options.base import period_in
from absentia.estimate.options.series import MEASURES
from absentia.figures import Catalogue, Figure
from absentia.model.period import Grain, Period
from absentia.model.texts import N_, Words, said
from absentia.tally.dispersion import Series
from absentia.tally.published import published_parts

NAMES: Mapping[str, tuple[str, ...]] = {
    "requests": ("requests", "request", "обращения", "обращений"),
    "counselled": ("counselled", "counseled", "advised", "консультации", "консультаций"),
    "helped": ("helped", "помогли", "получили помощь"),
    "abroad": ("abroad", "left the country", "выехали", "за границей"),
}
"""What a table may call each measure."""
UNITS: Mapping[str, str] = {
    "requests": N_("requests"),
    "counselled": N_("people counselled"),
    "helped": N_("people helped"),
    "abroad": N_("people who went abroad"),
}
PERIOD = ("period", "date", "month", "week", "start", "период", "дата", "месяц", "неделя")
MEASURE = ("measure", "показатель")
COUNT = ("count", "counts", "value", "n", "number", "число", "количество", "дел", "cases")
FEWEST_SHOWN, ROUNDED = 5, 5
"""Of an organisation's own counts: smaller ones are withheld, others rounded to the nearest multiple."""
WITHHELD_AS = 2
"""What a withheld count, 0 to 4, is taken for."""
_PUBLISHED: Mapping[str, str] = {
    "requests": "desertion_requests",
    "counselled": "counselled_servicemen",
    "helped": "helped_desert",
}
"""The measures of the bundled table by their stem; nothing was published of people abroad alone."""
_STRETCHES = ("_month", "_quarter", "_year", "")
"""Stretches of time of a bundled measure; running totals (``_cumulative``) are none."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of one measure by period, in order of time; ``None``: nobody counted, which is not zero."""

    periods: tuple[Period, ...]
    counts: tuple[int | None, ...]
    unit: Words
    source: str
    about: Words
    """What the source is, in words."""
    whole: Mapping[Period, tuple[int, Series | None]] = field(default_factory=dict)
    """Longer periods that have a count of their own, with their sub-periods where these are known."""
    withheld: frozenset[Period] = frozenset()
    """Periods whose count stands for fewer than five."""
    own: bool = False
    """An organisation's own table, of which only rounded counts may be shown."""
    qualifiers: Mapping[Period, str] = field(default_factory=dict)
    """How a published count is meant, where it is not exact."""
    synthetic: bool = False

    @property
    def known(self) -> list[tuple[Period, int]]:
        """The periods that were counted."""
        return [(period, count) for period, count in zip(self.periods, self.counts, strict=True) if count is not None]

    @property
    def by_month(self) -> dict[Period, int]:
        """Counts of single months."""
        return {period: count for period, count in self.known if Period.of(period.start, Grain.MONTH) == period}

    def within(self, wanted: Period) -> tuple[int, Series | None, list[str]]:
        """The count of a period, its sub-periods, and the months of it that nobody counted."""
        if wanted in self.whole:
            return (*self.whole[wanted], [])
        inside = [(one, count) for one, count in self.known if wanted.start <= one.start and one.end <= wanted.end]
        missing = [
            month.name
            for month in wanted.split(Grain.MONTH)
            if sum(_shared(one, month) for one, _count in inside) < _shared(wanted, month)
        ]
        parts = (
            Series(tuple(count for _one, count in inside), tuple(one.months for one, _count in inside))
            if inside
            else None
        )
        return sum(count for _one, count in inside), parts, missing

    def dated(self) -> Dated:
        """As the series that a change of the rate is looked for in."""
        names = [one.name for one in self.periods]
        return Dated.of([one.start for one in self.periods], self.counts, labels=names, source=self.source)

    def shown(self) -> Counts:
        """The counts that may be seen: rounded to 5, those under 5 taken for 2, if they are an organisation's own.

        Whatever is computed from these tells no more than they do.
        """
        if not self.own:
            return self
        rounded = [
            count if count is None else WITHHELD_AS if count < FEWEST_SHOWN else ROUNDED * round(count / ROUNDED)
            for count in self.counts
        ]
        few = frozenset(period for period, count in self.known if count < FEWEST_SHOWN)
        return replace(self, counts=tuple(rounded), withheld=few)


def _shared(one: Period, other: Period) -> int:
    """Days in both."""
    return max(0, (min(one.end, other.end) - max(one.start, other.start)).days + 1)


def read_counts(path: Path, wanted: str | None) -> tuple[Counts, str]:
    """An organisation's own table (period, count, and perhaps measure), and which of the four measures it holds.

    Raises:
        UnreadableInput: a file, column or cell that cannot be used; a table that mixes measures; periods that overlap.
    """
    header, rows = read_csv(path)
    column, named = _count_column(path, header)
    cells = list(rows)
    measure = _measure(path, cells, header, named, wanted)
    return _counts(path, header, column, cells, said(UNITS[measure]), said("the organisation's table")), measure


def read_cases(path: Path) -> Counts:
    """A table of cases by period; one that holds a measure of a help organisation is no such table.

    Raises:
        UnreadableInput: a file, column or cell that cannot be used; periods that overlap.
    """
    header, rows = read_csv(path)
    column, named = _count_column(path, header)
    cells = list(rows)
    inside = {measure for row in cells for name in MEASURE if name in header for measure in [_meant(row.text(name))]}
    mixed = ({named} | inside) - {None}
    if mixed:
        raise UnreadableInput(
            said("these are no cases but {measures}", measures=", ".join(sorted(str(one) for one in mixed))),
            where=str(path),
            next_step=said("requests are set against cases, never against another measure of the organisation"),
        )
    return replace(_counts(path, header, column, cells, said("cases"), said("the table of cases")), own=False)


def _count_column(path: Path, header: Sequence[str]) -> tuple[str, str | None]:
    """The column of counts, and the measure that it is called by."""
    named = {name: measure for name in header if (measure := _meant(name)) is not None}
    if len(named) > 1:
        raise _mixed(path, sorted(set(named.values())))
    if named:
        return next(iter(named.items()))
    return need_column(path, header, COUNT), None


def _meant(name: str) -> str | None:
    return next((measure for measure, names in NAMES.items() if name.strip().lower() in names), None)


def _mixed(path: Path, measures: Iterable[str]) -> UnreadableInput:
    return UnreadableInput(
        said("the table mixes measures: {measures}", measures=", ".join(measures)),
        where=str(path),
        next_step=said(
            "who asked, who was counselled, who was helped and who went abroad are four numbers, and none is a part "
            "or a forerunner of another; give a table of one"
        ),
    )


def _measure(path: Path, cells: Sequence[Row], header: Sequence[str], named: str | None, wanted: str | None) -> str:
    column = next((name for name in MEASURE if name in header), None)
    found = {named} - {None}
    for row in cells if column is not None else ():
        assert column is not None
        meant = _meant(row.text(column))
        if meant is None:
            raise row.wrong(
                said(
                    "“{text}” is none of the measures: {known}", text=row.text(column)[:40], known=", ".join(MEASURES)
                ),
                column,
            )
        found.add(meant)
    if len(found) > 1:
        raise _mixed(path, sorted(str(one) for one in found))
    held = next(iter(found), None)
    if wanted is not None and held not in (None, wanted):
        raise UnreadableInput(
            said("the table holds {held}, and {wanted} is asked for", held=held, wanted=wanted),
            where=str(path),
            next_step=said("one is never taken for another; leave out --of, or give the other table"),
        )
    return held or wanted or MEASURES[0]


def _counts(path: Path, header: Sequence[str], column: str, cells: Sequence[Row], unit: Words, about: Words) -> Counts:
    when = need_column(path, header, PERIOD)
    read = sorted(
        ((_period(row, when), row.count(column) if row.text(column) else None) for row in cells),
        key=lambda pair: pair[0].start,
    )
    for (one, _count), (other, _other) in pairwise(read):
        if other.start <= one.end:
            raise UnreadableInput(
                said("{one} and {other} overlap", one=one.name, other=other.name),
                where=str(path),
                next_step=said("what happened in both would be counted twice; give periods that do not meet"),
            )
    if not read:
        raise no_rows(path, said("give one row for each period, with its count"))
    periods, counts = zip(*read, strict=True)
    return Counts(periods, counts, unit, path.name, about, own=True)


def _period(row: Row, column: str) -> Period:
    """The period of a row; the first day of a month stands for the month."""
    try:
        found = period_in(row.text(column))
    except ValueError:
        raise row.wrong(said("not a date or a period: “{text}”", text=row.text(column)[:40]), column) from None
    if found.days > 1:
        return found
    if found.start.day != 1:
        raise row.wrong(said("a day where a period is needed, such as 2023-05 or 2023-W22"), column)
    return Period.of(found.start, Grain.MONTH)


def published(catalogue: Catalogue, measure: str) -> Counts:
    """What was published of a measure by the one organisation the figures know, by month, longer periods beside.

    Raises:
        UsageProblem: nothing was published of it.
    """
    stem = _PUBLISHED.get(measure)
    figures = [] if stem is None else _figures(catalogue, "help_organisations", [stem + one for one in _STRETCHES])
    if not figures:
        raise UsageProblem(
            said("nothing was published of the measure {measure} by period", measure=measure),
            where="--of",
            next_step=said("there are: {known}", known=", ".join(_PUBLISHED)),
        )
    unit = said("{unit}, as the organisation says", unit=said(UNITS[measure]))
    return _of_figures(figures, catalogue, unit, figures[0].geography)


def published_cases(catalogue: Catalogue) -> Counts:
    """Cases under Article 337 by month, as far as they were published."""
    stems = ("art337_cases_month", "art337_cases_filed")
    figures = _figures(catalogue, "court_cases", stems)
    return _of_figures(figures, catalogue, said("cases under Article 337"), "court_cases")


def _figures(catalogue: Catalogue, table: str, measures: Sequence[str]) -> list[Figure]:
    return [
        one
        for one in catalogue.figures(table)
        if one.measure in measures and one.value is not None and one.period is not None
        and one.qualifier in ("exact", "derived", "at_least", "approx")
    ]  # fmt: skip


def _of_figures(figures: Sequence[Figure], catalogue: Catalogue, unit: Words, about: str) -> Counts:
    whole = {
        one.period: (round(one.value or 0), published_parts(one, catalogue))
        for one in figures
        if one.period is not None and one.qualifier == "exact"
    }
    months = {
        month: one
        for one in figures
        if one.period is not None and one.period == (month := Period.of(one.period.start, Grain.MONTH))
    }
    ordered = sorted(months)
    return Counts(
        periods=tuple(ordered),
        counts=tuple(round(months[one].value or 0) for one in ordered),
        unit=unit,
        source=figures[0].table if figures else about,
        about=said("published figures: {about}", about=about),
        whole=whole,
        qualifiers={one: months[one].qualifier for one in ordered if months[one].qualifier != "exact"},
    )
