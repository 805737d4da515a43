"""An observatory with a sealed archive, and what is found wrong with it; synthetic."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.archive.warcs import page

from absentia.archive import Archive, Capture
from absentia.archive.sealing import seal
from absentia.archive.seals import Seal
from absentia.archive.whole import (
    Brought,
    verify_observatory,
)
from absentia.cli.main import run
from absentia.collect import Ledger
from absentia.observatory import Observatory

MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


DAY = date(2026, 3, 4)


def fill(observatory: Observatory, numbers: range) -> None:
    archive = Archive.appending(observatory.archive, durable=False)
    for number in numbers:
        url = f"https://one.synthetic.example/?n={number}"
        archive.append(Capture.of_page(page(number, 300), url=url, captured=MOMENT), "ru_sudrf")
    archive.close()


def sealing(observatory: Observatory, day: date) -> tuple[Seal, Path]:
    archive = Archive.appending(observatory.archive, durable=False)
    try:
        return seal(observatory, archive, day)
    finally:
        archive.close()


def sealed(path: Path, first: int = 0, day: date = DAY) -> Observatory:
    observatory = Observatory.create(path)
    Ledger(observatory.ledger).close()
    fill(observatory, range(first, first + 12))
    sealing(observatory, day)
    return observatory


def reasons(observatory: Observatory, **brought: Any) -> set[str]:
    return {one.reason for one in verify_observatory(observatory, Brought(**brought)).broken}


ASKED = """
INSERT INTO runs (id, started, plan_digest) VALUES (?, '2026', '');
INSERT INTO sweeps (run, court, register, since, until, building, outcome) VALUES (?, 'one', 'r', '', '', 1, 'empty');
INSERT INTO requests (run, time, host, purpose, url_digest, kind, seconds) VALUES (?, '', '', '', '', '', 0);
INSERT INTO sightings (court, register, guid, date, seen, kind) VALUES ('one', 'r', ?, '', 1, 'card');
INSERT INTO buildings VALUES (?, 1, 'present', '');
"""


def asked(observatory: Observatory, run_id: str, *, ended: bool = True) -> None:
    """A run that asked once and saw one filing; synthetic."""
    ledger = Ledger(observatory.ledger)
    with ledger.step():
        for statement in ASKED.strip().split("\n"):
            ledger._open.execute(statement, (run_id,))
        if ended:
            ledger._open.execute("UPDATE runs SET ended = '2026' WHERE id = ?", (run_id,))
    ledger.close()


def checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = run(["archive", "verify", *arguments, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)
