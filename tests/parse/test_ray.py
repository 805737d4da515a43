"""Ray reads what processes read: the same bytes, the same errors; a worker that dies loses nothing (real local Ray)."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import chdir
from functools import partial
from pathlib import Path

import pytest
from tests.parse.test_incremental import add, capture, observatory_at

from absentia.cli.main import run
from absentia.errors import DataProblem, UsageProblem
from absentia.observatory import Observatory
from absentia.parse import build, build_tables, portions, ray_pool
from absentia.parse.batch import read_alike
from absentia.parse.fingerprint import reader_fingerprint
from absentia.parse.mask import Pseudonyms
from absentia.parse.ray_pool import must_be_usable, ray_map
from absentia.parse.tables import FILES

PAGES = 40
KEY = b"3" * 32


def _tables(folder: Path, jobs: int, engine: str | None) -> dict[str, bytes]:
    observatory = observatory_at(folder)
    add(observatory, [capture(number) for number in range(PAGES)])
    told: list[int] = []
    built = build_tables(observatory, jobs, told.append, engine=engine)
    assert built.read == sum(told) == PAGES, "progress is told as of processes"
    return {name: (Observatory.open(folder).tables / name).read_bytes() for name in FILES}


@pytest.mark.parametrize(
    ("engine", "says"), [("rey", "no engine"), ("ray:", "no engine"), ("ray//host", "no engine"), ("", "no engine")]
)
def test_an_engine_there_is_not_is_refused(engine: str, says: str) -> None:
    with pytest.raises(UsageProblem, match=says):
        must_be_usable(engine)


def test_without_ray_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray_pool, "find_spec", lambda _name: None)
    for engine in ("ray", "ray://127.0.0.1:1"):
        with pytest.raises(UsageProblem, match="not installed") as refused:
            must_be_usable(engine)
        assert "absentia[ray]" in str(refused.value.sentences[2])


def test_it_reads_into_an_observatory_only(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(capture(1).body)
    assert run(["parse", str(page), "--engine", "ray"]) == 2
    assert "--into" in capsys.readouterr().err
    assert run(["parse", str(page), "--engine", "rey", "--into", str(tmp_path / "o")]) == 2


def test_a_worker_with_another_release_reads_nothing(tmp_path: Path) -> None:
    with pytest.raises(DataProblem, match="otherwise"):
        read_alike([], folder=tmp_path, pseudonyms=Pseudonyms(KEY), fingerprint="another")


def test_who_reads_may_work_in_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An observatory is often named by where the asking process stands; the workers of a cluster stand elsewhere."""
    add(observatory_at(tmp_path / "o"), [capture(1)])

    def elsewhere(function: Callable[[object], object], items: Iterable[object], *, jobs: int) -> Iterator[object]:
        assert jobs == 1
        for item in items:
            with chdir("/"):
                done = function(item)
            yield done

    monkeypatch.setattr(build, "ordered_map", elsewhere)
    monkeypatch.chdir(tmp_path)
    assert build_tables(Observatory.open(Path("o")), jobs=1).read == 1


def test_a_worker_that_does_not_see_the_archive_does_not_say_that_it_is_damaged(tmp_path: Path) -> None:
    alike = reader_fingerprint(KEY)
    with pytest.raises(DataProblem, match="does not see") as refused:
        read_alike([], folder=tmp_path / "elsewhere", pseudonyms=Pseudonyms(KEY), fingerprint=alike)
    assert "elsewhere" in str(refused.value.where)


@pytest.mark.parametrize("workers", [1, 2, 7])
def test_tables_have_the_bytes_of_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    pytest.importorskip("ray")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    monkeypatch.setattr(portions, "PORTION", 18)
    monkeypatch.setattr(portions, "BATCH", 5)
    assert _tables(tmp_path / "ray", workers, "ray") == _tables(tmp_path / "one", 1, None)


def _dies_once(item: int, *, folder: Path) -> int:
    if item == 3 and not (folder / "died").exists():
        (folder / "died").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return item * item


def _fails(item: int) -> int:
    if item == 2:
        raise DataProblem("a page that cannot be", where="here")
    return item


def _dies(item: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return item


def test_a_worker_that_dies_loses_nothing_and_errors_are_those_of_processes(tmp_path: Path) -> None:
    pytest.importorskip("ray")
    squares = ray_map(partial(_dies_once, folder=tmp_path), range(9), 2, engine="ray")
    assert list(squares) == [item * item for item in range(9)]
    assert (tmp_path / "died").exists()
    with pytest.raises(DataProblem, match="a page that cannot be"):
        list(ray_map(_fails, range(5), 1, engine="ray"))
    with pytest.raises(DataProblem, match="died"):
        list(ray_map(_dies, range(1), 1, engine="ray"))


def test_a_cluster_that_is_not_there_is_told() -> None:
    pytest.importorskip("ray")
    with pytest.raises(DataProblem, match="cannot be reached"):
        list(ray_map(_fails, [], 1, engine="ray://127.0.0.1:9"))
