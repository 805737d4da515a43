"""What is kept of each package: its digest in the archive's chain, and two tables whose digests the chain holds too.

::

    dumps/<source>/<year of receipt>/<day of the package>-<digest>/
        dump.json          what was read: lines, refusals, categories, digests; its own digest is in the archive
        documents.parquet  the snapshot: every document's id, whether it is open and has an address, day, category
        criminal.parquet   the slice: criminal proceedings, with what is counted by
        package.zip        the package itself, where it was asked to be kept

The tables cannot be made anew once the package is thrown away; whoever reads them holds them against the chain first.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from absentia.archive.bringing import unreadable
from absentia.archive.capture import Capture
from absentia.archive.intake import zip_date
from absentia.archive.store import EVIDENCE, Archive
from absentia.dumps.dictionaries import Dictionaries, must_be_told, read_dictionaries
from absentia.dumps.dump import SLICE, SNAPSHOT, Dump
from absentia.dumps.held import RECORD, TAKEN_IN, folder_of, read_dump
from absentia.dumps.package import opened, refused
from absentia.dumps.reading import Lines, connected, stage
from absentia.durable import write_atomically
from absentia.engine import Connection, ask, copy_parquet, literal
from absentia.manifest import digest_of
from absentia.model.texts import said
from absentia.observatory import Observatory
from absentia.sources.content import Layout
from absentia.sources.protocol import RegisterDump

PACKAGE = "package.zip"
_FIRST_DAY = dt.date(2006, 6, 1)
"""Before any package: a ZIP whose files bear no date says 1980."""
_OTHER_YEARS = 0.01
"""Share of documents of another year of receipt above which a package is not what its name says."""
SNAPSHOT_COLUMNS = (
    ("document", "BIGINT"), ("open", "BOOLEAN"), ("has_address", "BOOLEAN"), ("adopted", "DATE"),
    ("criminal", "BOOLEAN"), ("category", "VARCHAR"),
)  # fmt: skip
SLICE_COLUMNS = (
    ("document", "BIGINT"), ("open", "BOOLEAN"), ("adopted", "DATE"), ("instance", "VARCHAR"), ("verdict", "BOOLEAN"),
    ("category", "VARCHAR"), ("article", "VARCHAR"), ("number", "VARCHAR"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What taking a package in did."""

    dump: Dump
    lines: Lines
    known: bool = False
    """It was there already."""


def take_in(observatory: Observatory, file: Path, source: RegisterDump, *, keep: bool = False) -> TakenIn:
    """Take a package in; the caller holds the observatory's lock.

    Its digest is in the archive's chain, or the package itself is kept, before anything of it is read.

    Raises:
        UnreadableInput: it is not what the layout says; see :mod:`absentia.dumps.reading`.
    """
    layout = source.register_layout
    digest, year, day = _sha256(file), _year(file, layout), _day(file, layout)
    folder = folder_of(observatory, source.id, year, day, digest)
    if (folder / RECORD).exists():
        dump = read_dump(folder, source.id)
        return TakenIn(dump, _lines(dump.told), known=True)
    if any(folder.parent.glob(f"{day}-*/{RECORD}")):
        twin = said(
            "another package of {year} of that day was taken in, and nothing tells which is newer", year=str(year)
        )
        raise refused(twin, file.name)
    folder.mkdir(parents=True, exist_ok=True)
    arrived = {"package": digest, "bytes": file.stat().st_size, "source": source.id, "year": year, "day": str(day)}
    _into_the_chain(observatory, arrived, f"urn:sha256:{digest}")
    if keep:
        shutil.copyfile(file, folder / PACKAGE)
        if digest_of(folder / PACKAGE) != digest:
            raise refused(said("the package changed while it was copied"), file.name)
    with tempfile.TemporaryDirectory(prefix="absentia-") as scratch, connected(folder) as connection:
        with opened(file, layout) as package:
            lines = stage(package, layout, connection, Path(scratch) / "staged.parquet")
            dictionaries = read_dictionaries(package, layout)
        must_be_told(connection, layout, dictionaries, file.name)
        last = must_be_of_year(connection, year, day, file.name)
        (invented,) = ask(connection, "SELECT bool_or(invented) AS any FROM staged")
        counts = {"last_received": str(last)} | _write(
            connection, layout, dictionaries, folder, Path(scratch) / "staged.parquet"
        )
    told = {
        **arrived,
        "synthetic": bool(invented["any"]),
        "lines": asdict(lines),
        "articles": dict(sorted(dictionaries.articles.items())),
        "groups": sorted(dictionaries.groups),
        "counts": counts,
        "files": {name: digest_of(folder / name) for name in (SNAPSHOT, SLICE)},
    }
    write_atomically(folder / RECORD, _into_the_chain(observatory, told, TAKEN_IN + digest))
    return TakenIn(read_dump(folder, source.id), lines)


def _lines(told: Mapping[str, Any]) -> Lines:
    return Lines(**{**told["lines"], "columns": tuple(told["lines"]["columns"]),
                    "listed": tuple(map(tuple, told["lines"]["listed"]))})  # fmt: skip


def _into_the_chain(observatory: Observatory, told: Mapping[str, Any], address: str) -> bytes:
    body = (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()
    archive = Archive.appending(observatory.archive)
    try:
        archive.append(Capture.of_page(body, url=address), EVIDENCE)
    finally:
        archive.close()
    return body


def _sha256(file: Path) -> str:
    digest = digest_of(file)
    if digest is None:
        raise unreadable(str(file), FileNotFoundError())
    return digest


def _year(file: Path, layout: Layout) -> int:
    found = layout.package.fullmatch(file.name)
    if found is None:
        raise refused(said("the package is not called as its publisher calls it, so its year is not known"), file.name)
    return int(found["year"])


def _day(file: Path, layout: Layout) -> dt.date:
    with opened(file, layout) as package:
        written = zip_date(package.members[layout.documents])
    if written is None or written.date() < _FIRST_DAY:
        raise refused(said("the package does not say of which day it is"), file.name)
    return written.date()


def must_be_of_year(connection: Connection, year: int, day: dt.date, where: str) -> dt.date:
    """Hold the documents that were staged against the year and day of the package: what is covered rests on them.

    Returns the day up to which documents were received: one in a thousand may have come later.

    Raises:
        UnreadableInput: too many came to the register in another year or after that day, or nobody knows when.
    """
    (found,) = ask(
        connection,
        "SELECT count(*) AS documents, quantile_disc(received, 0.999) FILTER (in_time) AS last, "
        "count(*) FILTER (in_time IS NOT TRUE) AS others "
        "FROM (SELECT received, year(received) = $year AND received <= $day AS in_time FROM staged)",
        {"year": year, "day": day},
    )
    if found["last"] is None or found["others"] > _OTHER_YEARS * found["documents"]:
        raise refused(
            said(
                "documents not received in {year} up to {day}: {others} of {documents}",
                year=str(year),
                day=str(day),
                others=found["others"],
                documents=found["documents"],
            ),
            where,
        )
    last: dt.date = found["last"]
    return last


def _write(
    connection: Connection, layout: Layout, dictionaries: Dictionaries, folder: Path, staged: Path
) -> dict[str, Any]:
    """Both tables, and what of the documents is in neither or cannot be placed."""
    twice, unlike = _repeated(connection, staged)
    for name, pairs in (("instance_of", dictionaries.instances), ("article_of", dictionaries.articles)):
        values = {"code": [*pairs], "value": [str(one) for one in pairs.values()]}
        sql = "SELECT unnest($code::VARCHAR[]) AS code, unnest($value::VARCHAR[]) AS value"
        ask(connection, f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}", values)
    criminal, verdict = literal(layout.criminal), literal(layout.verdict)
    copy_parquet(
        connection,
        f"SELECT document, open, has_address, adopted, kind IS NOT DISTINCT FROM {criminal} AS criminal, category "  # noqa: S608  literals
        "FROM once ORDER BY document",
        folder / SNAPSHOT,
        SNAPSHOT_COLUMNS,
    )
    number = "lower(number)"
    for pattern, instead in layout.numbers:
        number = f"regexp_replace({number}, {literal(pattern)}, {literal(instead)}, 'g')"
    copy_parquet(
        connection,
        f"SELECT document, open, adopted, i.value AS instance, form IS NOT DISTINCT FROM {verdict} AS verdict, "  # noqa: S608  literals
        f"category, a.value AS article, {number} AS number FROM once LEFT JOIN instance_of i ON i.code = court "
        f"LEFT JOIN article_of a ON a.code = category WHERE kind = {criminal} ORDER BY document",
        folder / SLICE,
        SLICE_COLUMNS,
    )
    return {"repeated": twice, "contradictory": unlike}


def _repeated(connection: Connection, staged: Path) -> tuple[int, int]:
    """Make the view ``once`` of the documents: one that is there again is counted once, or not if its rows differ.

    Returns how many are there again, and how many of them are left out.
    """
    import numpy as np
    import pyarrow.parquet as pq

    with pq.ParquetFile(staged) as file:
        batches = file.iter_batches(columns=["document", "fits"])
        # few at a time: a year has nine million
        ids = np.concatenate([one["document"].filter(one["fits"]).to_numpy() for one in batches] or [np.empty(0, int)])
    ids.sort()
    again = np.unique(ids[1:][ids[1:] == ids[:-1]])
    ask(
        connection, "CREATE OR REPLACE TEMP TABLE again AS SELECT unnest($ids::BIGINT[]) AS id", {"ids": again.tolist()}
    )
    ask(
        connection,
        "CREATE OR REPLACE TEMP TABLE alike AS SELECT DISTINCT * EXCLUDE (breaks, hours) FROM staged "
        "WHERE document IN (SELECT id FROM again)",
    )
    (found,) = ask(
        connection,
        "SELECT count(*) FILTER (rows > 1) AS unlike FROM (SELECT count(*) AS rows FROM alike GROUP BY document)",
    )
    ask(
        connection,
        "CREATE OR REPLACE TEMP VIEW once AS SELECT * EXCLUDE (breaks, hours) FROM staged "
        "WHERE document NOT IN (SELECT id FROM again) UNION ALL BY NAME SELECT * FROM alike WHERE document IN "
        "(SELECT document FROM alike GROUP BY document HAVING count(*) = 1)",
    )
    return len(again), int(found["unlike"])
