"""An observatory that has everything: a month of visits to an invented courthouse, tables, links, seals, reports."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.once import made_once

from absentia.cli.main import run
from absentia.observatory import Observatory
from absentia.rehearsal.courthouse import Courthouse, live
from absentia.tally import measures

WEEKS = 7
SETTINGS = """
[collect]
contact = "test@synthetic.example"
courts_file = "courts.csv"
provisions = ["337"]
since = 2023-01-01
rehearsal = {{ port = {port}, start = {start:%Y-%m-%dT%H:%M:%SZ} }}
"""


def said(*arguments: str, code: int | None = 0) -> str:
    """What a command prints on standard output."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        returned = run(list(arguments))
    assert code is None or returned == code, arguments
    return printed.getvalue()


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Observatory:
    """Two invented courts, looked at every week."""
    return Observatory.open(made_once(tmp_path_factory, "lived", visited))


def visited(folder: Path) -> Observatory:
    """An observatory made in a folder, of two invented courts that were looked at every week."""
    house = Courthouse(live(courts=2, months=2, seed=5), (), 5)
    path = Observatory.create(folder).path
    base = (path / "absentia.toml").read_text(encoding="utf-8")
    (path / "courts.csv").write_bytes(house.courts_table())
    with house.serve() as running:
        for week in range(WEEKS):
            start = dt.datetime.combine(house.life.start + dt.timedelta(days=8 + 7 * week), dt.time(9), dt.UTC)
            settings = base + SETTINGS.format(port=running.port, start=start)
            (path / "absentia.toml").write_text(settings, encoding="utf-8")
            said("-C", str(path), "collect" if week < WEEKS - 1 else "update", code=None)
    said("-C", str(path), "archive", "seal", "--timestamp-request")
    return Observatory.open(path)


@pytest.fixture
def observatory(lived: Observatory, tmp_path: Path) -> Observatory:
    """A copy to do harm to."""
    shutil.copytree(lived.path, tmp_path / "observatory")
    return Observatory.open(tmp_path / "observatory")


@pytest.fixture(scope="session")
def its_numbers(lived: Observatory) -> dict[str, Any]:
    """What the observatory says, before anything was done to a copy of it."""
    return numbers(lived.path)


def numbers(path: Path) -> dict[str, Any]:
    """Every number an observatory has to say, the disappearances and the seals."""
    at = ("-C", str(path))
    told: dict[str, Any] = {
        name: json.loads(said(*at, "tally", name, "--by", "court,half-year,provision", "--format", "json"))
        for name in measures()
    }
    told["disappearances"] = json.loads(said(*at, "disappearances", "--format", "json"))
    told["status"] = json.loads(said(*at, "status", "--format", "json"))
    told["archive"] = json.loads(said(*at, "archive", "status", "--format", "json"))
    told["verified"] = json.loads(said(*at, "archive", "verify", "--format", "json"))
    told["seals"] = {file.name: file.read_bytes() for file in (path / "archive" / "seals").iterdir()}
    told["decisions"] = (path / "decisions" / "decisions.jsonl").read_bytes()
    told["tables"] = {file.name: file.read_bytes() for file in (path / "tables").glob("*.parquet")}
    return told
