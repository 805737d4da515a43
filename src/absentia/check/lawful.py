"""A term that the law provides for on a day, as a quantity of a claim; where it is not known, why."""

from __future__ import annotations

import dataclasses
import datetime as dt

from absentia.check.operand import Operand
from absentia.check.quantity import Quantity, Sources, absent, named
from absentia.check.ranges import Range
from absentia.law import Unknown, law, on_day, parse_provision, part_of_family, prison, under, written
from absentia.model import Provision
from absentia.model.checked import Citation
from absentia.model.texts import N_, Said, counted, in_languages, said

_LABELS = {
    "least": N_("least term of imprisonment under {provision} on {day}"),
    "most": N_("longest term of imprisonment under {provision} on {day}"),
}


def provided(name: str, operand: Operand, sources: Sources) -> Quantity:
    """The least or longest term of imprisonment, in years; the least is none where a milder punishment may be given.

    Raises:
        UsageProblem: what the operand names is no provision.
    """
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
