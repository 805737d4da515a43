"""Case numbers with all they are decorated with.

::

    1-17/2026 (1-648/2025;)                               former numbers: January gives an unfinished case a new one
    2-5/2026 (2-13/2025; 2-2935/2024;) ~ М-2773/2024      and the number of the material it grew from
    7У-1297/2026 [77-655/2026]                            a complaint and the cassation case opened on it
    3/1-12/2026 (К/21548)                                 a material with its incoming number
    1-805/3-2013   3-10-65/14-2014   1-1-25/2022   02-3501/2025
    1-10/26   1–10/2026   1 - 10/2026   1-10/2026 г.   1-10/2026 (повторно)      other spellings of 1-10/2026

A number is an address, never an identity: it changes every January.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from absentia.sources.protocol import Place
from absentia.sources.ru_sudrf.text import folded

_INDEX = r"[0-9]{0,3}[A-Za-zА-Яа-яЁё]{0,4}(?:/\d{1,3})?"
_PLAIN = re.compile(rf"^{_INDEX}(?:-\d{{1,7}}){{1,2}}(?:/\d{{1,4}}-\d{{4}}|/\d{{4}})$")
_INCOMING = re.compile(r"^[A-Za-zА-Яа-яЁё]{1,3}/\d{1,9}$")  # К/21548
# ДЕЛО № …, МАТЕРИАЛ № …, № …
_PREFIX = re.compile(r"^(?:(?:дело|материал|производство|жалоба)\s*)?№\s*", re.IGNORECASE)
_PARTS = re.compile(
    r"^(?P<number>[^\s()\[\]~;]+)"
    r"(?:\s*\[(?P<joined>[^\[\]()]*)\])?"
    r"(?:\s*\((?P<brackets>[^()]*)\))?"
    r"(?:\s*\[(?P<joined_late>[^\[\]()]*)\])?"
    r"(?:\s*~\s*(?P<material>[^\s()\[\]~;]+))?$"
)
_LOOK_ALIKES = str.maketrans("ABCEHKMOPTXYЁ–—‑−‐‒―－\\⁄∕／", "АВСЕНКМОРТХУЕ--------////")
_SPACED = re.compile(r"\s+([-–—‑−‐‒―/])\s*|([-–—‑−‐‒―/])\s+")
# «1-10/2026 (повторно)», «1-10/2026-повторно»: filed once more under the number it had
_AGAIN = re.compile(r"[\s(\[,;–—-]{0,8}повторн\w{0,8}[\s.)\]]{0,8}$", re.IGNORECASE)
_YEAR_WORD = re.compile(r"(?<=\d)\s{0,3}г(?:ода?|\.)?$", re.IGNORECASE)
# «1-10/26», «1-805/3-13»: years of this century up to 2059, and of the nineties
_SHORT_YEAR = re.compile(rf"^({_INDEX}(?:-\d{{1,7}}){{1,2}}/(?:\d{{1,4}}-)?)([0-5]\d|9\d)$")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")

# "1-17/2026", "3/1-12/2026", "1-805/3-2013": an ordinal without its year is no key
_WITH_YEAR = re.compile(r"[/-](?:19|20)\d{2}$")
_PLACE = re.compile(
    r"^(?P<index>\d{0,3}[А-Я]{0,4}(?:/\d{1,3})?)-(?:(?P<series>\d{1,7})-)?(?P<ordinal>\d{1,7})"
    r"(?:/(?P<suffix>\d{1,4})-|/)(?P<year>(?:19|20)\d{2})$"
)


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """A number taken apart. ``unread`` holds pieces that are no number; they are never dropped silently."""

    number: str | None
    former: tuple[str, ...] = ()
    material: str | None = None
    """«~ М-2773/2024», or the incoming number in brackets (К/21548)."""
    joined: str | None = None
    """The number in square brackets: the cassation case beside its complaint."""
    unread: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def read_number(text: str) -> CaseNumber:
    """Take a case number apart. What does not fit the grammar stays whole in ``number`` and is listed in ``unread``."""
    bare = _SPACED.sub(r"\1\2", _AGAIN.sub("", _PREFIX.sub("", folded(text))))
    bare = _YEAR_WORD.sub("", bare)
    if not bare:
        return CaseNumber(None)
    match = _PARTS.match(bare)
    if match is None:
        return CaseNumber(bare, unread=(bare,))
    number, joined = match["number"], match["joined"] or match["joined_late"]
    former: list[str] = []
    material: str | None = match["material"]
    unread = [] if _is_plain(number) else [number]
    for piece in (match["brackets"] or "").split(";"):
        inner = piece.strip()
        if not inner:
            continue
        if _is_plain(inner):
            former.append(inner)
        elif _INCOMING.match(inner) and material is None:
            material = inner
        else:
            unread.append(inner)
    unread.extend(piece for piece in (match["material"], joined) if piece and not _is_plain(piece))
    return CaseNumber(number, tuple(former), material, joined.strip() if joined else None, tuple(unread))


def _is_plain(text: str) -> bool:
    return _PLAIN.match(fold_number(text)) is not None


def fold_number(text: str) -> str:
    """The form in which numbers are compared, wherever they are: all spellings of one number fold to the same text.

    Upper case, Latin look-alikes as Cyrillic, one kind of dash and slash, the year in full; without blanks, leading
    zeros, the word «год» and «(повторно)». ``22K-2833/26`` (Latin K) and ``22к–2833/2026`` are the same number.
    """
    plain = "".join(_AGAIN.sub("", text).split()).upper().translate(_LOOK_ALIKES)
    plain = _YEAR_WORD.sub("", plain.removeprefix("№"))
    if short := _SHORT_YEAR.match(plain):
        plain = f"{short[1]}{19 if short[2] >= '90' else 20}{short[2]}"
    return _ZEROS.sub("", plain)


def number_key(number: str) -> str | None:
    """The number as it is compared, with its year; without one it names no case."""
    folded_number = fold_number(number)
    return folded_number if _WITH_YEAR.search(folded_number) else None


@lru_cache(maxsize=65_536)
def place(number: str) -> Place | None:
    """The place of a number in its register; ``None`` where it is no register number.

    ::

        1-17/2026       index 1                     ordinal 17    year 2026
        1-1-25/2022     index 1, series 1-1         ordinal 25
        1-805/3-2013    index 1, series 1/3         ordinal 805
        3/1-12/2026     index 3/1                   ordinal 12

    A middle number or a suffix marks a series with ordinals of its own (a seat elsewhere, a building, a judge): it is
    counted apart from the plain one.
    """
    match = _PLACE.match(fold_number(number))
    if match is None or int(match["ordinal"]) == 0:
        return None
    index = register = match["index"]
    if match["series"]:
        register += f"-{int(match['series'])}"
    if match["suffix"]:
        register += f"/{int(match['suffix'])}"
    return Place(index, register, int(match["ordinal"]), int(match["year"]))
