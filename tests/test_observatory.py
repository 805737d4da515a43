"""The folder on disk: made whole or not at all, one writer, clear errors."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from absentia.durable import write_atomically
from absentia.errors import ObservatoryBusy, ObservatoryProblem
from absentia.observatory import CONFIG, Observatory


def test_create_makes_the_layout_and_opening_it_again_keeps_the_key(tmp_path: Path) -> None:
    made = Observatory.create(tmp_path / "here")
    key = made.pseudonym_key()
    assert len(key) == 32
    assert {entry.name for entry in made.path.iterdir()} >= {"archive", "tables", "decisions", "runs", "keys"}
    assert not open_to_others(made.path)
    assert Observatory.create(tmp_path / "here").pseudonym_key() == key


def open_to_others(folder: Path) -> list[Path]:
    """What anybody but its owner may read, write or enter."""
    return [path for path in (folder, *folder.rglob("*")) if path.lstat().st_mode & 0o077]


def test_what_is_written_while_holding_the_place_is_for_the_owner_only(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir(mode=0o755)
    before = os.umask(0o022)
    try:
        made = Observatory.create(tmp_path / "here")
        with made.writing():
            write_atomically(made.runs / "one" / "index.json", b"{}")
            (made.tables / "new").mkdir()
            (made.tables / "new" / "plain").write_bytes(b"")
        outside = tmp_path / "chart.svg"
        write_atomically(outside, b"<svg/>")
        assert os.umask(0o022) == 0o022, "the umask is put back"
    finally:
        os.umask(before)
    assert open_to_others(made.path) == []
    assert outside.stat().st_mode & 0o777 == 0o644, "what is written elsewhere follows the user's own umask"


def test_find_walks_up_as_git_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Observatory.create(tmp_path / "here")
    deeper = made.tables / "some" / "where"
    deeper.mkdir(parents=True)
    monkeypatch.chdir(deeper)
    assert Observatory.find(None).path == made.path
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ObservatoryProblem, match="no observatory"):
        Observatory.find(None)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("format = 99\n", "format 99"),
        ("format = \n", "cannot be read"),
        ("", "format None"),
        ("\x00\xff", "cannot be read"),
    ],
)
def test_broken_settings_are_told_with_their_file(tmp_path: Path, content: str, expected: str) -> None:
    made = Observatory.create(tmp_path / "here")
    (made.path / "absentia.toml").write_text(content, encoding="latin-1")
    with pytest.raises(ObservatoryProblem, match=expected) as caught:
        Observatory.open(made.path)
    assert caught.value.where is not None
    assert caught.value.where.endswith("absentia.toml")
    assert caught.value.next_step


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("do not touch")
    with pytest.raises(ObservatoryProblem):
        Observatory.create(tmp_path)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["thesis.txt"]


def test_a_lost_key_is_not_replaced_silently(tmp_path: Path) -> None:
    made = Observatory.create(tmp_path / "here")
    (made.path / "keys" / "pseudonym.key").unlink()
    with pytest.raises(ObservatoryProblem, match="pseudonym key"):
        Observatory.open(made.path).pseudonym_key()


HOLDER = """
import sys, pathlib
from absentia.observatory import CONFIG, Observatory
with Observatory.open(pathlib.Path(sys.argv[1])).writing():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_one_writer_and_a_killed_one_frees_its_place(tmp_path: Path) -> None:
    made = Observatory.create(tmp_path / "here")
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(made.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(ObservatoryBusy, match=f"pid {holder.pid}"), made.writing():
            pass
        holder.kill()
        holder.wait()
    with made.writing():
        pass


def test_an_observatory_without_its_settings_is_not_called_none(tmp_path: Path) -> None:
    made = Observatory.create(tmp_path / "here")
    (made.archive / "chain.log").touch()
    (made.path / CONFIG).unlink()
    with pytest.raises(ObservatoryProblem, match="settings of this observatory are missing"):
        Observatory.open(made.path)
