"""Zstandard frames: one per record, so that each can be read alone; a dictionary of sibling pages before the first.

Pages of one court are nearly the same bytes around a little content, so a compressor that has a few of them at hand
writes the next in a seventeenth of its size. Where a frame, or a gzip member of others, ends on the disk tells a torn
tail from a whole file.

Sources: RFC 8878 (the frame); IIPC, «WARC file compression using Zstandard» 1.0 draft (one frame per record, with its
content size; the dictionary in a skippable frame 0x184D2A5D before the first record, itself compressed or not).
"""

from __future__ import annotations

import enum
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Self

from backports import zstd

from absentia.archive.capture import LARGEST_PAGE
from absentia.archive.remote import RemoteFile

GZIP_MAGIC = b"\x1f\x8b"
_GZIP_MEMBER = 31
_STEP = 1 << 20


ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
DICTIONARY_MAGIC = b"\x5d\x2a\x4d\x18"
LEVEL = 10
LARGEST_DICTIONARY = 16 * 1024 * 1024
"""Bytes; one that claims more is not read."""
_HEAD = struct.Struct("<4sI")
_DICTIONARY_LEVEL = 19
_PIECES, _PIECE_BYTES, _ALL_BYTES = 4, 400_000, 800_000
_CHECKSUM, _SINGLE_SEGMENT, _RESERVED_BITS = 0x04, 0x20, 0x08
_ID_BYTES = (0, 1, 2, 4)
_BLOCK_RLE, _BLOCK_RESERVED = 1, 3


class Tail(enum.Enum):
    """How a frame or a gzip member ends."""

    WHOLE = "as it should"
    TORN = "the file ends inside it: a process died while writing"
    CORRUPT = "its bytes are not what was written"


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What a segment's records are compressed against."""

    content: zstd.ZstdDict
    frame: bytes
    """The skippable frame that stands at the segment's start."""

    @classmethod
    def of_frame(cls, frame: bytes) -> Self | None:
        """The dictionary in a skippable frame; ``None`` where it cannot be read."""
        payload = frame[_HEAD.size :]
        try:
            if payload.startswith(ZSTD_MAGIC):
                payload = zstd.ZstdDecompressor().decompress(payload, LARGEST_DICTIONARY)
            return cls(zstd.ZstdDict(payload), frame)
        except (zstd.ZstdError, ValueError):
            return None

    @classmethod
    def from_pages(cls, samples: Sequence[bytes]) -> Self:
        """A dictionary of the few samples that are least like each other: one of each kind of page.

        A raw page is no legal dictionary, so the pieces are finalised: entropy tables and a head are put before them.
        """
        pieces = _unlike(samples)
        raw = zstd.ZstdDict(b"".join(reversed(pieces)), is_raw=True)
        size = len(raw.dict_content) + (1 << 16)
        content = zstd.finalize_dict(raw, _enough(samples), size, LEVEL).dict_content
        packed = zstd.compress(content, _DICTIONARY_LEVEL)
        return cls(zstd.ZstdDict(content), _HEAD.pack(DICTIONARY_MAGIC, len(packed)) + packed)


def _enough(samples: Sequence[bytes]) -> list[bytes]:
    """The samples, repeated: the library wants several for its statistics."""
    return [*samples] * max(1, -(-8 // len(samples)))


def _unlike(samples: Sequence[bytes]) -> list[bytes]:
    """First the longest sample, then each time the one that what is chosen helps least; nearest the end the first."""
    left = [sample[:_PIECE_BYTES] for sample in sorted(samples, key=len, reverse=True)]
    chosen = [left.pop(0)]
    while left and len(chosen) < _PIECES and sum(map(len, chosen)) < _ALL_BYTES:
        known = zstd.ZstdDict(b"".join(chosen), is_raw=True)
        sizes = [len(zstd.compress(sample, 3, zstd_dict=known.as_digested_dict)) for sample in left]
        worst = max(range(len(left)), key=sizes.__getitem__)
        if sizes[worst] * 8 < len(left[worst]):
            break  # all others are siblings of what is chosen
        chosen.append(left.pop(worst))
    return chosen


def compress(data: bytes, dictionary: Dictionary | None) -> bytes:
    """One frame with checksum and content size; the dictionary is digested once and used for every record."""
    options: dict[int, int] = {
        zstd.CompressionParameter.compression_level: LEVEL,
        zstd.CompressionParameter.checksum_flag: 1,
        zstd.CompressionParameter.content_size_flag: 1,
    }
    digested = dictionary.content.as_digested_dict if dictionary else None
    # in one step: only then does the library know the size when it writes the frame's head
    return zstd.ZstdCompressor(options=options, zstd_dict=digested).compress(data, zstd.ZstdCompressor.FLUSH_FRAME)


def decompress(frame: bytes, dictionary: Dictionary | None) -> bytes:
    """The record in a frame.

    Raises:
        OSError: it is damaged, or larger than any page.
    """
    try:
        decompressor = zstd.ZstdDecompressor(zstd_dict=dictionary.content if dictionary else None)
        data = decompressor.decompress(frame, LARGEST_PAGE + (1 << 20))
    except (zstd.ZstdError, EOFError) as error:
        raise OSError(str(error)) from error
    if not decompressor.eof:
        raise OSError(Tail.TORN.value)
    return data


def dictionary_frame(stream: BinaryIO) -> bytes:
    """The skippable frame with the dictionary at the head of a ``.warc.zst``; empty where there is none."""
    stream.seek(0)
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size or not head.startswith(DICTIONARY_MAGIC):
        return b""
    return head + stream.read(min(_HEAD.unpack(head)[1], LARGEST_DICTIONARY))


def behind_dictionary(stream: BinaryIO, offset: int) -> int:
    """Where the record begins that is chained together with a dictionary's frame at the file's start."""
    return offset or len(dictionary_frame(stream))


def dictionary_of(file: Path | RemoteFile) -> Dictionary | None:
    """The dictionary at the head of a file, if it has one; the last ones used are kept at hand."""
    status = file.stat()
    return _dictionary_of(file, status.st_ino, status.st_dev)


@lru_cache(maxsize=32)
def _dictionary_of(file: Path | RemoteFile, _inode: int, _device: int) -> Dictionary | None:
    with file.open("rb") as stream:
        frame = dictionary_frame(stream)
    return Dictionary.of_frame(frame) if frame else None


def record_end(stream: BinaryIO, start: int) -> tuple[int, Tail]:
    """Where the gzip member or Zstandard frame at ``start`` ends (``start`` itself if it does not), and how.

    A dictionary's frame is taken together with the record behind it.
    """
    stream.seek(start)
    head = stream.read(_HEAD.size)
    if head.startswith(GZIP_MAGIC):
        return read_member(stream, start)
    position = start
    if head.startswith(DICTIONARY_MAGIC) and len(head) == _HEAD.size:
        position += _HEAD.size + int(_HEAD.unpack(head)[1])
        stream.seek(position)
        head = stream.read(_HEAD.size)
    if not head.startswith(ZSTD_MAGIC):
        short = not head or any(magic.startswith(head) for magic in (ZSTD_MAGIC, DICTIONARY_MAGIC, GZIP_MAGIC))
        return start, Tail.TORN if short or head.startswith(DICTIONARY_MAGIC) else Tail.CORRUPT
    end, tail = _frame_end(stream, position)
    return (end, tail) if tail is Tail.WHOLE else (start, tail)


def read_member(stream: BinaryIO, start: int) -> tuple[int, Tail]:
    """Where the gzip member that begins at ``start`` ends (``start`` itself if it does not), and how."""
    stream.seek(start)
    decompressor = zlib.decompressobj(_GZIP_MEMBER)
    try:
        # a little at a time: a thousand bytes may stand in one
        while not decompressor.eof and (packed := decompressor.unconsumed_tail or stream.read(_STEP)):
            decompressor.decompress(packed, _STEP)
    except zlib.error:
        return start, Tail.CORRUPT
    if not decompressor.eof:
        return start, Tail.TORN
    return stream.tell() - len(decompressor.unused_data), Tail.WHOLE


def _frame_end(stream: BinaryIO, start: int) -> tuple[int, Tail]:
    """Walk the blocks of a frame without undoing them."""
    stream.seek(start + len(ZSTD_MAGIC))
    descriptor = stream.read(1)
    if not descriptor:
        return start, Tail.TORN
    flags = descriptor[0]
    single = bool(flags & _SINGLE_SEGMENT)
    size_bytes = (1 if single else 0, 2, 4, 8)[flags >> 6]
    if flags & _RESERVED_BITS:
        return start, Tail.CORRUPT
    position = start + len(ZSTD_MAGIC) + 1 + (not single) + _ID_BYTES[flags & 3] + size_bytes
    last = False
    while not last:
        stream.seek(position)
        block = stream.read(3)
        if len(block) < len(b"..."):
            return start, Tail.TORN
        number = int.from_bytes(block, "little")
        last, kind, size = bool(number & 1), (number >> 1) & 3, number >> 3
        if kind == _BLOCK_RESERVED:
            return start, Tail.CORRUPT
        position += len(block) + (1 if kind == _BLOCK_RLE else size)
    end = position + (4 if flags & _CHECKSUM else 0)
    return (end, Tail.WHOLE) if end <= stream.seek(0, 2) else (start, Tail.TORN)
