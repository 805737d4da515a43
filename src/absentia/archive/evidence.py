"""What no command can make anew, held before anybody reads: segments, decisions, the pseudonym key, the ledger.

Whoever counts, links or writes asks here first, and stops where something is missing or is not what it was; it never
counts as empty. Segments are held against the chain by their sizes, the chain and the decisions against what the
observatory remembers of itself, the ledger against what was stated of it in the chain. ``absentia archive verify``
reads every byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from absentia.archive.chain import CHAIN_FILE, Chain, Link
from absentia.archive.seals import PRIVATE, Seal
from absentia.archive.shards import LEDGER, known_manifest, shard_folders
from absentia.archive.stated import DECISIONS_DIFFER, TABLES_DIFFER, against_ledger, tables_were_there
from absentia.archive.statements import statements_in
from absentia.archive.verify import BROKEN_LINE, CUT, MISSING_FILE, SEAL_DIFFERS, SEAL_SHORT, Broken
from absentia.archive.watermark import FILE as WATERMARK
from absentia.archive.watermark import Watermark, decisions_stand, must_have_ledger, own_key, watermark
from absentia.errors import Damaged
from absentia.manifest import check, read_manifest
from absentia.model.texts import N_, Said, said
from absentia.observatory import Observatory

NOT_REMEMBERED = N_("this is missing or damaged: whether there was more before cannot be told")
UNREADABLE = N_("a record of the archive cannot be read")
_FIELDS = 6


def must_have_archive(observatory: Observatory) -> None:
    """Hold the archive's files against its chain, and the chain against the last seal that is remembered.

    Raises:
        Damaged: a segment is missing or cut, or the chain does not hold what was sealed.
    """
    mark = watermark(observatory)
    if mark is None and (observatory.keys / PRIVATE).exists():
        raise damaged(observatory, Broken(NOT_REMEMBERED, WATERMARK))
    for broken in _missing(observatory.archive, mark):
        raise damaged(observatory, broken)
    for folder in shard_folders(observatory.archive):
        manifest = known_manifest(folder)
        for one in manifest.files if manifest else ():
            file = folder / (LEDGER if one.name.startswith("ledger-") else one.name)
            if not file.exists() or file.stat().st_size < one.size:
                name = file.relative_to(observatory.archive).as_posix()
                raise damaged(observatory, Broken(CUT if file.exists() else MISSING_FILE, name))


def must_have_evidence(observatory: Observatory) -> None:
    """Hold all that counting rests on, as far as a glance can tell: archive, ledger, decisions, pseudonym key.

    Raises:
        Damaged: something is missing, or is not what it was.
    """
    must_have_archive(observatory)
    must_have_ledger(observatory)
    if not decisions_stand(observatory):
        raise damaged(observatory, Broken(DECISIONS_DIFFER, "decisions/decisions.jsonl"))
    own_key(observatory)


def must_have_ledger_as_stated(observatory: Observatory) -> None:
    """Hold the ledger, and those of the parts of a shared archive, against what was stated of them when it was sealed.

    Raises:
        Damaged: rows of one were changed or taken away, or it cannot be read.
    """
    must_have_ledger(observatory)
    # statements first: what is written meanwhile is behind them then
    found = against_ledger(observatory.ledger, observatory.ledger.name, statements_in(observatory.archive))
    for folder in shard_folders(observatory.archive):
        found += against_ledger(folder / LEDGER, f"shards/{folder.name}/{LEDGER}", statements_in(folder))
    for broken in found:
        raise damaged(observatory, broken)


def must_have_tables(observatory: Observatory, names: tuple[str, ...]) -> bool:
    """Hold some tables against their manifest; whether there are any, and ``False`` before the first were written.

    Raises:
        Damaged: one is missing, or is not the one that was written.
    """
    files = [f"{name}.parquet" for name in names]
    listed = read_manifest(observatory.tables).get("files", {})
    if any(file in listed or (observatory.tables / file).exists() for file in files):
        check(observatory.tables, files)
        return True
    if not listed and tables_were_there(statements_in(observatory.archive)):
        raise damaged(observatory, Broken(TABLES_DIFFER, "tables"))
    return False


def damaged(observatory: Observatory, broken: Broken) -> Damaged:
    """What is said of something that does not hold."""
    inside = observatory.path / broken.file
    return Damaged(
        Said(broken.reason),
        where=str(inside if inside.exists() or "/" in broken.file else observatory.archive / broken.file),
        next_step=said("`absentia doctor` says what mends it; nothing is counted until then"),
    )


def _missing(archive: Path, mark: Watermark | None) -> Iterator[Broken]:
    """What of an archive's files is not there, as its chain and the last seal tell."""
    last = Seal.parse(mark.seal) if mark is not None and mark.seal else None
    ends, count, head = dict[str, int](), 0, None
    for count, line in enumerate(Chain(archive / CHAIN_FILE).lines(), 1):
        fields = line.split(b"\t")
        if len(fields) != _FIELDS or not (fields[2] + fields[3]).isdigit():
            yield Broken(BROKEN_LINE, CHAIN_FILE, count)
            return
        ends[fields[1].decode("ascii", "replace")] = int(fields[2]) + int(fields[3])
        if last is not None and count == last.count:
            link = Link.parse(line)
            head = link.chain if link is not None else None
    if last is not None and count < last.count:
        yield Broken(SEAL_SHORT, CHAIN_FILE if (archive / CHAIN_FILE).exists() else WATERMARK, last.count)
    elif last is not None and head != last.head:
        yield Broken(SEAL_DIFFERS, CHAIN_FILE, last.count)
    for name, end in ends.items():
        file = archive / name
        if not file.is_file() or file.parent != archive:
            yield Broken(MISSING_FILE, name)
        elif file.stat().st_size < end:
            yield Broken(CUT, name)
