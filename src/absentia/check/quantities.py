"""How each kind of operand becomes a quantity: what the law provides for on a day among them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping

from absentia.check.operand import Operand
from absentia.check.operations import Range
from absentia.check.quantity import Quantity, Sources, absent, named, period_text, scaled, widened
from absentia.check.sums import summed
from absentia.errors import AbsentiaError, ClaimsProblem
from absentia.figures import Catalogue, Figure, Row
from absentia.figures.stretches import stretches
from absentia.law import Unknown, law, on_day, parse_provision, part_of_family, prison, under, written
from absentia.model import Provision
from absentia.model.checked import Citation
from absentia.model.period import Period
from absentia.model.texts import N_, Said, counted, in_languages, said
from absentia.model.units import EVENTS, unit_text
from absentia.tally.published import published_parts

_LABELS = {
    "least": N_("least term of imprisonment under {provision} on {day}"),
    "most": N_("longest term of imprisonment under {provision} on {day}"),
}


def provided(name: str, operand: Operand, sources: Sources) -> Quantity:
    """The least or longest term of imprisonment, in years; the least is none where a milder punishment may be given."""
    day = operand.day
    assert operand.law is not None
    assert day is not None  # the schema asks for it
    which = operand.term or "most"
    wanted = parse_provision(under(operand.law, sources.jurisdiction))
    part = wanted
    if operand.family is not None:
        found = part_of_family(wanted.article, operand.family, day, jurisdiction=wanted.jurisdiction)
        if isinstance(found, Unknown):
            return _unknown(name, operand, wanted, found.reason)
        part = found
    term = prison(part, day)
    if isinstance(term, Unknown):
        return _unknown(name, operand, part, _told(part, day) or term.reason)
    years = term.most if which == "most" else 0.0 if term.milder else term.least or 0.0
    return Quantity(
        name=name,
        label=named(operand.label, said(_LABELS[which], provision=_typed(part), day=str(day))),
        value=years * operand.scale,
        unit=named(operand.unit, said("years in prison")),
        standing="published",
        period_text=str(day),
        span=Range.exactly(years * operand.scale),
        sources=(_typed(part),),
        citations=_citations(part, day),
        doubts=_doubts(part, day),
        whose=part.jurisdiction,
    )


def _told(part: Provision, day: dt.date) -> Said | None:
    """That a term is known from reports only: it is told, and decides nothing."""
    wording = on_day(part, day)
    if isinstance(wording, Unknown) or wording.prison is None or wording.doubt is None:
        return None
    return counted(
        "the term of imprisonment under {provision} is not verified: {n} year as reported. {doubt}",
        "the term of imprisonment under {provision} is not verified: {n} years as reported. {doubt}",
        n=wording.prison.most,
        provision=_typed(part),
        doubt=in_languages(wording.doubt),
    )


def _doubts(part: Provision, day: dt.date) -> tuple[Said, ...]:
    """That nobody verified since when, or until when, the wording was in force."""
    wording = on_day(part, day)
    if isinstance(wording, Unknown) or wording.doubt is None or not {"from", "until"} & set(wording.unverified):
        return ()
    return (
        said("Not verified: the days on which {provision} was in force. {doubt}", provision=_typed(part),
             doubt=in_languages(wording.doubt)),
    )  # fmt: skip


def _typed(one: Provision) -> str:
    return written(one, among=(one.jurisdiction, ""))


def _unknown(name: str, operand: Operand, of: Provision, why: Said) -> Quantity:
    label, unit = named(operand.label, _typed(of)), named(operand.unit, said("years in prison"))
    found = absent(name, operand, why, "published")
    return dataclasses.replace(found, label=label, unit=unit, sources=(_typed(of),))


def _citations(part: Provision, day: dt.date) -> tuple[Citation, ...]:
    wording = on_day(part, day)
    assert not isinstance(wording, Unknown)  # its term is known
    code = law(part.jurisdiction).code or part.jurisdiction
    read = "prison" not in wording.unverified
    addressed = [one for one in wording.sources if one[1] is not None]
    return tuple(
        Citation(title, f"{code} {_typed(part)}", str(day), url or "", figure=_typed(part), verified=read)
        for title, url in addressed or wording.sources
    )


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
    from absentia.check.estimating import count

    if operand.provision is not None:
        operand = operand.model_copy(update={"provision": under(operand.provision, sources.jurisdiction)})
    return count(name, operand, sources.observatory, sources.as_of)


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
            found[name] = summed(name, operand, [found[part] for part in operand.sum])
    return {name: found[name] for name in operands}


def _single(name: str, operand: Operand, sources: Sources) -> Quantity:
    if operand.figure is not None:
        return of_figure(name, operand, sources.catalogue.figure(operand.figure), sources.catalogue)
    makers: dict[str, Callable[[], Quantity]] = {
        "series": lambda: _series(name, operand, sources),
        "latest": lambda: _latest(name, operand, sources),
        "estimate": lambda: _estimated(name, operand, sources),
        "tally": lambda: _tallied(name, operand, sources),
        "law": lambda: provided(name, operand, sources),
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
