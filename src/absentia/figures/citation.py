"""A citation as text, BibTeX and CSL-JSON (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html)."""

from __future__ import annotations

import re
from typing import Any

from absentia.figures.figure import Figure
from absentia.figures.package import Resource
from absentia.model.numbers import number
from absentia.model.publishers import publisher
from absentia.model.texts import N_, Said, joined, said
from absentia.model.units import unit_after, unit_text

_ISO_DAY = re.compile(r"\d{4}(?:-\d{2}){0,2}")
_BIBTEX_SPECIAL = re.compile(r"([&%$#_{}])")


_LEVELS = {
    "primary": N_("the publisher's own text"),
    "secondary": N_("reported by another"),
    "tertiary": N_("a report of a report"),
}


def _value(figure: Figure, language: str) -> str:
    if figure.value is None:
        return said("no number").text(language)
    text = number(figure.value, language)
    if figure.value_low is not None or figure.value_high is not None:
        ends = [number(end, language) if end is not None else "…" for end in (figure.value_low, figure.value_high)]
        text += f" ({ends[0]}–{ends[1]}{', ' + figure.interval_note if figure.interval_note else ''})"
    return f"{text} {unit_after(figure.value, unit_text(figure.unit), language)}".strip()


def _standing(figure: Figure, language: str) -> str:
    read = said("read at its source") if figure.verified else said("NOT read at its source")
    return joined([Said(_LEVELS[figure.evidence_level]), read]).text(language)


def _titles(resource: Resource) -> str:
    """The titles of a table's sources, each once."""
    return "; ".join(dict.fromkeys(source.title for source in resource.sources))


def cite(cited: Figure | Resource, language: str = "en") -> str:
    """The citation as one paragraph, in English or Russian."""
    if isinstance(cited, Resource):
        urls = " ; ".join(source.path for source in cited.sources if source.path)
        sources = _titles(cited) + (f", {urls}" if urls else "")
        return said(
            "{title}. {description} Source: {sources}. Terms: {licence}.",
            title=cited.title,
            description=cited.description,
            sources=sources,
            licence=cited.licence,
        ).text(language)
    period = f"{cited.period_start} – {cited.period_end or '…'}"
    return said(
        "{publisher}. “{title}”, {date}. {url} — {value}; {definition}; {period}. [{id}; {standing}]",
        publisher=publisher(cited.publisher, language),
        title=cited.source_title,
        date=cited.source_date,
        url=cited.source_url,
        value=_value(cited, language),
        definition=cited.definition,
        period=period,
        id=cited.id,
        standing=_standing(cited, language),
    ).text(language)


def csl_json(cited: Figure | Resource, language: str = "en") -> dict[str, Any]:
    """The citation as one CSL-JSON item."""
    if isinstance(cited, Resource):
        urls = [source.path for source in cited.sources if source.path]
        item: dict[str, Any] = {
            "id": cited.name,
            "type": "dataset",
            "title": cited.title[language],
            "publisher": _titles(cited),
            "note": cited.description[language],
        }
        return item | ({"URL": urls[0]} if urls else {})
    day = _ISO_DAY.match(cited.source_date)
    exact = day is not None and day.group() == cited.source_date
    issued: dict[str, Any] = {"literal": cited.source_date}
    if exact:
        issued = {"date-parts": [[int(part) for part in cited.source_date.split("-")]]}
    return {
        "id": cited.id,
        "type": "webpage",
        "title": cited.source_title,
        "container-title": cited.publisher,
        "issued": issued,
        "URL": cited.source_url,
        "note": f"{_value(cited, language)}; {cited.definition}",
    }


def _escape(text: str) -> str:
    return _BIBTEX_SPECIAL.sub(r"\\\1", text)


def bibtex(cited: Figure | Resource, language: str = "en") -> str:
    """The citation as a BibTeX ``@misc`` entry (UTF-8)."""
    item = csl_json(cited, language)
    fields = {
        "title": "{" + _escape(item["title"]) + "}",
        "author": "{" + _escape(item.get("container-title") or item.get("publisher", "")) + "}",
        "howpublished": r"\url{" + item["URL"] + "}" if "URL" in item else None,
        "note": _escape(item["note"]),
    }
    if isinstance(cited, Figure):
        year = re.search(r"\d{4}", cited.source_date)
        fields["year"] = year.group() if year else None
        fields["date"] = cited.source_date if _ISO_DAY.fullmatch(cited.source_date) else None
    lines = [f"  {name} = {{{text}}}," for name, text in fields.items() if text]
    return "\n".join([f"@misc{{{item['id']},", *lines, "}"])
