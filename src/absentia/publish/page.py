"""The pages for people: HTML and Markdown from templates, in one language each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from absentia.publish.records import Brief
from absentia.publish.typography import unbroken
from absentia.publish.wording import helpers

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Page:
    """One language of a brief: what the templates see."""

    brief: Brief
    document: Mapping[str, Any]
    charts: Mapping[str, str]
    """Name → SVG to stand in the page."""
    language: str
    pages: Mapping[str, str]
    sheets: Mapping[str, str]


class _Raw(str):
    """Markdown that is already written as it should be."""

    __slots__ = ()


_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>|#"})


def _plain(value: Any) -> Any:
    """Text from outside must not become Markdown."""
    if isinstance(value, _Raw) or not isinstance(value, str):
        return value
    return " ".join(value.split()).translate(_MARKS)


def _code(value: str) -> _Raw:
    fence = "``" if "`" in value else "`"
    return _Raw(f"{fence}{value}{fence}")


def _render(template: str, sheet: Page, **options: Any) -> str:
    environment = Environment(  # noqa: S701  Markdown is not HTML; its own finalizer guards it
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        **options,
    )
    environment.globals.update(helpers(sheet.language))
    environment.filters.update(code=_code, raw=_Raw)
    style = Markup((TEMPLATES / "page.css").read_text(encoding="utf-8"))  # noqa: S704  our own file
    return unbroken(environment.get_template(template).render(
        brief=sheet.brief,
        article=sheet.brief.article,
        origin=sheet.brief.origin,
        files=sheet.document["files"],
        charts={name: Markup(svg) for name, svg in sheet.charts.items()},  # noqa: S704  made by charts.accessible
        chart_files={claim["id"]: claim["chart"] for claim in sheet.document["claims"]},
        estimate_files={report["name"]: report["chart"] for report in sheet.document["estimates"]},
        rehearsal_files=sheet.document["rehearsal"]["chart"] if sheet.document["rehearsal"] else None,
        language=sheet.language,
        other="ru" if sheet.language == "en" else "en",
        pages=sheet.pages,
        sheets=sheet.sheets,
        style=style,
    ))  # fmt: skip


def page(sheet: Page) -> str:
    """The HTML page: complete without scripts, fonts or pictures from elsewhere."""
    return _render("page.html", sheet, autoescape=True)


def markdown(sheet: Page) -> str:
    """The same brief as Markdown, for a mail or a repository."""
    return _render("brief.md", sheet, autoescape=False, finalize=_plain)
