"""``brief.json``: the brief for machines. These models are its documented shape; the JSON Schema is made from them.

Numbers carry full precision (ten digits) and stand beside unit, period, interval, standing and sources; texts are in
both languages. ``null`` is "no number", never zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from absentia.model.checked import ChartData, CheckedClaim, Computed
from absentia.model.estimate import Estimate, Refusal
from absentia.model.verdict import Verdict
from absentia.publish.numbers import finite
from absentia.publish.records import Brief, Rehearsal, State, TallyCell, TallyTable

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


class CellPart(Part):
    """A count, or why none is shown."""

    state: State
    value: int | None
    at_least: bool
    """The count is a lower bound: no complete listing shows the whole cell."""


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


class RehearsalPart(Part):
    """The case pipeline over invented pages: ``synthetic`` is always true."""

    synthetic: Literal[True]
    seed: int
    pages: int
    smallest_count: int
    tables: Sequence[TallyPart]
    coverage: Sequence[CoveragePart]
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


def chart_part(name: str, chart: ChartData) -> ChartPart:
    """The chart with the names of its files."""
    return ChartPart(
        name=name,
        spec=chart.spec,
        title=Texts(**chart.title),
        description=Texts(**chart.description),
        unit=Texts(**chart.unit),
        svg={language: f"charts/{name}.{language}.svg" for language in ("en", "ru")},
        vega_lite={language: f"charts/{name}.{language}.vl.json" for language in ("en", "ru")},
        csv=f"charts/{name}.csv",
        rows=[
            {key: finite(cell) if isinstance(cell, float) else cell for key, cell in row.items()} for row in chart.rows
        ],
    )


def _texts(given: Mapping[str, str]) -> Texts:
    return Texts(en=given["en"], ru=given["ru"])


def _interval(given: Any) -> IntervalPart | None:
    return None if given is None else IntervalPart.model_validate(given)


def _number(given: Computed) -> NumberPart:
    return NumberPart.model_validate(
        {
            "label": _texts(given.label),
            "value": given.value,
            "unit": _texts(given.unit),
            "period": given.period,
            "interval": _interval(given.interval),
            "main": given.main,
            "note": None if given.note is None else _texts(given.note),
            "standing": given.standing,
            "sources": list(given.sources),
        }
    )


def _claim(given: CheckedClaim) -> ClaimPart:
    return ClaimPart(
        id=given.id,
        quote=_texts(given.quote),
        reading=_texts(given.reading),
        verdict=given.verdict,
        reason=_texts(given.reason),
        numbers=[_number(each) for each in given.numbers],
        caveats=[_texts(each) for each in given.caveats],
        citations=[CitationPart.model_validate(each) for each in given.citations],
        command=given.command,
        chart=None if given.chart is None else chart_part(given.id, given.chart),
    )


_EMPTY_IN_A_REFUSAL = (
    "value", "interval", "standard_error", "unit", "period", "method", "reference", "seed", "ages", "variant",
    "degrees_of_freedom", "observed",
)  # fmt: skip


def _answer(given: Estimate | Refusal) -> AnswerPart:
    if isinstance(given, Refusal):
        empty = dict.fromkeys(_EMPTY_IN_A_REFUSAL)
        rest: dict[str, Any] = {**empty, "refused": given.reason, "sensitivity": {}, "caveats": []}
    else:
        rest = {
            "refused": None,
            "value": given.value,
            "interval": _interval(given.interval),
            "standard_error": given.standard_error,
            "unit": given.unit,
            "period": given.period,
            "method": given.method,
            "reference": given.reference or None,
            "seed": given.seed,
            "ages": given.ages,
            "variant": given.variant,
            "degrees_of_freedom": given.degrees_of_freedom,
            "observed": given.observed,
            "sensitivity": dict(given.sensitivity),
            "caveats": list(given.caveats),
        }
    assumptions = [AssumptionPart.model_validate(each) for each in given.assumptions]
    return AnswerPart.model_validate(
        {"name": given.name, "assumptions": assumptions, "inputs": dict(given.inputs), **rest}
    )


def _cell(given: TallyCell) -> CellPart:
    return CellPart(state=given.state, value=given.value, at_least=given.at_least)


def _tally(given: TallyTable) -> TallyPart:
    return TallyPart(
        measure=given.measure,
        title=_texts(given.title),
        unit=_texts(given.unit),
        about=_texts(given.about),
        headings=[_texts(each) for each in given.headings],
        rows=[TallyRowPart(keys=[_texts(key) for key in row.keys], cell=_cell(row.cell)) for row in given.rows],
        total=_cell(given.total),
        truth=given.truth,
        unplaced=[UnplacedPart(reason=_texts(reason), count=count) for reason, count in given.unplaced],
        command=given.command,
    )


def _rehearsal(given: Rehearsal) -> RehearsalPart:
    return RehearsalPart(
        synthetic=True,
        seed=given.seed,
        pages=given.pages,
        smallest_count=given.smallest_count,
        tables=[_tally(table) for table in given.tables],
        coverage=[
            CoveragePart(
                court=each.court,
                name=each.name,
                pages=each.pages,
                looked_at=each.looked_at,
                outcome=_texts(each.outcome),
            )
            for each in given.coverage
        ],
        unreadable=given.unreadable,
        chart=chart_part(REHEARSAL_CHART, given.chart),
        commands=list(given.commands),
    )


REHEARSAL_CHART = "rehearsal"
"""Name of the synthetic chart's files."""


def document(brief: Brief, files: Sequence[str]) -> BriefDocument:
    """The document of a brief whose folder holds ``files``."""
    article = brief.article
    return BriefDocument(
        kind="absentia brief",
        format=1,
        origin=OriginPart(
            version=brief.origin.version, vintage=brief.origin.vintage, digests=dict(brief.origin.digests)
        ),
        article=ArticlePart(
            id=article.id,
            title=_texts(article.title),
            publisher=article.publisher,
            date=article.date,
            url=article.url,
            notes=[_texts(each) for each in article.notes],
        ),
        claims=[_claim(each) for each in article.claims],
        estimates=[
            EstimatePart(
                name=report.name,
                title=_texts(report.title),
                command=report.command,
                answers={language: [_answer(each) for each in answers] for language, answers in report.answers.items()},
            )
            for report in brief.estimates
        ],
        rehearsal=None if brief.rehearsal is None else _rehearsal(brief.rehearsal),
        licences=[LicencePart(terms=_texts(terms), data=_texts(data)) for terms, data in brief.licences],
        files=list(files),
    )
