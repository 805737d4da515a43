"""From the id of a capture, as tables and results name it, to its bytes: possible for whoever has archive and key."""

from __future__ import annotations

from absentia.archive import Archive, Archived
from absentia.observatory import Observatory
from absentia.parse.mask import Pseudonyms

SHORTEST = 8
"""Letters of an id that are asked for: tables on a screen cut it short."""


def resolve(observatory: Observatory, capture: str) -> list[Archived]:
    """The captures whose id begins like this: one, where enough of it is given; none for an id of other archives."""
    name = Pseudonyms.of_observatory(observatory).capture
    return [one for one in Archive.reading(observatory.archive).captures() if name(one.sha256).startswith(capture)]
