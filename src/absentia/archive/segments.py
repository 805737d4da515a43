"""The files of the archive: one row of segments per court, each with a dictionary of that court's own pages.

``captures-<court>-00001.warc.zst``, or ``captures-00001.warc.zst`` for pages of which nobody knows the court. A court's
first segment has no dictionary; after two pages a second one begins with a dictionary of those, and after some more a
third with a dictionary of every kind of page the court has shown.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from absentia.archive.frames import Dictionary, compress, dictionary_frame
from absentia.durable import put_on_disk, sync

SEGMENT_BYTES = 1 << 30
"""A segment that has reached this size is closed and a new one begun."""
DICTIONARY_AFTER = (2, 24)
"""Pages of a segment after which the next one begins with a dictionary (again)."""
_OPEN_AT_ONCE = 16
_PATTERN = "captures-*.warc.zst"
# captures-00001.warc.zst   captures-gvs--reg.sudrf.ru-00002.warc.zst
_NAME = re.compile(r"^captures-(?:(?P<court>[a-z0-9][a-z0-9.-]{0,99})-)?(?P<number>\d{5})\.warc\.zst$")
_COURT = re.compile(r"^[a-z0-9][a-z0-9.-]{0,99}$")


@dataclass(frozen=True, slots=True)
class Name:
    """A segment's name, taken apart."""

    court: str
    number: int

    def __str__(self) -> str:
        row = f"{self.court}-" if self.court else ""
        return f"captures-{row}{self.number:05}.warc.zst"


def name_of(file: str) -> Name | None:
    """The name taken apart; ``None`` for a file that is no segment."""
    found = _NAME.match(file)
    return Name(found["court"] or "", int(found["number"])) if found else None


def segments_in(folder: Path) -> list[Path]:
    """The archive's files, by court and number."""
    named = [(name_of(path.name), path) for path in folder.glob(_PATTERN)]
    known = [(name, path) for name, path in named if name is not None]
    return [path for name, path in sorted(known, key=lambda one: (one[0].court, one[0].number))]


def court_of(url: str | None) -> str:
    """The row of segments a page goes to: its full host; empty where nobody knows it."""
    try:
        host = (urlsplit(url).hostname or "").lower() if url else ""
    except ValueError:
        host = ""
    if not host or _COURT.match(host):
        return host
    return "host-" + hashlib.sha256(host.encode()).hexdigest()[:16]


@dataclass(slots=True)
class Segment:
    """One that is open for appending."""

    path: Path
    handle: BinaryIO
    dictionary: Dictionary | None
    stage: int
    """How many dictionaries the court's pages have been given."""
    pages: int
    """Pages with their bytes in this segment."""
    dirty: bool = False
    durable: bool = True

    @property
    def end(self) -> int:
        """Where the next record will begin."""
        return self.handle.seek(0, os.SEEK_END)

    def write(self, frame: bytes) -> None:
        """Append all of it or nothing: a full disk must not leave half a record."""
        before = self.end
        view = memoryview(frame)
        self.dirty = True
        try:
            while view:
                view = view[self.handle.write(view) :]
        except OSError:
            self.handle.truncate(before)
            raise

    def sync(self) -> None:
        """Return when everything written is on the disk itself."""
        if self.dirty and self.durable:
            put_on_disk(self.handle)
            self.dirty = False

    def packed(self, record: bytes) -> bytes:
        """The record as it will stand in this segment."""
        return compress(record, self.dictionary)


class Rows:
    """The rows of segments that are written to; a few files are held open at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.durable = True
        """Whether syncing means the disk itself; a rehearsal need not survive a power cut."""
        self.closed: set[str] = set()
        """Segments with damage behind their last record: never written to again."""
        self._open: OrderedDict[str, Segment] = OrderedDict()

    def current(self, court: str) -> Segment | None:
        """The court's open segment, opened if it has one that may be appended to."""
        if court in self._open:
            self._open.move_to_end(court)
            return self._open[court]
        last = self._last(court)
        if last is None or last.name in self.closed:
            return None
        with last.open("rb") as stream:
            frame = dictionary_frame(stream)
        return self._opened(court, last, Dictionary.of_frame(frame) if frame else None)

    def begin(self, court: str, dictionary: Dictionary | None) -> Segment:
        """A new segment of a court, with its dictionary's frame yet to be written by the caller."""
        self.release(court)
        last = self._last(court)
        number = (name.number if last and (name := name_of(last.name)) else 0) + 1
        segment = self._opened(court, self.folder / str(Name(court, number)), dictionary)
        segment.stage += dictionary is not None  # its own is not written yet
        return segment

    def last_dictionary(self, court: str) -> Dictionary | None:
        """The dictionary of the court's last segment, for one that takes its place."""
        last = self._last(court)
        if last is None:
            return None
        with last.open("rb") as stream:
            frame = dictionary_frame(stream)
        return Dictionary.of_frame(frame) if frame else None

    def discard(self, court: str) -> None:
        """Remove a segment just begun in which nothing could be written."""
        segment = self._open.pop(court)
        segment.handle.close()
        segment.path.unlink(missing_ok=True)

    def release(self, court: str) -> None:
        """Sync and close a court's segment."""
        segment = self._open.pop(court, None)
        if segment is not None:
            segment.sync()
            segment.handle.close()

    def sync(self) -> None:
        """Return when everything is on the disk."""
        for segment in self._open.values():
            segment.sync()

    def close(self) -> None:
        """Sync and close all."""
        for court in list(self._open):
            self.release(court)

    def _last(self, court: str) -> Path | None:
        row = [(name.number, path) for name, path in self._row(court)]
        return max(row)[1] if row else None

    def _row(self, court: str) -> list[tuple[Name, Path]]:
        pattern = f"captures-{court}-?????.warc.zst" if court else "captures-?????.warc.zst"
        named = [(name_of(path.name), path) for path in self.folder.glob(pattern)]
        return [(name, path) for name, path in named if name is not None and name.court == court]

    def _opened(self, court: str, path: Path, dictionary: Dictionary | None) -> Segment:
        while len(self._open) >= _OPEN_AT_ONCE:
            self.release(next(iter(self._open)))
        new = not path.exists()
        handle = path.open("ab", buffering=0)
        if new:
            sync(self.folder)
        segment = Segment(path, handle, dictionary, self._stage(court, path), 0, durable=self.durable)
        self._open[court] = segment
        return segment

    def _stage(self, court: str, path: Path) -> int:
        """How many segments before this one, and this one itself, have a dictionary."""
        stage = 0
        for _name, other in self._row(court):
            if other.name <= path.name:
                with other.open("rb") as stream:
                    stage += bool(dictionary_frame(stream))
        return stage
