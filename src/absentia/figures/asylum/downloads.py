"""What a publisher's download held: cells, and why every other value of it gave none."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from absentia.errors import EmptyInput, FigureProblem, UnreadableInput
from absentia.figures.asylum.cells import Cell
from absentia.model.texts import N_, Said, said

CITIZENSHIP, NOT_AVAILABLE, CONFIDENTIAL, NOT_APPLICABLE, DASH, NOTE = (
    N_("other citizenships"), N_("not available"), N_("confidential"), N_("not applicable"),
    N_("a dash: zero or not available"), N_("footnotes"),
)  # fmt: skip
"""Why a value gave no cell."""
_REFUSED = (
    (b"\xd0\xcf\x11\xe0", N_("an old Excel file (.xls)")), (b"%PDF", N_("a PDF")), (b"<", N_("a web page or XML")),
    (b"{", N_("JSON")), (b"[", N_("JSON")), (b"Rar!", N_("a RAR archive")),
)  # fmt: skip


@dataclass(slots=True)
class Downloaded:
    """One file as it was read; ``values`` is the cells and what was left out, together."""

    table: str
    """The publisher's name of the table."""
    cells: list[Cell] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    """How many values gave no cell, by reason."""
    updated: str | None = None
    """The day of the data, as the file says."""

    @property
    def values(self) -> int:
        """All values of the file."""
        return len(self.cells) + sum(self.left_out.values())

    def add(self, cell: Cell, where: Said) -> None:
        """One more cell.

        Raises:
            FigureProblem: it stands there already.
        """
        key = (cell.kind, cell.place, cell.period)
        if key in self._seen:
            raise FigureProblem(
                said("the same number is there twice"),
                where=where,
                next_step=said("mend the line, or download the table again"),
            )
        self._seen.add(key)
        self.cells.append(cell)

    _seen: set[object] = field(default_factory=set)

    def must_have_cells(self, path: Path, next_step: Said) -> None:
        """Refuse a file without a number of citizens of Russia.

        Raises:
            FigureProblem: it has none.
        """
        if not self.cells:
            why = said("no number of citizens of Russia is in it (values read: {values})", values=self.values)
            raise FigureProblem(why, where=str(path), next_step=next_step)


def at(path: Path, line: int, column: str = "") -> Said:
    """Where in a file."""
    if column:
        return said("{path}, line {line}, column {column}", path=str(path), line=str(line), column=column)
    return said("{path}, line {line}", path=str(path), line=str(line))


def unknown(path: Path, line: int, column: str, value: str, known: Mapping[str, object] | str) -> FigureProblem:
    """A code that nobody here knows: never guessed, never dropped."""
    names = known if isinstance(known, str) else ", ".join(known)
    return FigureProblem(
        said("the code “{value}” is not known", value=value[:40]),
        where=at(path, line, column),
        next_step=said("known are: {known}", known=names),
    )


@contextmanager
def opened(path: Path, wanted: Mapping[str, str], where_to_get: Said) -> Iterator[tuple[IO[str], str]]:
    """The text of a file, and the name of the table in it; a ``.gz`` and a ZIP of the publisher are unpacked.

    ``wanted`` are the members of a ZIP, with the name of their table.

    Raises:
        UnreadableInput: the file cannot be read, or is another kind of file.
        EmptyInput: it is empty.
    """
    try:
        with path.open("rb") as handle:
            start = handle.read(512)
            handle.seek(0)
            if not start:
                raise EmptyInput(said("the file is empty"), where=str(path), next_step=where_to_get)
            if start.startswith(b"PK"):
                with ExitStack() as stack:
                    try:
                        member, table = stack.enter_context(_member(path, wanted, where_to_get))
                    except RuntimeError as error:  # a password, or a kind of ZIP that Python does not open
                        raise zipfile.BadZipFile(str(error)) from error
                    yield io.TextIOWrapper(member, encoding="utf-8-sig", newline=""), table
                return
            for magic, what in _REFUSED:
                if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(magic):
                    raise _not_it(path, what, where_to_get)
            packed = start.startswith(b"\x1f\x8b")
            binary = cast("IO[bytes]", gzip.GzipFile(fileobj=handle) if packed else handle)
            yield io.TextIOWrapper(binary, encoding="utf-8-sig", newline=""), ""
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise UnreadableInput(
            said("the file cannot be read: {reason}", reason=error), where=str(path), next_step=where_to_get
        ) from error
    except csv.Error as error:
        raise UnreadableInput(
            said("the file is not CSV: {reason}", reason=error), where=str(path), next_step=where_to_get
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableInput(said("the file is not UTF-8 text"), where=str(path), next_step=where_to_get) from error


@contextmanager
def _member(path: Path, wanted: Mapping[str, str], where_to_get: Said) -> Iterator[tuple[IO[bytes], str]]:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if "xl/workbook.xml" in names:
            raise _not_it(path, N_("a new Excel file (.xlsx)"), where_to_get)
        found = {name: wanted[name.rpartition("/")[2]] for name in names if name.rpartition("/")[2] in wanted}
        if len(found) != 1:
            raise FigureProblem(
                said("this archive holds: {names}", names=", ".join(names)[:200]),
                where=str(path),
                next_step=where_to_get,
            )
        (name, table), *_rest = found.items()
        with archive.open(name) as member:
            yield member, table


def _not_it(path: Path, what: str, where_to_get: Said) -> UnreadableInput:
    return UnreadableInput(said("this is {what}", what=said(what)), where=str(path), next_step=where_to_get)
