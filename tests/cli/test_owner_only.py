"""Whatever a verb leaves in an observatory, and whatever is exported of it, nobody but its owner may read."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.test_observatory import open_to_others

from absentia.cli.main import run
from absentia.rehearsal.courthouse import Courthouse, live


@pytest.fixture
def open_handed() -> Iterator[None]:
    """A user whose files everybody may read."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_handed")
def test_every_verb_that_writes_writes_for_the_owner_only(tmp_path: Path) -> None:
    house = Courthouse(live(courts=2, months=1, seed=5), ("captcha",), 5)
    path = tmp_path / "observatory"

    def call(*arguments: str) -> int:
        return run(["-C", str(path), *arguments])

    assert run(["init", str(path), "--preset", "ru-military", "--contact", "test@synthetic.example"]) == 0
    with house.serve() as running:
        file = path / "absentia.toml"
        start = dt.datetime.combine(house.life.start + dt.timedelta(days=8), dt.time(9), dt.UTC)
        rehearsal = f"rehearsal = {{ port = {running.port}, start = {start:%Y-%m-%dT%H:%M:%SZ} }}"
        section = f'[collect]\ncourts_file = "courts.csv"\n{rehearsal}\n'
        file.write_text(file.read_text(encoding="utf-8").replace("[collect]\n", section, 1), encoding="utf-8")
        (path / "courts.csv").write_bytes(house.courts_table())
        for hand_written in ("absentia.toml", "courts.csv"):
            (path / hand_written).chmod(0o600)
        call("collect")
    for verb in (["update", "--no-collect"], ["status"], ["captcha"], ["archive", "verify"], ["disappearances"]):
        call(*verb)
    assert call("archive", "seal", "--timestamp-request") == 0
    assert call("tally", "filings_received") == 0
    assert len(list(path.rglob("*"))) > 30
    assert open_to_others(path) == []
    for name in ("all.warc.gz", "all.wacz"):
        assert call("archive", "export", str(tmp_path / name)) == 0
        assert open_to_others(tmp_path / name) == []
