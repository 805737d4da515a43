"""The observatory that newcomers train on, made once in a run of the tests by following its guide; and weeks later."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from tests.consoles import follow
from tests.once import made_once
from tests.running import called

from absentia.collect import Ledger
from absentia.collect.captcha import waiting
from absentia.observatory import Observatory
from absentia.rehearsal.courthouse import captcha

GUIDE = Path(__file__).resolve().parents[1] / "docs/ru/start.md"
TOLD = "told.txt"
SEED = 16


def training(factory: pytest.TempPathFactory) -> Path:
    """Eight invented courts after their first update, a copy; beside it what the commands said, in Russian."""
    return made_once(factory, "training", _follow) / "training"


def _follow(folder: Path) -> None:
    folder.mkdir()
    (folder / TOLD).write_text(follow(GUIDE, folder), encoding="utf-8")


def trained(factory: pytest.TempPathFactory) -> Path:
    """The same after three weeks: captchas wait, a mass removal was seen, links are open; beside it what was said."""
    return made_once(factory, "trained", partial(_train, factory)) / "training"


def _train(factory: pytest.TempPathFactory, folder: Path) -> None:
    folder.mkdir()
    path = training(factory).rename(folder / "training")
    ledger = Ledger(Observatory.open(path).ledger, reading=True)
    shown = [(str(row["id"]), row["captcha_id"]) for row in waiting(ledger)]
    ledger.close()
    answers = [("captcha", number, captcha.answer(SEED, identifier)) for number, identifier in shown]
    later = ("update", "--fail-on", "alarm", "--fail-on", "dark:14d")
    told = []
    for words in (*answers, ("update",), ("rehearse", "--advance", "14d"), later):
        done = called("-C", path, *words)
        assert done.returncode == (5 if words is later else 0), done.stderr
        told.append(done.stdout + done.stderr)
    (folder / TOLD).write_text("".join(told[-3:]), encoding="utf-8")
