"""From a brief to its files: pages, document, charts. A pure function: the same brief, the same bytes."""

from __future__ import annotations

import json

from absentia.messages import LANGUAGES
from absentia.model.checked import ChartData
from absentia.publish import charts
from absentia.publish.document import REHEARSAL_CHART, chart_files, document, estimate_chart, json_schema
from absentia.publish.page import Page, markdown, page
from absentia.publish.records import Brief

SCHEMA = "brief.schema.json"
PAGES = {"en": "index.html", "ru": "index.ru.html"}
SHEETS = {"en": "brief.md", "ru": "brief.ru.md"}


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _charts(brief: Brief) -> dict[str, ChartData]:
    """Every chart of the brief by the name of its files."""
    found = {claim.id: claim.chart for claim in brief.article.claims if claim.chart is not None}
    found |= {estimate_chart(one.name): one.chart for one in brief.estimates if one.chart is not None}
    if brief.rehearsal is not None:
        found[REHEARSAL_CHART] = brief.rehearsal.chart
    return found


def build(brief: Brief) -> dict[str, bytes]:
    """Every file of the brief's folder: relative path → content.

    Raises:
        DataProblem: a claim names a chart there is no spec for.
    """
    files: dict[str, bytes] = {}
    inline: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    for name, chart in _charts(brief).items():
        part = chart_files(name)
        files[part["csv"]] = charts.as_csv(chart.rows).encode()
        for language in LANGUAGES:
            spec = charts.filled(chart, language)
            alone = charts.titled(spec, chart, language)
            words = {
                "title": chart.title.text(language),
                "description": chart.description.text(language),
                "language": language,
            }
            inline[language][name] = charts.accessible(
                charts.draw(spec), key=f"chart-{name}", follow_page=True, **words
            )
            drawn = charts.accessible(charts.draw(alone), key=f"chart-{name}", follow_page=False, **words)
            files[part["svg"][language]] = drawn.encode()
            files[part["vega_lite"][language]] = _json(alone)
    names = sorted([*files, *PAGES.values(), *SHEETS.values(), SCHEMA, "brief.json"])
    content = document(brief, names)
    files["brief.json"] = _json(content)
    files[SCHEMA] = _json(json_schema())
    for language in LANGUAGES:
        sheet = Page(
            brief=brief, document=content, charts=inline[language], language=language, pages=PAGES, sheets=SHEETS
        )
        files[PAGES[language]] = page(sheet).encode()
        files[SHEETS[language]] = markdown(sheet).encode()
    return files
