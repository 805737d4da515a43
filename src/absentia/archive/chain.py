"""The chain of captures: what makes it show when a record is changed, removed, or put elsewhere.

Every record of every segment, in the order they were written, is one line of ``archive/chain.log``, its fields
parted by tabs::

    position  file  offset  length  digest  chain

``digest`` is the SHA-256 of the bytes as they stand on the disk, and ``chain`` = SHA-256(chain of the line before ‖
digest ‖ position as eight bytes, the highest first). Before the first line stands :data:`GENESIS`. Each record says in
its own head which chain it was appended to (``Absentia-Chain: <position> <chain before it>``), so a lost
``chain.log`` can be written again from the segments, and comes out the same.

A chain alone shows damage and clumsy hands; who can write the whole archive can compute it anew. Seals show that.
Source: Haber, Stornetta (1991), How to time-stamp a digital document, J. Cryptology 3, section 5.1 (linking).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from absentia.durable import put_on_disk, sync

GENESIS = hashlib.sha256(b"absentia archive chain 1").digest()
CHAIN_FILE = "chain.log"
_FIELDS = 6
_DIGEST_BYTES = 32
_STEP = 1 << 20


def linked(previous: bytes, digest: bytes, position: int) -> bytes:
    """The chain's value after one more record."""
    return hashlib.sha256(previous + digest + position.to_bytes(8, "big")).digest()


@dataclass(frozen=True, slots=True)
class Link:
    """One line of the chain."""

    position: int
    """Which record of the archive this is, from 1 on."""
    file: str
    offset: int
    length: int
    digest: bytes
    chain: bytes

    @classmethod
    def parse(cls, line: bytes) -> Self | None:
        """The link in a line; ``None`` where it is none."""
        parts = line.rstrip(b"\n").split(b"\t")
        if len(parts) != _FIELDS:
            return None
        try:
            position, offset, length = int(parts[0]), int(parts[2]), int(parts[3])
            digest, chain = bytes.fromhex(parts[4].decode("ascii")), bytes.fromhex(parts[5].decode("ascii"))
            link = cls(position, parts[1].decode("ascii"), offset, length, digest, chain)
        except ValueError:
            return None
        return link if len(digest) == len(chain) == _DIGEST_BYTES and link.line() == line else None

    def line(self) -> bytes:
        """The line that stands for it."""
        fields = (self.position, self.file, self.offset, self.length, self.digest.hex(), self.chain.hex())
        return ("\t".join(map(str, fields)) + "\n").encode("ascii")


class Chain:
    """The end of the chain, to be added to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.position = 0
        self.head = GENESIS
        last = _last_line(path)
        link = Link.parse(last) if last else None
        if link is not None:
            self.position, self.head = link.position, link.chain

    def link(self, file: str, offset: int, data: bytes) -> Link:
        """Take a record up; it is written with the others by :meth:`write`."""
        digest = hashlib.sha256(data).digest()
        self.position += 1
        self.head = linked(self.head, digest, self.position)
        return Link(self.position, file, offset, len(data), digest, self.head)

    def write(self, links: Sequence[Link], *, durable: bool = True) -> None:
        """Append the lines, all or none, behind what was written whole before; on the disk when this returns.

        What a power cut takes of them, or leaves as zeros, is written again from the records themselves.
        """
        new = not self.path.exists()
        with self.path.open("ab", buffering=0) as handle:
            before = _whole_lines(self.path)
            handle.truncate(before)
            view = memoryview(b"".join(link.line() for link in links))
            try:
                while view:
                    view = view[handle.write(view) :]
                if durable:
                    put_on_disk(handle)
            except OSError:
                handle.truncate(before)
                raise
        if new and durable:
            sync(self.path.parent)

    def head_at(self, position: int) -> bytes | None:
        """The chain's value after so many records; ``None`` where it has fewer."""
        if position == 0:
            return GENESIS
        return next((link.chain for link in self.read() if link is not None and link.position == position), None)

    def read(self) -> Iterator[Link | None]:
        """Every line, in order; ``None`` for one that is no link."""
        return (Link.parse(line) for line in self.lines())

    def lines(self) -> Iterator[bytes]:
        """Every whole line, up to one that a power cut left without its end or with zeros in it."""
        if not self.path.exists():
            return
        with self.path.open("rb") as handle:
            for line in handle:
                if b"\0" in line or not line.endswith(b"\n"):
                    return
                yield line

    def read_from(self, start: int) -> Iterator[tuple[Link | None, int]]:
        """Every whole line from a byte of the file on, and where it ends."""
        with self.path.open("rb") as handle:
            handle.seek(start)
            for line in handle:
                if b"\0" in line or not line.endswith(b"\n"):
                    return
                start += len(line)
                yield Link.parse(line), start


def _last_line(path: Path) -> bytes:
    """The last whole line."""
    end = _whole_lines(path)
    if not end:
        return b""
    with path.open("rb") as handle:
        handle.seek(max(0, end - _STEP))
        return handle.read(min(end, _STEP)).splitlines(keepends=True)[-1]


def _whole_lines(path: Path) -> int:
    """Bytes up to the end of the last whole line before any zeros."""
    if not path.exists():
        return 0
    with path.open("rb") as handle:
        size = handle.seek(0, os.SEEK_END)
        handle.seek(max(0, size - _STEP))
        tail = handle.read()
    return size - len(tail) + tail.partition(b"\0")[0].rfind(b"\n") + 1
