"""What vouches for the tables: ``manifest.json`` beside them lists every file with its digest; whoever reads checks.

A table that is missing, or is not the one that was written, never counts as empty: its reader stops.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from absentia.durable import write_atomically
from absentia.errors import Damaged
from absentia.model.texts import said

MANIFEST = "manifest.json"
KEY = "key"
"""Under it stands the fingerprint of the key the tables' pseudonyms were made with."""
LINKED_FROM = "linked"
"""Under it stands what the tables of linking were made from."""


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder; empty where there is none that can be read."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) and isinstance(found.get("files"), dict) else {}


def as_bytes(manifest: dict[str, Any]) -> bytes:
    """A manifest as it stands in its file."""
    return (json.dumps(manifest | {"files": dict(sorted(manifest["files"].items()))}, indent=2) + "\n").encode()


def digest_of(file: Path) -> str | None:
    """SHA-256 of a file; ``None`` where it is not there."""
    try:
        with file.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError:
        return None


def digests_of(folder: Path, names: Iterable[str]) -> dict[str, str | None]:
    """SHA-256 of some files of a folder; ``None`` for one that is not there."""
    return {name: digest_of(folder / name) for name in names}


def files_there(folder: Path, table: str) -> list[str]:
    """The names of a table's files in a folder: ``NAME.parquet``, or its parts in the folder ``NAME``."""
    parts = sorted(f"{table}/{file.name}" for file in (folder / table).glob("*.parquet"))
    return [*([f"{table}.parquet"] if (folder / f"{table}.parquet").is_file() else []), *parts]


def files_listed(manifest: Mapping[str, Any], table: str) -> dict[str, str]:
    """The same of a manifest, with their digests."""
    listed: dict[str, str] = manifest.get("files", {})
    return {name: sha for name, sha in listed.items() if name == f"{table}.parquet" or name.startswith(f"{table}/")}


def record(folder: Path, *tables: str, **more: Any) -> None:
    """List the files of tables that were just written, and no others of these; note ``more`` of them."""
    manifest = read_manifest(folder)
    before = {name for table in tables for name in files_listed(manifest, table)}
    others = {name: digest for name, digest in manifest.get("files", {}).items() if name not in before}
    now = digests_of(folder, (name for table in tables for name in files_there(folder, table)))
    write_atomically(folder / MANIFEST, as_bytes(manifest | more | {"files": others | now}))


def vouched(folder: Path, table: str) -> bool:
    """Whether a table is the one the manifest lists: all its files, and none that lies beside them."""
    wanted = files_listed(read_manifest(folder), table)
    return bool(wanted) and digests_of(folder, files_there(folder, table)) == wanted


def check(folder: Path, names: Iterable[str]) -> None:
    """Hold files against the manifest.

    Raises:
        Damaged: one is missing, is not the one that was written, or nothing vouches for it.
    """
    listed = read_manifest(folder).get("files", {})
    for name in names:
        found = digest_of(folder / name)
        if found is None:
            problem = said("the table {name} is missing, so nothing can be counted", name=name)
        elif listed.get(name) is None:
            problem = said("nothing vouches for the table {name}: manifest.json beside it does not list it", name=name)
        elif listed[name] != found:
            problem = said("the table {name} is not the one that was written: it was changed or damaged", name=name)
        else:
            continue
        raise Damaged(
            problem,
            where=str(folder / name),
            next_step=said("rebuild the tables with `absentia parse`; they are derived from the archive"),
        )
