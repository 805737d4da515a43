"""The index's file: opened where it is of this release's form, made where it is not, removed with all beside it."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import pytest

from absentia.archive.index_file import as_disk_errors, forget, made, opened, opened_to_read


def test_a_file_of_this_release_is_opened_and_no_other(tmp_path: Path) -> None:
    file = tmp_path / "index.sqlite"
    assert opened_to_read(file) is None
    assert not file.exists()
    made(file).close()
    for opening in (opened, opened_to_read):
        connection = opening(file)
        assert connection is not None
        assert connection.execute("SELECT count(*) FROM records").fetchone() == (0,)
        connection.close()
    with sqlite3.connect(file) as other:
        other.execute("PRAGMA user_version = 1")
    other.close()
    assert opened(file) is None
    assert opened_to_read(file) is None
    file.write_bytes(b"no database at all")
    assert opened(file) is None
    assert opened_to_read(file) is None


def test_who_reads_cannot_write(tmp_path: Path) -> None:
    made(tmp_path / "index.sqlite").close()
    connection = opened_to_read(tmp_path / "index.sqlite")
    assert connection is not None
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM records")
    connection.close()


def test_nothing_of_a_forgotten_index_stays(tmp_path: Path) -> None:
    file = tmp_path / "index.sqlite"
    for end in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + end).touch()
    (tmp_path / "chain.log").touch()
    forget(file)
    forget(file)
    assert [one.name for one in tmp_path.iterdir()] == ["chain.log"]


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("database or disk is full", errno.ENOSPC),
        ("disk I/O error", errno.ENOSPC),
        ("database disk image is malformed", errno.EIO),
    ],
)
def test_its_errors_are_those_of_a_disk(said: str, number: int) -> None:
    with pytest.raises(OSError, match=said) as caught, as_disk_errors():
        raise sqlite3.DatabaseError(said)
    assert caught.value.errno == number


def test_a_closed_one_is_nobodys_disk() -> None:
    with pytest.raises(sqlite3.ProgrammingError), as_disk_errors():
        raise sqlite3.ProgrammingError("closed")
