"""Pages out of WARC files of any making: plain, gzip, zstd (also with a dictionary of its own), whole or damaged.

FastWARC reads records; what it cannot read ends its iteration, so the reader looks for the next beginning of a record
behind the damage and goes on from there. Nothing a damaged record says is repeated in a message: it may be a name.

Sources: ISO 28500:2017 (WARC 1.1); IIPC, «WARC file compression using Zstandard» (the dictionary frame).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol, TypeVar

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from absentia.archive.capture import LARGEST_PAGE, Capture, Damage, digest, from_text
from absentia.archive.formats import HEAD, inside
from absentia.archive.frames import GZIP_MAGIC, ZSTD_MAGIC, Tail, dictionary_frame, record_end
from absentia.archive.record import sha1_of
from absentia.archive.wrappings import Message, is_page, parse_message

Taken = TypeVar("Taken")

_LONGEST_HEAD = 1 << 16
_LENGTH = re.compile(rb"\r?\nContent-Length:[ \t]*(\d{1,15})[ \t]*\r?\n", re.IGNORECASE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_RECORD_START = re.compile(rb"\x1f\x8b\x08|\x28\xb5\x2f\xfd|(?<=\n)WARC/[01]\.\d+\r?\n")
_SEARCH_STEP, _SEARCH_OVERLAP = 1 << 20, 16
_WITH_BYTES = (WarcRecordType.response, WarcRecordType.resource)
_REDIRECTS = range(300, 400)


class Sightings(Protocol):
    """Takes what says that a page was seen again (:class:`absentia.archive.revisits.Revisits`)."""

    def note(self, record: WarcRecord, block: bytes, body: bytes, capture: Capture | None) -> None:
        """A record with its bytes."""

    def wait(self, record: WarcRecord) -> None:
        """A revisit."""


def read_pages(
    stream: BinaryIO, passed_over: Counter[str] | None = None, again: Sightings | None = None
) -> Iterator[Capture | Damage]:
    """Every page of a WARC file, in its order, and every stretch that could not be read.

    Args:
        stream: the file, opened for reading bytes; it must be able to seek.
        passed_over: what holds no page is counted here: ``not_a_page`` (pictures, scripts), ``redirect``,
            ``too_large``, ``revisit``, ``empty``.
        again: takes the revisits, and what they may refer to; without it they are passed over.
    """
    counts = Counter[str]() if passed_over is None else passed_over
    stream.seek(0)
    first = inside(stream.read(HEAD)).partition(b"\n")[0]
    return read_records(
        stream,
        lambda record, offset: page_of(record, offset, counts, again),
        unix=first.startswith(b"WARC/1") and not first.endswith(b"\r"),
    )


def read_records(
    stream: BinaryIO, take: Callable[[WarcRecord, int], Taken | None], *, unix: bool = False
) -> Iterator[Taken | Damage]:
    """What ``take`` makes of every record; a :class:`Damage` for each stretch that is unreadable.

    ``take`` gets the record and its offset in the file; a record for which it gives ``None`` is left out. ``unix``:
    lines end as Unix ends them, not as the standard does.
    """
    dictionary = dictionary_frame(stream)
    start = len(dictionary)
    last, in_damage = start - 1, False
    while True:
        stream.seek(start)
        source = _AfterDictionary(stream, dictionary) if dictionary else stream
        shift = start - len(dictionary) if dictionary else 0
        try:
            every = WarcRecordType.any_type
            for record in ArchiveIterator(source, record_types=every, parse_http=False, quirks_mode=unix):
                offset = record.stream_pos + shift
                last = max(last, offset)
                taken = take(record, offset)
                in_damage = False
                if taken is not None:
                    yield taken
        except OSError:
            if not in_damage:
                yield Damage(max(last, start))
            in_damage = True
        else:
            if not in_damage and _torn_behind(stream, start, last):
                yield Damage(max(last, start))
            return
        following = _next_start(stream, max(last, start) + 1)
        if following is None:
            return
        start = following


def _torn_behind(stream: BinaryIO, start: int, last: int) -> bool:
    """Whether something stands behind the last record that FastWARC took for nothing, such as half a head."""
    if last >= start:
        return something_follows(stream, last)
    stream.seek(start)
    return bool(stream.read(_SEARCH_STEP).strip())


def something_follows(stream: BinaryIO, last: int) -> bool:
    """Whether the file holds more behind the last record that could be read: a torn one.

    A record whose end cannot be found, as in a file compressed as one piece, is taken for the end.
    """
    stream.seek(last)
    head = stream.read(_LONGEST_HEAD)
    if head.startswith((GZIP_MAGIC, ZSTD_MAGIC)):
        end, tail = record_end(stream, last)
        if tail is not Tail.WHOLE:
            return False
    else:
        length, blank = _LENGTH.search(head), _HEAD_END.search(head)
        if not head.startswith(b"WARC/"):
            return False
        if length is None or blank is None:
            return True  # FastWARC takes half a head for a record without content
        end = last + blank.end() + int(length[1])
    stream.seek(end)
    return bool(stream.read(_LONGEST_HEAD).strip())


def page_of(
    record: WarcRecord, offset: int, passed_over: Counter[str], again: Sightings | None = None
) -> Capture | None:
    """The page in a record, or ``None`` where it holds none; reasons are counted.

    Raises:
        OSError: the record is damaged.
    """
    if record.record_type == WarcRecordType.revisit and again is not None:
        again.wait(record)
    elif record.record_type == WarcRecordType.revisit:
        passed_over["revisit"] += 1
    if record.record_type not in _WITH_BYTES:
        return None
    if record.content_length > LARGEST_PAGE:
        passed_over["too_large"] += 1
        return None
    block = _block(record)
    message = _message(record, block)
    # what an export holds without an HTTP message is what its source took for its own, a file of a dump for one
    ours = message.status is None and record.headers.get("Absentia-Capture") is not None
    reason = _no_page(message, trusted=ours)
    page = None if reason else _capture(record, offset, block, message)
    if reason:
        passed_over[reason] += 1
    if again is not None:
        again.note(record, block, message.body, page)
    return page


def _no_page(message: Message, *, trusted: bool) -> str | None:
    """Why an answer is no page."""
    if message.status in _REDIRECTS:
        return "redirect"
    if not message.body:
        return "empty"
    if len(message.body) >= LARGEST_PAGE:  # a little that unpacks to very much
        return "too_large"
    return None if trusted or is_page(message.content_type, message.body) else "not_a_page"


def whole_capture(record: WarcRecord, offset: int) -> Capture | None:
    """What a record holds, be it a page or not; ``None`` for one without an answer's bytes.

    Raises:
        OSError: the record is damaged.
    """
    if record.record_type not in _WITH_BYTES or record.content_length > LARGEST_PAGE:
        return None
    block = _block(record)
    return _capture(record, offset, block, _message(record, block))


def _block(record: WarcRecord) -> bytes:
    length: int = record.content_length
    block: bytes = record.reader.read(length) if length else b""
    if len(block) < length:
        raise OSError  # the file ends inside the record
    return block


def _message(record: WarcRecord, block: bytes) -> Message:
    if record.record_type == WarcRecordType.response and record.is_http:
        return parse_message(block)
    return Message(None, {"content-type": record.headers.get("Content-Type") or ""}, block)


def _capture(record: WarcRecord, offset: int, block: bytes, message: Message) -> Capture:
    problems = [*message.problems]
    if not _digest_fits(record, block):
        problems.append("digest_mismatch")
    if record.headers.get("WARC-Truncated") and "truncated" not in problems:
        problems.append("truncated")
    return Capture(
        body=message.body,
        sha256=digest(message.body),
        url=address_in(record, "WARC-Target-URI"),
        captured=None
        if record.headers.get("Absentia-Date") == "import"
        else from_text(record.headers.get("WARC-Date")),
        status=message.status,
        message=block if message.status is not None else None,
        problems=tuple(problems),
        offset=offset,
    )


def address_in(record: WarcRecord, header: str) -> str | None:
    """The address a header names; a name that is no address (an archive's own for a page without one) is none."""
    uri = (record.headers.get(header) or "").strip("<> ")
    return None if not uri or uri.lower().startswith("urn:") else uri


def _digest_fits(record: WarcRecord, block: bytes) -> bool:
    """Whether the record's own digest is that of its block; also where it has none, or one of an unknown kind."""
    stated = record.headers.get("WARC-Block-Digest")
    if not stated or not stated.lower().startswith(("sha1:", "sha256:")) or stated == sha1_of(block):
        return True
    copy = WarcRecord()
    copy.init_headers(record_type=record.record_type)
    copy.headers["WARC-Block-Digest"] = stated
    copy.set_bytes_content(block)
    return copy.verify_block_digest()


def _next_start(stream: BinaryIO, position: int) -> int | None:
    """Where the next record may begin at or behind ``position``."""
    stream.seek(max(position - 1, 0))  # one byte back: a plain record's start is known by the line end before it
    base, window = max(position - 1, 0), b""
    while chunk := stream.read(_SEARCH_STEP):
        window += chunk
        for found in _RECORD_START.finditer(window):
            if base + found.start() >= position:
                return base + found.start()
        kept = window[-_SEARCH_OVERLAP:]
        base += len(window) - len(kept)
        window = kept
    return None


class _AfterDictionary:
    """A stream that gives the dictionary frame and then the file from where it stands: FastWARC wants it first."""

    def __init__(self, stream: BinaryIO, dictionary: bytes) -> None:
        self._stream, self._left, self._position = stream, dictionary, 0

    def read(self, size: int = -1) -> bytes:
        if self._left:
            given = self._left if size < 0 else self._left[:size]
            self._left = self._left[len(given) :]
        else:
            given = self._stream.read(size)
        self._position += len(given)
        return given

    def seek(self, offset: int, whence: int = 0) -> int:
        raise OSError(offset, whence)

    def tell(self) -> int:
        return self._position

    def close(self) -> None:
        """Leave the file open: its owner closes it."""
