"""How a capture is written down in the archive: one WARC 1.1 record in a gzip member of its own.

Fields of our own, beside the standard's:

``Absentia-Capture``
    SHA-256 of the page (free of HTTP framing), hexadecimal: the capture's identity in every table.
``Absentia-Source``
    Which source reads it.
``Absentia-Date``
    ``import`` where nobody knows when the page was fetched: ``WARC-Date``, which the standard demands, is then the
    moment it was put into the archive.
``Absentia-Problems``
    What was wrong with the bytes when they came, e.g. ``digest_mismatch``.

A page without a known address has ``WARC-Target-URI: urn:absentia:capture:<sha256>``. A file's own name is not kept:
people name saved pages after the persons in them.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
import zlib
from dataclasses import dataclass
from datetime import datetime

from fastwarc.warc import WarcRecord, WarcRecordType

from absentia.archive.capture import Capture, as_text, from_text

_NO_ADDRESS = "urn:absentia:capture:"
_SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:absentia:record")
_GZIP_MEMBER, _LEVEL = 31, 6


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

    @property
    def sighting(self) -> tuple[str, str | None, str | None]:
        """What makes two records the same: page, address, moment."""
        return _sighting(self.sha256, self.url, self.captured)


def sighting_of(capture: Capture) -> tuple[str, str | None, str | None]:
    """Page, address and moment: a capture that agrees in all three is in the archive already."""
    return _sighting(capture.sha256, capture.url, capture.captured)


def _sighting(sha256: str, url: str | None, captured: datetime | None) -> tuple[str, str | None, str | None]:
    return sha256, url, as_text(captured) if captured else None


def compressed_record(capture: Capture, source: str, imported: datetime, *, revisit: bool) -> bytes:
    """The gzip member that holds this capture."""
    block = b"" if revisit else capture.message if capture.message is not None else capture.body
    is_message = capture.message is not None
    headers = [
        ("WARC-Type", "revisit" if revisit else "response" if is_message else "resource"),
        ("WARC-Record-ID", f"<urn:uuid:{uuid.uuid5(_NAMESPACE, repr((sighting_of(capture), revisit)))}>"),
        ("WARC-Date", as_text(capture.captured or imported)),
        ("WARC-Target-URI", capture.url or f"{_NO_ADDRESS}{capture.sha256}"),
        ("Content-Type", "application/http; msgtype=response" if is_message else "text/html"),
        ("WARC-Block-Digest", _sha1(block)),
        ("Absentia-Capture", f"sha256:{capture.sha256}"),
        ("Absentia-Source", source),
    ]
    if revisit:
        headers.append(("WARC-Profile", _SAME_PAYLOAD))
        headers.append(("WARC-Payload-Digest", f"sha256:{capture.sha256}"))
    if capture.captured is None:
        headers.append(("Absentia-Date", "import"))
    if capture.problems:
        headers.append(("Absentia-Problems", " ".join(capture.problems)))
    return _member(headers, block)


def compressed_information(software: str, imported: datetime) -> bytes:
    """The ``warcinfo`` record every segment begins with."""
    block = f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode()
    headers = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", f"<urn:uuid:{uuid.uuid5(_NAMESPACE, as_text(imported))}>"),
        ("WARC-Date", as_text(imported)),
        ("Content-Type", "application/warc-fields"),
        ("WARC-Block-Digest", _sha1(block)),
    ]
    return _member(headers, block)


def entry_of(record: WarcRecord, file: str, offset: int) -> Entry | None:
    """The entry a record of our own stands for; ``None`` for ``warcinfo`` and what others wrote."""
    stated = record.headers.get("Absentia-Capture")
    if not stated:
        return None
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
    )


def _member(headers: list[tuple[str, str]], block: bytes) -> bytes:
    lines = ["WARC/1.1", *(f"{name}: {_one_line(value)}" for name, value in headers), f"Content-Length: {len(block)}"]
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP_MEMBER)
    head = ("\r\n".join(lines) + "\r\n\r\n").encode()
    return compressor.compress(head + block + b"\r\n\r\n") + compressor.flush()


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _sha1(block: bytes) -> str:
    # not for security: the digest every WARC tool knows how to verify
    return "sha1:" + base64.b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode()
