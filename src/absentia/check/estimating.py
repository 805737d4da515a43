"""An estimate as a quantity of a claim, in both languages; a refusal is a quantity without a number."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from absentia.check.quantities import Quantity, Sources, absent, scaled
from absentia.check.schema import Operand
from absentia.estimate import METHODS, estimate
from absentia.figures import Catalogue
from absentia.figures.figure import first_day, last_day
from absentia.messages import LANGUAGES, N_, language, set_language
from absentia.model.checked import Citation
from absentia.model.estimate import Estimate, Refusal
from absentia.model.period import Period
from absentia.model.texts import said

T = TypeVar("T")
_SYNTHETIC = said(N_("The pages counted are synthetic: this number says nothing of the world."))


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
    spoken = {code: _picked(answers, operand.pick) for code, answers in _answers(method, options, sources).items()}
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
    return Quantity(
        name=name,
        label=operand.label.both() if operand.label else {code: a.method for code, a in answers.items()},
        value=english.value * operand.scale,
        unit=operand.unit.both() if operand.unit else {code: a.unit for code, a in answers.items()},
        standing="estimated",
        period=_period(english.period or ""),
        period_text=english.period,
        interval=scaled(english.interval, operand.scale),
        sources=(source,),
        citations=_estimate_citations(english, sources.catalogue),
        caveats=(
            *(_SYNTHETIC.both() for text in (english.unit, *english.inputs.values()) if "synthetic" in text),
            *({code: a.caveats[n] for code, a in answers.items()} for n in range(len(english.caveats))),
        ),
    )


def _answers(method: str, options: dict[str, str], sources: Sources) -> dict[str, list[Estimate | Refusal]]:
    """The method's answers by language, run once; one that can use an observatory is given the one of this check."""
    given = dict(options)
    takes = method in METHODS and "observatory" in METHODS[method].options
    if takes and sources.observatory is not None:
        given.setdefault("observatory", str(sources.observatory.path))
    key = (method, *(f"{name}={value}" for name, value in sorted(given.items())))
    if key not in sources.answers:
        sources.answers[key] = in_both(lambda: estimate(method, sources.catalogue, given))
    found: dict[str, list[Estimate | Refusal]] = sources.answers[key]
    return found


def _period(text: str) -> Period | None:
    """``2022``, ``2022–2023`` or ``2022-02-24 – 2023-05-27`` as days; other words name no period."""
    ends = [part.strip() for part in text.replace(" – ", "–").split("–")]
    try:
        return Period(first_day(ends[0]), last_day(ends[-1]))
    except ValueError:
        return None


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
        cited.append(Citation(title, resource.title["en"] if resource else key, "", url, key if resource else None))
    url = next((word for word in answer.reference.split() if word.startswith("http")), "").rstrip(";,")
    return (*cited, Citation(answer.reference.replace(f", {url}", ""), "", "", url))
