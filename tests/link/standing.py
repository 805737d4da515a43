"""Tables of an earlier linking beside newer tables of pages, as a parse leaves them."""

from __future__ import annotations

import shutil

from absentia.decisions import FILE as DECISIONS
from absentia.manifest import LINKED_FROM, MANIFEST, as_bytes, digests_of, read_manifest
from absentia.model.tables import LINKED
from absentia.observatory import Observatory


def linked_files(observatory: Observatory) -> list[str]:
    """The files that linking wrote, by their names in the folder of tables."""
    found = (file.relative_to(observatory.tables) for file in observatory.tables.rglob("*.parquet"))
    return sorted(str(file) for file in found if file.parts[0].removesuffix(".parquet") in LINKED)


def stand(old: Observatory, new: Observatory) -> None:
    """Let the tables of an earlier linking, and the decisions made then, stand beside newer tables of pages."""
    files = linked_files(old)
    if old is not new:
        for file in files:
            (new.tables / file).parent.mkdir(exist_ok=True)
            shutil.copyfile(old.tables / file, new.tables / file)
        new.decisions.mkdir(exist_ok=True)
        if (old.decisions / DECISIONS).exists():
            shutil.copyfile(old.decisions / DECISIONS, new.decisions / DECISIONS)
    manifest, linked_from = read_manifest(new.tables), read_manifest(old.tables).get(LINKED_FROM)
    listed = {**manifest["files"], **digests_of(new.tables, files)}
    (new.tables / MANIFEST).write_bytes(as_bytes({**manifest, LINKED_FROM: linked_from, "files": listed}))
