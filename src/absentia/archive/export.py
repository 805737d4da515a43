"""The archive for other tools: one ``.warc.gz``, or a WACZ that replay tools open.

Only what the standards name is written, beside ``Absentia-Capture``: records in gzip members of their own, with the
block and payload digests that other tools verify. Pages without a known address go into the ``.warc.gz`` under their
``urn:``, and are not listed among a WACZ's pages: there is no address to replay them at. What pages link by another
address than the one that was asked is written once more, as a revisit (:mod:`absentia.archive.addresses`).

Source: ISO 28500:2017 (WARC 1.1); for the package :mod:`absentia.archive.wacz`.
"""

from __future__ import annotations

import contextlib
import re
import tempfile
import uuid
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from absentia import __version__
from absentia.archive.addresses import Linked, source_of, without_answers
from absentia.archive.capture import Capture, as_text
from absentia.archive.reading import capture_at
from absentia.archive.record import Entry, as_record, sha1_of
from absentia.archive.revisits import LINKED
from absentia.archive.store import EVIDENCE, Archive
from absentia.archive.wacz import WARC, Line, Lines, write_package
from absentia.archive.wrappings import parse_message, title_of
from absentia.observatory import owner_only

_GZIP_MEMBER, _LEVEL = 31, 9
_SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:absentia:export")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
_HTML = "text/html"
Advance = Callable[[int], None]


@dataclass(slots=True)
class Exported:
    """What an export wrote."""

    pages: int = 0
    revisits: int = 0
    lost: int = 0
    """Records that cannot be read."""
    linked: int = 0
    """Records written once more, under an address by which an exported page links what they show."""


def export_warc(archive: Archive, target: Path, advance: Advance | None = None) -> Exported:
    """Write a ``.warc.gz``, for its owner only; it is there whole or not at all."""
    done = Exported()
    temporary = target.with_name(f".{target.name}.new")
    temporary.unlink(missing_ok=True)
    try:
        with owner_only(), temporary.open("xb") as stream:
            for _line in _records(archive, stream, done, advance):
                pass
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return done


def export_wacz(
    archive: Archive, target: Path, title: str, shown: Callable[[str], str], advance: Advance | None = None
) -> Exported:
    """Write a WACZ, for its owner only; it is there whole or not at all.

    ``shown`` takes the names out of the titles of pages, which stand beside the captures.
    """
    done = Exported()
    lines = Lines()
    try:
        with owner_only(), tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as name:
            folder = Path(name)
            with (folder / Path(WARC).name).open("wb") as stream:
                for line in _records(archive, stream, done, advance):
                    lines.add(replace(line, title=shown(line.title)))
            whole = folder / target.name
            write_package(whole, folder, lines, title, _UNDATED)
            whole.replace(target)
    finally:
        lines.close()
    return done


def _records(archive: Archive, stream: BinaryIO, done: Exported, advance: Advance | None) -> Iterator[Line]:
    """Write every record, and behind them those that pages link by other addresses; yield what has an address."""
    stream.write(_packed(_information()))
    with contextlib.closing(Linked()) as linked:
        for entry in archive.iterate():
            if advance:
                advance(1)
            source = source_of(entry.source)
            if entry.url is not None:
                entry = replace(entry, url=without_answers(entry.url, source))  # noqa: PLW2901  as it goes out
            kept = _kept(archive, entry)
            if kept is None:
                done.lost += 1
                continue
            done.revisits += entry.revisit
            done.pages += not entry.revisit
            yield from _written(stream, entry, kept)
            if source is not None and entry.url is not None:
                linked.note(entry.position, entry.url, source)
                if not entry.revisit and _mime(kept.capture) == _HTML:
                    linked.follow(kept.capture.body, entry.url, source)
        for position, url in linked.aliases():
            entry = next(iter(archive.iterate(position - 1)))
            if (kept := _kept(archive, entry)) is not None:
                done.linked += 1
                yield from _written(stream, replace(entry, url=url, revisit=True), kept, linked=True)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A record with its bytes."""

    first: Entry
    """Where they stand."""
    url: str | None
    """The address they go out under."""
    capture: Capture


def _kept(archive: Archive, entry: Entry) -> _Kept | None:
    first = archive.first(entry.sha256) if entry.revisit else entry
    capture = capture_at(archive.folder / first.file, first.offset) if first else None
    if first is None or capture is None:
        return None
    return _Kept(first, without_answers(first.url, source_of(first.source)) if first.url else None, capture)


def _written(stream: BinaryIO, entry: Entry, kept: _Kept, *, linked: bool = False) -> Iterator[Line]:
    """Write one record; what it is, if it has an address."""
    capture = kept.capture
    payload = _payload(capture)
    digest = sha1_of(payload)
    packed = _packed(_record(entry, kept, digest, linked=linked))
    offset = stream.tell()
    stream.write(packed)
    if entry.url:
        mime = _mime(capture)
        page = not entry.revisit and mime == _HTML and entry.source != EVIDENCE
        yield Line(
            url=entry.url,
            moment=entry.captured or _UNDATED,
            mime="warc/revisit" if entry.revisit else mime,
            status=capture.status,
            digest=digest,
            offset=offset,
            length=len(packed),
            page=page,
            title=title_of(capture.body) if page else "",
        )


def _mime(capture: Capture) -> str:
    """The media type the server named; a page's own where none is known, as in a record without an HTTP message."""
    return (parse_message(capture.message).content_type if capture.message is not None else "") or _HTML


def _record(entry: Entry, kept: _Kept, payload_digest: str, *, linked: bool) -> bytes:
    first, capture = kept.first, kept.capture
    is_message = capture.message is not None
    message = capture.message if capture.message is not None else capture.body
    end = _HEAD_END.search(message)
    block = message if not entry.revisit else message[: end.end()] if is_message and end else b""
    kind = "revisit" if entry.revisit else "response" if is_message else "resource"
    name = uuid.uuid5(_NAMESPACE, f"{entry.sha256} {entry.url} {entry.captured} {kind} {entry.position}")
    headers = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", f"<urn:uuid:{name}>"),
        ("WARC-Date", as_text(entry.captured or _UNDATED)),
        ("WARC-Target-URI", entry.url or f"urn:absentia:capture:{entry.sha256}"),
        ("Content-Type", "application/http; msgtype=response" if is_message else "text/html"),
        ("WARC-Block-Digest", sha1_of(block)),
        ("WARC-Payload-Digest", payload_digest),
        ("Absentia-Capture", f"sha256:{entry.sha256}"),
    ]
    if entry.revisit:
        headers.append(("WARC-Profile", _SAME_PAYLOAD))
        headers.append(("WARC-Refers-To-Target-URI", kept.url or f"urn:absentia:capture:{first.sha256}"))
        headers.append(("WARC-Refers-To-Date", as_text(first.captured or _UNDATED)))
    if entry.exact:
        headers.append(("Absentia-Exact", f"sha256:{entry.exact}"))
    if entry.captured is None:
        headers.append(("Absentia-Date", "import"))
    if linked:
        headers.append((LINKED, "1"))
    return as_record(headers, block)


def _payload(capture: Capture) -> bytes:
    """The block behind its HTTP head, as it was sent: what other tools take a payload digest of."""
    if capture.message is None:
        return capture.body
    end = _HEAD_END.search(capture.message)
    return capture.message[end.end() :] if end else b""


def _information() -> bytes:
    block = f"software: absentia/{__version__}\r\nformat: WARC File Format 1.1\r\n".encode()
    headers = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", f"<urn:uuid:{uuid.uuid5(_NAMESPACE, __version__)}>"),
        ("WARC-Date", as_text(_UNDATED)),
        ("Content-Type", "application/warc-fields"),
        ("WARC-Block-Digest", sha1_of(block)),
    ]
    return as_record(headers, block)


def _packed(record: bytes) -> bytes:
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP_MEMBER)
    return compressor.compress(record) + compressor.flush()
