"""Files are there whole or not at all."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import pytest

from absentia.durable import put_on_disk, sync, write_atomically, writing_whole

SOURCE = Path(__file__).resolve().parents[1] / "src" / "absentia"


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where each call for the disk went, in order."""
    found: list[Path] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: found.append(Path(f"/proc/self/fd/{descriptor}").resolve()))
    return found


def test_write_atomically_leaves_the_old_content_when_the_new_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "file"
    write_atomically(target, b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"], "no temporary file is left behind"


def test_what_fails_half_way_changes_nothing(tmp_path: Path) -> None:
    target = tmp_path / "file"
    write_atomically(target, b"old")

    def half() -> None:
        with writing_whole(target) as handle:
            handle.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert target.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_the_content_is_on_the_disk_before_the_name_and_then_the_folder(tmp_path: Path, synced: list[Path]) -> None:
    write_atomically(tmp_path / "new" / "file", b"whole")
    content, folder = synced
    assert content.name.startswith(".file.")
    assert folder == tmp_path / "new"
    assert (tmp_path / "new" / "file").read_bytes() == b"whole"


@pytest.mark.parametrize(
    ("mode", "umask", "shown"), [(0o666, 0o022, 0o644), (0o666, 0o077, 0o600), (0o600, 0o022, 0o600)]
)
def test_who_may_read_it_is_for_the_umask_to_say_within_the_mode(
    tmp_path: Path, mode: int, umask: int, shown: int
) -> None:
    before = os.umask(umask)
    try:
        with writing_whole(tmp_path / "file", mode) as handle:
            handle.write(b"")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == shown


def test_what_waits_in_memory_goes_to_the_disk(tmp_path: Path, synced: list[Path]) -> None:
    with (tmp_path / "file").open("wb") as handle:
        handle.write(b"waiting")
        put_on_disk(handle)
        assert (tmp_path / "file").read_bytes() == b"waiting"
    sync(tmp_path)
    assert synced == [tmp_path / "file", tmp_path]


def test_nobody_asks_for_the_disk_in_a_way_of_his_own() -> None:
    asking = [file for file in SOURCE.rglob("*.py") if re.search(r"\bfsync\b", file.read_text(encoding="utf-8"))]
    assert asking == [SOURCE / "durable.py"]
