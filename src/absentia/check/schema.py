"""What a claims file may say: the border where a newsroom's YAML becomes typed.

A claim names operands (published figures, sums of them, cells of a series, estimates, tallies, or a number the article
states) and comparisons between them. Only what the article itself claims is written as a number; everything else is
looked up or computed.

A verdict's reason in prose names operands and named comparisons in braces: ``{listed}``, ``{ratio.low}``,
``{share.percent}``. It is written for one outcome; where the figures say something else, or a number it names is
missing, the checker's own sentence stands instead, so that prose can never claim what was not found.
"""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from absentia.check.operand import Name, Operand, Strict, Text
from absentia.check.operations import Comparison, decides
from absentia.estimate import METHODS
from absentia.estimate.registry import family
from absentia.law import JURISDICTION
from absentia.model.checked import SentenceKind, Verdict
from absentia.model.estimate import Interval
from absentia.model.texts import Said, in_languages, said, times

PARTS: Mapping[str, Callable[[float, Interval | None], float | None]] = {
    "": lambda value, _interval: value,
    "percent": lambda value, _interval: 100 * value,
    "times": lambda value, _interval: value,
    "low": lambda _value, interval: interval.low if interval else None,
    "high": lambda _value, interval: interval.high if interval else None,
    "low_percent": lambda _value, interval: 100 * interval.low if interval else None,
    "high_percent": lambda _value, interval: 100 * interval.high if interval else None,
}
"""What may follow a name after a point; ``times`` is said with its word: «2,07 раза», «5 раз»."""
SIGNS = {"at_least": "≥ ", "at_most": "≤ ", "approx": "≈ "}
"""What stands before a number that is one end of a range, or rounded."""


@dataclass(frozen=True, slots=True)
class Named:
    """A number a template can name; ``value`` is ``None`` where there is none, or where it is one of several."""

    value: float | None
    interval: Interval | None
    qualifier: str = "exact"
    """How it is meant; what is no exact number is written with its sign."""


def fields(template: str) -> list[tuple[str, str]]:
    """Every (name, part) a template names.

    Raises:
        ValueError: braces that do not close, or a part there is not.
    """
    found = []
    for _literal, field, specification, conversion in string.Formatter().parse(template):
        if field is None:
            continue
        name, _point, part = field.partition(".")
        if specification or conversion or part not in PARTS:
            allowed = ", ".join(part for part in PARTS if part)
            raise ValueError(
                said(
                    "“{field}” cannot be filled; after the name a point and one of {allowed} may follow",
                    field=f"{{{field}}}",
                    allowed=allowed,
                )
            )
        found.append((name, part))
    return found


def fill(templates: Mapping[str, str], values: Mapping[str, Named]) -> Said | None:
    """The sentence, by its templates for every language; ``None`` where a number one of them names is missing."""
    found = {}
    for code, template in templates.items():
        filled, shown = template, {}
        for key, (name, part) in enumerate(dict.fromkeys(fields(template))):
            one = values[name]
            number_named = None if one.value is None else PARTS[part](one.value, one.interval)
            if number_named is None:
                return None
            sign = SIGNS.get(one.qualifier, "") if part in ("", "percent", "times") else ""
            number = round(number_named, 1) if part.endswith("percent") else number_named
            shown[f"n{key}"] = Said(sign + "{number}", {"number": times(number) if part == "times" else number})
            filled = filled.replace("{" + (f"{name}.{part}" if part else name) + "}", f"{{n{key}}}")
        found[code] = Said(filled, shown)
    return in_languages(found)


class Caveat(Text):
    """Something a reader must know; by default it keeps the verdict from being a plain “supported”."""

    weighs: bool = True


class Because(Text):
    """Why the verdict is what it is, in prose; ``{name}`` is the number of an operand or of a named comparison.

    After a name may stand ``.low``, ``.high`` (the ends of its interval), ``.percent``, ``.low_percent``,
    ``.high_percent`` or ``.times`` (with its word: «2,07 раза»). Without it, or where the outcome is another or a
    number is missing, the checker writes its own.
    """

    when: Literal["supported", "not supported", "cannot be tested"] = "supported"
    """The outcome it is written for; ``supported`` with or without caveat."""

    def fits(self, verdict: Verdict) -> bool:
        """Whether it was written for this verdict."""
        return verdict.value.startswith(self.when)


class ChartRow(Strict):
    """One mark of a chart: an operand, with a label if its own does not fit."""

    operand: Name
    label: Text | None = None
    group: Text | None = None
    age_group: str | None = None
    date: dt.date | None = None


class Chart(Strict):
    """Which chart, of which operands."""

    spec: Literal["rate_per_month", "estimate_intervals", "share_by_age", "series", "bars"]
    title: Text
    description: Text
    unit: Text
    rows: list[ChartRow] = Field(min_length=1)


class Claim(Strict):
    """One claim: what was said, how it was read, what it is tested against."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_′-]*$")]
    aliases: list[str] = Field(default=[])
    label: str | None = None
    """What people call it, where the id is not fit to be shown: ``a′`` for ``a2``."""
    said: Text
    """The claim in a paraphrase or a few quoted words."""
    reading: Text
    operands: dict[Name, Operand] = Field(min_length=1)
    comparisons: list[Comparison] = Field(min_length=1)
    untestable: Text | None = None
    """Why no figure can test it; the numbers are then shown for context only."""
    because: Because | None = None
    caveats: list[Caveat] = Field(default=[])
    chart: Chart | None = None

    @model_validator(mode="after")
    def _names_exist(self) -> Claim:
        used: list[tuple[str, str]] = [("comparisons", n) for c in self.comparisons for n in c.operands]
        used += [("chart", row.operand) for row in (self.chart.rows if self.chart else [])]
        used += [(f"operands.{name}", part) for name, o in self.operands.items() for part in o.sum or []]
        for place, name in used:
            if name not in self.operands:
                raise ValueError(
                    said(
                        "{place}: there is no operand “{name}”; there are {known}",
                        place=place,
                        name=name,
                        known=", ".join(self.operands),
                    )
                )
        nested = [name for name, o in self.operands.items() for part in o.sum or [] if self.operands[part].sum]
        if nested:
            raise ValueError(said("operands.{name}: a sum cannot hold another sum", name=nested[0]))
        problem = _because_problem(self)
        if problem:
            raise ValueError(problem)
        deciding = [c for c in self.comparisons if decides(c)]
        if not deciding and self.untestable is None:
            raise ValueError(said("no comparison decides: give one an expectation, or say why the claim is untestable"))
        if sum(c.main for c in self.comparisons) != 1:
            raise ValueError(said("mark exactly one comparison with main: true"))
        return self


def _because_problem(claim: Claim) -> Said | None:
    named = [comparison.name for comparison in claim.comparisons if comparison.name]
    twice = next((name for name in named if named.count(name) > 1 or name in claim.operands), None)
    if twice is not None:
        return said("comparisons: the name “{name}” is already taken in this claim", name=twice)
    if claim.because is None:
        return None
    if claim.untestable is not None:
        return said("because: “untestable” already says why")
    known = [*claim.operands, *named]
    for text in claim.because.texts.values():
        try:
            unknown = [name for name, _part in fields(text) if name not in known]
        except ValueError as error:
            return said("because: {reason}", reason=error.args[0])
        if unknown:
            return said(
                "because: there is no number named “{name}”; there are {known}", name=unknown[0], known=", ".join(known)
            )
    return None


class Sentence(Strict):
    """One factual sentence of the article: what checks it, or why nothing here can."""

    kind: SentenceKind
    said: Text
    """The sentence in a paraphrase."""
    claims: Annotated[list[str], Field(min_length=1)] | None = None
    """Ids of the claims that check it."""
    why: Text | None = None
    """Why nothing here can test it."""

    @model_validator(mode="after")
    def _accounted_for(self) -> Sentence:
        if (self.claims is None) == (self.why is None):
            raise ValueError(said("name the claims that check the sentence, or say why nothing here can (one of both)"))
        return self


class Article(Strict):
    """A claims file: the article and its claims."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
    title: Text
    publisher: str
    date: dt.date
    as_of: dt.date | None = None
    """The day it was written: claims over an observatory's counts are judged by what could be known then, too."""
    jurisdiction: Annotated[str, Field(pattern=rf"^{JURISDICTION.pattern}$")] | None = None
    """Whose law its provisions are of, where they do not say (``ru:337``); by default the observatory's only one."""
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    notes: list[Text] = Field(default=[])
    estimates: list[str] = Field(default=[])
    """Those a published page shows beside the ones its claims are computed with."""
    claims: list[Claim] = Field(min_length=1)
    sentences: list[Sentence] = Field(default=[])
    """All factual sentences of the article, in order; where they are listed, every claim is named by one."""

    @model_validator(mode="after")
    def _ids_once(self) -> Article:
        names = [name for claim in self.claims for name in (claim.id, *claim.aliases)]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(said("claims: the id “{name}” is given twice", name=twice[0]))
        if self.as_of is not None and self.as_of > self.date:
            raise ValueError(said("as_of: written on {day}, after it was published", day=str(self.as_of)))
        return self


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a claims file, for editors and the docs; an estimate's options are those of its method."""
    schema = Article.model_json_schema()
    template, rules = "#/$defs/{model}", []
    for name in (one.name for one in METHODS.values() if not one.asked_by):
        models = [one.options for one in family(name)]
        for model in models:
            own = model.model_json_schema(ref_template=template)
            schema["$defs"] |= own.pop("$defs", {}) | {model.__name__: own}
        wanted = {"anyOf": [{"$ref": template.format(model=model.__name__)} for model in models]}
        rules.append({"if": {"properties": {"estimate": {"const": name}}, "required": ["estimate"]},
                      "then": {"properties": {"options": wanted}}})  # fmt: skip
    schema["$defs"]["Operand"]["allOf"] = rules
    plain = {"type": "string", "minLength": 1}
    for one in ("Text", "Caveat", "Because"):
        schema["$defs"][one] = {"anyOf": [plain, schema["$defs"][one]]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
