"""A number with everything a comparison needs to know of it, and how each kind of operand becomes one."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

from absentia.check.ranges import Bound, Range
from absentia.check.schema import Operand
from absentia.check.schema import Text as Written
from absentia.errors import AbsentiaError, ClaimsProblem
from absentia.figures import Catalogue, Figure, Row
from absentia.figures.stretches import Stretch, stretches
from absentia.law import under
from absentia.model.checked import Citation, Standing, Text
from absentia.model.estimate import Interval
from absentia.model.period import Period
from absentia.model.texts import Said, Words, in_languages, said, said_of
from absentia.model.units import EVENTS, kind_of_unit, unit_text
from absentia.tally.dispersion import Series
from absentia.tally.published import published_parts

if TYPE_CHECKING:
    from absentia.observatory import Observatory

T = TypeVar("T")
SLACK = 0.05
"""Part of a stretch of days that may be left out: a total of 27 December stands for the year's."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One resolved operand; ``value`` is ``None`` where there is no number, and ``note`` says why."""

    name: str
    label: Text
    value: float | None
    unit: Text
    standing: Standing
    period: Period | None = None
    period_text: str | None = None
    reach: Period | None = None
    """Of a sum of several periods, the days from the first to the last, where they leave out next to none."""
    interval: Interval | None = None
    meant: str = "exact"
    """What the source says of the number: ``approx``, ``derived`` … , or how it was found: ``estimated``."""
    span: Range | None = None
    """The values it allows; none: just ``value``."""
    events: bool = False
    """A count of things that happen one by one: its number varies by chance."""
    series: Series | None = None
    """The same by sub-periods, where these are known."""
    synthetic: bool = False
    """It was counted or estimated from invented pages."""
    running_total: bool = False
    figures: tuple[Figure, ...] = ()
    made_of: tuple[str, ...] = ()
    """Of an estimate, the ids of the figures it was computed from."""
    scale: float = 1
    """What the numbers of its figures were multiplied by."""
    source_unit: str = ""
    """What its source says it counts, in English, whatever the claims file calls it; nothing: what that says."""
    stretches: tuple[Stretch, ...] = ()
    """Of a published figure, every stretch of time its series counts."""
    whose: str | None = None
    """The jurisdiction it is counted in; ``None``: in none, in several, or not said."""
    sources: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    caveats: tuple[Text, ...] = ()
    doubts: tuple[Text, ...] = ()
    """What nobody verified of it: caveats that keep a verdict from being a plain “supported”."""
    note: Text | None = None

    @property
    def number(self) -> float:
        """The number of a quantity that has one.

        Raises:
            ValueError: it has none.
        """
        if self.value is None:
            msg = f"there is no number for {self.name}"
            raise ValueError(msg)
        return self.value

    @property
    def allowed(self) -> Range:
        """The values it allows."""
        return self.span or Range.exactly(self.value or 0.0)

    @property
    def bound(self) -> Bound:
        """How these are said."""
        return self.allowed.bound

    @property
    def origin(self) -> frozenset[str]:
        """The published figures it rests on, by id."""
        return frozenset((*(figure.id for figure in self.figures), *self.made_of))

    @property
    def counts(self) -> str:
        """The kind of thing it counts, in English; nothing where nobody says."""
        return kind_of_unit(self.source_unit or self.unit.text("en"))

    @property
    def window(self) -> Period | None:
        """The days it counts, as far as these are known."""
        return self.period or self.reach

    @property
    def qualifier(self) -> str:
        """How its number is meant: as its range is said; of one that is exact, as its source says."""
        return self.meant if self.bound == "exact" else self.bound


@dataclass(frozen=True, slots=True)
class Sources:
    """Where operands may come from."""

    catalogue: Catalogue
    observatory: Observatory | None = None
    answers: dict[tuple[str, ...], Any] = dataclasses.field(default_factory=dict, compare=False)
    """Estimates already run: several operands pick from the same answer."""
    jurisdiction: str | None = None
    """Whose law the claims' provisions are of, where they do not say."""
    as_of: dt.date | None = None
    """Count what could be known at the end of this day."""


def period_text(start: str, end: str | None) -> str:
    """``2023-01-01 – 2023-06-30``; an open end is an ellipsis."""
    return start if start == end else f"{start} – {end or '…'}"


def named(given: Written | None, otherwise: Words) -> Said:
    """The claims file's own words for a label or a unit; where it gives none, others."""
    return said_of(otherwise) if given is None else given.words


def widened(span: Range, operand: Operand) -> Range:
    """In the unit wanted; open above where the operand counts what is known only."""
    found = span.times(operand.scale)
    return found.at_least() if operand.minimum else found


def of_figure(name: str, operand: Operand, figure: Figure, catalogue: Catalogue) -> Quantity:
    """A published figure."""
    scale = operand.scale
    exact = figure.qualifier in ("exact", "derived") and figure.interval is None and scale == 1
    events = exact and figure.unit in EVENTS
    found = Quantity(
        name=name,
        label=named(operand.label, figure.definition),
        value=None,
        unit=named(operand.unit, unit_text(figure.unit)),
        standing="published",
        period=figure.period,
        period_text=period_text(figure.period_start, figure.period_end),
        interval=scaled(figure.interval, scale),
        meant=figure.qualifier,
        events=events,
        series=published_parts(figure, catalogue) if events else None,
        running_total=figure.measure.endswith("_cumulative") or operand.running_total,
        figures=(figure,),
        scale=scale,
        source_unit=figure.unit if scale == 1 else "",
        whose=figure.jurisdiction,
        stretches=tuple(stretches(figure, catalogue.figures(figure.table))),
        sources=(figure.id,),
        citations=(figure.citation(),),
        note=said("the source gives no number"),
    )
    if figure.value is None:
        return found
    span = widened(_said_to_be(figure.value, figure.qualifier), operand)
    return dataclasses.replace(found, value=figure.value * scale, span=span, note=None)


def _said_to_be(value: float, qualifier: str) -> Range:
    """The numbers a source means that gives one."""
    found = Range.exactly(value)
    return {"at_least": found.at_least(), "at_most": found.at_most()}.get(qualifier, found)


def scaled(interval: Interval | None, scale: float) -> Interval | None:
    """The interval in the unit wanted."""
    if interval is None or scale == 1:
        return interval
    return dataclasses.replace(interval, low=interval.low * scale, high=interval.high * scale)


def _latest(name: str, operand: Operand, sources: Sources) -> Quantity:
    day = operand.not_after
    assert day is not None  # the schema asks for it
    dated = [
        (figure.last_known_day, figure.id, figure)
        for figure in sources.catalogue.figures(operand.latest)
        if figure.measure == operand.measure and figure.last_known_day is not None and figure.last_known_day <= day
        if sources.jurisdiction is None or figure.jurisdiction in (None, sources.jurisdiction)
    ]
    if not dated:
        return absent(name, operand, said("no figure of that measure is dated {day} or earlier", day=str(day)))
    return of_figure(name, operand, max(dated, key=lambda entry: entry[:2])[2], sources.catalogue)


def absent(name: str, operand: Operand, why: Text, standing: Standing = "computed") -> Quantity:
    """An operand without a number, and why."""
    label, unit = named(operand.label, name), named(operand.unit, "")
    return Quantity(name=name, label=label, value=None, unit=unit, standing=standing, note=why)


def _series(name: str, operand: Operand, sources: Sources) -> Quantity:
    table, where = operand.series or "", operand.where or {}
    resource = sources.catalogue.resources[table]
    # that exactly one row fits was checked when the file was read
    rows: list[Row] = [
        row for row in sources.catalogue.rows(table) if all(str(row[column]) == str(v) for column, v in where.items())
    ]
    value, period = float(str(rows[0]["value"])), _row_period(rows[0])
    meant = str(rows[0].get("qualifier", "exact"))
    rounded = said("A rounded or approximate number: {what}.", what=named(operand.label, in_languages(resource.title)))
    return Quantity(
        name=name,
        label=named(operand.label, in_languages(resource.title)),
        value=value * operand.scale,
        unit=named(operand.unit, in_languages(resource.unit)),
        standing="published",
        period=period,
        period_text=None if period is None else period_text(str(period.start), str(period.end)),
        meant=meant,
        running_total=operand.running_total,
        source_unit=resource.unit["en"] if operand.scale == 1 else "",
        whose=resource.jurisdiction,
        span=widened(_said_to_be(value, meant), operand),
        sources=(f"{table} [" + ", ".join(f"{k}={v}" for k, v in where.items()) + "]",),
        citations=tuple(Citation(one.title, resource.title["en"], "", one.path, table) for one in resource.sources),
        caveats=(rounded,) if meant == "approx" else (),
    )


def _row_period(row: Row) -> Period | None:
    if row.get("year"):
        year = int(str(row["year"]))
        return Period(dt.date(year, 1, 1), dt.date(year, 12, 31))
    if row.get("period_start") and row.get("period_end"):
        return Period(dt.date.fromisoformat(str(row["period_start"])), dt.date.fromisoformat(str(row["period_end"])))
    return None


def _estimated(name: str, operand: Operand, sources: Sources) -> Quantity:
    from absentia.check.estimating import estimated

    return estimated(name, operand, sources)


def _tallied(name: str, operand: Operand, sources: Sources) -> Quantity:
    if sources.observatory is None:
        why = said("this number is counted in an observatory; name one with -C DIR")
        return absent(name, operand, why, "tallied")
    from absentia.check.tallying import count

    if operand.provision is not None:
        operand = operand.model_copy(update={"provision": under(operand.provision, sources.jurisdiction)})
    return count(name, operand, sources.observatory, sources.as_of)


def _provided(name: str, operand: Operand, sources: Sources) -> Quantity:
    from absentia.check.lawful import provided

    return provided(name, operand, sources)


def _elapsed(name: str, operand: Operand, sources: Sources) -> Quantity:
    """The days from the first day of a figure's period to a day: to a day before it a negative number."""
    assert operand.days_since is not None
    assert operand.day is not None  # the schema asks for it
    figure = sources.catalogue.figure(operand.days_since)
    begun = Period.parse(figure.period_start)
    if begun.start != begun.end:
        return absent(name, operand, said("the day on which it began is not known, only {period}", period=begun.name))
    start, days = str(begun.start), (operand.day - begun.start).days
    return Quantity(
        name=name,
        label=named(operand.label, said("days from {start} to {end}", start=start, end=str(operand.day))),
        value=days * operand.scale,
        unit=named(operand.unit, said("days")),
        standing="computed",
        period_text=period_text(start, str(operand.day)),
        span=widened(Range.exactly(days), operand),
        sources=(figure.id,),
        citations=(figure.citation(),),
    )


def _stated(name: str, operand: Operand) -> Quantity:
    stated = operand.stated
    assert stated is not None  # its kind says so
    period = Period(operand.since, operand.until) if operand.since and operand.until else None
    return Quantity(
        name=name,
        label=named(operand.label, said("as stated in the article")),
        value=stated * operand.scale,
        unit=named(operand.unit, ""),
        standing="published",
        period=period,
        period_text=None if period is None else period_text(str(period.start), str(period.end)),
        span=widened(Range.exactly(stated), operand),
        sources=("stated",),
    )


_SUREST_LAST = ("estimated", "approx", "at_least", "at_most", "approx_date", "derived", "exact")


def standing_of(parts: Sequence[Quantity]) -> Standing:
    """Of a number made of others: it is no better known than the least known of them."""
    standings = {part.standing for part in parts}
    if "estimated" in standings:
        return "estimated"
    return "tallied" if "tallied" in standings else "computed"


def _sum(name: str, operand: Operand, parts: list[Quantity]) -> Quantity:
    missing = next((part for part in parts if part.value is None), None)
    if missing is not None:
        return absent(name, operand, said("a part is missing: {label}", label=missing.label))
    units = {str(part.unit) for part in parts}
    if len(units) > 1 or len({part.counts for part in parts}) > 1:
        reason = said("the parts have different units: {units}", units=", ".join(sorted(units)))
        raise ClaimsProblem(reason, where=f"operands.{name}.sum")
    states = {part.whose for part in parts if part.whose is not None}
    if len(states) > 1:
        reason = said("the parts are counted in different states: {names}", names=", ".join(sorted(states)))
        raise ClaimsProblem(reason, where=f"operands.{name}.sum")
    same = len({(part.period, part.period_text) for part in parts}) == 1
    span = Range.exactly(0)
    for part in parts:
        span = span.plus(part.allowed)
    return Quantity(
        name=name,
        label=named(operand.label, said("sum")),
        value=sum(part.number for part in parts) * operand.scale,
        unit=named(operand.unit, parts[0].unit),
        standing=standing_of(parts),
        period=parts[0].period if same else None,
        period_text=parts[0].period_text if same else None,
        reach=_reach(parts),
        interval=scaled(_whole_interval(parts), operand.scale),
        meant=min((part.meant for part in parts), key=_SUREST_LAST.index),
        span=widened(span, operand),
        events=operand.scale == 1 and all(part.events for part in parts),
        series=_one_after_another(parts) if operand.scale == 1 else None,
        synthetic=any(part.synthetic for part in parts),
        running_total=all(part.running_total for part in parts),
        figures=tuple(figure for part in parts for figure in part.figures),
        made_of=tuple(key for part in parts for key in part.made_of),
        scale=operand.scale * max(part.scale for part in parts),
        source_unit=parts[0].source_unit if operand.scale == 1 else "",
        whose=next(iter(states), None),
        sources=tuple(source for part in parts for source in part.sources),
        citations=tuple(citation for part in parts for citation in part.citations),
        caveats=tuple(caveat for part in parts for caveat in part.caveats),
        doubts=tuple(doubt for part in parts for doubt in part.doubts),
    )


def _reach(parts: Sequence[Quantity]) -> Period | None:
    """From the first day of all parts to the last, where next to no day between is in none of them."""
    dated = sorted(part.period for part in parts if part.period is not None)
    if len(dated) != len(parts):
        return None
    reached, left_out = dated[0], 0
    for one in dated[1:]:
        left_out += max((one.start - reached.end).days - 1, 0)
        reached = Period(reached.start, max(reached.end, one.end))
    return reached if left_out <= SLACK * reached.days else None


def _whole_interval(parts: Sequence[Quantity]) -> Interval | None:
    """From the least that the intervals of all parts allow to the most."""
    given = [part.interval for part in parts if part.interval is not None]
    if not given:
        return None
    ends = [part.interval or Interval(part.number, part.number) for part in parts]
    return dataclasses.replace(given[0], low=sum(one.low for one in ends), high=sum(one.high for one in ends))


def _one_after_another(parts: Sequence[Quantity]) -> Series | None:
    """The parts as sub-periods, where they are counts of stretches that follow each other."""
    dated = sorted(
        (part.period, int(part.number))
        for part in parts
        if part.period is not None and part.events and part.bound == "exact"
    )
    gaps = any((later.start - earlier.end).days != 1 for (earlier, _n), (later, _m) in pairwise(dated))
    if gaps or len(dated) != len(parts):
        return None
    return Series(tuple(count for _period, count in dated), tuple(period.months for period, _count in dated))


def resolve(operands: Mapping[str, Operand], sources: Sources) -> dict[str, Quantity]:
    """Every operand of a claim as a quantity, sums last.

    Raises:
        ClaimsProblem: an operand that names rows or units wrongly; a missing number is no error but a quantity without
            value.
    """
    found: dict[str, Quantity] = {}
    for name, operand in operands.items():
        if operand.kind != "sum":
            found[name] = _single(name, operand, sources)
    for name, operand in operands.items():
        if operand.sum is not None:
            found[name] = _sum(name, operand, [found[part] for part in operand.sum])
    return {name: found[name] for name in operands}


def _single(name: str, operand: Operand, sources: Sources) -> Quantity:
    if operand.figure is not None:
        return of_figure(name, operand, sources.catalogue.figure(operand.figure), sources.catalogue)
    makers: dict[str, Callable[[], Quantity]] = {
        "series": lambda: _series(name, operand, sources),
        "latest": lambda: _latest(name, operand, sources),
        "estimate": lambda: _estimated(name, operand, sources),
        "tally": lambda: _tallied(name, operand, sources),
        "law": lambda: _provided(name, operand, sources),
        "days_since": lambda: _elapsed(name, operand, sources),
        "stated": lambda: _stated(name, operand),
    }
    try:
        return makers[operand.kind]()
    except ClaimsProblem:
        raise
    except AbsentiaError as error:
        what, _where, next_step = error.sentences
        raise ClaimsProblem(what, where=f"operands.{name}", next_step=next_step) from error
