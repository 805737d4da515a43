"""The archive where several machines put it, read in place by a process that does not see the observatory's folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO

from absentia.archive.storage import Storage
from absentia.errors import DataProblem
from absentia.model.texts import said


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file at a location; of what a path offers, what reading a record asks for."""

    url: str
    """Of the location."""
    name: str

    @contextmanager
    def open(self, _mode: str = "rb") -> Iterator[BinaryIO]:
        """Its bytes; it stays open, for the next record stands behind this one, and may be here already.

        Raises:
            LocationFails: it cannot be reached or read.
        """
        storage, stream = _opened(self.url, self.name)
        with storage.failing():
            yield stream

    def stat(self) -> os.stat_result:
        """The same always: while a process reads them, files of a location only grow."""
        return os.stat_result((0,) * 10)


@lru_cache(maxsize=16)
def _opened(url: str, name: str) -> tuple[Storage, BinaryIO]:
    storage = Storage(url)
    with storage.failing():
        return storage, storage.files.open(f"{storage.root}/{name}", "rb")


@dataclass(frozen=True, slots=True)
class RemoteFolder:
    """What stands for an archive's folder, so that its files are named alike."""

    url: str
    own: str | None
    """The shard (``2-of-3``) that the observatory's own segments are put into, if it collects."""

    def __truediv__(self, name: str) -> RemoteFile:
        """A segment, named as in the index.

        Raises:
            DataProblem: it is one of an observatory that puts nothing there.
        """
        if name.startswith("shards/"):
            return RemoteFile(self.url, name)
        if self.own is None:
            raise DataProblem(
                said("what this observatory took in by itself is not at the location"),
                where=self.url,
                next_step=said("all machines must see the observatory's folder under the same path"),
            )
        return RemoteFile(self.url, f"shards/{self.own}/{name}")
