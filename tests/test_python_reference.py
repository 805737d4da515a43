"""The Python page of the docs shows calls that work and names that exist."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from absentia.rehearsal import write_pages

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs/reference/python.md").read_text(encoding="utf-8")


def test_documented_members_are_public_names_of_their_package() -> None:
    documented = re.findall(r"automodule:: (\S+)\n\s+:members:(.*)", PAGE)
    assert len(documented) > 5
    for module, members in documented:
        package = importlib.import_module(module)
        for member in filter(None, (name.strip() for name in members.split(","))):
            assert hasattr(package, member), f"{module}.{member}"
            assert member in getattr(package, "__all__", [member]), f"{module}.{member} is not public"


def test_the_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_pages(tmp_path / "pages", seed=1, scale=0.01)
    card = ROOT / "tests/sources/fixtures/garrison_card_criminal_first.html"
    (tmp_path / "card.html").write_bytes(card.read_bytes())
    command = [sys.executable, "-m", "absentia", "parse", "pages", "--source", "ru_sudrf", "--into", "my-observatory"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    example = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert example is not None
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(compile(example[1], "python.md", "exec"), names)  # noqa: S102  the page's own example
    record, counted = names["record"], names["counted"]
    assert getattr(record, "filing", None) is not None
    assert getattr(counted, "synthetic", None) is True
