"""A process killed at any instant loses nothing and doubles nothing; the next one goes on where it was."""

from __future__ import annotations

import asyncio
import itertools
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from tests.collect.conftest import Lab
from tests.collect.small_court import Courthouse, court
from tests.collect.test_sweep_truth import house_of
from tests.study import many

from absentia.archive import Archive

KILLS = many(2, 40)
_COLLECTOR = """
import asyncio, datetime as dt, sys
from pathlib import Path
from absentia.collect import Collection, collect
from absentia.observatory import Observatory
observatory = Observatory.open(Path(sys.argv[1]))
collection = Collection.open(observatory)
plan, clock = collection.plan(), collection.clock
print("ready", flush=True)
report = asyncio.run(collect(observatory, plan, clock=clock))
print(report.run, dict(report.outcomes), flush=True)
"""


class Served:
    """A courthouse in a thread of its own, for collectors that are processes."""

    def __init__(self, house: Courthouse) -> None:
        self.house = house
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Courthouse:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.house.__aenter__(), self._loop).result(10)
        return self.house

    def __exit__(self, *_args: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)


def configure(lab: Lab, house: Courthouse) -> Path:
    path = lab.observatory.path
    rows = ["host,code,name,level,region,template"]
    rows += [f"{c.host},{c.code},{c.name},{c.level},{c.region},{c.template}" for c in house.courts]
    (path / "courts.csv").write_text("\n".join(rows), encoding="utf-8")
    config = (path / "absentia.toml").read_text(encoding="utf-8")
    config += f"""
[collect]
contact = "test@synthetic.example"
courts_file = "courts.csv"
provisions = ["337", "338"]
since = 2023-01-01
whole_register = false
rehearsal = {{ port = {house.port}, start = 2023-03-14T09:00:00Z }}
"""
    (path / "absentia.toml").write_text(config, encoding="utf-8")
    return path


def state(lab: Lab) -> dict[str, object]:
    return {
        "rows": lab.ask("SELECT court, register, guid, provision, row_digest, present FROM rows ORDER BY 1, 2, 3, 4"),
        "cards": lab.ask("SELECT court, guid, state, changed FROM cards ORDER BY 1, 2"),
        "sweeps": lab.ask("SELECT court, provision, building, outcome, counter FROM sweeps ORDER BY 1, 2, 3"),
    }


def test_kills_at_random_instants(tmp_path: Path) -> None:
    killed, whole = Lab(tmp_path / "killed"), Lab(tmp_path / "whole")
    # the digests of rows are keyed: the same key makes the two comparable
    key = (whole.observatory.path / "keys" / "pseudonym.key").read_bytes()
    (killed.observatory.path / "keys" / "pseudonym.key").write_bytes(key)
    generator = random.Random(3)  # noqa: S311  a repeatable test
    with Served(house_of(court(1), court(2), rows=90)) as house:
        path = configure(killed, house)
        command = [sys.executable, "-c", _COLLECTOR, str(path)]
        for _kill in range(KILLS):
            process = subprocess.Popen(command, stdout=subprocess.PIPE)
            assert process.stdout is not None
            process.stdout.readline()
            # after some requests, at whatever the process does just then: archiving, reading, writing the ledger
            wanted, patience = len(house.log) + generator.randint(0, 6), time.monotonic() + 60
            while len(house.log) < wanted and process.poll() is None and time.monotonic() < patience:
                time.sleep(0.0005)
            time.sleep(generator.uniform(0, 0.02))
            process.send_signal(signal.SIGKILL)
            assert process.wait() == -signal.SIGKILL, "it was done before it could be killed"
        last = subprocess.run(command, capture_output=True, text=True, check=True)
        assert "complete" in last.stdout
        times = sorted(request.time for request in house.log if request.time)
        spacing = [(b - a).total_seconds() for a, b in itertools.pairwise(times)]
        assert min(spacing) >= 1.5
    with Served(house_of(court(1), court(2), rows=90)) as house:
        subprocess.run([*command[:3], str(configure(whole, house))], check=True, capture_output=True)
    assert state(killed) == state(whole)
    runs = killed.ask("SELECT id FROM runs")
    assert len(runs) == 1, "a run that was cut short is resumed, not begun anew"
    assert not killed.ask("SELECT 1 FROM sweeps WHERE outcome IS NULL")
    _archive_agrees(killed)


def _archive_agrees(lab: Lab) -> None:
    """Every capture the ledger names is in the archive, whole, and no moment of no address stands there twice."""
    archive = Archive.reading(lab.observatory.archive)
    assert not archive.damages
    entries = list(archive.entries)
    kept = {entry.sha256 for entry in entries}
    named = {row["capture"] for row in lab.ask("SELECT capture FROM requests WHERE capture IS NOT NULL")}
    named |= {row["capture"] for row in lab.ask("SELECT capture FROM rows")}
    assert named
    assert named <= kept
    sightings = [(entry.sha256, entry.url, entry.captured) for entry in entries]
    assert len(sightings) == len(set(sightings))
    bodies = [entry.sha256 for entry in entries if not entry.revisit]
    assert len(bodies) == len(set(bodies))
