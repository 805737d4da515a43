"""From the id of a capture, as tables and results name it, to its bytes: possible for whoever has archive and key."""

from __future__ import annotations

from absentia.archive import Archive, Archived
from absentia.errors import DataProblem, UsageProblem
from absentia.model.texts import counted, said
from absentia.observatory import Observatory
from absentia.parse.mask import Pseudonyms

SHORTEST = 8
"""Letters of an id that are asked for: tables on a screen cut it short."""


def resolve(observatory: Observatory, capture: str) -> list[Archived]:
    """The captures whose id begins like this: one, where enough of it is given; also one whose bytes were damaged.

    Raises:
        UsageProblem: what is given is too short to tell captures apart.
        DataProblem: no capture of this archive has such an id under the observatory's key.
    """
    if len(capture) < SHORTEST:
        raise UsageProblem(
            said("this is too short to tell captures apart"),
            where=capture,
            next_step=counted(
                "give at least {count} letter of it", "give at least {count} letters of it", count=SHORTEST
            ),
        )
    name = Pseudonyms.of_observatory(observatory).capture
    archive = Archive.reading(observatory.archive)
    found = [one for one in archive.captures() if name(one.sha256).startswith(capture)]
    if not found and archive.damages:
        found = [one for one in archive.remembered() if name(one.sha256).startswith(capture)]
    if not found:
        raise DataProblem(
            said("no page of this archive has this id under its key"),
            where=capture,
            next_step=said("some records of the archive cannot be read: `absentia archive verify` names them")
            if archive.damages
            else said("an id leads back only in the observatory that gave it"),
        )
    return found
