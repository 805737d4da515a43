"""The place of a case in its register: index, series, ordinal and year of a number.

::

    1-17/2026       index 1                     ordinal 17    year 2026
    1-1-25/2022     index 1, series 1-1         ordinal 25
    1-805/3-2013    index 1, series 1/3         ordinal 805
    3/1-12/2026     index 3/1                   ordinal 12

A middle number or a suffix marks a series with ordinals of its own (a seat elsewhere, a building, a judge): it is
counted apart from the plain one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from absentia.sources.ru_sudrf.numbers import fold_number

_NUMBER = re.compile(
    r"^(?P<index>\d{0,3}[А-Я]{0,4}(?:/\d{1,3})?)-(?:(?P<series>\d{1,7})-)?(?P<ordinal>\d{1,7})"
    r"(?:/(?P<suffix>\d{1,4})-|/)(?P<year>(?:19|20)\d{2})$"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number stands: the register (index with its series), the ordinal in it and the year of both."""

    index: str
    register: str
    ordinal: int
    year: int


@lru_cache(maxsize=65_536)
def place(number: str) -> Place | None:
    """The place a number names; ``None`` where it is no register number."""
    match = _NUMBER.match(fold_number(number))
    if match is None or int(match["ordinal"]) == 0:
        return None
    # «02-3501/2025» and «2-3501/2025» are the same register
    index = match["index"].lstrip("0") or match["index"]
    register = index
    if match["series"]:
        register += f"-{int(match['series'])}"
    if match["suffix"]:
        register += f"/{int(match['suffix'])}"
    return Place(index, register, int(match["ordinal"]), int(match["year"]))
