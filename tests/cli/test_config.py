"""The settings in force, and everything that is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from absentia.cli.main import run
from absentia.collect.settings import Settings
from absentia.observatory import Observatory


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "o"
    assert run(["init", str(path), "--preset", "ru-military", "--contact", "a@b.example"]) == 0
    return path


def _with(path: Path, text: str) -> None:
    with (path / "absentia.toml").open("a", encoding="utf-8") as file:
        file.write(text)


def test_every_setting_is_shown_and_where_it_comes_from(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _with(path, "\n[publish]\ntitle = 'Desk'\n")
    capsys.readouterr()
    assert run(["-C", str(path), "config", "show", "--format", "json"]) == 0
    rows = {row["key"]: row for row in json.loads(capsys.readouterr().out)}
    assert {f"collect.{name}" for name in Settings.model_fields} <= rows.keys()
    assert (rows["collect.contact"]["value"], rows["collect.contact"]["origin"]) == ("a@b.example", "file")
    assert (rows["collect.rest_minutes"]["value"], rows["collect.rest_minutes"]["origin"]) == (30.0, "default")
    assert (rows["privacy.smallest_count"]["value"], rows["privacy.smallest_count"]["origin"]) == (5, "file")
    assert rows["archive.location"]["origin"] == "default"
    assert rows["publish.title"]["value"] == "Desk"
    assert run(["-C", str(path), "config", "show"]) == 0
    assert "not said: the default" in capsys.readouterr().out
    assert run(["-C", str(path), "config", "check"]) == 0
    assert "nothing is wrong" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("[collect]\ncourts = 'ru-military'\n", ["no contact is set"]),
        ("[collect]\ncontact = 'a@b.example'\n", ["the settings name no courts"]),
        ("[collect]\ncourts_file = 'none.csv'\ncontact = 'a@b.example'\n", ["none.csv"]),
        ("[collect]\ncourts = 'x'\ndaily_budget = 0\n", ["(and 1 more problem)"]),
        ("[colect]\ncontact = 'a@b.example'\n", ["there is no section “colect”"]),
        ("[archive]\nshard = '2'\n", ["2/3"]),
        ("[publish]\nauthor = 3\n", ["author"]),
        (
            "[collect]\nsecondsperhost = 1\n\n[archive]\nplace = 'x'\n\n[other]\n",
            ["secondsperhost", "place", "other"],
        ),
    ],
)
def test_everything_that_is_wrong_is_said_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: str, said: list[str]
) -> None:
    path = Observatory.create(tmp_path / "o").path
    _with(path, "\n" + settings)
    assert run(["-C", str(path), "config", "check"]) == 2
    heard = capsys.readouterr().err
    for one in said:
        assert one in heard
    assert "nothing is wrong" not in heard


def test_a_threshold_that_is_none_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Observatory.create(tmp_path / "o").path
    file = path / "absentia.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("smallest_count = 5", "smallest_count = 0"), encoding="utf-8"
    )
    assert run(["-C", str(path), "config", "check"]) == 2
    assert "smallest count" in capsys.readouterr().err
