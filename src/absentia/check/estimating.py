"""An estimate as a quantity of a claim; a refusal is a quantity without a number."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from absentia.check.operand import Operand
from absentia.check.quantity import Quantity, Sources, absent, named, scaled, widened
from absentia.check.ranges import Range
from absentia.estimate import estimate
from absentia.figures import Catalogue
from absentia.law import under
from absentia.model.checked import Citation
from absentia.model.estimate import Estimate, Refusal
from absentia.model.period import Period
from absentia.model.texts import Measured, Said, Words, joined, said, said_of, spoken

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
