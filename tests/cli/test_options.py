"""What a shell completes beside verbs and options."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from absentia.cli.main import absentia, run
from absentia.tally.catalogue import measures, measures_of_packages


def completed(*words: str, begun: str = "") -> set[str]:
    found = ShellComplete(absentia, {}, "absentia", "_ABSENTIA_COMPLETE").get_completions(list(words), begun)
    return {item.value for item in found}


@pytest.fixture
def preset(tmp_path: Path) -> str:
    path = tmp_path / "o"
    assert run(["init", str(path), "--preset", "ru-military", "--contact", "a@b.example"]) == 0
    return str(path)


@pytest.mark.parametrize(
    ("words", "begun", "among"),
    [
        (("tally",), "cases_", {"cases_received", "cases_decided"}),
        (("tally", "cases_received", "--provision"), "33", {"337", "338", "332"}),
        (("disappearances", "--provision"), "337", {"337"}),
        (("reconcile", "--provision"), "338", {"338"}),
        (("collect", "--provision"), "337", {"337"}),
        (("figures", "list"), "", {"form10a_convicted_ch33"}),
        (("figures", "show"), "form10a", {"form10a_convicted_ch33"}),
    ],
)
def test_words_that_are_known(words: tuple[str, ...], begun: str, among: set[str]) -> None:
    found = completed(*words, begun=begun)
    assert among <= found
    assert all(word.startswith(begun) for word in found)


def test_every_measure_is_completed() -> None:
    assert completed("tally") == {*measures(), *measures_of_packages()}


@pytest.mark.parametrize("verb", ["status", "probe", "collect", "disappearances", "tally"])
def test_the_courts_are_those_of_the_observatory_that_is_named(preset: str, verb: str) -> None:
    found = completed("-C", preset, verb, "--court", begun="vkas")
    assert found == {"vkas.sudrf.ru"}


def test_where_there_is_no_observatory_nothing_is_completed_and_nothing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert completed("status", "--court") == set()
    assert completed("-C", str(tmp_path / "none"), "status", "--court") == set()
    assert capsys.readouterr() == ("", "")
