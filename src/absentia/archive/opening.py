"""Opening an archive: taking up what a process that died left behind, and bringing the index up to date."""

from __future__ import annotations

import os
from collections.abc import Container
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from fastwarc.warc import WarcRecord

from absentia.archive.capture import Damage
from absentia.archive.chain import Chain, Link
from absentia.archive.frames import Tail, record_end
from absentia.archive.index import Index
from absentia.archive.reading import record_at
from absentia.archive.record import Entry, entry_of, place_of
from absentia.archive.segments import segments_in
from absentia.archive.warc import read_records
from absentia.durable import put_on_disk


@dataclass(slots=True)
class Taken:
    """What was left behind."""

    records: int = 0
    cut_off: int = 0
    closed: set[str] = field(default_factory=set)
    """Segments that are not written to again: something stands behind their last record that is no torn record, or
    records the chain knows are missing."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A whole record behind the chain's end."""

    said: int
    """The position it says it has; 0 where it says none."""
    order: int
    file: Path
    offset: int
    end: int


def take_up_tails(folder: Path, chain: Chain, index: Index) -> Taken:
    """Link the whole records the chain does not know, cut off a torn one behind them."""
    taken = Taken()
    ends = _chained_ends(folder, chain, index)
    found: list[_Found] = []
    for file in segments_in(folder):
        end, size = ends.get(file.name, 0), file.stat().st_size
        if size < end:
            taken.closed.add(file.name)
        elif size > end:
            found += _behind(file, end, len(found), taken)
    links = []
    for one in sorted(found, key=lambda one: (one.said, one.order)):
        with one.file.open("rb") as stream:
            stream.seek(one.offset)
            links.append(chain.link(one.file.name, one.offset, stream.read(one.end - one.offset)))
    if links:
        chain.write(links)
    taken.records = len(links)
    return taken


def _chained_ends(folder: Path, chain: Chain, index: Index) -> dict[str, int]:
    """How far the chain knows each segment: from a sound index where it is as far as the chain, else from the chain."""
    if index.state == (chain.position, chain.head) and index.sound():
        known = {name: size for name, (size, _changed) in index.files.items()}
        if all(path.name in known for path in segments_in(folder)):
            return known
    ends: dict[str, int] = {}
    for link in chain.read():
        if link is not None:
            ends[link.file] = max(ends.get(link.file, 0), link.offset + link.length)
    return ends


def _behind(file: Path, start: int, order: int, taken: Taken) -> list[_Found]:
    """The whole records from ``start`` on; what is torn behind them is cut off, other damage left as it is."""
    found: list[_Found] = []
    with file.open("r+b") as stream:
        size = stream.seek(0, os.SEEK_END)
        while start < size:
            end, tail = record_end(stream, start)
            said = _said_position(file, start) if tail is Tail.WHOLE else None
            if said is None:
                if tail is Tail.TORN:
                    stream.truncate(start)
                    put_on_disk(stream)
                    taken.cut_off += size - start
                else:
                    taken.closed.add(file.name)
                break
            found.append(_Found(said, order + len(found), file, start, end))
            start = end
    return found


def _said_position(file: Path, offset: int) -> int | None:
    """The position a record says it has, 0 for none; ``None`` where it cannot be read."""
    try:
        record = record_at(file, offset)
    except OSError:
        return None
    if record is None:
        return None
    place = place_of(record)
    return place.position if place else 0


def is_current(index: Index, chain: Chain, folder: Path) -> bool:
    """Whether the index may be trusted as it is."""
    segments = segments_in(folder)
    now = {path.name: (status.st_size, status.st_mtime_ns) for path in segments for status in (path.stat(),)}
    return index.state == (chain.position, chain.head) and index.sound() and index.files == now


def fill(index: Index, folder: Path, chain: Chain | None = None) -> list[tuple[str, Damage]]:
    """Bring the index up to date: by the chain's new lines where only such were added, or by reading everything."""
    if chain is not None and _only_grown(index, chain, folder):
        state = index.state
        for link in chain.read():
            if link is not None and state is not None and link.position > state[0]:
                _add(index, folder / link.file, link)
        return []
    index.clear()
    damages: list[tuple[str, Damage]] = []
    count = 0
    for segment in segments_in(folder):
        with segment.open("rb") as stream:
            for found in read_records(stream, partial(_taken, segment.name)):
                if isinstance(found, Damage):
                    damages.append((segment.name, found))
                    continue
                count += 1
                entry = found[1]
                if isinstance(entry, Damage):
                    damages.append((segment.name, entry))
                elif entry is not None:
                    index.add(entry if entry.position else replace(entry, position=count))
    return damages


def _only_grown(index: Index, chain: Chain, folder: Path) -> bool:
    state, now = index.state, {path.name: path.stat() for path in segments_in(folder)}
    if state is None or state[0] > chain.position:
        return False
    if not index.sound():
        return False
    for name, (size, changed) in index.files.items():
        status = now.get(name)
        if status is None or status.st_size < size or (status.st_size == size and status.st_mtime_ns != changed):
            return False
    return all(link is None or link.position != state[0] or link.chain == state[1] for link in chain.read())


def _add(index: Index, file: Path, link: Link) -> None:
    try:
        record = record_at(file, link.offset)
    except OSError:
        return
    entry = entry_of(record, file.name, link.offset) if record is not None else None
    if isinstance(entry, Entry):
        index.add(entry if entry.position else replace(entry, position=link.position))


def _taken(file: str, record: WarcRecord, offset: int) -> tuple[int, Entry | Damage | None]:
    entry = entry_of(record, file, offset)
    record.reader.consume()
    return offset, entry


def commit(index: Index, chain: Chain, folder: Path, damaged: Container[str] = ()) -> None:
    """Write down that the index is as far as the chain, and what every segment is like that is not damaged."""
    found = {path.name: path.stat() for path in segments_in(folder) if path.name not in damaged}
    index.commit(
        chain.position, chain.head, {name: (status.st_size, status.st_mtime_ns) for name, status in found.items()}
    )
