"""A desk that is open, over an observatory of invented courts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from tests.once import made_once
from tests.training import training

from absentia.cli.main import run
from absentia.collect import Ledger
from absentia.collect.captcha import waiting
from absentia.desk import Desk
from absentia.observatory import Observatory
from absentia.rehearsal.courthouse import captcha

PATIENCE = 120
SEED = 16
Open = Callable[..., str]


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight invented courts after three weeks: captchas wait, a mass removal was seen, links are open."""
    return made_once(tmp_path_factory, "trained", partial(_train, tmp_path_factory))


def _train(factory: pytest.TempPathFactory, path: Path) -> None:
    training(factory).rename(path)
    ledger = Ledger(Observatory.open(path).ledger, reading=True)
    shown = [(str(row["id"]), row["captcha_id"]) for row in waiting(ledger)]
    ledger.close()
    for number, identifier in shown:
        assert run(["-C", str(path), "captcha", number, captcha.answer(SEED, identifier)]) == 0
    assert run(["-C", str(path), "update"]) == 0
    assert run(["-C", str(path), "rehearse", "--advance", "14d"]) == 0
    assert run(["-C", str(path), "update"]) == 0


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
