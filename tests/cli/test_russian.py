"""What Russian readers are shown is Russian: every verb and every help, but for what is typed, and names of things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from tests.canary.test_canary import commands
from tests.running import called
from tests.training import TOLD, training

from absentia.cli.main import absentia
from absentia.cli.tally_words import DIMENSIONS, VALUES
from absentia.estimate import METHODS
from absentia.pipeline.digest import CONDITIONS
from absentia.rehearsal.courthouse.faults import FAULTS
from absentia.tally import measures

# `code`, --option, a/path, a_field, file.ext, 337.5, c-1a2b, [choices], <places>
_TYPED = re.compile(
    r"`[^`]*`|(?<!\w)--?[\w-]+|\S*[/\\_@=:]\w\S*|\S*\w?\.\w\S*|\S*\d\S*|\[[^\]]*\]|<[^>]*>|\{[^}]*\}|c-…"
)
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]+[A-Za-z]")
# commands to run again, literature and data that are cited as they are printed
_CITED = re.compile(r"\s*(Пересчитать|Повторить|Литература|Входные данные|Использование|- |absentia |ответить)")
ALLOWED = frozenset((
    "synthetic",  # beside «вымышленные данные», for programs
    "absentia", "age", "bash", "eval", "tar", "unzip", "completion",  # programs
    "Ray", "Safari", "SingleFile", "Vega-Lite", "Schema", "Host", "Excel", "LibreOffice",  # names
    "publications", "documents", "https", "X-Rehearsal-Now",
    "true", "false", "auto", "all", "none", "yes", "no", "range", "paper",  # values that are typed
    "date", "count", "exposure", "event", "report", "delay", "week", "age", "sex", "cases", "listed", "found", "period",
    "testimony", "coder", "court", "number", "received", "article", "host", "measure", "value", "figures",  # columns
    "Guardian", "The", "UnHerd",  # newspapers
    "serial-gaps", "leaked-lists", "lists", "nowcast", "region", "until",  # parts of the names of estimates
))  # fmt: skip


def typed() -> set[str]:
    """Words of the command line: verbs, values of options, measures, methods, conditions, faults."""
    words = {part for name in commands() for part in name.split()} | set(METHODS) | set(measures()) | set(FAULTS)
    words |= set(CONDITIONS) | {part.rpartition(":")[2] for part in METHODS}
    words |= set(DIMENSIONS) | set(VALUES["instance"]) | set(VALUES["procedure"])
    for group in _groups(absentia):
        for option in group.params:
            if isinstance(option.type, click.Choice):
                words |= {str(choice) for choice in option.type.choices}
    return words


def _groups(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _groups(below)


KNOWN = ALLOWED | typed()


def foreign(text: str) -> list[str]:
    """Latin words that are neither typed nor a name, with the line each stands in."""
    found = []
    for line in text.splitlines():
        if not _CITED.match(line):
            words = [one for one in _WORD.findall(_TYPED.sub(" ", line)) if not one.isupper() and one not in KNOWN]
            found += [f"{one}: {line.strip()[:100]}" for one in words]
    return found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An observatory of invented courts, looked at twice."""
    folder = training(tmp_path_factory)
    told = (folder.parent / TOLD).read_text(encoding="utf-8")
    for call in ("rehearse --advance 7d", "update"):
        done = called("--lang", "ru", "-C", folder, *call.split())
        told += done.stdout + done.stderr
    assert not foreign(told.replace(folder.name, ""))
    return folder


@pytest.mark.parametrize(
    "call",
    [
        "disappearances --excluded", "disappearances --by court", "tally --list",
        "tally filings_received --by half-year", "tally cases_decided --by court --coverage",
        "tally verdicts --by month --nowcast", "tally charges --by sole --by family",
        "tally persons_charged --by procedure --by instance --instance all --procedure all",
        "tally filings_received --compare 2023-H1 2022-H1", "status --all", "captcha", "config show", "config check",
        "doctor", "archive verify", "archive seal", "archive status", "probe", "update --dry-run --verbose",
        "collect --dry-run", "parse", "why 000", "testimonies show", "reconcile no.csv", "restore . no", "unlock no",
        "estimate excess-male-deaths", "estimate leading-cause", "estimate undercount",
        "estimate serial-gaps --article 337", "estimate refiled", "estimate delay --measure filings_received",
        "estimate change-point --measure filings_received", "estimate asylum", "check guardian_2023_10 --claim d2",
        "tally ничто", "tally filings_received --by ничто", "estimate ничто", "check ничто", "figures ничто",
    ],
)  # fmt: skip
def test_no_word_is_left_in_english(call: str, home: Path) -> None:
    done = called("--lang", "ru", "-C", home, *call.split())
    assert done.stdout + done.stderr
    assert not foreign(done.stdout + done.stderr)


@pytest.mark.parametrize("command", sorted(commands()))
def test_no_help_is_left_in_english(command: str) -> None:
    assert not foreign(called("--lang", "ru", *command.split(), "--help").stdout)


def test_an_english_word_would_be_found() -> None:
    assert foreign("картотека: missing-at-random")
    assert foreign("нет чисел: undercount")[:1] == []
    assert [line.partition(":")[0] for line in foreign("статьи each row names its own")] == [
        "each", "row", "names", "its", "own",
    ]  # fmt: skip
