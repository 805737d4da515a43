"""Verifying one archive: every byte of every segment against the chain, the chain against the seals.

Nothing is repaired here and nothing trusted: neither the index, which is held against the records, nor what a record
says of its place, which is held against the chain.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from absentia.archive.chain import CHAIN_FILE, GENESIS, Chain, Link, linked
from absentia.archive.frames import Tail, record_end
from absentia.archive.index import Index
from absentia.archive.index_file import INDEX_FILE
from absentia.archive.opening import fill
from absentia.archive.reading import record_at
from absentia.archive.record import Place, place_of
from absentia.archive.seals import SEALS, Seal, fingerprint, seals_in
from absentia.archive.segments import segments_in
from absentia.model.texts import N_

if TYPE_CHECKING:  # whoever looks at what stands here only loads no cryptography
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from absentia.archive.timestamps import Timestamp

CHANGED = N_("its bytes are not those that were chained")
MISSING_FILE = N_("its file is missing")
CUT = N_("its file ends before it does")
BROKEN_LINE = N_("its line in chain.log was changed")
OUT_OF_ORDER = N_("a line of chain.log is missing, doubled or out of order")
BEYOND = N_("this file has bytes that are not in the chain")
SEAL_BROKEN = N_("this seal cannot be read, or its signature is not of this key")
SEAL_SHORT = N_("the chain is shorter than this seal says: captures were taken away")
SEAL_DIFFERS = N_("the chain differs from what this seal fixed: it was written anew")
SEAL_BACK = N_("this seal covers more than another and is dated before it")
INDEX_DIFFERS = N_("the index says otherwise than the records themselves; delete it: it is made anew")
INDEX_AHEAD = N_("the index knows of more records than the chain: the end was taken away")
TIMESTAMP_WRONG = N_("this timestamp is not for its seal")
TIMESTAMP_NOT_VOUCHED = N_("nothing that you trust vouches for the authority of this timestamp")
Advance = Callable[[int], None]


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

    heads: dict[int, bytes] = field(default_factory=dict)
    """The chain's value at the counts that seals name, as far as it goes."""
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
    """Fingerprint of the key the seals were checked with; ``None``: with none."""


def verify(
    folder: Path,
    key: Ed25519PublicKey | None,
    advance: Advance | None = None,
    *,
    counts: Sequence[int] = (),
    trusted: Sequence[x509.Certificate] = (),
) -> Verified:
    """Verify one archive.

    ``key`` is its owner's public one, without which seals cannot be checked. :attr:`Verified.heads` tells the chain's
    value at ``counts`` too. With certificates that are ``trusted``, one of them must vouch for each timestamp.
    """
    found = Verified(key=fingerprint(key) if key else None)
    seals = seals_in(folder / SEALS)
    wanted = {seal.count for _path, seal in seals if seal is not None} | set(counts)
    ends, head = _chain(folder, found, wanted, advance)
    _tails(folder, ends, head, found, wanted)
    _index(folder, found)
    last: Seal | None = None
    for path, seal in seals:
        name = f"{SEALS}/{path.name}"
        reason = seal_reason(seal, key, found)
        if reason is None and seal is not None and last is not None and seal.day < last.day:
            reason = SEAL_BACK
        if reason is not None or seal is None:
            found.broken.append(Broken(reason or SEAL_BROKEN, name, seal.count if seal else None))
            continue
        last = seal
        found.seals += key is not None
        found.sealed = max(found.sealed, seal.count if key is not None else 0)
        _timestamp(path.with_suffix(".tsr"), seal, trusted, found)
    return found


def seal_reason(seal: Seal | None, key: Ed25519PublicKey | None, found: Verified) -> str | None:
    """Why a seal does not hold for what was found; ``None`` where it does, as far as the key allows to say."""
    if seal is None or (key is not None and not seal.signed_by(key)):
        return SEAL_BROKEN
    if seal.count > found.records:
        return SEAL_SHORT
    return None if found.heads.get(seal.count) == seal.head else SEAL_DIFFERS


def records_tell_the_chain(folder: Path, seal: Seal | None) -> bool:
    """Whether a chain that is lost can be written again: every record goes on from the one before, up to a seal."""
    found = Verified(heads={0: GENESIS})
    count, head = (seal.count, seal.head) if seal is not None else (0, GENESIS)
    _tails(folder, {}, GENESIS, found, {count})
    return not found.broken and found.heads.get(count) == head


def _chain(folder: Path, found: Verified, wanted: set[int], advance: Advance | None) -> tuple[dict[str, int], bytes]:
    """How far each segment is chained, and the chain's value at its end."""
    ends: dict[str, int] = {}
    numbers = Counter[str]()
    head, position = GENESIS, 0
    if 0 in wanted:
        found.heads[0] = GENESIS
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
        if position in wanted:
            found.heads[position] = head
        found.records = position
        found.bytes += link.length
        if advance:
            advance(1)
    return ends, head


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
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    finally:
        index.close()


def _tails(folder: Path, ends: dict[str, int], head: bytes, found: Verified, wanted: set[int]) -> None:
    """Nothing may stand in a segment that the chain does not know, but what a dying process leaves at its end.

    That are records which go on from the chain's end, each from the one before, in whatever files; and one torn record.
    """
    behind: list[tuple[Place, str, int, bytes]] = []
    for file in segments_in(folder):
        start, size = ends.get(file.name, 0), file.stat().st_size
        with file.open("rb") as stream:
            while start < size:
                end, tail = record_end(stream, start)
                if tail is Tail.TORN:
                    found.torn += size - start
                    break
                place = _place(file, start) if tail is Tail.WHOLE else None
                if place is None:
                    found.broken.append(Broken(BEYOND, file.name, offset=start))
                    break
                stream.seek(start)
                behind.append((place, file.name, start, hashlib.sha256(stream.read(end - start)).digest()))
                start = end
    for place, name, offset, digest in sorted(behind, key=lambda one: one[0].position):
        if place != Place(found.records + found.unfinished + 1, head):
            found.broken.append(Broken(BEYOND, name, offset=offset))
            break
        found.unfinished += 1
        head = linked(head, digest, place.position)
        if place.position in wanted:
            found.heads[place.position] = head


def _place(file: Path, offset: int) -> Place | None:
    """The place a record says it has; ``None`` where it says none or cannot be read."""
    try:
        record = record_at(file, offset)
    except OSError:
        return None
    return place_of(record) if record is not None else None


def _index(folder: Path, found: Verified) -> None:
    """The index may know no more than the records, and of what it knows nothing else than they say."""
    index = Index.reading(folder / INDEX_FILE)
    if index is None:
        return
    try:
        state = index.state
        if state is not None and state[0] > found.records + found.unfinished:
            found.broken.append(Broken(INDEX_AHEAD, CHAIN_FILE, found.records + 1))
        elif not found.broken:  # records that cannot be read would be missed in it
            _against_records(index, folder, state[0] if state else 0, found)
    finally:
        index.close()


def _against_records(index: Index, folder: Path, last: int, found: Verified) -> None:
    records = Index.temporary()
    fill(records, folder)
    try:
        for said, true in zip_longest(index.entries(), (one for one in records.entries() if one.position <= last)):
            if said != true:
                where = true or said
                found.broken.append(Broken(INDEX_DIFFERS, INDEX_FILE, where.position if where else None))
                return
    except (OSError, ValueError, TypeError, AttributeError):
        found.broken.append(Broken(INDEX_DIFFERS, INDEX_FILE))


def _timestamp(answer: Path, seal: Seal, trusted: Sequence[x509.Certificate], found: Verified) -> None:
    if not answer.exists():
        return
    from absentia.archive.timestamps import read_timestamp

    timestamp = read_timestamp(answer.read_bytes(), seal.file_content, trusted)
    if timestamp is None:
        found.broken.append(Broken(TIMESTAMP_WRONG, f"{SEALS}/{answer.name}", seal.count))
        return
    found.timestamps.append(timestamp)
    if trusted and not timestamp.vouched:
        found.broken.append(Broken(TIMESTAMP_NOT_VOUCHED, f"{SEALS}/{answer.name}", seal.count))
