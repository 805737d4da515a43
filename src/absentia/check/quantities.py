"""A number with everything a comparison needs to know of it, and how each kind of operand becomes one."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from absentia.check.bounds import Bound
from absentia.check.schema import Operand
from absentia.errors import AbsentiaError, ClaimsProblem
from absentia.figures import Catalogue, Figure, Row
from absentia.messages import LANGUAGES, N_
from absentia.model.checked import Citation, Text
from absentia.model.estimate import Interval
from absentia.model.period import Period
from absentia.model.texts import said
from absentia.model.units import unit_text

if TYPE_CHECKING:
    from absentia.observatory import Observatory

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One resolved operand; ``value`` is ``None`` where there is no number, and ``note`` says why."""

    name: str
    label: Text
    value: float | None
    unit: Text
    standing: str
    period: Period | None = None
    period_text: str | None = None
    interval: Interval | None = None
    bound: Bound = "exact"
    running_total: bool = False
    figures: tuple[Figure, ...] = ()
    sources: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    caveats: tuple[Text, ...] = ()
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """Where operands may come from."""

    catalogue: Catalogue
    observatory: Observatory | None = None
    answers: dict[tuple[str, ...], Any] = dataclasses.field(default_factory=dict, compare=False)
    """Estimates already run: several operands pick from the same answer."""


def period_text(start: str, end: str | None) -> str:
    """``2023-01-01 – 2023-06-30``; an open end is an ellipsis."""
    return start if start == end else f"{start} – {end or '…'}"


def of_figure(name: str, operand: Operand, figure: Figure) -> Quantity:
    """A published figure."""
    scale = operand.scale
    interval = figure.interval
    qualifier: dict[str, Bound] = {"at_least": "at_least", "at_most": "at_most"}
    growing = figure.measure.endswith("_cumulative") or operand.running_total
    return Quantity(
        name=name,
        label=operand.label.both() if operand.label else dict.fromkeys(LANGUAGES, figure.definition),
        value=None if figure.value is None else figure.value * scale,
        unit=operand.unit.both() if operand.unit else unit_text(figure.unit),
        standing="published",
        period=figure.period,
        period_text=period_text(figure.period_start, figure.period_end),
        interval=scaled(interval, scale),
        bound="at_least" if operand.minimum else qualifier.get(figure.qualifier, "exact"),
        running_total=growing,
        figures=(figure,),
        sources=(figure.id,),
        citations=(figure.citation(),),
        note=said(N_("the source gives no number")).both() if figure.value is None else None,
    )


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
    ]
    if not dated:
        return absent(
            name, operand, said(N_("no figure of that measure is dated {day} or earlier"), day=str(day)).both()
        )
    return of_figure(name, operand, max(dated, key=lambda entry: entry[:2])[2])


def absent(name: str, operand: Operand, why: Text, standing: str = "computed") -> Quantity:
    """An operand without a number, and why."""
    label = operand.label.both() if operand.label else dict.fromkeys(LANGUAGES, name)
    unit = operand.unit.both() if operand.unit else dict.fromkeys(LANGUAGES, "")
    return Quantity(name=name, label=label, value=None, unit=unit, standing=standing, note=why)


def _series(name: str, operand: Operand, sources: Sources) -> Quantity:
    table, where = operand.series or "", operand.where or {}
    resource = sources.catalogue.resources[table]
    unknown = [column for column in where if resource.column(column) is None]
    if unknown:
        names = ", ".join(column.name for column in resource.columns)
        reason = said(N_("the table {table} has no column {column}"), table=table, column=unknown[0]).text()
        raise ClaimsProblem(reason, where=f"operands.{name}.where", next_step=names)
    rows: list[Row] = [
        row for row in sources.catalogue.rows(table) if all(str(row[column]) == str(v) for column, v in where.items())
    ]
    if len(rows) > 1:
        open_columns = sorted({c for c in rows[0] if c != "value" and len({str(row[c]) for row in rows}) > 1})
        reason = said(N_("{n} rows of {table} fit; a number must be one row"), n=len(rows), table=table).text()
        hint = said(N_("fix also: {columns}"), columns=", ".join(open_columns)).text()
        raise ClaimsProblem(reason, where=f"operands.{name}.where", next_step=hint)
    if not rows:
        return absent(name, operand, said(N_("the table {table} has no such row"), table=table).both(), "published")
    period = _row_period(rows[0])
    cited = [Citation(source.title, resource.title["en"], "", source.path or "", table) for source in resource.sources]
    return Quantity(
        name=name,
        label=operand.label.both() if operand.label else resource.title,
        value=float(str(rows[0]["value"])) * operand.scale,
        unit=operand.unit.both() if operand.unit else resource.unit,
        standing="published",
        period=period,
        period_text=None if period is None else period_text(str(period.start), str(period.end)),
        running_total=operand.running_total,
        bound="at_least" if operand.minimum else "exact",
        sources=(f"{table} [" + ", ".join(f"{k}={v}" for k, v in where.items()) + "]",),
        citations=tuple(cited),
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
        why = said(N_("this number is counted in an observatory; name one with -C DIR")).both()
        return absent(name, operand, why, "tallied")
    from absentia.check.tallying import count

    return count(name, operand, sources.observatory)


def _stated(name: str, operand: Operand) -> Quantity:
    label = operand.label.both() if operand.label else said(N_("as stated in the article")).both()
    unit = operand.unit.both() if operand.unit else dict.fromkeys(LANGUAGES, "")
    return Quantity(name=name, label=label, value=operand.stated, unit=unit, standing="published", sources=("stated",))


def _sum(name: str, operand: Operand, parts: list[Quantity]) -> Quantity:
    missing = next((part for part in parts if part.value is None), None)
    if missing is not None:
        return absent(name, operand, said(N_("a part is missing: {label}"), label=missing.label).both())
    units = {part.unit["en"] for part in parts}
    if len(units) > 1:
        reason = said(N_("the parts have different units: {units}"), units=", ".join(sorted(units))).text()
        raise ClaimsProblem(reason, where=f"operands.{name}.sum")
    periods = [part.period for part in parts]
    known = [period for period in periods if period is not None]
    same = len(known) == len(parts) and len(set(known)) == 1
    directions = {part.bound for part in parts} - {"exact"}
    bound: Bound = "exact" if not directions else directions.pop() if len(directions) == 1 else "unknown"
    return Quantity(
        name=name,
        label=operand.label.both() if operand.label else said(N_("sum")).both(),
        value=sum(part.value or 0 for part in parts) * operand.scale,
        unit=operand.unit.both() if operand.unit else parts[0].unit,
        standing="computed",
        period=known[0] if same else None,
        period_text=parts[0].period_text if same else None,
        bound="at_least" if operand.minimum else bound,
        running_total=all(part.running_total for part in parts),
        figures=tuple(figure for part in parts for figure in part.figures),
        sources=tuple(source for part in parts for source in part.sources),
        citations=tuple(citation for part in parts for citation in part.citations),
        caveats=tuple(caveat for part in parts for caveat in part.caveats),
    )


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
        if operand.sum:
            found[name] = _sum(name, operand, [found[part] for part in operand.sum])
    return {name: found[name] for name in operands}


def _single(name: str, operand: Operand, sources: Sources) -> Quantity:
    if operand.figure is not None:
        return of_figure(name, operand, sources.catalogue.figure(operand.figure))
    makers: dict[str, Callable[[], Quantity]] = {
        "series": lambda: _series(name, operand, sources),
        "latest": lambda: _latest(name, operand, sources),
        "estimate": lambda: _estimated(name, operand, sources),
        "tally": lambda: _tallied(name, operand, sources),
        "stated": lambda: _stated(name, operand),
    }
    try:
        return makers[operand.kind]()
    except ClaimsProblem:
        raise
    except AbsentiaError as error:
        what, _where, next_step = error.sentences
        raise ClaimsProblem(what, where=f"operands.{name}", next_step=next_step) from error
