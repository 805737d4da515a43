"""A place that several machines collect into: a folder, or any address fsspec understands (``s3://…``, ``sftp://…``).

::

    <location>/shards/2-of-3/manifest.json        what is there, written last
                             chain.log            this shard's own chain
                             captures-….warc.zst  its segments
                             seals/…              its own seals, and the public key they were made with
                             ledger-<digest>.sqlite
                             dumps/…              what is kept of packages of a register that were taken in

Each shard has one writer, who keeps the same archive on its own disk and puts whole objects here. Segments, chain and
seals only ever grow, so of an object that is being put anew the length the manifest names is good at any instant; a
reader takes so much of it and no more. Who reads holds everything against the manifest's digests, and the manifest
against the chain it had before: a shard that was written anew, shortened or taken over is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from absentia.archive.segments import name_of
from absentia.archive.shards import FORMAT, MANIFEST, SHARDS, Manifest, Shard, strange_manifest
from absentia.archive.storage import Storage
from absentia.errors import DataProblem, UsageProblem
from absentia.model.texts import reason_of, said
from absentia.observatory import CONFIG, Observatory

_LARGEST_MANIFEST = 50_000_000
# seals/2026-11-22.123456.seal, .tsq, .tsr; seals/seal.pub; ledger-0123456789abcdef.sqlite;
# dumps/ua_edrsr/2026/2026-09-07-0123456789abcdef/dump.json
_OTHERS = re.compile(
    r"^(?:seals/(?:\d{4}-\d\d-\d\d\.\d{1,15}\.(?:seal|tsq|tsr)|seal\.pub)|ledger-[0-9a-f]{16}\.sqlite"
    r"|dumps/\w{1,40}/\d{4}/\d{4}-\d\d-\d\d-[0-9a-f]{16}/(?:dump\.json|documents\.parquet|criminal\.parquet))$"
)


class ShardTaken(DataProblem):
    """Another observatory writes this shard, or it holds what this observatory never had."""


def clashing(shards: Iterable[Shard]) -> tuple[int, ...]:
    """Into how many parts the courts are shared out, where machines do not agree on one number; else nothing."""
    numbers = sorted({one.parts for one in shards})
    return tuple(numbers) if len(numbers) > 1 else ()


class Settings(BaseModel):
    """``[archive]`` of ``absentia.toml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    location: str | None = None
    """Where several machines collect into: a path (relative to the observatory) or an address fsspec understands."""
    shard: str | None = None
    """``2/3``: the part of the courts this observatory collects. Without it, it reads the location and adds nothing."""
    push_minutes: float = Field(default=30.0, gt=0)
    """How often a collection puts there what it has; it does so at its beginning and end in any case."""


def archive_settings(observatory: Observatory) -> Settings:
    """The observatory's ``[archive]``.

    Raises:
        UsageProblem: a key or value that cannot be used.
    """
    try:
        settings = Settings.model_validate(observatory.config.get("archive", {}))
    except ValidationError as error:
        first = error.errors()[0]
        raise UsageProblem(
            said(
                "the setting {key} cannot be used: {reason}",
                key=".".join(str(part) for part in first["loc"]),
                reason=reason_of(first),
            ),
            where=f"{observatory.path / CONFIG} [archive]",
            next_step=said('write location = "PATH or URL", and shard = "2/3" where this machine collects'),
        ) from error
    if settings.shard is not None and Shard.parse(settings.shard) is None:
        raise UsageProblem(
            said("the setting {key} cannot be used: {reason}", key="shard", reason=settings.shard),
            where=f"{observatory.path / CONFIG} [archive]",
            next_step=said("write it as 2/3: the second of three"),
        )
    return settings


def permitted(name: str) -> bool:
    """Whether a file of this name may stand in a shard; a manifest is somebody else's word."""
    return name == "chain.log" or name_of(name) is not None or bool(_OTHERS.match(name))


class Location(Storage):
    """An open location; its files are called by :func:`in_shard`."""

    def shards(self) -> list[Shard]:
        """The shards that are there.

        Raises:
            LocationFails: it cannot be reached.
        """
        files = self.files
        with self.failing():
            files.invalidate_cache()
            try:
                found = files.ls(f"{self.root}/{SHARDS}", detail=False)
            except FileNotFoundError:
                return []
        shards = {shard for path in found if (shard := Shard.parse(str(path).rstrip("/").rpartition("/")[2]))}
        return sorted(shards, key=lambda one: (one.parts, one.part))

    def manifest(self, shard: Shard) -> Manifest | None:
        """What a shard holds; ``None`` where nobody has put anything yet.

        Raises:
            LocationFails: it cannot be reached.
            DataProblem: there is something else in its place.
        """
        where = self.address(shard, MANIFEST)
        with self.failing():
            try:
                text = self.files.cat_file(where, start=0, end=_LARGEST_MANIFEST)
            except FileNotFoundError:
                return None
        try:
            manifest = Manifest.model_validate_json(text)
        except ValidationError as error:
            raise strange_manifest(where) from error
        named = {one.name for one in manifest.files}
        if manifest.format != FORMAT or len(named) < len(manifest.files) or not all(permitted(one) for one in named):
            raise strange_manifest(where)
        return manifest

    def address(self, shard: Shard, name: str) -> str:
        """Where a file of a shard is."""
        return f"{self.root}/{in_shard(shard, name)}"


def in_shard(shard: Shard, name: str) -> str:
    """What a file of a shard is called in a location."""
    return f"{SHARDS}/{shard}/{name}"


def location_of(observatory: Observatory, url: str | None = None) -> Location | None:
    """The one named on the command line, taken from where one stands, or the observatory's; ``None``: it has none."""
    if url is not None:
        return Location(url, Path.cwd())
    wanted = archive_settings(observatory).location
    return Location(wanted, observatory.path) if wanted else None


def own_shard(observatory: Observatory, shard: Shard | None = None) -> Shard | None:
    """The part of the courts this observatory collects, if it collects into a location or is told a part."""
    settings = archive_settings(observatory)
    return shard or (Shard.parse(settings.shard) if settings.shard else None)


def only_reads(observatory: Observatory) -> bool:
    """Whether this observatory reads what others collect, and collects nothing itself."""
    settings = archive_settings(observatory)
    return settings.location is not None and settings.shard is None
