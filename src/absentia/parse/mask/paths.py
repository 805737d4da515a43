"""What a file is called where people read it: folders and files are named after the persons in them."""

from __future__ import annotations

from pathlib import Path

from absentia.model import Masked
from absentia.parse.mask.gate import Mask
from absentia.parse.mask.pseudonyms import Pseudonyms
from absentia.parse.mask.words import words_of


def named_below(named: Path, found: Path, source: str) -> Masked:
    """The path of a file found in a folder: the folder as somebody typed it, what is below without names."""
    below = Path(found).relative_to(named)
    masked = Mask((), Pseudonyms.for_one_run(), words_of(source)).file(str(below))
    return Masked(str(named / masked))
