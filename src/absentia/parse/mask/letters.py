"""One spelling for what looks the same: composed letters, no invisible ones, look-alikes folded for comparison."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

# what pages are made of; everything else is looked at letter by letter
_PLAIN = re.compile(r"[\t\n\r\x20-\x7e\xa0-\xac\xae-\u02ff\u0391-\u03ff\u0400-\u0482\u048a-\u052f–—‘’‚“”„…№→]*")
# the same without the marks of letters that are written as something else: & % \
_CLEAN = re.compile(
    r"[\t\n\r\x20-\x24\x27-\x5b\x5d-\x7e\xa0-\xac\xae-\u02ff\u0391-\u03ff\u0400-\u0482\u048a-\u052f–—‘’‚“”„…№→]*"
)
# soft hyphens and marks of direction (Cf), accents that no letter has taken in (Mn, Me), private and lone halves
# a stress mark on a Cyrillic letter, which composes with some of them («ѓ»)
_STRESSED = re.compile(r"(?<=[\u0400-\u052f])[\u0300\u0301]")
# and what steers a terminal (Cc)
_DROPPED = frozenset(("Cc", "Cf", "Mn", "Me", "Co", "Cs"))
_SPACES = {letter: letter for letter in "\t\n\r"} | dict.fromkeys("\v\f\x1c\x1d\x1e\x1f\x85", " ")
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00ad": None})
LOOK_ALIKES = str.maketrans("abcehkmoptxyё", "авсенкмортхуе")
_NOT_A_WORD = re.compile(r"[\W_]+")
# what letters are written as by those who could not write them: «&#1055;», «%D0%9F», «%CF», «%u041F», «\u041f»
_MARKS = re.compile(r"[&%\\]")
_BYTES = re.compile(r"(?:%[0-9A-Fa-f]{2}){1,1200}")
_CODES = re.compile(r"[%\\]u([0-9A-Fa-f]{4})")
_MOST_ENCODED = 4
"""How often a text is decoded; what is written deeper was meant to hide, and is shown as :data:`ENCODED`."""
ENCODED = "[encoded]"


def clean(text: str) -> str:
    """The text as it is read: letters decoded and composed (NFC), nothing invisible, every hyphen a hyphen."""
    if _CLEAN.fullmatch(text):
        return text
    for _ in range(_MOST_ENCODED):
        visible = _visible(text)
        if not _MARKS.search(visible) or (text := _decoded(visible)) == visible:
            return visible
    return ENCODED


def _decoded(text: str) -> str:
    spelled = _CODES.sub(lambda found: chr(int(found[1], 16)), html.unescape(text))
    return _BYTES.sub(lambda found: _of_bytes(bytes.fromhex(found[0].replace("%", ""))), spelled)


def _of_bytes(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1251", errors="replace")


def _visible(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    unstressed = _STRESSED.sub("", unicodedata.normalize("NFD", text.translate(_HYPHENS)))
    composed = unicodedata.normalize("NFC", unstressed)
    return "".join(_SPACES.get(letter, letter) for letter in composed if _stays(letter))


def _stays(letter: str) -> bool:
    return letter in _SPACES or unicodedata.category(letter) not in _DROPPED


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """A word free of case, ё and Latin look-alikes."""
    return unicodedata.normalize("NFKC", word).casefold().translate(LOOK_ALIKES)


def fold_name(name: str) -> str:
    """One spelling for all that differ in case, ё, Latin look-alikes, spaces, dots and hyphens only."""
    return _NOT_A_WORD.sub(" ", fold(clean(name))).strip()
