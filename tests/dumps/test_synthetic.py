"""A package with invented addresses says that it is synthetic wherever a person sees a number of it."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.dumps import register_world
from tests.dumps.register_world import World, package
from tests.running import called

WORDS = "SYNTHETIC"


def made(folder: Path) -> Path:
    """An observatory with two packages of a year, as far as one can be made without a word."""
    home = folder / "home"
    called("init", home)
    for number in range(2):
        file = package(World(1).documents(number), folder / str(number) / "edrsr_data_2026.zip", World(1).day(number))
        done = called("-C", home, "archive", "import", file, "--source", "ua_edrsr")
        assert done.returncode == 0, done.stderr
        (folder / "imported").write_text(done.stdout, encoding="utf-8")
    return home


def said(folder: Path, home: Path) -> dict[str, str]:
    """What a person is shown, by what was asked."""
    at = ("-C", home)
    case = json.loads(called(*at, "why", document(home), "--format", "json").stdout)
    return {
        "import": (folder / "imported").read_text(encoding="utf-8"),
        "check": called("sources", "check", "ua_edrsr", folder / "0" / "edrsr_data_2026.zip").stdout,
        "tally": called(*at, "tally", "documents").stdout,
        "status": called(*at, "status").stdout,
        "disappearances": called(*at, "disappearances", "--packages").stdout,
        "why": called(*at, "why", case["number"]).stdout,
    }


def document(home: Path) -> str:
    """The number of a criminal document."""
    table = pq.read_table(next(home.glob("dumps/*/*/*-*/criminal.parquet")), columns=["document", "number"])
    return str(next(row["document"] for row in table.to_pylist() if row["number"]))


@pytest.mark.parametrize(("host", "invented"), [("register.synthetic.example", True), ("register.example.org", False)])
def test_what_is_invented_says_so_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, *, invented: bool
) -> None:
    monkeypatch.setattr(register_world, "HOST", host)
    for number in range(2):
        (tmp_path / str(number)).mkdir()
    home = made(tmp_path)
    assert {asked: WORDS in shown for asked, shown in said(tmp_path, home).items()} == dict.fromkeys(
        ("import", "check", "tally", "status", "disappearances", "why"), invented
    )
    assert called("-C", home, "publish", "--out", tmp_path / "site").returncode == 0
    (version,) = (one for one in (tmp_path / "site").iterdir() if one.name.startswith("2"))
    pages = [one for one in version.rglob("*.html") if one.parent.name == "register" or one.name == "index.html"]
    assert pages
    marked = {one.name: "ynthetic" in one.read_text(encoding="utf-8") for one in pages if ".ru." not in one.name}
    assert marked == dict.fromkeys(marked, invented)
