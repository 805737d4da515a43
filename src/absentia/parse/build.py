"""The archive to tables: every capture once, sorted by digest.

So neither the order of import nor the number of processes shows in the bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa

from absentia.archive import Archive, Archived, Capture, Damage, load
from absentia.errors import DataProblem, EmptyInput
from absentia.messages import _
from absentia.observatory import Observatory
from absentia.parse.inputs import Input, read_input
from absentia.parse.mask import Mask
from absentia.parse.outcome import Outcome
from absentia.parse.pool import ordered_map
from absentia.parse.privacy import mask_record, names_of
from absentia.parse.pseudonyms import Pseudonyms
from absentia.parse.reading import read_capture
from absentia.parse.report import RunReport
from absentia.parse.rows import PageRows, rows_of
from absentia.parse.tables import TableWriter, as_arrow, restore_folder
from absentia.sources import get_source, known_sources

_BATCH = 128
"""Captures a process reads at a time."""
Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did."""

    run: str
    """The run's id: its folder under ``runs/``."""
    counts: dict[str, int]
    """Rows by table."""
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Stored:
    """What putting inputs into the archive did."""

    added: int
    known: int
    cut_off: int
    """Bytes of a torn last record, left by a process that died, that were removed before."""


def store_inputs(
    observatory: Observatory, inputs: Sequence[Input], source: str, outcome: Outcome, advance: Advance
) -> Stored:
    """Write every page of the inputs into the archive, and return when they are on the disk.

    The caller holds the observatory's lock. Problems of single inputs become part of ``outcome``.
    """
    archive = Archive.appending(observatory.archive)
    added = known = 0
    try:
        for one in inputs:
            for item in _pages(one, outcome):
                if archive.append(item, source):
                    added += 1
                else:
                    known += 1
            advance(1)
    finally:
        archive.close()
    return Stored(added, known, archive.cut_off)


def _pages(source: Input, outcome: Outcome) -> Iterator[Capture]:
    try:
        for item in read_input(source, outcome.passed_over):
            if isinstance(item, Damage):
                outcome.damaged.append(f"{source.path} @{item.offset}")
            else:
                yield item
    except DataProblem as problem:
        outcome.problems.append(problem)


def build_tables(observatory: Observatory, jobs: int, advance: Advance | None = None) -> Built:
    """Read the whole archive and write all tables anew, with a report of the run.

    The caller holds the observatory's lock.

    Raises:
        EmptyInput: the archive holds no page.
        NoSpace, OSError: the tables could not be written; those that were there still are.
    """
    archive = Archive.reading(observatory.archive)
    # what no source reads (robots.txt, a server's own error) is kept as evidence and is no page
    readable = set(known_sources())
    captures = [capture for capture in archive.captures() if capture.source in readable]
    if not captures:
        raise EmptyInput(
            _("the archive holds no page"),
            where=str(observatory.archive),
            next_step=_("put pages into it: absentia parse PATH --into {path}").format(path=observatory.path),
        )
    outcome = Outcome(damaged=[f"{file} @{damage.offset}" for file, damage in archive.damages])
    restore_folder(observatory.tables)
    read = partial(_read_batch, folder=observatory.archive, pseudonyms=Pseudonyms.of_observatory(observatory))
    batches = [captures[start : start + _BATCH] for start in range(0, len(captures), _BATCH)]
    with RunReport(observatory) as report, TableWriter(observatory.tables) as writer:
        for batch, (tables, part) in zip(batches, ordered_map(read, batches, jobs), strict=True):
            writer.write(tables)
            report.add_issues(tables["issues"])
            outcome.add(part)
            if advance is not None:
                advance(len(batch))
        writer.swap_in()
        report.finish(outcome, archive, captures, writer.counts)
    return Built(report.run, dict(writer.counts), outcome)


def _read_batch(
    batch: list[Archived], *, folder: Path, pseudonyms: Pseudonyms
) -> tuple[dict[str, pa.RecordBatch], Outcome]:
    """The rows of some captures, and what they met: the plain function that any scheduler may call."""
    rows, outcome = PageRows(), Outcome()
    for wanted in batch:
        place = f"{wanted.file} @{wanted.offset}"
        capture = load(folder, wanted)
        if capture is None:
            outcome.damaged.append(place)
            continue
        reading = read_capture(get_source(wanted.source), capture)
        outcome.note(reading, place)
        masked = mask_record(reading.record, Mask(names_of(reading.record), pseudonyms))
        rows.extend(rows_of(wanted, len(capture.body), reading, masked))
    return as_arrow(rows), outcome
