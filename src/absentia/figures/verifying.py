"""Whether a file is what a table was read from, or the table itself: by digest, else by reading it again."""

from __future__ import annotations

import enum
import fnmatch
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from absentia.errors import AbsentiaError, FigureProblem
from absentia.figures import form10a
from absentia.figures.catalogue import Catalogue, carried_forms
from absentia.figures.form10a_file import read_form
from absentia.figures.reading import Row, Source, digest, load_package, read_table
from absentia.model.texts import Said, said

_KEPT = re.compile(r"\bsha256 ([0-9a-f]{64})\b")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class Outcome(enum.StrEnum):
    """What came of one file."""

    SAME = "same"
    """It is, byte for byte, what was kept."""
    READ_AGAIN = "read again"
    """Other bytes, or no digest was kept; read again, it has the rows of the table."""
    CHANGED = "changed"
    """It bears the name of a table or of its source, and is another file."""
    NOT_KEPT = "not kept"
    """No digest was kept, and it cannot be read again: nothing can be said."""
    UNKNOWN = "unknown"
    """No table has anything to do with it."""

    @property
    def good(self) -> bool:
        """Whether it is what it should be; "could not tell" is not."""
        return self in (Outcome.SAME, Outcome.READ_AGAIN)


@dataclass(frozen=True, slots=True)
class Finding:
    """One file: what it was held against, and the sentence that says what came of it."""

    file: str
    table: str | None
    outcome: Outcome
    why: Said


def sources() -> Iterator[tuple[str, Source]]:
    """Each table of figures and what it was read from, each file once; tables on tables have none."""
    for resource in load_package().values():
        if resource.kind != "about":
            files = {(one.title, one.files, one.date, one.sha256): one for one in resource.sources}
            yield from ((resource.name, one) for one in files.values())


def damaged_tables() -> list[str]:
    """The bundled tables that are not, byte for byte, what the package says."""
    return [one.name for one in load_package().values() if digest(one.path) != one.sha256]


def verify(path: Path, catalogue: Catalogue) -> Finding:
    """Hold a user's file against what was kept.

    Raises:
        UnreadableInput: it cannot be opened.
    """
    own = digest(path)
    for table, kept, what in _kept(catalogue):
        if kept == own:
            return Finding(str(path), table, Outcome.SAME, what)
    if path.stem in load_package() and path.suffix == ".csv":
        return _table(path)
    for table, figures in catalogue.user_tables.items():
        if any(figure.source_title.endswith(f", {path.name}") for figure in figures):
            return Finding(str(path), table, Outcome.CHANGED, said("the table was read from another file of this name"))
    return _by_name(path)


def _kept(catalogue: Catalogue) -> Iterator[tuple[str, str, Said]]:
    """Every digest there is: of which table, and what it is the digest of."""
    for resource in load_package().values():
        yield resource.name, resource.sha256, said("this is the table, byte for byte")
    read_from = said("this is the file the table was read from, byte for byte")
    for table, source in sources():
        if source.sha256 is not None:
            yield table, source.sha256, read_from
    for table, figures in catalogue.user_tables.items():
        for found in {one for figure in figures for one in _KEPT.findall(figure.note or "")}:
            yield table, found, read_from


def _table(path: Path) -> Finding:
    """A file called as a bundled table, of other bytes: are its rows the same?"""
    resource = load_package()[path.stem]
    try:
        theirs = read_table(path, resource.columns, resource.primary_key)
    except FigureProblem as error:
        what, where, _next = error.sentences
        why = said("it cannot be read as this table: {reason} ({where})", reason=what, where=where or "")
        return Finding(str(path), resource.name, Outcome.CHANGED, why)
    ours = read_table(resource.path, resource.columns, resource.primary_key)
    return _compared(path, resource.name, _by_key(ours, resource.primary_key), _by_key(theirs, resource.primary_key))


def _by_key(rows: Iterable[Row], key: Sequence[str]) -> dict[str, object]:
    return {" ".join(str(row[name]) for name in key) if key else str(number): row for number, row in enumerate(rows, 1)}


def _compared(path: Path, table: str, ours: Mapping[str, object], theirs: Mapping[str, object]) -> Finding:
    """The rows of the table and of the file, by their keys."""
    differing = [key for key in {**ours, **theirs} if ours.get(key) != theirs.get(key)]
    if differing:
        why = said("rows that differ from the table: {n}, the first is {name}", n=len(differing), name=differing[0])
        return Finding(str(path), table, Outcome.CHANGED, why)
    why = said("other bytes, or no digest was kept; read again, its rows are those of the table: {n}", n=len(ours))
    return Finding(str(path), table, Outcome.READ_AGAIN, why)


def _by_name(path: Path) -> Finding:
    """A file no digest knows: is it called as a source, and can it be read again?"""
    named = [(table, one) for table, one in sources() if one.files and fnmatch.fnmatchcase(path.name, one.files)]
    kept = next((table for table, one in named if one.sha256 is not None), None)
    if kept is not None:
        why = said("the table was read from another file of this name")
        return Finding(str(path), kept, Outcome.CHANGED, why)
    with path.open("rb") as handle:
        if handle.read(len(_OLD_EXCEL)) == _OLD_EXCEL or any(table == form10a.TABLE for table, _one in named):
            return _form(path)
    if named:
        why = said("the digest of the file the table was read from was not kept: nothing can be said of this one")
        return Finding(str(path), named[0][0], Outcome.NOT_KEPT, why)
    why = said("no table is of this name, was read from a file of this name, or has this digest")
    return Finding(str(path), None, Outcome.UNKNOWN, why)


def _form(path: Path) -> Finding:
    """A form 10-a: its rows against those of the table."""
    try:
        read, _content = read_form(path)
    except AbsentiaError as error:
        what, _where, _next = error.sentences
        why = said("no digest of it was kept, and it cannot be read again: {reason}", reason=what)
        return Finding(str(path), form10a.TABLE, Outcome.NOT_KEPT, why)
    carried = next((one for one in carried_forms() if one.period == read.period), None)
    if carried is None:
        why = said("the table has no form for {period}", period=read.period.name)
        return Finding(str(path), form10a.TABLE, Outcome.UNKNOWN, why)
    return _compared(path, form10a.TABLE, _by_part(carried), _by_part(read))


def _by_part(form: form10a.Form) -> dict[str, object]:
    return {f"{line.article} {line.part or ''}".strip(): line.persons for line in form.lines}
