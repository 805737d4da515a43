"""Versions of a site on the disk: each a dated folder that never changes; ``latest`` leads to the newest of each page.

::

    2023-07-31/       a version, as it was published
    2023-08-07/
    latest/           for every page that was ever published, a page that leads to the newest version that has it
    index.html        leads to the front of the newest
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, Template

from absentia.durable import sync
from absentia.errors import DataProblem
from absentia.messages import LANGUAGES
from absentia.model.texts import said
from absentia.publish.site.build import FEEDS, RECORD, Earlier
from absentia.publish.site.rendering import FOLDER, file_of

LATEST, ENTRY = "latest", "index.html"
# 2023-07-31, and the second of that day: 2023-07-31-2
_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(?:-(\d+))?")


@dataclass(frozen=True, slots=True)
class Versions:
    """The folder a site is published into."""

    folder: Path

    @property
    def names(self) -> list[str]:
        """Every version, the oldest first."""
        if not self.folder.is_dir():
            return []
        found = [path.name for path in self.folder.iterdir() if _VERSION.fullmatch(path.name) and path.is_dir()]
        return sorted(found, key=_order)

    def earlier(self) -> list[Earlier]:
        """What every version recorded of itself, the oldest first.

        Raises:
            DataProblem: the folder is not a site, or a version of it is damaged.
        """
        self._must_be_a_site()
        return [self._read(name) for name in self.names]

    def _must_be_a_site(self) -> None:
        if not self.folder.exists():
            return
        others = {path.name for path in self.folder.iterdir()} - {LATEST, ENTRY, ".DS_Store", *self.names}
        others = {name for name in others if not name.startswith(".absentia-")}
        if not self.folder.is_dir() or (others and not self.names):
            raise DataProblem(
                said("this folder is not a site and will not be written to"),
                where=str(self.folder),
                next_step=said("name a new or empty folder with --out"),
            )

    def _read(self, name: str) -> Earlier:
        path = self.folder / name / RECORD
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            return Earlier(
                name, found["numbers"], found["corrections"], found.get("digest", ""), found.get("expected", False)
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DataProblem(
                said("a published version is damaged: {reason}", reason=error),
                where=str(path),
                next_step=said("bring it back from where the site is published; a version never changes"),
            ) from error

    def records(self) -> dict[str, bytes]:
        """What every version says of itself, the oldest first."""
        return {name: (self.folder / name / RECORD).read_bytes() for name in self.names}

    def next_name(self, day: dt.date) -> str:
        """What a version of this day is called: one that was published is never replaced."""
        taken = [name for name in self.names if name.startswith(str(day))]
        return f"{day}-{len(taken) + 1}" if taken else str(day)

    def write(self, name: str, files: Mapping[str, bytes]) -> None:
        """Put a version there, whole or not at all, then let ``latest`` lead to it.

        Raises:
            OSError: the system refused; no version is changed by it.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=self.folder, prefix=".absentia-"))
        try:
            _write_all(fresh / name, files)
            _write_all(fresh / LATEST, self._redirects(name, files))
            _write_all(fresh, {ENTRY: _redirect(f"{name}/index.html", "en")})
            os.sync()
            (fresh / name).rename(self.folder / name)
            _exchange(fresh / LATEST, self.folder / LATEST, fresh / "old")
            (fresh / ENTRY).replace(self.folder / ENTRY)
            sync(self.folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)

    def _redirects(self, new: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
        """For every page of every version and of the ``new`` one, one that leads to the newest that has it."""
        newest: dict[str, str] = {}
        for name, written in {**self.records(), new: files[RECORD]}.items():
            record = json.loads(written)
            pages = [*record["pages"], *(f"n/{one}" for one in record["numbers"])]
            newest |= {file_of(page, code): name for page in pages for code in LANGUAGES}
        found = {}
        for page, name in newest.items():
            anchor = f"#n-{Path(page).name.partition('.')[0]}" if page.startswith("n/") else ""
            up = "../" * (page.count("/") + 1)
            code = "ru" if page.endswith(".ru.html") else "en"
            found[page] = _redirect(f"{up}{name}/{page}{anchor}", code)
        return {**found, **{feed: files[feed] for feed in FEEDS}}


def _order(name: str) -> tuple[str, int]:
    found = _VERSION.fullmatch(name)
    return name[:10], int(found[1] or 1) if found else 1


_TITLES = {"en": "The newest version of this page", "ru": "Новейшая версия этой страницы"}


def _redirect(target: str, code: str) -> bytes:
    """A page that leads elsewhere, for whoever follows a link to the newest."""
    return _template().render(target=target, language=code, title=_TITLES[code]).encode()


@cache
def _template() -> Template:
    return Environment(loader=FileSystemLoader(FOLDER), autoescape=True).get_template("redirect.html")


def _write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files that everybody may read."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o644)
    folder.chmod(0o755)


def _exchange(fresh: Path, place: Path, old: Path) -> None:
    """Two renames; if the second fails, the first is undone."""
    if place.exists():
        place.rename(old)
    try:
        fresh.rename(place)
    except BaseException:
        if old.exists():
            old.rename(place)
        raise
