"""``brief.json``, the brief for machines, and its JSON Schema: both from the types of what a brief is made from.

Numbers carry ten digits and stand beside unit, period, interval, standing and sources; texts are in both languages.
``null`` is "no number", never zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import TypeAdapter
from typing_extensions import TypedDict  # pydantic reads no other before Python 3.12

from absentia.messages import LANGUAGES
from absentia.model.checked import ChartData, CheckedArticle, CheckedClaim, Text
from absentia.model.estimate import Estimate, Interval, Refusal
from absentia.model.numbers import finite
from absentia.model.shape import closed, schema_of
from absentia.model.texts import as_data, said_of
from absentia.publish.charts import names_of
from absentia.publish.site.checked import chart_name
from absentia.publish.site.dossier import Dossier
from absentia.publish.site.estimates import chart_name as estimate_chart
from absentia.publish.sources import Licence, Origin

KIND: Literal["absentia brief"] = "absentia brief"


@dataclass(frozen=True, slots=True)
class Tested:
    """What a method needs; ``holds`` is ``null`` where data cannot test it."""

    statement: str
    holds: bool | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An estimate in one language, or (``refused``) the reason why there is none."""

    name: str
    refused: str | None = None
    value: float | None = None
    interval: Interval | None = None
    standard_error: float | None = None
    unit: str | None = None
    period: str | None = None
    method: str | None = None
    assumptions: Sequence[Tested] = ()
    sensitivity: Mapping[str, float] = field(default_factory=dict)
    caveats: Sequence[str] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    reference: str | None = None
    seed: int | None = None
    ages: str | None = None
    variant: str | None = None
    degrees_of_freedom: float | None = None
    observed: float | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers of one estimate by language."""

    name: str
    title: Text
    command: str
    answers: Mapping[str, Sequence[Answer]]
    chart: ChartData | None


@dataclass(frozen=True, slots=True)
class Document:
    """The whole of ``brief.json``; ``files`` is every file of the folder, this one too."""

    kind: Literal["absentia brief"]
    format: Literal[2]
    origin: Origin
    article: CheckedArticle
    claims: Sequence[CheckedClaim]
    estimates: Sequence[Answered]
    licences: Sequence[Licence]
    files: Sequence[str]


class Files(TypedDict):
    """What a chart of the document has beside its texts: its name, and the files it is drawn in and from."""

    name: str
    svg: Mapping[str, str]
    vega_lite: Mapping[str, str]
    csv: str


class Drawn(Files):
    """And its rows."""

    rows: Sequence[Mapping[str, str | int | float | bool | None]]


_DOCUMENT = TypeAdapter(Document)
_ANSWERS = TypeAdapter(list[Answer])
_DRAWN = TypeAdapter(Drawn)
_ELSEWHERE = ("claims", "language", "estimates")
"""What the document does not say within its article."""


def document(dossier: Dossier, files: Sequence[str]) -> dict[str, Any]:
    """The document of a brief of one article, whose folder holds ``files``."""
    article = dossier.articles[0]
    answered = [
        Answered(
            one.name,
            said_of(one.title),
            one.command,
            {code: _answers(one.answers, code) for code in LANGUAGES},
            one.chart,
        )
        for one in dossier.estimates
    ]
    whole = Document(
        kind=KIND,
        format=2,
        origin=dossier.origin,
        article=article,
        claims=article.claims,
        estimates=answered,
        licences=dossier.licences,
        files=files,
    )
    made: dict[str, Any] = _finite(_DOCUMENT.dump_python(whole, mode="json", exclude={"article": set(_ELSEWHERE)}))
    for claim, checked in zip(made["claims"], article.claims, strict=True):
        _with_files(claim, chart_name(article, checked))
    for estimate in made["estimates"]:
        _with_files(estimate, estimate_chart(estimate["name"]))
    return made


def json_schema() -> dict[str, Any]:
    """The JSON Schema of ``brief.json``."""
    schema = schema_of(_DOCUMENT)
    article, chart = (schema["$defs"][name] for name in ("CheckedArticle", "ChartData"))
    for key in _ELSEWHERE:
        del article["properties"][key]
    chart["properties"] = _drawn(chart["properties"], _DRAWN.json_schema()["properties"])
    return closed(schema)


def _with_files(part: dict[str, Any], stem: str) -> None:
    if part["chart"] is not None:
        named = {"name": stem.rpartition("/")[2], **names_of(stem)}
        part["chart"] = _drawn(part["chart"], {**named, "rows": part["chart"]["rows"]})


def _drawn(chart: dict[str, Any], drawn: Mapping[str, Any]) -> dict[str, Any]:
    """A chart, or the schema of one: its name, its texts, its files, its rows."""
    return {"name": drawn["name"], **{key: part for key, part in chart.items() if key != "rows"}, **drawn}


def _answers(given: Sequence[Estimate | Refusal], language: str) -> list[Answer]:
    said = [as_data(one, language) for one in given]
    return _ANSWERS.validate_python(
        [one | {"refused": one.get("reason"), "reference": one.get("reference") or None} for one in said]
    )


def _finite(value: Any) -> Any:
    """JSON holds no infinity, and whole numbers without a point."""
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_finite(one) for one in value]
    return finite(value) if isinstance(value, float) else value
