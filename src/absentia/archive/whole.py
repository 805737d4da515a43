"""Verifying all that proves an archive, in all its parts, each with its key; and what then vouches for one capture.

With it seals that were published elsewhere, and what the observatory remembers of itself. A key that lies in the
archive it is to vouch for proves nothing: the own part's is the one in ``keys/``, a shared part's the one whose
fingerprint was written down when it was first fetched, or the reader names them. A part whose key nobody vouches for is
said to be checked without.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from absentia.archive.chain import CHAIN_FILE, Chain
from absentia.archive.evidence import (
    DECISIONS_DIFFER,
    KEY_OTHER,
    LEDGER_MISSING,
    NOT_REMEMBERED,
    Since,
    against_ledger,
    against_seals,
    against_statements,
    since,
)
from absentia.archive.reading import Archived, load
from absentia.archive.seals import PRIVATE, PUBLIC, SEALS, Seal, fingerprint, public_key, read_private_key, seals_in
from absentia.archive.segments import segments_in
from absentia.archive.shards import LEDGER, shard_folders
from absentia.archive.statements import statements_in
from absentia.archive.verify import SEAL_BROKEN, Advance, Broken, Verified, seal_reason, verify
from absentia.archive.watermark import FILE as WATERMARK
from absentia.archive.watermark import Watermark, decisions_stand, key_fingerprint, watermark
from absentia.errors import AbsentiaError, EmptyInput
from absentia.model.texts import N_, said
from absentia.observatory import CONFIG, Observatory

KEY_UNUSED = N_("no seal here was made with this key")
KEY_MISSING = N_("this key is missing or damaged")


@dataclass(slots=True)
class Whole:
    """What verifying found."""

    parts: dict[str, Verified] = field(default_factory=dict)
    """By name; the own archive's is empty."""
    keys: dict[str, Ed25519PublicKey] = field(default_factory=dict)
    """With which a part's seals were checked."""
    published: list[tuple[Seal, str | None]] = field(default_factory=list)
    """Seals the reader named, and why they do not hold."""
    since: Since = field(default_factory=Since)
    """What stands beside the own archive and is under no seal yet."""
    broken: list[Broken] = field(default_factory=list)
    """The own archive's first, then the shared parts', then the rest; the first is the first broken capture."""

    @property
    def records(self) -> int:
        """Of all parts."""
        return sum(one.records for one in self.parts.values())

    @property
    def seals(self) -> int:
        """Seals that hold under a key somebody vouches for."""
        return sum(one.seals for one in self.parts.values())

    @property
    def sealed(self) -> int:
        """Records under such a seal."""
        return sum(one.sealed for one in self.parts.values())


@dataclass(frozen=True, slots=True)
class Brought:
    """What a reader brings along: public keys, seals that somebody published, certificates of timestamp authorities."""

    keys: Sequence[Path] = ()
    seals: Sequence[Seal] = ()
    trusted: Sequence[x509.Certificate] = ()


def verify_folder(folder: Path, brought: Brought, advance: Advance | None = None) -> Whole:
    """Verify a copy of an archive, or of a whole observatory, with nothing but what the reader brings.

    Raises:
        EmptyInput: no archive is there; that must not read as one in which nothing is wrong.
        UnreadableInput: a file that is named holds no key.
    """
    archive = folder / "archive" if (folder / CONFIG).exists() else folder
    if not (
        segments_in(archive) or shard_folders(archive) or any((archive / one).exists() for one in (CHAIN_FILE, SEALS))
    ):
        raise EmptyInput(
            said("this folder holds no archive"),
            where=str(folder),
            next_step=said("name the folder in which chain.log and captures-….warc.zst are"),
        )
    return _verified(archive, brought, lambda _part, _folder: None, (), advance)


def verify_observatory(observatory: Observatory, brought: Brought, advance: Advance | None = None) -> Whole:
    """Verify an observatory's archive, with its own keys where the reader brings none, and what it remembers.

    Raises:
        UnreadableInput: a file that is named holds no key.
    """
    mark, broken = None, list[Broken]()
    try:
        mark = watermark(observatory)
        missing = mark is None and (observatory.keys / PRIVATE).exists()
    except AbsentiaError:
        missing = True
    if missing:
        broken.append(Broken(NOT_REMEMBERED, WATERMARK))
    last = Seal.parse(mark.seal) if mark and mark.seal else None
    if mark and mark.seal and last is None:
        broken.append(Broken(NOT_REMEMBERED, WATERMARK))

    def key_of(part: str, folder: Path) -> Ed25519PublicKey | None:
        key = _key_in(folder / SEALS / PUBLIC if part else observatory.keys / PUBLIC)
        if mark is None:
            return None if part else key
        remembered = mark.parts.get(part) if part else mark.seal_key
        if key is not None and remembered is not None and fingerprint(key) != remembered:
            broken.append(Broken(KEY_OTHER, f"archive/shards/{part}/seals/seal.pub" if part else "keys/seal.pub"))
        return key if not part or remembered is not None else None

    whole = _verified(observatory.archive, brought, key_of, [last] if last else [], advance)
    if last is not None and (reason := _reason(last, whole, {"": whole.parts.get("", Verified())})):
        broken.append(Broken(reason, WATERMARK, last.count))
    statements = statements_in(observatory.archive)
    whole.broken += broken + against_statements(observatory, statements)
    whole.since = since(observatory, statements)
    if mark is not None:
        whole.broken += [one for one in _lost(observatory, mark) if one not in whole.broken]
    return whole


def _verified(
    archive: Path,
    brought: Brought,
    key_of: Callable[[str, Path], Ed25519PublicKey | None],
    more: Sequence[Seal],
    advance: Advance | None,
) -> Whole:
    given = {path: public_key(path) for path in brought.keys}
    folders = {folder.name: folder for folder in shard_folders(archive)}
    if not folders or segments_in(archive) or (archive / CHAIN_FILE).exists() or (archive / SEALS).exists():
        folders = {"": archive, **folders}
    whole = Whole()
    counts = [seal.count for seal in (*brought.seals, *more)]
    for part, folder in folders.items():
        key = _fitting(folder, list(given.values())) if given else key_of(part, folder)
        found = verify(folder, key, advance, counts=counts, trusted=brought.trusted)
        prefix = f"shards/{part}/" if part else ""
        whole.broken += [replace(broken, file=prefix + broken.file) for broken in found.broken]
        whole.parts[part] = found
        if part:
            stated = statements_in(folder)
            whole.broken += against_ledger(folder / LEDGER, prefix + LEDGER, stated)
            whole.broken += against_seals(folder / SEALS, f"{prefix}{SEALS}/", stated)
        if key is not None:
            whole.keys[part] = key
    used = {fingerprint(key) for key in whole.keys.values()}
    whole.broken += [Broken(KEY_UNUSED, str(path)) for path, key in given.items() if fingerprint(key) not in used]
    whole.published = [(seal, _reason(seal, whole, whole.parts)) for seal in brought.seals]
    whole.broken += [Broken(reason, seal.name, seal.count) for seal, reason in whole.published if reason]
    return whole


def _fitting(folder: Path, keys: Sequence[Ed25519PublicKey]) -> Ed25519PublicKey | None:
    """The key with which a part was sealed."""
    seals = [seal for _path, seal in seals_in(folder / SEALS) if seal is not None]
    return next((key for key in keys if any(seal.signed_by(key) for seal in seals)), None)


def _reason(seal: Seal, whole: Whole, parts: Mapping[str, Verified]) -> str | None:
    """Why a seal holds for none of the parts: that of the one it was made for, if its key tells which."""
    reasons = {part: seal_reason(seal, whole.keys.get(part), found) for part, found in parts.items()}
    signed = [part for part in parts if part in whole.keys and seal.signed_by(whole.keys[part])]
    considered = signed or [part for part in parts if part not in whole.keys]
    if not considered:
        return SEAL_BROKEN
    return None if any(reasons[part] is None for part in considered) else reasons[considered[0]]


def _lost(observatory: Observatory, mark: Watermark) -> list[Broken]:
    """What the observatory had and has no more."""
    broken = []
    if mark.ledger and not observatory.ledger.exists():
        broken.append(Broken(LEDGER_MISSING, observatory.ledger.name))
    if not decisions_stand(observatory):
        broken.append(Broken(DECISIONS_DIFFER, "decisions/decisions.jsonl"))
    if mark.seal_key is not None:
        broken += _seal_keys(observatory, mark.seal_key)
    try:
        fits = mark.pseudonym_key in (None, key_fingerprint(observatory.pseudonym_key()))
    except AbsentiaError:
        broken.append(Broken(KEY_MISSING, "keys/pseudonym.key"))
    else:
        if not fits:
            broken.append(Broken(KEY_OTHER, "keys/pseudonym.key"))
    return broken


def _seal_keys(observatory: Observatory, fingerprint_then: str) -> list[Broken]:
    broken = []
    if _key_in(observatory.keys / PUBLIC) is None:
        broken.append(Broken(KEY_MISSING, "keys/seal.pub"))
    copy = _key_in(observatory.archive / SEALS / PUBLIC)
    if copy is None and (observatory.archive / SEALS / PUBLIC).exists():
        broken.append(Broken(KEY_MISSING, f"{SEALS}/{PUBLIC}"))
    if copy is not None and fingerprint(copy) != fingerprint_then:
        broken.append(Broken(KEY_OTHER, f"{SEALS}/{PUBLIC}"))
    private = read_private_key(observatory.keys / PRIVATE)
    if private is None:
        broken.append(Broken(KEY_MISSING, f"keys/{PRIVATE}"))
    elif fingerprint(private.public_key()) != fingerprint_then:
        broken.append(Broken(KEY_OTHER, f"keys/{PRIVATE}"))
    return broken


def _key_in(file: Path) -> Ed25519PublicKey | None:
    try:
        return public_key(file)
    except AbsentiaError:
        return None


@dataclass(frozen=True, slots=True)
class Vouched:
    """One capture, as verifying found it."""

    position: int | None
    """Which record of its part's chain it is; ``None`` where the chain does not know it."""
    as_it_was: bool
    """Its bytes are those that were chained, and those the archive named."""
    seal: Seal | None
    """The first that covers it, under a key somebody vouches for. None is named where anything is broken: what stands
    between the capture and its seal must hold, too."""


def vouched(archive: Path, whole: Whole, capture: Archived) -> Vouched:
    """What vouches for a capture of this archive, by what verifying the whole of it found."""
    *above, name = capture.file.split("/")
    part, folder = above[-1] if above else "", archive.joinpath(*above)
    links = Chain(folder / CHAIN_FILE).read()
    position = next(
        (link.position for link in links if link and (link.file, link.offset) == (name, capture.offset)), None
    )
    hurt = any((one.file, one.offset) == (name, capture.offset) for one in whole.parts[part].broken)
    as_it_was = position is not None and not hurt and load(archive, capture) is not None
    seal = _first_seal(folder, part, whole, position) if position is not None and not whole.broken else None
    return Vouched(position, as_it_was, seal)


def _first_seal(folder: Path, part: str, whole: Whole, position: int) -> Seal | None:
    key, found = whole.keys.get(part), whole.parts[part]
    seals = [seal for _path, seal in seals_in(folder / SEALS) if seal is not None and seal.count >= position]
    return next((seal for seal in seals if key is not None and seal_reason(seal, key, found) is None), None)
