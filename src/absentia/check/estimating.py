"""An estimate as a quantity of a claim; a refusal is a quantity without a number."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from absentia.check.quantities import Quantity, Sources, absent, scaled
from absentia.check.schema import Operand
from absentia.estimate import estimate
from absentia.figures import Catalogue
from absentia.model.checked import Citation
from absentia.model.estimate import Estimate, Refusal
from absentia.model.period import Period
from absentia.model.texts import N_, both, said


def estimated(name: str, operand: Operand, sources: Sources) -> Quantity:
    """The answer of a method as a quantity; a refusal becomes one without a value."""
    method = operand.estimate or ""
    options = operand.options or {}
    answer = _picked(_answers(method, options, sources), operand.pick)
    source = method + "".join(f" --{key.replace('_', '-')} {value}" for key, value in options.items())
    if not isinstance(answer, Estimate):
        nothing = said(N_("the estimate {name} gives nothing called {pick}"), name=method, pick=operand.pick or method)
        why = both(nothing if answer is None else answer.reason)
        return dataclasses.replace(absent(name, operand, why, "estimated"), sources=(source,))
    return Quantity(
        name=name,
        label=operand.label.both() if operand.label else both(answer.method),
        value=answer.value * operand.scale,
        unit=operand.unit.both() if operand.unit else both(answer.counts),
        standing="estimated",
        period=answer.period if isinstance(answer.period, Period) else None,
        period_text=answer.period.name if isinstance(answer.period, Period) else answer.period,
        interval=scaled(answer.interval, operand.scale),
        sources=(source,),
        citations=_estimate_citations(answer, sources.catalogue),
        caveats=tuple(both(text) for text in answer.caveats),
        synthetic=answer.synthetic,
    )


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
        url = resource.sources[0].path or "" if resource else ""
        name = resource.title["en"] if resource else key
        cited.append(Citation(str(title), name, "", url, key if resource else None))
    url = next((word for word in answer.reference.split() if word.startswith("http")), "").rstrip(";,")
    return (*cited, Citation(answer.reference.replace(f", {url}", ""), "", "", url))
