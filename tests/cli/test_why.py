"""``absentia why``: what people read, what programs get, and what a person decides. Everything is invented."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from tests.link.filings import worlds
from tests.link.test_why import World

from absentia.cli.main import run
from absentia.cli.why_output import REASONS
from absentia.link.edges import exact_edges
from absentia.link.facts import Facts

GOLDEN = Path(__file__).parent / "golden"
DECIDED = ("--reason", "the same charge", "--who", "a reviewer")


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("LANGUAGE", "en")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def told(world: World, capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert run(["-C", str(world.observatory.path), *arguments]) == code
    return capsys.readouterr().out


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("name", ["why_case", "why_alone"])
def test_people_read_just_this(world: World, capsys: pytest.CaptureFixture[str], language: str, name: str) -> None:
    asked = {"why_case": world.second, "why_alone": world.misread}[name]
    text = told(world, capsys, "--lang", language, "why", asked[:12])
    text = "".join(f"{line.rstrip()}\n" for line in text.splitlines())
    golden = GOLDEN / f"{name}.{language}.txt"
    if not golden.exists():
        golden.write_text(text, encoding="utf-8")
        pytest.fail(f"{golden} was written: read it, and run again")
    assert text == golden.read_text(encoding="utf-8")


def asked(world: World, capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(told(world, capsys, "why", *arguments, "--format", "json", code=code))
    return found


def test_programs_get_whole_ids(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(world, capsys, world.first)
    assert list(found) == ["case_id", "records", "joined", "declined", "decisions", "synthetic", "open_ends"]
    assert {filing for one in found["joined"] for filing in one["filings"]} == {world.first, world.second, world.appeal}
    (end,) = found["open_ends"]
    assert (end["ending"], end["since"]) == ("returned", "2023-03-01")
    assert [one["received"] for one in end["successors"]] == ["2023-07-01", "2023-07-01", "2023-07-02"]


def test_a_person_decides(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(world, capsys, world.first, "--same", world.misread, *DECIDED)
    assert len(found["records"]) == 4
    assert ["the same charge", "a reviewer"] in [[one["rule"], one["who"]] for one in found["decisions"]]
    found = asked(world, capsys, world.first, "--not-same", world.misread, *DECIDED)
    assert len(found["records"]) == 3
    assert asked(world, capsys, world.second, "--same", world.misread, *DECIDED)["records"]
    # two words of persons that cannot both hold: what is asked about is told, and that it does not hold
    asked(world, capsys, world.first, "--same", world.second, *DECIDED, code=_holds(world))


def _holds(world: World) -> int:
    """Of two words the pair that stands first in order goes before: by the ids, which are digests."""
    pairs = sorted(tuple(sorted((world.second, other))) for other in (world.first, world.misread))
    return 0 if world.first in pairs[0] else 1


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("--same", "{0}", "--not-same", "{0}", *DECIDED), "one decision at a time"),
        (DECIDED, "nothing is decided"),
        (("--who", "a reviewer"), "nothing is decided"),
        (("--same", "{0}"), "needs a reason"),
        (("--same", "{0}", "--reason", "the same charge"), "needs a reason"),
    ],
)
def test_a_decision_is_whole_or_none(
    world: World, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], problem: str
) -> None:
    given_options = [option.format(world.misread) for option in options]
    assert run(["-C", str(world.observatory.path), "why", world.first, *given_options]) == 2
    assert problem in capsys.readouterr().err


@given(worlds())
def test_every_reason_has_its_words(facts: list[Facts]) -> None:
    assert {one.reason for one in exact_edges(facts).declined} <= set(REASONS)
