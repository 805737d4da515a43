"""The shards of a location, fetched beside an observatory's own archive (``archive/shards/2-of-3/``) and verified.

What was fetched once is never fetched again: files only grow, so only what is new of them is. Every file is held
against the manifest, the manifest against the one fetched before, and ``absentia archive verify`` holds every byte
against the shard's chain and seals, which its own machine made.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from absentia.archive.chain import CHAIN_FILE, Chain
from absentia.archive.index import Index
from absentia.archive.index_file import INDEX_FILE
from absentia.archive.opening import commit, fill, is_current
from absentia.archive.seals import PUBLIC, SEALS, fingerprint, public_key
from absentia.archive.shards import LEDGER, MANIFEST, Manifest, Object, Shard, known_manifest
from absentia.archive.storage import LocationFails
from absentia.archive.verify import Broken
from absentia.archive.watermark import remember, watermark
from absentia.durable import put_on_disk, write_atomically
from absentia.errors import AbsentiaError, DataProblem
from absentia.model.texts import N_, said
from absentia.observatory import Observatory
from absentia.sharing.location import Location, ShardTaken, archive_settings, in_shard, location_of

_STEP = 1 << 20
REMOTE_DIFFERS = N_("the location holds other bytes than its manifest says")


@dataclass(slots=True)
class Fetched:
    """What fetching did."""

    shards: list[Shard] = field(default_factory=list)
    """Whose latest state is here now."""
    records: int = 0
    """In all of them."""
    new_bytes: int = 0
    problems: list[AbsentiaError] = field(default_factory=list)
    """Shards that could not be brought up to date; what was here of them before still is."""


def fetch_shards(observatory: Observatory) -> Fetched | None:
    """Bring the shards of the observatory's location up to date; ``None`` where it has none.

    A location that cannot be reached is a problem of the result: what was fetched before is still read. The caller
    holds the observatory's lock.

    Raises:
        UsageProblem: the settings or the address cannot be used.
    """
    settings = archive_settings(observatory)
    location = location_of(observatory)
    if location is None:
        return None
    try:
        return fetch(observatory, location, Shard.parse(settings.shard) if settings.shard else None)
    except LocationFails as failure:
        return Fetched(problems=[failure])


def fetch(observatory: Observatory, location: Location, own: Shard | None = None) -> Fetched:
    """Bring every shard of a location but the observatory's own up to date. The caller holds the observatory's lock.

    Raises:
        LocationFails: the location cannot be reached.
    """
    fetched = Fetched()
    for shard in location.shards():
        if shard == own:
            continue
        try:
            manifest = location.manifest(shard)
            if manifest is None:
                continue
            folder = observatory.archive / "shards" / str(shard)
            _must_be_the_same(observatory, location, shard, manifest)
            fetched.new_bytes += _bring(location, shard, manifest, folder)
            fetched.shards.append(shard)
            fetched.records += manifest.position
        except (AbsentiaError, OSError) as problem:
            if not isinstance(problem, AbsentiaError):
                raise
            fetched.problems.append(problem)
    return fetched


def _must_be_the_same(observatory: Observatory, location: Location, shard: Shard, manifest: Manifest) -> None:
    """Who wrote a shard when it was first fetched writes it for ever; remembered apart from what was fetched."""
    mark = watermark(observatory)
    known = mark.parts if mark else {}
    if known.get(str(shard), manifest.writer) != manifest.writer:
        raise _anew(location, shard)
    remember(observatory, parts=known | {str(shard): manifest.writer})


def _bring(location: Location, shard: Shard, manifest: Manifest, folder: Path) -> int:
    """One shard; its manifest is written last, so that a death in between is repaired by the next time."""
    folder.mkdir(parents=True, exist_ok=True)
    before = known_manifest(folder)
    if before == manifest:
        return 0
    if before is not None and (before.writer != manifest.writer or before.position > manifest.position):
        raise _anew(location, shard)
    new = 0
    # the chain first: it tells whether this is what was here before, and more
    for one in sorted(manifest.files, key=lambda one: one.name != CHAIN_FILE):
        new += _grow(location, shard, one, folder)
        if one.name == CHAIN_FILE and before is not None and not _goes_on(folder, before):
            raise _anew(location, shard)
    if (key := folder / SEALS / PUBLIC).exists() and fingerprint(public_key(key)) != manifest.writer:
        raise _anew(location, shard)
    _write_index(folder)
    write_atomically(folder / MANIFEST, (manifest.model_dump_json(indent=1) + "\n").encode())
    return new


def _grow(location: Location, shard: Shard, one: Object, folder: Path) -> int:
    """Fetch what is new of a file; what does not come out as the manifest says is as it was before."""
    file = folder / (LEDGER if one.name.startswith("ledger-") else one.name)
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.name == LEDGER:
        if file.exists() and digest_of(file, one.size) == one.sha256 and file.stat().st_size == one.size:
            return 0
        data = b"".join(location.read(in_shard(shard, one.name), 0, one.size))
        if hashlib.sha256(data).hexdigest() != one.sha256:
            raise _not_whole(location, shard, one)
        write_atomically(file, data)
        return len(data)
    have = file.stat().st_size if file.exists() else 0
    if have > one.size:
        # left by a death in the middle of fetching something newer, which then was taken back
        os.truncate(file, one.size)
        have = one.size
    hasher = hashlib.sha256()
    with file.open("a+b") as stream:
        stream.seek(0)
        while piece := stream.read(_STEP):
            hasher.update(piece)
        for piece in location.read(in_shard(shard, one.name), have, one.size):
            stream.write(piece)
            hasher.update(piece)
        whole = hasher.hexdigest() == one.sha256
        if not whole:
            stream.truncate(have)
        put_on_disk(stream)
    if not whole:
        raise _not_whole(location, shard, one)
    return one.size - have


def digest_of(file: Path, size: int) -> str:
    """SHA-256 of the first bytes of a file."""
    hasher = hashlib.sha256()
    with file.open("rb") as stream:
        while size > 0 and (piece := stream.read(min(size, _STEP))):
            size -= len(piece)
            hasher.update(piece)
    return hasher.hexdigest()


def _goes_on(folder: Path, before: Manifest) -> bool:
    """Whether the chain fetched now has the one fetched before as its beginning."""
    head = Chain(folder / CHAIN_FILE).head_at(before.position)
    return head is not None and head.hex() == before.head


def _write_index(folder: Path) -> None:
    """The derived index beside the segments, so that nobody reads them all to open the shard."""
    chain, index = Chain(folder / CHAIN_FILE), Index.writing(folder / INDEX_FILE)
    try:
        if not is_current(index, chain, folder):
            fill(index, folder, chain)
            commit(index, chain, folder)
    finally:
        index.close()


def _anew(location: Location, shard: Shard) -> ShardTaken:
    return ShardTaken(
        said(
            "the shard {shard} is not what was fetched before and more: it was shortened, changed or taken over",
            shard=shard,
        ),
        where=location.url,
        next_step=said("ask who collects it; what was fetched before is kept, and still read"),
    )


def _not_whole(location: Location, shard: Shard, one: Object) -> DataProblem:
    return DataProblem(
        said("a file of the shard {shard} is not what its manifest says", shard=shard),
        where=location.address(shard, one.name),
        next_step=said("it may be on its way: try again; if it stays so, it was changed at the location"),
    )


def check_location(location: Location) -> Iterator[Broken]:
    """Read every byte at the location and hold it against the manifests: what differs from what they say."""
    for shard in location.shards():
        manifest = location.manifest(shard)
        for one in manifest.files if manifest else ():
            hasher, size = hashlib.sha256(), 0
            try:
                for piece in location.read(in_shard(shard, one.name), 0, one.size):
                    hasher.update(piece)
                    size += len(piece)
            except AbsentiaError:
                size = -1
            if size != one.size or hasher.hexdigest() != one.sha256:
                yield Broken(REMOTE_DIFFERS, location.address(shard, one.name))
