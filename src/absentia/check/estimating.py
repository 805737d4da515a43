"""An estimate as a quantity of a claim, in both languages; a refusal is a quantity without a number."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from absentia.check.quantities import Quantity, Sources, absent, scaled
from absentia.check.schema import Operand
from absentia.estimate import estimate
from absentia.figures import Catalogue
from absentia.messages import LANGUAGES, N_, language, set_language
from absentia.model.checked import Citation
from absentia.model.estimate import Estimate, Refusal
from absentia.model.period import Period
from absentia.model.texts import said

T = TypeVar("T")


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak one language while the block runs."""
    before = language()
    set_language(code)
    try:
        yield
    finally:
        set_language(before)


def in_both(make: Callable[[], T]) -> dict[str, T]:
    """The same thing made in every language: estimates and tallies speak the language in use."""
    made = {}
    for code in LANGUAGES:
        with speaking(code):
            made[code] = make()
    return made


def estimated(name: str, operand: Operand, sources: Sources) -> Quantity:
    """The answer of a method as a quantity; a refusal becomes one without a value."""
    method = operand.estimate or ""
    options = {key: str(value) for key, value in (operand.options or {}).items()}
    spoken = in_both(lambda: _picked(estimate(method, sources.catalogue, options), operand.pick))
    english = spoken["en"]
    source = method + "".join(f" --{key} {value}" for key, value in options.items())
    if english is None or isinstance(english, Refusal):
        why = {code: (answer.reason if isinstance(answer, Refusal) else "?") for code, answer in spoken.items()}
        if english is None:
            why = said(
                N_("the estimate {name} gives nothing called {pick}"), name=method, pick=operand.pick or method
            ).both()
        return dataclasses.replace(absent(name, operand, why, "estimated"), sources=(source,))
    answers = {code: answer for code, answer in spoken.items() if isinstance(answer, Estimate)}
    years = [int(part) for part in (english.period or "").split("–") if part.isdigit()]
    period = Period(dt.date(years[0], 1, 1), dt.date(years[-1], 12, 31)) if years else None
    return Quantity(
        name=name,
        label=operand.label.both() if operand.label else {code: a.method for code, a in answers.items()},
        value=english.value * operand.scale,
        unit=operand.unit.both() if operand.unit else {code: a.unit for code, a in answers.items()},
        standing="estimated",
        period=period,
        period_text=english.period,
        interval=scaled(english.interval, operand.scale),
        sources=(source,),
        citations=_estimate_citations(english, sources.catalogue),
        caveats=tuple({code: a.caveats[n] for code, a in answers.items()} for n in range(len(english.caveats))),
    )


def _picked(answers: list[Estimate | Refusal], pick: str | None) -> Estimate | Refusal | None:
    """The widest answer of that name: methods list single bands first and the whole last."""
    fitting = [answer for answer in answers if pick is None or answer.name == pick]
    if fitting:
        return fitting[-1]
    return next((answer for answer in reversed(answers) if isinstance(answer, Refusal)), None)


def _estimate_citations(answer: Estimate, catalogue: Catalogue) -> tuple[Citation, ...]:
    cited = []
    for key, title in answer.inputs.items():
        resource = catalogue.resources.get(key)
        url = resource.sources[0].path or "" if resource else ""
        cited.append(Citation(title, resource.title["en"] if resource else key, "", url, key if resource else None))
    url = next((word for word in answer.reference.split() if word.startswith("http")), "").rstrip(";,")
    return (*cited, Citation(answer.reference.replace(f", {url}", ""), "", "", url))
