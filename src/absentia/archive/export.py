"""The archive for other tools: one ``.warc.gz``, or a WACZ that replay tools open.

Only what the standards name is written, beside ``Absentia-Capture``: records in gzip members of their own, with the
block and payload digests that other tools verify. Pages without a known address go into the ``.warc.gz`` under their
``urn:``, and are not listed among a WACZ's pages: there is no address to replay them at.

Sources: ISO 28500:2017 (WARC 1.1); WACZ 1.1.1 (specs.webrecorder.net/wacz/1.1.1); CDXJ 0.1.0
(specs.webrecorder.net/cdxj/0.1.0); SURT as IIPC's web archives sort addresses.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import uuid
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import parse_qsl, quote_plus, urlsplit

from absentia import __version__
from absentia.archive.capture import Capture, as_text
from absentia.archive.reading import capture_at
from absentia.archive.record import Entry, as_record, sha1_of
from absentia.archive.store import Archive

_GZIP_MEMBER, _LEVEL = 31, 9
_SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:absentia:export")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
_WARC = "archive/data.warc.gz"
Advance = Callable[[int], None]


@dataclass(slots=True)
class Exported:
    """What an export wrote."""

    pages: int = 0
    revisits: int = 0
    lost: int = 0
    """Records that cannot be read."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One record, for the index and the list of pages."""

    url: str
    moment: datetime
    mime: str
    status: int | None
    digest: str
    offset: int
    length: int
    page: bool


def export_warc(archive: Archive, target: Path, advance: Advance | None = None) -> Exported:
    """Write a ``.warc.gz``; it is there whole or not at all."""
    done = Exported()
    temporary = target.with_name(f".{target.name}.new")
    try:
        with temporary.open("wb") as stream:
            for _line in _records(archive, stream, done, advance):
                pass
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return done


def export_wacz(archive: Archive, target: Path, title: str, advance: Advance | None = None) -> Exported:
    """Write a WACZ; it is there whole or not at all."""
    done = Exported()
    data, temporary = target.with_name(f".{target.name}.warc.gz"), target.with_name(f".{target.name}.new")
    try:
        with data.open("wb") as stream:
            lines = list(_records(archive, stream, done, advance))
        lines.sort(key=lambda line: (_surt(line.url), line.moment))
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as package:
            package.write(data, _WARC)
            contents = {
                "indexes/index.cdxj": "".join(_cdxj(line) for line in lines).encode(),
                "pages/pages.jsonl": _pages(lines).encode(),
            }
            resources = [_resource(_WARC, data)]
            for name, content in contents.items():
                package.writestr(name, content)
                resources.append(_described(name, len(content), hashlib.sha256(content).hexdigest()))
            described = _package(title, resources, lines)
            package.writestr("datapackage.json", described)
            digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(described).hexdigest()}"}
            package.writestr("datapackage-digest.json", json.dumps(digest, indent=2).encode())
        temporary.replace(target)
    finally:
        data.unlink(missing_ok=True)
        temporary.unlink(missing_ok=True)
    return done


def _records(archive: Archive, stream: BinaryIO, done: Exported, advance: Advance | None) -> Any:
    """Write every record; yield what each was."""
    stream.write(_packed(_information()))
    for entry in archive.iterate():
        if advance:
            advance(1)
        first = archive.first(entry.sha256) if entry.revisit else entry
        capture = capture_at(archive.folder / first.file, first.offset) if first else None
        if first is None or capture is None:
            done.lost += 1
            continue
        payload = _payload(capture)
        line_digest = "sha1:" + base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode()
        packed = _packed(_record(entry, first, capture, line_digest))
        offset = stream.tell()
        stream.write(packed)
        done.revisits += entry.revisit
        done.pages += not entry.revisit
        if entry.url:
            mime = "warc/revisit" if entry.revisit else "text/html"
            moment = entry.captured or _UNDATED
            yield _Line(
                entry.url, moment, mime, capture.status, line_digest, offset, len(packed), page=not entry.revisit
            )


def _record(entry: Entry, first: Entry, capture: Capture, payload_digest: str) -> bytes:
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
        headers.append(("WARC-Refers-To-Target-URI", first.url or f"urn:absentia:capture:{first.sha256}"))
        headers.append(("WARC-Refers-To-Date", as_text(first.captured or _UNDATED)))
    if entry.exact:
        headers.append(("Absentia-Exact", f"sha256:{entry.exact}"))
    if entry.captured is None:
        headers.append(("Absentia-Date", "import"))
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


def _surt(url: str) -> str:
    """``org,example)/path?a=1``: the address as web archives sort it."""
    parts = urlsplit(url)
    host = ",".join(reversed((parts.hostname or "").split(".")))
    query = sorted(parse_qsl(parts.query, keep_blank_values=True, encoding="latin-1"))
    text = "&".join(
        f"{quote_plus(key, encoding='latin-1')}={quote_plus(value, encoding='latin-1')}" for key, value in query
    )
    return f"{host}){parts.path or '/'}{'?' + text if text else ''}".lower()


def _cdxj(line: _Line) -> str:
    fields: dict[str, Any] = {
        "url": line.url,
        "mime": line.mime,
        "status": str(line.status or 200),
        "digest": line.digest,
        "length": str(line.length),
        "offset": str(line.offset),
        "filename": Path(_WARC).name,
    }
    return f"{_surt(line.url)} {line.moment:%Y%m%d%H%M%S} {json.dumps(fields, ensure_ascii=True)}\n"


def _pages(lines: list[_Line]) -> str:
    rows: list[dict[str, str]] = [{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}]
    rows += [
        {"id": str(uuid.uuid5(_NAMESPACE, f"{line.url} {line.moment}")), "url": line.url, "ts": as_text(line.moment)}
        for line in lines
        if line.page
    ]
    return "".join(json.dumps(row, ensure_ascii=True) + "\n" for row in rows)


def _package(title: str, resources: list[dict[str, Any]], lines: list[_Line]) -> bytes:
    package = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": title,
        "software": f"absentia {__version__}",
        "created": as_text(max((line.moment for line in lines), default=_UNDATED)),
        "resources": resources,
    }
    return json.dumps(package, indent=2, ensure_ascii=True).encode()


def _resource(name: str, file: Path) -> dict[str, Any]:
    with file.open("rb") as stream:
        return _described(name, file.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest())


def _described(name: str, size: int, digest: str) -> dict[str, Any]:
    return {"name": Path(name).name, "path": name, "hash": f"sha256:{digest}", "bytes": size}
