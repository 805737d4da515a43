"""From the records of an archive to the one reading of each page: which record to open, under which address and time.

The same bytes may have been seen several times. They are one capture: read once, dated by the earliest known sighting,
addressed by the earliest sighting whose address is known. The order of import does not matter.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from absentia.archive.capture import Capture, as_text
from absentia.archive.frames import (
    ZSTD_MAGIC,
    Tail,
    behind_dictionary,
    decompress,
    dictionary_of,
    record_end,
)
from absentia.archive.record import Entry
from absentia.archive.remote import RemoteFile, RemoteFolder
from absentia.archive.warc import whole_capture


@dataclass(frozen=True, slots=True)
class Archived:
    """A capture of the archive: where its bytes are and what is known of it."""

    sha256: str
    source: str
    file: str
    offset: int
    url: str | None
    captured: datetime | None
    problems: tuple[str, ...]


def archived(entries: Iterable[Entry]) -> list[Archived]:
    """Every capture once, sorted by digest."""
    return list(grouped(sorted(entries, key=_by_digest)))


def grouped(entries: Iterable[Entry]) -> Iterator[Archived]:
    """Every capture once, of entries that come sorted by digest: as :func:`archived`, without holding them all."""
    for _digest, sightings in groupby(entries, key=_by_digest):
        one = _one(list(sightings))
        if one is not None:
            yield one


def _by_digest(entry: Entry) -> str:
    return entry.sha256


def _one(sightings: list[Entry]) -> Archived | None:
    body = next((entry for entry in sightings if not entry.revisit), None)
    if body is None:
        return None  # the record the revisits refer to is damaged
    by_time = sorted(sightings, key=_by_time) if len(sightings) > 1 else sightings
    return Archived(
        sha256=body.sha256,
        source=body.source,
        file=body.file,
        offset=body.offset,
        url=next((entry.url for entry in by_time if entry.url), None),
        captured=next((entry.captured for entry in by_time if entry.captured), None),
        problems=body.problems,
    )


def _by_time(entry: Entry) -> tuple[bool, str, str]:
    return entry.captured is None, as_text(entry.captured) if entry.captured else "", entry.url or ""


def load(folder: Path | RemoteFolder, wanted: Archived) -> Capture | None:
    """The capture with its bytes; ``None`` where the record cannot be read or holds other bytes than it says."""
    capture = capture_at(folder / wanted.file, wanted.offset)
    if capture is None or capture.sha256 != wanted.sha256:
        return None
    return replace(capture, url=wanted.url, captured=wanted.captured, problems=wanted.problems)


def capture_at(file: Path | RemoteFile, offset: int) -> Capture | None:
    """The page in the record that begins at ``offset``; ``None`` where there is none that can be read.

    What the record says of itself is kept also where it holds no HTML: evidence such as a ``robots.txt``.
    """
    try:
        record = record_at(file, offset)
        return None if record is None else whole_capture(record, offset)
    except OSError:
        return None


def record_at(file: Path | RemoteFile, offset: int) -> WarcRecord | None:
    """The record that begins at ``offset``, its head parsed; ``None`` where none begins there.

    Raises:
        OSError: it is damaged, or the file is missing.
    """
    data = bytes_at(file, offset)
    if data is None:
        return None
    found = ArchiveIterator(io.BytesIO(data), record_types=WarcRecordType.any_type, parse_http=False)
    for record in found:
        record.freeze()
        return record
    return None


def bytes_at(file: Path | RemoteFile, offset: int) -> bytes | None:
    """The record that begins at ``offset``, uncompressed, heads and all; ``None`` where none begins there.

    Raises:
        OSError: it is damaged, or the file is missing.
    """
    with file.open("rb") as stream:
        offset = behind_dictionary(stream, offset)
        stream.seek(offset)
        magic = stream.read(len(ZSTD_MAGIC))
        if magic != ZSTD_MAGIC:
            return None
        end, tail = record_end(stream, offset)
        if tail is not Tail.WHOLE:
            raise OSError(tail.value)
        stream.seek(offset)
        return decompress(stream.read(end - offset), dictionary_of(file))
