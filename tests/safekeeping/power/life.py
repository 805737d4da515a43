"""A short life of an observatory, each step said aloud when it is on the disk: run under the shim, by simulate.py.

Pages of an invented courthouse are archived court by court, the ledger names them, tables are written, cases linked,
everything sealed; then more, a backup, and a bigger ledger. What is said is what must be there after the power fails.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path

from absentia.archive import Archive, Capture
from absentia.archive.reading import load
from absentia.archive.sealing import seal
from absentia.archive.watermark import remember
from absentia.collect import Ledger
from absentia.link import link_cases
from absentia.observatory import Observatory
from absentia.parse import build_tables

ROUNDS, PAGES = 3, 14


def live(donor: Path, path: Path) -> None:
    """The life at ``path``, with the pages of another observatory."""
    pages = list(Archive.reading(donor / "archive").captures())
    captures = [capture for page in pages if page.source == "ru_sudrf" and (capture := load(donor / "archive", page))]
    observatory = Observatory.create(path)
    say(path, "made", "")
    for number in range(ROUNDS):
        _round(observatory, captures[number * PAGES : (number + 1) * PAGES], number)


def _round(observatory: Observatory, captures: list[Capture], number: int) -> None:
    path = observatory.path
    with observatory.writing():
        ledger, store = Ledger(observatory.ledger), Archive.appending(observatory.archive)
        remember(observatory)
        with ledger.step():
            ledger._open.execute(
                "INSERT INTO runs (id, started, plan_digest) VALUES (?, '2026-03-04T05:00:00.000000Z', '')",
                (f"run {number}",),
            )
        say(path, "run", f"run {number}")
        for count, capture in enumerate(captures):
            store.append(capture, "ru_sudrf")
            if count % 3 == 0:
                store.sync()
                say(path, "page", capture.sha256)
                _asked(ledger, number, capture.sha256)
                say(path, "asked", capture.sha256)
        with ledger.step():
            ledger._open.execute(
                "UPDATE runs SET ended = '2026-03-04T06:00:00.000000Z' WHERE id = ?", (f"run {number}",)
            )
        ledger.close()
        made, _path = seal(observatory, store, date(2026, 3, 4 + number))
        store.close()
        say(path, "seal", made.text)
        build_tables(observatory, 1)
        say(path, "tables", str(number))
    link_cases(observatory)
    say(path, "decisions", str((observatory.decisions / "decisions.jsonl").stat().st_size))
    with observatory.writing():
        store = Archive.appending(observatory.archive)
        made, _path = seal(observatory, store, date(2026, 3, 4 + number))
        store.close()
    say(path, "seal", made.text)


def _asked(ledger: Ledger, number: int, capture: str) -> None:
    with ledger.step():
        ledger._open.execute(
            "INSERT INTO requests (run, time, host, purpose, url_digest, kind, capture, seconds) "
            "VALUES (?, '2026-03-04T05:06:07.000000Z', 'h', 'card', '', 'card', ?, 0)",
            (f"run {number}", capture),
        )


def say(path: Path, what: str, value: str) -> None:
    """Into a file beside the observatory, which the shim writes down in its place among all that is done."""
    with path.with_name("said").open("ab", buffering=0) as file:
        file.write((json.dumps([what, value]) + "\n").encode())
        os.fsync(file.fileno())


if __name__ == "__main__":
    live(Path(sys.argv[1]), Path(sys.argv[2]))
