"""The map names what there is, and the tour along it arrives."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAP = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")
CALLS = re.findall(r"^\| [a-z ]+ \| `([\w.]+)` \|", MAP, re.MULTILINE)


def test_every_room_has_its_line() -> None:
    lines = MAP.partition("## The rooms")[2].splitlines()
    named = {name for line in lines if line.startswith("| `") for name in re.findall(r"`(\w+)`", line.split("|")[1])}
    there = list((ROOT / "src" / "absentia").iterdir())
    assert named >= {path.name for path in there if path.is_dir()} - {"__pycache__"}
    assert named <= {path.stem for path in there}


@pytest.mark.parametrize("call", CALLS)
def test_every_call_of_the_way_is_there(call: str) -> None:
    module, _dot, name = call.rpartition(".")
    try:
        found = importlib.import_module(f"absentia.{module}")
    except ModuleNotFoundError:
        outer, _dot, inner = module.rpartition(".")
        found = getattr(importlib.import_module(f"absentia.{outer}"), inner)
    assert callable(getattr(found, name))


def test_the_tour_takes_the_eight_calls_and_ends_in_two_refusals() -> None:
    toured = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "tour.py")], capture_output=True, text=True, check=False
    )
    assert toured.returncode == 0, toured.stdout + toured.stderr
    assert len(CALLS) == 8
    assert len(re.findall(r"^\d\. ", toured.stdout, re.MULTILINE)) == len(CALLS)
    stands = re.findall(r"^   (src/\S+):(\d+)  \S+\.(\w+)$", toured.stdout, re.MULTILINE)
    assert len(stands) == len(CALLS)
    for file, line, name in stands:
        lines = (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1 :]
        # decorators stand above the name
        assert (
            next(one for one in lines if not one.strip().startswith("@"))
            .strip()
            .removeprefix("async ")
            .startswith(f"def {name}(")
        )
    assert "SYNTHETIC" in toured.stdout
    assert "the sentence refuses itself: the table filings.parquet" in toured.stdout
    assert "verify, things wrong: " in toured.stdout
