"""The parts of a shared archive that stand beside an observatory's own (``archive/shards/2-of-3/``).

Each has its own chain, segments, seals and ledger, made by the machine that collects it, and the manifest it was
fetched under.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from absentia.archive.chain import CHAIN_FILE, Chain
from absentia.archive.index import Index
from absentia.archive.index_file import INDEX_FILE
from absentia.archive.opening import fill
from absentia.errors import DataProblem
from absentia.model.texts import said

SHARDS, MANIFEST, LEDGER = "shards", "manifest.json", "ledger.sqlite"
FORMAT = 1
_SHARD = re.compile(r"^([1-9]\d{0,3})(?:/|-of-)([1-9]\d{0,3})$")


@dataclass(frozen=True, slots=True)
class Shard:
    """One of the disjoint parts of the courts: the ``part``-th (from 1) of ``parts``."""

    part: int
    parts: int

    @classmethod
    def parse(cls, text: str) -> Shard | None:
        """``2/3`` or ``2-of-3``; ``None`` for anything else."""
        found = _SHARD.match(text.strip())
        return cls(int(found[1]), int(found[2])) if found and int(found[1]) <= int(found[2]) else None

    def __str__(self) -> str:
        return f"{self.part}-of-{self.parts}"


class Object(BaseModel):
    """One file of a shard."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str
    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Manifest(BaseModel):
    """What a shard holds."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    format: int
    shard: str
    writer: str
    """Fingerprint of the public key its seals are made with: the observatory that writes it."""
    position: int = Field(ge=0)
    head: str
    """Position and value of the chain at its end."""
    files: tuple[Object, ...]


def shard_folders(folder: Path) -> list[Path]:
    """The shards that were fetched into an archive's folder, in the order of their names."""
    place = folder / SHARDS
    if not place.is_dir():
        return []
    found = [(shard, path) for path in place.iterdir() if path.is_dir() and (shard := Shard.parse(path.name))]
    return [path for _shard, path in sorted(found, key=lambda one: (one[0].parts, one[0].part))]


def known_manifest(folder: Path) -> Manifest | None:
    """The manifest of what was fetched; ``None`` where nothing whole was.

    Raises:
        DataProblem: it is damaged.
    """
    file = folder / MANIFEST
    try:
        return Manifest.model_validate_json(file.read_bytes()) if file.exists() else None
    except ValidationError as error:
        raise strange_manifest(str(file)) from error


def strange_manifest(where: str) -> DataProblem:
    """What to say of a manifest that cannot be read."""
    return DataProblem(
        said("the manifest of a shard cannot be read"),
        where=where,
        next_step=said("look at what wrote there; the next run of the observatory that collects it writes it anew"),
    )


def fill_merged(index: Index, folder: Path) -> int:
    """Take up the records of all fetched shards into an index, their files named from the archive's folder on.

    They follow the own archive's records in the order of the shards. Returns the last position.
    """
    last = max((entry.position for entry in index.entries()), default=0)
    for shard in shard_folders(folder):
        own = Index.reading(shard / INDEX_FILE)
        begin = last
        if own is None or not _is_whole(own, shard):
            own = Index.temporary()
            fill(own, shard)
        for entry in own.entries():
            last = begin + entry.position
            index.add(replace(entry, file=f"shards/{shard.name}/{entry.file}", position=last))
        own.close()
    return last


def _is_whole(index: Index, folder: Path) -> bool:
    chain = Chain(folder / CHAIN_FILE)
    return index.state == (chain.position, chain.head) and index.sound()
