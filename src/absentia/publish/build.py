"""The brief: the site's pages, the first article for programs and as Markdown; and putting them on disk.

The files are a pure function: the same dossier, the same bytes. Text from outside cannot become a mark of Markdown.
They are written whole or not at all, and never over something that is not a brief.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from absentia.errors import DataProblem
from absentia.messages import LANGUAGES
from absentia.model.texts import said
from absentia.publish.charts import names_of
from absentia.publish.document import KIND, document, json_schema
from absentia.publish.site.build import build as built
from absentia.publish.site.checked import chart_name, summary
from absentia.publish.site.dossier import Dossier
from absentia.publish.site.downloads import as_json
from absentia.publish.wording import TEMPLATES, helpers, link, unbroken

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


class _Raw(str):
    """Markdown that is already written as it should be."""

    __slots__ = ()


_IN_ADDRESSES = "%:/?#[]@!$&'()*+,;=~"
"""RFC 3986; whatever else stands in one is written as its bytes: a ``>`` would end it."""
_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>|#"})


def _plain(value: Any) -> Any:
    """Text from outside must not become Markdown."""
    if isinstance(value, _Raw) or not isinstance(value, str):
        return value
    return " ".join(value.split()).translate(_MARKS)


def _code(value: str) -> _Raw:
    """As it is typed, between more backticks than stand together in it."""
    fence = "`" * (1 + max(map(len, re.findall("`+", value)), default=0))
    between = " " if value.startswith("`") or value.endswith("`") else ""
    return _Raw(f"{fence}{between}{' '.join(value.split())}{between}{fence}")


def _address(value: str) -> _Raw:
    """Between ``<`` and ``>``, as a link; what no browser may follow is text like any other."""
    if link(value) is None:
        return _Raw(_plain(value))
    return _Raw(f"<{quote(value, safe=_IN_ADDRESSES)}>")


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
    environment.filters.update(code=_code, raw=_Raw, address=_address)
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


DOCUMENT = "brief.json"
LITTER = {".DS_Store", "Thumbs.db", "desktop.ini"}
"""What file managers leave behind; not somebody's work."""


def check_target(folder: Path) -> None:
    """Refuse a place where writing would destroy something else.

    Raises:
        DataProblem: it is a file, a folder that is no brief, or a brief into which somebody put files.
    """
    if not folder.exists() and not folder.is_symlink():
        return
    elsewhere = said("name a new or empty folder with --into")
    if not folder.is_dir():
        raise DataProblem(said("this is a file, not a folder"), where=str(folder), next_step=elsewhere)
    # no walk through a folder that is not ours: it may be somebody's whole disk
    own = _own_files(folder / DOCUMENT)
    if own is None:
        if all(path.name in LITTER for path in folder.iterdir()):
            return
        raise DataProblem(
            said("this folder is not a brief and will not be overwritten"), where=str(folder), next_step=elsewhere
        )
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    found = {name for name in found if name.rpartition("/")[2] not in LITTER}
    if foreign := sorted(found - own):
        raise DataProblem(
            said("there are files in this brief that it did not write: {names}", names=", ".join(foreign[:3])),
            where=str(folder),
            next_step=said("move them elsewhere, or name another folder with --into"),
        )


def _own_files(document: Path) -> set[str] | None:
    """The files a brief says it consists of; ``None`` where this is no brief."""
    try:
        content = json.loads(document.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(content, dict) or content.get("kind") != KIND:
        return None
    files = content.get("files")
    return {str(name) for name in files} if isinstance(files, list) else None


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write every file beside the target, then put the new folder in the old one's place.

    A full disk or a crash while writing leaves the old brief as it was.

    Raises:
        DataProblem: the target holds something else.
        OSError: the system refused; nothing was changed.
    """
    target = folder.resolve() if folder.is_symlink() else Path(os.path.abspath(folder))  # noqa: PTH100  keep `..` plain
    check_target(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.new-"))
    try:
        for name, content in files.items():
            place = fresh / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        # at once: a brief is some thousand files
        os.sync()
        fresh.chmod(0o755)
        _swap(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _swap(fresh: Path, target: Path) -> None:
    """Two renames; if the second fails, the first is undone."""
    if not target.exists():
        fresh.rename(target)
        return
    old = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.old-"))
    target.rename(old / "brief")
    try:
        fresh.rename(target)
    except BaseException:
        (old / "brief").rename(target)
        old.rmdir()
        raise
    shutil.rmtree(old, ignore_errors=True)
