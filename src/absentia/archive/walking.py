"""The files of a folder or a ZIP that somebody names: in one order, and none that lies elsewhere.

Whatever is wrong with a ZIP is a ``BadZipFile``, and nothing else is. zipfile reports a password, an unknown
compression and an unknown version as ``RuntimeError``, a name or a place that is none as ``ValueError``, and lets each
compression raise its own, as a mistake in a program would: whoever caught that around all they do with a ZIP would take
their own mistakes for a torn file.
"""

from __future__ import annotations

import errno
import io
import lzma
import os
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from absentia.archive.formats import NO_FILE, PARTS, READ, kind_of_file

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_PAGES = (".html", ".htm", ".xhtml", ".php")
_ITS_PARTS = ("_files", ".files")


def kind_left_out(file: Path) -> str | None:
    """Of what kind a file is that is not read; ``None`` for one that is."""
    with file.open("rb") as stream:
        kind = kind_of_file(stream)
    return None if kind in READ else kind


def stems_of(names: Iterable[str]) -> set[str]:
    """The names of pages without their endings: beside ``name.html`` browsers put ``name_files``."""
    return {name.rpartition(".")[0] for name in names if name.lower().endswith(_PAGES)}


def part_of_a_page(name: str, stems: Collection[str]) -> bool:
    """Whether a path lies in a folder that a browser put beside a page."""
    folders = [str(folder) for folder in PurePosixPath(name).parents]
    return any(one.endswith(_ITS_PARTS) and one.rpartition(one[-len("_files") :])[0] in stems for one in folders)


@dataclass(slots=True)
class Walk:
    """What a folder holds: the files that are read, in the order of their sorted names, depth first.

    A folder that came from elsewhere may hold links; one that leads out of it would bring a file of this machine into
    the archive, and from there into every export. Such links are counted and not followed; no folder is entered twice.
    A folder ``name_files`` beside ``name.html`` holds parts of that page and is left out.
    """

    root: Path
    kind: Callable[[Path], str | None] = kind_left_out
    """Of what kind a file is that is left out."""
    files: list[Path] = field(default_factory=list)
    unreadable: list[tuple[Path, OSError]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    """Files of other kinds, and folders that are parts of a page, by kind."""
    outside: int = 0
    """Links that lead out of the folder."""

    def __post_init__(self) -> None:
        self.files += self._below(self.root, self.root.resolve(), set())

    def _below(self, folder: Path, inside: Path, visited: set[tuple[int, int]]) -> Iterator[Path]:
        try:
            status = folder.stat()
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            self.unreadable.append((folder, error))
            return
        if (status.st_dev, status.st_ino) in visited:
            return
        visited.add((status.st_dev, status.st_ino))
        stems = stems_of(entry.name for entry in entries)
        for entry in entries:
            path = Path(entry.path)
            try:
                mode = entry.stat().st_mode
                if entry.is_symlink() and not path.resolve(strict=True).is_relative_to(inside):
                    self.outside += 1
                    continue
                is_folder = stat.S_ISDIR(mode)
                kind = None if is_folder else self.kind(path) if stat.S_ISREG(mode) else NO_FILE
            except OSError as error:
                self.unreadable.append((path, error))
                continue
            if is_folder and part_of_a_page(f"{entry.name}/one", stems):
                kind = PARTS
            if kind is not None:
                self.left_out[kind] += 1
            elif is_folder:
                yield from self._below(path, inside, visited)
            else:
                yield path


def open_zip(file: Path | IO[bytes]) -> zipfile.ZipFile:
    """A ZIP, to be closed by the caller.

    Raises:
        zipfile.BadZipFile: it is none, is cut short, is of a version that is not known, or names what cannot be.
        OSError: it cannot be opened.
    """
    with _in_one_way(NotImplementedError, ValueError, OverflowError):
        return zipfile.ZipFile(file)


def files_of(package: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Its files, folders left out, in the order of their names; a damaged one may have none."""
    files = (one for one in package.infolist() if not one.filename.endswith("/"))
    return sorted(files, key=lambda one: one.filename)


def open_member(package: zipfile.ZipFile, name: str | zipfile.ZipInfo) -> IO[bytes]:
    """One of its files, to be closed by the caller.

    Raises:
        zipfile.BadZipFile: it is not there, locked by a password, of an unknown compression, or damaged; also when it
            is read.
    """
    with _in_one_way(KeyError, RuntimeError, ValueError, OverflowError):
        return io.BufferedReader(_Member(package.open(name)), 1 << 16)


class _Member(io.RawIOBase):
    """A file of a ZIP, whatever it is compressed by."""

    def __init__(self, member: IO[bytes]) -> None:
        super().__init__()
        self._member = member

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._member.seekable()

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        with _in_one_way(*_TORN):
            return self._member.seek(offset, whence)

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        with _in_one_way(*_TORN), memoryview(buffer) as room:
            data = self._member.read(len(room))
            room[: len(data)] = data
            return len(data)

    def close(self) -> None:
        self._member.close()
        super().close()


_TORN = (zlib.error, lzma.LZMAError, EOFError)
_OF_NO_DISK = (None, errno.EINVAL)
"""What bzip2 raises where its bytes are damaged, and a system that is to seek before the beginning of a file."""


@contextmanager
def _in_one_way(*mistakes: type[Exception]) -> Iterator[None]:
    """Within, these are what is wrong with a ZIP."""
    try:
        yield
    except mistakes as error:
        raise zipfile.BadZipFile(str(error)) from error
    except OSError as error:
        if error.errno not in _OF_NO_DISK:
            raise
        raise zipfile.BadZipFile(str(error)) from error
