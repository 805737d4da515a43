"""What a filing is known by: a digest of its own raw words, without anything of a person."""

from __future__ import annotations

import hashlib
from typing import Literal


def filing_id(by: Literal["guid", "number", "place"], *parts: str) -> str:
    """The identity of a filing by its GUID in a court, else by its number, else by where it stands."""
    return hashlib.sha256("\x1f".join((by, *parts)).encode()).hexdigest()


def filing_id_of_guid(court: str, guid: str) -> str:
    """The identity of a filing whose page shows a GUID, whatever its case."""
    return filing_id("guid", court, guid.casefold())
