"""Bytes to text by trial, whatever the page declares.

Portals declare windows-1251 and mostly send it; archives often hold the same pages re-saved as UTF-8 under the old
declaration. UTF-8 Russian is nothing but pairs ``D0/D1 80…BF``, which windows-1251 Russian almost never forms, so
the bytes themselves tell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

UTF_8 = "utf-8"
WINDOWS_1251 = "windows-1251"

_HIGH = bytes(range(0x80, 0x100))
_SAMPLE = 200_000
_LONGEST_CHARACTER = 4
# «РЎСѓРґ» for «Суд»: UTF-8 bytes once read as windows-1251 and saved again; at least three such pairs in a row
_MOJIBAKE = re.compile("(?:[РС][\u0400-\u040f\u0450-\u045f\u00a0-\u00bf\u2010-\u2040\u20ac\u2116\u2122]){3}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was read in, and whether some bytes fitted neither encoding."""

    text: str
    charset: str
    garbled: bool = False


def decode(data: bytes) -> Decoded:
    """Read bytes as UTF-8 or windows-1251, whichever they are; never fails.

    A character cut at the end of a truncated page is left out; other bytes that do not fit become U+FFFD.
    """
    try:
        return Decoded(data.decode(), UTF_8)
    except UnicodeDecodeError as error:
        if error.start >= len(data) - _LONGEST_CHARACTER + 1 and _is_mostly_utf8(data[: error.start]):
            return Decoded(data[: error.start].decode(), UTF_8)
    if _is_mostly_utf8(data):
        return Decoded(data.decode(errors="replace"), UTF_8, garbled=True)
    text = data.decode("cp1251", errors="replace")
    return Decoded(text, WINDOWS_1251, garbled="\ufffd" in text)


def _is_mostly_utf8(data: bytes) -> bool:
    """Nearly half of the high bytes of UTF-8 Russian are D0 or D1; of windows-1251, where they are Р and С, few."""
    sample = data[:_SAMPLE]
    high = len(sample) - len(sample.translate(None, _HIGH))
    return 3 * (sample.count(b"\xd0") + sample.count(b"\xd1")) > high


def looks_like_mojibake(text: str) -> bool:
    """Whether Russian text was once read in the wrong encoding and saved so: «РЎСѓРґ» for «Суд»."""
    return _MOJIBAKE.search(text) is not None
