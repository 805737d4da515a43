"""What a disk may hold after the power failed: of what was not yet said to be on it, anything, in any order.

The log of the shim is read up to some moment. What a file was written before its last ``fsync`` is there. Of what came
after, each write is there, or not, or in part; so is each change of a file's length. Names (made, renamed, removed) are
there up to some point in their order, as a journal keeps them, and at least up to the last that an ``fsync`` of its
folder made sure of. A file whose name was not made sure of is not there.

Source: Pillai et al. (2014), All File Systems Are Not Created Equal, OSDI, section 3 (persistence properties).
"""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_SECTOR = 512
_NAMES = "CRXUD"


@dataclass(frozen=True, slots=True)
class Done:
    """One thing a process did to the disk."""

    kind: str
    path: str
    offset: int
    data: bytes
    file: int = 0
    """Which file it was done to, whatever its name is now."""


@dataclass(slots=True)
class Log:
    """All that was done, and the names as they stood while it was."""

    done: list[Done] = field(default_factory=list)

    @classmethod
    def read(cls, file: Path) -> Log:
        """The shim's log."""
        log, names, count = cls(), dict[str, int](), 0
        for one in _records(file.read_bytes()):
            if one.kind in "CD":
                count += 1
                names[one.path] = count
            number = names.get(one.path, 0)
            if one.kind == "R":
                _renamed(names, one.path, one.data.decode())
            elif one.kind == "X":
                _exchanged(names, one.path, one.data.decode())
            elif one.kind == "U":
                names.pop(one.path, None)
            log.done.append(Done(one.kind, one.path, one.offset, one.data, number))
        return log

    def fails(self, moment: int, lot: random.Random, target: Path) -> None:
        """Write into an empty folder what the disk holds if the power fails after so many things were done."""
        before = self.done[:moment]
        names = self._names(before, lot)
        contents = _contents(before, lot)
        for path, (number, is_folder) in sorted(names.items()):
            place = target / path.removeprefix("/")
            if is_folder:
                place.mkdir(parents=True, exist_ok=True)
            elif place.parent.is_dir():
                place.write_bytes(contents.get(number, b""))

    def _names(self, before: list[Done], lot: random.Random) -> dict[str, tuple[int, bool]]:
        """Every name that is there, with the number of its file."""
        changes = [(at, one) for at, one in enumerate(before) if one.kind in _NAMES]
        sure = 0
        for count, (at, one) in enumerate(changes, 1):
            changed = (one.path, one.data.decode()) if one.kind in "RX" else (one.path,)
            folders = {name.rpartition("/")[0] for name in changed}
            if any(later.kind == "S" and later.path in folders for later in before[at:]):
                sure = count
        kept = changes[: lot.randint(sure, len(changes))]
        names: dict[str, int] = {}
        folders = {one.path for _at, one in kept if one.kind == "D"}
        for _at, one in kept:
            if one.kind in "CD":
                names[one.path] = one.file
            elif one.kind == "R":
                _renamed(names, one.path, one.data.decode())
                folders |= {one.data.decode()} if one.path in folders else set()
            elif one.kind == "X":
                _exchanged(names, one.path, one.data.decode())
                folders |= {one.path, one.data.decode()} if {one.path, one.data.decode()} & folders else set()
            else:
                names.pop(one.path, None)
        return {path: (number, path in folders) for path, number in names.items()}


def _renamed(names: dict[str, int], old: str, new: str) -> None:
    for name in [one for one in names if one == new or one.startswith(f"{new}/")]:
        del names[name]
    for name in [one for one in names if one == old or one.startswith(f"{old}/")]:
        names[new + name.removeprefix(old)] = names.pop(name)


def _exchanged(names: dict[str, int], one: str, other: str) -> None:
    aside = f"{one}\0"
    _renamed(names, one, aside)
    _renamed(names, other, one)
    _renamed(names, aside, other)


def _contents(before: list[Done], lot: random.Random) -> dict[int, bytes]:
    """What every file holds."""
    last = {one.file: at for at, one in enumerate(before) if one.kind == "S" and one.file}
    chance = {one.file: lot.choice((0.0, 0.0, 0.5, 0.9, 1.0)) for one in before}
    held: dict[int, bytearray] = {}
    for at, one in enumerate(before):
        if one.kind not in "WT" or not one.file:
            continue
        content = held.setdefault(one.file, bytearray())
        data = one.data
        if at > last.get(one.file, -1):
            if lot.random() >= chance[one.file]:
                continue
            if one.kind == "W" and lot.random() < 0.1:
                data = data[: lot.randrange(len(data) // _SECTOR + 1) * _SECTOR]
        if one.kind == "T":
            del content[one.offset :]
            content.extend(bytes(one.offset - len(content)))
        else:
            content.extend(bytes(max(0, one.offset - len(content))))
            content[one.offset : one.offset + len(data)] = data
    return {number: bytes(content) for number, content in held.items()}


def _records(content: bytes) -> Iterator[Done]:
    at = 0
    while at < len(content):
        kind, (length,) = chr(content[at]), struct.unpack_from("<I", content, at + 1)
        path = content[at + 5 : at + 5 + length].decode()
        offset, size = struct.unpack_from("<QQ", content, at + 5 + length)
        at += 21 + length
        yield Done(kind, path, offset, content[at : at + size])
        at += size
