"""Verifying: every byte of every segment against the chain, the chain against the seals.

Nothing is repaired here and nothing trusted: neither the index nor what a record says of itself.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from absentia.archive.chain import CHAIN_FILE, GENESIS, Chain, Link, linked
from absentia.archive.frames import record_end
from absentia.archive.index import INDEX_FILE, Index
from absentia.archive.members import Tail
from absentia.archive.reading import record_at
from absentia.archive.record import place_of
from absentia.archive.seals import SEALS, Seal, fingerprint, seals_in
from absentia.archive.segments import segments_in
from absentia.archive.timestamps import Timestamp, read_timestamp
from absentia.messages import N_

CHANGED = N_("its bytes are not those that were chained")
MISSING_FILE = N_("its file is missing")
CUT = N_("its file ends before it does")
BROKEN_LINE = N_("its line in chain.log was changed")
OUT_OF_ORDER = N_("a line of chain.log is missing, doubled or out of order")
BEYOND = N_("bytes that are not in the chain stand in this file")
UNCHAINED = N_("the archive has records and no chain")
SEAL_BROKEN = N_("this seal cannot be read, or its signature is not of this key")
SEAL_SHORT = N_("the chain is shorter than this seal says: captures were taken away")
SEAL_DIFFERS = N_("the chain differs from what this seal fixed: it was written anew")
INDEX_AHEAD = N_("the index knows of more records than the chain: the end was taken away")
TIMESTAMP_WRONG = N_("this timestamp is not for its seal")


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that does not hold."""

    reason: str
    file: str
    position: int | None = None
    """Which record of the chain."""
    record: int | None = None
    """Which record of its file, from 1 on."""
    offset: int | None = None
    url: str | None = None


@dataclass(slots=True)
class Verified:
    """What verifying found."""

    records: int = 0
    bytes: int = 0
    broken: list[Broken] = field(default_factory=list)
    """In the order of the chain; the first is the first broken capture."""
    seals: int = 0
    sealed: int = 0
    """Records that a valid seal covers."""
    timestamps: list[Timestamp] = field(default_factory=list)
    unfinished: int = 0
    """Whole records behind the chain's end, left by a process that died: the next one to write takes them up."""
    torn: int = 0
    """Bytes of a torn last record behind them."""
    key: str | None = None
    """Fingerprint of the key the seals were checked with."""


def verify(folder: Path, key: Ed25519PublicKey | None, advance: Callable[[int], None] | None = None) -> Verified:
    """Verify an archive; ``key`` is the owner's public one, without which seals cannot be checked."""
    found = Verified(key=fingerprint(key) if key else None)
    seals = seals_in(folder / SEALS)
    marks = _Marks({seal.count: b"" for _path, seal in seals if seal is not None})
    ends = _chain(folder, found, marks, advance)
    _files(folder, ends, found)
    _index(folder, marks.last, found)
    for path, seal in seals:
        _seal(path, seal, key, marks, found)
    return found


@dataclass(slots=True)
class _Marks:
    """The chain's value at the counts that seals name."""

    heads: dict[int, bytes]
    last: int = 0


def _chain(folder: Path, found: Verified, marks: _Marks, advance: Callable[[int], None] | None) -> dict[str, int]:
    ends: dict[str, int] = {}
    numbers = Counter[str]()
    head, position = GENESIS, 0
    for link in Chain(folder / CHAIN_FILE).read():
        position += 1
        if link is None:
            found.broken.append(Broken(BROKEN_LINE, CHAIN_FILE, position))
            head = b""
            continue
        numbers[link.file] += 1
        reason = _wrong(folder, link, head, position, ends)
        if reason:
            found.broken.append(
                Broken(reason, link.file, link.position, numbers[link.file], link.offset, _url(folder, link))
            )
        head, position = link.chain, link.position
        ends[link.file] = max(ends.get(link.file, 0), link.offset + link.length)
        if position in marks.heads:
            marks.heads[position] = head
        found.records += 1
        found.bytes += link.length
        if advance:
            advance(1)
    marks.last = position
    return ends


def _wrong(folder: Path, link: Link, head: bytes, position: int, ends: dict[str, int]) -> str | None:
    """What is wrong with a line and the record it stands for."""
    if link.position != position or link.offset != ends.get(link.file, 0):
        return OUT_OF_ORDER
    file = folder / link.file
    if not file.is_file() or file.parent != folder:
        return MISSING_FILE
    if file.stat().st_size < link.offset + link.length:
        return CUT
    with file.open("rb") as stream:
        stream.seek(link.offset)
        if hashlib.sha256(stream.read(link.length)).digest() != link.digest:
            return CHANGED
    return None if linked(head, link.digest, link.position) == link.chain else BROKEN_LINE


def _url(folder: Path, link: Link) -> str | None:
    """The address of a broken capture: from the record if it can still be read, or from the index."""
    try:
        record = record_at(folder / link.file, link.offset)
        if record is not None and (place := place_of(record)) and place.position == link.position:
            return record.headers.get("WARC-Target-URI")
    except OSError:
        pass
    index = Index.reading(folder / INDEX_FILE)
    if index is None:
        return None
    try:
        return next((one.url for one in index.entries(after=link.position - 1) if one.position == link.position), None)
    except OSError:
        return None
    finally:
        index.close()


def _files(folder: Path, ends: dict[str, int], found: Verified) -> None:
    """Nothing may stand in a segment that the chain does not know, but what a dying process leaves at its end."""
    if not ends and segments_in(folder):
        found.broken.append(Broken(UNCHAINED, CHAIN_FILE))
        return
    for file in segments_in(folder):
        start, size = ends.get(file.name, 0), file.stat().st_size
        with file.open("rb") as stream:
            while start < size:
                end, tail = record_end(stream, start)
                if tail is Tail.TORN:
                    found.torn += size - start
                    break
                if tail is Tail.CORRUPT or not _next_in_line(file, start, found):
                    found.broken.append(Broken(BEYOND, file.name, offset=start))
                    break
                found.unfinished += 1
                start = end


def _next_in_line(file: Path, offset: int, found: Verified) -> bool:
    """Whether a record behind the chain's end says that it stands behind it."""
    try:
        record = record_at(file, offset)
    except OSError:
        return False
    place = place_of(record) if record is not None else None
    return place is not None and place.position > found.records


def _index(folder: Path, last: int, found: Verified) -> None:
    index = Index.reading(folder / INDEX_FILE)
    if index is None:
        return
    try:
        state = index.state
        if state is not None and state[0] > last:
            found.broken.append(Broken(INDEX_AHEAD, CHAIN_FILE, last + 1))
    finally:
        index.close()


def _seal(path: Path, seal: Seal | None, key: Ed25519PublicKey | None, marks: _Marks, found: Verified) -> None:
    reason = None
    if seal is None or (key is not None and not seal.signed_by(key)):
        reason = SEAL_BROKEN
    elif seal.count > marks.last:
        reason = SEAL_SHORT
    elif marks.heads[seal.count] != seal.head:
        reason = SEAL_DIFFERS
    if reason or seal is None:
        found.broken.append(Broken(reason or SEAL_BROKEN, f"{SEALS}/{path.name}", seal.count if seal else None))
        return
    found.seals += key is not None
    found.sealed = max(found.sealed, seal.count if key is not None else 0)
    answer = path.with_suffix(".tsr")
    if answer.exists():
        timestamp = read_timestamp(answer.read_bytes(), seal.text)
        if timestamp is None:
            found.broken.append(Broken(TIMESTAMP_WRONG, f"{SEALS}/{answer.name}", seal.count))
        else:
            found.timestamps.append(timestamp)
