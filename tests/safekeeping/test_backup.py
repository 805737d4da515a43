"""A backup holds all that cannot be made anew, is never written over by less, and comes back number by number."""

from __future__ import annotations

import errno
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.archive.warcs import page
from tests.safekeeping.conftest import numbers, said
from tests.test_observatory import open_to_others

from absentia.archive import Archive, Capture
from absentia.archive.watermark import watermark
from absentia.cli.main import run
from absentia.errors import DataProblem, ObservatoryBusy, ObservatoryProblem, UnreadableInput, UsageProblem
from absentia.observatory import Observatory
from absentia.safekeeping import back_up, restore
from absentia.safekeeping.backup import MANIFEST, read_manifest
from absentia.safekeeping.files import SECRETS, copy, files_of, is_derived


def more(observatory: Observatory, count: int = 3) -> None:
    """New captures, and a settings file that changed."""
    archive = Archive.appending(observatory.archive)
    for number in range(count):
        archive.append(Capture.of_page(page(number), url=f"https://new.synthetic.example/{number}"), "evidence")
    archive.close()
    with (observatory.path / "absentia.toml").open("a", encoding="utf-8") as file:
        file.write("# synthetic\n")


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_restored_into_an_empty_folder_every_number_disappearance_and_seal_is_equal(
    observatory: Observatory, its_numbers: dict[str, Any], tmp_path: Path
) -> None:
    assert its_numbers["disappearances"], "a test of nothing"
    at = ("-C", str(observatory.path))
    said(*at, "backup", str(tmp_path / "disk"), "--keys", str(tmp_path / "stick"))
    assert open_to_others(tmp_path / "disk") == []
    (tmp_path / "new").mkdir()
    said("restore", str(tmp_path / "disk"), str(tmp_path / "new"), "--keys", str(tmp_path / "stick"))
    assert open_to_others(tmp_path / "new") == []
    said("-C", str(tmp_path / "new"), "parse")
    assert numbers(tmp_path / "new") == its_numbers
    kept = [name for name in files_of(observatory.path) if not is_derived(name) and "sqlite" not in name]
    for name in kept:
        if name != "keys/watermark.json" and not name.startswith("runs/"):
            assert (tmp_path / "new" / name).read_bytes() == (observatory.path / name).read_bytes(), name
    mark = watermark(Observatory.open(tmp_path / "new"))
    assert mark is not None
    assert [one.records for one in mark.restored] == [Archive.reading(observatory.archive).chain.position]


def test_only_what_is_new_is_copied(observatory: Observatory, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    first = back_up(observatory, disk)
    assert first.new_bytes == first.bytes
    again = back_up(observatory, disk)
    assert again.files == first.files
    assert again.new_bytes < 3000, "what is remembered of the first backup is all that is new"
    more(observatory)
    third = back_up(observatory, disk)
    assert 0 < third.new_bytes < third.bytes / 20
    restored = restore(disk, tmp_path / "new")
    assert restored.records == Archive.reading(observatory.archive).chain.position


def test_the_secret_keys_stand_in_a_place_of_their_own_or_nowhere(
    observatory: Observatory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ["-C", str(observatory.path)]
    assert run([*at, "backup", str(tmp_path / "disk"), "--keys", str(tmp_path / "stick")]) == 0
    secrets = [(observatory.keys / name).read_bytes() for name in ("pseudonym.key", "seal.key")]
    assert [(tmp_path / "stick" / name).read_bytes() for name in ("pseudonym.key", "seal.key")] == secrets
    assert not [name for name, content in snapshot(tmp_path / "disk").items() if any(one in content for one in secrets)]
    assert run([*at, "backup", str(tmp_path / "disk2")]) == 0
    assert "the secret keys are not in it" in capsys.readouterr().err
    assert run(["restore", str(tmp_path / "disk2"), str(tmp_path / "new")]) == 0
    assert "the secret keys did not come with it" in capsys.readouterr().err
    assert run(["-C", str(tmp_path / "new"), "parse"]) == 1
    assert "the pseudonym key is missing" in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnreadableInput, match="no keys here"):
        restore(tmp_path / "disk2", tmp_path / "other", tmp_path / "empty")
    assert not (tmp_path / "other").exists()


def emptied(observatory: Observatory) -> None:
    shutil.rmtree(observatory.archive)
    observatory.archive.mkdir()


def flipped(observatory: Observatory) -> None:
    segment = Archive.reading(observatory.archive).segments()[0]
    content = bytearray(segment.read_bytes())
    content[len(content) // 2] ^= 1
    segment.write_bytes(content)


def damaged_ledger(observatory: Observatory) -> None:
    content = bytearray(observatory.ledger.read_bytes())
    content[5000:9000] = b"\xee" * 4000
    observatory.ledger.write_bytes(content)


def torn_decision(observatory: Observatory) -> None:
    file = observatory.decisions / "decisions.jsonl"
    file.write_bytes(file.read_bytes()[:-20])


def other_decisions(observatory: Observatory) -> None:
    (observatory.decisions / "decisions.jsonl").unlink()


def other_pseudonym_key(observatory: Observatory) -> None:
    (observatory.keys / "pseudonym.key").write_text("ab" * 32)


@pytest.mark.parametrize(
    "harm",
    [emptied, flipped, damaged_ledger, torn_decision, other_decisions, other_pseudonym_key],
)
def test_a_damaged_observatory_is_never_put_over_a_whole_backup(
    observatory: Observatory, tmp_path: Path, harm: Callable[[Observatory], None]
) -> None:
    disk = tmp_path / "disk"
    back_up(observatory, disk)
    before = snapshot(disk)
    harm(observatory)
    with pytest.raises(DataProblem):
        back_up(observatory, disk)
    assert snapshot(disk) == before
    assert restore(disk, tmp_path / "new").records


def test_a_backup_of_another_observatory_and_a_folder_with_other_things_are_left_alone(
    observatory: Observatory, tmp_path: Path
) -> None:
    back_up(observatory, tmp_path / "disk")
    before = snapshot(tmp_path / "disk")
    other = Observatory.create(tmp_path / "other")
    with pytest.raises(DataProblem, match="another observatory"):
        back_up(other, tmp_path / "disk")
    assert snapshot(tmp_path / "disk") == before
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.txt").write_text("do not touch")
    with pytest.raises(UsageProblem, match="holds other things"):
        back_up(other, tmp_path / "home")
    for place in (other.path, other.path / "inside", other.path.parent):
        with pytest.raises(UsageProblem, match="is kept apart"):
            back_up(other, place)
    with pytest.raises(UsageProblem, match="is kept apart"):
        back_up(other, tmp_path / "fresh", tmp_path / "fresh" / "keys")
    with pytest.raises(UsageProblem, match="something in this folder"):
        restore(tmp_path / "disk", tmp_path / "home")
    with pytest.raises(UnreadableInput, match="no backup here"):
        restore(tmp_path / "home", tmp_path / "new")


def test_a_link_that_leads_out_of_it_is_told_and_not_left_behind_in_silence(
    observatory: Observatory, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (observatory.path / "archive" / "more").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ObservatoryProblem, match="neither a file nor a folder"):
        back_up(observatory, tmp_path / "disk")


@pytest.mark.parametrize(
    "kept", ["files/archive/captures-", "files/state.sqlite@", "files/absentia.toml@", "files/keys/"]
)
@pytest.mark.parametrize("harm", ["flip", "cut", "gone"])
def test_a_damaged_backup_restores_nothing(observatory: Observatory, tmp_path: Path, kept: str, harm: str) -> None:
    disk = tmp_path / "disk"
    back_up(observatory, disk)
    file = next(path for path in sorted(disk.rglob("*")) if path.relative_to(disk).as_posix().startswith(kept))
    content = file.read_bytes()
    if harm == "gone":
        file.unlink()
    else:
        middle = len(content) // 2
        file.write_bytes(content[:-1] if harm == "cut" else content[:middle] + b"\xee\xee" + content[middle + 2 :])
    with pytest.raises(DataProblem, match="the backup is damaged"):
        restore(disk, tmp_path / "new")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["disk", "observatory"]


@pytest.mark.parametrize("text", ["{", "[]", '{"format": 2, "observatory": "", "moment": "", "files": []}'])
def test_a_manifest_that_cannot_be_read_is_no_empty_backup(observatory: Observatory, tmp_path: Path, text: str) -> None:
    back_up(observatory, tmp_path / "disk")
    (tmp_path / "disk" / MANIFEST).write_text(text)
    for attempt in (
        lambda: back_up(observatory, tmp_path / "disk"),
        lambda: restore(tmp_path / "disk", tmp_path / "n"),
    ):
        with pytest.raises(UnreadableInput, match="manifest of this backup"):
            attempt()


@pytest.mark.parametrize(
    "name",
    ["../../evil", "/evil", "a/../../evil", "", ".", "./absentia.toml", "a//b", "a\0b", *SECRETS, "keys/SEAL.key"],
)
def test_a_manifest_names_no_file_that_no_backup_puts_there(tmp_path: Path, name: str) -> None:
    planted = {"name": name, "size": 1, "sha256": "0" * 64}
    written = {"format": 1, "observatory": "x", "moment": "2023-01-01", "files": [planted]}
    (tmp_path / MANIFEST).write_text(json.dumps(written))
    with pytest.raises(UnreadableInput, match="manifest of this backup"):
        restore(tmp_path, tmp_path / "new")
    (tmp_path / MANIFEST).write_text(json.dumps(written | {"files": [planted | {"name": "archive/a b.é"}]}))
    assert read_manifest(tmp_path) is not None


def test_a_backup_cut_short_at_any_file_leaves_the_one_before_whole(
    observatory: Observatory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = tmp_path / "disk"
    back_up(observatory, disk)
    before = read_manifest(disk)
    more(observatory)
    copies = [0]

    def failing(source: Path, target: Path, start: int = 0) -> str:
        copies[0] += 1
        if copies[0] > limit:
            raise OSError(errno.ENOSPC, "No space left on device")
        return copy(source, target, start)

    cut = 0
    for limit in range(40):
        copies[0] = 0
        with monkeypatch.context() as patched:
            patched.setattr("absentia.safekeeping.backup.copy", failing)
            try:
                back_up(observatory, disk)
                break
            except OSError:
                cut += 1
        assert read_manifest(disk) == before
        restore(disk, tmp_path / f"new{limit}")
    assert cut > 3
    assert restore(disk, tmp_path / "last").records == Archive.reading(observatory.archive).chain.position


def test_what_reads_back_otherwise_is_no_backup(
    observatory: Observatory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = tmp_path / "disk"

    def rotting(source: Path, target: Path, start: int = 0) -> str:
        digest = copy(source, target, start)
        if target.name.startswith("state.sqlite@"):
            content = bytearray(target.read_bytes())
            content[100] ^= 1
            target.write_bytes(content)
        return digest

    monkeypatch.setattr("absentia.safekeeping.backup.copy", rotting)
    with pytest.raises(DataProblem, match="reads back otherwise"):
        back_up(observatory, disk)
    assert read_manifest(disk) is None


def test_the_ledger_is_kept_as_it_stands_after_a_step(observatory: Observatory, tmp_path: Path) -> None:
    with closing(sqlite3.connect(observatory.ledger, isolation_level=None)) as ledger:
        ledger.execute("PRAGMA journal_mode=WAL")
        ledger.execute("INSERT INTO runs (id, started, plan_digest) VALUES ('synthetic', '2023', '')")
        ledger.execute("BEGIN")
        ledger.execute("INSERT INTO runs (id, started, plan_digest) VALUES ('unfinished', '2023', '')")
        assert observatory.ledger.with_name("state.sqlite-wal").stat().st_size
        back_up(observatory, tmp_path / "disk")
        ledger.execute("ROLLBACK")
    restore(tmp_path / "disk", tmp_path / "new")
    with closing(sqlite3.connect(tmp_path / "new" / "state.sqlite")) as restored:
        ids = {name for (name,) in restored.execute("SELECT id FROM runs")}
    assert "synthetic" in ids
    assert "unfinished" not in ids


def test_nobody_backs_up_while_another_writes(observatory: Observatory, tmp_path: Path) -> None:
    with observatory.writing(), pytest.raises(ObservatoryBusy):
        back_up(observatory, tmp_path / "disk")
