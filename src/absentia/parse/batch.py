"""Some captures to rows: the plain function that any scheduler may call, in a process of its own.

Nothing is imported here but what reads: every process that is started for it waits for that.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from absentia.archive import load
from absentia.archive.remote import RemoteFolder
from absentia.errors import DataProblem
from absentia.model.texts import said
from absentia.parse.fingerprint import reader_fingerprint
from absentia.parse.mask import Pseudonyms, mask_reading
from absentia.parse.portions import Wanted
from absentia.parse.reading import read_capture
from absentia.parse.rows import PageRows, rows_of
from absentia.parse.tables import INDEX, INDEX_SCHEMA, as_arrow
from absentia.sources import get_source


@dataclass(frozen=True, slots=True)
class Parsed:
    """The rows of some captures by file, and the places of those that cannot be read."""

    files: dict[str, pa.RecordBatch]
    damaged: list[str]


def read_batch(batch: list[Wanted], *, folder: Path | RemoteFolder, pseudonyms: Pseudonyms) -> Parsed:
    """The rows of some captures of an archive's folder, which is named in full: a process may work elsewhere."""
    rows, damaged, index = PageRows(), [], []
    sources = {name: get_source(name) for name in {wanted.capture.source for wanted in batch}}
    for wanted in batch:
        archived = wanted.capture
        capture = load(folder, archived)
        if capture is None:
            damaged.append(f"{archived.file} @{archived.offset}")
            continue
        source = sources[archived.source]
        reading = read_capture(source, capture, acts=False)
        rows.extend(rows_of(archived, len(capture.body), mask_reading(reading, pseudonyms, source)))
        index.append({"capture": wanted.id, "reading": wanted.reading})
    files = {f"{table}.parquet": batch for table, batch in as_arrow(rows).items()}
    return Parsed({**files, INDEX: pa.RecordBatch.from_pylist(index, INDEX_SCHEMA)}, damaged)


def read_alike(
    batch: list[Wanted],
    *,
    folder: Path,
    pseudonyms: Pseudonyms,
    fingerprint: str,
    remote: RemoteFolder | None = None,
) -> Parsed:
    """The same on another machine, which may have another release: then its rows would be others.

    ``remote``: what is read where the folder is not seen.

    Raises:
        DataProblem: it reads otherwise than the one that asks, or the archive is not to be seen from there, or not
            all of it.
        LocationFails: the location does not answer.
    """
    seen = folder if folder.is_dir() else remote
    if seen is None:
        raise DataProblem(
            said("a worker does not see the archive"),
            where=str(folder),
            next_step=said("all machines must see the observatory's folder under the same path"),
        )
    if reader_fingerprint(pseudonyms.key) != fingerprint:
        raise DataProblem(
            said("the absentia of a worker reads pages otherwise than this one"),
            next_step=said("install the same release on all machines"),
        )
    done = read_batch(batch, folder=seen, pseudonyms=pseudonyms)
    if done.damaged and remote is not None and seen is remote:
        raise DataProblem(
            said("a page is not at the location, or cannot be read there"),
            where=f"{remote.url}: {done.damaged[0]}",
            next_step=said("absentia update puts there what is missing; absentia archive verify reads what is there"),
        )
    return done
