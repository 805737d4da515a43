"""An estimate, or a count of the observatory with the coverage it rests on, as a quantity of a claim."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from absentia.check.operand import Operand
from absentia.check.operations import Range
from absentia.check.quantity import Quantity, Sources, absent, named, scaled, widened
from absentia.estimate import estimate
from absentia.figures import Catalogue
from absentia.law import under
from absentia.model.checked import Citation, Text
from absentia.model.estimate import Estimate, Refusal
from absentia.model.period import Period
from absentia.model.texts import N_, Measured, Said, Words, counted, in_languages, joined, said, said_of, spoken
from absentia.model.units import UNITS
from absentia.tally.words import REASONS

if TYPE_CHECKING:
    from absentia.observatory import Observatory
    from absentia.tally import Tally

PROVISIONS = ("article", "provision")
"""Options of estimates that name a provision."""


def estimated(name: str, operand: Operand, sources: Sources) -> Quantity:
    """The answer of a method as a quantity; a refusal becomes one without a value."""
    method = operand.estimate or ""
    options = _under(operand.options or {}, sources.jurisdiction)
    answer = _picked(_answers(method, options, sources), operand.pick)
    source = method + "".join(f" --{key.replace('_', '-')} {value}" for key, value in options.items())
    if not isinstance(answer, Estimate):
        nothing = said("the estimate {name} gives nothing called {pick}", name=method, pick=operand.pick or method)
        why = nothing if answer is None else said_of(answer.reason)
        return dataclasses.replace(absent(name, operand, why, "estimated"), sources=(source,))
    return Quantity(
        name=name,
        label=named(operand.label, answer.method),
        value=answer.value * operand.scale,
        unit=named(operand.unit, answer.counts),
        standing="estimated",
        meant="estimated",
        period=answer.period if isinstance(answer.period, Period) else None,
        period_text=None if answer.period is None else spoken(answer.period, "en"),
        interval=scaled(answer.interval, operand.scale),
        span=widened(_span(answer), operand),
        made_of=tuple(key for key in answer.inputs if key in {figure.id for figure in sources.catalogue.figures()}),
        sources=(source,),
        citations=_estimate_citations(answer, sources.catalogue),
        caveats=tuple(map(said_of, (*answer.caveats, *_curve(answer)))),
        synthetic=answer.synthetic,
        source_unit=said_of(answer.unit).text("en") if operand.scale == 1 else "",
    )


def _bounded(answer: Estimate) -> bool:
    """Its interval is no chance but ignorance: any number from end to end may be the one."""
    return answer.interval is not None and answer.interval.kind == "bounds"


def _span(answer: Estimate) -> Range:
    ends = answer.interval
    if answer.at_least:
        return Range.exactly(answer.value).at_least()
    return Range(ends.low, ends.high) if ends is not None and _bounded(answer) else Range.exactly(answer.value)


def _curve(answer: Estimate) -> tuple[Words, ...]:
    """Of bounds, what the number would be under each assumption between them."""
    if not _bounded(answer) or not answer.sensitivity:
        return ()
    points = [
        Said("{choice}: {value}", {"choice": choice, "value": Measured(value, answer.quantity)})
        for choice, value in answer.sensitivity.items()
    ]
    return (said("What cannot be tested decides: {points}", points=joined(points)),)


def _under(options: Mapping[str, Any], jurisdiction: str | None) -> Mapping[str, Any]:
    """The options, with the claims' jurisdiction before a provision that names none."""
    return {name: under(str(value), jurisdiction) if name in PROVISIONS else value for name, value in options.items()}


def _answers(method: str, options: Mapping[str, Any], sources: Sources) -> list[Estimate | Refusal]:
    """The method's answers, run once; one that can use an observatory is given the one of this check."""
    key = (method, *(f"{name}={value}" for name, value in sorted(options.items())))
    if key not in sources.answers:
        sources.answers[key] = estimate(method, sources.catalogue, options, sources.observatory)
    found: list[Estimate | Refusal] = sources.answers[key]
    return found


def _picked(answers: list[Estimate | Refusal], pick: str | None) -> Estimate | Refusal | None:
    """The widest answer of that name: methods list single bands first and the whole last."""
    fitting = [answer for answer in answers if pick is None or answer.name == pick]
    if fitting:
        return fitting[-1]
    return next((answer for answer in reversed(answers) if isinstance(answer, Refusal)), None)


def _estimate_citations(answer: Estimate, catalogue: Catalogue) -> tuple[Citation, ...]:
    cited = []
    known = {figure.id for figure in catalogue.figures()}
    for key, title in answer.inputs.items():
        if key in known:
            cited.append(catalogue.figure(key).citation())
            continue
        resource = catalogue.resources.get(key)
        if resource is None:
            cited.append(Citation(str(title), key, "", ""))
        else:
            cited.append(Citation(str(title), resource.title["en"], "", resource.sources[0].path, key))
    url = next((word for word in answer.reference.split() if word.startswith("http")), "").rstrip(";,")
    named = answer.reference.replace(f", {url}", "") if url else answer.reference
    return (*cited, Citation(named, "", "", url))


_SAYS_ENOUGH = frozenset({"perhaps_refiled", "not_readable", "no_package", "still_grows"})
UNPLACED_DOCUMENTS = N_("Documents that could not be placed: {n}.")
UNPLACED_RECORDS = counted(
    "{n} record could not be placed (undated or unreadable).",
    "{n} records could not be placed (undated or unreadable).",
    n=0,
)
_NOBODY_LOOKED = N_("no court of this observatory was looked at for this period and provision")


def count(name: str, operand: Operand, observatory: Observatory, as_of: dt.date | None = None) -> Quantity:
    """The tally of the operand's measure, period and provision, as its range; no value where nobody looked.

    ``as_of``: of what could be known at the end of that day.
    """
    from absentia.tally import tally
    from absentia.tally.compare import series_of

    measure, since, until = operand.tally, operand.since, operand.until
    assert measure is not None
    assert since is not None
    assert until is not None  # the schema asks for all three
    made = tally(
        observatory, measure, by=("month",), since=since, until=until, provision=operand.provision, as_of=as_of
    )
    total, period = made.total, Period(since, until)
    span = None if total.low is None else Range(total.low, math.inf if total.high is None else total.high)
    source = f"tally {measure}" + (f" --provision {operand.provision}" if operand.provision else "")
    return Quantity(
        name=name,
        label=named(operand.label, in_languages(made.about)),
        value=None if total.low is None else total.low * operand.scale,
        unit=named(operand.unit, in_languages(made.unit)),
        standing="tallied",
        period=period,
        period_text=f"{since} – {until}",
        span=None if span is None else widened(span, operand),
        events=operand.scale == 1,
        series=series_of(made, period) if total.high is not None and operand.scale == 1 else None,
        tallied=(measure, operand.provision),
        synthetic=made.synthetic,
        source_unit=made.unit["en"] if operand.scale == 1 and _may_mislead(operand) else "",
        whose=str(operand.provision).partition(":")[0] if ":" in (operand.provision or "") else None,
        sources=(source,),
        caveats=tuple(_rests_on(made)),
        note=None if total.known else _why_none(total.reason),
    )


def _may_mislead(operand: Operand) -> bool:
    """Whether the claims file calls it by a word that stands for a unit: documents called cases are no cases."""
    return operand.unit is None or operand.unit.words.text("en") in UNITS


def _rests_on(made: Tally) -> list[Text]:
    coverage = made.coverage
    if "packages" in coverage:
        return _rests_on_packages(made)
    caveats: list[Text] = [
        said(
            "Counted on the pages archived here; courts looked at: {looked}, not looked at: {not_looked}.",
            looked=int(coverage.get("courts_looked_at", 0)),
            not_looked=int(coverage.get("courts_not_looked_at", 0)),
        )
    ]
    twice = made.unreadable["perhaps_refiled"] or 0
    unreadable = sum(number or 0 for number in made.unreadable.values()) - twice
    if unreadable:
        caveats.append(dataclasses.replace(UNPLACED_RECORDS, values={"n": unreadable}))
    if twice and made.total.known:
        caveats.append(said("{n} more were seen that may be later filings of the same cases.", n=twice))
    return caveats


def _rests_on_packages(made: Tally) -> list[Text]:
    """Of packages no court is looked at, or not: what they show ends on a day."""
    coverage = made.coverage
    caveats: list[Text] = [
        said(
            "Counted over packages of {days}; documents adopted after {whole} may still come.",
            days=", ".join(one["day"] for one in coverage["packages"]),
            whole=coverage["whole_until"],
        )
    ]
    if unplaced := sum(number or 0 for number in made.unreadable.values()):
        caveats.append(Said(UNPLACED_DOCUMENTS, {"n": unplaced}))
    return caveats


def _why_none(reason: str | None) -> Text:
    return Said(REASONS[reason] if reason in _SAYS_ENOUGH else _NOBODY_LOOKED)
