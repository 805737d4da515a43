"""The power fails at some moment of a life, and what was said to be on the disk is held against what is there."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.safekeeping.power.disk import Log

from absentia.archive import Archive
from absentia.archive.evidence import TABLES_DIFFER
from absentia.archive.seals import Seal
from absentia.archive.verify import INDEX_AHEAD, INDEX_DIFFERS
from absentia.archive.watermark import watermark
from absentia.archive.whole import Brought, verify_observatory
from absentia.cli.main import run
from absentia.errors import AbsentiaError
from absentia.observatory import CONFIG, Observatory

HERE = Path(__file__).parent
DERIVED = {TABLES_DIFFER, INDEX_DIFFERS, INDEX_AHEAD}


@dataclass(frozen=True, slots=True)
class Life:
    """A life that was led, and where."""

    folder: Path
    log: Log

    @property
    def observatory(self) -> Path:
        """As it was at its end."""
        return self.folder / "observatory"


def compiled(folder: Path) -> Path:
    """The shim."""
    library = folder / "shim.so"
    source = str(HERE / "shim.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", str(library), source, "-ldl", "-lpthread"], check=True)
    return library


def lived(donor: Path, folder: Path) -> Life:
    """Lead the life once, with everything that is done to the disk written down."""
    shim = compiled(folder)
    place = folder / "place"
    place.mkdir()
    environment = os.environ | {
        "LD_PRELOAD": str(shim),
        "ABSENTIA_POWER_FOLDER": str(place.resolve()),
        "ABSENTIA_POWER_LOG": str(folder / "log"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "NUMBA_DISABLE_JIT": "1",
    }
    command = [sys.executable, "-m", "tests.safekeeping.power.life", str(donor), str(place.resolve() / "observatory")]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return Life(place.resolve(), Log.read(folder / "log"))


def wrong_after(life: Life, seed: int, work: Path, *, rebuild: bool) -> list[str]:
    """Let the power fail once; what of that which must be there is not."""
    lot = random.Random(seed)  # noqa: S311  a repeatable test
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    moment = lot.randrange(1, len(life.log.done) + 1)
    life.log.fails(moment, lot, work)
    place = work / str(life.folder).removeprefix("/")
    said = [json.loads(line) for line in _told(life, moment)]
    path = place / "observatory"
    if not (path / CONFIG).exists():
        return ["the observatory is not there"] if said else []
    try:
        return _compared(Observatory.open(path), said, rebuild=rebuild)
    except (AbsentiaError, sqlite3.DatabaseError, OSError) as error:
        return [str(error)]


def _told(life: Life, moment: int) -> list[str]:
    file = str(life.folder / "said")
    done = life.log.done[:moment]
    last = max((at for at, one in enumerate(done) if one.kind == "S" and one.path == file), default=-1)
    return b"".join(one.data for one in done[:last] if one.kind == "W" and one.path == file).decode().splitlines()


def _compared(observatory: Observatory, said: list[list[str]], *, rebuild: bool) -> list[str]:
    whole = verify_observatory(observatory, Brought())
    wrong = [f"{one.file}: {one.reason}" for one in whole.broken if one.reason not in DERIVED]
    must = {
        what: [value for kind, value in said if kind == what] for what in ("page", "asked", "run", "decisions", "seal")
    }
    mark = watermark(observatory)
    remembered = _count(mark.seal) if mark is not None and mark.seal else 0
    wrong += ["the last seal is not remembered"] * any(_count(line) > remembered for line in must["seal"])
    if must["decisions"]:
        size = (observatory.decisions / "decisions.jsonl").stat().st_size
        wrong += ["link decisions are lost"] * (size < int(must["decisions"][-1]))
    if must["run"]:
        wrong += _ledger(observatory, must["run"], must["asked"])
    wrong += _recovered(observatory, must["page"], rebuild=rebuild)
    return wrong


def _count(line: str) -> int:
    seal = Seal.parse(line)
    assert seal is not None
    return seal.count


def _ledger(observatory: Observatory, runs: list[str], asked: list[str]) -> list[str]:
    with contextlib.closing(sqlite3.connect(observatory.ledger)) as ledger:
        known = {row[0] for row in ledger.execute("SELECT id FROM runs")}
        captures = {row[0] for row in ledger.execute("SELECT capture FROM requests")}
    archived = {entry.sha256 for entry in Archive.reading(observatory.archive).entries}
    wrong = [f"the ledger lost {one}" for one in {*runs} - known | {*asked} - captures]
    return wrong + [f"the ledger names {one}, which the archive has not" for one in captures - archived]


def _recovered(observatory: Observatory, pages: list[str], *, rebuild: bool) -> list[str]:
    """Whoever writes next takes everything up and can go on."""
    archive = Archive.appending(observatory.archive, durable=False)
    missing = {*pages} - {entry.sha256 for entry in archive.entries}
    empty = not archive.entries
    archive.close()
    wrong = [f"the page {one} is lost" for one in missing]
    for command in (["parse"], ["archive", "seal"], ["archive", "verify"]) if rebuild and not empty else ():
        talk = io.StringIO()
        with contextlib.redirect_stderr(talk), contextlib.redirect_stdout(talk):
            code = run(["-C", str(observatory.path), *command])
        wrong += [f"{command} ended with {code}: {talk.getvalue()[-400:]}"] if code else []
    return wrong
