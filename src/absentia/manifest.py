"""What vouches for the tables: ``manifest.json`` beside them lists every file with its digest; whoever reads checks.

A table that is missing, or is not the one that was written, never counts as empty: its reader stops.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
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


def record(folder: Path, *names: str, **more: Any) -> None:
    """List files that were just written, and note ``more`` of them."""
    manifest = read_manifest(folder)
    files = {**manifest.get("files", {}), **digests_of(folder, names)}
    write_atomically(folder / MANIFEST, as_bytes(manifest | more | {"files": files}))


def vouched(folder: Path, name: str) -> bool:
    """Whether a file is the one the manifest lists."""
    wanted = read_manifest(folder).get("files", {}).get(name)
    return wanted is not None and digest_of(folder / name) == wanted


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
