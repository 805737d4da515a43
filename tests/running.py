"""The command line as a person meets it: in a process of its own, or, where nothing hangs on that, in this one."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from absentia.cli.main import run

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
