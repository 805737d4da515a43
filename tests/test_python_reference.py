"""The Python pages of the docs show calls that work and names that exist."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

import pytest
from tests.rehearsal.written import write_pages
from tests.running import called

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs/reference/python.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs/guide/python.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a page and an observatory, as the examples name them."""
    folder = tmp_path_factory.mktemp("python")
    write_pages(folder / "pages", seed=1, scale=0.01)
    card = ROOT / "tests/sources/fixtures/garrison_card_criminal_first.html"
    (folder / "card.html").write_bytes(card.read_bytes())
    assert called("parse", "pages", "--source", "ru_sudrf", "--into", "my-observatory", cwd=folder).returncode == 0
    return folder


def run(text: str) -> dict[str, Any]:
    """The names that are there after every Python example of a page has run, one after another."""
    names: dict[str, Any] = {}
    examples = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert examples
    for number, example in enumerate(examples):
        exec(compile(example, f"example {number}", "exec"), names)  # noqa: S102  the page's own example
    return names


def test_documented_members_are_public_names_of_their_package() -> None:
    documented = re.findall(r"automodule:: (\S+)\n\s+:members:(.*)", PAGE)
    assert len(documented) > 5
    for module, members in documented:
        package = importlib.import_module(module)
        for member in filter(None, (name.strip() for name in members.split(","))):
            assert hasattr(package, member), f"{module}.{member}"
            assert member in getattr(package, "__all__", [member]), f"{module}.{member} is not public"


def test_the_example_of_the_reference_runs(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(pages)
    names = run(PAGE)
    assert names["record"].filing is not None
    assert names["counted"].synthetic is True


def test_the_examples_of_the_guide_run(
    pages: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(pages)
    names = run(GUIDE)
    assert names["counted"].synthetic is True
    assert names["answers"]
    assert [claim.id for claim in names["checked"].claims] == ["d"]
    shown = capsys.readouterr().out
    assert "no-such-table.csv" in shown
    assert re.search("[а-я]", shown), "a sentence in Russian"
