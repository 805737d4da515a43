"""The audit of the locked packages says whether it could look: where nobody could, it fails and never says “none”."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tools.audit import rounds

ROOT = Path(__file__).parents[1]
LOCKS = [ROOT / "requirements" / f"{name}.lock" for name in ("runtime", "development")]
# stands in the place of uv, and answers as the tools it would run do
STAND_IN = """#!{python}
import json, pathlib, sys
arguments, told = sys.argv[1:], json.loads(pathlib.Path({told!r}).read_text())
if "cyclonedx-py" in arguments:
    option, answer = "--output-file", {{"components": [{{}}] * told["listed"]}} if told["listed"] else None
else:
    lines = pathlib.Path(arguments[arguments.index("--requirement") + 1]).read_text().splitlines()
    names = [line.split("==")[0] for line in lines]
    looked = [{{"name": one, "vulns": told["known"].get(one, [])}} for one in names if one not in told["skipped"]]
    looked += [{{"name": one, "skip_reason": "synthetic"}} for one in names if one in told["skipped"]]
    option, answer = "--output", {{"dependencies": looked}} if told["online"] else None
if answer is None:
    sys.exit("no network")
pathlib.Path(arguments[arguments.index(option) + 1]).write_text(json.dumps(answer))
sys.exit(any(one.get("vulns") for one in answer.get("dependencies", ())))
"""
LISTED = sum("==" in line and line[0] not in " #" for line in LOCKS[0].read_text(encoding="utf-8").splitlines() if line)


@pytest.mark.parametrize(
    ("told", "code", "said"),
    [
        ({}, 0, "none with a known vulnerability"),
        ({"listed": 0}, 3, "could not write the bill of materials"),
        ({"listed": 1}, 1, "lists 1 packages of"),
        ({"online": False}, 3, "could not look up every package: nothing is known of the vulnerabilities of these"),
        ({"skipped": ["duckdb"]}, 3, 'which is not "none"'),
        ({"known": {"duckdb": [{"id": "SYNTHETIC-1"}]}}, 1, "duckdb : SYNTHETIC-1"),
        ({"known": {"colorama": [{"id": "SYNTHETIC-2"}]}, "skipped": ["duckdb"]}, 1, "SYNTHETIC-2"),
    ],
)
def test_what_could_not_be_looked_up_is_never_none(tmp_path: Path, told: dict[str, Any], code: int, said: str) -> None:
    kept, uv = tmp_path / "told.json", tmp_path / "uv"
    kept.write_text(json.dumps({"listed": LISTED, "online": True, "skipped": [], "known": {}} | told))
    uv.write_text(STAND_IN.format(python=sys.executable, told=str(kept)))
    uv.chmod(0o700)
    done = subprocess.run(
        [str(ROOT / "tools" / "bill.sh"), str(uv), str(tmp_path / "dist")], capture_output=True, text=True, check=False
    )
    assert (done.returncode, said in done.stdout + done.stderr) == (code, True), done.stdout + done.stderr
    assert (code == 0) == ("none with a known vulnerability" in done.stdout)


def test_every_version_that_is_locked_for_any_system_is_asked_for_once(tmp_path: Path) -> None:
    rounds(tmp_path, LOCKS)
    asked = [line for file in tmp_path.iterdir() for line in file.read_text(encoding="utf-8").splitlines()]
    locked = {
        line.split()[0] for lock in LOCKS for line in lock.read_text(encoding="utf-8").splitlines()
        if "==" in line and line[0] not in " #"
    }  # fmt: skip
    assert len(asked) == len(set(asked))
    assert set(asked) == locked
    for file in tmp_path.iterdir():
        names = [line.partition("==")[0] for line in file.read_text(encoding="utf-8").splitlines()]
        assert len(names) == len(set(names))
