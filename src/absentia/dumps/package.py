"""The ZIP of a dump, what in it may be opened at all, and the records of its tables, each that is none by its line.

Values stand between tabs and are read strictly. DuckDB reads the documents: it is fast, and stops at most of what is no
record, though not at all of it (an open quote at the end of a file is passed over). So lines are counted apart, and
where DuckDB stops or the count is off, :class:`Sieve` goes through the file record by record, keeps what is one, and
lists the rest. It reads the small dictionaries too.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from absentia.archive.bringing import unreadable
from absentia.archive.walking import open_member, open_zip
from absentia.errors import UnreadableInput
from absentia.model.texts import Said, said
from absentia.sources.content import Layout

LARGEST_TABLE, LARGEST_DICTIONARY = 8 << 30, 64 << 20
"""Bytes a table of documents and a dictionary may unpack to: a year has 2 GB and 1 MB."""
_ENCRYPTED = 0x1
_SHOWN = 60
_FETCH_AGAIN = said("fetch the package again; if it is the same, `absentia sources check` makes a page to mail us")


def refused(what: Said, where: str) -> UnreadableInput:
    """A package that is not taken in."""
    return UnreadableInput(what, where=where, next_step=_FETCH_AGAIN)


@contextmanager
def reading(where: str) -> Iterator[None]:
    """Within, whatever fails in a ZIP is said of the package."""
    try:
        yield
    except zipfile.BadZipFile as error:
        raise refused(said("the package is damaged or cut short: {reason}", reason=error), where) from error
    except BrokenPipeError:
        raise  # whoever was written to stopped reading, and says why
    except OSError as error:
        raise unreadable(where, error) from error


@contextmanager
def opened(file: Path, layout: Layout) -> Iterator[Package]:
    """A package with its members found.

    Raises:
        UnreadableInput: it is no whole ZIP, a name in it leads elsewhere, a file is missing, twice there, locked by a
            password, or unpacks to more than any such file.
    """
    where = file.name
    with reading(where), open_zip(file) as package:
        yield Package(package, _members(package, layout, where), where)


class Package:
    """An opened package: its files by what they are called in the layout."""

    def __init__(self, package: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], where: str) -> None:
        self._package, self.members, self.where = package, members, where

    def open(self, name: str) -> IO[bytes]:
        """One of its files."""
        return open_member(self._package, self.members[name])

    def dictionary(self, name: str) -> bytes:
        """A whole small file."""
        with reading(self.where), self.open(name) as member:
            return member.read(LARGEST_DICTIONARY + 1)


def _members(package: zipfile.ZipFile, layout: Layout, where: str) -> dict[str, zipfile.ZipInfo]:
    wanted = {layout.documents, *layout.dictionaries}
    found: dict[str, zipfile.ZipInfo] = {}
    for one in package.infolist():
        name = one.orig_filename
        if _leads_elsewhere(name):
            raise refused(
                said("a file in the package has a name that leads elsewhere: {name}", name=_shown(name)), where
            )
        base = PurePosixPath(name).name.casefold()
        if one.filename.endswith("/") or base not in wanted:
            continue
        if base in found:
            raise refused(said("the package has two files called {name}", name=base), where)
        if one.flag_bits & _ENCRYPTED:
            raise refused(said("{name} is locked by a password", name=base), where)
        most = LARGEST_TABLE if base == layout.documents else LARGEST_DICTIONARY
        if one.file_size > most:
            size = said("{name} is too large: {size} B unpacked, at most {most} B", name=base,
                        size=one.file_size, most=most)  # fmt: skip
            raise refused(size, where)
        found[base] = one
    if missing := sorted(wanted - found.keys()):
        raise refused(said("the package has no {names}", names=", ".join(missing)), where)
    return found


def _leads_elsewhere(name: str) -> bool:
    path = PurePosixPath(name)
    return "\\" in name or "\0" in name or path.is_absolute() or ".." in path.parts or name[1:2] == ":"


def _shown(name: str) -> str:
    """A name that may hold anything, as plain characters."""
    return ascii(name)[1:-1][:_SHOWN]


BOM = b"\xef\xbb\xbf"
TAB = "\t"
_LONGEST = 1 << 20
"""Bytes of a record; none of the register's has a hundredth of it."""
_LISTED = 100
NO_RECORD, NO_DOCUMENT = "no_record", "no_document"
REASONS: Mapping[str, Said] = {
    NO_RECORD: said("it has not as many values as there are columns, a quote is not closed, or it is not UTF-8"),
    NO_DOCUMENT: said("a number, a day or the status is none, or a value has swallowed another line"),
}


def columns_in(header: bytes, wanted: Collection[str], name: str, where: str) -> tuple[str, ...]:
    """The columns of a file as its first line names them, in its own order.

    Raises:
        UnreadableInput: a column is unknown, missing or named twice.
    """
    line = header.removeprefix(BOM).decode("utf-8", "replace").rstrip("\r\n")
    found = tuple(part.strip().strip('"') for part in line.split(TAB))
    unknown = [ascii(one)[1:-1][:40] for one in found if one not in wanted]
    missing = sorted(set(wanted) - set(found))
    if unknown or missing or len(found) != len(set(found)):
        raise refused(
            said(
                "{name} has other columns than are known: unknown: {unknown}; missing: {missing}; named twice: {twice}",
                name=name,
                unknown=", ".join(unknown) or "–",
                missing=", ".join(missing) or "–",
                twice=", ".join(sorted({one for one in found if found.count(one) > 1 and one in wanted})) or "–",
            ),
            where,
        )
    return found


@dataclass
class Sieve:
    """Cuts a file that comes in pieces into records; what is none is left out and listed."""

    columns: int
    fits: Callable[[Sequence[str]], bool] = lambda _values: True
    line: int = 2
    """Of the next record: the header was the first."""
    refused: int = 0
    """Lines that are no record."""
    listed: list[tuple[int, str]] = field(default_factory=list)
    """The first of them: line and reason."""
    _waiting: bytes = b""

    def __post_init__(self) -> None:
        value = rb'("[^"]*(?:""[^"]*)*"|[^"\t\r\n][^\t\r\n]*|)'
        self._record = re.compile(rb"\t".join([value] * self.columns) + rb"(?:\r?\n|\Z)")

    def feed(self, piece: bytes, *, last: bool = False) -> Iterator[tuple[bytes, list[str]]]:
        """The records that are whole by now, each as it stands and as its values."""
        data = self._waiting + piece
        start = 0
        while start < len(data):
            found = self._record.match(data, start)
            # what reaches to the end of the piece may go on in the next
            if (found is None or found.end() == len(data)) and not last and len(data) - start < _LONGEST:
                break
            values = values_of(found)
            if found is None or values is None or not self.fits(values):
                self._refuse(NO_RECORD if values is None else NO_DOCUMENT)
                start = data.find(b"\n", start) + 1 or len(data)
            else:
                start = found.end()
                record = found[0] if found[0].endswith(b"\n") else found[0] + b"\n"
                self.line += record.count(b"\n")
                yield record, values
        self._waiting = data[start:]

    def _refuse(self, reason: str) -> None:
        if len(self.listed) < _LISTED:
            self.listed.append((self.line, reason))
        self.refused += 1
        self.line += 1


def values_of(found: re.Match[bytes] | None) -> list[str] | None:
    """The values of a record without their quotes; ``None`` where it is none, or not UTF-8."""
    try:
        return None if found is None else [_unquoted(one.decode()) for one in found.groups()]
    except UnicodeDecodeError:
        return None


def _unquoted(text: str) -> str:
    return text[1:-1].replace('""', '"') if text.startswith('"') else text


def rows_of(body: bytes, columns: Sequence[str], name: str, where: str) -> list[dict[str, str]]:
    """A dictionary, every line of which must be read: a code too few would lose all its documents.

    Raises:
        UnreadableInput: other columns, or a line that is no record.
    """
    header, _end, rest = body.partition(b"\n")
    found = columns_in(header, columns, name, where)
    sieve = Sieve(len(found))
    rows = [dict(zip(found, values, strict=True)) for _record, values in sieve.feed(rest, last=True)]
    if sieve.listed:
        line, reason = sieve.listed[0]
        raise refused(said("{name}, line {line}: {reason}", name=name, line=line, reason=REASONS[reason]), where)
    return rows


def is_document(given: Mapping[str, str], columns: int) -> bool:
    """Whether values by meaning are a document's, as the statement of ``staging.sql`` says it too."""
    return (
        all(text.count(TAB) < columns - 1 for text in given.values())
        and _whole(given["document"])
        and (not given["category"] or _whole(given["category"]))
        and given["open"] in ("0", "1")
        and all(is_day(given[name]) for name in ("adopted", "received", "published"))
    )


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len("9" * 18)


def is_day(text: str) -> bool:
    """Nothing, or a time that begins with a day: of ``2025-03-30 00:00:00+02`` the first ten characters count."""
    if not text:
        return True
    if text[10:11] not in ("", " ", "T") or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text[:10]):
        return False
    try:
        dt.date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True
