"""What the tables hold already, so that it need not be read again: the tables are their own cache.

Beside the tables stand ``parsed.index`` (Parquet: each capture with a keyed digest of what it was read with) and
``manifest.json`` (the fingerprint of the reader, the digest of every file). They are put in place together with the
tables, in one step; where any file is not the one that was written, nothing of it is believed and all is read anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from absentia.manifest import digests_of, read_manifest
from absentia.model.tables import WRITTEN
from absentia.parse.tables import FILES, INDEX

Digests = dict[str, str | None]
_ROWS = 1 << 14
"""Rows that are held at a time."""


@dataclass(frozen=True, slots=True)
class EarlierTables:
    """The tables as they were found."""

    folder: Path
    trusted: bool
    """Written whole, by this very reader under this very key."""
    exists: bool
    """There are tables at all, whoever wrote them."""
    digests: Digests
    """SHA-256 by file."""
    changed: bool = False
    """There is a file that is not the one that was written, or one that is missing."""

    @classmethod
    def of(cls, folder: Path, fingerprint: str) -> Self:
        """Look at what stands in a folder of tables."""
        exists = (folder / "captures.parquet").is_file()
        digests = digests_of(folder, FILES)
        manifest = read_manifest(folder)
        listed = {name: manifest.get("files", {}).get(name) for name in FILES}
        trusted = exists and manifest.get("reader") == fingerprint and None not in listed.values() and listed == digests
        files = manifest.get("files", {})
        changed = digests_of(folder, files) != files if files else any(folder.glob("*.parquet"))
        return cls(folder, trusted, exists, digests, changed)

    def readings(self) -> Iterator[tuple[str, bytes]]:
        """Every capture in the tables, sorted by digest, with what it was read with."""
        for batch in self.batches(INDEX):
            yield from zip(batch.column(0).to_pylist(), batch.column(1).to_pylist(), strict=True)

    def counts(self) -> dict[str, int]:
        """Rows by table."""
        return {table: int(pq.read_metadata(self.folder / f"{table}.parquet").num_rows) for table in WRITTEN}

    def batches(self, file: str) -> Iterator[pa.RecordBatch]:
        """The rows of a file; none where it is not trusted."""
        if self.trusted:
            with pq.ParquetFile(self.folder / file) as parquet:
                yield from parquet.iter_batches(batch_size=_ROWS)
