"""A place that several machines collect into: a folder, or any address fsspec understands (``s3://…``, ``sftp://…``).

::

    <location>/shards/2-of-3/manifest.json        what is there, written last
                             chain.log            this shard's own chain
                             captures-….warc.zst  its segments
                             seals/…              its own seals, and the public key they were made with
                             ledger-<digest>.sqlite

Each shard has one writer, who keeps the same archive on its own disk and puts whole objects here. Segments, chain and
seals only ever grow, so of an object that is being put anew the length the manifest names is good at any instant; a
reader takes so much of it and no more. Who reads holds everything against the manifest's digests, and the manifest
against the chain it had before: a shard that was written anew, shortened or taken over is refused.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from absentia.archive.segments import name_of
from absentia.errors import DataProblem, SourceBlocked, UsageProblem
from absentia.messages import _
from absentia.observatory import CONFIG, Observatory, write_atomically

SHARDS, MANIFEST, LEDGER = "shards", "manifest.json", "ledger.sqlite"
FORMAT = 1
_LARGEST_MANIFEST = 50_000_000
_PIECE = 1 << 22
_SHARD = re.compile(r"^([1-9]\d{0,3})(?:/|-of-)([1-9]\d{0,3})$")
# seals/2026-11-22.123456.seal, .tsq, .tsr; seals/seal.pub; ledger-0123456789abcdef.sqlite
_OTHERS = re.compile(
    r"^(?:seals/(?:\d{4}-\d\d-\d\d\.\d{1,15}\.(?:seal|tsq|tsr)|seal\.pub)|ledger-[0-9a-f]{16}\.sqlite)$"
)


class ShardTaken(DataProblem):
    """Another observatory writes this shard, or it holds what this observatory never had."""


class LocationFails(SourceBlocked):
    """The location cannot be reached or does not take what is put there."""


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


class Settings(BaseModel):
    """``[archive]`` of ``absentia.toml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    location: str | None = None
    """Where several machines collect into: a path (relative to the observatory) or an address fsspec understands."""
    shard: str | None = None
    """``2/3``: the part of the courts this observatory collects. Without it, it reads the location and adds nothing."""
    push_minutes: float = Field(default=30.0, gt=0)
    """How often a collection puts there what it has; it does so at its beginning and end in any case."""


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

    def size_of(self, name: str) -> int:
        """Bytes of a file; 0 for one it does not hold."""
        return next((one.size for one in self.files if one.name == name), 0)


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
            _("the setting {key} cannot be used: {reason}").format(
                key=".".join(str(part) for part in first["loc"]), reason=first["msg"]
            ),
            where=f"{observatory.path / CONFIG} [archive]",
            next_step=_('write location = "PATH or URL", and shard = "2/3" where this machine collects'),
        ) from error
    if settings.shard is not None and Shard.parse(settings.shard) is None:
        raise UsageProblem(
            _("the setting {key} cannot be used: {reason}").format(key="shard", reason=settings.shard),
            where=f"{observatory.path / CONFIG} [archive]",
            next_step=_("write it as 2/3: the second of three"),
        )
    return settings


def permitted(name: str) -> bool:
    """Whether a file of this name may stand in a shard; a manifest is somebody else's word."""
    return name == "chain.log" or name_of(name) is not None or bool(_OTHERS.match(name))


class Location:
    """An open location."""

    def __init__(self, url: str, base: Path | None = None) -> None:
        """Open it; ``base`` is what a relative path is relative to.

        Raises:
            UsageProblem: the address is of a kind nothing here can open.
        """
        import fsspec

        self.url = url if "://" in url or base is None else str(base / Path(url).expanduser())
        try:
            self._files, root = fsspec.core.url_to_fs(self.url)
        except (ValueError, ImportError, OSError) as error:
            raise UsageProblem(
                _("the location cannot be opened: {reason}").format(reason=error),
                where=url,
                next_step=_("name a folder, or an address fsspec knows; some kinds need a package of their own (s3fs)"),
            ) from error
        self._root = str(root).rstrip("/")
        self._local = getattr(self._files, "protocol", "") in ("file", ("file", "local"), ("local", "file"))

    def shards(self) -> list[Shard]:
        """The shards that are there.

        Raises:
            LocationFails: it cannot be reached.
        """
        with self._failing():
            self._files.invalidate_cache()
            try:
                found = self._files.ls(f"{self._root}/{SHARDS}", detail=False)
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
        with self._failing():
            try:
                text = self._files.cat_file(where, start=0, end=_LARGEST_MANIFEST)
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

    def read(self, shard: Shard, one: Object, start: int = 0) -> Iterator[bytes]:
        """The bytes of a file from ``start`` to the length the manifest names, piece by piece; fewer if it has fewer.

        Raises:
            LocationFails: it cannot be reached, or the file is not there.
        """
        with self._failing(), self._files.open(self.address(shard, one.name), "rb") as stream:
            stream.seek(start)
            left = one.size - start
            while left > 0 and (piece := stream.read(min(left, _PIECE))):
                left -= len(piece)
                yield piece

    def put(self, shard: Shard, name: str, source: Path, size: int) -> None:
        """Put the first ``size`` bytes of a file there, as one object: whole, or as it was before.

        Raises:
            LocationFails: it did not work.
        """
        target = self.address(shard, name)
        with self._failing():
            if self._local:
                _copied(source, Path(target), size)
                return
            self._files.makedirs(target.rpartition("/")[0], exist_ok=True)
            with source.open("rb") as stream, self._files.open(target, "wb") as written:
                left = size
                while left > 0 and (piece := stream.read(min(left, _PIECE))):
                    left -= len(piece)
                    written.write(piece)

    def put_manifest(self, shard: Shard, manifest: Manifest) -> None:
        """Say what is there: the last step of putting anything.

        Raises:
            LocationFails: it did not work.
        """
        content = (manifest.model_dump_json(indent=1) + "\n").encode()
        target = self.address(shard, MANIFEST)
        with self._failing():
            if self._local:
                write_atomically(Path(target), content)
            else:
                self._files.makedirs(target.rpartition("/")[0], exist_ok=True)
                self._files.pipe_file(target, content)

    def remove(self, shard: Shard, name: str) -> None:
        """Take away a file nobody refers to any more; no harm where that fails."""
        with contextlib.suppress(Exception):
            self._files.rm_file(self.address(shard, name))

    def address(self, shard: Shard, name: str) -> str:
        """Where a file of a shard is."""
        return f"{self._root}/{SHARDS}/{shard}/{name}"

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """Every kind of storage fails with errors of its own; here they are all the same."""
        try:
            yield
        except (LocationFails, GeneratorExit):
            raise
        except Exception as error:
            raise LocationFails(
                _("the archive's location does not answer as it should: {reason}").format(
                    reason=f"{type(error).__name__}: {error}"
                ),
                where=self.url,
                next_step=_("nothing is lost: what is here is put there by the next run"),
            ) from error


def _copied(source: Path, target: Path, size: int) -> None:
    """A file is there whole, and on the disk, or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        with source.open("rb") as stream, unfinished.open("wb") as written:
            left = size
            while left > 0 and (piece := stream.read(min(left, _PIECE))):
                left -= len(piece)
                written.write(piece)
            written.flush()
            os.fsync(written.fileno())
        unfinished.replace(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def strange_manifest(where: str) -> DataProblem:
    """What to say of a manifest that cannot be read."""
    return DataProblem(
        _("the manifest of a shard cannot be read"),
        where=where,
        next_step=_("look at what wrote there; the next run of the observatory that collects it writes it anew"),
    )


def shard_folders(folder: Path) -> list[Path]:
    """The shards that were fetched into an archive's folder, in the order of their names."""
    place = folder / SHARDS
    if not place.is_dir():
        return []
    found = [(shard, path) for path in place.iterdir() if path.is_dir() and (shard := Shard.parse(path.name))]
    return [path for _shard, path in sorted(found, key=lambda one: (one[0].parts, one[0].part))]


def location_of(observatory: Observatory, url: str | None = None) -> Location | None:
    """The observatory's location, or the one named; ``None`` where it has none."""
    wanted = url or archive_settings(observatory).location
    return Location(wanted, observatory.path) if wanted else None


def as_json(manifest: Manifest) -> dict[str, Any]:
    """For people's programs: what a shard holds, in short."""
    size = sum(one.size for one in manifest.files)
    return {"shard": manifest.shard, "writer": manifest.writer, "records": manifest.position, "bytes": size}
