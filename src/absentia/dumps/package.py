"""The ZIP of a dump: what in it may be opened at all."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from absentia.archive.bringing import unreadable
from absentia.archive.intake import ZIP_FAILS
from absentia.archive.zips import open_member, open_zip
from absentia.errors import UnreadableInput
from absentia.model.texts import Said, said
from absentia.sources.layout import Layout

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
    except ZIP_FAILS as error:
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
        if one.is_dir() or base not in wanted:
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
