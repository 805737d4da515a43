"""Where a record ends on the disk: what tells a torn tail from a whole file."""

from __future__ import annotations

import enum
import zlib
from typing import BinaryIO

from absentia.archive.capture import LARGEST_PAGE

GZIP_MAGIC = b"\x1f\x8b"
_GZIP_MEMBER = 31
_STEP = 1 << 20


class Tail(enum.Enum):
    """How a gzip member ends."""

    WHOLE = "as it should"
    TORN = "the file ends inside it: a process died while writing"
    CORRUPT = "its bytes are not what was written"


def read_member(stream: BinaryIO, start: int) -> tuple[int, Tail]:
    """Where the gzip member that begins at ``start`` ends (``start`` itself if it does not), and how."""
    stream.seek(start)
    decompressor = zlib.decompressobj(_GZIP_MEMBER)
    position = start
    while chunk := stream.read(_STEP):
        position += len(chunk)
        try:
            decompressor.decompress(chunk)
        except zlib.error:
            return start, Tail.CORRUPT
        if decompressor.eof:
            return position - len(decompressor.unused_data), Tail.WHOLE
    return start, Tail.TORN


def member_content(stream: BinaryIO) -> bytes:
    """The record in the gzip member the stream stands at.

    Raises:
        OSError: it is damaged, or larger than any page.
    """
    decompressor = zlib.decompressobj(_GZIP_MEMBER)
    pieces: list[bytes] = []
    size = 0
    try:
        while not decompressor.eof and size <= LARGEST_PAGE and (chunk := stream.read(_STEP)):
            pieces.append(decompressor.decompress(chunk))
            size += len(pieces[-1])
    except zlib.error as error:
        raise OSError(str(error)) from error
    if not decompressor.eof:
        raise OSError(Tail.TORN.value)
    return b"".join(pieces)
