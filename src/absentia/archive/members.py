"""Where a record ends on the disk: what tells a torn tail from a whole file."""

from __future__ import annotations

import enum
import re
import zlib
from typing import BinaryIO

GZIP_MAGIC = b"\x1f\x8b"
_GZIP_MEMBER = 31
_STEP = 1 << 20
_LONGEST_HEAD = 1 << 16
_LENGTH = re.compile(rb"\r?\nContent-Length:[ \t]*(\d{1,15})[ \t]*\r?\n", re.IGNORECASE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")


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


def something_follows(stream: BinaryIO, last: int) -> bool:
    """Whether the file holds more behind the last record that could be read: a torn one.

    A record whose end cannot be found, as in a file compressed as one piece, is taken for the end.
    """
    stream.seek(last)
    head = stream.read(_LONGEST_HEAD)
    if head.startswith(GZIP_MAGIC):
        end, tail = read_member(stream, last)
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
