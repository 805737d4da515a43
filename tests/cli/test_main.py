"""The command as a person meets it: help, languages, errors, exit codes."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.running import called as absentia
from tests.running import in_a_process

from absentia import __version__
from absentia.cli.base import VERBS
from absentia.cli.main import main, run


def test_version_and_bare_call() -> None:
    assert __version__ in in_a_process("--version").stdout
    bare = absentia()
    assert bare.returncode == 2
    assert "Commands" in bare.stdout + bare.stderr


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_in_both_languages(verb: str) -> None:
    english, russian = absentia(verb, "--help"), absentia(verb, "--help", LANG="ru_RU.UTF-8")
    assert english.returncode == russian.returncode == 0
    assert "Usage:" in english.stdout
    assert "Использование:" in russian.stdout
    assert "[OPTIONS]" not in russian.stdout
    descriptions = [line for line in english.stdout.splitlines() if line.startswith("  ")]
    same = [line for line in russian.stdout.splitlines() if line in descriptions and re.search(r"[a-z]{3,}", line)]
    assert not same, "these lines of help have no Russian"


@pytest.mark.parametrize(("theirs", "taken"), [(None, "1"), ("4", "4")])
def test_fits_take_one_thread_unless_somebody_asks_for_more(
    monkeypatch: pytest.MonkeyPatch, theirs: str | None, taken: str
) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", theirs or "")
    if theirs is None:
        monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    monkeypatch.setattr(sys, "argv", ["absentia", "--version"])
    with pytest.raises(SystemExit):
        main()
    assert os.environ["OPENBLAS_NUM_THREADS"] == taken


def test_it_is_said_before_anything_loads_numpy() -> None:
    loaded = "import sys, absentia.cli.main; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0


def test_lang_option_beats_the_environment() -> None:
    assert "Использование:" in absentia("--lang", "ru", "--help", LANG="en_US.UTF-8").stdout
    assert "Usage:" in absentia("--lang=en", "--help", LANG="ru_RU.UTF-8").stdout


def test_usage_errors_exit_2_and_say_so_in_the_users_language() -> None:
    unknown = absentia("frobnicate")
    assert unknown.returncode == 2
    assert "frobnicate" in unknown.stderr
    assert not unknown.stdout
    russian = absentia("--lang", "ru", "frobnicate")
    assert "Нет такой команды" in russian.stderr


def test_an_error_says_what_where_and_what_next(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    outcome = absentia("init", str(tmp_path))
    assert outcome.returncode == 1
    assert str(tmp_path) in outcome.stderr
    assert "what next:" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_init_makes_an_observatory_and_talks_on_standard_error(tmp_path: Path) -> None:
    outcome = absentia("init", "here", cwd=tmp_path)
    assert outcome.returncode == 0
    assert not outcome.stdout
    assert (tmp_path / "here" / "absentia.toml").is_file()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_complete_verbs(
    shell: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = absentia("completion", shell)
    assert script.returncode == 0
    assert "_ABSENTIA_COMPLETE" in script.stdout
    monkeypatch.setenv("_ABSENTIA_COMPLETE", f"{shell}_complete")
    monkeypatch.setenv("COMP_WORDS", "absentia pa")
    monkeypatch.setenv("COMP_CWORD", "pa" if shell == "fish" else "1")
    with pytest.raises(SystemExit) as ended:
        run([])
    assert not ended.value.code
    assert "parse" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said", "where", "offered"),
    [
        (["tallly", "x"], "tallly", "absentia", "tally"),
        (["archive", "sttus"], "sttus", "absentia archive", "status"),
        (["tally", "filings_received", "--byy", "court"], "--byy", "absentia tally", "--by"),
        (["tally", "cases_received", "--compare", "2022"], "--compare", "absentia tally", "2"),
        (["init"], "DIR", "absentia init", ""),
        (["rehearse", "--courts", "many"], "many", "absentia rehearse", ""),
    ],
)
def test_a_call_that_is_wrong_is_told_as_every_other_error(
    capsys: pytest.CaptureFixture[str], words: list[str], said: str, where: str, offered: str
) -> None:
    assert run(words) == 2
    first, second, third = capsys.readouterr().err.splitlines()
    assert first.startswith("absentia: error: ")
    assert said in first
    assert offered in first
    assert second == f"  where: {where}"
    assert f"`{where} --help`" in third


@pytest.mark.parametrize("languages", [("en", "ru"), ("ru", "en", "ru")])
def test_help_is_in_the_language_of_the_call_whatever_was_asked_before(languages: tuple[str, ...]) -> None:
    said = [absentia("--lang", language, "parse", "--help").stdout for language in languages]
    words = {"en": "Show this message and exit.", "ru": "Показать эту справку"}
    assert [language for language, text in zip(languages, said, strict=True) if words[language] not in text] == []


@pytest.mark.parametrize("encoding", ["ascii", "cp1251"])
def test_results_are_utf_8_whatever_the_locale_and_lose_no_sign(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    screen = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(screen, encoding=encoding))
    assert run(["law", "ru:338", "--on", "2023-10-26"]) == 0
    assert "━" in screen.getvalue().decode()


@pytest.mark.parametrize("closed", ["stdout", "stderr"])
def test_a_closed_stream_is_no_fault(monkeypatch: pytest.MonkeyPatch, closed: str) -> None:
    monkeypatch.setattr(sys, closed, None)
    assert run(["law", "ru:338", "--on", "2023-10-26"]) == 0
