"""Memory and time over a growing number of captures: every stage from archive to counts, in processes of its own.

`python bench/archive.py --captures 1000000` calls it. Pages are generated (synthetic): courts' cards as they stand on
one week after another, of about a third as many filings; small, but parsed, linked and counted like any other.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

from absentia.archive import Archive, Capture
from absentia.archive.index import Index
from absentia.archive.index_file import forget
from absentia.archive.opening import fill
from absentia.archive.verify import verify
from absentia.observatory import Observatory

LEVELS = (10_000, 30_000, 100_000, 300_000, 1_000_000)
COURTS, SCALE, WEEKS = 8, 2.0, 4
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
PARCEL = 250
"""Captures handed over at a time; the levels are multiples of it."""
Measured = tuple[float, float, str]
"""Seconds, the highest resident memory in MB of the process and its children, and what was done."""


def cards() -> Iterator[Capture]:
    """Cards of ever more courts, each record on several weeks; the bytes differ from week to week."""
    from absentia.rehearsal import primary, vnkod
    from absentia.rehearsal.chrome import REGISTERS
    from absentia.rehearsal.courts import invented_court
    from absentia.rehearsal.view import seen
    from absentia.rehearsal.world import simulate

    for number in count():
        above = invented_court(f"ovs-{number + 1}.synthetic.example")
        cassation = invented_court(f"kvs-{number + 1}.synthetic.example")
        garrisons = [invented_court(f"gvs-{number * COURTS + n + 1}.synthetic.example") for n in range(COURTS)]
        assert above is not None
        assert cassation is not None
        below = [dataclasses.replace(one, okrug=above.host) for one in garrisons if one is not None]
        world = simulate(number, courts=(*below, above, cassation), scale=SCALE)
        for week in range(WEEKS):
            day = dt.date(2024, 1, 20) + dt.timedelta(weeks=week)
            clock = dt.datetime.combine(day, dt.time(3), tzinfo=dt.UTC)
            # court by court, as an import brings them; a collector that goes from court to court syncs at each change
            for place, record in enumerate(sorted(world.records, key=lambda record: record.court.host)):
                view = seen(record, day)
                if view is None or not record.has_card:
                    continue
                body = vnkod.card(view) if record.court.template == "vnkod" else primary.card(view, day)
                body += b"<!-- synthetic, week %d -->" % week
                page = Capture.of_page(
                    body, url=f"https://{record.court.host}{REGISTERS[record.register].card_link(view)}"
                )
                yield dataclasses.replace(
                    page, captured=clock + dt.timedelta(seconds=place), status=200, message=HEAD + body
                )


def generate(total: int, parcels: Any) -> None:
    """Put the captures into a queue, some at a time."""
    found = islice(cards(), total)
    try:
        while parcel := list(islice(found, PARCEL)):
            parcels.put(parcel)
    finally:
        parcels.put([])


def peak() -> float:
    """The highest resident memory of this process and of its largest child, in MB."""
    return sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def append(folder: str, levels: list[int], parcels: Any, told: Any) -> None:
    """Append everything; tell of every level, and wait to be told to go on."""
    archive = Archive.appending(Observatory.create(Path(folder)).archive)
    done, began = 0, time.perf_counter()
    for level in levels:
        while done < level and (parcel := parcels.get()):
            for one in parcel:
                archive.append(one, "ru_sudrf")
                done += 1
        archive.sync()
        told.send((time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, done))
        told.recv()
        began = time.perf_counter()
    archive.close()


def indexed(folder: Path) -> str:
    """The index made anew from the segments alone."""
    copy = folder / "again.sqlite"
    forget(copy)
    index = Index.writing(copy)
    damages = fill(index, folder / "archive")
    records = index.counts()[0]
    index.close()
    forget(copy)
    return f"{records:,} records, {len(damages)} damaged"


def verified(folder: Path) -> str:
    """Every byte against the chain."""
    found = verify(folder / "archive", None)
    return f"{found.records:,} records, {found.bytes / 1e6:,.0f} MB, {len(found.broken)} broken"


def iterated(folder: Path) -> str:
    """Every capture once, sorted by digest."""
    return f"{sum(1 for _one in Archive.reading(folder / 'archive').captures()):,} captures"


def parsed(folder: Path) -> str:
    """The tables brought up to date."""
    from absentia.parse import build_tables

    built = build_tables(Observatory.open(folder), jobs=2)
    return f"{built.read:,} read, {built.known:,} known, {sum(built.counts.values()):,} rows"


def linked(folder: Path) -> str:
    """Filings into cases."""
    from absentia.link import link_cases

    report = link_cases(Observatory.open(folder))
    return f"{report.filings:,} filings, {report.cases:,} cases"


def counted(folder: Path) -> str:
    """One tally, with all that is prepared for it."""
    from absentia.tally import tally

    done = tally(Observatory.open(folder), "cases_received", by=("court", "half-year", "provision"))
    return f"{len(done.rows):,} rows"


OF_THE_ARCHIVE: dict[str, Callable[[Path], str]] = {"index": indexed, "verify": verified, "iterate": iterated}
BEHIND_IT: dict[str, Callable[[Path], str]] = {
    "build_tables": parsed,
    "build_tables again": parsed,
    "link_cases": linked,
    "tally": counted,
}
STAGES = OF_THE_ARCHIVE | BEHIND_IT


def _stage(name: str, folder: str, told: Any) -> None:
    began = time.perf_counter()
    note = STAGES[name](Path(folder))
    told.send((time.perf_counter() - began, peak(), note))


def measured(name: str, folder: str) -> Measured:
    """One stage in a process of its own."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_stage, args=(name, folder, theirs))
    process.start()
    theirs.close()
    found: Measured = ours.recv()
    process.join()
    return found


def main(total: int, parsed_up_to: int) -> None:
    """Print a line for every stage at every level; levels above ``parsed_up_to`` are measured in the archive only."""
    levels = sorted({level for level in LEVELS if level < total} | {total})
    context = multiprocessing.get_context("spawn")
    parcels = context.Queue(maxsize=16)
    ours, theirs = context.Pipe()
    print(f"{'captures':>10}  {'stage':<20}{'seconds':>9}{'MB':>8}  what was done", flush=True)
    with tempfile.TemporaryDirectory(prefix="absentia-bench-") as folder:
        source = context.Process(target=generate, args=(levels[-1], parcels), daemon=True)
        writer = context.Process(target=append, args=(folder, levels, parcels, theirs), daemon=True)
        source.start()
        writer.start()
        theirs.close()
        for level in levels:
            seconds, memory, done = ours.recv()
            kept = sum(path.stat().st_size for path in (Path(folder) / "archive").glob("captures-*"))
            print(
                f"{done:>10,}  {'append':<20}{seconds:>9.1f}{memory:>8.0f}  {kept / 1e6:,.0f} MB of segments",
                flush=True,
            )
            for name in STAGES if level <= parsed_up_to else OF_THE_ARCHIVE:
                seconds, memory, note = measured(name, folder)
                print(f"{done:>10,}  {name:<20}{seconds:>9.1f}{memory:>8.0f}  {note}", flush=True)
            ours.send(level)
        writer.join()
