"""A place files are put into: a folder, or any address fsspec understands (``s3://…``, ``sftp://…``).

What is put there is there whole or as it was before, as far as the storage can promise that; a folder can.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from absentia.durable import write_atomically, writing_whole
from absentia.errors import SourceBlocked, UsageProblem
from absentia.model.texts import said

_PIECE = 1 << 22
_LOCAL = ("file", "local")
_KEEP_NOTHING = frozenset({"memory"})
"""Kinds of address that are gone with the process: what is put there is nowhere."""


class LocationFails(SourceBlocked):
    """The place cannot be reached or does not take what is put there."""


class Storage:
    """An open place."""

    def __init__(self, url: str, base: Path | None = None) -> None:
        """Open it; ``base`` is what a relative path is relative to.

        Raises:
            UsageProblem: the address is of a kind nothing here can open, or that keeps nothing.
        """
        import fsspec

        self.url = url if "://" in url or base is None else str(base / Path(url).expanduser())
        try:
            self.files, root = fsspec.core.url_to_fs(self.url)
        except (ValueError, ImportError, OSError) as error:
            raise UsageProblem(
                said("the location cannot be opened: {reason}", reason=error),
                where=url,
                next_step=said(
                    "name a folder, or an address fsspec knows; some kinds need a package of their own (s3fs)"
                ),
            ) from error
        self.root = str(root).rstrip("/")
        if _kinds(self.files) & _KEEP_NOTHING:
            raise UsageProblem(
                said("this kind of address keeps nothing: it is gone when this command ends"),
                where=url,
                next_step=said(
                    "name a folder, or an address fsspec knows; some kinds need a package of their own (s3fs)"
                ),
            )
        self._local = bool(_kinds(self.files) & set(_LOCAL))

    def read(self, name: str, start: int, size: int | None = None) -> Iterator[bytes]:
        """The bytes of a file from ``start`` to ``size`` or its end, piece by piece; fewer if it has fewer.

        Raises:
            LocationFails: it cannot be reached, or the file is not there.
        """
        with self.failing(), self.files.open(f"{self.root}/{name}", "rb") as stream:
            stream.seek(start)
            left = None if size is None else size - start
            while piece := stream.read(_PIECE if left is None else min(left, _PIECE)):
                left = None if left is None else left - len(piece)
                yield piece

    def put(self, name: str, source: Path, size: int | None = None) -> None:
        """Put a file there, or its first ``size`` bytes, as one object.

        Raises:
            LocationFails: it did not work.
        """
        target = f"{self.root}/{name}"
        left = source.stat().st_size if size is None else size
        with self.failing():
            if self._local:
                _copied(source, Path(target), left)
                return
            self.files.makedirs(target.rpartition("/")[0], exist_ok=True)
            with source.open("rb") as stream, self.files.open(target, "wb") as written:
                while left > 0 and (piece := stream.read(min(left, _PIECE))):
                    left -= len(piece)
                    written.write(piece)

    def put_content(self, name: str, content: bytes) -> None:
        """Put a small file there.

        Raises:
            LocationFails: it did not work.
        """
        target = f"{self.root}/{name}"
        with self.failing():
            if self._local:
                write_atomically(Path(target), content)
            else:
                self.files.makedirs(target.rpartition("/")[0], exist_ok=True)
                self.files.pipe_file(target, content)

    def remove(self, name: str) -> None:
        """Take away a file nobody refers to any more; no harm where that fails."""
        with contextlib.suppress(Exception):
            self.files.rm_file(f"{self.root}/{name}")

    @contextmanager
    def failing(self) -> Iterator[None]:
        """Every kind of storage fails with errors of its own; here they are all the same."""
        try:
            yield
        except (LocationFails, GeneratorExit):
            raise
        except Exception as error:
            raise LocationFails(
                said(
                    "the archive's location does not answer as it should: {reason}",
                    reason=f"{type(error).__name__}: {error}",
                ),
                where=self.url,
                next_step=said("nothing is lost: what is here is put there by the next run"),
            ) from error


def _kinds(files: Any) -> set[str]:
    """What a storage calls itself, and those it stands on (a cache before another)."""
    kinds: set[str] = set()
    while files is not None:
        protocol = getattr(files, "protocol", ())
        kinds |= {protocol} if isinstance(protocol, str) else set(protocol)
        files = getattr(files, "fs", None)
    return kinds


def _copied(source: Path, target: Path, size: int) -> None:
    """A file is there whole, and on the disk, or not at all."""
    with source.open("rb") as stream, writing_whole(target) as written:
        left = size
        while left > 0 and (piece := stream.read(min(left, _PIECE))):
            left -= len(piece)
            written.write(piece)
