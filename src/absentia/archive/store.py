"""The archive of an observatory: an append-only row of WARC segments, every page in it once.

A record counts once :meth:`Archive.sync` has returned. A process that dies before may leave a torn last record; the
next one to write cuts it off, and never anything that can be read whole.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Self

from fastwarc.warc import WarcRecord

from absentia import __version__
from absentia.archive.capture import Capture, Damage
from absentia.archive.members import Tail, read_member
from absentia.archive.record import Entry, compressed_information, compressed_record, entry_of, sighting_of
from absentia.archive.warc import read_records

SEGMENT_BYTES = 1 << 30
"""A segment that has reached this size is closed and a new one begun."""
_PATTERN = "captures-[0-9][0-9][0-9][0-9][0-9].warc.gz"


class Archive:
    """The captures of an observatory. Open one with :meth:`reading` or, holding its lock, :meth:`appending`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.entries: list[Entry] = []
        """Every record, in the order they were written."""
        self.damages: list[tuple[str, Damage]] = []
        """Unreadable stretches: the segment's name and where."""
        self.cut_off = 0
        """Bytes of a torn last record that were removed on opening."""
        self._sightings: set[tuple[str, str | None, str | None]] = set()
        self._digests: set[str] = set()
        self._handle: BinaryIO | None = None
        self._segment = 0
        self._imported = _now()

    @classmethod
    def reading(cls, folder: Path) -> Self:
        """Open the archive as it is; nothing is changed, a torn last record is passed over."""
        archive = cls(folder)
        for segment in archive.segments():
            archive._scan(segment)
        return archive

    @classmethod
    def appending(cls, folder: Path) -> Self:
        """Open the archive to add to it. The caller holds the observatory's lock."""
        folder.mkdir(parents=True, exist_ok=True)
        archive = cls(folder)
        last = None
        for segment in archive.segments():
            last = archive._scan(segment)
            archive._segment = _number(segment)
        if last is not None or archive._segment:
            archive._mend(archive.segments()[-1], last)
        return archive

    def segments(self) -> list[Path]:
        """The files of the archive, oldest first."""
        return sorted(self.folder.glob(_PATTERN))

    def append(self, capture: Capture, source: str) -> bool:
        """Write a capture down unless it is there already; tell whether its page is new to the archive."""
        sighting = sighting_of(capture)
        known = capture.sha256 in self._digests
        says_nothing_new = known and capture.url is None and capture.captured is None
        if known and (sighting in self._sightings or says_nothing_new):
            return False
        member = compressed_record(capture, source, self._imported, revisit=known)
        handle = self._room_for(len(member))
        offset = handle.tell()
        _write_whole(handle, member)
        self._add(
            Entry(
                sha256=capture.sha256,
                source=source,
                file=Path(handle.name).name,
                offset=offset,
                url=capture.url,
                captured=capture.captured,
                revisit=known,
                problems=capture.problems,
            )
        )
        return not known

    def sync(self) -> None:
        """Return when everything appended so far is on the disk itself."""
        if self._handle is not None:
            os.fsync(self._handle.fileno())

    def close(self) -> None:
        """Sync and close."""
        if self._handle is not None:
            self.sync()
            self._handle.close()
            self._handle = None

    def _add(self, entry: Entry) -> None:
        self.entries.append(entry)
        self._sightings.add(entry.sighting)
        if not entry.revisit:  # a revisit may outlive the record it refers to
            self._digests.add(entry.sha256)

    def _scan(self, segment: Path) -> int | None:
        """Take up the records of a segment; return where the last one begins."""
        last = None
        with segment.open("rb") as stream:
            for found in read_records(stream, lambda record, offset: _taken(record, segment.name, offset)):
                if isinstance(found, Damage):
                    self.damages.append((segment.name, found))
                    continue
                last, entry = found
                if entry is not None:
                    self._add(entry)
        return last

    def _mend(self, segment: Path, last: int | None) -> None:
        """Cut off what a dying process left behind the last whole record; begin a new segment behind other damage."""
        with segment.open("r+b") as handle:
            size = handle.seek(0, os.SEEK_END)
            end, state = (0, Tail.WHOLE) if last is None else read_member(handle, last)
            if last is not None and state is not Tail.WHOLE:
                # the record's text was all there, the end of its member was not
                self.entries = [entry for entry in self.entries if (entry.file, entry.offset) != (segment.name, last)]
                self._sightings = {entry.sighting for entry in self.entries}
                self._digests = {entry.sha256 for entry in self.entries if not entry.revisit}
            elif end < size:
                _, state = read_member(handle, end)
            if state is Tail.TORN:
                handle.truncate(end)
                os.fsync(handle.fileno())
                self.cut_off = size - end
                self.damages = [
                    damage for damage in self.damages if damage[0] != segment.name or damage[1].offset > end
                ]
            elif state is Tail.CORRUPT:
                self._segment += 1

    def _room_for(self, size: int) -> BinaryIO:
        if self._handle is not None and self._handle.tell() + size > SEGMENT_BYTES:
            self.close()
            self._segment += 1
        if self._handle is None:
            self._segment = max(self._segment, 1)
            path = self.folder / f"captures-{self._segment:05}.warc.gz"
            self._handle = path.open("ab", buffering=0)
            if self._handle.tell() == 0:
                _write_whole(self._handle, compressed_information(f"absentia/{__version__}", self._imported))
                _sync_folder(self.folder)
        return self._handle


def _number(segment: Path) -> int:
    return int(segment.name.partition(".")[0].rpartition("-")[2])


def _taken(record: WarcRecord, file: str, offset: int) -> tuple[int, Entry | None]:
    entry = entry_of(record, file, offset)
    record.reader.consume()
    return offset, entry


def _write_whole(handle: BinaryIO, data: bytes) -> None:
    """Append all of it or nothing: a full disk must not leave half a record."""
    before = handle.tell()
    view = memoryview(data)
    try:
        while view:
            written = handle.write(view)
            view = view[written:]
    except OSError:
        handle.truncate(before)
        handle.seek(before)
        raise


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _now() -> datetime:
    """The moment of import; ``SOURCE_DATE_EPOCH`` fixes it for archives that must come out the same to the byte."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(fixed), tz=UTC) if fixed and fixed.isdigit() else datetime.now(tz=UTC)
