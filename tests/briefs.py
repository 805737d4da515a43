"""The brief as a person writes it, made once in a run of the tests, in a process that reaches no other machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.once import made_once
from tests.running import LANGUAGES

# sockets lead to this machine only, where the rehearsal's courts answer: a brief that asked the network would fail
OFFLINE = """
import socket, sys
connect = socket.socket.connect
def guarded(self, address):
    if address[0] != "127.0.0.1":
        raise AssertionError(f"the brief asked the network: {address}")
    return connect(self, address)
def refuse(host, *arguments, **options):
    if host not in ("127.0.0.1", "localhost", None):
        raise AssertionError(f"the brief asked for {host}")
    return resolve(host, *arguments, **options)
resolve = socket.getaddrinfo
socket.socket.connect = guarded
socket.getaddrinfo = refuse
from absentia.cli.main import main
main()
"""


def made_brief(factory: pytest.TempPathFactory) -> Path:
    """The folder of the brief, for reading."""
    return made_once(factory, "brief", _write)


def _write(folder: Path) -> None:
    folder.parent.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, "brief", "--into", folder.name],
        cwd=folder.parent,
        env={key: value for key, value in os.environ.items() if key not in LANGUAGES},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{folder.name}/index.html\n", done.stdout


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its name in it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
