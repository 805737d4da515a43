"""Fixtures every test may use."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from tests.study import many

from absentia.cli.language import set_language
from absentia.engine import duck

# as the command itself does: numpy is not loaded yet, and the processes that tests start take it over
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# the same examples on every machine, and no clock among the judges; ABSENTIA_EXPLORE=1 looks for new ones
settings.register_profile(
    "house",
    deadline=None,
    max_examples=many(50, 1000),
    derandomize="ABSENTIA_EXPLORE" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("house")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of facts and real pages beside the project; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("ABSENTIA_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"needs the shared facts and pages beside the project ({folder} is absent)")
    return folder


def pytest_collection_finish() -> None:
    """What was loaded to collect ten thousand tests stays to the end: no need to walk it again and again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """Let what was loaded be given back at the end."""
    gc.unfreeze()


@pytest.fixture(scope="session", autouse=True)
def _one_thread_a_worker() -> Iterator[None]:
    """Two workers share two cores: a second thread of a small question only wakes up to find nothing left to do."""
    made = duck._database
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duck, "_database", lambda process, threads, memory: made(process, threads or 1, memory))
        yield


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests read English unless they ask for Russian, whatever the machine speaks."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    set_language("en")
