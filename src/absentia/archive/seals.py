"""Seals: one printable line that fixes all captures up to a moment.

``absentia 2026-11-22 123456 <head> <signature>``: the day (UTC), how many records the chain has, its head, and an
Ed25519 signature of the text before it; both in base32 (A-Z, 2-7: no two letters that print alike). Under 200
characters, so that it fits a newspaper, a notary's stamp or a post; who has printed it can prove later that nothing
sealed was changed, added or taken away, and that the captures existed on that day. A seal never covers less than the
one before it, and is never dated before it (:mod:`absentia.archive.sealing`).

Source: RFC 8032 (Ed25519), RFC 4648 section 6 (base32).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from absentia.archive.watermark import remember, watermark
from absentia.durable import write_atomically
from absentia.errors import Damaged, UnreadableInput
from absentia.model.texts import said
from absentia.observatory import Observatory, owner_only

SEALS = "seals"
PRIVATE, PUBLIC = "seal.key", "seal.pub"
# absentia 2026-11-22 123456 MFRGG…(52) NBSWY…(103)
_SEAL = re.compile(r"^absentia (\d{4}-\d\d-\d\d) (\d{1,15}) ([A-Z2-7]{52}) ([A-Z2-7]{103})$")


@dataclass(frozen=True, slots=True)
class Seal:
    """A signed statement: on this day the chain had so many records and this head."""

    day: date
    count: int
    head: bytes
    signature: bytes

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The seal in a printed line, however it was wrapped; ``None`` where it is none."""
        found = _SEAL.match(" ".join(text.split()))
        try:
            return found and cls(date.fromisoformat(found[1]), int(found[2]), _bytes(found[3]), _bytes(found[4]))
        except (ValueError, binascii.Error):
            return None

    @property
    def stated(self) -> str:
        """What is signed."""
        return f"absentia {self.day.isoformat()} {self.count} {_text(self.head)}"

    @property
    def text(self) -> str:
        """The line to publish."""
        return f"{self.stated} {_text(self.signature)}"

    @property
    def name(self) -> str:
        """What its file is called."""
        return f"{self.day.isoformat()}.{self.count}.seal"

    @property
    def file_content(self) -> bytes:
        """What its file holds, and what a timestamp is of: the line and its end."""
        return f"{self.text}\n".encode("ascii")

    def signed_by(self, key: Ed25519PublicKey) -> bool:
        """Whether the owner of this key made it."""
        try:
            key.verify(self.signature, self.stated.encode("ascii"))
        except InvalidSignature:
            return False
        return True


def seals_in(folder: Path) -> list[tuple[Path, Seal | None]]:
    """Every seal of an archive, oldest first; ``None`` for a file that is none."""
    found = [(path, Seal.parse(path.read_text(encoding="utf-8", errors="replace"))) for path in folder.glob("*.seal")]
    return sorted(found, key=lambda one: (one[1].count if one[1] else 0, one[0].name))


def private_key(observatory: Observatory) -> Ed25519PrivateKey:
    """The key that seals, made at the first use; the public one is put beside it, and beside the seals.

    Raises:
        Damaged: it cannot be read, or it is not the one that sealed before: a new one would not fit.
    """
    path = observatory.keys / PRIVATE
    if not _sealed_before(observatory) and not path.exists():
        remember(observatory)  # first: a key without a memory beside it is a memory that was lost
        _make_key(path)
    key = own_private_key(observatory)
    assert key is not None
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    for copy in (observatory.keys / PUBLIC, observatory.archive / SEALS / PUBLIC):
        if not copy.exists() or copy.read_bytes() != public:
            write_atomically(copy, public)
    return key


def own_private_key(observatory: Observatory) -> Ed25519PrivateKey | None:
    """The key that seals; ``None`` where nothing was sealed yet.

    Raises:
        Damaged: it is missing, cannot be read, or is not the one that sealed before.
    """
    path, mark = observatory.keys / PRIVATE, watermark(observatory)
    if not path.exists() and not _sealed_before(observatory):
        return None
    key = read_private_key(path)
    if key is None or (mark and mark.seal_key) not in (None, fingerprint(key.public_key())):
        raise Damaged(
            said("the key that seals is missing, damaged or another one than before"),
            where=str(path),
            next_step=said("restore it from your backup; seals made with it stay valid in any case"),
        )
    return key


def _sealed_before(observatory: Observatory) -> bool:
    mark = watermark(observatory)
    return bool(mark and mark.seal_key) or any((observatory.archive / SEALS).glob("*.seal"))


def read_private_key(path: Path) -> Ed25519PrivateKey | None:
    """The key in a file; ``None`` where there is none that can be read."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        return None
    return key if isinstance(key, Ed25519PrivateKey) else None


def _make_key(path: Path) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    # never readable by others, not even for the moment of its making
    with owner_only():
        write_atomically(path, pem)


def public_key(path: Path) -> Ed25519PublicKey:
    """The key in a file.

    Raises:
        UnreadableInput: there is none.
    """
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except (OSError, ValueError):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise UnreadableInput(
            said("there is no public key of a seal here"),
            where=str(path),
            next_step=said("name the file the observatory's owner published: keys/seal.pub"),
        )
    return key


def fingerprint(key: Ed25519PublicKey) -> str:
    """Short text that tells one key from another: the first 20 letters of the base32 of its SHA-256."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return _text(hashlib.sha256(raw).digest())[:20]


def _text(data: bytes) -> str:
    return base64.b32encode(data).decode("ascii").rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b32decode(text + "=" * (-len(text) % 8))
