"""Bringing in what others kept: WARC files, the WARC files of a WACZ, saved pages with their addresses, dumps."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

from absentia.archive.capture import LARGEST_PAGE, Capture, Damage
from absentia.archive.revisits import Revisits
from absentia.archive.store import Archive
from absentia.archive.walking import PAGES, WARCS
from absentia.archive.warc import is_warc, read_pages
from absentia.archive.zips import open_member, open_zip
from absentia.errors import UnreadableInput
from absentia.model.texts import said
from absentia.sources import get_source
from absentia.sources.protocol import Dump, is_dump

BROUGHT = (*PAGES, *WARCS, ".wacz")
"""What the files are called that are brought in from a folder."""
_HEAD = 4096
_ZIP_FAILS = (zipfile.BadZipFile, zlib.error, EOFError)
# <!-- saved from url=(0057)https://gvs--reg.sudrf.ru/modules.php?… -->
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d{4}\)(\S+)\s*-->", re.IGNORECASE)
# Page saved with SingleFile
#  url: https://gvs--reg.sudrf.ru/modules.php?…
#  saved date: Wed Apr 22 2026 18:54:00 GMT+0300 (…)
_SINGLE_FILE = re.compile(
    rb"Page saved with SingleFile\s+url:\s*(\S+)\s+"
    rb"saved date:\s*\w{3} (\w{3} \d{1,2} \d{4} \d\d:\d\d:\d\d GMT[+-]\d{4})"
)


@dataclass(slots=True)
class Brought:
    """What an import did."""

    added: int = 0
    known: int = 0
    seen_again: int = 0
    """Sightings of pages whose bytes were there already."""
    damaged: list[str] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)
    again: Revisits = field(default_factory=Revisits)

    def settle(self, archive: Archive, source: str) -> None:
        """When all files were read: take up the sightings of pages that were seen again."""
        settled = self.again.settle(archive, source)
        self.seen_again += settled.added
        self.known += settled.known
        self.passed_over.update(settled.passed_over)


def bring_in(
    archive: Archive, file: Path, source: str, brought: Brought, *, name: str | None = None, file_dates: bool = False
) -> None:
    """Put every page of a file into the archive.

    Args:
        archive: where to.
        file: a WARC file, a WACZ, a saved page; of a source that is a dump, one of its files or a ZIP of them.
        source: whose pages these are.
        brought: what is done and found is noted there.
        name: what the file is called in messages: its own name may name a person.
        file_dates: a saved page without a date has its file's.

    Raises:
        UnreadableInput: the file cannot be read, or is nothing this knows.
    """
    called = name or str(file)
    if not file.exists():
        raise UnreadableInput(
            said("there is no such file or folder"),
            where=called,
            next_step=said("check the path, and that you may read it"),
        )
    publisher = get_source(source)
    items = (
        _members(file, called, publisher, brought.passed_over)
        if is_dump(publisher)
        else _captures(file, called, brought, file_dates=file_dates)
    )
    for item in items:
        if isinstance(item, Damage):
            brought.damaged.append(f"{called} @{item.offset}")
        elif archive.append(item, source):
            brought.added += 1
        else:
            brought.known += 1


def _captures(file: Path, called: str, brought: Brought, *, file_dates: bool) -> Iterator[Capture | Damage]:
    if zipfile.is_zipfile(file):
        yield from _wacz(file, called, brought)
        return
    with file.open("rb") as stream:
        if is_warc(stream.read(8)):
            yield from read_pages(stream, brought.passed_over, brought.again)
            return
        stream.seek(0)
        body = stream.read(LARGEST_PAGE + 1)
    if not body.strip() or len(body) > LARGEST_PAGE:
        brought.passed_over["too_large" if body.strip() else "empty"] += 1
        return
    url, captured = said_of(body)
    if captured is None and file_dates:
        captured = datetime.fromtimestamp(int(file.stat().st_mtime), tz=UTC)
    yield Capture.of_page(body, url=url, captured=captured)


def _members(file: Path, called: str, dump: Dump, passed_over: Counter[str]) -> Iterator[Capture]:
    """The files of a dump that its source knows by name, one by one or in a ZIP, each under the date it bears."""
    if not zipfile.is_zipfile(file):
        with file.open("rb") as stream:
            body = stream.read(LARGEST_PAGE + 1)
        seen = datetime.fromtimestamp(int(file.stat().st_mtime), tz=UTC)
        yield from _member(file.name, body, seen, dump, passed_over)
        return
    try:
        with open_zip(file) as package:
            for one in sorted(package.infolist(), key=lambda one: one.filename):
                if one.is_dir():
                    continue
                with open_member(package, one) as stream:
                    body = stream.read(LARGEST_PAGE + 1)
                yield from _member(one.filename, body, _dated(one), dump, passed_over)
    except _ZIP_FAILS as error:
        raise UnreadableInput(
            said("this cannot be read: {reason}", reason=error), where=called, next_step=said("fetch the dump again")
        ) from error


def _dated(one: zipfile.ZipInfo) -> datetime | None:
    """The date a ZIP bears for a file; what stands there may be none."""
    try:
        return datetime(*one.date_time, tzinfo=UTC)
    except ValueError:
        return None


def _member(name: str, body: bytes, seen: datetime | None, dump: Dump, passed_over: Counter[str]) -> Iterator[Capture]:
    url = dump.member_url(name)
    if url is None or not body.strip() or len(body) > LARGEST_PAGE:
        passed_over["other_file" if url is None else "too_large" if body.strip() else "empty"] += 1
        return
    yield Capture.of_page(body, url=url, captured=seen)


def _wacz(file: Path, called: str, brought: Brought) -> Iterator[Capture | Damage]:
    try:
        with open_zip(file) as package:
            for name in sorted(package.namelist()):
                if name.startswith("archive/") and name.lower().endswith(WARCS):
                    with open_member(package, name) as stream:
                        yield from read_pages(cast("BinaryIO", stream), brought.passed_over, brought.again)
    except _ZIP_FAILS as error:
        raise UnreadableInput(
            said("this cannot be read: {reason}", reason=error),
            where=called,
            next_step=said("name WARC files, WACZ files, saved pages, or folders of them"),
        ) from error


def said_of(body: bytes) -> tuple[str | None, datetime | None]:
    """Address and date that a browser or SingleFile wrote into a page it saved."""
    head = body[:_HEAD]
    if found := _SINGLE_FILE.search(head):
        moment = datetime.strptime(found[2].decode("ascii"), "%b %d %Y %H:%M:%S GMT%z")
        return found[1].decode("latin-1"), moment.astimezone(UTC)
    found = _SAVED_FROM.search(head)
    return (found[1].decode("latin-1"), None) if found else (None, None)
