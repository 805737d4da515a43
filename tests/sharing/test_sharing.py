"""Several machines, one location: real processes on loopback, killed in between; and storage that is no folder."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

import duckdb
import fsspec
import pytest
from fastwarc.warc import ArchiveIterator
from fsspec.implementations.memory import MemoryFileSystem
from tests.collect.conftest import Lab
from tests.collect.small_court import Courthouse, court
from tests.collect.test_collect_commands import absentia
from tests.collect.test_kills import Served, configure
from tests.collect.test_sweep_truth import house_of
from tests.running import Started
from tests.study import many

from absentia.archive import Archive
from absentia.archive.shards import Shard, shard_folders
from absentia.archive.whole import Brought, verify_observatory
from absentia.collect import RunReport, collect, reading
from absentia.collect.courts import Court, shard
from absentia.collect.plan import make_plan
from absentia.collect.request import Loopback
from absentia.collect.status import status
from absentia.errors import UsageProblem
from absentia.observatory import Observatory
from absentia.sharing.fetch import check_location, fetch
from absentia.sharing.location import Location, ShardTaken, location_of
from absentia.sharing.push import Sharing

PARTS = 2
_DIES_BEFORE_SHARING = """
import os, signal, sys
from absentia.sharing.push import Sharing
pushes, push = [], Sharing.push
def dying(self):
    pushes.append(1)
    if len(pushes) > 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return push(self)
Sharing.push = dying
from absentia.cli.main import main
sys.argv[0] = "absentia"
main()
"""


def machine(tmp_path: Path, name: str, house: Courthouse) -> Lab:
    lab = Lab(tmp_path / name)
    configure(lab, house)
    return lab


def coordinator(tmp_path: Path, house: Courthouse, url: str) -> Lab:
    lab = machine(tmp_path, "coordinator", house)
    file = lab.observatory.path / "absentia.toml"
    file.write_text(file.read_text(encoding="utf-8") + f'\n[archive]\nlocation = "{url}"\n', encoding="utf-8")
    lab.observatory = Observatory.open(lab.observatory.path)
    return lab


def guids(at: Path) -> set[str]:
    found = duckdb.read_parquet(str(at / "tables" / "filings.parquet")).filter("page = 'card'").project("guid")
    return {guid for (guid,) in found.fetchall()}


def truth(house: Courthouse) -> set[str]:
    return {row.guid for buildings in house.filings.values() for rows in buildings.values() for row in rows}


def six_courts(rows: int = 8) -> Courthouse:
    return house_of(*(court(number) for number in range(1, 7)), rows=rows)


def test_two_machines_one_location_and_a_coordinator(tmp_path: Path) -> None:
    url = f"file://{tmp_path}/location"
    with Served(six_courts()) as house:
        labs = [machine(tmp_path, f"machine{part}", house) for part in (1, 2)]
        sharing = ("--archive", url, "--format", "json")
        running = [
            Started("-C", lab.observatory.path, "collect", "--shard", f"{part}/2", *sharing)
            for part, lab in enumerate(labs, 1)
        ]
        done = [process.wait() for process in running]
        assert [one.returncode for one in done] == [0, 0]
        reports = [json.loads(one.stdout) for one in done]
        assert all(report["courts"] for report in reports)
        assert sum(report["courts"] for report in reports) == 6
        head = coordinator(tmp_path, house, url)
        at = head.observatory.path
        refused = absentia("collect", at=at)
        assert refused.returncode == 2
        assert "collects nothing itself" in refused.stderr
        parsed = absentia("parse", at=at)
        assert parsed.returncode == 0, parsed.stderr
        assert guids(at) == truth(house)
        known = json.loads(absentia("status", "--format", "json", at=at).stdout)
        assert {row["court"] for row in known["courts"] if row["complete"]} == {one.host for one in house.courts}
        assert known["requests_today"] == len(house.log)
        checked = json.loads(absentia("archive", "verify", "--format", "json", at=at).stdout)
        assert checked["valid"]
        assert checked["records"] == sum(
            len(list(Archive.reading(lab.observatory.archive).chain.read())) for lab in labs
        )
        assert checked["seals"] >= 2
        with head.observatory.writing():
            busy = absentia("status", "--format", "json", at=at)
        assert json.loads(busy.stdout)["requests_today"] == len(house.log), "what was fetched before is told"
        exported = absentia("archive", "export", str(tmp_path / "all.warc.gz"), at=at)
        assert exported.returncode == 0, exported.stderr
        with (tmp_path / "all.warc.gz").open("rb") as stream:
            kept = {record.headers.get("WARC-Target-URI") for record in ArchiveIterator(stream)}
        assert {one.host for one in house.courts} <= {urlsplit(url or "").hostname for url in kept}
        # a flipped byte at the location, and one in what was fetched, are each told by name
        stored = max((tmp_path / "location" / "shards").glob("*/captures-*"))
        _flip(stored)
        found = json.loads(absentia("archive", "verify", "--format", "json", at=at).stdout)
        assert [one["file"] for one in found["broken"]] == [str(stored)]
        _flip(stored)
        fetched = next(at.glob("archive/shards/*/captures-*"))
        _flip(fetched)
        found = absentia("archive", "verify", "--format", "json", at=at)
        assert found.returncode == 1
        assert json.loads(found.stdout)["first_broken"]["file"] == str(fetched.relative_to(at / "archive"))


def _flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def test_a_machine_killed_before_it_shared_loses_nothing(tmp_path: Path) -> None:
    url = f"file://{tmp_path}/location"
    with Served(six_courts()) as house:
        labs = [machine(tmp_path, f"machine{part}", house) for part in (1, 2)]
        sharing = [["collect", "--shard", f"{part}/2", "--archive", url] for part in (1, 2)]
        dying = subprocess.run(
            [sys.executable, "-c", _DIES_BEFORE_SHARING, "-C", str(labs[0].observatory.path), *sharing[0]],
            check=False,
            capture_output=True,
        )
        assert dying.returncode == -signal.SIGKILL
        collected = list(Archive.reading(labs[0].observatory.archive).chain.read())
        assert collected
        manifest = Location(url).manifest(Shard(1, 2))
        assert manifest is not None
        assert manifest.position == 0, "it died before it could put there what it had"
        asked = len(house.log)
        assert absentia(*sharing[0], at=labs[0].observatory.path).returncode == 0
        assert len(house.log) == asked, "nobody is asked again for what is there"
        manifest = Location(url).manifest(Shard(1, 2))
        assert manifest is not None
        assert manifest.position >= len(collected)
        # and at whatever it does: killed again and again at random, it shares the same in the end
        generator = random.Random(5)  # noqa: S311  a repeatable test
        for _kill in range(many(2, 12)):
            process = Started("-C", labs[1].observatory.path, *sharing[1])
            wanted, patience = len(house.log) + generator.randint(1, 8), time.monotonic() + 60
            while len(house.log) < wanted and process.alive and time.monotonic() < patience:
                time.sleep(0.0005)
            time.sleep(generator.uniform(0, 0.05))
            process.kill()
        assert absentia(*sharing[1], at=labs[1].observatory.path).returncode == 0
        head = coordinator(tmp_path, house, url)
        asked = len(house.log)
        updated = absentia("update", at=head.observatory.path)
        assert updated.returncode == 0, updated.stderr
        assert len(house.log) == asked, "who only reads asks nobody"
        assert guids(head.observatory.path) == truth(house)
        checked = absentia("archive", "verify", at=head.observatory.path)
        assert checked.returncode == 0, checked.stdout + checked.stderr


class Machines:
    """Machines in this process, over storage that is no folder."""

    def __init__(self, tmp_path: Path, house: Courthouse, url: str) -> None:
        self.house, self.url = house, url
        self.labs = [Lab(tmp_path / f"machine{part}") for part in range(1, PARTS + 1)]
        self.head = Lab(tmp_path / "head")

    def sharing(self, part: int) -> Sharing:
        lab = self.labs[part - 1]
        return Sharing(lab.observatory, Location(self.url), Shard(part, PARTS), every_minutes=1)

    def courts(self, part: int) -> tuple[Court, ...]:
        return shard(self.labs[0].courts(self.house), part, PARTS)

    def run(self, part: int, sharing: Sharing | None = None, **settings: Any) -> RunReport:
        lab = self.labs[part - 1]
        ledger = reading(lab.observatory, own=True)
        plan = make_plan(lab.settings(**settings), self.courts(part), ledger, lab.now)
        if ledger is not None:
            ledger.close()

        async def go() -> RunReport:
            self.house.port = 0
            async with self.house:
                return await collect(
                    lab.observatory,
                    plan,
                    clock=lab.clock,
                    transport=Loopback(self.house.port),
                    sharing=sharing or self.sharing(part),
                )

        return asyncio.run(go())

    def fetched(self) -> set[str]:
        with self.head.observatory.writing():
            found = fetch(self.head.observatory, Location(self.url))
        assert not found.problems
        return {entry.sha256 for entry in Archive.reading(self.head.observatory.archive).entries}


class Buckets(MemoryFileSystem):  # type: ignore[misc]
    """A storage that is no folder (synthetic): it lasts as long as this process, which no address that is taken may."""

    protocol = "buckets"
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(MemoryFileSystem._strip_protocol(path.removeprefix("buckets://")))


fsspec.register_implementation("buckets", Buckets)


@pytest.fixture
def machines(tmp_path: Path) -> Machines:
    return Machines(tmp_path, six_courts(), f"buckets://{tmp_path}")


def test_storage_that_is_no_folder(machines: Machines) -> None:
    for part in (1, 2):
        assert machines.run(part).not_shared is None
    own = {entry.sha256 for lab in machines.labs for entry in Archive.reading(lab.observatory.archive).entries}
    assert machines.fetched() == own
    assert not list(check_location(Location(machines.url)))
    checked = verify_observatory(machines.head.observatory, Brought())
    assert not checked.broken
    assert checked.seals == 2
    archive = Archive.reading(machines.head.observatory.archive)
    assert len(list(archive.captures())) == len(own)
    assert all(archive.get(digest) is not None for digest in own)
    positions = [entry.position for entry in archive.iterate()]
    assert positions == sorted(set(positions))
    # a week later only what is new is fetched, and the merged ledger knows both machines' sweeps
    for part, lab in enumerate(machines.labs, 1):
        lab.later(days=7)
        machines.run(part)
    before = sum(file.stat().st_size for file in machines.head.observatory.archive.rglob("captures-*"))
    with machines.head.observatory.writing():
        fetched = fetch(machines.head.observatory, Location(machines.url))
    assert fetched.new_bytes > 0
    grown = sum(file.stat().st_size for file in machines.head.observatory.archive.rglob("captures-*")) - before
    assert grown < before, "what was there is not fetched again"
    ledger = reading(machines.head.observatory)
    assert ledger is not None
    lab = machines.labs[0]
    told = status(ledger, lab.courts(machines.house), lab.settings(), max(one.now for one in machines.labs))
    assert all(row.outcomes.get("complete") for row in told.courts)
    assert len(ledger.rows("SELECT id FROM runs")) == 4
    assert len(ledger.rows("SELECT id FROM requests")) == len(machines.house.log)
    ledger.close()


def test_what_goes_on_is_shared_while_it_goes_on(machines: Machines) -> None:
    seen: list[int] = []

    class Watched(Sharing):
        def push(self) -> bool:
            pushed = super().push()
            manifest = self.location.manifest(self.shard)
            assert manifest is not None
            seen.append(manifest.position)
            return pushed

    lab = machines.labs[0]
    machines.run(1, Watched(lab.observatory, Location(machines.url), Shard(1, PARTS), every_minutes=0.2))
    assert len(seen) > 3
    assert seen == sorted(seen)
    assert seen[0] == 0
    assert any(0 < position < seen[-1] for position in seen)


def test_a_location_that_cannot_be_reached_holds_up_nothing(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: Any, **_keywords: Any) -> None:
        raise ConnectionError("synthetic: the storage is away")

    with monkeypatch.context() as patched:
        patched.setattr(Buckets, "cat_file", broken)
        report = machines.run(1)
    assert report.not_shared is not None
    assert "the storage is away" in report.not_shared
    assert report.exit_code == 3
    assert report.outcomes["complete"]
    assert Location(machines.url).manifest(Shard(1, PARTS)) is None
    assert machines.run(1).not_shared is None
    assert machines.fetched() == {e.sha256 for e in Archive.reading(machines.labs[0].observatory.archive).entries}


def test_nobody_takes_over_a_shard_and_nobody_rewrites_one(machines: Machines, tmp_path: Path) -> None:
    machines.run(1)
    stranger = Lab(tmp_path / "stranger")
    with pytest.raises(ShardTaken, match="another observatory"):
        Sharing(stranger.observatory, Location(machines.url), Shard(1, PARTS), 30).push()
    machines.fetched()
    # the machine loses its archive and begins anew with the same key: what was put there is not overwritten
    lab = machines.labs[0]
    for file in lab.observatory.archive.rglob("*"):
        if file.is_file():
            file.unlink()
    with pytest.raises(ShardTaken, match="does not have"):
        machines.sharing(1).push()
    # somebody rewrites the location behind its back: what was fetched stands, and the difference is told
    fs, root = fsspec.core.url_to_fs(machines.url)
    place = f"{root}/shards/1-of-2"
    manifest = json.loads(fs.cat_file(f"{place}/manifest.json"))
    shorter = manifest | {"position": manifest["position"] - 1}
    fs.pipe_file(f"{place}/manifest.json", json.dumps(shorter).encode())
    before = {entry.sha256 for entry in Archive.reading(machines.head.observatory.archive).entries}
    with machines.head.observatory.writing():
        found = fetch(machines.head.observatory, Location(machines.url))
    assert [type(problem) for problem in found.problems] == [ShardTaken]
    assert {entry.sha256 for entry in Archive.reading(machines.head.observatory.archive).entries} == before
    (folder,) = shard_folders(machines.head.observatory.archive)
    assert folder.name == "1-of-2"
    # a manifest is somebody's word: it names no file outside its shard
    outside = manifest | {"files": [{"name": "../../../absentia.toml", "size": 1, "sha256": "0" * 64}]}
    fs.pipe_file(f"{place}/manifest.json", json.dumps(outside).encode())
    with machines.head.observatory.writing():
        found = fetch(machines.head.observatory, Location(machines.url))
    assert "manifest" in str(found.problems[0])


@pytest.mark.parametrize("url", ["memory://place", "simplecache::memory://place", "filecache::memory://place"])
def test_an_address_that_keeps_nothing_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(UsageProblem, match="keeps nothing"):
        Location(url, tmp_path)


def test_a_path_on_the_command_line_is_taken_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    observatory = Observatory.create(tmp_path / "observatory")
    with (observatory.path / "absentia.toml").open("a", encoding="utf-8") as file:
        file.write('[archive]\nlocation = "shared"\n')
    observatory = Observatory.open(observatory.path)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    named, settings = location_of(observatory, "shared"), location_of(observatory)
    assert named is not None
    assert settings is not None
    assert (named.url, settings.url) == (str(tmp_path / "here" / "shared"), str(observatory.path / "shared"))


def test_addresses_nothing_here_can_open(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="cannot be opened"):
        Location("nonsense://place")
    assert Location("shared", tmp_path).url == str(tmp_path / "shared")
    assert Location("shared", tmp_path).shards() == []
    assert Shard.parse("4/3") is None
    assert str(Shard.parse("2/3")) == "2-of-3"
