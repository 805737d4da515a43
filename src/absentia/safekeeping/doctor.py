"""What is wrong with an observatory, and what mends each of it.

Everything is verified as ``absentia archive verify`` does, every byte; then each thing that does not hold is given what
a person can do about it. Nothing is changed here: what can be made anew without asking, ``absentia parse`` makes anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from absentia.archive.chain import CHAIN_FILE
from absentia.archive.evidence import DECISIONS_DIFFER, KEY_OTHER, NOT_REMEMBERED, SEAL_LOST, TABLES_DIFFER
from absentia.archive.seals import PUBLIC, Seal
from absentia.archive.verify import (
    BEYOND,
    BROKEN_LINE,
    INDEX_AHEAD,
    INDEX_DIFFERS,
    MISSING_FILE,
    OUT_OF_ORDER,
    SEAL_BACK,
    SEAL_BROKEN,
    SEAL_DIFFERS,
    SEAL_SHORT,
    TIMESTAMP_WRONG,
    Advance,
    Broken,
    records_tell_the_chain,
)
from absentia.archive.watermark import watermark
from absentia.archive.whole import KEY_MISSING, Brought, verify_observatory
from absentia.dumps.held import broken_in
from absentia.errors import AbsentiaError, DataProblem, Sentence
from absentia.link.judgements import read as read_decisions
from absentia.model.texts import N_, Said
from absentia.observatory import Observatory
from absentia.parse.versions import of_another_version

CHAIN_LOST = N_("chain.log is missing, cut or damaged, and the records themselves tell what stood in it")
OPEN = N_("others than its owner may enter or read this")
WRITE_CHAIN = N_("put archive/chain.log aside, if it is there, and run `absentia archive seal`: it is written again")
REBUILD = N_("run `absentia parse`: tables are rebuilt from the archive")
FORGET_INDEX = N_("delete archive/index.sqlite: it is made anew from the records")
KEY_BACK = N_("put the key back from where you keep a copy of keys/; no other fits")
MAKE_PUBLIC = N_("run `absentia archive seal`: the public key is made again from keys/seal.key")
SEAL_AGAIN = N_("put the file back from your backup: restore it into a new folder and take the file from there")
MEMORY_BACK = N_(
    "put keys/watermark.json back from your backup; if there is none, hold the archive against a seal that you "
    "published (`absentia archive verify --seal LINE`), then run `absentia archive seal`: it remembers what stands here"
)
FETCH_AGAIN = N_("move this part's folder under archive/shards/ aside and run `absentia parse`: it is fetched again")
RESTORE = N_(
    "restore the whole observatory from its backup into a new folder and take in what came since: `absentia restore "
    "BACKUP NEW`, `absentia -C NEW archive import OLD/archive`, `absentia -C NEW parse`; if there is no backup, make "
    "NEW with `absentia init` and import: what can still be read is kept, the rest is lost"
)
SHUT = N_("run `chmod -R go= DIR`")
_OF_CHAIN = (BROKEN_LINE, OUT_OF_ORDER, BEYOND, SEAL_SHORT, SEAL_DIFFERS, INDEX_AHEAD)
_MENDED_BY = {
    TABLES_DIFFER: REBUILD,
    INDEX_DIFFERS: FORGET_INDEX,
    SEAL_BROKEN: SEAL_AGAIN,
    SEAL_LOST: SEAL_AGAIN,
    SEAL_BACK: SEAL_AGAIN,
    TIMESTAMP_WRONG: SEAL_AGAIN,
    NOT_REMEMBERED: MEMORY_BACK,
    KEY_OTHER: KEY_BACK,
    KEY_MISSING: KEY_BACK,
    CHAIN_LOST: WRITE_CHAIN,
    OPEN: SHUT,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong."""

    reason: Sentence | str
    where: Sentence | str
    mend: Sentence | str


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found."""

    findings: tuple[Finding, ...]
    records: int
    unfinished: int
    """Whole records a dying process left behind the chain; the next command that writes takes them up."""
    torn: int
    """Bytes of a torn record behind them."""
    backed_up: str | None
    """When it was last backed up."""


def examine(observatory: Observatory, advance: Advance | None = None) -> Examined:
    """Verify everything, and say of each thing that does not hold what mends it."""
    whole = verify_observatory(observatory, Brought(), advance)
    broken = [*_without_the_chains(observatory, whole.broken), *broken_in(observatory)]
    findings = [Finding(Said(one.reason), one.file, Said(mended_by(one))) for one in broken]
    if all(one.reason != DECISIONS_DIFFER for one in broken):
        findings += _unreadable(observatory)
    if all(one.reason != TABLES_DIFFER for one in broken):
        findings += map(_as_told, of_another_version(observatory.tables))
    # a site is made to be read: its files keep the rights they need where they are copied to
    inside = [path for path in observatory.path.iterdir() if path.name != "publications"]
    within = chain.from_iterable((path, *path.rglob("*")) for path in inside)
    loose = [path for path in (observatory.path, *within) if path.lstat().st_mode & 0o077]
    findings += [Finding(Said(OPEN), str(path), Said(SHUT)) for path in loose[:1]]
    lost = any(one.reason == CHAIN_LOST for one in broken)
    parts = () if lost else whole.parts.values()  # without the chain every record looks unfinished
    return Examined(
        tuple(dict.fromkeys(findings)),
        whole.records,
        sum(one.unfinished for one in parts),
        sum(one.torn for one in parts),
        _backed_up(observatory),
    )


def _unreadable(observatory: Observatory) -> list[Finding]:
    try:
        read_decisions(observatory.decisions)
    except DataProblem as problem:
        return [_as_told(problem)]
    return []


def _as_told(problem: AbsentiaError) -> Finding:
    """What others who come upon it say of it."""
    what, where, next_step = problem.sentences
    return Finding(what, where or "", next_step or "")


def mended_by(broken: Broken) -> str:
    """What a person can do about something that does not hold."""
    if "shards/" in broken.file:
        return FETCH_AGAIN
    if broken.reason in (KEY_MISSING, KEY_OTHER) and broken.file.endswith(PUBLIC):
        return MAKE_PUBLIC
    return _MENDED_BY.get(broken.reason, RESTORE)


def _without_the_chains(observatory: Observatory, broken: list[Broken]) -> list[Broken]:
    """What is wrong besides the chain, where the chain alone is lost: told once."""
    of_chain = [
        one
        for one in broken
        if "/" not in one.file.removeprefix("keys/") and (one.reason in _OF_CHAIN or one.file == CHAIN_FILE)
    ]
    if not of_chain or any(one.reason == MISSING_FILE for one in broken):
        return broken
    try:
        mark = watermark(observatory)
    except AbsentiaError:
        mark = None
    seal = Seal.parse(mark.seal) if mark is not None and mark.seal else None
    if not records_tell_the_chain(observatory.archive, seal):
        return broken
    others = [one for one in broken if one not in of_chain and one.reason not in (SEAL_SHORT, SEAL_DIFFERS)]
    return [Broken(CHAIN_LOST, CHAIN_FILE), *others]


def _backed_up(observatory: Observatory) -> str | None:
    try:
        mark = watermark(observatory)
    except AbsentiaError:
        return None
    return mark.backed_up if mark is not None else None
