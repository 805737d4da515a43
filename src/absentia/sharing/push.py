"""Several machines, one archive: each collects its shard of the courts and puts what it has into one location.

A machine's own disk comes first, as ever: an answer is in its archive, and on its disk, before anything else happens.
What stands there is put into the location at the beginning of a run, every so often while it goes on, and at its end.
A machine that dies in between has lost nothing; its next run begins by putting there what was left.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import sqlite3
import tempfile
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from absentia.archive.chain import CHAIN_FILE, GENESIS, Chain
from absentia.archive.seals import PUBLIC, SEALS, fingerprint, private_key
from absentia.archive.shards import FORMAT, MANIFEST, Manifest, Object, Shard
from absentia.archive.storage import LocationFails
from absentia.collect.clock import Clock
from absentia.dumps.held import shared_files
from absentia.errors import UsageProblem
from absentia.model.texts import said
from absentia.observatory import CONFIG, Observatory
from absentia.sharing.fetch import digest_of
from absentia.sharing.location import Location, ShardTaken, archive_settings, in_shard, location_of

_STEP = 1 << 20


@dataclass(slots=True)
class _Growing:
    """A file that only grows, and the digest of what was read of it so far."""

    size: int = 0
    hasher: Any = field(default_factory=hashlib.sha256)

    def reach(self, file: Path, size: int) -> str:
        """The digest of the first ``size`` bytes."""
        if size < self.size:
            return digest_of(file, size)
        with file.open("rb") as stream:
            stream.seek(self.size)
            while self.size < size and (piece := stream.read(min(size - self.size, _STEP))):
                self.hasher.update(piece)
                self.size += len(piece)
        return str(self.hasher.hexdigest())


@dataclass(frozen=True, slots=True)
class _State:
    """The archive at one moment: nothing behind it counts, however the files go on growing."""

    position: int
    head: bytes
    sizes: dict[str, int]
    """Of each segment, and of the chain, as far as they are chained."""


class Sharing:
    """Puts one observatory's archive and ledger into a location, as one shard of it."""

    def __init__(self, observatory: Observatory, location: Location, shard: Shard, every_minutes: float) -> None:
        self.shard = shard
        self.location = location
        self.every_minutes = every_minutes
        self.failed: LocationFails | None = None
        """Why the last attempt did not work."""
        self._observatory = observatory
        self._one_at_a_time = threading.Lock()
        self._known: dict[str, _Growing] = {}
        self._read_to = 0
        """Bytes of the chain that were read."""
        self._state = _State(0, GENESIS, {})

    def push(self) -> bool:
        """Put there what is not there yet; says whether there was anything.

        Raises:
            ShardTaken: another observatory writes this shard, or it holds what this one never had.
            LocationFails: the location cannot be reached; nothing is lost, the next time puts it all there.
        """
        with self._one_at_a_time:
            return self._push()

    def _push(self) -> bool:
        there = self.location.manifest(self.shard)
        writer = fingerprint(private_key(self._observatory).public_key())
        if there is not None:
            self._must_be_ours(there, writer)
        with tempfile.TemporaryDirectory(prefix="ledger-", dir=self._observatory.path) as folder:
            # the ledger first: every capture it names is in the archive by then
            ledger = self._ledger(Path(folder))
            state = self._now()
            packages = shared_files(self._observatory)
            files = {name: self._observatory.archive / name for name in state.sizes} | packages
            sizes = state.sizes | {name: path.stat().st_size for name, path in packages.items()}
            objects = [
                Object(name=name, size=size, sha256=self._known.setdefault(name, _Growing()).reach(files[name], size))
                for name, size in sorted(sizes.items())
            ]
            for file in self._seals():
                name, data = f"{SEALS}/{file.name}", file.read_bytes()
                files[name] = file
                objects.append(Object(name=name, size=len(data), sha256=hashlib.sha256(data).hexdigest()))
            if ledger is not None:
                files[ledger.name] = Path(folder) / ledger.name
                objects.append(ledger)
            manifest = Manifest(
                format=FORMAT,
                shard=str(self.shard),
                writer=writer,
                position=state.position,
                head=state.head.hex(),
                files=tuple(objects),
            )
            return self._put(manifest, there, files)

    def _put(self, manifest: Manifest, there: Manifest | None, files: dict[str, Path]) -> bool:
        if manifest == there:
            return False
        known = {(one.name, one.size, one.sha256) for one in there.files} if there else set()
        for one in manifest.files:
            if (one.name, one.size, one.sha256) not in known:
                self.location.put(in_shard(self.shard, one.name), files[one.name], one.size)
        # the last step of putting anything: what is there is said
        content = (manifest.model_dump_json(indent=1) + "\n").encode()
        self.location.put_content(in_shard(self.shard, MANIFEST), content)
        names = {one.name for one in manifest.files}
        for one in there.files if there else ():
            if one.name.startswith("ledger-") and one.name not in names:
                self.location.remove(in_shard(self.shard, one.name))
        return True

    def _must_be_ours(self, there: Manifest, writer: str) -> None:
        ours = Chain(self._observatory.archive / CHAIN_FILE).head_at(there.position)
        if there.writer == writer and ours is not None and ours.hex() == there.head:
            return
        other = there.writer != writer
        raise ShardTaken(
            said("the shard {shard} of this location is written by another observatory", shard=self.shard)
            if other
            else said(
                "the shard {shard} of this location holds captures this observatory does not have", shard=self.shard
            ),
            where=self.location.url,
            next_step=said(
                "give each machine a part of its own (--shard 2/3); restore this one's archive/ if it was lost"
            ),
        )

    def _now(self) -> _State:
        """How far the archive is chained: read from where it was read to before."""
        file = self._observatory.archive / CHAIN_FILE
        if not file.exists():
            return self._state
        position, head, sizes = self._state.position, self._state.head, dict(self._state.sizes)
        for link, end in Chain(file).read_from(self._read_to):
            if link is not None:
                position, head = link.position, link.chain
                sizes[link.file] = max(sizes.get(link.file, 0), link.offset + link.length)
            self._read_to = end
        if self._read_to:
            sizes[CHAIN_FILE] = self._read_to
        self._state = _State(position, head, sizes)
        return self._state

    def _seals(self) -> list[Path]:
        folder = self._observatory.archive / SEALS
        found = [path for end in ("seal", "tsq", "tsr") for path in folder.glob(f"*.{end}")]
        public = folder / PUBLIC
        return sorted(found) + ([public] if public.exists() else [])

    def _ledger(self, folder: Path) -> Object | None:
        """A copy of the ledger as it stands after some step."""
        if not (self._observatory.ledger).exists():
            return None
        copy = folder / "ledger.sqlite"
        with (
            contextlib.closing(sqlite3.connect(self._observatory.ledger, timeout=60)) as ledger,
            contextlib.closing(sqlite3.connect(copy)) as written,
        ):
            ledger.backup(written)
            # answers of people to captchas are of no use to anybody else
            written.execute("UPDATE captcha SET answer = '' WHERE answer IS NOT NULL")
            written.commit()
            written.execute("PRAGMA journal_mode=DELETE")
        size = copy.stat().st_size
        sha256 = digest_of(copy, size)
        name = f"ledger-{sha256[:16]}.sqlite"
        copy.rename(folder / name)
        return Object(name=name, size=size, sha256=sha256)

    # while a run goes on

    async def push_quietly(self, clock: Clock, settle: Callable[[], None] = lambda: None) -> None:
        """Push from a thread; a location that fails is remembered, and holds up nobody.

        ``settle`` is called before, in this thread: it ends what the archive has begun to write.

        Raises:
            ShardTaken: another observatory writes this shard.
        """
        try:
            settle()
            async with clock.working():
                await asyncio.to_thread(self.push)
            self.failed = None
        except LocationFails as failure:
            self.failed = failure

    @contextlib.asynccontextmanager
    async def beside(self, clock: Clock, settle: Callable[[], None]) -> AsyncIterator[None]:
        """While the block goes on, put there what is collected every so often; first of all what was left behind."""
        await self.push_quietly(clock, settle)
        pushing = asyncio.create_task(self._keep_pushing(clock, settle))
        try:
            yield
        finally:
            pushing.cancel()
            with contextlib.suppress(asyncio.CancelledError, ShardTaken):
                await pushing

    async def _keep_pushing(self, clock: Clock, settle: Callable[[], None]) -> None:
        """Push every so often, until cancelled."""
        while True:
            await clock.sleep(self.every_minutes * 60)
            await self.push_quietly(clock, settle)


def sharing_of(observatory: Observatory, shard: Shard | None = None, url: str | None = None) -> Sharing | None:
    """How this observatory shares what it collects; ``None`` where it has no location.

    Raises:
        UsageProblem: it has a location and nobody says which part of the courts it collects.
    """
    settings = archive_settings(observatory)
    location = location_of(observatory, url)
    if location is None:
        return None
    part = shard or (Shard.parse(settings.shard) if settings.shard else None)
    if part is None:
        raise UsageProblem(
            said("this observatory reads a location that others collect into; it collects nothing itself"),
            where=f"{observatory.path / CONFIG} [archive]",
            next_step=said('say which part it is to collect, 1/1 for all: --shard 1/1, or shard = "1/1"'),
        )
    return Sharing(observatory, location, part, settings.push_minutes)
