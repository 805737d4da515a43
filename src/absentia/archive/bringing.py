"""Bringing in what others kept: whatever holds pages, read by :mod:`absentia.archive.intake`, and dumps."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from absentia.archive.capture import LARGEST_PAGE, Capture, Damage, dated_as_can_be
from absentia.archive.formats import WARC, ZIP, kind_of_file
from absentia.archive.intake import Noted, is_wacz, read_any, zip_date
from absentia.archive.revisits import Revisits
from absentia.archive.store import Archive
from absentia.archive.walking import files_of, open_member, open_zip
from absentia.errors import UnreadableInput
from absentia.model.texts import said
from absentia.sources import get_source
from absentia.sources.protocol import Dump, is_dump

STANDARD_INPUT = "-"
_LARGEST_INPUT = 4 * LARGEST_PAGE
"""Bytes of standard input, which must be held in memory."""


@dataclass(slots=True)
class Brought(Noted):
    """What an import did."""

    again: Revisits = field(default_factory=Revisits)
    added: int = 0
    known: int = 0
    seen_again: int = 0
    """Sightings of pages whose bytes were there already."""
    damaged: list[str] = field(default_factory=list)

    def settle(self, archive: Archive, source: str) -> None:
        """When all files were read: take up the sightings of pages that were seen again."""
        settled = self.again.settle(archive, source)
        self.seen_again += settled.added
        self.known += settled.known
        self.passed_over.update(settled.passed_over)


def bring_in(
    archive: Archive,
    file: Path | str,
    source: str,
    brought: Brought,
    *,
    name: str | None = None,
    file_dates: bool = False,
) -> None:
    """Put every page of a file into the archive.

    Args:
        archive: where to.
        file: whatever holds pages, ``-`` for standard input; of a dump, one of its files or a ZIP of them.
        source: whose pages these are.
        brought: what is done and found is noted there.
        name: what the file is called in messages: its own name may name a person.
        file_dates: a saved page without a date has its file's.

    Raises:
        UnreadableInput: the file cannot be read, or is nothing this knows.
        EmptyInput: it holds not a single page.
    """
    called = name or str(file)
    for item in read_path(str(file), called, source, brought, file_dates=file_dates):
        if isinstance(item, Damage):
            brought.damaged.append(f"{called} @{item.offset}")
        elif archive.append(item, source):
            brought.added += 1
        else:
            brought.known += 1


def read_path(
    path: str, called: str, source: str, noted: Noted, *, file_dates: bool = False
) -> Iterator[Capture | Damage]:
    """The pages of a file, or of standard input; as :func:`bring_in` takes them, and with the same errors."""
    publisher = get_source(source)
    try:
        with _opened(path) as stream:
            found: Iterator[Capture | Damage] = (
                _members(stream, Path(path), called, publisher, noted)
                if is_dump(publisher) and not _is_export(stream)
                else read_any(stream, called, noted, _written(path) if file_dates else None)
            )
            for item in found:
                yield item if isinstance(item, Damage) else dated_as_can_be(item)
    except OSError as error:
        raise unreadable(called, error) from error


def unreadable(name: str, error: OSError | ValueError) -> UnreadableInput:
    """What is said of a file or folder that cannot be opened."""
    missing = isinstance(error, FileNotFoundError)
    return UnreadableInput(
        said("there is no such file or folder") if missing else said("this cannot be read: {reason}", reason=error),
        where=name,
        next_step=said("check the path, and that you may read it"),
    )


def _opened(path: str) -> BinaryIO:
    if path != STANDARD_INPUT:
        return Path(path).open("rb")
    data = sys.stdin.buffer.read(_LARGEST_INPUT + 1)
    if len(data) > _LARGEST_INPUT:
        raise UnreadableInput(
            said("standard input holds more than {limit} MB", limit=_LARGEST_INPUT >> 20),
            where=STANDARD_INPUT,
            next_step=said("save it to a file and name that"),
        )
    return io.BytesIO(data)


def _written(path: str) -> datetime | None:
    """When a file was written last; standard input has no such moment."""
    return None if path == STANDARD_INPUT else datetime.fromtimestamp(int(Path(path).stat().st_mtime), tz=UTC)


def _is_export(stream: BinaryIO) -> bool:
    """Whether a file is an archive of captures, such as another observatory's export, and not a dump's own."""
    kind = kind_of_file(stream)
    stream.seek(0)
    return kind == WARC or (kind == ZIP and is_wacz(stream))


def _members(stream: BinaryIO, file: Path, called: str, dump: Dump, noted: Noted) -> Iterator[Capture]:
    """The files of a dump that its source knows by name, one by one or in a ZIP, each under the date it bears."""
    kind = kind_of_file(stream)
    stream.seek(0)
    if kind != ZIP:
        yield from _member(file.name, stream.read(LARGEST_PAGE + 1), _written(str(file)), dump, noted)
        return
    try:
        with open_zip(stream) as package:
            for one in files_of(package):
                with open_member(package, one) as member:
                    body = member.read(LARGEST_PAGE + 1)
                yield from _member(one.filename, body, zip_date(one), dump, noted)
    except zipfile.BadZipFile as error:
        raise UnreadableInput(
            said("this cannot be read: {reason}", reason=error), where=called, next_step=said("fetch the dump again")
        ) from error


def _member(name: str, body: bytes, seen: datetime | None, dump: Dump, noted: Noted) -> Iterator[Capture]:
    url = dump.member_url(name)
    if url is None or not body.strip() or len(body) > LARGEST_PAGE:
        noted.passed_over["other_file" if url is None else "too_large" if body.strip() else "empty"] += 1
        return
    yield Capture.of_page(body, url=url, captured=seen)
