"""What a claims file may say: the border where a newsroom's YAML becomes typed.

A claim names operands (published figures, sums of them, cells of a series, estimates, tallies, or a number the article
states) and comparisons between them. Only what the article itself claims is written as a number; everything else is
looked up or computed.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from absentia.check.because import fields
from absentia.estimate import METHODS
from absentia.estimate.registry import family
from absentia.law import JURISDICTION, Family
from absentia.model.checked import SentenceKind
from absentia.model.texts import Said, in_languages, said
from absentia.model.verdict import Verdict

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
ROUNDING = 1e-9
"""Relative: 35 times 0.01 is 0.35, whatever a machine makes of it."""
_COMPANIONS = {
    "where": ("series",), "options": ("estimate",), "pick": ("estimate",), "provision": ("tally",),
    "since": ("tally", "stated"), "until": ("tally", "stated"), "measure": ("latest",), "not_after": ("latest",),
    "day": ("law", "days_since"), "family": ("law",), "term": ("law",),
}  # fmt: skip
"""Fields that only some kinds of operands have."""
KINDS = ("figure", "sum", "series", "estimate", "tally", "latest", "law", "days_since", "stated")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(_Strict):
    """The same sentence in both languages; with one missing, or written plainly, one stands for both."""

    en: str | None = None
    ru: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, written: Any) -> Any:
        """A text without a language stands for both."""
        return {"en": written, "ru": written} if isinstance(written, str) else written

    @model_validator(mode="after")
    def _one_at_least(self) -> Text:
        if not (self.en or self.ru):
            raise ValueError(said("write the text in en, in ru, or in both"))
        return self

    @property
    def texts(self) -> dict[str, str]:
        """The sentence by language code."""
        return {"en": self.en or self.ru or "", "ru": self.ru or self.en or ""}

    @property
    def words(self) -> Said:
        """The sentence."""
        return in_languages(self.texts)


class Operand(_Strict):
    """One number, by where it comes from: exactly one of :data:`KINDS`."""

    label: Text | None = None
    """What the number is, for readers; a figure's own definition by default."""
    figure: str | None = None
    """Id of a figure: ``court_cases-001``."""
    sum: Annotated[list[Name], Field(min_length=1)] | None = None
    """Names of other operands of the claim to add; their units must be the same."""
    series: str | None = None
    """A series table; ``where`` must single out one row."""
    where: dict[str, str | int] | None = None
    estimate: str | None = None
    """An estimate; ``options`` as on the command line, ``pick`` its name where a method gives several."""
    options: dict[str, str | int | float | bool] | None = None
    pick: str | None = None
    tally: str | None = None
    """A measure counted in the observatory."""
    provision: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    latest: str | None = None
    """A fact table; the figure of ``measure`` with the latest day not after ``not_after``."""
    measure: str | None = None
    not_after: dt.date | None = None
    law: str | None = None
    """A provision: its ``term`` of imprisonment on a ``day``, in years."""
    days_since: str | None = None
    """Id of a figure: the days from the first of its period to a ``day``."""
    day: dt.date | None = None
    family: Family | None = None
    """The part of the article that requires these circumstances, whichever it was on that day."""
    term: Literal["least", "most"] | None = None
    """Which of them; the longest by default."""
    stated: float | None = None
    """A number the article states; ``since`` and ``until`` are the period it states it of."""
    unit: Text | None = None
    scale: float = Field(default=1, gt=0)
    """Multiply by this to reach the unit wanted: 0.01 turns percent into a share."""
    running_total: bool = False
    """A total that can only grow; on an earlier day it was this at most."""
    minimum: bool = False
    """A count of what is known, such as a list of names: the truth is this at least."""

    @model_validator(mode="after")
    def _one_kind(self) -> Operand:
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(
                said(
                    "name exactly one of {kinds}; found: {given}", kinds=", ".join(KINDS), given=", ".join(given) or "–"
                )
            )
        for field, kinds in _COMPANIONS.items():
            if getattr(self, field) is not None and given[0] not in kinds:
                raise ValueError(said("“{field}” belongs to “{kind}”", field=field, kind=" / ".join(kinds)))
        needed = {"series": ("where",), "tally": ("since", "until"), "latest": ("measure", "not_after"),
                  "law": ("day",), "days_since": ("day",)}  # fmt: skip
        for field in needed.get(given[0], ()):
            if getattr(self, field) is None:
                raise ValueError(said("“{kind}” needs “{field}”", kind=given[0], field=field))
        if (self.since is None) != (self.until is None):
            raise ValueError(said("“since” and “until” go together"))
        return self

    @property
    def kind(self) -> str:
        """Which of :data:`KINDS` it is."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)


Operation = Literal[
    "value", "ratio", "ratio_per_month", "difference", "share", "trend", "contains", "between",
    "same_unit", "adds_up", "published_for",
]  # fmt: skip
OWN_EXPECTATION = ("contains", "between", "trend", "same_unit", "adds_up", "published_for")
"""Operations that say themselves what is expected."""
SEVERAL = ("trend", "adds_up")
"""Operations of a list of operands."""


class Expectation(_Strict):
    """What the article claims of the result; without one the number is shown and decides nothing."""

    at_least: float | None = None
    at_most: float | None = None
    equals: float | None = None
    tolerance: float | None = Field(default=None, ge=0, lt=1)
    """Relative, for ``equals``: “nearly 50,000” with 0.1 allows 45,000 to 55,000; without one the number is exact."""

    @model_validator(mode="after")
    def _something(self) -> Expectation:
        if self.at_least is None and self.at_most is None and self.equals is None:
            raise ValueError(said("expect at_least, at_most or equals"))
        if self.tolerance is not None and self.equals is None:
            raise ValueError(said("“{field}” belongs to “{kind}”", field="tolerance", kind="equals"))
        return self

    @property
    def slack(self) -> float:
        """How far from ``equals`` a number may lie; of a number without tolerance, no farther than a machine rounds."""
        return abs(self.equals or 0.0) * max(self.tolerance or 0.0, ROUNDING)


class Comparison(_Strict):
    """An operation on operands, and what the article claims of its result."""

    name: Name | None = None
    """What ``because`` calls its result."""
    label: Text
    operation: Operation
    of: Name | list[Name]
    """The operand; for ``trend`` two or more in order of time, for ``adds_up`` the parts."""
    to: Name | None = None
    """What it is set against: the denominator, the subtrahend, the number an interval should contain."""
    low: Name | None = None
    high: Name | None = None
    """Ends for ``between``; one may be left out."""
    expect: Expectation | None = None
    direction: Literal["rising", "falling"] | None = None
    noise: Literal["poisson"] | None = None
    """``poisson``: the operands are counts of events, though their units do not say so. Where they do, a ratio has its
    interval without it."""
    as_of: dt.date | None = None
    """The day the article speaks of; a running total of a later day is then an upper bound."""
    main: bool = False
    """The number the verdict turns on."""
    decides: bool = True
    """``false``: shown beside the others, without weight."""

    @model_validator(mode="after")
    def _complete(self) -> Comparison:
        problem = _missing(self)
        if problem:
            raise ValueError(problem)
        return self

    @property
    def alone(self) -> bool:
        """Its result is the operand's own number, and is not made of several."""
        return self.operation in ("value", "contains", "between", "same_unit", "published_for")

    @property
    def operands(self) -> tuple[str, ...]:
        """Every operand it names."""
        first = [self.of] if isinstance(self.of, str) else self.of
        return (*first, *(name for name in (self.to, self.low, self.high) if name))


_TWO = ("ratio", "ratio_per_month", "difference", "share", "contains", "same_unit", "adds_up", "published_for")


def _missing(comparison: Comparison) -> Said | None:
    several = isinstance(comparison.of, list)
    if several != (comparison.operation in SEVERAL):
        return said("“of” is one operand; only {kinds} take a list", kinds=", ".join(SEVERAL))
    if comparison.operation in _TWO and comparison.to is None:
        return said("“{kind}” needs “{field}”", kind=comparison.operation, field="to")
    if comparison.operation == "between" and comparison.low is None and comparison.high is None:
        return said("“between” needs “low”, “high” or both")
    if comparison.operation == "trend" and (comparison.direction is None or len(comparison.of) < 2):  # noqa: PLR2004  a trend joins two points or more
        return said("“trend” needs “direction” and at least two operands")
    if comparison.expect and comparison.operation in OWN_EXPECTATION:
        return said("“{kind}” states its own expectation; leave “expect” out", kind=comparison.operation)
    return None


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


class ChartRow(_Strict):
    """One mark of a chart: an operand, with a label if its own does not fit."""

    operand: Name
    label: Text | None = None
    group: Text | None = None
    age_group: str | None = None
    date: dt.date | None = None


class Chart(_Strict):
    """Which chart, of which operands."""

    spec: Literal["rate_per_month", "estimate_intervals", "share_by_age", "series", "bars"]
    title: Text
    description: Text
    unit: Text
    rows: list[ChartRow] = Field(min_length=1)


class Claim(_Strict):
    """One claim: what was said, how it was read, what it is tested against."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_′-]*$")]
    aliases: list[str] = []
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
    caveats: list[Caveat] = []
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


def decides(comparison: Comparison) -> bool:
    """Whether the verdict depends on this comparison."""
    own = comparison.operation in OWN_EXPECTATION
    return comparison.decides and (own or comparison.expect is not None)


class Sentence(_Strict):
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


class Article(_Strict):
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
    notes: list[Text] = []
    estimates: list[str] = []
    """Those a published page shows beside the ones its claims are computed with."""
    claims: list[Claim] = Field(min_length=1)
    sentences: list[Sentence] = []
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
