"""The folder: whole or not at all, and never over somebody's work."""

from __future__ import annotations

import errno
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from absentia.errors import DataProblem
from absentia.publish import check_target, write


def a_brief(text: str, *more: str) -> dict[str, bytes]:
    names = ["brief.json", "index.html", "charts/a.svg", *more]
    files = {name: text.encode() for name in names}
    files["brief.json"] = json.dumps({"kind": "absentia brief", "files": names}).encode()
    return files


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_new_brief_replaces_the_old_one_whole(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "brief"
    write(target, a_brief("old", "gone.html"))
    write(target, a_brief("new"))
    assert content(target) == a_brief("new")
    assert [path.name for path in target.parent.iterdir()] == ["brief"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    write(tmp_path, a_brief("x"))
    assert content(tmp_path) == a_brief("x")


@pytest.mark.parametrize(
    "prepare",
    [
        lambda folder: (folder / "thesis.txt").write_text("mine"),
        lambda folder: (folder / "brief.json").write_text("{}"),
        lambda folder: (folder / "brief.json").write_text("not json"),
        lambda folder: (folder / "brief.json").write_text('{"kind": "absentia brief"}'),
    ],
)
def test_a_folder_that_is_no_brief_is_refused(tmp_path: Path, prepare: object) -> None:
    assert callable(prepare)
    prepare(tmp_path)
    before = content(tmp_path)
    with pytest.raises(DataProblem, match="not a brief") as caught:
        write(tmp_path, a_brief("x"))
    assert caught.value.where == str(tmp_path)
    assert "--into" in str(caught.value.next_step)
    assert content(tmp_path) == before


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "brief").write_text("mine")
    with pytest.raises(DataProblem, match="not a folder"):
        write(tmp_path / "brief", a_brief("x"))


def test_notes_put_into_a_brief_are_not_lost(tmp_path: Path) -> None:
    write(tmp_path / "brief", a_brief("old"))
    (tmp_path / "brief" / "charts" / "my notes.txt").write_text("mine")
    with pytest.raises(DataProblem, match=r"my notes\.txt"):
        check_target(tmp_path / "brief")
    (tmp_path / "brief" / "charts" / "my notes.txt").unlink()
    (tmp_path / "brief" / ".DS_Store").write_text("litter of a file manager")
    write(tmp_path / "brief", a_brief("new"))
    assert content(tmp_path / "brief") == a_brief("new")


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    write(tmp_path / "real", a_brief("old"))
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write(tmp_path / "link", a_brief("new"))
    assert (tmp_path / "link").is_symlink()
    assert content(tmp_path / "real") == a_brief("new")


def test_a_disk_that_fills_up_leaves_the_old_brief(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "brief", a_brief("old"))
    calls, written = iter(range(10)), Path.write_bytes

    def full(path: Path, given: bytes) -> int:
        if next(calls) == 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return written(path, given)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        write(tmp_path / "brief", a_brief("new"))
    assert content(tmp_path / "brief") == a_brief("old")
    assert [path.name for path in tmp_path.iterdir()] == ["brief"]


def test_a_swap_that_fails_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "brief", a_brief("old"))
    real = Path.rename

    def stubborn(self: Path, target: Path) -> Path:
        if ".new-" in self.name:
            raise PermissionError(errno.EACCES, "no")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", stubborn)
    with pytest.raises(PermissionError):
        write(tmp_path / "brief", a_brief("new"))
    monkeypatch.undo()
    assert content(tmp_path / "brief") == a_brief("old")
    assert [path.name for path in tmp_path.iterdir()] == ["brief"]


def test_a_process_that_may_write_no_more_leaves_the_old_brief(tmp_path: Path) -> None:
    write(tmp_path / "brief", a_brief("old"))
    program = (
        "from pathlib import Path; from absentia.publish import write;"
        "files = {'brief.json': b'{}', 'index.html': b'x' * 100_000};"
        f"write(Path({str(tmp_path / 'brief')!r}), files)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "File too large" in done.stderr
    assert content(tmp_path / "brief") == a_brief("old")
    assert [path.name for path in tmp_path.iterdir()] == ["brief"]
