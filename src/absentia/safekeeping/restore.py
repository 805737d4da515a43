"""Bringing an observatory back from its backup, into a folder that is empty: whole and verified, or not at all."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from absentia.archive.chain import CHAIN_FILE, Chain
from absentia.archive.evidence import TABLES_DIFFER
from absentia.archive.verify import Advance
from absentia.archive.watermark import Restored, Watermark, remember, watermark
from absentia.archive.whole import KEY_MISSING, Brought, verify_observatory
from absentia.durable import sync, write_atomically
from absentia.errors import DataProblem, UnreadableInput, UsageProblem
from absentia.model.texts import Said, said
from absentia.observatory import FOLDERS, Observatory, owner_only
from absentia.safekeeping.backup import Entry, Manifest, read_manifest
from absentia.safekeeping.files import SECRETS, copy


@dataclass(frozen=True, slots=True)
class RestoredTo:
    """What came back."""

    path: Path
    moment: str
    """When it was backed up."""
    files: int
    records: int
    keys: bool
    """The secret keys came with it."""


def restore(backup: Path, target: Path, keys: Path | None = None, advance: Advance | None = None) -> RestoredTo:
    """Bring an observatory back.

    Raises:
        UnreadableInput: there is no backup, or a key is missing.
        UsageProblem: the folder is not empty.
        DataProblem: the backup is damaged; nothing stands in the folder then.
    """
    manifest = read_manifest(backup)
    if manifest is None:
        raise UnreadableInput(
            said("there is no backup here"),
            where=str(backup),
            next_step=said("name the folder that `absentia backup` was given"),
        )
    must_be_empty(target)
    unfinished = target.absolute().with_name(f".{target.absolute().name}.restoring")
    shutil.rmtree(unfinished, ignore_errors=True)
    with owner_only():
        try:
            unfinished.mkdir(parents=True)
            records = _bring(backup, manifest, unfinished, keys, advance)
            put_in_place(unfinished, target)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
    return RestoredTo(target, manifest.moment, len(manifest.files), records, keys is not None)


def must_be_empty(target: Path) -> None:
    """Nothing is ever brought back on top of something.

    Raises:
        UsageProblem: there is something.
    """
    if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
        raise UsageProblem(
            said("there is something in this folder already"),
            where=str(target),
            next_step=said("name a new or an empty one; move a damaged observatory aside, and keep it"),
        )


def put_in_place(unfinished: Path, target: Path) -> None:
    """Give what was brought back its name, in one step."""
    if target.is_dir():
        target.rmdir()
    unfinished.rename(target)
    sync(target.absolute().parent)


def _bring(backup: Path, manifest: Manifest, folder: Path, keys: Path | None, advance: Advance | None) -> int:
    for entry in manifest.files:
        _copied(backup, entry, folder)
    for name in FOLDERS:
        (folder / name).mkdir(exist_ok=True)
    if keys is not None:
        _keys(keys, folder)
    observatory = Observatory.open(folder)
    found = verify_observatory(observatory, Brought(), advance).broken
    broken = [one for one in found if one.reason != TABLES_DIFFER]  # they are rebuilt
    if keys is None:
        broken = [one for one in broken if not (one.reason == KEY_MISSING and one.file in SECRETS)]
    if broken:
        raise DataProblem(
            said("the backup holds together, and what is in it does not: {reason}", reason=Said(broken[0].reason)),
            where=broken[0].file,
            next_step=said("restore an older backup, if there is one"),
        )
    records = Chain(observatory.archive / CHAIN_FILE).position
    mark = watermark(observatory) or Watermark()
    moment = datetime.now(tz=UTC).isoformat(timespec="seconds")
    remember(observatory, restored=(*mark.restored, Restored(moment=moment, records=records)))
    return records


def _copied(backup: Path, entry: Entry, folder: Path) -> None:
    source, target = backup / entry.stored, folder / entry.name
    try:
        same = copy(source, target, size=entry.size) == entry.sha256 and target.stat().st_size == entry.size
    except FileNotFoundError:
        same = False
    if not same:
        raise DataProblem(
            said("the backup is damaged: a file is missing or not what was put there"),
            where=str(source),
            next_step=said("restore another backup; if there is none, the other files of this one are as they were"),
        )


def _keys(keys: Path, folder: Path) -> None:
    found = [name for name in SECRETS if (keys / Path(name).name).is_file()]
    if not found:
        raise UnreadableInput(
            said("there are no keys here"),
            where=str(keys),
            next_step=said("name the folder that `absentia backup --keys` was given"),
        )
    for name in found:
        write_atomically(folder / name, (keys / Path(name).name).read_bytes())
