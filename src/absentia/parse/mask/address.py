"""An address without the names somebody searched for."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from absentia.model import Masked

MASKED = "[masked]"
_QUERY_VALUE = re.compile(r"(?<==)[^&#;]*")
_NAMING_PARAMETER = re.compile(r"(?i)([^&?=;]*(?:names|fio|judge|parts)[^&?=;]*=)[^&#;]*")


def mask_url(url: str | None) -> Masked | None:
    """An address without the names somebody searched for; nothing else in a query is spelled in letters of Russian."""
    if url is None:
        return None
    without_names = _NAMING_PARAMETER.sub(rf"\1{MASKED}", url)
    return Masked(
        _QUERY_VALUE.sub(lambda value: MASKED if _spells_words(value.group()) else value.group(), without_names)
    )


def _spells_words(value: str) -> bool:
    raw = unquote_to_bytes(value.replace("+", " "))
    return any(byte >= 0x80 for byte in raw)  # noqa: PLR2004  beyond ASCII, in whichever encoding
