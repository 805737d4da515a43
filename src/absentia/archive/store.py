"""The archive of an observatory: append-only WARC segments, every page in it once, every record a link of a chain.

A record counts once :meth:`Archive.sync` has returned. A process that dies before may leave whole records that are not
yet in the chain, which the next one to write takes up, and a torn last one, which it cuts off: never anything that can
be read whole, and never anything the chain already knows.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from absentia import __version__
from absentia.archive.capture import Capture, Damage, as_text
from absentia.archive.chain import CHAIN_FILE, Chain, Link
from absentia.archive.frames import Dictionary
from absentia.archive.index import Index
from absentia.archive.index_file import INDEX_FILE
from absentia.archive.opening import commit, fill, is_current, take_up_tails
from absentia.archive.reading import Archived, archived, bytes_at, capture_at, grouped
from absentia.archive.record import Entry, KeptBefore, Place, information, record_of, sighting_of, stated
from absentia.archive.segments import DICTIONARY_AFTER, SEGMENT_BYTES, Rows, Segment, court_of, segments_in
from absentia.archive.shards import fill_merged, shard_folders
from absentia.archive.statements import ROW as STATEMENTS

EVIDENCE = "evidence"
"""Stands for a source where an answer is kept but is no page that anybody reads: a ``robots.txt``, a server's error."""
_UNSYNCED = 256
"""Records after which the archive syncs of its own accord: a batch of imports holds no more in memory."""
_LONGEST_SAMPLE = 400_000
Content = Callable[[bytes], str | None]
"""Takes a page and gives the digest of what it says."""


class Archive:
    """The captures of an observatory. Open one with :meth:`reading` or, holding its lock, :meth:`appending`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.damages: list[tuple[str, Damage]] = []
        """Unreadable stretches: the segment's name and where."""
        self.cut_off = 0
        """Bytes of a torn last record that were removed on opening."""
        self.taken_up = 0
        """Records of a process that died, taken up on opening."""
        self.index_lost = False
        """The index beside the segments is not what was written; it is not used, and made anew by the next to write."""
        self.chain = Chain(folder / CHAIN_FILE)
        self._rows = Rows(folder)
        self._pending: list[Link] = []
        self._writing: Segment | None = None
        self._imported = _now()
        self._index = Index.temporary()

    @classmethod
    def reading(cls, folder: Path) -> Self:
        """Open the archive as it is, with the shards fetched beside it; nothing is changed, a torn end passed over."""
        archive = cls(folder)
        index = Index.reading(folder / INDEX_FILE)
        if index is not None and is_current(index, archive.chain, folder) and not shard_folders(folder):
            archive._index = index
        else:
            archive.index_lost = (folder / INDEX_FILE).exists() and (index is None or not index.sound())
            if index is not None:
                index.close()
            archive.damages = fill(archive._index, folder)
            fill_merged(archive._index, folder)
        return archive

    @classmethod
    def appending(cls, folder: Path, *, durable: bool = True) -> Self:
        """Open the archive to add to it. The caller holds the observatory's lock.

        What is not ``durable`` survives the process's death and not a power cut: enough for a rehearsal, and faster.
        """
        folder.mkdir(parents=True, exist_ok=True)
        archive = cls(folder)
        archive._rows.durable = durable
        try:
            archive._index = Index.writing(folder / INDEX_FILE)
            archive._catch_up()
        except OSError:
            # no room even for what can be derived: do without it, and let the records themselves meet the limit
            archive._index.close()
            archive._index = Index.temporary()
            archive._catch_up()
        archive._rows.closed |= {file for file, _damage in archive.damages}
        return archive

    @property
    def entries(self) -> list[Entry]:
        """Every record, in the order they were written. For large archives see :meth:`iterate`."""
        return list(self._index.entries())

    def segments(self) -> list[Path]:
        """The files of the archive, those of shards that were fetched behind its own."""
        own = segments_in(self.folder)
        return own + [path for shard in shard_folders(self.folder) for path in segments_in(shard)]

    def iterate(self, after: int = 0) -> Iterator[Entry]:
        """The records behind a position of the chain, in the order they were written; memory stays flat."""
        return self._index.entries(after=after)

    def captures(self, by: Callable[[str], str] = str) -> Iterator[Archived]:
        """Every capture once, sorted by what ``by`` makes of its digest; memory stays flat."""
        return grouped(self._index.entries(by=by))

    def remembered(self) -> list[Archived]:
        """The captures that the index knows, also those whose records were damaged since: to name them, not to read."""
        index = Index.reading(self.folder / INDEX_FILE)
        if index is None:
            return []
        try:
            return archived(index.entries()) if index.sound() else []
        finally:
            index.close()

    def first(self, sha256: str) -> Entry | None:
        """The record that has the bytes of a page."""
        return self._index.first(sha256)

    def under(self, address: str) -> list[Entry]:
        """The records whose address begins so, in the order they were written."""
        return self._index.under(address)

    def counts(self) -> tuple[int, int, int]:
        """Records of pages, pages with their bytes, pages seen again that differed in their shell only."""
        return self._index.counts()

    def get(self, sha256: str) -> Capture | None:
        """A page by its digest; where it was kept under one that says the same, that one. ``None`` if it is lost."""
        entry = self._index.first(sha256)
        return None if entry is None else capture_at(self.folder / entry.file, entry.offset)

    def append(self, capture: Capture, source: str, content: Content | None = None) -> bool:
        """Write a capture down unless it is there already; tell whether its page is new to the archive.

        With ``content``, a page whose address showed the same content before counts as seen again: what a portal's
        shell changes at every visit (clocks, counters, session ids) is no news, and those bytes are not kept.
        """
        known = self._known(capture)
        says_nothing_new = known is not None and capture.url is None and capture.captured is None
        if known and (self._index.seen(sighting_of(capture)) or says_nothing_new):
            return False
        content_digest = content(capture.body) if content else None
        if known is None and content_digest and capture.url:
            same = self._index.same_content(content_digest, capture.url)
            known = KeptBefore(same, same_bytes=False) if same else None
        self._write(capture, source, known, content_digest)
        return known is None

    def see_again(
        self, sha256: str, source: str, *, url: str | None, captured: datetime | None, exact: str | None = None
    ) -> bool:
        """Write down that a page of the archive was seen at this address and moment; tell whether that is news.

        ``exact``: the digest of the bytes that were seen, where only their content was the same.
        """
        entry = self._index.first(sha256)
        sighting = Capture(b"", exact or sha256, url=url, captured=captured)
        seen = self._index.seen((sha256, url, as_text(captured) if captured else None))
        if entry is None or seen or (url is None and captured is None):
            return False
        self._write(sighting, source, KeptBefore(entry, same_bytes=exact is None), None)
        return True

    def state(self, content: bytes) -> None:
        """Write down what the observatory states of itself; it is in the chain, and no page."""
        segment = self._room_for(STATEMENTS, len(content))
        record = stated(content, self._imported, Place(self.chain.position + 1, self.chain.head))
        offset, frame = segment.end, segment.packed(record)
        segment.write(frame)
        self._pending.append(self.chain.link(segment.path.name, offset, frame))

    def sync(self) -> None:
        """Return when everything appended so far is on the disk itself."""
        if not self._pending:
            return
        self._rows.sync()
        self.chain.write(self._pending, durable=self._rows.durable)
        self._pending.clear()
        self._commit()

    def close(self) -> None:
        """Sync and close."""
        try:
            self.sync()
        finally:
            self._rows.close()
            self._index.close()

    def _catch_up(self) -> None:
        taken = take_up_tails(self.folder, self.chain, self._index)
        self.cut_off += taken.cut_off
        self.taken_up += taken.records
        self._rows.closed |= taken.closed
        if not is_current(self._index, self.chain, self.folder):
            self.damages = fill(self._index, self.folder, self.chain)
            self._commit()

    def _known(self, capture: Capture) -> KeptBefore | None:
        entry = self._index.first(capture.sha256)
        return KeptBefore(entry, same_bytes=True) if entry and entry.sha256 == capture.sha256 else None

    def _write(self, capture: Capture, source: str, known: KeptBefore | None, content: str | None) -> None:
        segment = self._room_for(court_of(capture.url), len(capture.body))
        place = Place(self.chain.position + 1, self.chain.head)
        record = record_of(capture, source, self._imported, place, known=known, content=content)
        offset = segment.end
        frame = segment.packed(record)
        segment.write(frame)
        self._pending.append(self.chain.link(segment.path.name, offset, frame))
        segment.pages += known is None
        self._index.add(
            Entry(
                sha256=known.entry.sha256 if known else capture.sha256,
                source=source,
                file=segment.path.name,
                offset=offset,
                url=capture.url,
                captured=capture.captured,
                revisit=known is not None,
                problems=capture.problems,
                content=content,
                exact=capture.sha256 if known and not known.same_bytes else None,
                position=place.position,
            )
        )
        if len(self._pending) >= _UNSYNCED:
            self.sync()

    def _room_for(self, court: str, size: int) -> Segment:
        """The segment to write to: the court's, or a new one where that is full, damaged, or due for a dictionary."""
        segment = self._rows.current(court)
        if segment is not self._writing and self._writing is not None:
            self._writing.sync()  # so that a power cut tears one file at most
        if segment is None:
            segment = self._begin(court, self._rows.last_dictionary(court))
        elif segment.end + size // 4 > SEGMENT_BYTES:
            segment = self._begin(court, segment.dictionary)
        elif segment.stage < len(DICTIONARY_AFTER):
            if not segment.pages:
                segment.pages = len(self._index.pages_in(segment.path.name, DICTIONARY_AFTER[-1]))
            if segment.pages >= DICTIONARY_AFTER[segment.stage]:
                segment = self._begin(court, self._dictionary(segment))
        self._writing = segment
        return segment

    def _begin(self, court: str, dictionary: Dictionary | None) -> Segment:
        segment = self._rows.begin(court, dictionary)
        place = Place(self.chain.position + 1, self.chain.head)
        head = dictionary.frame if dictionary else b""
        frame = head + segment.packed(information(f"absentia/{__version__}", self._imported, place))
        try:
            segment.write(frame)
        except OSError:
            self._rows.discard(court)
            raise
        self._pending.append(self.chain.link(segment.path.name, 0, frame))
        return segment

    def _dictionary(self, segment: Segment) -> Dictionary | None:
        """One of the records of a segment, as they stand there: heads and all."""
        samples = []
        for entry in self._index.pages_in(segment.path.name, DICTIONARY_AFTER[-1]):
            try:
                record = bytes_at(self.folder / entry.file, entry.offset)
            except OSError:
                continue
            if record is not None and len(record) <= _LONGEST_SAMPLE:
                samples.append(record)
        return Dictionary.from_pages(samples) if samples else segment.dictionary

    def _commit(self) -> None:
        commit(self._index, self.chain, self.folder, {file for file, _damage in self.damages})


def _now() -> datetime:
    """The moment of import; ``SOURCE_DATE_EPOCH`` fixes it for archives that must come out the same to the byte."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(fixed), tz=UTC) if fixed and fixed.isdigit() else datetime.now(tz=UTC)
