"""What vouches for one capture in an archive that was verified: its place in the chain, and the first seal over it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from absentia.archive.chain import CHAIN_FILE, Chain
from absentia.archive.reading import Archived, load
from absentia.archive.seals import SEALS, Seal, seals_in
from absentia.archive.verify import seal_reason
from absentia.archive.whole import Whole


@dataclass(frozen=True, slots=True)
class Vouched:
    """One capture, as verifying found it."""

    position: int | None
    """Which record of its part's chain it is; ``None`` where the chain does not know it."""
    as_it_was: bool
    """Its bytes are those that were chained, and those the archive named."""
    seal: Seal | None
    """The first that covers it, under a key somebody vouches for. None is named where anything is broken: what stands
    between the capture and its seal must hold, too."""


def vouched(archive: Path, whole: Whole, capture: Archived) -> Vouched:
    """What vouches for a capture of this archive, by what verifying the whole of it found."""
    *above, name = capture.file.split("/")
    part, folder = above[-1] if above else "", archive.joinpath(*above)
    links = Chain(folder / CHAIN_FILE).read()
    position = next(
        (link.position for link in links if link and (link.file, link.offset) == (name, capture.offset)), None
    )
    hurt = any((one.file, one.offset) == (name, capture.offset) for one in whole.parts[part].broken)
    as_it_was = position is not None and not hurt and load(archive, capture) is not None
    seal = _first_seal(folder, part, whole, position) if position is not None and not whole.broken else None
    return Vouched(position, as_it_was, seal)


def _first_seal(folder: Path, part: str, whole: Whole, position: int) -> Seal | None:
    key, found = whole.keys.get(part), whole.parts[part]
    seals = [seal for _path, seal in seals_in(folder / SEALS) if seal is not None and seal.count >= position]
    return next((seal for seal in seals if key is not None and seal_reason(seal, key, found) is None), None)
