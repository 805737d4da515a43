"""The reference names every measure, dimension and reason there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from absentia.tally import DIMENSIONS, measures
from absentia.tally.catalogue import measures_of_packages
from absentia.tally.words import REASONS

ROOT = Path(__file__).resolve().parents[2]


def _section(title: str) -> str:
    text = (ROOT / "docs/reference/measures.md").read_text(encoding="utf-8")
    return text.split(f"# {title}")[1].split("\n## ")[0]


def test_measures_and_dimensions_are_those_of_the_reference() -> None:
    assert re.findall(r"^\| `(\w+)` \|", _section("Measures and dimensions"), re.MULTILINE) == list(measures())
    of_packages = re.findall(r"^\| `(\w+)` \|", _section("Measures over packages"), re.MULTILINE)
    assert of_packages == list(measures_of_packages())
    rows = re.findall(r"^\| (`.+?) \|", _section("Dimensions"), re.MULTILINE)
    assert [name for row in rows for name in re.findall(r"`([\w-]+)`", row)] == list(DIMENSIONS)


def test_every_reason_is_documented() -> None:
    named = set(re.findall(r"`(\w+)`", _section("JSON").split("Reasons:")[1]))
    assert named == set(REASONS)
