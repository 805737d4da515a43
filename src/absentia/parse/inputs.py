"""From the paths a person names to single pages: files, folders, WARC files, standard input.

Paths are taken in the order given, folders as :class:`absentia.archive.walking.Walk` walks them: pages and WARC files
are taken, other files and links that lead out of the folder are left out and counted. A path that is named is read
whatever it is called.
"""

from __future__ import annotations

import io
import stat
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from absentia.archive import LARGEST_PAGE, Archive, Capture, Damage, is_warc, read_pages
from absentia.archive.revisits import Revisits
from absentia.archive.walking import PAGES, WARCS, Walk
from absentia.errors import DataProblem, EmptyInput, UnreadableInput
from absentia.model.texts import said
from absentia.observatory import Observatory
from absentia.parse.mask import named_below

STANDARD_INPUT = "-"
_HEAD = 8
_LARGEST_INPUT = 4 * LARGEST_PAGE
"""Bytes of standard input, which must be held in memory."""
_NEXT_FILE = said("name a saved page, a folder of them, or a .warc, .warc.gz or .warc.zst file")


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read pages from."""

    path: str
    """As opened; ``-`` is standard input."""
    name: str
    """What it is called in messages: as it was named, and below a named folder without names."""
    position: int
    """Its place among all inputs of the run: what is written down instead of its name, which may name a person."""


@dataclass(slots=True)
class Found:
    """What the named paths hold."""

    inputs: list[Input]
    problems: list[DataProblem]
    left_out: int = 0
    """Files in folders that are neither pages nor WARC files."""
    outside: int = 0
    """Links in folders that lead out of them."""

    def add(self, path: str, name: str) -> None:
        """One more file."""
        self.inputs.append(Input(path, name, len(self.inputs)))


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
        raise _unreadable(str(path), error) from error
    if stat.S_ISREG(mode):
        found.add(str(path), str(path))
        return
    if not stat.S_ISDIR(mode):
        raise UnreadableInput(
            said("this is neither a file nor a folder"),
            where=str(path),
            next_step=said("pipe it in and name “-”, or save it to a file first"),
        )
    walk = Walk(path, (*PAGES, *WARCS))
    found.left_out += walk.left_out
    found.outside += walk.outside
    found.problems += [_unreadable(named_below(path, one, source), error) for one, error in walk.unreadable]
    for file in walk.files:
        found.add(str(file), named_below(path, file, source))
    if not walk.files:
        raise EmptyInput(said("the folder holds no page and no WARC file"), where=str(path), next_step=_NEXT_FILE)


def read_input(source: Input, passed_over: Counter[str], again: Revisits | None = None) -> Iterator[Capture | Damage]:
    """The pages of one input; ``again`` takes what says that pages were seen again.

    Raises:
        UnreadableInput: it cannot be opened, or is no WARC file though it looks like one.
        EmptyInput: it holds not a single page.
    """
    try:
        yield from _read(source, passed_over, again)
    except OSError as error:
        raise _unreadable(source.name, error) from error


def _read(source: Input, passed_over: Counter[str], again: Revisits | None) -> Iterator[Capture | Damage]:
    if source.path == STANDARD_INPUT:
        data = sys.stdin.buffer.read(_LARGEST_INPUT + 1)
        if len(data) > _LARGEST_INPUT:
            raise UnreadableInput(
                said("standard input holds more than {limit} MB", limit=_LARGEST_INPUT >> 20),
                where=STANDARD_INPUT,
                next_step=said("save it to a file and name that"),
            )
        if is_warc(data[:_HEAD]):
            yield from _read_warc(io.BytesIO(data), source, passed_over, again)
        else:
            yield _page(data, source)
        return
    with Path(source.path).open("rb") as handle:
        if is_warc(handle.read(_HEAD)):
            handle.seek(0)
            yield from _read_warc(handle, source, passed_over, again)
            return
        handle.seek(0)
        yield _page(handle.read(LARGEST_PAGE + 1), source)


def _page(data: bytes, source: Input) -> Capture:
    if not data.strip():
        raise EmptyInput(said("the file is empty"), where=source.name, next_step=said("save the page again"))
    if len(data) > LARGEST_PAGE:
        raise UnreadableInput(
            said("this is larger than any page: over {limit} MB", limit=LARGEST_PAGE >> 20),
            where=source.name,
            next_step=_NEXT_FILE,
        )
    return Capture.of_page(data)


def _read_warc(
    handle: io.BufferedReader | io.BytesIO, source: Input, passed_over: Counter[str], again: Revisits | None
) -> Iterator[Capture | Damage]:
    before = sum(passed_over.values())
    pages = damages = 0
    for item in read_pages(handle, passed_over, again):
        pages += isinstance(item, Capture)
        damages += isinstance(item, Damage)
        yield item
    if pages:
        return
    if damages and sum(passed_over.values()) == before:
        raise UnreadableInput(
            said("not one record of this file can be read as WARC"), where=source.name, next_step=_NEXT_FILE
        )
    raise EmptyInput(
        said("the archive holds no page ({others} other records)", others=sum(passed_over.values()) - before),
        where=source.name,
        next_step=said("check that the crawl kept its answers (response or resource records with HTML)"),
    )


def _unreadable(name: str, error: OSError | ValueError) -> UnreadableInput:
    missing = isinstance(error, FileNotFoundError)
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return UnreadableInput(
        said("there is no such file or folder") if missing else said("this cannot be read: {reason}", reason=reason),
        where=name,
        next_step=said("check the path, and that you may read it"),
    )
