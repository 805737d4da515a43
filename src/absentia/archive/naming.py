"""What a capture is called outside the archive: whoever has the key finds it again, nobody else can try pages out."""

from __future__ import annotations

import hashlib
import hmac

DIGITS = 32
"""There are millions of captures, and none must be taken for another."""


def keyed(key: bytes, kind: str, sha256: str) -> str:
    """Letters in place of a digest of bytes."""
    return hmac.new(key, f"{kind}\x1f{sha256}".encode(), hashlib.sha256).hexdigest()[:DIGITS]


def capture_id(key: bytes, sha256: str) -> str:
    """The id of a capture: ``c-…``."""
    return f"c-{keyed(key, 'capture', sha256)}"
