"""From a dossier to the files of a brief: the site's pages, and the first article for programs and as Markdown.

A pure function: the same dossier, the same bytes.
"""

from __future__ import annotations

from absentia.messages import LANGUAGES
from absentia.publish.document import document, json_schema
from absentia.publish.folder import DOCUMENT
from absentia.publish.markdown import markdown
from absentia.publish.site.build import build as built
from absentia.publish.site.dossier import Dossier
from absentia.publish.site.downloads import as_json

SCHEMA = "brief.schema.json"
SHEETS = {"en": "brief.md", "ru": "brief.ru.md"}


def build(dossier: Dossier) -> dict[str, bytes]:
    """Every file of the brief's folder: relative path → content. It is as old as its newest figure.

    Raises:
        DataProblem: a claim names a chart there is no spec for.
    """
    files = dict(built(dossier, dossier.origin.vintage).files)
    files |= {SHEETS[code]: markdown(dossier, code).encode() for code in LANGUAGES}
    files[SCHEMA] = as_json(json_schema())
    files[DOCUMENT] = as_json(document(dossier, sorted([*files, DOCUMENT])))
    return files
