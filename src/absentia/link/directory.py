"""The courts an observatory was told of beside those of the sources' directories: the file ``directory.csv`` in it."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from functools import lru_cache

from absentia.durable import write_atomically
from absentia.errors import UnreadableInput
from absentia.model.sheets import write_rows
from absentia.model.texts import said
from absentia.observatory import Observatory
from absentia.sources.protocol import Court

FILE = "directory.csv"
_NEEDED = ("host", "name")
_COLUMNS = (*_NEEDED, "code", "level", "region", "above")


def directory_of(observatory: Observatory) -> tuple[Court, ...]:
    """The courts of its file; none where there is no such file.

    Raises:
        UnreadableInput: the file is no list of courts.
    """
    file = observatory.path / FILE
    if not file.exists():
        return ()
    try:
        return _read(file.read_bytes())
    except (OSError, ValueError, csv.Error) as error:
        raise UnreadableInput(
            said("the list of courts cannot be read: {reason}", reason=error),
            where=str(file),
            next_step=said("write a CSV file in UTF-8 with the columns {columns}", columns=", ".join(_COLUMNS)),
        ) from error


def digest_of_directory(observatory: Observatory) -> str:
    """Of what its file says; of nothing where there is none."""
    file = observatory.path / FILE
    return hashlib.sha256(file.read_bytes() if file.exists() else b"").hexdigest()


def write_directory(observatory: Observatory, courts: Iterable[Court]) -> None:
    """Tell an observatory of courts."""
    written = io.StringIO(newline="")
    write_rows(written, [_COLUMNS, *([getattr(court, column) for column in _COLUMNS] for court in courts)])
    write_atomically(observatory.path / FILE, written.getvalue().encode())


@lru_cache(maxsize=4)
def _read(content: bytes) -> tuple[Court, ...]:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    missing = [column for column in _NEEDED if column not in (rows.fieldnames or ())]
    if missing:
        raise ValueError(", ".join(missing))
    return tuple(
        Court(
            host=row["host"].strip().lower(),
            name=row["name"],
            code=row.get("code") or None,
            level=row.get("level") or "",
            region=row.get("region") or None,
            above=row.get("above") or None,
        )
        for row in rows
        if row["host"] and row["name"]
    )
