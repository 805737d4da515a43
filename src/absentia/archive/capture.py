"""One archived or incoming response: its bytes, what is known of where and when they came from, and its name."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

LARGEST_PAGE = 128 * 1024 * 1024
"""Bytes; no page of a court is a hundredth of this, and a record that claims more is not read into memory."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One response as it came.

    ``body`` is the page itself, free of any HTTP framing and compression; ``sha256`` is its digest and its identity.
    ``captured`` is ``None`` where nobody wrote down when it was fetched: a saved file's time says when it was saved
    or copied, not when the court answered.
    """

    body: bytes
    sha256: str
    url: str | None = None
    captured: datetime | None = None
    """When the response came, UTC."""
    status: int | None = None
    """HTTP status, where the response was kept with it."""
    message: bytes | None = None
    """The HTTP message as it was sent (status line, headers, encoded body), where it was kept."""
    problems: tuple[str, ...] = ()
    """What is wrong with it: ``digest_mismatch``, ``truncated``, ``encoding_unreadable``, ``date_to_come``."""
    offset: int | None = None
    """Where its record begins in the file it was read from."""

    @classmethod
    def of_page(cls, body: bytes, *, url: str | None = None, captured: datetime | None = None) -> Capture:
        """A page that came without its HTTP message, such as a saved file."""
        return cls(body=body, sha256=digest(body), url=url, captured=captured)


TO_COME = "date_to_come"
_AHEAD = timedelta(days=1)
"""Clocks of other machines go so far ahead, no further."""


def has_come(moment: datetime) -> bool:
    """Whether a page that somebody else kept can have been fetched then."""
    return moment <= datetime.now(UTC) + _AHEAD


def dated_as_can_be(capture: Capture) -> Capture:
    """A capture of somebody else's; where its date has not come, its clock went wrong and nobody knows when it was."""
    if capture.captured is None or has_come(capture.captured):
        return capture
    return replace(capture, captured=None, problems=(*capture.problems, TO_COME))


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch of an archive file that cannot be read; what stands behind it is read again."""

    offset: int
    """Where it begins, or where the last readable record before it begins."""


def digest(body: bytes) -> str:
    """SHA-256 as hexadecimal text: the identity of a capture."""
    return hashlib.sha256(body).hexdigest()


def as_text(moment: datetime) -> str:
    """A UTC moment as WARC and JSON write it: ``2026-04-22T18:54:00Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_text(text: str | None) -> datetime | None:
    """The moment a WARC date names; ``None`` where there is none, or it cannot be read."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


DIGITS = 32
"""There are millions of captures, and none must be taken for another."""


def keyed(key: bytes, kind: str, sha256: str) -> str:
    """Letters in place of a digest of bytes."""
    return hmac.digest(key, f"{kind}\x1f{sha256}".encode(), "sha256").hex()[:DIGITS]


def capture_id(key: bytes, sha256: str) -> str:
    """The id of a capture: ``c-…``."""
    return f"c-{keyed(key, 'capture', sha256)}"
