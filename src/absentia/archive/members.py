"""Where a record ends on the disk: what tells a torn tail from a whole file."""

from __future__ import annotations

import enum
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from absentia.archive.capture import LARGEST_PAGE

GZIP_MAGIC = b"\x1f\x8b"
_GZIP_MEMBER = 31
_STEP = 1 << 20


class Decompressor(Protocol):
    """What :func:`zlib.decompressobj` gives."""

    @property
    def eof(self) -> bool:
        """Whether the member's end was reached."""

    @property
    def unconsumed_tail(self) -> bytes:
        """What was given and not yet read."""

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """The next so many bytes."""


class Tail(enum.Enum):
    """How a gzip member ends."""

    WHOLE = "as it should"
    TORN = "the file ends inside it: a process died while writing"
    CORRUPT = "its bytes are not what was written"


def read_member(stream: BinaryIO, start: int) -> tuple[int, Tail]:
    """Where the gzip member that begins at ``start`` ends (``start`` itself if it does not), and how."""
    stream.seek(start)
    decompressor = zlib.decompressobj(_GZIP_MEMBER)
    try:
        for _piece in _pieces(stream, decompressor):
            pass
    except zlib.error:
        return start, Tail.CORRUPT
    if not decompressor.eof:
        return start, Tail.TORN
    return stream.tell() - len(decompressor.unused_data), Tail.WHOLE


def _pieces(stream: BinaryIO, decompressor: Decompressor) -> Iterator[bytes]:
    """What is in a member, a little at a time: a thousand bytes may stand in one."""
    while not decompressor.eof and (packed := decompressor.unconsumed_tail or stream.read(_STEP)):
        yield decompressor.decompress(packed, _STEP)


def member_content(stream: BinaryIO) -> bytes:
    """The record in the gzip member the stream stands at.

    Raises:
        OSError: it is damaged, or larger than any page.
    """
    decompressor = zlib.decompressobj(_GZIP_MEMBER)
    pieces: list[bytes] = []
    size = 0
    try:
        for piece in _pieces(stream, decompressor):
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST_PAGE:
                break
    except zlib.error as error:
        raise OSError(str(error)) from error
    if not decompressor.eof:
        raise OSError(Tail.TORN.value)
    return b"".join(pieces)
