"""An observatory to train on: no process between two commands, a clock that is moved on, and weeks that teach."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from tests.training import SEED, TOLD, trained

from absentia.cli.main import run
from absentia.observatory import Observatory
from absentia.rehearsal.courthouse import Courthouse, live
from absentia.rehearsal.training import OneDark, first_day


class Trainee:
    """Somebody who types commands and reads pictures."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path, self._capsys = path, capsys

    def types(self, *words: str, code: int = 0) -> str:
        assert run(["-C", str(self.path), *words]) == code, self._capsys.readouterr()
        printed = self._capsys.readouterr()
        return printed.out + printed.err


@pytest.fixture
def trainee(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Trainee:
    assert run(["init", str(tmp_path / "t"), "--rehearsal"]) == 0
    assert "SYNTHETIC: 8 invented courts, and it is 2023-11-18 there" in capsys.readouterr().err
    return Trainee(tmp_path / "t", capsys)


def test_on_the_first_day_half_of_the_courts_want_a_captcha(trainee: Trainee) -> None:
    probed = json.loads(trainee.types("probe", "--format", "json"))
    assert [row["standing"] for row in probed].count("answers") == 4
    assert {row["standing"] for row in probed} == {"answers", "captcha"}


def test_weeks_with_captchas_a_mass_removal_and_a_court_that_moves(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    trainee = Trainee(trained(tmp_path_factory), capsys)
    told = trainee.path.with_name(TOLD).read_text(encoding="utf-8")
    # somebody read the pictures and time stood still meanwhile: the answers are fresh, and only what waited is asked
    assert "8 courts: 8 answer" in told
    assert "ALARM: in 2023-W48" in told
    assert "gvs-6.synthetic.example (for 14 days: the connection broke)" in told
    assert "--fail-on: alarm, dark:14d" in told
    trainee.types("rehearse", "--advance", "7d")
    told = trainee.types("update", "--fail-on", "moved,dark", code=5)
    assert "does not answer" not in told, "the dark court is back"
    line = told.partition("write `")[2].partition("`")[0]
    assert line.startswith("moved = {")
    settings = trainee.path / "absentia.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("[collect]", f"[collect]\n{line}"), encoding="utf-8"
    )
    # the line that was printed is the line that helps
    told = trainee.types("update", "--fail-on", "moved")
    assert "moved" not in told.partition("courts:")[2].splitlines()[0]


def test_the_days_that_pass_are_these_courts_own(trainee: Trainee) -> None:
    settings = trainee.path / "absentia.toml"
    written = settings.read_text(encoding="utf-8")
    settings.write_text(written.replace("start = ", "start  = "), encoding="utf-8")
    assert "start = …" in trainee.types("rehearse", "--advance", "1d", code=2)
    settings.write_text(written, encoding="utf-8")
    assert "2023-11-28" in trainee.types("rehearse", "--advance", "10d")
    assert "2023-12-31" in trainee.types("rehearse", "--advance", "33d")
    assert "the last day of these courts is 2023-12-31" in trainee.types("rehearse", "--advance", "1d", code=2)
    for wrong in ("0d", "7", "a week", "-7d"):
        assert "7d" in trainee.types("rehearse", "--advance", wrong, code=2)


def test_only_invented_courts_have_such_a_clock_and_they_are_never_put_among_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    real = tmp_path / "real"
    assert run(["init", str(real), "--preset", "ru-military", "--contact", "a@b.example"]) == 0
    before = (real / "absentia.toml").read_bytes()
    assert run(["-C", str(real), "rehearse", "--advance", "7d"]) == 2
    assert run(["init", str(real), "--rehearsal"]) == 2
    assert run(["init", str(tmp_path / "both"), "--rehearsal", "--preset", "ru-military"]) == 2
    assert (real / "absentia.toml").read_bytes() == before
    assert not (tmp_path / "both").exists()
    capsys.readouterr()


def test_a_courthouse_without_a_port_or_a_first_day_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Observatory.create(tmp_path / "o").path
    with (path / "absentia.toml").open("a", encoding="utf-8") as file:
        file.write('\n[collect]\ncontact = "a@b.example"\ncourts = "ru-military"\nrehearsal = { courts = 3 }\n')
    assert run(["-C", str(path), "update", "--dry-run"]) == 2
    assert "needs a start" in capsys.readouterr().err


@pytest.mark.parametrize(("courts", "seed"), [(8, SEED), (6, 13), (4, 1), (1, 1)])
def test_the_court_that_goes_dark_is_none_that_something_else_befalls(courts: int, seed: int) -> None:
    life = live(courts=courts, months=2, seed=seed)
    others = Courthouse(life, ("captcha", "host_move"), seed).faults
    dark = OneDark(life, others, first_day(life))
    assert len(dark.hosts) <= 1, "where there is no other court, none goes dark"
    befallen = {move.old for fault in others for move in fault.moves()}
    befallen |= {site.court.host for site in life.sites if site.court.region == life.sites[0].court.region}
    assert not befallen & set(dark.hosts)
    assert (dark.last - dark.first).days == 11
    if (courts, seed) == (8, SEED):
        assert dark.hosts == ["gvs-6.synthetic.example"]


@pytest.mark.parametrize(("courts", "seed"), [(4, 1), (6, 2), (8, SEED)])
def test_the_first_day_lies_a_week_before_the_mass_removal(courts: int, seed: int) -> None:
    life = live(courts=courts, months=2, seed=seed)
    removed: dict[Any, int] = {}
    for entry in life.entries:
        if entry.removed:
            key = (entry.removed, entry.site.court.host)
            removed[key] = removed.get(key, 0) + 1
    most = max(removed.values())
    assert most >= 3
    assert removed[max(removed, key=lambda key: removed[key])] == most
    days = {key[0] for key, cards in removed.items() if cards == most}
    assert first_day(life) + dt.timedelta(days=7) in days
