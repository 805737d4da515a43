"""Processes that read: what they load is loaded once, what they need not load is not, and none outlives its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from absentia.parse.pool import ordered_map

HERE = "tests.parse.test_pool"
ENVIRONMENT = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}


def first_array(item: str) -> tuple[list[str], bool]:
    return pa.array([item]).to_pylist(), "pandas" in sys.modules


def data_frame(item: str) -> list[str]:
    return list(pa.table({item: [1]}).to_pandas().columns)


def loaded(name: str) -> bool:
    return name in sys.modules


def said_of(name: str) -> str | None:
    return os.environ.get(name)


def whose(_item: int) -> int:
    return os.getpid()


def tells_and_waits(_item: int) -> None:
    os.write(sys.stdout.fileno(), f"{os.getpid()}\n".encode())
    signal.pause()


def test_a_process_that_reads_has_arrays_and_no_pandas() -> None:
    assert list(ordered_map(first_array, ["a", "b", "c"], 2)) == [([one], False) for one in "abc"]


def test_a_table_is_a_data_frame_there_all_the_same() -> None:
    assert list(ordered_map(data_frame, ["a"], 2)) == [["a"]]


def test_what_reads_is_loaded_before_the_first_page() -> None:
    names = ["absentia.parse.batch", "absentia.sources.ru_sudrf.reader", "absentia.collect.run"]
    assert list(ordered_map(loaded, names, 2)) == [True, True, False]


def test_they_live_in_the_environment_of_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    for law in ("one", "another"):
        monkeypatch.setenv("ABSENTIA_LAW", law)
        assert list(ordered_map(said_of, ["ABSENTIA_LAW"], 2)) == [law]
    monkeypatch.delenv("ABSENTIA_LAW")
    assert list(ordered_map(said_of, ["ABSENTIA_LAW"], 2)) == [None]


def test_one_job_is_done_here() -> None:
    assert list(ordered_map(whose, [1, 2], 1)) == [os.getpid()] * 2
    assert os.getpid() not in ordered_map(whose, [1, 2], 2)


def test_a_source_that_cannot_be_loaded_keeps_none_from_reading(tmp_path: Path) -> None:
    (tmp_path / "xx_broken").mkdir()
    (tmp_path / "xx_broken" / "__init__.py").write_text("1 / 0")
    code = "import sys, absentia.parse.ready; print('absentia.sources.ru_sudrf' in sys.modules)"
    environment = ENVIRONMENT | {"ABSENTIA_SOURCES": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def test_who_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    script = tmp_path / "asks.py"
    script.write_text(
        f"from absentia.parse.pool import ordered_map\nfrom {HERE} import tells_and_waits\n"
        "if __name__ == '__main__':\n    list(ordered_map(tells_and_waits, [1, 2], 2))\n"
    )
    with subprocess.Popen([sys.executable, script], env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) as asks:
        assert asks.stdout is not None
        assert len({asks.stdout.readline(), asks.stdout.readline()}) == 2
        asks.kill()
        # they share its output, which ends with the last of them
        assert asks.communicate(timeout=300)[0] == ""
