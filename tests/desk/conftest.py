"""A desk that is open, over an observatory of invented courts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests import training

from absentia.desk import Desk
from absentia.observatory import Observatory

PATIENCE = 120
Open = Callable[..., str]


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight invented courts after three weeks: captchas wait, a mass removal was seen, links are open."""
    return training.trained(tmp_path_factory)


@pytest.fixture
def opened_desk() -> Iterator[Open]:
    """Opens a desk on an observatory and says its address."""
    desks: list[tuple[Desk, threading.Thread]] = []

    def open_one(path: Path, language: str = "en", page: str = "") -> str:
        desk = Desk(Observatory.open(path), 0, language)
        thread = threading.Thread(target=desk.serve, daemon=True)
        thread.start()
        desks.append((desk, thread))
        return desk.address(page)

    yield open_one
    for desk, thread in desks:
        desk.end()
        thread.join(PATIENCE)
        assert not thread.is_alive()
