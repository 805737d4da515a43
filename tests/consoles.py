"""The blocks of commands in the guides: what is typed in them, what the guide says comes of it, and whether it does."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from absentia.cli.language import set_language
from absentia.cli.main import run

_BLOCK = re.compile(r"(?:<!-- not run: (.+?) -->\n+)?^```(?:console|sh)\n(.*?)^```", re.MULTILINE | re.DOTALL)
# what a line of the shell has that a call of the program has not
_SHELL = re.compile(r"[|<>;&]|\$\(|^export ")


@dataclass(frozen=True, slots=True)
class Typed:
    """One line that is typed, and what the guide shows of its answer."""

    line: str
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a guide; ``why_not`` is the reason its source gives for not being run, or nothing."""

    typed: tuple[Typed, ...]
    why_not: str = ""


def blocks(page: Path) -> list[Block]:
    """Every block of commands of a page: in ``console`` a command has a ``$``, in ``sh`` every line is one."""
    return [
        Block(tuple(_lines(text)), " ".join(why.split()))
        for why, text in _BLOCK.findall(page.read_text(encoding="utf-8"))
    ]


def _lines(text: str) -> list[Typed]:
    lines = text.replace("\\\n", " ").splitlines()
    prompted = any(line.startswith("$ ") for line in lines)
    typed: list[Typed] = []
    for line in lines:
        if prompted and not line.startswith("$ "):
            typed[-1] = Typed(typed[-1].line, (*typed[-1].shown, line.rstrip()))
        elif command := re.sub(r"(^|\s)#(?=\s).*", "", line.removeprefix("$ ")).strip():
            typed.append(Typed(command))
    return typed


def says(shown: tuple[str, ...], told: str) -> bool:
    """Whether an answer is what is shown: ``…`` stands for anything in a line, alone in a line for any lines."""
    wanted = "".join(r"(?:.*\n)*" if line == "…" else _line(line) + r"[ ]*\n" for line in shown)
    text = "\n".join(line.rstrip() for line in told.rstrip().splitlines()) + "\n"
    return re.fullmatch(_plain(wanted), _plain(text)) is not None


def _plain(text: str) -> str:
    """With every kind of space as one: a guide shows what is seen."""
    return re.sub(r"[\u00a0\u202f]", " ", text)


def _line(line: str) -> str:
    return r".*?".join(re.escape(part) for part in line.split("…"))


def follow(page: Path, folder: Path) -> str:
    """Type every block of a guide, each where its guide begins; what the terminal shows.

    Raises:
        AssertionError: something is not what the guide says.
    """
    told = ""
    for block in blocks(page):
        reader = Reader(folder)
        for typed in () if block.why_not else block.typed:
            told += reader.types(typed)
        reader.ends()
    return told


class Reader:
    """Somebody who types the lines of a guide in a folder, in the order they stand there."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._code = folder, 0

    def types(self, typed: Typed) -> str:
        """What the terminal shows; a command whose guide shows no exit code must succeed.

        Raises:
            AssertionError: the line is not what the guide says.
        """
        if typed.line == "echo $?":
            told, self._code = f"{self._code}\n", 0
        else:
            assert self._code == 0, "the line before failed, and its guide does not say so"
            told = self._told(typed.line)
        assert not typed.shown or says(typed.shown, told), f"{typed.line}\n{told}"
        return told

    def _told(self, line: str) -> str:
        words = shlex.split(line)
        if words[0] not in {"absentia", "cd"} or _SHELL.search(line):
            return self._shell(line)
        if words[0] == "cd":
            self._folder = (self._folder / words[1]).resolve(strict=True)
            return ""
        told = io.StringIO()
        with contextlib.chdir(self._folder), contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
            self._code = run(words[1:])
        set_language("en")
        return told.getvalue()

    def _shell(self, line: str) -> str:
        program = f'absentia() {{ {shlex.quote(sys.executable)} -m absentia "$@"; }}\n'
        done = subprocess.run(
            ["bash", "-c", program + line],
            cwd=self._folder, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        self._code = done.returncode
        return done.stdout

    def ends(self) -> None:
        """A block may not end in a failure that its guide does not show."""
        assert self._code == 0
