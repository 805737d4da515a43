"""What the guide gives to copy for running it: systemd units, a line of cron, a container."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from absentia.cli.main import absentia
from absentia.errors import LayoutChanged, SourceBlocked

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "docs" / "guide" / "collect.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The blocks of the guide in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)


def unit(section: str) -> str:
    """The unit that has a section."""
    (found,) = [block for block in blocks("ini") if f"[{section}]" in block]
    return found


def understood(words: list[str]) -> bool:
    """Whether absentia takes these words; nothing is run."""
    context = click.Context(absentia)
    try:
        name, command, rest = absentia.resolve_command(context, words)
        assert command is not None
        command.make_context(name, rest, parent=context).close()
    except click.UsageError:
        return False
    return True


def test_the_unit_runs_a_command_there_is_and_knows_its_exit_codes() -> None:
    read = configparser.ConfigParser(strict=True, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string(unit("Service"))
    service = read["Service"]
    program, *words = shlex.split(service["ExecStart"])
    assert Path(program).name == "absentia"
    assert understood(words)
    assert str(SourceBlocked.exit_code) in service["SuccessExitStatus"].split()
    assert str(LayoutChanged.exit_code) not in service["SuccessExitStatus"].split()
    assert service["ReadWritePaths"] == service["WorkingDirectory"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    service = unit("Service").replace("/srv/absentia/venv/bin/absentia", "/bin/true").replace("User=absentia\n", "")
    service = re.sub("(WorkingDirectory|ReadWritePaths)=.*", r"\1=/tmp", service)
    (tmp_path / "absentia.service").write_text(service, encoding="utf-8")
    (tmp_path / "absentia.timer").write_text(unit("Timer"), encoding="utf-8")
    units = [str(tmp_path / name) for name in ("absentia.service", "absentia.timer")]
    verified = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stderr
    own = [line for line in verified.stderr.splitlines() if "absentia" in line]
    assert own == []
    when = re.search(r"OnCalendar=(.+)", unit("Timer"))
    assert when is not None
    assert subprocess.run(["systemd-analyze", "calendar", when[1]], capture_output=True, check=False).returncode == 0


def test_cron_runs_a_command_there_is() -> None:
    (line,) = [block for block in blocks("text") if block.startswith("0 ")]
    *_when, _cd, _folder, _and, program, verb = shlex.split(line)
    assert Path(program).name == "absentia"
    assert understood([verb])


def test_the_container_takes_what_the_project_has_and_runs_as_nobody_in_particular() -> None:
    (recipe,) = blocks("dockerfile")
    steps = [line.split(maxsplit=1) for line in recipe.splitlines()]
    assert [step for step, *_rest in steps][:1] == ["FROM"]
    assert {step for step, *_rest in steps} <= {"FROM", "COPY", "RUN", "USER", "VOLUME", "ENTRYPOINT", "CMD"}
    version = re.search(r"python:3\.(\d+)-slim", recipe)
    assert version is not None
    assert f"Programming Language :: Python :: 3.{version[1]}" in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for path in re.findall(r"/absentia/(\S+)", recipe):
        assert (ROOT / path).exists(), path
    # what builds absentia is of the lock, too: pip fetches nothing unpinned to build it with
    assert "--require-hashes" in recipe
    assert "--no-build-isolation" in recipe
    order = [step for step, *_rest in steps]
    assert order.index("USER") < order.index("ENTRYPOINT")
    user = next(rest[0] for step, *rest in steps if step == "USER")
    assert user != "root"
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".git", ".venv", "brief"} <= set(ignored), "what is copied holds no observatory and no environment"
