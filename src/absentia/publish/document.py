"""``brief.json``: the brief for machines, in the shape of :mod:`absentia.publish.shape`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from absentia.messages import LANGUAGES
from absentia.model.checked import ChartData, CheckedClaim, Computed
from absentia.model.estimate import Estimate, Interval, Refusal
from absentia.model.numbers import finite
from absentia.model.texts import both, spoken
from absentia.publish.records import Brief, Rehearsal, TallyCell, TallyTable
from absentia.publish.shape import (
    AnswerPart,
    ArticlePart,
    AssumptionPart,
    BookPart,
    BriefDocument,
    CellPart,
    ChartPart,
    CitationPart,
    ClaimPart,
    CoveragePart,
    EstimatePart,
    IntervalPart,
    LicencePart,
    NumberPart,
    OriginPart,
    RehearsalPart,
    TallyPart,
    TallyRowPart,
    Texts,
    UnplacedPart,
)

REHEARSAL_CHART = "rehearsal"
"""Name of the synthetic chart's files."""


def estimate_chart(name: str) -> str:
    """Name of an estimate's chart: no claim's."""
    return f"estimate-{name}"


def chart_part(name: str, chart: ChartData) -> ChartPart:
    """The chart with the names of its files, which any file system and address can hold."""
    stem = re.sub(r"[^a-z0-9_-]", "_", name)
    return ChartPart(
        name=name,
        spec=chart.spec,
        title=Texts(**chart.title),
        description=Texts(**chart.description),
        unit=Texts(**chart.unit),
        svg={language: f"charts/{stem}.{language}.svg" for language in ("en", "ru")},
        vega_lite={language: f"charts/{stem}.{language}.vl.json" for language in ("en", "ru")},
        csv=f"charts/{stem}.csv",
        rows=[
            {key: finite(cell) if isinstance(cell, float) else cell for key, cell in row.items()} for row in chart.rows
        ],
    )


def _texts(given: Mapping[str, str]) -> Texts:
    return Texts(en=given["en"], ru=given["ru"])


def _interval(given: Interval | None) -> IntervalPart | None:
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
            "least": given.least,
            "most": given.most,
        }
    )


def _claim(given: CheckedClaim) -> ClaimPart:
    return ClaimPart(
        id=given.id,
        label=given.label,
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


def _answer(given: Estimate | Refusal, language: str) -> AnswerPart:
    say = partial(spoken, code=language)
    if isinstance(given, Refusal):
        empty = dict.fromkeys(_EMPTY_IN_A_REFUSAL)
        rest: dict[str, Any] = {**empty, "refused": say(given.reason), "sensitivity": {}, "caveats": []}
    else:
        rest = {
            "refused": None,
            "value": given.value,
            "interval": _interval(given.interval),
            "standard_error": given.standard_error,
            "unit": say(given.counts),
            "period": None if given.period is None else say(given.period),
            "method": say(given.method),
            "reference": given.reference or None,
            "seed": given.seed,
            "ages": given.ages,
            "variant": given.variant,
            "degrees_of_freedom": given.degrees_of_freedom,
            "observed": given.observed,
            "sensitivity": {say(choice): value for choice, value in given.sensitivity.items()},
            "caveats": [say(caveat) for caveat in given.caveats],
        }
    assumptions = [
        AssumptionPart(statement=say(each.statement), holds=each.holds, outcome=say(each.outcome))
        for each in given.assumptions
    ]
    inputs = {key: say(title) for key, title in given.inputs.items()}
    return AnswerPart(name=given.name, assumptions=assumptions, inputs=inputs, **rest)


def _cell(given: TallyCell) -> CellPart:
    count = given.count
    return CellPart(
        state=given.state, value=count.low, at_least=count.known and count.high is None, low=count.low, high=count.high
    )


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
        courts=given.courts,
        since=given.since,
        until=given.until,
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
        books=[BookPart(label=_texts(label), text=_texts(text)) for label, text in given.books],
        unreadable=given.unreadable,
        chart=chart_part(REHEARSAL_CHART, given.chart),
        commands=list(given.commands),
    )


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
                title=_texts(both(report.title)),
                command=report.command,
                answers={code: [_answer(each, code) for each in report.answers] for code in LANGUAGES},
                chart=None if report.chart is None else chart_part(estimate_chart(report.name), report.chart),
            )
            for report in brief.estimates
        ],
        rehearsal=None if brief.rehearsal is None else _rehearsal(brief.rehearsal),
        licences=[LicencePart(terms=_texts(terms), data=_texts(data)) for terms, data in brief.licences],
        files=list(files),
    )
