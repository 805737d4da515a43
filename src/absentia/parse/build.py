"""The archive to tables: every capture once, sorted by its id.

So neither the order of import nor the number of processes shows in the bytes, nor how often the tables were added to:
only captures that are new, or are known otherwise than before, are read, and their rows put among those that stand
there. Both sides are streamed, so memory does not grow with the archive.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from absentia.archive import Archive
from absentia.archive.bringing import Brought, bring_in
from absentia.archive.evidence import UNREADABLE, damaged, must_have_archive, must_have_evidence, tables_were_there
from absentia.archive.remote import RemoteFolder
from absentia.archive.statements import statements_in
from absentia.archive.verify import Broken
from absentia.archive.watermark import key_fingerprint
from absentia.durable import write_atomically
from absentia.errors import DataProblem, EmptyInput
from absentia.manifest import KEY, LINKED_FROM, MANIFEST, as_bytes, digests_of, read_manifest
from absentia.model.texts import said
from absentia.observatory import Observatory
from absentia.parse.batch import Parsed, read_alike, read_batch
from absentia.parse.earlier import Digests, EarlierTables
from absentia.parse.fingerprint import reader_fingerprint, reading_of
from absentia.parse.inputs import Input
from absentia.parse.look_tables import looks_of
from absentia.parse.mask import Pseudonyms
from absentia.parse.merging import Merging
from absentia.parse.outcome import Outcome
from absentia.parse.pool import ordered_map
from absentia.parse.portions import Portion, Wanted, portions, read_portions
from absentia.parse.ray_pool import must_be_usable, ray_map
from absentia.parse.run_report import Done, RunReport
from absentia.parse.summary import outcome_of
from absentia.parse.tables import FILES, TableWriter, restore_folder
from absentia.sources import known_sources

Advance = Callable[[int], None]
WORTH_A_PROCESS = 300
"""Pages; to read fewer takes less time than to start a process."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did."""

    run: str
    """The run's id: its folder under ``runs/``."""
    counts: dict[str, int]
    """Rows by table."""
    outcome: Outcome
    """Of all captures, also of those that were not read again."""
    read: int = 0
    """Captures read now."""
    known: int = 0
    """Captures whose rows stood in the tables already."""
    tables_lost: bool = False
    """Tables were missing or not those that were written; they are rebuilt."""
    index_lost: bool = False
    """The same of the archive's index."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What putting inputs into the archive did."""

    added: int
    known: int
    seen_again: int
    """Sightings of pages whose bytes were there already."""
    cut_off: int
    """Bytes of a torn last record, left by a process that died, that were removed before."""


def store_inputs(
    observatory: Observatory,
    inputs: Sequence[Input],
    source: str,
    outcome: Outcome,
    advance: Advance,
    *,
    file_dates: bool = False,
) -> Stored:
    """Write every page of the inputs into the archive, and return when they are on the disk.

    The caller holds the observatory's lock. Problems of single inputs become part of ``outcome``. ``file_dates``: a
    saved page without a date has its file's.
    """
    must_have_archive(observatory)
    archive = Archive.appending(observatory.archive)
    brought = Brought()
    try:
        for one in inputs:
            try:
                bring_in(archive, one.path, source, brought, name=one.name, file_dates=file_dates)
            except DataProblem as problem:
                one.note(problem, brought)
            advance(1)
        brought.settle(archive, source)
    finally:
        brought.again.close()
        archive.close()
    outcome.take(brought)
    outcome.damaged += brought.damaged
    return Stored(brought.added, brought.known, brought.seen_again, archive.cut_off)


def build_tables(
    observatory: Observatory,
    jobs: int,
    advance: Advance | None = None,
    *,
    engine: str | None = None,
    remote: RemoteFolder | None = None,
) -> Built:
    """Read what the tables do not hold yet and bring them up to date, with a report of the run.

    The tables come out the same, byte for byte, as if all had been read at once. The caller holds the observatory's
    lock. ``advance`` is told of captures as they are read. ``engine``: Ray in place of processes
    (:mod:`absentia.parse.ray_pool`); ``remote``: where its workers read the archive if they do not
    see its folder.

    Raises:
        UsageProblem: there is no such engine.
        EmptyInput: the archive holds no page.
        Damaged: something that cannot be made anew is missing, or is not what it was.
        NoSpace, OSError: the tables could not be written; those that were there still are.
    """
    if engine is not None:
        must_be_usable(engine)
    must_have_evidence(observatory)
    archive = Archive.reading(observatory.archive)
    # what no source reads (robots.txt, a server's own error) is kept as evidence and is no page
    readable = set(known_sources())
    pseudonyms = Pseudonyms.of_observatory(observatory)
    captures = (capture for capture in archive.captures(pseudonyms.capture) if capture.source in readable)
    first = next(captures, None)
    if first is None:
        raise EmptyInput(
            said("the archive holds no page"),
            where=str(observatory.archive),
            next_step=said("put pages into it: absentia parse PATH --into {path:sh}", path=observatory.path),
        )
    if archive.index_lost:
        Archive.appending(observatory.archive).close()
    restore_folder(observatory.tables)
    fingerprint = reader_fingerprint(pseudonyms.key)
    known = EarlierTables.of(observatory.tables, fingerprint)
    wanted_of = partial(reading_of, key=pseudonyms.key)
    plan = portions(itertools.chain((first,), captures), known.readings(), wanted_of, pseudonyms.capture)
    lost = known.changed or (not known.exists and tables_were_there(statements_in(observatory.archive)))
    work = _Taking(known, [f"{file} @{damage.offset}" for file, damage in archive.damages])
    work.must_be_whole(observatory)
    with RunReport(observatory) as report:
        head = next(plan)
        if head.until is None and head.unchanged:
            work.note(head)
            tables = observatory.tables
            done = work.done(tables, known.counts(), known.digests)
            report.write(done, archive, known, tables)
            manifest = read_manifest(tables)
            looked = looks_of(observatory, archive, tables, ledger_known=bool(manifest.get("ledger")))
            now = {**manifest, **looked.noted, "files": {**manifest["files"], **looked.write(tables)}}
            if now != manifest:
                write_atomically(tables / MANIFEST, as_bytes(now))
        else:
            with TableWriter(observatory.tables) as writer:
                wanted = jobs if len(head.read) > WORTH_A_PROCESS else 1
                # who reads may work in another folder
                read = partial(read_batch, folder=observatory.archive.absolute(), pseudonyms=pseudonyms)
                alike = partial(read_alike, **read.keywords, fingerprint=fingerprint, remote=remote)
                spread = _spread(read, alike, wanted, engine)
                work.write(writer, read_portions(itertools.chain((head,), plan), spread), advance)
                work.must_be_whole(observatory)
                done = work.done(writer.folder, writer.counts, digests_of(writer.folder, FILES))
                report.write(done, archive, known, writer.folder)
                before = read_manifest(observatory.tables)
                looked = looks_of(observatory, archive, writer.folder, ledger_known=bool(before.get("ledger")))
                files = {**done.digests, **looked.write(writer.folder), **writer.carry(before.get("files", {}))}
                key = key_fingerprint(pseudonyms.key)
                made = {"reader": fingerprint, KEY: key, LINKED_FROM: before.get(LINKED_FROM)}
                writer.swap_in(as_bytes({**made, **looked.noted, "files": files}))
        report.publish()
    return Built(report.run, done.counts, done.outcome, done.read, done.known, lost, archive.index_lost)


@dataclass(slots=True)
class _Taking:
    """What is done with the portions, and what was counted of them."""

    before: EarlierTables
    damaged: list[str]
    """Places that cannot be read."""
    read: int = 0
    known: int = 0

    def done(self, tables: Path, counts: dict[str, int], digests: Digests) -> Done:
        """What came of it, for all that stands in the tables now."""
        return Done(outcome_of(tables, self.damaged), self.read, self.known, counts, digests)

    def must_be_whole(self, observatory: Observatory) -> None:
        """Tables without what cannot be read would count it as never there.

        Raises:
            Damaged: a record cannot be read.
        """
        if self.damaged:
            raise damaged(observatory, Broken(UNREADABLE, self.damaged[0]))

    def note(self, portion: Portion) -> None:
        """Count a portion."""
        self.read += len(portion.read)
        self.known += portion.known

    def write(self, writer: TableWriter, done: Iterator[tuple[Portion, list[Parsed]]], advance: Advance | None) -> None:
        """Put the rows of every portion among the old ones."""
        merging = {
            file: Merging(self.before.batches(file), schema, partial(writer.write, file))
            for file, schema in FILES.items()
        }
        for portion, parts in done:
            self.note(portion)
            for file, merged in merging.items():
                merged.add([part.files[file] for part in parts], portion.gone, portion.until)
            self.damaged += [place for part in parts for place in part.damaged]
            if advance is not None and portion.read:
                advance(len(portion.read))
        writer.finish()


def _spread(
    read: partial[Parsed], alike: partial[Parsed], jobs: int, engine: str | None
) -> Callable[[Iterator[list[Wanted]]], Iterator[Parsed]]:
    """Who reads the batches: processes of this machine, or Ray, whose workers may be on others."""
    return (
        partial(ordered_map, read, jobs=jobs) if engine is None else partial(ray_map, alike, jobs=jobs, engine=engine)
    )
