"""Bytes to text by trial, whatever the page declares.

Portals declare windows-1251 and mostly send it; archives often hold the same pages re-saved as UTF-8 under the old
declaration. UTF-8 Russian is nothing but pairs ``D0/D1 80…BF``, which windows-1251 Russian almost never forms, so
the bytes themselves tell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from stringzilla import find

UTF_8 = "utf-8"
WINDOWS_1251 = "windows-1251"

_HIGH = bytes(range(0x80, 0x100))
_SAMPLE = 200_000
_SAMPLE_OF_ZEROS = 100
_SAMPLE_OF_WORDS = 20_000
_LONGEST_CHARACTER = 4
# «РЎСѓРґ» for «Суд»: UTF-8 bytes once read as windows-1251 and saved again; at least three such pairs in a row
_MOJIBAKE = re.compile("(?:[РС][\u0400-\u040f\u0450-\u045f\u00a0-\u00bf\u2010-\u2040\u20ac\u2116\u2122]){3}")


_TAGS = re.compile(r"<[^<>]*>")
_USUAL_PAIRS = ("ст", "но", "то", "на", "ен", "ов", "ни", "ра", "во", "ко")
"""Each of these is more than one in a hundred of the pairs of letters in a Russian text."""
_ENOUGH_LETTERS, _LEAST_USUAL = 60, 0.04


_OTHERS = ("koi8-r", "cp866", "iso8859-5")
_COMMON = "суд"
"""Stands on every page of a court; in each encoding the bytes of the others are no word."""
_APPLE, _WITH_CAPITAL = "mac-cyrillic", "Суд"
"""Of windows-1251 it differs in the capitals, which are quotes and dashes there: «‘уд»."""
_OF_APPLE, _OF_WINDOWS = _WITH_CAPITAL.encode(_APPLE), _WITH_CAPITAL.encode("cp1251")
_AS_USUAL = (_COMMON.encode("cp1251"), _COMMON.encode())
_AS_OTHERS = {one: _COMMON.encode(one) for one in _OTHERS}
_BYTE_ORDER = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def in_utf_8(data: bytes) -> tuple[bytes, str | None]:
    """A page in an encoding no portal uses, but which people's programs save in, as UTF-8, with that encoding's name.

    Pages as the portals send them (windows-1251, UTF-8) come back as they are, without a name.
    """
    sample = data[:_SAMPLE_OF_WORDS]
    wide = _BYTE_ORDER.get(data[:2]) or _wide(data[:_SAMPLE_OF_ZEROS])
    if wide is not None:
        return data.decode(wide, errors="replace").removeprefix("\ufeff").encode(errors="replace"), wide
    if find(sample, _OF_APPLE) >= 0 and _OF_WINDOWS not in sample:
        return data.decode(_APPLE).encode(), _APPLE
    if any(find(sample, usual) >= 0 for usual in _AS_USUAL):
        return data, None
    other = next((one for one, written in _AS_OTHERS.items() if written in sample), None)
    return (data, None) if other is None else (data.decode(other, errors="replace").encode(), other)


def _wide(head: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of the markup a page begins with is zero."""
    if not head or b"\0" not in head:
        return None
    half = len(head) // 2
    odd, even = head[1::2].count(0), head[::2].count(0)
    return "utf-16-le" if 2 * odd > half and not even else "utf-16-be" if 2 * even > half and not odd else None


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
    """Whether Russian text was once read in the wrong encoding and saved so: «РЎСѓРґ», «Ñóä», «яСД», «???» of «Суд»."""
    return _MOJIBAKE.search(text) is not None or _is_no_russian(_TAGS.sub(" ", text).casefold())


def _is_no_russian(words: str) -> bool:
    """Whether most letters are not English and stand in an order in which no Russian words have them."""
    odd = sum(letter in "?\ufffd" or (letter.isalpha() and "\x7f" < letter < "\u0530") for letter in words)
    usual = sum(words.count(pair) for pair in _USUAL_PAIRS)
    return odd > _ENOUGH_LETTERS and 2 * odd > sum(map(str.isalpha, words)) and usual < _LEAST_USUAL * odd
