"""The wheel carries everything: it installs away from the checkout and runs with its content."""

from __future__ import annotations

import importlib.metadata
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.briefs import content, made_brief

ROOT = Path(__file__).resolve().parents[1]


def run(*command: str, cwd: Path, **environment: str) -> str:
    outcome = subprocess.run(
        command, cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout


def test_what_is_needed_to_run_stays_small() -> None:
    locked = re.findall(
        r"^([\w.-]+)==", (ROOT / "requirements" / "runtime.lock").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(locked) > 20
    sizes = {}
    for name in locked:
        try:
            files = importlib.metadata.distribution(name).files or ()
        except importlib.metadata.PackageNotFoundError:
            continue  # needed on another system
        sizes[name] = sum(path.stat().st_size for file in files if (path := Path(str(file.locate()))).is_file())
    assert "duckdb" in sizes
    assert sum(sizes.values()) < 750e6, sorted(sizes.items(), key=lambda one: -one[1])[:5]


def test_the_built_wheel_runs_with_its_content_and_writes_the_same_brief_wherever_it_is(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    uv = str(Path(sys.executable).with_name("uv"))
    run(
        uv,
        "build",
        "--wheel",
        "--no-build-isolation",
        "--out-dir",
        str(tmp_path),
        str(ROOT),
        cwd=tmp_path,
        VIRTUAL_ENV=str(Path(sys.executable).parents[1]),
    )
    (wheel,) = tmp_path.glob("*.whl")
    elsewhere = tmp_path / "elsewhere"
    run(uv, "pip", "install", "--no-deps", "--target", str(elsewhere), str(wheel), cwd=tmp_path)

    def absentia(*arguments: str, **environment: str) -> str:
        command = (sys.executable, "-P", "-m", "absentia", *arguments)
        return run(*command, cwd=tmp_path, PYTHONPATH=str(elsewhere), **environment)

    where = run(
        sys.executable, "-P", "-c", "import absentia; print(absentia.__file__)", cwd=tmp_path, PYTHONPATH=str(elsewhere)
    )
    assert where.startswith(str(elsewhere)), "the checkout must not answer for the wheel"
    assert "Использование" in absentia("--lang", "ru", "--help")
    # figures, claims, estimates, templates and both languages are in the brief,
    # to the byte what the checkout writes, in another language, another time zone and another order of hashes
    elsewhere_on_earth = {"LANG": "ru_RU.UTF-8", "TZ": "Asia/Kamchatka", "PYTHONHASHSEED": "7"}
    told = absentia("brief", "--into", "again", **elsewhere_on_earth)
    assert told == "again/index.html\n"
    assert content(tmp_path / "again") == content(made_brief(tmp_path_factory))
