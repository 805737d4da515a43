"""The command line as a person meets it: in a process of its own, or, where nothing hangs on that, in this one."""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import resource
import shutil
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from absentia.cli.main import run

# to load the roots of the web's trust takes longer than to ask a page of this machine
WITHOUT_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
LANGUAGES = ("LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES")


def in_a_process(
    *arguments: str | Path, data: bytes | None = None, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the real command and wait for it."""
    clean = {key: value for key, value in os.environ.items() if key not in LANGUAGES}
    done = subprocess.run(
        [sys.executable, "-m", "absentia", *map(str, arguments)],
        cwd=cwd,
        env=clean | environment,
        input=data,
        capture_output=True,
        check=False,
        timeout=300,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


class Started:
    """A process of the command, to be killed, to meet another, to lack room: with a number of its own, and real.

    It is forked from a Python that has loaded the libraries: to load them is most of what a process costs.
    """

    _context = multiprocessing.get_context("forkserver")

    def __init__(self, *arguments: str | Path, room: int | None = None, **environment: str) -> None:
        """Begin; with ``room``, no file may become larger than so many bytes."""
        self._context.set_forkserver_preload(["tests.running", "absentia.parse.ready", *READY])
        self._told = Path(tempfile.mkdtemp())
        for name in _OUTPUTS:
            (self._told / name).touch()
        clean = {key: value for key, value in os.environ.items() if key not in LANGUAGES}
        given = (tuple(map(str, arguments)), clean | environment, self._told, room)
        self.process: BaseProcess = self._context.Process(target=_run_apart, args=given)
        self.process.start()

    @property
    def alive(self) -> bool:
        """Whether it has not ended yet."""
        return self.process.is_alive()

    def kill(self) -> None:
        """Let it die at once."""
        self.process.kill()
        self.wait()

    def wait(self) -> subprocess.CompletedProcess[str]:
        """What it said, when it has ended."""
        self.process.join(300)
        said = [(self._told / name).read_text(encoding="utf-8") for name in _OUTPUTS]
        shutil.rmtree(self._told)
        assert self.process.exitcode is not None, "it has not ended"
        return subprocess.CompletedProcess(self.process.name, self.process.exitcode, *said)


_OUTPUTS = ("1", "2")
READY = (
    "absentia.cli.parse",
    "absentia.link",
    "absentia.collect",
    "absentia.sharing",
    "babel.dates",
    "pyarrow.compute",
)
"""What a process of the command loads as it goes."""


def _run_apart(arguments: tuple[str, ...], environment: Mapping[str, str], told: Path, room: int | None) -> None:
    os.environ.clear()
    os.environ.update(environment)
    for name in _OUTPUTS:
        os.dup2(os.open(told / name, os.O_WRONLY), int(name))
    if room is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    sys.exit(run(arguments))


def called(
    *arguments: str | Path, data: bytes | None = None, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The same answer without a new Python: to start one with its libraries is most of what a small call costs."""
    texts = [str(one) for one in arguments]
    given, output, errors = (_stream(one) for one in (data or b"", b"", b""))
    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as stack:
        for name in LANGUAGES:
            patch.delenv(name, raising=False)
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.setattr(sys, "stdin", given)
        if cwd is not None:
            stack.enter_context(contextlib.chdir(cwd))
        stack.enter_context(contextlib.redirect_stdout(output))
        stack.enter_context(contextlib.redirect_stderr(errors))
        code = run(texts)
    return subprocess.CompletedProcess(texts, code, _text(output), _text(errors))


def _stream(data: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", write_through=True)


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer: Any = stream.buffer
    return str(buffer.getvalue().decode())
