"""From the paths a person names to single files: files, folders, standard input.

Paths are taken in the order given, folders as :class:`absentia.archive.walking.Walk` walks them: what holds pages is
taken, whatever it is called; other files and links that lead out of the folder are left out and counted. What is named
itself is read or refused by name.
"""

from __future__ import annotations

import stat
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from absentia.archive import Archive
from absentia.archive.bringing import STANDARD_INPUT, unreadable
from absentia.archive.formats import WITHOUT
from absentia.archive.intake import NEXT_FILE, Noted
from absentia.archive.walking import Walk
from absentia.errors import DataProblem, EmptyInput, UnreadableInput
from absentia.model.texts import said
from absentia.observatory import Observatory
from absentia.parse.mask import named_below
from absentia.sources import get_source
from absentia.sources.protocol import is_dump


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read pages from."""

    path: str
    """As opened; ``-`` is standard input."""
    name: str
    """What it is called in messages: as it was named, and below a named folder without names."""
    position: int
    """Its place among all inputs of the run: what is written down instead of its name, which may name a person."""
    named: bool = True
    """A person named it; it was not found in a folder."""

    def note(self, problem: DataProblem, noted: Noted) -> None:
        """Note what is wrong with it: of a folder's archives not each need hold a page."""
        if isinstance(problem, EmptyInput) and not self.named:
            noted.left_out[WITHOUT] += 1
        else:
            noted.problems.append(problem)


@dataclass(slots=True)
class Found:
    """What the named paths hold."""

    inputs: list[Input]
    problems: list[DataProblem]
    left_out: Counter[str] = field(default_factory=Counter)
    """Files in folders that hold no pages, by kind."""
    outside: int = 0
    """Links in folders that lead out of them."""

    def add(self, path: str, name: str, *, named: bool = True) -> None:
        """One more file."""
        self.inputs.append(Input(path, name, len(self.inputs), named))


def find_inputs(paths: Sequence[str], source: str) -> Found:
    """Every file the paths stand for; what is missing or unreadable becomes a problem, and the rest goes on.

    ``source``: whose pages these are, and whose words may stand in the names of files that messages name.
    """
    found = Found([], [])
    for path in paths:
        try:
            if path == STANDARD_INPUT:
                found.add(path, path)
            else:
                _find(Path(path), source, found)
        except DataProblem as problem:
            found.problems.append(problem)
    return found


def archived_inputs(observatory: Observatory) -> list[Input]:
    """The segments of an observatory's archive, to be read like any other WARC file."""
    segments = Archive.reading(observatory.archive).segments()
    return [Input(str(segment), str(segment), position) for position, segment in enumerate(segments)]


def _find(path: Path, source: str, found: Found) -> None:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        raise unreadable(str(path), error) from error
    if stat.S_ISREG(mode):
        found.add(str(path), str(path))
        return
    if not stat.S_ISDIR(mode):
        raise UnreadableInput(
            said("this is neither a file nor a folder"),
            where=str(path),
            next_step=said("pipe it in and name “-”, or save it to a file first"),
        )
    # a dump knows its files by their names
    walk = Walk(path, _taken) if is_dump(get_source(source)) else Walk(path)
    found.left_out.update(walk.left_out)
    found.outside += walk.outside
    found.problems += [unreadable(named_below(path, one, source), error) for one, error in walk.unreadable]
    for file in walk.files:
        found.add(str(file), named_below(path, file, source), named=False)
    if not walk.files:
        raise EmptyInput(said("the folder holds nothing that pages are kept in"), where=str(path), next_step=NEXT_FILE)


def _taken(_file: Path) -> None:
    """Nothing is left out."""
