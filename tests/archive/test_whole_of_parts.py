"""The parts of an archive that several machines share, each held against its own key and statements."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.archive.sealed import DAY, asked, checked, fill, reasons, sealing

from absentia.archive import Archive
from absentia.archive.evidence import KEY_OTHER, LEDGER_DIFFERS
from absentia.archive.seals import PUBLIC
from absentia.archive.shards import Shard
from absentia.archive.whole import (
    KEY_UNUSED,
    Brought,
    verify_observatory,
    vouched,
)
from absentia.cli.collect_output import take_shards
from absentia.cli.main import run
from absentia.observatory import Observatory
from absentia.sharing.fetch import fetch
from absentia.sharing.location import Location, clashing
from absentia.sharing.push import Sharing


@dataclass(frozen=True)
class Shared:
    place: Path
    machines: tuple[Observatory, ...]
    reader: Observatory


def push(observatory: Observatory, place: Path, part: int) -> None:
    Sharing(observatory, Location(str(place)), Shard(part, 2), every_minutes=30).push()


def fetched(reader: Observatory, place: Path) -> list[str]:
    with reader.writing():
        return [str(problem) for problem in fetch(reader, Location(str(place))).problems]


@pytest.fixture
def shared(tmp_path: Path) -> Shared:
    machines = []
    for part in (1, 2):
        machine = Observatory.create(tmp_path / f"machine{part}")
        fill(machine, range(part * 100, part * 100 + 5))
        sealing(machine, DAY)
        push(machine, tmp_path / "place", part)
        machines.append(machine)
    reader = Observatory.create(tmp_path / "reader")
    assert fetched(reader, tmp_path / "place") == []
    return Shared(tmp_path / "place", tuple(machines), reader)


def replaced(shared: Shared, tmp_path: Path) -> None:
    """Another's archive, sealed with another's key, in the place of the second part, here and there."""
    stranger = Observatory.create(tmp_path / "stranger")
    fill(stranger, range(900, 907))
    sealing(stranger, DAY)
    other = tmp_path / "other place"
    push(stranger, other, 2)
    shutil.rmtree(shared.place / "shards" / "2-of-2")
    shutil.copytree(other / "shards" / "2-of-2", shared.place / "shards" / "2-of-2")


def test_every_part_is_checked_with_its_own_key(shared: Shared, capsys: pytest.CaptureFixture[str]) -> None:
    keys = [str(machine.keys / PUBLIC) for machine in shared.machines]
    whole = verify_observatory(shared.reader, Brought())
    assert (whole.broken, whole.seals, sorted(whole.keys)) == ([], 2, ["1-of-2", "2-of-2"])
    for capture in Archive.reading(shared.reader.archive).captures():
        part = capture.file.split("/")[1]
        of_it = vouched(shared.reader.archive, whole, capture)
        assert of_it.as_it_was
        assert of_it.seal is not None
        assert of_it.seal.signed_by(whole.keys[part])
    folder = str(shared.reader.archive)
    assert checked(capsys, folder, "--key", keys[0], "--key", keys[1])[1]["seals"] == 2
    code, found = checked(capsys, folder, "--key", keys[1])
    assert (code, found["seals"], [part["key"] is None for part in found["parts"]]) == (0, 1, [True, False])
    assert run(["archive", "verify", folder, "--key", keys[1]]) == 0
    assert "part 1-of-2: key not checked" in capsys.readouterr().out


def test_a_part_replaced_wholesale_is_found_and_never_fetched(
    shared: Shared, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replaced(shared, tmp_path)
    part = shared.reader.archive / "shards" / "2-of-2"
    (problem,) = fetched(shared.reader, shared.place)
    assert "taken over" in problem
    shutil.rmtree(part)
    (problem,) = fetched(shared.reader, shared.place)  # though nothing of it is here any more
    assert "taken over" in problem
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(shared.place / "shards" / "2-of-2", part)
    assert reasons(shared.reader) == {KEY_OTHER}
    keys = [argument for machine in shared.machines for argument in ("--key", str(machine.keys / PUBLIC))]
    code, found = checked(capsys, str(shared.reader.archive), *keys)
    assert (code, [one["reason"] for one in found["broken"]]) == (1, [KEY_UNUSED])


def test_machines_that_share_the_courts_out_otherwise_are_told(
    shared: Shared, capsys: pytest.CaptureFixture[str]
) -> None:
    with (shared.reader.path / "absentia.toml").open("a", encoding="utf-8") as file:
        file.write(f'[archive]\nlocation = "{shared.place}"\n')
    reader = Observatory.open(shared.reader.path)
    for clash in (False, True):
        with reader.writing():
            take_shards(reader)
        assert ("different numbers of parts (2, 3)" in capsys.readouterr().err) is clash
        other = Observatory.create(shared.place.with_name("other"))
        fill(other, range(700, 703))
        sealing(other, DAY)
        Sharing(other, Location(str(shared.place)), Shard(3, 3), every_minutes=30).push()
    assert clashing([Shard(1, 2), Shard(2, 2)]) == clashing([]) == ()


def test_the_ledger_of_a_part_is_held_against_what_its_machine_stated(shared: Shared) -> None:
    machine = shared.machines[0]
    asked(machine, "first")
    sealing(machine, DAY)
    push(machine, shared.place, 1)
    assert fetched(shared.reader, shared.place) == []
    assert reasons(shared.reader) == set()
    part = shared.reader.archive / "shards" / "1-of-2"
    with closing(sqlite3.connect(part / "ledger.sqlite", isolation_level=None)) as ledger:
        ledger.execute("DELETE FROM sightings")
    assert reasons(shared.reader) == {LEDGER_DIFFERS}


def test_a_damaged_manifest_of_what_was_fetched_is_told(shared: Shared) -> None:
    (shared.reader.archive / "shards" / "1-of-2" / "manifest.json").write_text("{")
    (problem,) = fetched(shared.reader, shared.place)
    assert "the manifest of a shard cannot be read" in problem
