"""Seals: one printable line that fixes all captures up to a moment.

``absentia 2026-11-22 123456 <head> <signature>``: the day (UTC), how many records the chain has, its head, and an
Ed25519 signature of the text before it; both in base32 (A-Z, 2-7: no two letters that print alike). Under 200
characters, so that it fits a newspaper, a notary's stamp or a post; who has printed it can prove later that nothing
sealed was changed, added or taken away, and that the captures existed on that day. A seal never covers less than the
one before it, and is never dated before it.

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

from absentia.archive.chain import CHAIN_FILE, Chain
from absentia.archive.watermark import remember, watermark
from absentia.errors import ObservatoryProblem, UnreadableInput
from absentia.messages import _
from absentia.observatory import Observatory, owner_only, write_atomically

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


def seal_head(observatory: Observatory, day: date) -> tuple[Seal, Path]:
    """Seal the chain as it stands; a head that has its seal keeps it. The caller holds the observatory's lock.

    Raises:
        ObservatoryProblem: there is nothing to seal, less or other than was sealed before, the day is before that of
            the last seal, or the key is damaged.
    """
    chain = Chain(observatory.archive / CHAIN_FILE)
    if not chain.position:
        raise ObservatoryProblem(
            _("the archive holds nothing to seal"),
            where=str(observatory.archive),
            next_step=_("collect or import pages first"),
        )
    folder = observatory.archive / SEALS
    key = private_key(observatory)
    sealed, path = next(
        (
            (seal, path)
            for path, seal in seals_in(folder)
            if seal and (seal.count, seal.head) == (chain.position, chain.head)
        ),
        (None, folder / Seal(day, chain.position, chain.head, b"").name),
    )
    if sealed is None:
        _must_rise(observatory, chain, day)
        unsigned = Seal(day, chain.position, chain.head, b"")
        sealed = Seal(day, chain.position, chain.head, key.sign(unsigned.stated.encode("ascii")))
        write_atomically(folder / PUBLIC, (observatory.keys / PUBLIC).read_bytes())
        write_atomically(path, sealed.file_content)
    remember(observatory, seal=sealed.text, seal_key=fingerprint(key.public_key()))
    return sealed, path


def _must_rise(observatory: Observatory, chain: Chain, day: date) -> None:
    """A seal covers what the ones before it cover, and is not dated before them."""
    mark = watermark(observatory)
    remembered = Seal.parse(mark.seal) if mark and mark.seal else None
    if remembered is not None and chain.head_at(remembered.count) != remembered.head:
        raise ObservatoryProblem(
            _("the archive does not hold what was sealed on {day}: {count} records").format(
                day=remembered.day, count=remembered.count
            ),
            where=str(observatory.archive),
            next_step=_("see what is missing with `absentia archive verify`, and restore it from your backup"),
        )
    known = [seal for _path, seal in seals_in(observatory.archive / SEALS) if seal is not None]
    last = max((seal.day for seal in (*known, *([remembered] if remembered else ()))), default=day)
    if day < last:
        raise ObservatoryProblem(
            _("today is {day} by this machine's clock, and the last seal is of {last}").format(day=day, last=last),
            where=str(observatory.archive / SEALS),
            next_step=_("set the clock; a seal is never dated before the one it goes on from"),
        )


def seals_in(folder: Path) -> list[tuple[Path, Seal | None]]:
    """Every seal of an archive, oldest first; ``None`` for a file that is none."""
    found = [(path, Seal.parse(path.read_text(encoding="utf-8", errors="replace"))) for path in folder.glob("*.seal")]
    return sorted(found, key=lambda one: (one[1].count if one[1] else 0, one[0].name))


def private_key(observatory: Observatory) -> Ed25519PrivateKey:
    """The key that seals, made at the first use; the public one is put beside it.

    Raises:
        ObservatoryProblem: it cannot be read, or it is not the one that sealed before: a new one would not fit.
    """
    path, mark = observatory.keys / PRIVATE, watermark(observatory)
    sealed_before = mark.seal_key if mark else None
    try:
        if not path.exists() and not sealed_before and not any((observatory.archive / SEALS).glob("*.seal")):
            _make_key(path)
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        assert isinstance(key, Ed25519PrivateKey)
        assert sealed_before in (None, fingerprint(key.public_key()))
    except (OSError, ValueError, TypeError, AssertionError):
        raise ObservatoryProblem(
            _("the key that seals is missing, damaged or another one than before"),
            where=str(path),
            next_step=_("restore it from your backup; seals made with it stay valid in any case"),
        ) from None
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    if not path.with_name(PUBLIC).exists():
        write_atomically(path.with_name(PUBLIC), public)
    return key


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
            _("there is no public key of a seal here"),
            where=str(path),
            next_step=_("name the file the observatory's owner published: keys/seal.pub"),
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
