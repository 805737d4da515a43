"""How a capture is written down in the archive: one WARC 1.1 record, in a compressed frame of its own.

Fields of our own, beside the standard's:

``Absentia-Capture``
    SHA-256 of the page (free of HTTP framing), hexadecimal: the capture's identity in every table.
``Absentia-Source``
    Which source reads it.
``Absentia-Date``
    ``import`` where nobody knows when the page was fetched: ``WARC-Date``, which the standard demands, is then the
    moment it was put into the archive.
``Absentia-Chain``
    The record's position in the archive, and the chain's value before it (see :mod:`absentia.archive.chain`).
``Absentia-Content``
    SHA-256 of what the page says, without what its shell changes at every visit.
``Absentia-Exact``
    In a ``revisit`` of a page whose content was the same and whose bytes were not: SHA-256 of those bytes.
    ``Absentia-Capture`` is then the page that is kept.
``Absentia-Problems``
    What was wrong with the bytes when they came, e.g. ``digest_mismatch``.

A page without a known address has ``WARC-Target-URI: urn:absentia:capture:<sha256>``. A file's own name is not kept:
people name saved pages after the persons in them.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from dataclasses import dataclass
from datetime import datetime

from fastwarc.warc import WarcRecord, WarcRecordType

from absentia.archive.capture import Capture, Damage, as_text, from_text

_NO_ADDRESS = "urn:absentia:capture:"
_SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:absentia:record")
_SAME_CONTENT = "urn:absentia:revisit:same-content"
STATEMENT = "urn:absentia:statement"
"""The address of what an observatory states of itself (:mod:`absentia.archive.statements`)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of the archive, without its page: enough to find it and to know what it holds."""

    sha256: str
    source: str
    file: str
    """Name of the segment, relative to the archive's folder."""
    offset: int
    url: str | None
    captured: datetime | None
    revisit: bool
    """The same page was seen again: address and time without the bytes, which an earlier record has."""
    problems: tuple[str, ...]
    content: str | None = None
    """SHA-256 of what the page says, where it was taken."""
    exact: str | None = None
    """SHA-256 of the bytes that were seen, where they differ from the kept ones in the page's shell only."""
    position: int = 0
    """Its place in the chain; the place in which it was found where the record does not say."""


def sighting_of(capture: Capture) -> tuple[str, str | None, str | None]:
    """Page, address and moment: a capture that agrees in all three is in the archive already."""
    return capture.sha256, capture.url, as_text(capture.captured) if capture.captured else None


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the chain a record will stand."""

    position: int
    previous: bytes

    @property
    def header(self) -> tuple[str, str]:
        """The header that says it."""
        return "Absentia-Chain", f"{self.position} {self.previous.hex()}"


@dataclass(frozen=True, slots=True)
class KeptBefore:
    """The record that has the bytes already."""

    entry: Entry
    same_bytes: bool
    """Otherwise only the content is the same."""


def record_of(
    capture: Capture,
    source: str,
    imported: datetime,
    place: Place,
    *,
    known: KeptBefore | None = None,
    content: str | None = None,
) -> bytes:
    """The record of a capture: with its bytes, or, where they are ``known``, a ``revisit``."""
    block = b"" if known else capture.message if capture.message is not None else capture.body
    is_message = capture.message is not None
    kept = known.entry.sha256 if known else capture.sha256
    headers = [
        ("WARC-Type", "revisit" if known else "response" if is_message else "resource"),
        ("WARC-Record-ID", f"<urn:uuid:{uuid.uuid5(_NAMESPACE, repr((sighting_of(capture), known is not None)))}>"),
        ("WARC-Date", as_text(capture.captured or imported)),
        ("WARC-Target-URI", capture.url or f"{_NO_ADDRESS}{kept}"),
        ("Content-Type", "application/http; msgtype=response" if is_message else "text/html"),
        ("WARC-Block-Digest", sha1_of(block)),
        ("Absentia-Capture", f"sha256:{kept}"),
        ("Absentia-Source", source),
        place.header,
    ]
    if content:
        headers.append(("Absentia-Content", f"sha256:{content}"))
    if known:
        headers += _reference(capture, known)
    if capture.captured is None:
        headers.append(("Absentia-Date", "import"))
    if capture.problems:
        headers.append(("Absentia-Problems", " ".join(capture.problems)))
    return as_record(headers, block)


def _reference(capture: Capture, known: KeptBefore) -> list[tuple[str, str]]:
    headers = [
        ("WARC-Profile", _SAME_PAYLOAD if known.same_bytes else _SAME_CONTENT),
        ("WARC-Payload-Digest", f"sha256:{known.entry.sha256}"),
    ]
    if not known.same_bytes:
        headers.append(("Absentia-Exact", f"sha256:{capture.sha256}"))
    if known.entry.url and known.entry.captured:
        headers.append(("WARC-Refers-To-Target-URI", known.entry.url))
        headers.append(("WARC-Refers-To-Date", as_text(known.entry.captured)))
    return headers


def information(software: str, imported: datetime, place: Place) -> bytes:
    """The ``warcinfo`` record every segment begins with."""
    block = f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode()
    headers = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", f"<urn:uuid:{uuid.uuid5(_NAMESPACE, place.header[1])}>"),
        ("WARC-Date", as_text(imported)),
        ("Content-Type", "application/warc-fields"),
        ("WARC-Block-Digest", sha1_of(block)),
        place.header,
    ]
    return as_record(headers, block)


def stated(content: bytes, moment: datetime, place: Place) -> bytes:
    """The record of a statement."""
    headers = [
        ("WARC-Type", "metadata"),
        ("WARC-Record-ID", f"<urn:uuid:{uuid.uuid5(_NAMESPACE, place.header[1])}>"),
        ("WARC-Date", as_text(moment)),
        ("WARC-Target-URI", STATEMENT),
        ("Content-Type", "application/json"),
        ("WARC-Block-Digest", sha1_of(content)),
        place.header,
    ]
    return as_record(headers, content)


def place_of(record: WarcRecord) -> Place | None:
    """Where in the chain a record says it stands; ``None`` where it does not."""
    position, _space, previous = (record.headers.get("Absentia-Chain") or "").partition(" ")
    try:
        return Place(int(position), bytes.fromhex(previous))
    except ValueError:
        return None


_STATED = re.compile(r"(?:sha256:)?[0-9a-f]{64}")


def entry_of(record: WarcRecord, file: str, offset: int) -> Entry | Damage | None:
    """The entry a record of our own stands for; ``None`` for ``warcinfo`` and what others wrote.

    A record whose head was spoilt is damage: what it says of itself is not believed, and it is not passed over.
    """
    stated = record.headers.get("Absentia-Capture")
    if not stated:
        return None
    digests = (stated, record.headers.get("Absentia-Content"), record.headers.get("Absentia-Exact"))
    if not all(_STATED.fullmatch(one) for one in digests if one):
        return Damage(offset)
    url = record.headers.get("WARC-Target-URI") or ""
    imported = record.headers.get("Absentia-Date") == "import"
    return Entry(
        sha256=stated.removeprefix("sha256:"),
        source=record.headers.get("Absentia-Source") or "",
        file=file,
        offset=offset,
        url=None if not url or url.startswith(_NO_ADDRESS) else url,
        captured=None if imported else from_text(record.headers.get("WARC-Date")),
        revisit=record.record_type == WarcRecordType.revisit,
        problems=tuple((record.headers.get("Absentia-Problems") or "").split()),
        content=_digest_in(record, "Absentia-Content"),
        exact=_digest_in(record, "Absentia-Exact"),
        position=place.position if (place := place_of(record)) else 0,
    )


def _digest_in(record: WarcRecord, name: str) -> str | None:
    return (record.headers.get(name) or "").removeprefix("sha256:") or None


def as_record(headers: list[tuple[str, str]], block: bytes) -> bytes:
    """A WARC 1.1 record, not yet compressed."""
    lines = ["WARC/1.1", *(f"{name}: {_one_line(value)}" for name, value in headers), f"Content-Length: {len(block)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + block + b"\r\n\r\n"


def _one_line(value: str) -> str:
    return " ".join(value.split())


def sha1_of(block: bytes) -> str:
    """The block's digest as a WARC header writes it."""
    # not for security: the digest every WARC tool knows how to verify
    return "sha1:" + base64.b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode()
