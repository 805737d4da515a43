"""Putting a brief on disk: whole or not at all, and never over something that is not a brief."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from absentia.errors import DataProblem
from absentia.model.texts import said
from absentia.publish.document import KIND

DOCUMENT = "brief.json"
LITTER = {".DS_Store", "Thumbs.db", "desktop.ini"}
"""What file managers leave behind; not somebody's work."""


def check_target(folder: Path) -> None:
    """Refuse a place where writing would destroy something else.

    Raises:
        DataProblem: it is a file, a folder that is no brief, or a brief into which somebody put files.
    """
    if not folder.exists() and not folder.is_symlink():
        return
    elsewhere = said("name a new or empty folder with --into")
    if not folder.is_dir():
        raise DataProblem(said("this is a file, not a folder"), where=str(folder), next_step=elsewhere)
    # no walk through a folder that is not ours: it may be somebody's whole disk
    own = _own_files(folder / DOCUMENT)
    if own is None:
        if all(path.name in LITTER for path in folder.iterdir()):
            return
        raise DataProblem(
            said("this folder is not a brief and will not be overwritten"), where=str(folder), next_step=elsewhere
        )
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    found = {name for name in found if name.rpartition("/")[2] not in LITTER}
    if foreign := sorted(found - own):
        raise DataProblem(
            said("there are files in this brief that it did not write: {names}", names=", ".join(foreign[:3])),
            where=str(folder),
            next_step=said("move them elsewhere, or name another folder with --into"),
        )


def _own_files(document: Path) -> set[str] | None:
    """The files a brief says it consists of; ``None`` where this is no brief."""
    try:
        content = json.loads(document.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(content, dict) or content.get("kind") != KIND:
        return None
    files = content.get("files")
    return {str(name) for name in files} if isinstance(files, list) else None


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write every file beside the target, then put the new folder in the old one's place.

    A full disk or a crash while writing leaves the old brief as it was.

    Raises:
        DataProblem: the target holds something else.
        OSError: the system refused; nothing was changed.
    """
    target = folder.resolve() if folder.is_symlink() else Path(os.path.abspath(folder))  # noqa: PTH100  keep `..` plain
    check_target(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.new-"))
    try:
        for name, content in files.items():
            place = fresh / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        # at once: a brief is some thousand files
        os.sync()
        fresh.chmod(0o755)
        _swap(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _swap(fresh: Path, target: Path) -> None:
    """Two renames; if the second fails, the first is undone."""
    if not target.exists():
        fresh.rename(target)
        return
    old = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.old-"))
    target.rename(old / "brief")
    try:
        fresh.rename(target)
    except BaseException:
        (old / "brief").rename(target)
        old.rmdir()
        raise
    shutil.rmtree(old, ignore_errors=True)
