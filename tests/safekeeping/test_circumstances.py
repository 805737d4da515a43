"""Bad days: nothing may be written, the memory is full, somebody presses Ctrl-C: told, and nothing is spoilt."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from absentia.cli.main import run
from absentia.observatory import Observatory

READ = (
    ("tally", "cases_received"),
    ("status",),
    ("disappearances",),
    ("archive", "verify"),
    ("archive", "status"),
    ("doctor",),
    ("collect", "--dry-run"),
)
WRITE = (("parse",), ("archive", "seal"), ("update", "--no-collect"), ("collect",))
NOBODY = 65534


@pytest.fixture
def shut(lived: Observatory) -> Iterator[Path]:
    """A copy in which nobody may write, and which is not its reader's own where root runs the test."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        path = Path(name) / "observatory"
        shutil.copytree(lived.path, path)
        for command in READ:  # as root everything is imported before root is let go
            run(["-C", str(path), *command])
        for one in (path, *path.rglob("*")):
            one.chmod(0o500 if one.is_dir() else 0o400)
            if os.geteuid() == 0:
                os.chown(one, NOBODY, NOBODY)
        yield path
        for one in (path, *path.rglob("*")):
            one.chmod(0o700)


def codes(path: Path, commands: tuple[tuple[str, ...], ...]) -> list[int]:
    """How commands end, run by somebody who is not root."""
    if os.geteuid() != 0:
        return [run(["-C", str(path), *command]) for command in commands]
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            os.write(into, bytes(run(["-C", str(path), *command]) for command in commands))
        finally:
            os._exit(0)
    os.close(into)
    os.waitpid(child, 0)
    with os.fdopen(out, "rb") as found:
        return list(found.read())


def test_a_folder_in_which_nothing_may_be_written_is_read_and_not_written(shut: Path) -> None:
    before = {file: file.read_bytes() for file in shut.rglob("*") if file.is_file()}
    assert codes(shut, READ) == [0] * len(READ)
    assert codes(shut, WRITE) == [1] * len(WRITE)
    assert {file: file.read_bytes() for file in shut.rglob("*") if file.is_file()} == before


def out_of_memory() -> None:
    raise MemoryError


def out_of_duckdbs() -> None:
    connection = duckdb.connect(":memory:", config={"memory_limit": "1MB", "temp_directory": "", "threads": 1})
    connection.execute("CREATE TABLE t AS SELECT repeat('x', 1000) || i AS v FROM range(100000) AS r(i)")


def pressed() -> None:
    raise KeyboardInterrupt


NO_MEMORY, INTERRUPTED = (1, "there is not enough memory"), (130, "interrupted; ")


@pytest.mark.parametrize(
    ("command", "happens", "ends"),
    [
        (("parse",), out_of_memory, NO_MEMORY),
        (("parse",), pressed, INTERRUPTED),
        (("tally", "cases_received"), out_of_duckdbs, NO_MEMORY),
        (("update", "--no-collect"), pressed, INTERRUPTED),
    ],
)
def test_what_was_cut_short_is_told_and_can_be_done_again(
    lived: Observatory, observatory: Observatory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    command: tuple[str, ...], happens: Callable[[], None], ends: tuple[int, str],
) -> None:  # fmt: skip
    """In the middle of its work: when tables are being written, or when counting has begun."""
    at = ["-C", str(observatory.path)]
    writes = command[0] != "tally"
    if writes:
        (observatory.tables / "events.parquet").unlink()
    where = "absentia.parse.build.looks_of" if writes else "absentia.tally.counting.prepared"
    with monkeypatch.context() as patched:
        patched.setattr(where, lambda *_given, **_named: happens())
        assert run([*at, *command]) == ends[0]
    said = capsys.readouterr().err
    assert ends[1] in said
    assert "Traceback" not in said
    if writes:
        assert not (observatory.path / ".tables.new").exists()
        assert run([*at, "parse"]) == 0
    names = ("captures", "filings", "events", "looks", "cases")
    assert all(
        (observatory.tables / f"{name}.parquet").read_bytes() == (lived.tables / f"{name}.parquet").read_bytes()
        for name in names
    )
