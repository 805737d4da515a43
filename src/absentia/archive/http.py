"""From the HTTP message a crawler kept to the page inside it: framing and compression taken off.

Crawlers differ: some keep the body as it was sent, some keep it decoded under the headers of the encoded one. A body
that is no valid encoding but plainly a page is therefore taken as the page.
"""

from __future__ import annotations

import html
import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from fastwarc.stream_io import BrotliReader, ZstdReader

from absentia.archive.capture import LARGEST_PAGE
from absentia.archive.formats import no_page_whatever_its_type

# HTTP/1.1 200 OK        HTTP/2 403
_STATUS = re.compile(rb"^HTTP/\d(?:\.\d)?[ \t]+(\d{3})")
# 1a3f;extension=1
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_TITLE = re.compile(rb"<title[^<>]*>([^<]{0,2000})", re.IGNORECASE)
_HTML_TYPES = ("text/html", "application/xhtml+xml", "application/xhtml")
_UNTYPED = ("", "application/octet-stream", "text/plain", "application/unknown", "unknown/unknown")
_LOOKS_LIKE_HTML = re.compile(rb"<(?:!doctype|html|head|body|div|table|script|meta|title|p|h1|br|!--)", re.IGNORECASE)
_GZIP, _ZLIB, _RAW_DEFLATE = 31, 15, -15


@dataclass(frozen=True, slots=True)
class Message:
    """An HTTP response taken apart; header names in lower case."""

    status: int | None
    headers: dict[str, str]
    body: bytes
    problems: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The media type alone, in lower case; empty where the server named none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def looks_like_html(body: bytes) -> bool:
    """Whether the first kilobytes hold the beginning of a page."""
    return b"\0" not in body[:4096] and _LOOKS_LIKE_HTML.search(body, 0, 4096) is not None


def is_page(content_type: str, body: bytes) -> bool:
    """Whether a response of this media type is a page, unless its bytes are plainly something else.

    Where the server does not say what it sends, the first bytes do.
    """
    if content_type in _HTML_TYPES:
        return not no_page_whatever_its_type(body)
    return content_type in _UNTYPED and looks_like_html(body)


def parse_message(block: bytes) -> Message:
    """Take an HTTP response apart and decode its body."""
    end = _HEAD_END.search(block)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    lines = head.split(b"\n")
    status = _STATUS.match(lines[0])
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            headers[name.strip().lower().decode("latin-1")] = value.strip().decode("latin-1")
    body, problems = _decoded(body, headers)
    return Message(int(status[1]) if status else None, headers, body, problems)


def _decoded(body: bytes, headers: dict[str, str]) -> tuple[bytes, tuple[str, ...]]:
    encodings = [*_listed(headers.get("content-encoding")), *_listed(headers.get("transfer-encoding"))]
    problems: list[str] = []
    for encoding in reversed(encodings):
        decoder = _DECODERS.get(encoding)
        if decoder is None:
            problems.append("encoding_unknown")
            break
        try:
            body, whole = decoder(body)
        except (OSError, zlib.error, ValueError):
            if not looks_like_html(body):
                problems.append("encoding_unreadable")
            # otherwise the crawler kept the page decoded under the headers of the encoded one
            continue
        if not whole:
            problems.append("truncated")
    return body, tuple(dict.fromkeys(problems))


def _listed(value: str | None) -> list[str]:
    return [] if not value else [part.strip().lower() for part in value.split(",") if part.strip()]


def _inflate(body: bytes, window: int) -> tuple[bytes, bool]:
    decompressor = zlib.decompressobj(window)
    page = decompressor.decompress(body, LARGEST_PAGE)
    return page, decompressor.eof


def _gzip(body: bytes) -> tuple[bytes, bool]:
    return _inflate(body, _GZIP)


def _deflate(body: bytes) -> tuple[bytes, bool]:
    try:
        return _inflate(body, _ZLIB)
    except zlib.error:
        return _inflate(body, _RAW_DEFLATE)  # what some servers send under the name deflate


def _brotli(body: bytes) -> tuple[bytes, bool]:
    return BrotliReader(io.BytesIO(body)).read(LARGEST_PAGE), True


def _zstd(body: bytes) -> tuple[bytes, bool]:
    return ZstdReader(io.BytesIO(body)).read(LARGEST_PAGE), True


def _chunked(body: bytes) -> tuple[bytes, bool]:
    """Take the chunks apart by hand: what stands before a cut is kept, which a library reader would lose."""
    pieces: list[bytes] = []
    position = 0
    while True:
        line = _CHUNK_SIZE.match(body, position)
        if line is None:
            if position == 0:
                raise ValueError  # not chunked at all
            return b"".join(pieces), False
        size = int(line[1], 16)
        if size == 0:
            return b"".join(pieces), True
        pieces.append(body[line.end() : line.end() + size])
        position = line.end() + size + 2


def _as_it_is(body: bytes) -> tuple[bytes, bool]:
    return body, True


_DECODERS: dict[str, Callable[[bytes], tuple[bytes, bool]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
    "chunked": _chunked,
    "identity": _as_it_is,
}


def title_of(body: bytes) -> str:
    """What a page calls itself; nothing where it does not."""
    found = _TITLE.search(body)
    if found is None:
        return ""
    try:
        text = found[1].decode("utf-8")
    except UnicodeDecodeError:
        text = found[1].decode("windows-1251", "replace")
    return " ".join(html.unescape(text).split())
