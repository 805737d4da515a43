"""What takes long to make and is only read is made once in a run of the tests, by whichever process needs it first."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that ``make`` makes; every process of the run gets a copy, so that none meets another's traces."""
    own = factory.getbasetemp()
    place = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / f"made-once-{name}"
    place.mkdir(exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "made").exists():
            shutil.rmtree(place / "folder", ignore_errors=True)  # of a process that failed half-way
            make(place / "folder")
            (place / "made").touch()
    copy = factory.mktemp(name) / name
    shutil.copytree(place / "folder", copy)
    return copy
