"""What an observatory remembers apart from its archive: ``keys/watermark.json``.

An archive that was emptied looks like one into which nothing was ever put, and so does a ledger that was removed. Here
stands how high the water once was: the last seal, the fingerprints of the keys, that a ledger existed, how far the link
decisions went, whose key the parts of a shared archive are sealed with, and when it was backed up or restored. It only
ever rises.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from absentia.decisions import FILE as DECISIONS
from absentia.durable import write_atomically
from absentia.errors import Damaged
from absentia.manifest import KEY, read_manifest
from absentia.model.texts import said
from absentia.observatory import Observatory, owner_only

FILE = "keys/watermark.json"


class Strict(BaseModel):
    """A field that is not one of these is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Head(Strict):
    """The first bytes of a file that only grows."""

    size: int
    sha256: str


class Restored(Strict):
    """One return from a backup."""

    moment: str
    records: int
    """Of the chain, as they came back."""


class Watermark(Strict):
    """What is remembered; everything empty where nothing was sealed yet."""

    seal: str | None = None
    """The line of the seal that covers most."""
    seal_key: str | None = None
    """Fingerprint of the public key that seals."""
    pseudonym_key: str | None = None
    ledger: bool = False
    """A ledger existed."""
    decisions: Head | None = None
    """How far they went when they were last linked by."""
    parts: dict[str, str] = {}
    """Of a shared archive, by name (``2-of-3``): fingerprint of the key each was first seen to be sealed with."""
    backed_up: str | None = None
    """When the last backup was finished."""
    restored: tuple[Restored, ...] = ()


def watermark(observatory: Observatory) -> Watermark | None:
    """What the observatory remembers; ``None`` where it remembers nothing.

    Raises:
        Damaged: it cannot be read.
    """
    file = observatory.path / FILE
    try:
        return Watermark.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return None
    except (ValidationError, ValueError) as error:
        raise Damaged(
            said("what the observatory remembers of itself cannot be read"),
            where=str(file),
            next_step=said("restore it from your backup; without it nobody can tell that something was taken away"),
        ) from error


def must_have_ledger(observatory: Observatory) -> bool:
    """Whether there is a ledger.

    Raises:
        Damaged: there was one, and now there is none: what it knew must not count as never looked at.
    """
    if observatory.ledger.exists():
        return True
    mark = watermark(observatory)
    if mark is not None and mark.ledger:
        raise Damaged(
            said("the ledger is missing: what was looked at, and what could not be, is no longer known"),
            where=str(observatory.ledger),
            next_step=said("`absentia doctor` says what mends it; it cannot be rebuilt from the archive"),
        )
    return False


def head_of(file: Path, size: int | None = None) -> Head:
    """A file's first bytes, or all it has."""
    content = file.read_bytes()[:size] if file.exists() else b""
    return Head(size=len(content), sha256=hashlib.sha256(content).hexdigest())


def decisions_stand(observatory: Observatory) -> bool:
    """Whether the decisions begin with those that were last linked by."""
    mark = watermark(observatory)
    known = mark.decisions if mark else None
    return known is None or head_of(observatory.decisions / DECISIONS, known.size) == known


def remember(observatory: Observatory, **values: Any) -> Watermark:
    """Change what is remembered, on the disk when this returns. The caller holds the observatory's lock."""
    before = watermark(observatory) or Watermark()
    known: dict[str, Any] = {"ledger": before.ledger or observatory.ledger.exists()}
    if before.pseudonym_key is None:
        known["pseudonym_key"] = key_fingerprint(observatory.pseudonym_key())
    after = before.model_copy(update=known | values)
    if after != before:
        with owner_only():
            write_atomically(observatory.path / FILE, (after.model_dump_json(indent=1) + "\n").encode())
    return after


def own_key(observatory: Observatory) -> bytes:
    """The key that turns names into pseudonyms, if it is the one that did so before.

    Raises:
        Damaged: it is missing, damaged, or not the one that was sealed or parsed with: under another every
            person would be somebody else, and every keyed digest in the ledger a change.
    """
    key = observatory.pseudonym_key()
    mark, manifest = watermark(observatory), read_manifest(observatory.tables)
    for known in (mark.pseudonym_key if mark else None, manifest.get(KEY)):
        if known not in (None, key_fingerprint(key)):
            raise Damaged(
                said("this is not the pseudonym key that this observatory was written with"),
                where=str(observatory.keys / "pseudonym.key"),
                next_step=said("restore the key from your backup; its fingerprint is {known}", known=known),
            )
    return key


def key_fingerprint(key: bytes) -> str:
    """Short text that tells one secret key from another and does not give it away."""
    digest = hashlib.sha256(b"absentia key fingerprint 1" + key).digest()
    return base64.b32encode(digest).decode("ascii")[:20]
