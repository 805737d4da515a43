"""What the tables hold already, so that it need not be read again: the tables are their own cache.

Beside the tables stand ``parsed.index`` (Parquet: each capture with a keyed digest of what it was read with) and
``manifest.json`` (the fingerprint of the reader, the digest of every file). They are put in place together with the
tables, in one step; where any file is not the one that was written, nothing of it is believed and all is read anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from absentia.parse.rows import WRITTEN
from absentia.parse.tables import FILES, INDEX, MANIFEST

Digests = dict[str, str | None]
_STEP = 1 << 20
_ROWS = 1 << 14
"""Rows that are held at a time."""


@dataclass(frozen=True, slots=True)
class Known:
    """The tables as they were found."""

    folder: Path
    trusted: bool
    """Written whole, by this very reader under this very key."""
    exists: bool
    """There are tables at all, whoever wrote them."""
    digests: Digests
    """SHA-256 by file."""

    @classmethod
    def of(cls, folder: Path, fingerprint: str) -> Self:
        """Look at what stands in a folder of tables."""
        exists = (folder / "captures.parquet").is_file()
        digests = digests_of(folder)
        return cls(folder, exists and read_manifest(folder) == _manifest(fingerprint, digests), exists, digests)

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


def manifest_of(fingerprint: str, digests: Digests) -> bytes:
    """What vouches for the files of a folder."""
    return (json.dumps(_manifest(fingerprint, digests), indent=2) + "\n").encode()


def _manifest(fingerprint: str, digests: Digests) -> dict[str, object]:
    return {"reader": fingerprint, "files": digests}


def read_manifest(folder: Path) -> object:
    """The manifest of a folder; ``None`` where there is none that can be read."""
    try:
        return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def digests_of(folder: Path) -> Digests:
    """SHA-256 of every file of the tables; ``None`` for one that is not there."""
    return {name: _digest_of(folder / name) for name in FILES}


def _digest_of(file: Path) -> str | None:
    """SHA-256 of a file; ``None`` where it is not there."""
    digest = hashlib.sha256()
    try:
        with file.open("rb") as handle:
            while chunk := handle.read(_STEP):
                digest.update(chunk)
    except OSError:
        return None
    return digest.hexdigest()
