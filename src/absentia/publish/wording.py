"""How pages say what the stages before them found: verdicts, standings, kinds of intervals, sources, in a language.

And what a page does to words at the end: blanks at which no line may break.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from absentia.messages import LANGUAGES, N_, translate
from absentia.model import numbers
from absentia.model.checked import Citation, Computed, Standing, Text, Verdict
from absentia.model.estimate import Estimate, Refusal
from absentia.model.numbers import Quantity, period, spelled
from absentia.model.publishers import published_by, publisher
from absentia.model.texts import Said, Words, counted, in_languages, joined, said, said_of, spoken
from absentia.model.units import unit_after

TEMPLATES = Path(__file__).parent / "templates"
VERDICTS: Mapping[str, tuple[str, str]] = {
    Verdict.SUPPORTED: (N_("supported"), N_("The figures say what the sentence says.")),
    Verdict.SUPPORTED_WITH_CAVEAT: (
        N_("supported with caveat"),
        N_("The figures agree, but the sentence leaves out something a reader needs to know."),
    ),
    Verdict.NOT_SUPPORTED: (N_("not supported"), N_("The figures say something else.")),
    Verdict.CANNOT_BE_TESTED: (N_("cannot be tested"), N_("No figure we know of can confirm or refute it.")),
}
STANDINGS: Mapping[str, tuple[str, str]] = {
    "published": (N_("published"), N_("somebody's figure, as they printed it")),
    "computed": (N_("computed"), N_("our arithmetic over published figures")),
    "estimated": (N_("estimated"), N_("a statistical estimate with assumptions")),
    "tallied": (N_("tallied"), N_("counted by us from court pages")),
}
EVIDENCE = {
    "primary": N_("the publisher's own text"),
    "secondary": N_("a report of somebody else's figure"),
    "tertiary": N_("a report of a report"),
}
PUBLISHED = frozenset(
    {
        "compare-deaths:published", "compare-deaths:named", "signals:courts", "signals:requests",
        "signals:leaked-lists", "signals:asylum",
    }
)  # fmt: skip
"""Answers that are somebody else's number."""
SERIES = frozenset(name for name in PUBLISHED if name.startswith("signals:"))
"""Answers that are one number of a series, which its period tells from the others."""
COMPUTED = frozenset({"undercount:leaked-lists"})
"""Answers that are arithmetic over published figures."""
ANSWERS = {
    "excess-male-deaths:until": N_("up to a day"),
    "excess-male-deaths:external-causes": N_("external causes"),
    "undercount:leaked-lists": N_("leaked lists against cases in court"),
    "undercount:serial-gaps": N_("gaps in case numbers"),
    "undercount:nowcast": N_("reports still to come"),
    "undercount:lists": N_("overlapping lists"),
    "signals:nowcast": N_("expected when everything is posted"),
}
HIV = {
    "hiv-kept": N_("ages {ages}, deaths from HIV kept"),
    "hiv-removed": N_("ages {ages}, deaths from HIV removed"),
}
"""How variants end that treat deaths from HIV the one way or the other; both are shown."""
# 5-linear-hiv-removed
_VARIANT = re.compile(r"(?P<years>\d+)-(?P<trend>linear|exponential)-hiv-(?P<hiv>kept|removed)$")
_TRENDS = {
    ("linear", "kept"): N_("linear trend over {years}, deaths from HIV kept"),
    ("linear", "removed"): N_("linear trend over {years}, deaths from HIV removed"),
    ("exponential", "kept"): N_("exponential trend over {years}, deaths from HIV kept"),
    ("exponential", "removed"): N_("exponential trend over {years}, deaths from HIV removed"),
}
SHARES = ("share", "probability", "доля", "вероятность")
"""How the units of numbers between 0 and 1 begin."""
LANGUAGE_NAMES = {"en": "English", "ru": "Русский"}


def _language_of(text: str) -> str:
    """Which language a foreign title is in, by its letters: good enough for a screen reader's voice."""
    cyrillic = sum("а" <= letter <= "я" or letter == "ё" for letter in text.lower())
    latin = sum("a" <= letter <= "z" for letter in text.lower())
    return "ru" if cyrillic > latin else "en"


def _tongue(text: str, language: str) -> Markup:
    """The attribute that tells a screen reader of a text in another language; nothing for one in the page's own."""
    found = _language_of(text)
    return Markup("") if found == language else Markup(f' lang="{found}"')  # noqa: S704  a code of ours


def link(url: str | None) -> str | None:
    """The address if a browser may follow it; a claims file is not trusted with ``javascript:``."""
    try:
        return url if url and urlsplit(url).scheme in {"http", "https"} else None
    except ValueError:  # not an address at all
        return None


def _main(computed: Sequence[Computed]) -> Computed | None:
    return next((each for each in computed if each.main), None)


def quantity_of(unit: Quantity | str) -> Quantity:
    """The kind of a number; a claim's by how its unit begins: what lies between 0 and 1 reads better in percent."""
    if isinstance(unit, Quantity):
        return unit
    return Quantity.SHARE if unit.lower().startswith(SHARES) else Quantity.RATIO


def distinct(answers: Sequence[Any], attribute: str) -> list[Any]:
    """What several answers have in common, once: assumptions, caveats, methods."""
    found: list[Any] = []
    for answer in answers:
        given = getattr(answer, attribute, None) or ()
        for each in (given,) if isinstance(given, Words) else given:
            if each not in found:
                found.append(each)
    return found


_FAR = ("primary", "secondary", "tertiary")
"""How far a source is from the number; a table without a level is its publisher's own."""


@dataclass(frozen=True, slots=True)
class Source:
    """One publication and every figure taken from it."""

    citation: Citation
    figures: Sequence[str]


def sources_of(citations: Sequence[Citation]) -> list[Source]:
    """Each publication once: publishers' own texts, then who reports them, then who reports these; as they came."""
    figures: dict[Citation, list[str]] = {}
    for citation in citations:
        found = figures.setdefault(replace(citation, figure=None), [])
        if citation.figure and citation.figure not in found:
            found.append(citation.figure)
    every = [Source(citation, names) for citation, names in figures.items()]
    return sorted(every, key=lambda one: _FAR.index(one.citation.evidence_level or _FAR[0]))


def _published_by(variant: str) -> Text:
    """A publisher and the day it published, as an estimate from print has them: “Meduza, 2024-07”."""
    name, _comma, day = variant.rpartition(", ")
    return joined([published_by(name), in_languages({code: period(day, code) for code in LANGUAGES})], ", ")


def variant_name(variant: Text) -> Text:
    """A way of computing in words: ``5-linear-hiv-kept``; another is called as it is."""
    found = _VARIANT.match(variant.text("en"))
    if found is None:
        return variant
    years = counted("{n} year", "{n} years", n=int(found["years"]))
    return said(_TRENDS[found["trend"], found["hiv"]], years=years)


def answer_name(answer: Estimate | Refusal) -> Text:
    """What tells this answer from its neighbours: who published it, the ages where it has any, or what it is."""
    if isinstance(answer, Estimate) and answer.name in SERIES:
        when = in_languages({code: period(answer.period or "", code) for code in LANGUAGES})
        return joined([when, *([_published_by(answer.variant)] if answer.variant else [])], ", ")
    if isinstance(answer, Estimate) and answer.name in PUBLISHED and answer.variant:
        return _published_by(answer.variant)
    if isinstance(answer, Estimate) and answer.ages:
        ages = answer.ages.replace("-", numbers.DASH)
        hiv = next((words for ending, words in HIV.items() if (answer.variant or "").endswith(ending)), None)
        return Said(hiv or N_("ages {ages}"), {"ages": ages})
    return Said(ANSWERS[answer.name]) if answer.name in ANSWERS else said_of(answer.name)


def standing_of(answers: Sequence[Estimate | Refusal]) -> Standing:
    """How the numbers of a group came about; a list of names is published, and no estimate."""
    if any(answer.name in PUBLISHED for answer in answers):
        return "published"
    return "computed" if any(answer.name in COMPUTED for answer in answers) else "estimated"


def grouped(answers: Sequence[Estimate | Refusal]) -> list[tuple[Text | None, list[Estimate | Refusal]]]:
    """Answers of the same unit and period under one heading, in the order they first came; reasons under none.

    A series has one heading for all of its periods.
    """
    groups: dict[str, tuple[Text | None, list[Estimate | Refusal]]] = {}
    for answer in answers:
        heading = None
        if isinstance(answer, Estimate):
            when = in_languages({code: period(answer.period or "", code) for code in LANGUAGES})
            own = answer.period and answer.name not in SERIES
            heading = joined([answer.counts, *([when] if own else [])], ", ")
        groups.setdefault(heading.text("en") if heading else "", (heading, []))[1].append(answer)
    return list(groups.values())


@dataclass(frozen=True, slots=True)
class Choices:
    """The same numbers under every variant of a method: one row a variant, one column a total."""

    totals: Sequence[Estimate]
    rows: Sequence[tuple[Text, Sequence[float | None]]]


def choices(answers: Sequence[Estimate | Refusal]) -> Choices:
    """Variants of the totals only: the widest ages, which come last."""
    ranged = [answer for answer in answers if isinstance(answer, Estimate) and answer.sensitivity]
    totals = [answer for answer in ranged if answer.ages == ranged[-1].ages]
    names = list(dict.fromkeys(name for answer in totals for name in answer.sensitivity))
    return Choices(totals, [(said_of(name), [one.sensitivity.get(name) for one in totals]) for name in names])


def _around(of: Computed, language: str) -> str:
    """The interval of a number, open where the number itself is."""
    assert of.interval is not None
    low = -math.inf if of.least is None and of.most is not None else of.interval.low
    high = math.inf if of.most is None and of.least is not None else of.interval.high
    return numbers.between(low, high, language, of.value, share=quantity_of(str(of.unit)) is Quantity.SHARE)


def helpers(language: str) -> dict[str, Any]:
    """What the templates call, by name, in one language."""
    say = partial(translate, code=language)
    return {
        "_": say,
        "say": lambda words: spelled(spoken(words, language), language),
        "number": partial(numbers.number, code=language),
        "measured": lambda value, unit="": numbers.measured(value, quantity_of(unit), language),
        "range": lambda given, value=None, unit="": numbers.between(
            given.low, given.high, language, value, share=quantity_of(unit) is Quantity.SHARE
        ),
        "shown": lambda each: numbers.bounded(each.value, each.least, each.most, quantity_of(str(each.unit)), language),
        "around": lambda each: _around(each, language),
        "unit_after": lambda value, unit: unit_after(value, unit, language),
        "period": lambda text: period(text, language),
        "machine": numbers.finite,
        "main_of": _main,
        "sources_of": sources_of,
        "grouped": grouped,
        "answer_name": answer_name,
        "standing_of": standing_of,
        "language_of": _language_of,
        "tongue": partial(_tongue, language=language),
        "link": link,
        "publisher": partial(publisher, code=language),
        "kind_of": lambda given: given.named.text(language),
        "opening": lambda text: text[:1].upper() + text[1:],
        "stop": lambda text: text if text.endswith(".") else f"{text}.",
        "evidence_of": lambda given: say(EVIDENCE[given]) if given in EVIDENCE else given,
        "verdict_name": lambda given: say(VERDICTS[given][0]),
        "standing_name": lambda given: say(STANDINGS[given][0]) if given in STANDINGS else given,
        "verdicts": [(verdict, say(name), say(meaning)) for verdict, (name, meaning) in VERDICTS.items()],
        "standings": [(standing, say(name), say(meaning)) for standing, (name, meaning) in STANDINGS.items()],
        "language_names": LANGUAGE_NAMES,
    }


# `absentia init` in a sentence; what is markup, or text that no mark may stand in, goes before it
_COMMAND = re.compile(r"<(script|style|pre|title|svg)\b.*?</\1>|<[^>]*>|`([^`<>]+)`", re.DOTALL)
_NO_BREAK = "\u00a0"
# «ст. 337», «ч. 3», «№ 1»; «Art. 337»
_BEFORE_A_NUMBER = re.compile(r"(?<!\w)(ст\.|ч\.|п\.|№|Art\.|Arts\.) (?=\d)")
# «2023 г.», «6 мес.», «5 %»
_AFTER_A_NUMBER = re.compile(r"(?<=\d) (?=(?:г\.|гг\.|мес\.|%))")


# marks nobody sees that turn the text around them
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def with_commands(page: str) -> str:
    """A page whose sentences name commands as code, in place of the marks they are written in elsewhere."""
    return (
        _COMMAND.sub(lambda found: f"<code>{found[2]}</code>" if found[2] else found[0], page) if "`" in page else page
    )


def unbroken(text: str) -> str:
    """The text, with no line's end between a number and the word it belongs to, and one stop after «г.».

    Marks that turn text around go: what is written is read in its order.
    """
    text = _TURNING.sub("", text).replace("г..", "г.")
    return _AFTER_A_NUMBER.sub(_NO_BREAK, _BEFORE_A_NUMBER.sub(rf"\1{_NO_BREAK}", text))
