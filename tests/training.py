"""The observatory that newcomers train on, made once in a run of the tests by following its guide."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.consoles import follow
from tests.once import made_once

GUIDE = Path(__file__).resolve().parents[1] / "docs/ru/start.md"
TOLD = "told.txt"


def training(factory: pytest.TempPathFactory) -> Path:
    """Eight invented courts after their first update, a copy; beside it what the commands said, in Russian."""
    return made_once(factory, "training", _follow) / "training"


def _follow(folder: Path) -> None:
    folder.mkdir()
    (folder / TOLD).write_text(follow(GUIDE, folder), encoding="utf-8")
