"""The shape of ``brief.json``: pydantic models, from which its JSON Schema is made.

Numbers carry full precision (ten digits) and stand beside unit, period, interval, standing and sources; texts are in
both languages. ``null`` is "no number", never zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from absentia.model.numbers import finite
from absentia.model.verdict import Verdict
from absentia.publish.records import State

KIND = "absentia brief"
FORMAT = 1

Number = Annotated[int | float | None, BeforeValidator(finite)]
"""``null`` where there is no number; an infinity has none."""


class Part(BaseModel):
    """A part of the document; nothing unnamed may stand in it."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class Texts(Part):
    """The same text in both languages."""

    en: str
    ru: str


class IntervalPart(Part):
    """An interval; an end of ``null`` is open."""

    low: Number
    high: Number
    level: float = Field(gt=0, lt=1)
    kind: str


class NumberPart(Part):
    """One number and what it means."""

    label: Texts
    value: Number
    unit: Texts
    period: str | None
    interval: IntervalPart | None
    main: bool
    """The number the verdict turns on."""
    note: Texts | None
    standing: Literal["published", "computed", "estimated", "tallied"]
    sources: Sequence[str]
    least: Number = None
    """It may be any number from here to ``most``, ``null`` being an open end; both are ``null`` where it is exact."""
    most: Number = None


class CitationPart(Part):
    """Where something was published."""

    publisher: str
    title: str
    date: str
    url: str
    figure: str | None
    evidence_level: str | None
    verified: bool | None


class ChartPart(Part):
    """A chart: the files it is drawn in and from, by language, and its rows."""

    name: str
    spec: str
    title: Texts
    description: Texts
    unit: Texts
    svg: Mapping[str, str]
    vega_lite: Mapping[str, str]
    csv: str
    rows: Sequence[Mapping[str, str | Number | bool]]


class ClaimPart(Part):
    """One claim, checked."""

    id: str
    label: str
    """What people call it: ``a′`` for ``a2``."""
    quote: Texts
    reading: Texts
    verdict: Verdict
    reason: Texts
    numbers: Sequence[NumberPart]
    caveats: Sequence[Texts]
    citations: Sequence[CitationPart]
    command: str
    chart: ChartPart | None


class ArticlePart(Part):
    """What was checked."""

    id: str
    title: Texts
    publisher: str
    date: str
    url: str | None
    notes: Sequence[Texts]


class AssumptionPart(Part):
    """What a method needs; ``holds`` is ``null`` where data cannot test it."""

    statement: str
    holds: bool | None
    outcome: str


class AnswerPart(Part):
    """An estimate, or (``refused``) the reason why there is none."""

    name: str
    refused: str | None
    value: Number
    interval: IntervalPart | None
    standard_error: Number
    unit: str | None
    period: str | None
    method: str | None
    assumptions: Sequence[AssumptionPart]
    sensitivity: Mapping[str, Number]
    caveats: Sequence[str]
    inputs: Mapping[str, str]
    reference: str | None
    seed: int | None
    ages: str | None
    variant: str | None
    degrees_of_freedom: Number
    observed: Number


class EstimatePart(Part):
    """The answers of one estimate by language."""

    name: str
    title: Texts
    command: str
    answers: Mapping[str, Sequence[AnswerPart]]
    chart: ChartPart | None


class CellPart(Part):
    """A count, or why none is shown."""

    state: State
    value: int | None
    at_least: bool
    """The count is a lower bound: no complete listing shows the whole cell."""
    low: int | None
    high: int | None
    """The most there can be; ``null`` beside a ``low``: nothing limits it."""


class TallyRowPart(Part):
    """One row of a tally."""

    keys: Sequence[Texts]
    cell: CellPart


class UnplacedPart(Part):
    """Units that stand in no row, and why."""

    reason: Texts
    count: int


class TallyPart(Part):
    """One measure of the rehearsal."""

    measure: str
    title: Texts
    unit: Texts
    about: Texts
    headings: Sequence[Texts]
    rows: Sequence[TallyRowPart]
    total: CellPart
    truth: int | None
    """The total of the invented world, where it is known."""
    unplaced: Sequence[UnplacedPart]
    command: str


class CoveragePart(Part):
    """What could be looked at."""

    court: str
    name: str | None
    pages: int
    looked_at: bool
    outcome: Texts


class BookPart(Part):
    """One line of the rehearsal's books."""

    label: Texts
    text: Texts


class RehearsalPart(Part):
    """The whole pipeline over invented courts: ``synthetic`` is always true."""

    synthetic: Literal[True]
    seed: int
    courts: int
    since: str
    until: str
    pages: int
    smallest_count: int
    tables: Sequence[TallyPart]
    coverage: Sequence[CoveragePart]
    books: Sequence[BookPart]
    unreadable: int
    chart: ChartPart
    commands: Sequence[str]


class LicencePart(Part):
    """Terms of a data set."""

    terms: Texts
    data: Texts


class OriginPart(Part):
    """What the brief was computed with and from."""

    version: str
    vintage: str
    digests: Mapping[str, str]


class BriefDocument(Part):
    """The whole of ``brief.json``."""

    kind: Literal["absentia brief"]
    format: Literal[1]
    origin: OriginPart
    article: ArticlePart
    claims: Sequence[ClaimPart]
    estimates: Sequence[EstimatePart]
    rehearsal: RehearsalPart | None
    licences: Sequence[LicencePart]
    files: Sequence[str]
    """Every file of the folder, this one too."""
