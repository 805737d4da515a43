"""A checked article as Markdown, in one language; text from outside cannot become a mark of it."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from absentia.publish.charts import names_of
from absentia.publish.site.checked import chart_name, summary
from absentia.publish.site.dossier import Dossier
from absentia.publish.typography import unbroken
from absentia.publish.wording import TEMPLATES, helpers


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


def markdown(dossier: Dossier, code: str) -> str:
    """The checked article as Markdown, for a mail or a repository."""
    environment = Environment(  # noqa: S701  Markdown is not HTML; its own finalizer guards it
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_plain,
    )
    environment.globals.update(helpers(code))
    environment.filters.update(code=_code, raw=_Raw)
    article = dossier.articles[0]
    written = environment.get_template("brief.md").render(
        dossier=dossier,
        article=article,
        pictures={
            claim.id: names_of(chart_name(article, claim))["svg"][code] for claim in article.claims if claim.chart
        },
        summary=summary(article),
    )
    return unbroken(written)
