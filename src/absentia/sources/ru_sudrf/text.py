"""Text as the record keeps it: white space folded, look-alike letters folded only for comparison."""

from __future__ import annotations

from functools import lru_cache

BREAK = "\x1e"
"""Stands for ``<br>`` in text read from a page: white space to :meth:`str.split`, so folding removes it."""

# Latin letters that look like Cyrillic ones; pages mix them («КАC РФ», «Верховный Cуд», 2a-… for 2а-…)
_LOOK_ALIKES = str.maketrans("ABCEHKMOPTXYaceopxyk", "АВСЕНКМОРТХУасеорхук")
_DASHES = str.maketrans({"–": "-", "—": "-", "‑": "-", "−": "-"})

_MOST_DIGITS = 9


def folded(text: str) -> str:
    """Runs of white space (no-break spaces and line breaks too) as one space, trimmed."""
    return " ".join(text.split())


def lines(text: str) -> str:
    r"""As :func:`folded`, but the page's line breaks stay, as ``\n``."""
    return "\n".join(line for part in text.split(BREAK) if (line := " ".join(part.split())))


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """What two spellings of the same words share: case, white space, dashes, ё and look-alikes folded."""
    return folded(text).translate(_LOOK_ALIKES).translate(_DASHES).casefold().replace("ё", "е")


def counting_number(text: str) -> int | None:
    """A number that something is counted or numbered with; ``None`` for a longer one, which nobody meant.

    No table could hold it, and one page's would stop the reading of all.
    """
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None
