"""From the records of an archive to the one reading of each page: which record to open, under which address and time.

The same bytes may have been seen several times. They are one capture: read once, dated by the earliest known sighting,
addressed by the earliest sighting whose address is known. The order of import does not matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType

from absentia.archive.capture import Capture, as_text
from absentia.archive.record import Entry
from absentia.archive.warc import page_of


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
    together: dict[str, list[Entry]] = {}
    for entry in entries:
        together.setdefault(entry.sha256, []).append(entry)
    found = (_one(sightings) for _digest, sightings in sorted(together.items()))
    return [one for one in found if one is not None]


def _one(sightings: list[Entry]) -> Archived | None:
    body = next((entry for entry in sightings if not entry.revisit), None)
    if body is None:
        return None  # the record the revisits refer to is damaged
    dated = sorted((entry for entry in sightings if entry.captured), key=_by_time)
    addressed = sorted((entry for entry in sightings if entry.url), key=_by_time)
    return Archived(
        sha256=body.sha256,
        source=body.source,
        file=body.file,
        offset=body.offset,
        url=addressed[0].url if addressed else None,
        captured=dated[0].captured if dated else None,
        problems=body.problems,
    )


def _by_time(entry: Entry) -> tuple[bool, str, str]:
    return entry.captured is None, as_text(entry.captured) if entry.captured else "", entry.url or ""


def load(folder: Path, wanted: Archived) -> Capture | None:
    """The capture with its bytes; ``None`` where the record cannot be read or holds other bytes than it says."""
    with (folder / wanted.file).open("rb") as stream:
        stream.seek(wanted.offset)
        try:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=False):
                capture = page_of(record, wanted.offset, Counter())
                if capture is None or capture.sha256 != wanted.sha256:
                    return None
                return replace(capture, url=wanted.url, captured=wanted.captured, problems=wanted.problems)
        except OSError:
            return None
    return None
